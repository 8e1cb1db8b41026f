"""The county of the tests of the whole: a running desk before a sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.founded import Founded, found
from tests.support.running import RunningCounty, running_county


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """What is kept of the usual county for all tests of a process."""
    return asyncio.run(found(tmp_path_factory.mktemp("founded")))


@pytest.fixture
async def gao(founded: Founded, tmp_path: Path) -> AsyncIterator[RunningCounty]:
    """The usual county on 3 June 2026."""
    async with founded.opened(tmp_path, is_lent=True) as place:
        yield place


@pytest.fixture
def open_county(tmp_path: Path) -> Callable[..., Any]:
    """A county of one's own settings: `async with open_county(at=..., quota={...}) as gao`."""
    return lambda **kwargs: running_county(tmp_path, **kwargs)
