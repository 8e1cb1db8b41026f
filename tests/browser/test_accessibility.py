"""axe-core finds nothing serious or critical on any screen: light and dark, phone and desk, Chinese and English."""

from __future__ import annotations

import pytest
from playwright.async_api import FilePayload, ViewportSize, expect

from tests.browser.accessibility import grave_faults
from tests.browser.conftest import Opening
from tests.browser.pictures import PNG
from tests.browser.window import DESK, PHONE, Window

pytestmark = pytest.mark.asyncio(loop_scope="session")

DESK_GROUP = "高县信息采编群"
WORK_GROUP = "高县政务信息工作群"


async def chat_list(window: Window) -> None:
    """On a phone alone, at a desk beside a conversation."""
    await window.leave_chat()
    await expect(window.page.locator(".chat").first).to_be_visible()


async def cards(window: Window) -> None:
    """The desk's group with items, their buttons, and one's own answer."""
    await window.open_chat(DESK_GROUP)
    await expect(window.page.locator(".inline-key").first).to_be_visible()
    await window.go_to_end()
    await window.rows.locator(".meta").last.click(button="right")
    await window.page.get_by_role("menuitem").first.click()
    await window.write("收到，我来看。")
    await expect(window.rows.last.locator(".quote")).to_be_visible()


async def private_chat(window: Window) -> None:
    """The chat with the bot: the reply keyboard, and the menu of commands over it."""
    await window.open_chat()
    await window.field.fill("/")
    await expect(window.page.locator(".suggestion").first).to_be_visible()


async def people(window: Window) -> None:
    """Whom one may act as, with what somebody may do unfolded."""
    await window.leave_chat()
    if not await window.page.locator(".person").first.is_visible():
        await window.page.locator(".whoami").click()
    await window.page.locator(".person-more").first.click()
    await expect(window.page.locator(".person-may").first).to_be_visible()


async def clock(window: Window) -> None:
    """The clock and what it will post."""
    await window.leave_chat()
    await window.page.locator(".clock-strip").click()
    await expect(window.page.locator(".clock-dialog .post").first).to_be_visible()


async def glass(window: Window) -> None:
    """The drawer behind the glass, with its calls."""
    await window.leave_chat()
    await window.page.locator("#glass-button").click()
    await window.page.locator("#glass .call").first.click()


async def queues(window: Window) -> None:
    """The drawer's other side."""
    await window.leave_chat()
    await window.page.locator("#glass-button").click()
    await window.page.locator("#glass [role=tab][data-tab=outbox]").click()
    await expect(window.page.locator("#glass [data-queue=outbox] .count").first).to_be_visible()


async def group(window: Window) -> None:
    """A group's people."""
    await window.open_chat(WORK_GROUP)
    await window.page.get_by_role("button", name=("Group" if window.language == "en" else "群信息")).click()
    await expect(window.page.locator("dialog .person").first).to_be_visible()


async def message_menu(window: Window) -> None:
    """What can be done with a message."""
    await window.open_chat(WORK_GROUP)
    await window.go_to_end()
    await window.rows.locator(".meta").last.click(button="right")
    await expect(window.page.get_by_role("menu")).to_be_visible()


async def picture(window: Window) -> None:
    """A picture in full size."""
    await window.open_chat(WORK_GROUP)
    await expect(window.rows.first).to_be_visible()  # where one writes stands only when they do
    await window.page.set_input_files(
        "input[type=file]", files=FilePayload(name="现场.png", mimeType="image/png", buffer=PNG)
    )
    await window.page.locator(".dialog .primary").click()
    await window.page.locator(".picture").last.click()
    await expect(window.page.locator(".picture-dialog img, dialog img").first).to_be_visible()


SCREENS = (
    chat_list,
    cards,
    private_chat,
    people,
    clock,
    glass,
    queues,
    group,
    message_menu,
    picture,
)

OPEN = "dialog[open], [role=dialog], [role=menu], #glass"


@pytest.mark.parametrize(
    ("size", "language"), [(PHONE, "zh"), (DESK, "en")], ids=["phone-chinese", "desk-english"]
)
async def test_every_screen(window: Opening, demo: str, size: ViewportSize, language: str) -> None:
    """In the light all of axe's rules, in the dark its rule about colours."""
    async with window(path="/?as=7002", size=size, language=language) as one:
        page, found = one.page, {}
        for show in SCREENS:
            await show(one)
            faults = await grave_faults(page)
            await page.evaluate("document.documentElement.dataset.theme = 'dark'")
            faults += await grave_faults(page, rules="color-contrast")
            if faults:
                found[show.__name__] = faults
            await page.evaluate("document.documentElement.dataset.theme = 'light'")
            await page.keyboard.press("Escape")
            if show is SCREENS[0] and not one.is_phone:
                # Whoever may be acted as stands beside every screen. All of them have been judged now; the next have one.
                await page.get_by_role("searchbox").fill("林静")
                await expect(page.locator("#people .person")).to_have_count(1)
            if await page.locator(OPEN).first.is_visible():  # else the next screen can be come to from here
                await page.goto(f"{demo}?as=7002")  # on a phone with no chat open, unlike a reload
                await expect(page.locator(".chat").first).to_be_attached()
        assert found == {}
