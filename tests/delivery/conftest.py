"""What the delivery's tests share: a database of either kind, a far end, a bot."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot.clock import Clock
from tests.support.arrows import hold_to_arrows
from tests.support.databases import Failing, Files, Home, leading
from tests.support.far_end import FarEnd, open_bot, open_far_end


@pytest.fixture
async def database(home: Home) -> AsyncIterator[Failing]:
    if isinstance(home, Files):
        home.lend(hold_to_arrows)
    async with home.opened() as opened, leading(opened):
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def far_end() -> AsyncIterator[FarEnd]:
    async with open_far_end() as end:
        yield end


@pytest.fixture
async def bot(far_end: FarEnd) -> AsyncIterator[Bot]:
    async with open_bot(far_end.url, read_timeout=5.0) as opened:
        yield opened
