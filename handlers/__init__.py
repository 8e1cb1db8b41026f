"""Telegram to desk: one file for each family of commands; this list says in which order they are asked."""

from __future__ import annotations

from typing import Any

from telegram.ext import BaseHandler

from handlers import (
    bookings,
    demands,
    doubts,
    help,
    items,
    join,
    language,
    members,
    places,
    posts,
    ranking,
    reviews,
    roster,
    start,
    submissions,
    talk,
)

# The first that fits takes an update: tags and commands before talk, which takes whatever is left.
ALL_HANDLERS: list[BaseHandler[Any, Any, Any]] = [
    *start.HANDLERS,
    *join.HANDLERS,
    *places.HANDLERS,
    *language.HANDLERS,
    *roster.HANDLERS,
    *members.HANDLERS,
    *submissions.HANDLERS,
    *items.HANDLERS,
    *reviews.HANDLERS,
    *demands.HANDLERS,
    *bookings.HANDLERS,
    *posts.HANDLERS,
    *ranking.HANDLERS,
    *help.HANDLERS,
    *doubts.HANDLERS,
    *talk.HANDLERS,
]
