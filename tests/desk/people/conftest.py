"""Who decides about people."""

from __future__ import annotations

import pytest

from bot.model import Person, Role
from tests.support.county import County


@pytest.fixture
async def admin(gao: County) -> Person:
    return await gao.person("李主任", "政府办公室", role=Role.ADMIN, telegram_id=9)
