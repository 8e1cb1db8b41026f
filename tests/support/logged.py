"""What the product has logged, as events with fields; the log's form is tested with the log."""

from __future__ import annotations

from typing import Any

import pytest


def events(caplog: pytest.LogCaptureFixture, name: str | None = None) -> list[dict[str, Any]]:
    """The events of our own loggers, or those of one name."""
    found = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    return [event for event in found if name in (None, event["event"])]


def names(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The names of all events, in their order."""
    return [str(event["event"]) for event in events(caplog)]
