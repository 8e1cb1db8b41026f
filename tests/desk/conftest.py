"""The county of the tests of the desk: an office on a new file, at noon of Wednesday 3 June 2026; a test fills it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.county import County, county


@pytest.fixture
async def gao(tmp_path: Path) -> AsyncIterator[County]:
    async with county(tmp_path, now="2026-06-03 12:00:00") as place:
        yield place
