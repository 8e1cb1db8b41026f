"""A copy of the desk as people are told of it; how it is made and checked is the store's affair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DeskCopy:
    """What a copy that has been checked holds. `broken_at` is the first line of the audit trail that does not follow."""

    path: Path
    made_at: datetime
    release: str
    revision: str
    people: int
    items: int
    first_item: str | None
    last_item: str | None
    demands: int
    unsent: int
    audit_lines: int
    audit_head: str
    broken_at: int | None
    files: int
    file_bytes: int
