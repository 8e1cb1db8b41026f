"""Who sets supervision tasks and who sees to them; the county is at noon of Wednesday 3 June 2026."""

from __future__ import annotations

import pytest

from bot.model import Person, Role
from tests.support.county import County


@pytest.fixture
async def wang(gao: County, zhang: Person) -> Person:
    """A colleague of 张三's."""
    return await gao.person("王茗", "云茶镇", telegram_id=13)


@pytest.fixture
async def head(gao: County, places: None) -> Person:
    return await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=31)
