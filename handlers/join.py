"""/join with the decision on it, /invite, and the question which unit is meant."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.desk.people import decided_requests, enrolment, invite_questions, join, requests, unit_answers
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext
from handlers.words import NEW_MESSAGE


async def on_join(update: Update, context: DeskContext) -> None:
    """/join 单位 姓名."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await join.ask_to_join(context.office, work, scene, " ".join(context.args or []))


async def on_invite(update: Update, context: DeskContext) -> None:
    """/invite 单位 姓名 [职务]."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await enrolment.invite(context.office, work, scene, " ".join(context.args or []))


_BUTTONS: dict[Press, Ask] = {
    Press.JOIN_BEGIN: lambda o, w, s, p: join.press_begin(o, w, s, what=p.word(0)),
    Press.JOIN_PASS: lambda o, w, s, p: requests.decide(
        o, w, s, request_id=p.number(), is_passed=True, as_whom=p.word(1)
    ),
    Press.JOIN_REFUSE: lambda o, w, s, p: requests.decide(o, w, s, request_id=p.number(), is_passed=False),
    Press.JOIN_UNDO: lambda o, w, s, p: decided_requests.undo(o, w, s, request_id=p.number()),
    Press.JOIN_UNIT: lambda o, w, s, p: requests.correct_unit(
        o, w, s, request_id=p.number(), unit_id=p.number(1)
    ),
    Press.INVITE_SURE: lambda o, w, s, p: invite_questions.press_sure(o, w, s, draft_id=p.number()),
    Press.INVITE_CANCEL: lambda o, w, s, p: invite_questions.press_cancel(o, w, s, draft_id=p.number()),
    Press.UNIT: lambda o, w, s, p: unit_answers.press_unit(o, w, s, draft_id=p.number(), unit_id=p.number(1)),
    Press.UNIT_CANCEL: lambda o, w, s, p: unit_answers.press_cancel(o, w, s, draft_id=p.number()),
}

HANDLERS = [
    button_handler(_BUTTONS),
    CommandHandler("join", on_join, filters=NEW_MESSAGE),
    CommandHandler("invite", on_invite, filters=NEW_MESSAGE),
]
