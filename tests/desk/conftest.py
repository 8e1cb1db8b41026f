"""The county of the tests of the desk: an office on a new file, at noon of Wednesday 3 June 2026; a test fills it.

Who submits and who reviews in it, with its work group and its desk group, are there for those who ask.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.model import Person, PlaceKind, Role
from tests.desk.figures.month import May
from tests.support.county import DESK_CHAT, WORK_CHAT, County, county
from tests.support.lived import lived


@pytest.fixture
async def gao(tmp_path: Path) -> AsyncIterator[County]:
    async with county(tmp_path, now="2026-06-03 12:00:00") as place:
        yield place


@pytest.fixture
async def places(gao: County) -> None:
    """The groups are bound."""
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    await gao.bind(DESK_CHAT, PlaceKind.DESK)


@pytest.fixture
async def zhang(gao: County, places: None) -> Person:
    return await gao.person("张三", "云茶镇", telegram_id=11)


@pytest.fixture
async def li(gao: County, places: None) -> Person:
    return await gao.person("李四", "沙河镇", telegram_id=12)


@pytest.fixture
async def zhou(gao: County, places: None) -> Person:
    return await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)


@pytest.fixture
async def wu(gao: County, places: None) -> Person:
    return await gao.person("吴编", "信息中心", role=Role.EDITOR, telegram_id=22)


@pytest.fixture
async def may(tmp_path: Path) -> AsyncIterator[May]:
    """A May that is over, in a county of its own: `gao` is another one, but for whoever takes it from here."""
    async with lived(tmp_path, May, now="2026-06-03 12:00:00") as month:
        yield month
