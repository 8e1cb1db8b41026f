"""How fast the demo's page is: `python -m benchmarks.page` prints its first paint and a message's way there and back."""

from __future__ import annotations

import asyncio
import random
import sys
from dataclasses import dataclass
from statistics import median, quantiles

from playwright.async_api import Browser

from tests.browser.chromium import NAMED_BY, find_chromium, launched
from tests.browser.county import running_demo
from tests.browser.window import DESK, Windows

OPENINGS = 7
MESSAGES = 30
REPORTER = 7011

# The first paint with something in it, or the largest so far: when the conversation is there.
_PAINTED = """(kind) => new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
    .observe({ type: kind, buffered: true }))"""
# From the press to the frame in which the receipt stands; measured in the page, so that no wire of the test's is in it.
_ROUND_TRIP = """(title) => new Promise((resolve) => {
    const log = document.querySelector("#talk");
    const isThere = () => [...log.querySelectorAll(".row")].some(
        (row) => row.textContent.includes("已收到") && row.querySelector(".text")?.textContent.includes(title));
    const begun = performance.now();
    const watch = new MutationObserver(() => {
        if (!isThere()) return;
        watch.disconnect();
        requestAnimationFrame(() => resolve(performance.now() - begun));
    });
    watch.observe(log, { childList: true, subtree: true, characterData: true });
    document.querySelector("#talk .send").click();
})"""


@dataclass(frozen=True)
class Figure:
    """What was measured, in milliseconds, and what it should stay below at the median."""

    name: str
    values: list[float]
    goal: float

    def line(self) -> str:
        """One row of the table."""
        middle, slow = median(self.values), quantiles(self.values, n=20)[-1]
        met = "met" if middle < self.goal else "MISSED"
        return f"{self.name:<34}{len(self.values):>5}{middle:>10.0f}{slow:>10.0f}{self.goal:>10.0f}  {met}"


async def paints(browser: Browser, address: str) -> tuple[list[float], list[float]]:
    """Milliseconds to the first paint with something in it, and to the largest; every time in a new browser profile."""
    firsts, largest = [], []
    for _ in range(OPENINGS):
        async with Windows(browser).opened(address) as window:
            await window.page.locator(".chat").first.wait_for()
            await window.rows.last.wait_for()
            firsts.append(await window.page.evaluate(_PAINTED, "paint"))
            largest.append(await window.page.evaluate(_PAINTED, "largest-contentful-paint"))
    return firsts, largest


async def round_trips(browser: Browser, address: str) -> list[float]:
    """Milliseconds from pressing send until the bot's receipt is visible, for items of different words."""
    words = random.Random(1)
    taken = []
    async with Windows(browser).opened(address, path=f"/?as={REPORTER}&chat={REPORTER}", size=DESK) as window:
        for _ in range(MESSAGES):
            title, body = ("".join(chr(words.randrange(0x4E00, 0x9FA5)) for _ in range(n)) for n in (12, 180))
            await window.field.fill(f"#报送 {title}\n{body}。")
            taken.append(await window.page.evaluate(_ROUND_TRIP, title))
    return taken


async def measure(chromium: str) -> list[Figure]:
    """All figures, of one demo in one browser."""
    async with launched(chromium) as browser, running_demo() as address:
        firsts, largest = await paints(browser, address)
        return [
            Figure("first contentful paint", firsts, 1000),
            Figure("largest contentful paint", largest, 1000),
            Figure("message sent -> receipt visible", await round_trips(browser, address), 150),
        ]


def main() -> None:
    """Prints the table; exit code 1 where a goal was missed."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit(f"no Chromium on this machine: install one, or name it in {NAMED_BY}")
    figures = asyncio.run(measure(chromium))
    print(f"{'milliseconds':<34}{'n':>5}{'median':>10}{'p95':>10}{'goal':>10}")
    for figure in figures:
        print(figure.line())
    sys.exit(any(median(figure.values) >= figure.goal for figure in figures))


if __name__ == "__main__":
    main()
