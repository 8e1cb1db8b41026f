"""What the desk plans: /keypoints, /consult and /topic, and their buttons."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.desk.planning import agenda, keypoints, listing, minutes, publishing, wishes
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import NEW_MESSAGE, command


async def on_keypoints(update: Update, context: DeskContext) -> None:
    """/keypoints 2026-06."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await keypoints.key_points(context.office, work, scene, text=after_command(update))


async def on_consult(update: Update, context: DeskContext) -> None:
    """/consult 文字."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await agenda.consult(context.office, work, scene, text=after_command(update))


async def on_topic(update: Update, context: DeskContext) -> None:
    """/topic 文字."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await wishes.topic(context.office, work, scene, text=after_command(update))


_BUTTONS: dict[Press, Ask] = {
    Press.PROPOSAL_UNDO: lambda o, w, s, p: listing.press_undo(o, w, s, proposal_id=p.number()),
    Press.PROPOSAL_LIST: lambda o, w, s, p: listing.press_list(
        o, w, s, proposal_id=p.number(), month=p.word(1)
    ),
    Press.AGENDA_TOPIC: lambda o, w, s, p: agenda.press_topic(
        o, w, s, week=p.word(0) or "", proposal_id=p.number(1)
    ),
    Press.MINUTES_LIST: lambda o, w, s, p: minutes.press_list(o, w, s),
    Press.MINUTES_SHOW: lambda o, w, s, p: minutes.press_show(o, w, s, minutes_id=p.number()),
    Press.MINUTES_UNDO: lambda o, w, s, p: minutes.undo(o, w, s, minutes_id=p.number()),
    Press.MINUTES_ANEW: lambda o, w, s, p: minutes.press_anew(o, w, s, minutes_id=p.number()),
    Press.KEYPOINTS_READ: lambda o, w, s, p: publishing.press_read(o, w, s, month=p.word(0) or ""),
    Press.KEYPOINTS_WRITE: lambda o, w, s, p: keypoints.press_write(o, w, s, month=p.word(0) or ""),
    Press.KEYPOINTS_POST: lambda o, w, s, p: keypoints.publish(o, w, s, draft_id=p.number()),
    Press.KEYPOINTS_EDIT: lambda o, w, s, p: keypoints.ask_change(o, w, s, draft_id=p.number()),
    Press.KEYPOINTS_CANCEL: lambda o, w, s, p: keypoints.press_cancel(o, w, s, draft_id=p.number()),
}

HANDLERS = [
    *command("keypoints", on_keypoints),
    CommandHandler("consult", on_consult, filters=NEW_MESSAGE),
    CommandHandler("topic", on_topic, filters=NEW_MESSAGE),
    button_handler(_BUTTONS),
]
