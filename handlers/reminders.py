"""/quiet, /notify, /deputy and /today (今日 on the keyboard), with their buttons."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler

from bot.desk import today
from bot.desk.people import deputies, wishes
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import IN_PRIVATE, NEW_MESSAGE, Word


async def on_quiet(update: Update, context: DeskContext) -> None:
    """/quiet 22:00-7:00, /quiet 关."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await wishes.set_quiet(context.office, work, scene, typed=after_command(update))


async def on_notify(update: Update, context: DeskContext) -> None:
    """/notify."""
    async with context.work() as work:
        await wishes.show_switches(context.office, work, context.scene_in(work, update))


async def on_deputy(update: Update, context: DeskContext) -> None:
    """/deputy 姓名 2026-06-01 2026-06-15."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await deputies.command(context.office, work, scene, typed=after_command(update))


async def on_today(update: Update, context: DeskContext) -> None:
    """/today, 今日 on the keyboard."""
    async with context.work() as work:
        await today.show(context.office, work, context.scene_in(work, update))


_BUTTONS: dict[Press, Ask] = {
    Press.QUIET: lambda o, w, s, p: wishes.press_quiet(o, w, s, begins=p.number(), ends=p.number(1)),
    Press.NOTIFY: lambda o, w, s, p: wishes.press_switch(
        o, w, s, kind=p.word(0), is_on={"on": True, "off": False}.get(p.word(1) or "")
    ),
    Press.DEPUTY_CHOOSE: lambda o, w, s, p: deputies.press_choose(
        o, w, s, person_id=p.number(), deputy_id=p.number(1)
    ),
    Press.DEPUTY_SET: lambda o, w, s, p: deputies.press_set(
        o,
        w,
        s,
        person_id=p.number(),
        deputy_id=p.number(1),
        first=p.word(2),
        last=p.word(3),
        is_sure=p.word(4) == "yes",
    ),
    Press.DEPUTY_END: lambda o, w, s, p: deputies.press_end(o, w, s, deputy_id=p.number()),
    Press.TODAY: lambda o, w, s, p: today.refresh(o, w, s),
}

HANDLERS = [
    CommandHandler("quiet", on_quiet, filters=NEW_MESSAGE),
    CommandHandler("notify", on_notify, filters=NEW_MESSAGE),
    CommandHandler("deputy", on_deputy, filters=NEW_MESSAGE),
    CommandHandler("today", on_today, filters=NEW_MESSAGE),
    MessageHandler(IN_PRIVATE & Word("今日", "Today"), on_today),
    button_handler(_BUTTONS),
]
