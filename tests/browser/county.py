"""The demo on a fixed day, so that nothing depends on when it is looked at."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path

from tests.support.kept import opened_demo

DAY = datetime(2026, 6, 10, 3, 5, tzinfo=UTC)  # Wednesday 10 June 2026, 11:05 in the county


def running_demo(keep: Path | None = None) -> AbstractAsyncContextManager[str]:
    """The demo begun on DAY, or taken up again from a folder; gives the page's address."""
    return opened_demo(DAY, keep=keep)
