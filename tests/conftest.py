"""What tests of several rooms share: an office's database of either kind; and that none of them leaves this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import offline
from tests.support.databases import Files, Home, OnServer
from tests.support.postgres import Server, serving

offline.watch()


@pytest.fixture(autouse=True)
def stays_here() -> Iterator[None]:
    """A test that tries to reach another machine fails, whatever became of it."""
    yield
    assert offline.tried() == []


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server for the whole run."""
    with serving() as opened:
        yield opened


@pytest.fixture
def on_server(server: Server) -> Iterator[OnServer]:
    """A new office on the server."""
    home = OnServer(server)
    yield home
    home.give_back()


@pytest.fixture(params=["sqlite", "postgres"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """A new office of either kind; a test that asks for it runs twice."""
    found: Home = Files(tmp_path) if request.param == "sqlite" else request.getfixturevalue("on_server")
    return found
