"""Meetings: /meeting M2, /meetings, /attendance, and the buttons under an invitation and under a meeting that was called."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler

from bot.desk.meetings import answers, changes, lists, points
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import NEW_MESSAGE, WithCode, command


async def on_meeting(update: Update, context: DeskContext) -> None:
    """/meeting M2."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await lists.open_code(context.office, work, scene, text=after_command(update))


async def on_meetings(update: Update, context: DeskContext) -> None:
    """/meetings."""
    async with context.work() as work:
        await lists.list_meetings(context.office, work, context.scene_in(work, update))


async def on_attendance(update: Update, context: DeskContext) -> None:
    """/attendance M2."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await lists.attendance(context.office, work, scene, text=after_command(update))


_BUTTONS: dict[Press, Ask] = {
    Press.MEETING_COME: lambda o, w, s, p: answers.press_come(
        o, w, s, meeting_id=p.number(), person_id=p.number(1)
    ),
    Press.MEETING_EXCUSE: lambda o, w, s, p: answers.press_excuse(
        o, w, s, meeting_id=p.number(), person_id=p.number(1)
    ),
    Press.MEETING_TIME: lambda o, w, s, p: changes.ask_time(o, w, s, meeting_id=p.number()),
    Press.MEETING_PLACE: lambda o, w, s, p: changes.ask_place(o, w, s, meeting_id=p.number()),
    Press.MEETING_CANCEL: lambda o, w, s, p: changes.ask_off(o, w, s, meeting_id=p.number()),
    Press.MEETING_SURE: lambda o, w, s, p: changes.call_off(o, w, s, meeting_id=p.number()),
    Press.MEETING_BACK: lambda o, w, s, p: changes.keep(o, w, s, meeting_id=p.number()),
    Press.MEETING_OPEN: lambda o, w, s, p: lists.press_open(o, w, s, meeting_id=p.number()),
    Press.MEETING_LIST: lambda o, w, s, p: lists.press_attendance(o, w, s, meeting_id=p.number()),
    Press.MEETING_POINTS: lambda o, w, s, p: points.press_write(
        o, w, s, meeting_id=p.number(), person_id=p.number(1)
    ),
}

HANDLERS = [
    button_handler(_BUTTONS),
    MessageHandler(NEW_MESSAGE & WithCode("meeting", "M"), on_meeting),
    CommandHandler("meetings", on_meetings, filters=NEW_MESSAGE),
    *command("attendance", on_attendance),
]
