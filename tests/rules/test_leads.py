"""Which entries of a network source become leads: words, links and titles by rows; what is old, known or told is passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Entry
from bot.rules.leads import Known, Sifted, holds, link_key, normal, same_news, sift
from tests.support.table import each_row

NOW = datetime(2026, 6, 3, 4, tzinfo=UTC)


def entry(title: str, link: str = "", *, hours_ago: float | None = 1, summary: str = "") -> Entry:
    moment = None if hours_ago is None else NOW - timedelta(hours=hours_ago)
    return Entry(title, link or f"https://a.example/{title}", summary, moment)


def sifted(
    *entries: Entry, words: tuple[str, ...] = (), known: tuple[Known, ...] = (), is_first: bool = False
) -> list[tuple[str, bool]]:
    found: list[Sifted] = sift(
        entries,
        words=words,
        keys={each.link_key for each in known},
        known=known,
        names=("云茶镇", "沙河镇"),
        now=NOW,
        is_first=is_first,
    )
    return [(each.entry.title, each.is_news) for each in found]


@each_row(
    ("text", "word", "expected"),
    [
        ("高县早茶开园", "早茶", True),
        ("髙縣早茶開園", "开园", True),  # traditional
        ("ＡＩ助力春耕", "ai", True),  # full width
        ("ai助力春耕", "ＡＩ", True),
        ("高县早茶开园", "晚稻", False),
    ],
)
def test_a_word_is_found_in_whichever_form_it_is_written(text: str, word: str, expected: bool) -> None:
    assert holds(text, [normal(word)]) is expected


def test_a_word_in_the_summary_alone_is_enough_and_without_words_everything_fits() -> None:
    one, other = entry("简讯", summary="高县早茶开园"), entry("别处的事")
    assert sifted(one, other, words=("早茶",)) == [("简讯", True)]
    assert sifted(one, other) == [("简讯", True), ("别处的事", True)]


@each_row(
    ("one", "other", "expected"),
    [
        ("http://www.gx.gov.cn/a.html", "https://gx.gov.cn/a.html", True),
        ("https://gx.gov.cn/a/", "https://GX.gov.cn/a", True),
        ("https://gx.gov.cn/a?id=1&utm_source=wx&from=timeline", "https://gx.gov.cn/a?id=1", True),
        ("https://gx.gov.cn/a?source=12", "https://gx.gov.cn/a?source=13", False),
        ("https://gx.gov.cn/a?from=2026-06-01", "https://gx.gov.cn/a?from=2026-06-08", False),
        (
            "https://gx.gov.cn/a?share=8&scene=2&timestamp=3",
            "https://gx.gov.cn/a?share=9&scene=2&timestamp=3",
            False,
        ),
        ("https://gx.gov.cn/a?id=1&spm=a.b&share_token=x&isappinstalled=0", "https://gx.gov.cn/a?id=1", True),
        ("https://gx.gov.cn/a?b=2&a=1", "https://gx.gov.cn/a?a=1&b=2", True),
        ("https://gx.gov.cn/a#top", "https://gx.gov.cn/a", True),
        ("https://gx.gov.cn/#/news/1", "https://gx.gov.cn/#/news/2", False),
        ("https://gx.gov.cn/a?id=1", "https://gx.gov.cn/a?id=2", False),
        ("https://gx.gov.cn:8443/a", "https://gx.gov.cn/a", False),
    ],
)
def test_links_to_one_page_have_one_key(one: str, other: str, expected: bool) -> None:
    assert (link_key(entry("x", one)) == link_key(entry("x", other))) is expected


@each_row(
    ("one", "other", "expected"),
    [
        ("高县早茶提前十天开园", "高县早茶提前十天开园_四川新闻网", True),
        ("高县早茶提前10天开园", "高縣早茶提前１０天開園！", True),
        ("高县召开全县防汛减灾工作电视电话会议", "高县召开全县防汛减灾工作电视电话会", True),
        ("第一批高标准农田建设项目开工", "第二批高标准农田建设项目开工", False),
        ("全县5月份降雨量通报发布", "全县6月份降雨量通报发布", False),
        ("云茶镇举行春季森林防火应急演练活动", "沙河镇举行春季森林防火应急演练活动", False),
        ("防汛会议", "防汛会商", False),
    ],
)
def test_titles_that_tell_the_same_are_one_news(one: str, other: str, expected: bool) -> None:
    assert same_news(one, other, names=("云茶镇", "沙河镇")) is expected
    assert same_news(other, one, names=("云茶镇", "沙河镇")) is expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_two_titles_are_like_each_is_like_itself(one: str, other: str) -> None:
    assert same_news(one, one)
    assert same_news(one, other) == same_news(other, one)


def test_a_source_that_is_new_shows_only_what_is_younger_than_a_day() -> None:
    young, old, undated = (
        entry("今天的事"),
        entry("前天的事", hours_ago=49),
        entry("没写日期", hours_ago=None),
    )
    assert sifted(young, old, undated, is_first=True) == [
        ("今天的事", True),
        ("前天的事", False),
        ("没写日期", False),
    ]
    assert sifted(young, old, undated) == [("今天的事", True), ("前天的事", True), ("没写日期", True)]


def test_what_a_source_digs_out_after_a_month_is_not_news() -> None:
    assert sifted(entry("去年的事", hours_ago=24 * 31)) == [("去年的事", False)]


def test_the_same_link_or_the_same_title_is_shown_once_also_within_one_reading() -> None:
    known = (
        Known(link_key(entry("甲", "https://b.example/1")), "高县早茶提前开园", NOW - timedelta(days=2)),
    )
    again = entry("换了标题的旧闻", "http://www.b.example/1?utm_source=x")
    elsewhere = entry("高县早茶提前开园-高县新闻网", "https://c.example/9")
    fresh, twin = (
        entry("县里发布汛期预警信息", "https://d.example/1"),
        entry("县里发布汛期预警信息", "https://e.example/1"),
    )
    assert sifted(again, elsewhere, fresh, twin, known=known) == [
        ("高县早茶提前开园-高县新闻网", False),
        ("县里发布汛期预警信息", True),
        ("县里发布汛期预警信息", False),
    ]


def test_the_same_title_after_two_weeks_is_news_again() -> None:
    known = (Known("x", "全县党务工作例会召开", NOW - timedelta(days=15)),)
    assert sifted(entry("全县党务工作例会召开"), known=known) == [("全县党务工作例会召开", True)]


@given(st.lists(st.text("高县早茶开园提前一二三", min_size=0, max_size=14), max_size=12))
def test_looking_titles_up_finds_what_comparing_each_with_each_would(titles: list[str]) -> None:
    entries = [entry(title, f"https://a.example/{place}") for place, title in enumerate(titles)]
    found = {title.entry.link: title.is_news for title in sift_all(entries)}
    for place, each in enumerate(entries):
        if each.title:
            before = [other.title for other in entries[:place] if other.title]
            assert found[each.link] is not any(same_news(each.title, other) for other in before)


def sift_all(entries: list[Entry]) -> list[Sifted]:
    return sift(entries, words=(), keys=(), known=(), names=(), now=NOW, is_first=False)


def test_an_entry_without_a_title_is_none() -> None:
    assert sifted(Entry("", "https://a.example/1")) == []
