"""The browser and the county for the tests of the page: one of each for all tests, and a county of one's own for stories."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.chromium import NAMED_BY, find_chromium, launched
from tests.browser.county import DAY, running_demo
from tests.browser.window import Window, Windows
from tests.support.kept import KeptDemos

Opening = Callable[..., AbstractAsyncContextManager[Window]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium; the tests are skipped where there is none, unless ZHIBAO_BROWSER=required."""
    path = find_chromium()
    if path is None:
        reason = f"no Chromium on this machine: install Debian's chromium, or name one in {NAMED_BY}"
        if os.environ.get("ZHIBAO_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    async with launched(path) as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo(browser: Browser, demos: KeptDemos) -> AsyncIterator[str]:
    """The address of a county that all tests share: they bring their own people, or only look."""
    async with running_demo(await demos.copy(DAY)) as address:
        yield address


@pytest_asyncio.fixture(loop_scope="session")
async def kept(demos: KeptDemos) -> Path:
    """A folder with a demo of the test's own."""
    return await demos.copy(DAY)


@pytest_asyncio.fixture(loop_scope="session")
async def county(browser: Browser, kept: Path) -> AsyncIterator[str]:
    """The address of a county of the test's own."""
    async with running_demo(kept) as address:
        yield address


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    """The browser's windows."""
    return Windows(browser)


@pytest.fixture
def window(windows: Windows, demo: str) -> Opening:
    """`async with window(size=PHONE) as one`: a window on the shared county, or on `address`."""

    def open_window(address: str = demo, **how: Any) -> AbstractAsyncContextManager[Window]:
        return windows.opened(address, **how)

    return open_window
