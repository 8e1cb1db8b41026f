"""/members, /member with its buttons, /leave."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.desk.people import leave, members
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import NEW_MESSAGE, command


async def on_members(update: Update, context: DeskContext) -> None:
    """/members."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await members.list_members(context.office, work, scene)


async def on_member(update: Update, context: DeskContext) -> None:
    """/member 姓名, with or without a change behind it."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await members.show_member(context.office, work, scene, after_command(update))


async def on_leave(update: Update, context: DeskContext) -> None:
    """/leave 姓名 2026-05 [取消]."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await leave.give_leave(context.office, work, scene, " ".join(context.args or []))


_BUTTONS: dict[Press, Ask] = {
    Press.MEMBERS_PAGE: lambda o, w, s, p: members.turn_page(o, w, s, page=p.number()),
    Press.MEMBER: lambda o, w, s, p: members.press_member(
        o, w, s, person_id=p.number(), what=p.word(1), value=p.word(2), is_sure=p.word(3) is not None
    ),
    Press.LINKS: lambda o, w, s, p: members.send_links(o, w, s, what=p.word(0)),
}

HANDLERS = [
    button_handler(_BUTTONS),
    CommandHandler("members", on_members, filters=NEW_MESSAGE),
    *command("member", on_member),
    CommandHandler("leave", on_leave, filters=NEW_MESSAGE),
]
