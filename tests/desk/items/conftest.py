"""Who submits and who reviews, in an office with its work group and its desk group."""

from __future__ import annotations

import pytest

from bot.model import Person, PlaceKind, Role
from tests.support.county import DESK_CHAT, WORK_CHAT, County


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
