"""What is written as a form: each one's command, its tag and its word, and the buttons of drafts."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler

from bot.desk import forms
from bot.rules.forms import Form
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import IN_PRIVATE, NEW_MESSAGE, Callback, Captioned, Tagged, Word


def _on_command(form: str) -> Callback:
    async def on_command(update: Update, context: DeskContext) -> None:
        async with context.work() as work:
            scene = context.scene_in(work, update)
            await forms.write(context.office, work, scene, form=form, text=after_command(update))

    return on_command


def _on_tagged(form: str) -> Callback:
    async def on_tagged(update: Update, context: DeskContext) -> None:
        async with context.work() as work:
            scene = context.scene_in(work, update)
            await forms.write(context.office, work, scene, form=form)

    return on_tagged


def _on_word(form: str) -> Callback:
    async def on_word(update: Update, context: DeskContext) -> None:
        async with context.work() as work:
            scene = context.scene_in(work, update)
            await forms.write(context.office, work, scene, form=form, text="")

    return on_word


_BUTTONS: dict[Press, Ask] = {
    Press.FORM_POST: lambda o, w, s, p: forms.post(o, w, s, draft_id=p.number()),
    Press.FORM_EDIT: lambda o, w, s, p: forms.ask_change(o, w, s, draft_id=p.number()),
    Press.FORM_CANCEL: lambda o, w, s, p: forms.cancel(o, w, s, draft_id=p.number()),
    Press.FORM_SKIP: lambda o, w, s, p: forms.skip(o, w, s, draft_id=p.number(), field=p.word(1)),
    Press.FORM_CHOOSE: lambda o, w, s, p: forms.choose(
        o, w, s, draft_id=p.number(), value=p.word(1), field=p.word(2)
    ),
}
_WORDS = {"demand": Word("发布需求", "Post topic")}  # on a leader's keyboard


def _handlers(form: Form) -> list[BaseHandler[Any, Any, Any]]:
    handlers: list[BaseHandler[Any, Any, Any]] = [
        MessageHandler(NEW_MESSAGE & Tagged(form.tags), _on_tagged(form.key)),
        CommandHandler(form.command, _on_command(form.key), filters=NEW_MESSAGE),
        MessageHandler(NEW_MESSAGE & Captioned(form.command), _on_command(form.key)),
    ]
    if form.key in _WORDS:
        handlers.append(MessageHandler(IN_PRIVATE & _WORDS[form.key], _on_word(form.key)))
    return handlers


HANDLERS = [
    *(handler for mechanism in forms.FORMS.values() for handler in _handlers(mechanism.form)),
    button_handler(_BUTTONS),
]
