"""A headless Chromium of the machine's own, for tests, screenshots and figures; none is downloaded."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

NAMED_BY = "ZHIBAO_CHROMIUM"
# Debian's shell without a window's machinery spares a fifth of the browser's work.
_USUAL = (
    "chromium-headless-shell",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "google-chrome",
    "chromium",
)
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """The path of a Chromium: the one that ZHIBAO_CHROMIUM names, or where one usually is; None where there is none."""
    named = os.environ.get(NAMED_BY)
    for name in (named,) if named else _USUAL:
        if path := shutil.which(name):
            return path
    return None


@asynccontextmanager
async def launched(path: str) -> AsyncIterator[Browser]:
    """The browser at `path`, running until the block ends."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()
