"""Which messages a conversation has taken in, so that an edit of one finds it."""

from __future__ import annotations

from bot.desk.common import forms
from bot.model import Blocked, Draft, DraftKind


def holds(draft: Draft, message: Blocked) -> bool:
    """Whether a conversation has taken in the message."""
    if draft.kind is DraftKind.FORM:
        return (message.chat_id, message.message_id) in forms.messages_of(forms.content_of(draft))
    if draft.kind is DraftKind.KEYPOINTS:
        said = draft.data.get("said")  # the number of a line, and where it was written
        return isinstance(said, list) and any(
            each[1:] == [message.chat_id, message.message_id] for each in said
        )
    if draft.chat_id != message.chat_id:
        return False
    return message.message_id in (*ids_in(draft), draft.data.get("message_id"))


def ids_in(draft: Draft) -> set[int]:
    """The messages whose texts a conversation has taken in."""
    ids: set[int] = set()
    for parts in (draft.data.get("parts"), draft.data.get("pending")):
        ids |= (
            {abs(part[0]) for part in parts if isinstance(part, list)} if isinstance(parts, list) else set()
        )
    return ids
