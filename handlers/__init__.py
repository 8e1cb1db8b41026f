"""Telegram to desk: one file for each family of commands; this list says in which order they are asked."""

from __future__ import annotations

from typing import Any

from telegram.ext import BaseHandler

from handlers import (
    bind,
    booking,
    demand,
    doubt,
    help,
    item,
    join,
    lang,
    members,
    preview,
    rank,
    review,
    roster,
    start,
    submit,
    talk,
)

# The first that fits takes an update: tags and commands before talk, which takes whatever is left.
ALL_HANDLERS: list[BaseHandler[Any, Any, Any]] = [
    *start.HANDLERS,
    *join.HANDLERS,
    *bind.HANDLERS,
    *lang.HANDLERS,
    *roster.HANDLERS,
    *members.HANDLERS,
    *submit.HANDLERS,
    *item.HANDLERS,
    *review.HANDLERS,
    *demand.HANDLERS,
    *booking.HANDLERS,
    *preview.HANDLERS,
    *rank.HANDLERS,
    *help.HANDLERS,
    *doubt.HANDLERS,
    *talk.HANDLERS,
]
