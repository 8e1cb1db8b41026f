"""Conversations: what all of them share; whose turn it is with a text is in desk/talk.py."""

from __future__ import annotations

from bot.desk.common.slots import Slot, slot_name


def slot_of(draft_id: int) -> str:
    """The living preview of a draft."""
    return slot_name(Slot.DRAFT, draft_id)
