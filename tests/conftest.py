"""Who runs which test, and in which order; what tests share is in tests/support/shared."""

from __future__ import annotations

import gc
import os
import re
import signal
from collections import deque
from collections.abc import Generator
from compileall import compile_dir
from contextlib import suppress
from importlib import import_module
from itertools import islice
from typing import Any

import aiosqlite
import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

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


# What waits most of its time: for a browser, for LibreOffice, for a bot that begins or is killed, for a moment to come.
_WAITING = (
    _PAGES,
    "tests/making/",
    "tests/delivery/",
    "tests/sandbox/api/test_sandbox_faults.py",
    "tests/e2e/test_albums.py",
    "tests/e2e/test_backup.py",
    "tests/e2e/test_cli.py",
    "tests/e2e/test_copies.py",
    "tests/e2e/test_demo.py",
    "tests/e2e/test_examples.py",
    "tests/e2e/test_exports.py",
    "tests/e2e/test_faults.py",
    "tests/e2e/test_files_killed.py",
    "tests/e2e/test_flood.py",
    "tests/e2e/test_kill.py",
    "tests/e2e/test_log.py",
    "tests/e2e/test_made.py",
    "tests/e2e/test_many_editors.py",
    "tests/e2e/test_refused.py",
    "tests/e2e/test_secrets.py",
    "tests/e2e/test_stories.py",
    "tests/e2e/test_weather.py",
    "tests/e2e/test_webhook.py",
    "tests/e2e/test_whole_year.py",
)
_WORKER = os.environ.get("PYTEST_XDIST_WORKER")  # None where tests are handed out, or nobody shares them
_PATIENT = 2  # processes that take these first, beside one that reckons for each core
_STEP_BACK = 10  # what reckons leaves a core to what has waited for its moment, or this comes too late


def _number(worker: str) -> int:
    return int(worker.removeprefix("gw"))


def _is_patient(worker: str) -> bool:
    return _number(worker) < _PATIENT


class Queue(LoadScopeScheduling):
    """Each process takes the next piece of work when it is free; some begin with what waits, so that the cores never do.

    xdist's own `loadgroup` would mark a test's group in its id, and since pytest 9.2 that is silently without effect.
    """

    def __init__(self, config: pytest.Config, log: Any) -> None:
        super().__init__(config, log)
        self._lines: dict[bool, deque[str]] = {}  # what waits, and what reckons, in order

    def _split_scope(self, nodeid: str) -> str:
        return _piece(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        if not self._lines:
            for piece in self.workqueue:
                self._lines.setdefault(piece.startswith(_WAITING), deque()).append(piece)
        is_patient = _is_patient(node.gateway.id)
        line = self._lines.get(is_patient) or self._lines.get(not is_patient)
        if line and (piece := line.popleft()) in self.workqueue:
            self.workqueue.move_to_end(piece, last=False)
        super()._assign_work_unit(node)

    def _pending_of(self, workload: dict[str, dict[str, bool]]) -> int:
        # Whoever has more than two tests left gets no piece, and they are done in order: older ones are over.
        return int(super()._pending_of(dict(islice(reversed(workload.items()), 3))))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Queue:
    return Queue(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    return (yield) + _PATIENT


def pytest_configure(config: pytest.Config) -> None:
    if _WORKER or not config.getoption("numprocesses"):
        config.pluginmanager.import_plugin("tests.support.shared")
    else:
        # Tests are only handed out here: nothing is read, but what all will read is compiled once.
        for room in ("bot", "handlers", "scheduler", "tests"):
            compile_dir(config.rootpath / room, quiet=2, rx=re.compile(r"test_\w+\.py$"))
    gc.disable()  # until everything is collected
    # asyncio's runner leaves a handler that is not Python's own alone; else it puts one there and back at each step of a test,
    # and `signal` writes out the whole task, with all that it holds, each time to find that this is no known handler's number.
    signal.signal(signal.SIGINT, _stop)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Each process reads a share of the tests first: of what was never tested it compiles that alone, not everything."""
    if _WORKER and session.config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        root, processes = session.config.rootpath, int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
        for path in sorted(root.glob("tests/**/test_*.py"))[_number(_WORKER) :: processes]:
            with suppress(Exception, pytest.skip.Exception):  # collecting will say so
                import_module(".".join(path.relative_to(root).with_suffix("").parts))


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def pytest_collection_finish() -> None:
    """What the imports and the collecting have made stays to the end: no search for rubbish need look through it."""
    if _WORKER and not _is_patient(_WORKER):
        os.nice(_STEP_BACK)
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)  # as a running bot has it
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
