"""Training (跟班学习): /rotation, a rota as a file with that caption, and the buttons of trainees, mentors and the desk."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.desk.items import blocked
from bot.desk.people.roster_files import is_marked
from bot.desk.training import assessments, cards, periods, plans, requests, rota, swaps
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command, downloading
from handlers.words import NEW_MESSAGE


async def on_rotation(update: Update, context: DeskContext) -> None:
    """/rotation."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await rota.command(context.office, work, scene, typed=after_command(update))


async def on_rota_file(update: Update, context: DeskContext) -> None:
    """A rota: fetched first, because nothing waits for the network inside a Work."""
    scene = await context.scene(update)
    plans.check_may(scene)
    assert scene.file is not None
    rows = await plans.read_file(downloading(context, scene.file), size=scene.file.size, name=scene.file.name)
    async with context.work() as work:
        scene = context.scene_in(work, update)
        if is_marked(context.office, rows):
            await blocked.take_file(context.office, work, scene, message_id=scene.message_id)
            return
        await plans.take_file(context.office, work, scene, rows)


_BUTTONS: dict[Press, Ask] = {
    Press.ROTATION_CONFIRM: lambda o, w, s, p: swaps.confirm(o, w, s, rotation_id=p.number()),
    Press.ROTATION_SWAP: lambda o, w, s, p: swaps.choose(
        o, w, s, rotation_id=p.number(), other_id=p.number(1) if p.word(1) else None
    ),
    Press.ROTATION_BACK: lambda o, w, s, p: swaps.go_back(o, w, s, rotation_id=p.number()),
    Press.SWAP_AGREE: lambda o, w, s, p: swaps.agree(o, w, s, swap_id=p.number()),
    Press.SWAP_REFUSE: lambda o, w, s, p: swaps.refuse(o, w, s, swap_id=p.number()),
    Press.ROTATION_CALL_OFF: lambda o, w, s, p: periods.press_call_off(
        o, w, s, rotation_id=p.number(), is_sure=p.word(1) == "yes"
    ),
    Press.ROTATION_KEEP: lambda o, w, s, p: periods.keep(o, w, s, rotation_id=p.number()),
    Press.ROTATION_UNDO: lambda o, w, s, p: periods.undo(o, w, s, rotation_id=p.number()),
    Press.ASSESS: lambda o, w, s, p: assessments.begin(o, w, s, rotation_id=p.number()),
    Press.ASSESSMENT: lambda o, w, s, p: assessments.show(o, w, s, rotation_id=p.number()),
    Press.ROTATION_PERSON: lambda o, w, s, p: plans.choose(
        o, w, s, draft_id=p.number(), person_id=p.number(1)
    ),
    Press.ROTATION_CANCEL: lambda o, w, s, p: plans.press_cancel(o, w, s, draft_id=p.number()),
    Press.ROTATION_ASK: lambda o, w, s, p: requests.press_ask(o, w, s, word=p.word(0)),
    Press.ROTATION_PLACE: lambda o, w, s, p: requests.place(o, w, s, request_id=p.number()),
    Press.ROTATION_DECLINE: lambda o, w, s, p: requests.decline(o, w, s, request_id=p.number()),
    Press.ROTATION_WITHDRAW: lambda o, w, s, p: cards.withdraw(o, w, s, request_id=p.number()),
}


HANDLERS = [
    CommandHandler("rotation", on_rotation, filters=NEW_MESSAGE),
    MessageHandler(
        NEW_MESSAGE & filters.Document.ALL & filters.CaptionRegex(r"^\s*/rotation(?:@\w+)?(?:\s|$)"),
        on_rota_file,
    ),
    button_handler(_BUTTONS),
]
