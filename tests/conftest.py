"""What all tests share: who runs which test, an office's database of either kind; and that none leaves this machine."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.support import offline
from tests.support.databases import Files, Home, OnServer
from tests.support.postgres import Server, serving
from tests.support.quick import installed_offices, quick_offices

offline.watch()


@pytest.fixture(autouse=True)
def stays_here() -> Iterator[None]:
    """A test that tries to reach another machine fails, whatever became of it."""
    yield
    assert offline.tried() == []


_BROWSER = "tests/browser/"
# What shares the browser, papers that LibreOffice has laid out, or the product's source, read and parsed.
_TOGETHER = (
    _BROWSER,
    "tests/making/test_pages.py",
    "tests/locale/test_catalogues.py",
    "tests/test_imports.py",
    "tests/test_logs.py",
)


class Queue(LoadScopeScheduling):
    """Each process takes the next test when it is free; what shares something that is dear to make is one piece of work for one
    process.

    xdist's own `loadgroup` would mark a test's group in its id, and since pytest 9.2 that is silently without effect.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((each for each in _TOGETHER if nodeid.startswith(each)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Queue:
    return Queue(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One process more than cores: most tests wait for something now and then."""
    return (yield) + 1


def pytest_configure() -> None:
    gc.disable()  # until everything is collected


def pytest_collection_finish() -> None:
    """What the imports and the collecting have made stays to the end: no search for rubbish need look through it."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest chain begins first; the order is random on either side of this line."""
    items.sort(key=lambda item: not item.nodeid.startswith(_BROWSER))


def pytest_sessionfinish() -> None:
    """A test that failed may have left a connection open: its thread would keep the run from ending."""
    for left in gc.get_objects():
        if issubclass(type(left), aiosqlite.Connection):
            left.stop()


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
