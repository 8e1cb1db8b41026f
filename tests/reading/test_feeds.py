"""Network sources taken apart, some in a process of its own: what is broken, strange or hostile gives entries, or a fault."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime

import pytest

from bot.delivery.http.feeds import FeedFault, Fetched
from bot.delivery.incoming.feeds import parse
from bot.model import Entry
from tests.support.feeds import read_here, rss

AT = datetime(2026, 6, 3, 1, 2, tzinfo=UTC)


async def entries(
    content: bytes,
    *,
    kind: str = "text/xml",
    address: str = "https://gx.example/news/rss",
    has_process: bool = False,
) -> list[Entry]:
    """`has_process`: as a bot has it read, in a process with limits."""
    with nullcontext() if has_process else read_here():
        return list(await parse(Fetched(address, content, kind=kind)))


async def test_rss_and_atom_are_read_with_moments_and_links_made_whole() -> None:
    (first,) = await entries(
        rss(("高县早茶开园", "/a/1.html", AT), summary="<p>云茶镇 <b>1.2万亩</b></p>"), has_process=True
    )
    assert first == Entry("高县早茶开园", "https://gx.example/a/1.html", "云茶镇 1.2万亩", AT)
    atom = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry>
        <title type="html">&lt;b&gt;汛情&lt;/b&gt; &amp;amp; 预警</title><link href="b/2"/><updated>2026-06-03T01:02:00Z</updated>
        </entry></feed>"""
    assert await entries(atom.encode()) == [Entry("汛情 & 预警", "https://gx.example/news/b/2", "", AT)]


async def test_the_encodings_of_chinese_sites_are_read() -> None:
    text = "<?xml version='1.0' encoding='{}'?><rss version='2.0'><channel><item><title>髙县早茶㐂</title><link>http://a.example/1</link></item></channel></rss>"
    for declared, used in (
        ("gb2312", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-8", "utf-8-sig"),
        ("utf-16", "utf-16"),
    ):
        (only,) = await entries(text.format(declared).encode(used))
        assert only.title == "髙县早茶㐂", declared
    (only,) = await entries(
        text.format("x").replace(" encoding='x'", "").encode("gbk", "replace"), kind="text/xml; charset=gbk"
    )
    assert only.title.startswith("髙县早茶")


async def test_what_stands_in_a_title_is_words_and_no_markup() -> None:
    hostile = "<script>alert(1)</script><b>春茶</b>\u202e\u200b &lt;img src=x onerror=1&gt;<!-- 注 -->  上市"
    (only,) = await entries(rss((hostile, "https://a.example/1", None)))
    assert only.title == "春茶 上市"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "http://",
        "ftp://a.example/1",
        "http://a.example:0/",
    ],
)
async def test_a_link_that_is_none_of_the_web_is_left_out(link: str) -> None:
    (only,) = await entries(rss(("标题", link, None)))
    assert only.link == ""


async def test_broken_xml_gives_what_can_be_read() -> None:
    whole = rss(("甲", "https://a.example/1", AT), ("乙", "https://a.example/2", None))
    assert [each.title for each in await entries(whole[:-30])][:1] == ["甲"]
    assert [each.title for each in await entries(whole.replace(b"<rss", b"<rss bad attribute & <"))] != []


@pytest.mark.parametrize(
    "content", [b"", b"<html><body>404</body></html>", b"\x89PNG\r\n", b"not xml at all", b"{}"]
)
async def test_what_is_no_source_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(FeedFault) as fault:
        await entries(content, has_process=content == b"")
    assert fault.value.why == "broken"


async def test_entities_that_grow_without_end_or_fetch_a_file_do_neither() -> None:
    grown = "".join(f'<!ENTITY e{n} "{10 * f"&e{n - 1};"}">' for n in range(1, 12))
    about = "<rss version='2.0'><channel><item><title>&x;标题</title><link>http://a.example/1</link></item></channel></rss>"
    bomb = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "aaaaaaaaaa">{grown}<!ENTITY x "&e11;">]>{about}'
    file = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>{about}'
    for content in (bomb, file):
        try:
            found = await entries(content.encode(), has_process=True)
        except FeedFault:
            continue
        assert all(len(each.title) < 500 and "root:" not in each.title for each in found)


async def test_of_ten_thousand_entries_the_first_three_hundred_are_read_in_time() -> None:
    many = rss(*((f"第{n}条", f"https://a.example/{n}", None) for n in range(10_000)))
    found = await entries(many, has_process=True)
    assert (len(found), found[0].title, found[-1].title) == (300, "第0条", "第299条")


async def test_moments_of_no_time_are_none() -> None:
    odd = rss(("甲", "https://a.example/1", None)).replace(
        b"<description>", b"<pubDate>yesterday, maybe</pubDate><description>"
    )
    assert [each.published_at for each in await entries(odd)] == [None]
