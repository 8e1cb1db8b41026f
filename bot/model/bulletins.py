"""The county's own bulletin (《高县政务信息》): one number of it, its items, and errata to what was issued."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class BulletinState(StrEnum):
    """Where a number of the bulletin stands."""

    COMPOSING = "composing"  # editors choose and order
    SIGNING = "signing"  # 送签: the signers have it
    ISSUED = "issued"  # 签发: numbered, posted, frozen


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One number of the bulletin.

    `gone` are items (by id) that dropped out by themselves since an editor last changed something, `revision` counts changes.
    `reason` is why a signer sent it back. Once it is issued it has `year`, `number`, `total` (None: a supplement) and `content`,
    the paper as it was made, with the items' ids; `made_id` is the order of its file, `sha256` and `size` that file's, once it
    is on disk. `groups` is in how many work groups it was posted. `deputy_id` signed it in the place of `signed_by`.
    """

    id: int
    state: BulletinState
    is_supplement: bool
    note: str | None = field(repr=False)
    reason: str | None = field(repr=False)
    gone: tuple[int, ...]
    revision: int
    begun_by: int
    begun_at: datetime
    sent_by: int | None
    sent_at: datetime | None
    year: int | None
    number: int | None
    total: int | None
    signed_by: int | None
    signed_at: datetime | None
    groups: int
    content: dict[str, object] | None = field(repr=False)
    made_id: int | None
    sha256: str | None
    size: int
    deputy_id: int | None = None


@dataclass(frozen=True, slots=True)
class BulletinItem:
    """An item in a bulletin, with the editor's note on it and the pictures chosen for it (ids of attachments)."""

    bulletin_id: int
    item_id: int
    place: int
    note: str | None = field(repr=False)
    pictures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BulletinWords:
    """Something that was typed about a bulletin: a note on an item, an erratum, or (neither) a note or a reason on the whole."""

    bulletin_id: int
    item_id: int | None
    erratum_id: int | None
    said_at: datetime


class ErratumState(StrEnum):
    """What became of a correction to an issued bulletin."""

    ASKED = "asked"
    ISSUED = "issued"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Erratum:
    """A correction to an issued bulletin; numbered within it once issued. `deputy_id` decided in the place of `decided_by`."""

    id: int
    bulletin_id: int
    number: int | None
    words: str = field(repr=False)
    state: ErratumState
    asked_by: int
    asked_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    deputy_id: int | None = None
