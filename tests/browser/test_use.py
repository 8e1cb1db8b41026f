"""Using the page: two windows live, files, the keyboard alone, connections that break, chats of any length."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import aiohttp
import pytest
from playwright.async_api import Page, Route, ViewportSize, expect

from bot.sandbox import Controls, Sandbox, Upcoming, serve
from tests.browser.conftest import Opening
from tests.browser.relay import relayed
from tests.browser.window import DESK, PHONE, Windows

pytestmark = pytest.mark.asyncio(loop_scope="session")

DESK_GROUP = "高县信息采编群"
WORK_GROUP = "高县政务信息工作群"
BODY = "11月20日，该乡组织干部群众120人，清理沟渠3.6公里、淤泥210方，惠及农田860亩，确保冬灌用水畅通。"


def docx(*paragraphs: str) -> bytes:
    """A small .docx with these paragraphs."""
    text = "".join(f"<w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p>" for paragraph in paragraphs)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kinds = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument'
        '.wordprocessingml.document.main+xml"/></Types>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", kinds)
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{text}</w:body></w:document>'
        )
    return buffer.getvalue()


async def give_file(page: Page, kind: str, *, name: str, content: str) -> None:
    """Paste a file into the input, or drop one on the conversation, as the browser tells a page of it."""
    target = "textarea.input" if kind == "paste" else "#talk"
    await page.locator(target).evaluate(
        """(node, { kind, name, content }) => {
            const data = new DataTransfer();
            data.items.add(new File([content], name, { type: "text/plain" }));
            const how = { bubbles: true, cancelable: true };
            if (kind === "drop") node.dispatchEvent(new DragEvent("dragover", { ...how, dataTransfer: data }));
            node.dispatchEvent(kind === "paste" ? new ClipboardEvent("paste", { ...how, clipboardData: data })
                : new DragEvent("drop", { ...how, dataTransfer: data }));
        }""",
        {"kind": kind, "name": name, "content": content},
    )


async def test_two_windows_see_each_other_at_once(window: Opening) -> None:
    """A reporter on a phone, an editor at a desk; neither reloads."""
    async with (
        window(path="/?as=7014&chat=7014", size=PHONE, scheme="dark") as reporter,
        window(path="/?as=7002") as editor,
    ):
        await editor.open_chat(DESK_GROUP)
        await reporter.write(f"#报送 双溪乡冬修水利\n{BODY}")
        await reporter.sees("已收到")
        card = await editor.sees("双溪乡冬修水利")
        await editor.press(card, "签收")
        await expect(card).to_contain_text("在审 · 林静")
        await reporter.sees("已签收")
        await editor.press(card, "采用")
        await expect(card).to_contain_text("采用 · 林静")
        await reporter.sees("已采用")
        await reporter.leave_chat()
        await editor.open_chat(WORK_GROUP)
        await editor.write("请各单位抓紧报送冬修水利情况。")
        group = reporter.page.locator(".chat", has_text=WORK_GROUP)
        await expect(group.locator(".chat-last")).to_contain_text("请各单位抓紧报送")
        await expect(group.locator(".badge")).to_be_visible()
        await reporter.open_chat(WORK_GROUP)
        await reporter.write("收到，今天就报。")
        row = await editor.sees("收到，今天就报。")
        await expect(row.locator(".sender")).to_have_text("郑宣")
        await reporter.row("收到，今天就报。").locator(".bubble-menu").click()
        await reporter.page.get_by_role("menuitem", name="删除").click()
        await reporter.page.get_by_role("dialog").get_by_role("button", name="删除").click()
        await expect(editor.row("收到，今天就报。")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_a_report_as_a_docx(window: Opening, size: ViewportSize) -> None:
    """It goes up by the button and comes down again as it was."""
    report, name = docx("双溪乡冬修水利", BODY), f"冬修水利{size['width']}.docx"
    async with window(path="/?as=7015&chat=7015", size=size) as reporter:
        page = reporter.page
        async with page.expect_file_chooser() as choosing:
            await page.get_by_role("button", name="发送文件").click()
        await (await choosing.value).set_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": report}
        )
        await page.get_by_role("dialog").get_by_role("button", name="发送").click()
        await reporter.sees(name)
        # The bot's answer names it as well.
        document = page.locator("#talk .row .document").filter(has_text=name)
        async with page.expect_download() as downloading:
            await document.last.click()
        download = await downloading.value
        assert download.suggested_filename == name
        assert (await download.path()).read_bytes() == report


@pytest.mark.parametrize("kind", ["paste", "drop"])
async def test_files_pasted_and_dropped(window: Opening, kind: str) -> None:
    async with window(path="/?as=7003") as editor:
        await editor.open_chat(DESK_GROUP)
        await give_file(editor.page, kind, name=f"{kind}.txt", content="会商材料")
        dialog = editor.page.get_by_role("dialog")
        await expect(dialog).to_contain_text(f"{kind}.txt")
        await dialog.get_by_role("button", name="取消").click()
        await give_file(editor.page, kind, name=f"{kind}.txt", content="会商材料")
        await dialog.get_by_role("button", name="发送").click()
        await expect(await editor.sees(f"{kind}.txt")).to_contain_text("12 B")


async def test_submitting_and_reviewing_by_keyboard_alone(window: Opening) -> None:
    """From the head of the page on, with Tab, Enter, arrows and typing."""
    async with window(path="/?as=7016") as one:
        page = one.page
        await reach(page, "直报")
        await page.keyboard.press("Enter")
        await expect(one.field).to_be_focused()
        await page.keyboard.type("#报送 翠竹镇冬笋开挖")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type(BODY)
        await page.keyboard.press("Enter")
        await one.sees("已收到")
        await reach(page, "林静", backwards=True)
        await page.keyboard.press("Enter")
        await expect(page.locator(".whoami")).to_contain_text("林静")
        await reach(page, DESK_GROUP)
        await page.keyboard.press("Enter")
        card = await one.sees("翠竹镇冬笋开挖")
        await expect(one.field).to_be_focused()
        await reach(page, "签收", backwards=True, within="翠竹镇冬笋开挖")
        await page.keyboard.press("Enter")
        await expect(card).to_contain_text("在审 · 林静")
        await reach(page, "采用", backwards=True, within="翠竹镇冬笋开挖")
        await page.keyboard.press("Space")
        await expect(card).to_contain_text("采用 · 林静")


async def reach(page: Page, label: str, *, backwards: bool = False, within: str = "") -> None:
    """Press Tab until what has the focus is called so, in the message that says `within` where that is given."""
    for _ in range(120):
        there = await page.evaluate(
            """(within) => {
                const node = document.activeElement;
                const row = node.closest(".row")?.textContent ?? "";
                const name = node.ariaLabel ?? (node.matches("button, a") ? node.innerText : "");
                return row.includes(within) ? name : "";
            }""",
            within,
        )
        if re.search(rf"^{label}$", there, re.MULTILINE):
            seen = "getComputedStyle(document.activeElement).outlineStyle"
            assert await page.evaluate(seen) != "none", f"no focus ring on {label}"
            return
        await page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"{label} cannot be reached by Tab")


async def test_the_bot_speaks_the_pages_language_with_whom_one_acts_as(window: Opening) -> None:
    """At first the browser's; by the page's switch; and by /lang, which the page follows."""
    async with window(path="/?as=7023&chat=7023", language=None, locale="en-US") as one:
        page, switch = one.page, one.page.locator(".language")
        await one.sees("I will write to you in English from now on.")
        await expect(page.locator("#talk .keys").get_by_role("button", name="Submit item")).to_be_visible()
        await switch.click()
        await one.sees("今后用简体中文与您交流。")
        await expect(page.locator("#talk .keys").get_by_role("button", name="报送")).to_be_visible()
        await one.write("/lang en")
        await expect(switch).to_have_text("中")
        await one.act_as("唐源")
        await one.open_chat()
        await one.sees("I will write to you in English from now on.")


async def test_the_command_menu_by_keyboard(window: Opening) -> None:
    async with window(path="/?as=7017&chat=7017") as one:
        await one.field.focus()
        await one.page.keyboard.type("/")
        options = one.page.get_by_role("option")
        await expect(options.filter(has_text="/help")).to_be_visible()
        await one.page.keyboard.type("hel")
        await expect(options).to_have_count(1)
        await one.page.keyboard.press("ArrowDown")
        await one.page.keyboard.press("Enter")
        await one.sees("#报送")


async def test_a_slash_typed_before_the_commands_have_come_still_brings_them_up(window: Opening) -> None:
    """Once the menu looked only at a key press: who typed faster than the page loaded saw nothing."""
    async with window(path="/?as=7017&chat=7017") as one:
        asked, come = asyncio.Event(), asyncio.Event()

        async def hold(route: Route) -> None:
            asked.set()
            await come.wait()
            await route.continue_()

        await one.page.route("**/sandbox/commands?*", hold)
        await one.page.reload()
        await asked.wait()
        await one.field.fill("/my")
        come.set()
        await expect(one.page.get_by_role("option").filter(has_text="/my")).to_be_visible()


async def test_what_happened_while_the_line_was_cut_arrives_once(window: Opening, demo: str) -> None:
    async with (
        relayed(demo) as (line, address),
        window(address, path="/?as=7018", may_lose_network=True) as away,
        window(path="/?as=7003") as editor,
    ):
        await away.open_chat(WORK_GROUP)
        await editor.open_chat(WORK_GROUP)
        line.cut()
        await expect(away.page.locator("#offline")).to_be_visible()
        await editor.write("断网时发的第一句")
        await editor.write("断网时发的第二句")
        await editor.sees("断网时发的第二句")
        await away.write("断网时我写的一句")
        toast = away.page.locator(".toast")
        await expect(toast).to_have_text("没有成功：连不上演示程序，请看运行它的窗口是否还开着")
        for other in ("#chats .whoami", "#talk-head h1"):
            assert not await overlap(away.page, "#offline", other), f"the line lies over {other}"
        line.mend()
        await away.sees("断网时发的第二句")
        await expect(away.rows.filter(has_text="断网时发的")).to_have_count(2)
        await expect(away.page.locator("#offline")).to_be_hidden()
        await expect(away.field).to_have_value("断网时我写的一句")
        await away.write("又连上了")
        await editor.sees("又连上了")


async def overlap(page: Page, one: str, other: str) -> bool:
    """Whether two elements lie over each other."""
    boxes = [await page.locator(each).bounding_box() for each in (one, other)]
    assert all(boxes)
    first, second = (box for box in boxes if box)
    return first["y"] + first["height"] > second["y"] and second["y"] + second["height"] > first["y"]


async def test_a_laptop_that_slept_hears_again(window: Opening, demo: str) -> None:
    """Its stream looks open and is dead; nobody tells the browser."""
    async with (
        relayed(demo) as (line, address),
        window(address, may_lose_network=True, is_last=True) as asleep,
    ):
        page = asleep.page
        await page.clock.install()
        await page.goto(f"{address}/?as=7019")
        async with window(path="/?as=7003") as editor:
            await asleep.open_chat(WORK_GROUP)
            await editor.open_chat(WORK_GROUP)
            line.deafen()
            await editor.write("睡着时发的一句")
            await editor.sees("睡着时发的一句")
            await expect(asleep.row("睡着时发的一句")).to_have_count(0)
            await page.clock.fast_forward("02:00")
            await asleep.sees("睡着时发的一句")
            await expect(asleep.rows.filter(has_text="睡着时发的一句")).to_have_count(1)


class EndlessJump:
    """A clock that goes on jumping for as long as its server lives."""

    def __init__(self, day: int) -> None:
        self.moment = datetime(2026, 6, day, 4, tzinfo=UTC)
        self.began = asyncio.Event()

    def now(self) -> datetime:
        return self.moment

    async def upcoming(self) -> list[Upcoming]:
        return []

    async def jump(self, to: datetime) -> None:
        self.began.set()
        await asyncio.Event().wait()


def sandbox_with_people(controls: Controls | None = None) -> tuple[Sandbox, int]:
    """A page without a desk: two people and their group."""
    sandbox = Sandbox(now=lambda: datetime(2026, 6, 3, 4, tzinfo=UTC), controls=controls)
    group = sandbox.group("值班群", sandbox.user(1, "甲"), sandbox.user(2, "乙"))
    return sandbox, group.id


async def test_a_server_that_stops_and_comes_back(windows: Windows) -> None:
    """The same one goes on where it was; one that was started anew is read anew, its clock too, which no longer jumps."""
    clock = EndlessJump(day=3)
    sandbox, group = sandbox_with_people(clock)
    people, chat = sandbox.people, sandbox.world.chats[group]
    other = sandbox.world.users[2]
    async with AsyncExitStack() as server:
        address = await server.enter_async_context(serve(sandbox))
        port = int(address.rsplit(":", 1)[1])
        async with windows.opened(address, path=f"/?as=1&chat={group}", may_lose_network=True) as one:
            people.say(other, "停机以前", chat=chat)
            await one.sees("停机以前")
            await server.aclose()
            await expect(one.page.locator("#offline")).to_be_visible()
            people.say(other, "停机期间", chat=chat)
            await server.enter_async_context(serve(sandbox, port=port))
            await one.sees("停机期间")
            await expect(one.rows.filter(has_text="停机")).to_have_count(2)
            await expect(one.page.locator("#offline")).to_be_hidden()
            strip = one.page.locator(".clock-strip time")
            jumping = asyncio.create_task(jump(address))
            await clock.began.wait()
            await expect(strip).to_have_text("时钟正在走…")
            jumping.cancel()
            await server.aclose()
            fresh, _ = sandbox_with_people(EndlessJump(day=8))
            fresh.user(3, "丙")
            await server.enter_async_context(serve(fresh, port=port))
            await expect(one.page.locator(".person", has_text="丙")).to_be_attached()
            await expect(one.rows.filter(has_text="停机")).to_have_count(0)
            await expect(strip).to_have_text("2026年6月8日周一 12:00")


async def jump(address: str) -> None:
    """Asks for a jump, as the page does."""
    async with aiohttp.ClientSession(address) as http, http.post("/sandbox/clock", json={"days": 1}):
        pass


async def test_twenty_thousand_messages(windows: Windows) -> None:
    """The page holds few of them at a time, and every one can be reached."""
    sandbox, group = sandbox_with_people()
    chat, first = sandbox.world.chats[group], sandbox.world.users[1]
    for number in range(20_000):
        sandbox.people.say(first, f"第 {number} 条", chat=chat)
    async with (
        serve(sandbox) as address,
        windows.opened(address, path=f"/?as=1&chat={group}") as one,
    ):
        await one.sees("第 19999 条")
        scroller = one.page.locator(".scroller")
        for _ in range(12):
            await scroller.evaluate("node => node.scrollTop = 0")
            await one.page.wait_for_timeout(60)
        assert await one.rows.count() <= 250
        await scroller.focus()
        await one.page.keyboard.press("Home")
        await one.sees("第 0 条")
        assert await one.rows.count() <= 250
        await one.page.keyboard.press("End")
        await one.sees("第 19999 条")
