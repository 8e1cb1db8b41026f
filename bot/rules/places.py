"""Whether a place takes messages, for all that is known; what Telegram says to one is delivery's affair."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model import Place

TRY_EVERY = timedelta(hours=1)


def may_try(place: Place, now: datetime) -> bool:
    """Whether to write there: a place that has refused is tried once an hour, as long as nothing says that it would take it."""
    return place.refused_at is None or not place.refused_at <= now < place.refused_at + TRY_EVERY
