"""The store's tests migrate often: the seventy migrations are read once for them all."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from tests.support.quick import threads


@pytest.fixture(scope="session", autouse=True)
def migrations_read_once() -> Iterator[None]:
    read = ScriptDirectory.from_config

    @functools.cache
    def of(location: str | None) -> ScriptDirectory:
        config = Config()
        config.set_main_option("script_location", (location or "").replace("%", "%%"))
        return read(config)

    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(
            ScriptDirectory, "from_config", lambda config: of(config.get_main_option("script_location"))
        )
        yield


@pytest.fixture
def in_threads() -> Iterator[None]:
    """For this test each connection to a file has a thread of its own, as in an office."""
    with threads():
        yield
