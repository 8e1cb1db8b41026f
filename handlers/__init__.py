"""Telegram to desk: one file for each family of commands; this list says in which order they are asked."""

from __future__ import annotations

from typing import Any

from telegram.ext import BaseHandler

from handlers import (
    adoptions,
    appraisal,
    bookings,
    bulletin,
    corrections,
    demands,
    doubts,
    exports,
    fees,
    forms,
    held,
    help,
    items,
    join,
    language,
    leader_comments,
    likenesses,
    masked,
    members,
    notices,
    places,
    posts,
    ranking,
    reviews,
    roster,
    search,
    sharings,
    start,
    stats,
    submissions,
    talk,
    training,
)

# The first that fits takes an update: tags and commands before talk, which takes whatever is left.
FAMILIES = (
    start,
    join,
    places,
    language,
    masked,
    roster,
    members,
    submissions,
    items,
    search,
    reviews,
    corrections,
    held,
    likenesses,
    forms,
    demands,
    bookings,
    notices,
    posts,
    ranking,
    stats,
    exports,
    adoptions,
    fees,
    appraisal,
    leader_comments,
    sharings,
    training,
    bulletin,
    help,
    doubts,
    talk,
)
ALL_HANDLERS: list[BaseHandler[Any, Any, Any]] = [each for family in FAMILIES for each in family.HANDLERS]
