"""Renders the pictures of docs/images from the demo on its fixed day, and the charts: `make screenshots`; nothing is checked."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import ViewportSize, expect

from tests.browser import charts
from tests.browser.chromium import NAMED_BY, find_chromium, launched
from tests.browser.county import running_demo
from tests.browser.window import DESK, PHONE, Window, Windows

FOLDER = Path(__file__).parents[2] / "docs" / "images"
MOST_BYTES = 300 * 1024
DESK_GROUP = "高县信息采编群"
WORK_GROUP = "高县政务信息工作群"


async def desk(window: Window) -> None:
    """The editors' group at its end, with cards."""
    await window.open_chat(DESK_GROUP)


async def phone(window: Window) -> None:
    """A reporter's private chat after an item has been taken in."""
    await window.open_chat()
    await window.write(
        "#报送 云茶镇夏茶机采率提高到68%\n主题：产业发展\n"
        "6月上旬以来，云茶镇组织36支机采服务队下沉到村，完成夏茶机采8200亩，机采率达68%，亩均节约人工费210元。"
    )
    await window.sees("已收到")


async def work(window: Window) -> None:
    """The work group, where demands are booked."""
    await window.open_chat(WORK_GROUP)


async def clock(window: Window) -> None:
    """The clock over the work group."""
    await window.open_chat(WORK_GROUP)
    await window.page.locator(".clock-strip").click()
    await expect(window.page.locator(".clock-dialog .post").first).to_be_visible()


async def glass(window: Window) -> None:
    """The drawer behind the glass."""
    await window.open_chat(DESK_GROUP)
    await window.page.locator("#glass-button").click()
    await expect(window.page.locator("#glass .call").first).to_be_visible()


@dataclass(frozen=True)
class Shot:
    """A picture: its file's name, who looks, through what, and at what."""

    name: str
    person: int
    size: ViewportSize
    scheme: str
    show: Callable[[Window], Awaitable[None]]


SHOTS = (
    Shot("demo-desk", 7002, DESK, "light", desk),
    Shot("demo-dark", 7016, DESK, "dark", work),
    Shot("demo-clock", 7001, DESK, "light", clock),
    Shot("demo-glass", 7002, DESK, "light", glass),
    Shot("demo-phone", 7011, PHONE, "light", phone),
)


async def take(chromium: str) -> None:
    """Writes every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    await charts.draw(FOLDER)
    async with launched(chromium) as browser, running_demo() as address:
        windows = Windows(browser)
        for shot in SHOTS:
            path = f"/?as={shot.person}"
            async with windows.opened(address, size=shot.size, scheme=shot.scheme, path=path) as window:
                await shot.show(window)
                await window.page.wait_for_load_state("networkidle")
                await window.page.locator(".scroller").evaluate(
                    "node => { node.scrollTop = node.scrollHeight }"
                )
                await window.page.evaluate("document.activeElement?.blur()")
                await window.page.wait_for_timeout(400)  # the scrolling's last frame
                file = FOLDER / f"{shot.name}.png"
                await window.page.screenshot(path=file)
                size = file.stat().st_size
                assert size < MOST_BYTES, f"{file} has {size} bytes"


if __name__ == "__main__":
    found = find_chromium()
    if found is None:
        sys.exit(f"no Chromium on this machine: install one, or name it in {NAMED_BY}")
    asyncio.run(take(found))
