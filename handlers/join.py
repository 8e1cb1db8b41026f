"""/join with the decision on it, /invite."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.desk.people import enrolment, join
from bot.rules.rights import Act
from bot.views.common.callbacks import Press, pattern
from handlers.context import DeskContext, answer_query, pressed
from handlers.words import NEW_MESSAGE


async def on_join(update: Update, context: DeskContext) -> None:
    """/join 单位 姓名."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await join.ask_to_join(context.office, work, scene, " ".join(context.args or []))


async def on_decide(update: Update, context: DeskContext) -> None:
    """通过 or 拒绝."""
    press = pressed(update)
    async with context.work() as work:
        scene = context.scene_in(work, update)
        is_passed = press.press is Press.JOIN_PASS
        toast = await join.decide(context.office, work, scene, request_id=press.number(), is_passed=is_passed)
    await answer_query(update, toast)


async def on_invite(update: Update, context: DeskContext) -> None:
    """/invite 单位 姓名 [职务]."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        scene.check(Act.INVITE)
        await enrolment.invite(context.office, work, scene, " ".join(context.args or []))


HANDLERS = [
    CommandHandler("join", on_join, filters=NEW_MESSAGE),
    CommandHandler("invite", on_invite, filters=NEW_MESSAGE),
    CallbackQueryHandler(on_decide, pattern=pattern(Press.JOIN_PASS, Press.JOIN_REFUSE)),
]
