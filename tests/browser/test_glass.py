"""Behind the glass: faults that a trainer switches on, and that nothing is lost by them; and two windows side by side."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import Opening
from tests.browser.relay import relayed
from tests.browser.window import Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="session")

BODY = "全乡组织干部群众150人，清理沟渠4.2公里、淤泥260方，惠及农田910亩，确保夏季灌溉畅通。"
PATIENCE_MS = 30_000


async def switch(window: Window, fault: str, *, on: bool) -> None:
    """Turn one of the switches."""
    knob = window.page.locator(f"#glass [role=switch][data-fault={fault}]")
    await expect(knob).to_have_attribute("aria-checked", str(not on).lower())
    await knob.click()
    await expect(knob).to_have_attribute("aria-checked", str(on).lower())


async def test_nothing_is_lost_while_telegram_fails(windows: Windows, county: str) -> None:
    """First it is down, and then it answers 429."""
    for fault, reporter in (("down", 7014), ("storm", 7015)):
        await lose_nothing(windows, county, fault=fault, reporter=reporter)


async def lose_nothing(windows: Windows, county: str, *, fault: str, reporter: int) -> None:
    """While a switch is on somebody submits an item; when it is off again, the receipt comes, once."""
    async with windows.opened(county, path=f"/?as={reporter}&chat={reporter}") as one:
        page = one.page
        await page.locator("#glass-button").click()
        await switch(one, fault, on=True)
        await one.write(f"#报送 夏季清淤\n{BODY}")
        await one.sees(re.compile("^.*#报送 夏季清淤", re.DOTALL))
        if fault == "down":
            await expect(page.locator("#bot-waiting")).to_have_text(re.compile("[1-9]"))
        else:
            # Whom it was for. The demo's papers may still be on their way, too.
            refused = page.locator("#glass .call", has_text="429").filter(has_text="罗启明")
            await expect(refused.first).to_be_visible()
        await expect(one.row("已收到：2026-").filter(has_text="夏季清淤")).to_have_count(0)
        await switch(one, fault, on=False)
        receipts = one.rows.filter(has_text="已收到").filter(has_text="夏季清淤")
        await expect(receipts).to_have_count(1, timeout=PATIENCE_MS)
        await page.locator("#glass [role=tab][data-tab=inbox]").click()
        inbox = page.locator("#glass [data-queue=inbox] .count")
        await expect(inbox.first).to_be_visible()
        await expect(inbox.and_(page.locator("[data-state=pending]"))).to_have_count(0)
        await expect(receipts).to_have_count(1)


async def test_both_queues_begin_at_the_top_of_the_drawer(window: Opening) -> None:
    """The outbox once stood below forty rows of the inbox."""
    async with window(path="/?as=7002") as one:
        page = one.page
        await page.locator("#glass-button").click()
        for queue in ("inbox", "outbox"):
            await page.locator(f"#glass [role=tab][data-tab={queue}]").click()
            await expect(page.locator(f"#glass [data-queue={queue}] .counts")).to_be_in_viewport()
            await expect(page.locator("#glass .queue")).to_have_count(1)


async def test_a_queue_that_is_empty_says_so(window: Opening) -> None:
    """After a month's jump of the clock nothing stood below “Updates from Telegram”, as if it were still to come."""

    async def empty(route: Route) -> None:
        answer = await route.fetch()
        body = await answer.json()
        await route.fulfill(
            response=answer, json=body | {"queues": [{"key": "inbox", "counts": {}, "rows": []}]}
        )

    async with window(path="/?as=7003") as one:
        await one.page.route("**/sandbox/glass*", empty)
        await one.page.locator("#glass-button").click()
        await one.page.locator("#glass [role=tab][data-tab=inbox]").click()
        await expect(one.page.locator("#glass .queue .empty")).to_have_text(
            "现在是空的：办完的过些天就清掉。"
        )
        await one.page.unroute_all(behavior="wait")


async def test_the_drawer_does_not_say_that_the_bot_runs_while_nothing_is_known_of_it(
    window: Opening, demo: str
) -> None:
    async with relayed(demo) as (line, address), window(address, may_lose_network=True) as one:
        page = one.page
        await page.locator("#glass-button").click()
        state = page.locator("#bot-state")
        await expect(state).to_have_text("机器人在运行")
        line.cut()
        await expect(state).to_have_text("连不上，机器人状态不明")
        await expect(page.locator("#bot-kill")).to_be_disabled()
        line.mend()
        await expect(state).to_have_text("机器人在运行")
        await expect(page.locator("#bot-kill")).to_be_enabled()


async def test_everybody_in_the_list_stands_with_their_own_unit(window: Opening) -> None:
    """A heading for a unit of several seemed to hold all that followed."""
    async with window(path="/?as=7002") as one:
        for name, unit in (("王茗", "云茶镇"), ("刘芳", "云茶镇"), ("吴征", "桑坪镇")):
            person = one.page.locator("#people .person", has_text=name)
            await expect(person.locator(".person-note")).to_have_text(unit)


async def test_somebody_else_in_a_window_beside(window: Opening) -> None:
    """What each may do is shown; a second window acts as another, and the first stays who it was."""
    async with window(path="/?as=7021&chat=7021") as one:
        page = one.page
        await page.get_by_role("button", name=re.compile("^林静：")).click()
        may = page.locator(".person-may:visible")
        await expect(may.locator(".may").first).to_be_visible()
        async with page.context.expect_page() as opening:
            await may.locator("a.beside").click()
        beside = await opening.value
        await expect(beside.locator(".whoami")).to_contain_text("林静")
        await expect(page.locator(".whoami")).to_contain_text("李树青")
