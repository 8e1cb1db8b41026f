"""Which items ring the desk, and when again (manual, section 2); the messages are the desk's affair."""

from __future__ import annotations

from bot.model import Item, Kind

RING_AFTER = (10, 30, 60)  # minutes


def is_pressing(item: Item) -> bool:
    """Whether the desk is rung until somebody takes it: 苗头 and 紧急."""
    return item.is_urgent or item.kind is Kind.EARLY_WARNING
