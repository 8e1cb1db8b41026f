"""Files that the bot makes: asked for with an answer, made beside the desk, sent once they are on disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class MadeState(StrEnum):
    """Where a file stands that the bot makes."""

    WANTED = "wanted"
    """To be made: now, or after a try that failed."""
    MADE = "made"
    """On disk under its SHA-256, and in the outbox."""
    GIVEN_UP = "given_up"
    """Not to be had; who asked for it has been told."""


# Each arrow, and who takes it. None: the row comes into being.
MADE_ARROWS: Mapping[tuple[MadeState | None, MadeState], str] = MappingProxyType(
    {
        (None, MadeState.WANTED): "Work: an answer has a file",
        (MadeState.WANTED, MadeState.MADE): "Work: it is on disk, and goes into the outbox",
        (
            MadeState.WANTED,
            MadeState.GIVEN_UP,
        ): "Work: the last try has failed, or what it comes with was refused; restore",
    }
)


# Kinds whose files hold whatever the desk had when they were made, of which their order says nothing.
GATHERED = frozenset({"export"})


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: `kind` and `spec` as `bot/making` knows them; sent as a `form` (photo, document) called `name`.

    `spec` is JSON; what people typed in it is masked by whoever orders.
    """

    kind: str
    spec: Mapping[str, Any] = field(repr=False)
    name: str
    caption: str = field(default="", repr=False)
    form: str = "document"


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that was ordered, and where it goes; `language` is that of the answer that it belongs to.

    `also` are other chats that get the same file: chat, topic and language of each.
    """

    id: int
    kind: str
    spec: dict[str, Any] = field(repr=False)
    name: str
    caption: str = field(repr=False)
    form: str
    chat_id: int
    thread_id: int
    reply_to: int | None
    about: str | None
    language: str
    state: MadeState
    sha256: str | None
    tries: int
    try_at: datetime
    asked_at: datetime
    also: tuple[tuple[int, int, str], ...] = ()


MOST_PAGES = 12  # of a file, that are sent as pictures


@dataclass(frozen=True, slots=True)
class Product:
    """A file that was made: SHA-256, size in bytes, the characters for which a sign stands in it, and how many pictures that
    were to be in it could not be had. `pages`: a picture of each page, SHA-256 and size, where they are wanted and can be drawn.
    """

    sha256: str
    size: int
    missing: str = ""
    left_out: int = 0
    pages: tuple[tuple[str, int], ...] = ()
    are_pages_missing: bool = False  # drawing them failed
    preview: str = field(default="", repr=False)  # the first page in small, a JPEG in Base64
