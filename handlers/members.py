"""/members, /member with its buttons, /leave."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.desk.people import members
from bot.rules.rights import Act
from bot.views.common.callbacks import Press, pattern
from handlers.context import DeskContext, answer_query, pressed
from handlers.words import NEW_MESSAGE


async def on_members(update: Update, context: DeskContext) -> None:
    """/members."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        scene.check(Act.MEMBERS)
        await members.list_members(context.office, work, scene)


async def on_page(update: Update, context: DeskContext) -> None:
    """Another page of the list."""
    press = pressed(update)
    async with context.work() as work:
        scene = context.scene_in(work, update)
        scene.check(Act.MEMBERS)
        await members.list_members(context.office, work, scene, page=press.number(), is_turned=True)
    await answer_query(update, None)


async def on_member(update: Update, context: DeskContext) -> None:
    """/member 姓名, with or without a change behind it."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        scene.check(Act.MEMBER)
        await members.show_member(context.office, work, scene, " ".join(context.args or []))


async def on_card(update: Update, context: DeskContext) -> None:
    """A button of a member's card."""
    press = pressed(update)
    async with context.work() as work:
        scene = context.scene_in(work, update)
        scene.check(Act.MEMBER)
        toast = await members.press_member(
            context.office, work, scene, person_id=press.number(), what=press.word(1), value=press.word(2)
        )
    await answer_query(update, toast)


async def on_leave(update: Update, context: DeskContext) -> None:
    """/leave 姓名 2026-05 [取消]."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        scene.check(Act.LEAVE)
        await members.give_leave(context.office, work, scene, " ".join(context.args or []))


HANDLERS = [
    CommandHandler("members", on_members, filters=NEW_MESSAGE),
    CommandHandler("member", on_member, filters=NEW_MESSAGE),
    CommandHandler("leave", on_leave, filters=NEW_MESSAGE),
    CallbackQueryHandler(on_page, pattern=pattern(Press.MEMBERS_PAGE)),
    CallbackQueryHandler(on_card, pattern=pattern(Press.MEMBER)),
]
