"""Whatever people fill in is shown as text: nothing of it runs, and nothing is built from it."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Opening
from tests.browser.window import DESK, PHONE, Window

pytestmark = pytest.mark.asyncio(loop_scope="session")

RUNS = "window.hacked = 1"
HOSTILE = (
    f'<img src=x onerror="{RUNS}">',
    f'"><script>{RUNS}</script>',
    f"'><svg/onload={RUNS}>",
    f"javascript:{RUNS.replace(' ', '')}",
    "{{constructor.constructor('window.hacked=1')()}} ${window.hacked=1} <%= 1 %>",
    "\u202eevil\u2066rtl\u2069\u202c\u0000x"[:-2] + "]]><!--",
)
NAMED = HOSTILE[0]  # fits every field's length


async def assert_harmless(window: Window) -> None:
    """Nothing has run, and the page holds no element that only hostile words could have brought."""
    page = window.page
    assert await page.evaluate("window.hacked") is None
    assert await page.locator("img[onerror], svg[onload], body script, iframe, object, embed").count() == 0
    assert await page.locator("[href^='javascript:' i], [src^='javascript:' i], [src='x']").count() == 0


async def come(window: Window, name: str) -> None:
    """Somebody new comes, and opens the chat with the bot."""
    page = window.page
    await page.get_by_role("button", name="新来一个人").click()
    await page.get_by_role("textbox", name="姓名").fill(name)
    await page.keyboard.press("Enter")
    await expect(page.locator(".whoami")).to_contain_text(name)
    await window.open_chat()
    await page.get_by_role("button", name="开始", exact=True).click()
    await expect(window.field).to_be_visible()


@pytest.mark.parametrize("text", HOSTILE)
async def test_words_in_messages_stay_words(window: Opening, text: str) -> None:
    async with window(path="/?as=7002") as editor:
        await editor.open_chat("高县信息采编群")
        await editor.write(text)
        await expect(editor.rows.last.locator(".text")).to_have_text(text)
        await expect(editor.page.locator(".chat[aria-current] .chat-last")).to_contain_text(text.strip()[:20])
        await assert_harmless(editor)
