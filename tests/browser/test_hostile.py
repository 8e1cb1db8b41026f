"""Whatever people fill in is shown as text: nothing of it runs, and nothing is built from it."""

from __future__ import annotations

import pytest
from playwright.async_api import FilePayload, expect

from tests.browser.conftest import Opening
from tests.browser.window import PHONE, Window

pytestmark = pytest.mark.asyncio(loop_scope="session")

IMG = "<img/src=x/onerror=window.hacked=1>"
SCRIPT = '"><script>window.hacked=1</script>'
LINK = "javascript:window.hacked=1"
HOSTILE = (
    "<img src=x onerror=window.hacked=1>",
    SCRIPT,
    "'><svg/onload=window.hacked=1>",
    f"[x]({LINK}) <a href={LINK}>x</a> {LINK}//%0Aalert(1)",
    "{{constructor.constructor('window.hacked=1')()}} ${window.hacked=1} <%= 1 %> {name} {0}",
    "\u202eevil\u2066rtl\u2069 a\u0301\u200b ]]><!-- &lt;b&gt; &#x3C;i>",
)
BODY = "一段正文，写明时间、地点、数据，用来占够二十个字。" + IMG + SCRIPT


async def assert_harmless(window: Window) -> None:
    """Nothing has run, and the page holds no element that only hostile words could have brought."""
    page = window.page
    assert await page.evaluate("window.hacked") is None
    brought = "img[onerror], [onload], body script, iframe, object, embed, [src='x'], .text b, .text i"
    assert await page.locator(brought).count() == 0
    assert await page.locator("[href^='javascript:' i], [src^='javascript:' i]").count() == 0


async def come(window: Window, name: str) -> None:
    """Somebody new comes, and opens the chat with the bot."""
    page = window.page
    await page.get_by_role("button", name="新来一个人").click()
    await page.get_by_role("textbox", name="姓名").fill(name)
    await page.keyboard.press("Enter")
    await expect(page.locator(".whoami .person-name")).to_have_text(name)
    await window.open_chat()
    await page.get_by_role("button", name="开始", exact=True).click()
    await expect(window.field).to_be_visible()


async def test_words_in_messages_stay_words(window: Opening) -> None:
    """Sent, answered, edited; in the bubble, the quote, the line over the input and the list of chats."""
    async with window(path="/?as=7002") as editor:
        page = editor.page
        await editor.open_chat("高县信息采编群")
        for text in HOSTILE:
            await editor.write(text)
            await expect(editor.rows.last.locator(".text")).to_have_text(text)
            await expect(page.locator(".chat[aria-current] .chat-last")).to_contain_text(text[:12])
            await editor.rows.last.click(button="right")
            await page.get_by_role("menuitem", name="回复").click()
            await expect(page.locator(".context-line .quote-text")).to_have_text(text)
            await editor.write(f"{text} 2")
            await expect(editor.rows.last.locator(".quote-text")).to_have_text(text)
            await editor.rows.last.click(button="right")
            await page.get_by_role("menuitem", name="编辑").click()
            await editor.write(f"{text} 3")
            await expect(editor.rows.last.locator(".text")).to_have_text(f"{text} 3")
        await assert_harmless(editor)


async def test_names_and_titles_stay_words(window: Opening) -> None:
    """A person's name, a group's, a topic's; in the lists, over bubbles, and where others read them."""
    name = f"\u202e{HOSTILE[0]}\u2066 &lt;b>"
    async with window() as new:
        page = new.page
        await come(new, name)
        await expect(page.locator(".person[aria-current] .person-name")).to_have_text(name)
        await page.get_by_role("button", name="更多操作").first.click()
        await page.get_by_role("menuitem", name="新建话题群").click()
        await page.get_by_role("textbox", name="群名称").fill(name)
        await page.keyboard.press("Enter")
        await expect(page.locator("#talk-head h1")).to_have_text(name)
        await page.get_by_role("button", name="群信息").click()
        await expect(page.locator(".dialog-head h2")).to_have_text(name)
        await page.get_by_role("button", name="新建话题").click()
        await page.get_by_role("textbox", name="话题名称").fill(name)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("group", name="话题").get_by_text(name)).to_be_visible()
        await new.write(name)
        await new.open_chat()
        await new.write(f"#报送 {name}")
        await new.sees("/join 单位 姓名")
        await assert_harmless(new)
        async with window(path="/?as=7011") as other:
            await expect(
                other.page.locator(".person-name").get_by_text(name, exact=True).first
            ).to_be_attached()
            await other.page.get_by_role("button", name="更多操作").first.click()
            await other.page.get_by_role("menuitem").filter(has_text=name).first.click()
            await other.page.locator(".chat-title").get_by_text(name, exact=True).first.click()
            await expect(other.rows.locator(".sender").get_by_text(name, exact=True).first).to_be_visible()
            await assert_harmless(other)


async def test_files_captions_and_their_names_stay_words(window: Opening) -> None:
    name, caption = "<img src=x onerror=window.hacked=1>.txt", f"{SCRIPT} {IMG}"
    async with window(path="/?as=7003", size=PHONE) as editor:
        page = editor.page
        await editor.open_chat("高县信息采编群")
        content = b"<script>window.hacked=1</script>"
        await page.set_input_files(
            "input[type=file]", files=FilePayload(name=name, mimeType="text/html", buffer=content)
        )
        await expect(page.locator(".dialog .document-name")).to_have_text(name)
        await page.get_by_role("textbox", name="说明文字").fill(caption)
        await page.locator(".dialog .primary").click()
        row = await editor.sees(caption)
        await expect(row.locator(".document-name")).to_have_text(name)
        async with page.expect_download() as download:
            await row.locator(".document").click()
        file = await download.value
        assert (await file.path()).read_bytes() == content
        await assert_harmless(editor)


async def test_what_the_desk_shows_of_hostile_words_stays_words(window: Opening) -> None:
    """An item, a demand, a proposal, a reason and an application, as the bot's own HTML shows them to others."""
    desk = "高县信息采编群"
    async with (
        window(path="/?as=7051") as stranger,
        window(path="/?as=7021") as reporter,
        window(path="/?as=7002") as editor,
    ):
        await editor.open_chat(desk)
        await come(stranger, IMG)
        await stranger.write("/join <b>单位</b> <i>甲乙</i>")
        await expect(await editor.sees("加入申请")).to_contain_text("单位：<b>单位</b>")
        await reporter.open_chat()
        await reporter.write(f"#报送 {IMG}{SCRIPT}\n来源：{SCRIPT}\n联合：{IMG}\n{BODY}")
        await expect(await reporter.sees("已收到")).to_contain_text(f"{IMG}{SCRIPT}")
        card = await editor.sees(f"来源：{SCRIPT}")
        await expect(card).to_contain_text(BODY)
        await editor.press(card, "退回")
        await expect(card).to_contain_text("直接回复本条")
        await card.click(button="right")
        await editor.page.get_by_role("menuitem", name="回复").click()
        await editor.write(f"理由 {SCRIPT}")
        await expect(await reporter.sees("理由")).to_contain_text(SCRIPT)
        await reporter.write(f"/propose {IMG} {SCRIPT}")
        await reporter.sees("您的建议已转给采编人员")
        await editor.write(f"#需求 {IMG}\n截止：3个工作日\n{SCRIPT}")
        await expect(await editor.sees("选题预览")).to_contain_text(SCRIPT)
        for one in (stranger, reporter, editor):
            await assert_harmless(one)


async def test_the_address_bar_and_the_filter_are_fields_too(window: Opening) -> None:
    async with window(path=f"/?as={IMG}&chat={SCRIPT}#{LINK}") as one:
        # Only a page that has come up keeps what is typed: one that could not read its chats loads itself anew.
        await expect(one.page.locator(".chat").first).to_be_visible()
        await one.page.get_by_role("searchbox").fill(f"{SCRIPT} nobody")
        await expect(one.page.locator(".person")).to_have_count(0)
        await assert_harmless(one)


async def test_links_of_dangerous_kinds_are_not_links(window: Opening) -> None:
    async with window(path="/?as=7003") as editor:
        await editor.open_chat("高县信息采编群")
        await editor.write(f"{LINK} data:text/html,<script>1</script> https://example.com/?q={SCRIPT}")
        links = editor.rows.last.locator(".text a")
        for link in await links.all():
            assert str(await link.get_attribute("href")).startswith("https://example.com/")
        await assert_harmless(editor)
