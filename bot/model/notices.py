"""What was published about a month's figures (通报), and its corrections."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.model.enums import NoticeKind


@dataclass(frozen=True, slots=True)
class Notice:
    """A published notice: the `number`-th of its kind among those about months of the `year`.

    `figures` is JSON (rules/notice.py); `published_by` is None where the clock did it; `why` is a correction's.
    """

    id: int
    kind: NoticeKind
    year: int
    number: int
    month: str
    figures: str = field(repr=False)
    why: str | None
    published_by: int | None
    published_at: datetime
