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
from tests.support.kept import KeptDemos
from tests.support.postgres import Server, serving
from tests.support.quick import installed_offices, quick_offices

offline.watch()


@pytest.fixture(autouse=True)
def stays_here() -> Iterator[None]:
    """A test that tries to reach another machine fails, whatever became of it."""
    yield
    assert offline.tried() == []


# What shares something that is dear to make is one piece of work for one process: a browser and a county at its page; a browser,
# where tests have counties of their own; papers that LibreOffice has laid out; the product's source, read and parsed.
_PAGES = "tests/browser/"
_OWN_COUNTIES = (
    "tests/browser/test_tour.py::test_six_steps",
    "tests/browser/test_glass.py::test_nothing_is_lost",
)
_PAPERS = "tests/making/test_pages.py"
_TOGETHER = (
    _PAGES,
    _PAPERS,
    "tests/locale/test_catalogues.py",
    "tests/test_imports.py",
    "tests/test_logs.py",
)
_LONG = (
    "tests/e2e/test_whole_year.py",
    "tests/e2e/test_copies.py",
    "tests/e2e/test_buttons.py",
    "tests/e2e/test_rights.py",
    "tests/e2e/test_half_year.py",
    "tests/desk/figures/test_year.py",
    "tests/desk/test_interleavings.py",
)


def _piece(nodeid: str) -> str:
    if nodeid.startswith(_OWN_COUNTIES):
        return _OWN_COUNTIES[0]
    return next((each for each in _TOGETHER if nodeid.startswith(each)), nodeid)


class Queue(LoadScopeScheduling):
    """Each process takes the next piece of work when it is free.

    xdist's own `loadgroup` would mark a test's group in its id, and since pytest 9.2 that is silently without effect.
    """

    def _split_scope(self, nodeid: str) -> str:
        return _piece(nodeid)


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
    """The longest pieces begin first, so that none is left alone at the end; the order is random on either side of this line."""
    order = {piece: place for place, piece in enumerate((_PAGES, _OWN_COUNTIES[0], _PAPERS))}

    def place(item: pytest.Item) -> int:
        is_long = item.nodeid.startswith(_LONG)
        return order.get(_piece(item.nodeid), len(order) if is_long else len(order) + 1)

    items.sort(key=place)


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
def demos(tmp_path_factory: pytest.TempPathFactory) -> KeptDemos:
    """Demos that were told once for the whole run."""
    return KeptDemos(tmp_path_factory)


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
