"""What all tests share: an office's database of either kind; and that none leaves this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import offline
from tests.support.databases import Files, Home, OnServer
from tests.support.kept import KeptDemos, shared_folder
from tests.support.postgres import Server, serving
from tests.support.quick import installed_offices, quick_offices

offline.watch()


@pytest.fixture(autouse=True)
def stays_here() -> Iterator[None]:
    """A test that tries to reach another machine fails, whatever became of it."""
    yield
    assert offline.tried() == []


@pytest.fixture(scope="session", autouse=True)
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Offices on files are made and written to without waiting for the disk."""
    with quick_offices(tmp_path_factory.mktemp("quick")):
        yield


@pytest.fixture
def as_installed() -> Iterator[None]:
    """For this test they are made and written to as in an office."""
    with installed_offices():
        yield


@pytest.fixture(scope="session")
def demos(tmp_path_factory: pytest.TempPathFactory) -> KeptDemos:
    """Demos that were told once for the whole run."""
    return KeptDemos(tmp_path_factory)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL server for the whole run, of all its processes."""
    with serving(shared_folder(tmp_path_factory)) as opened:
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
