"""The county of the tests of the whole: a running desk before a sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.running import RunningCounty, running_county


@pytest.fixture
async def gao(tmp_path: Path) -> AsyncIterator[RunningCounty]:
    """The usual county on 3 June 2026."""
    async with running_county(tmp_path) as place:
        yield place


@pytest.fixture
def open_county(tmp_path: Path) -> Callable[..., Any]:
    """A county of one's own settings: `async with open_county(at=..., quota={...}) as gao`."""
    return lambda **kwargs: running_county(tmp_path, **kwargs)
