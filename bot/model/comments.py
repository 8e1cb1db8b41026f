"""Comments (点评): what editors and the reporter of an item say to each other about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """One text of an item's thread; `from_desk` tells an editor's from the reporter's. The message stood in `chat_id`.

    `objects`: the reporter objects (有异议) to what an editor made of the text.
    """

    id: int
    item_id: int
    person_id: int
    person: str
    from_desk: bool
    objects: bool
    text: str
    chat_id: int
    message_id: int
    said_at: datetime
