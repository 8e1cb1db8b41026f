"""A county after what takes long to live through: lived once in a process, and each test goes on from a copy of the file."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from tests.support.county import County, county


class Story(Protocol):
    """What happens in a county; afterwards it knows who took part."""

    gao: County

    async def happen(self) -> None:
        """It happens."""


S = TypeVar("S", bound=Story)


@dataclass(frozen=True)
class _Past:
    story: Any
    file: bytes
    next_account: int
    next_message: int


_pasts: dict[tuple[Any, ...], _Past] = {}


@asynccontextmanager
async def lived(
    folder: Path, story: Callable[[County], S], *, now: str, **sections: dict[str, Any]
) -> AsyncIterator[S]:
    """The story, over in a county of this test's own, on a file in the folder; `now` is the moment at which it began."""
    key = (story, now, repr(sections))
    if key not in _pasts:
        _pasts[key] = await _live(folder / "past", story, now, sections)
    past = _pasts[key]
    (folder / "desk.db").write_bytes(past.file)
    async with county(folder, now=now, **sections) as gao:
        before = past.story.gao
        gao.clock.moment, gao.ours, gao.texts = before.clock.moment, set(before.ours), dict(before.texts)
        gao.accounts, gao.message_ids = itertools.count(past.next_account), itertools.count(past.next_message)
        told: S = copy(past.story)
        told.gao = gao
        yield told


async def _live(folder: Path, story: Callable[[County], Story], now: str, sections: dict[str, Any]) -> _Past:
    async with county(folder, now=now, **sections) as gao:
        told = story(gao)
        await told.happen()
    with closing(sqlite3.connect(folder / "desk.db")) as conn:
        file = conn.serialize()
    return _Past(told, file, next(gao.accounts), next(gao.message_ids))
