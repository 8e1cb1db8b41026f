"""A browser window as a person uses it: acting as somebody, opening chats, writing, pressing; what is tested is not here."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Literal

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    ViewportSize,
    expect,
)

PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=800)
BOT = "直报"
# What a window that has no network says of itself; only a test that takes the network away may see it.
_NO_NETWORK = re.compile(r"net::ERR_|Failed to load resource")
_PATIENCE_MS = 20_000  # the suite keeps all cores busy

expect.set_options(timeout=_PATIENCE_MS)


async def come(place: Locator, *, state: Literal["attached", "visible"] = "visible") -> None:
    """Waits until it is there. `expect` would do so, too, but describes the whole page at every look that finds nothing."""
    await place.wait_for(state=state, timeout=_PATIENCE_MS)


@dataclass
class Window:
    """One page; `faults` are errors of scripts and the console, breaches of the page's policy, and dialogs of scripts."""

    page: Page
    faults: list[str] = field(default_factory=list)
    may_lose_network: bool = False
    language: str = "zh"

    @property
    def context(self) -> BrowserContext:
        """The window's cookies, storage and network, shared with no other window."""
        return self.page.context

    @property
    def is_phone(self) -> bool:
        """Whether chats and conversation are shown one at a time."""
        size = self.page.viewport_size
        return size is not None and size["width"] < 760

    @property
    def rows(self) -> Locator:
        """The messages of the open chat."""
        return self.page.locator("#talk .row")

    @property
    def field(self) -> Locator:
        """Where one writes."""
        return self.page.locator("#talk textarea.input")

    async def act_as(self, name: str) -> None:
        """Switch to a person of the list."""
        if self.is_phone:
            await self.leave_chat()
        person = self.page.locator(".person", has_text=name)
        if not await person.first.is_visible():
            await self.page.locator(".whoami").click()
        await person.first.click()
        await expect(self.page.locator(".whoami")).to_contain_text(name)

    async def open_chat(self, title: str = BOT) -> None:
        """Open the chat with this title, by default the one with the bot."""
        if self.is_phone:
            await self.leave_chat()
        await self.page.locator(".chat", has=self.page.locator(".chat-title", has_text=title)).click()
        await expect(self.page.locator("#talk-head h1")).to_have_text(title)

    async def leave_chat(self) -> None:
        """On a phone: back from the conversation to the chats."""
        back = self.page.locator("#talk-head .talk-back")
        if await back.is_visible():
            await back.click()

    async def go_to_end(self) -> None:
        """Scroll to the newest message: a chat opens at the first one that is unread."""
        await self.page.locator(".scroller").press("End")
        await expect(self.page.locator(".to-end.shown")).to_have_count(0)

    async def write(self, text: str) -> None:
        """Type a message and send it."""
        await self.field.fill(text)
        await self.page.locator("#talk .send").click()

    def row(self, text: str | re.Pattern[str]) -> Locator:
        """The newest message of the open chat that shows this."""
        return self.rows.filter(has_text=text).last

    async def press(self, row: Locator, label: str) -> None:
        """Press the button with this label under a message."""
        await row.locator(".inline-key", has_text=label).first.click()

    async def sees(self, text: str | re.Pattern[str]) -> Locator:
        """Waits until the open chat shows a message with this text, and gives it."""
        row = self.row(text)
        await come(row)
        return row


class Windows:
    """The windows of a browser. One that is done with is cleared for the next: a new one costs a second of a core."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[tuple[int, int, str], list[Page]] = {}

    @asynccontextmanager
    async def opened(
        self,
        address: str,
        *,
        size: ViewportSize = DESK,
        scheme: str = "light",
        path: str = "/",
        language: str | None = "zh",
        locale: str = "zh-CN",
        with_tour: bool = False,
        may_lose_network: bool = False,
        is_last: bool = False,
    ) -> AsyncIterator[Window]:
        """A new window with the page in it, closed after the block; its faults are then asserted to be none.

        `with_tour` is how a newcomer finds it; otherwise the tour has been seen. `language` None: what the page makes of
        `locale`. `is_last`: what is done in it cannot be cleared away.
        """
        free = self._free.setdefault((size["width"], size["height"], locale), [])
        page = free.pop() if free else await self._profile(size, locale)
        window = Window(page, may_lose_network=may_lose_network, language=language or "")
        try:
            await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            # What this place remembers can be changed from here, where an earlier window here has ended.
            if page.url != (quiet := f"{address.rstrip('/')}{_QUIET}"):
                await page.goto(quiet)
            await page.evaluate(_REMEMBERING, _remembered(language, with_tour=with_tour))
            with _watched(window):
                await page.goto(address.rstrip("/") + path)
                await come(page.locator(".whoami"), state="attached")
                yield window
        except BaseException:
            await page.context.close()
            raise
        if is_last:
            await page.context.close()
        else:
            await page.goto(quiet)  # for another site, or none, a new process would begin
            await page.unroute_all()
            for other in page.context.pages[1:]:
                await other.close()
            await page.context.clear_cookies()
            free.append(page)
        assert window.faults == []

    async def _profile(self, size: ViewportSize, locale: str) -> Page:
        is_phone = size["width"] < 760
        context = await self._browser.new_context(
            viewport=size, locale=locale, reduced_motion="reduce", has_touch=is_phone, is_mobile=is_phone
        )
        return await context.new_page()


_QUIET = "/static/icon.svg"  # nothing runs there, and what the page remembers can be seen to
_REMEMBERING = """(remembered) => {
    sessionStorage.clear();
    localStorage.clear();
    Object.entries(remembered).forEach(([key, value]) => localStorage.setItem(key, value));
}"""


def _remembered(language: str | None, *, with_tour: bool) -> dict[str, str]:
    """What a window remembers as the page comes up in it the first time: nothing that an earlier one has left."""
    remembered = {"sandbox-language": language} if language else {}
    return remembered | ({} if with_tour else {"sandbox-tour": "done"})


@contextmanager
def _watched(window: Window) -> Iterator[None]:
    def on_console(message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if not (window.may_lose_network and _NO_NETWORK.search(message.text)):
            window.faults.append(f"console: {message.text}")

    async def on_dialog(dialog) -> None:  # type: ignore[no-untyped-def]
        window.faults.append(f"a script's dialog: {dialog.message}")
        await dialog.dismiss()

    def on_error(error: Error) -> None:
        window.faults.append(f"script: {error}")

    handlers = {"console": on_console, "pageerror": on_error, "dialog": on_dialog}
    for event, handler in handlers.items():
        window.page.on(event, handler)  # type: ignore[call-overload]
    try:
        yield
    finally:
        for event, handler in handlers.items():
            window.page.remove_listener(event, handler)
