"""What axe-core finds on a screen; which screens there are is the tests' affair."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.async_api import Page

_AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
_GRAVE = ("serious", "critical")


async def grave_faults(page: Page, *, rules: str = "") -> list[str]:
    """The serious and critical faults of the page as it is now: rule, place and what is wrong there, a line each.

    `rules` is the name of the only rule to look at, else all are.
    """
    if not await page.evaluate("typeof axe === 'object'"):
        await page.evaluate(_AXE)
    # A colour on its way to another is not the colour that people read.
    await page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})))")
    # The page has no frames, and its style sheets are read by the browser: axe need fetch nothing.
    options = {"resultTypes": ["violations"], "preload": False, "iframes": False} | (
        {"runOnly": [rules]} if rules else {}
    )
    found: dict[str, Any] = await page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{fault['id']} {node['target']}: {node['failureSummary']}"
        for fault in found["violations"]
        if fault["impact"] in _GRAVE
        for node in fault["nodes"]
    ]
