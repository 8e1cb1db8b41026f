"""The guided tour in a county of its own, as a newcomer takes it: on a phone and at a desk, dark and light, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, ViewportSize, expect

from tests.browser.accessibility import grave_faults
from tests.browser.conftest import Opening
from tests.browser.county import running_demo
from tests.browser.window import DESK, PHONE, Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORK_GROUP, DESK_GROUP = "高县政务信息工作群", "高县信息采编群"
# The 20th of June is a Saturday.
MONTH = (
    "6月15日—6月21日",
    "6月22日—6月28日",
    "进度（截至6月22日）",
    "进度（截至6月25日）",
    "6月29日—7月5日",
    "2026年6月信息报送未完成名单",
    "7月6日—7月12日",
)
PATIENCE_MS = 20_000  # a month's posts, or a bot that starts
PAPER_MS = 90_000  # a paper and its pages, by LibreOffice


class Tour:
    """The card, and what one does beside it."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.page = window.page
        self.card = window.page.locator("#tour")

    async def begin(self) -> None:
        """Take what the page offers to who is here for the first time."""
        await expect(self.card).to_have_attribute("data-step", "0")
        await self.card.locator(".tour-next").click()

    async def at(self, step: int) -> None:
        """It is this step's turn."""
        await expect(self.card).to_have_attribute("data-step", str(step))
        await expect(self.card).to_have_attribute("data-done", "false")

    async def go(self) -> None:
        """Become who acts, in the chat where they act; the page lights up what to use."""
        await self.card.locator(".tour-go").click()
        await expect(self.page.locator(".tour-target")).to_be_visible()

    async def fill_and_send(self) -> None:
        """Send the sample."""
        await self.card.locator(".tour-fill").click()
        await expect(self.window.field).not_to_have_value("")
        await self.page.locator("#talk .send").click()

    async def is_done(self, *, patience: int = PATIENCE_MS) -> None:
        """The page has noticed; on to the next step."""
        await expect(self.card).to_have_attribute("data-done", "true", timeout=patience)
        await self.card.locator(".tour-next").click()

    async def pressed(self, label: str) -> Locator:
        """Press the newest button called so; gives its message."""
        key = self.page.get_by_role("button", name=re.compile(f"^{label}")).and_(
            self.page.locator(".inline-key")
        )
        row = self.window.rows.filter(has=key).last
        await row.locator(".inline-key", has_text=label).first.click()
        return row


@pytest.mark.timeout(300)  # a minute where nobody else has the machine
@pytest.mark.parametrize(
    ("size", "scheme", "language"),
    [(PHONE, "dark", "en"), (DESK, "light", "zh")],
    ids=["phone-dark-english", "desk-light-chinese"],
)
async def test_six_steps(
    windows: Windows,
    kept: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: ViewportSize,
    scheme: str,
    language: str,
) -> None:
    """At the desk LibreOffice draws the paper's pages; on the phone it is as where none is installed."""
    if size == PHONE:
        monkeypatch.setenv("PATH", "")
    async with (
        running_demo(kept) as county,
        windows.opened(county, size=size, scheme=scheme, language=language, with_tour=True) as one,
    ):
        tour, page = Tour(one), one.page
        await tour.begin()

        await tour.at(1)
        await tour.go()
        await tour.fill_and_send()
        received = "Received" if language == "en" else "已收到"
        receipt = await one.sees(received)
        number = re.search(r"2026-\d{4}", await receipt.inner_text())
        assert number
        await tour.is_done()

        await tour.at(2)
        await tour.go()
        card = await one.sees(number[0])
        # The desk group speaks Chinese: the card names its buttons as they stand there.
        named = "press 签收 (Take), then 采用 (Adopt)" if language == "en" else "先点“签收”，再点“采用”"
        await expect(tour.card).to_contain_text(named)
        await one.press(card, "签收")
        await expect(card).to_contain_text("在审")
        await one.press(card, "采用")
        await expect(tour.card).to_have_attribute("data-done", "true", timeout=PATIENCE_MS)
        await expect(card).to_contain_text("采用 · 林静")
        await tour.card.locator(".tour-trace").click()
        await expect(one.field).to_have_value(f"/why {number[0]}")
        await page.locator("#talk .send").click()
        await one.press(await one.sees("县 单条 +1分"), "全文")
        await tour.is_done()

        await tour.at(3)
        await tour.fill_and_send()
        await one.sees("选题预览")
        await tour.pressed("发布")
        await tour.is_done()

        await tour.at(4)
        await tour.go()
        post = one.rows.filter(has=page.locator(".inline-key", has_text="预约")).last
        await one.press(post, "预约")
        await tour.is_done()
        await expect(post).to_contain_text("翠竹镇 谢敏")

        await tour.at(5)
        before = await posts(one)
        await one.leave_chat()
        await page.locator(".clock-strip").click()
        await page.locator(".clock-dialog .month-on").click()
        await tour.is_done()
        assert_month_was_posted(await posts(one), before)

        await tour.at(6)
        await tour.go()
        await tour.fill_and_send()
        composed = await one.sees("编排中")
        named = "Press 预览 (Preview)" if language == "en" else "点“预览”"
        await expect(tour.card).to_contain_text(named)
        await one.press(composed, "预览")
        await tour.is_done(patience=PAPER_MS)
        # Files of the month's notice may come after it.
        await expect(one.rows.filter(has_text=re.compile(r"第\d+期\.docx")).last).to_be_visible()

        await expect(tour.card).to_have_attribute("data-step", "7")
        assert await grave_faults(page) == []
        await tour.card.locator(".tour-more").click()
        await tour.at(8)
        if one.is_phone:
            await one.leave_chat()
        await page.locator("#glass-button").click()
        await page.locator("#bot-kill").click()
        await expect(page.locator("#bot-state")).to_have_attribute("data-state", "dead")
        if one.is_phone:
            await page.keyboard.press("Escape")
        await tour.go()
        await tour.fill_and_send()
        await expect(one.rows.last).to_contain_text(
            "Yuncha tea makers" if language == "en" else "云茶镇抱团参展"
        )
        if one.is_phone:
            await page.locator(".talk-glass").click()
        await expect(page.locator("#bot-waiting")).to_have_text(re.compile("[1-9]"))
        await page.locator("#bot-start").click()
        await expect(page.locator("#bot-state")).to_have_attribute(
            "data-state", "running", timeout=PATIENCE_MS
        )
        await expect(tour.card).to_have_attribute("data-done", "true", timeout=PATIENCE_MS)
        late = re.search(r"2026-\d{4}", await tour.card.locator(".tour-done").inner_text())
        assert late and late[0] > number[0]
        await one.sees(re.compile(f"{received}.*{late[0]}"))
        await tour.is_done()

        await expect(tour.card).to_have_attribute("data-step", "7")
        await tour.card.locator(".tour-skip").click()
        await expect(tour.card).to_be_hidden()
        await page.reload()
        await expect(page.locator(".whoami")).to_be_attached()
        await expect(tour.card).to_be_hidden()


async def posts(window: Window) -> list[tuple[int, str]]:
    """The bot's messages in the work group: when, and their first line."""
    chats = await window.page.evaluate("fetch('/sandbox/chats?as=7002').then((answer) => answer.json())")
    (group,) = [chat["id"] for chat in chats["chats"] if chat["title"] == WORK_GROUP]
    path = f"/sandbox/messages?as=7002&chat={group}&limit=200"
    read = await window.page.evaluate("(path) => fetch(path).then((answer) => answer.json())", path)
    return [
        (message["date"], message["text"].splitlines()[0])
        for message in read["messages"]
        if message["from"]["bot"] and message["text"]
    ]


def assert_month_was_posted(after: list[tuple[int, str]], before: list[tuple[int, str]]) -> None:
    """What falls due from 9 June to 9 July 2026 in the work group, once each and in order; more may be posted."""
    fresh = after[len(before) :]
    assert fresh == sorted(fresh, key=lambda post: post[0])
    assert len(set(fresh)) == len(fresh)
    lines = iter(line for _, line in fresh)
    for words in MONTH:
        assert any(words in line for line in lines), f"{words} is missing, or not in its place: {fresh}"


async def test_the_tour_can_be_left_and_taken_later(window: Opening) -> None:
    async with window(path="/?as=7011", with_tour=True) as one:
        tour, page = Tour(one), one.page
        await expect(tour.card).to_have_attribute("data-step", "0")
        await tour.card.locator(".tour-skip").click()
        await expect(tour.card).to_be_hidden()
        await page.reload()
        await expect(page.locator(".whoami")).to_be_attached()
        await expect(tour.card).to_be_hidden()
        await page.locator("#chats").get_by_role("button", name="更多操作").click()
        await page.get_by_role("menuitem", name="导览").click()
        await tour.at(1)
        for step in (2, 3, 4):
            await tour.card.locator(".tour-next").click()
            await tour.at(step)
        await page.reload()
        await tour.at(4)
        await tour.card.locator(".tour-back").click()
        await tour.at(3)


async def test_what_else_leads_to_each_mechanism(window: Opening) -> None:
    async with window(size=PHONE) as one:
        await one.page.locator("#chats .icon-button").last.click()
        await one.page.get_by_role("menuitem", name="还能看什么").click()
        entries = one.page.locator(".else-entry")
        assert await entries.count() == 11
        assert await grave_faults(one.page) == []
        await entries.filter(has_text="会商").first.click()
        await expect(one.page.locator("#talk-head h1")).to_have_text(DESK_GROUP)
        await expect(one.field).to_have_value("/consult")
        await one.leave_chat()
        await expect(one.page.locator(".whoami")).to_contain_text("林静")
        await one.page.locator("#chats .icon-button").last.click()
        await one.page.get_by_role("menuitem", name="还能看什么").click()
        sharing = entries.filter(has_text="资源共享").first
        await expect(sharing).to_contain_text("以高远的身份看联席群")
        await sharing.click()
        await expect(one.page.locator("#talk-head h1")).to_have_text("高县新闻宣传联席群")
        await expect(one.field).to_be_visible()
        await one.leave_chat()
        await expect(one.page.locator(".whoami")).to_contain_text("高远")
