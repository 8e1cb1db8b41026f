from __future__ import annotations

import time
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.text import clean, count_chars, cut_point, is_hint_only, shorten, utf16_length, with_addresses
from tests.support.table import each_row

FAMILY = "👨\u200d👩\u200d👧"


@each_row(
    ("text", "expected"),
    [
        ("高县\r\n筠连\r珙县", "高县\n筠连\n珙县"),
        ("高县\u2028筠连\v珙县", "高县\n筠连\n珙县"),
        ("\ufeff高\u200b县\x00\x07", "高县"),
        ("\u202e高县\u202c", "高县"),
        ("高县　 \t\n筠连 ", "高县\n筠连"),
        ("\n \n　　高县昨日\n\n筠连\n\n\n", "　　高县昨日\n\n筠连"),
        ("产量\t4.6吨，１２０％“好”", "产量\t4.6吨，１２０％“好”"),
        ("坏\ud83d字\ufffe", "坏字"),
        ("", ""),
    ],
)
def test_clean_takes_away_only_what_cannot_be_seen(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(st.text())
def test_clean_twice_is_clean_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"], exclude_characters="\ufffe\uffff")))
def test_clean_keeps_every_visible_character(text: str) -> None:
    assert clean(text) == text


@given(st.text())
def test_clean_never_changes_what_count_chars_counts(text: str) -> None:
    assert count_chars(clean(text)) == count_chars(text.replace("\ufffe", "").replace("\uffff", ""))


@given(st.text(alphabet=st.characters()))
def test_clean_text_can_always_be_stored(text: str) -> None:
    clean(text).encode("utf-8")


@each_row(
    ("text", "expected"),
    [
        ("", 0),
        (" \n\t　\u200b\ufeff", 0),
        ("\u3164\u2800", 0),
        ("高县 GX\n", 4),
        ("4.6吨，", 5),
        ("高\u200b县", 2),
    ],
)
def test_count_chars(text: str, expected: int) -> None:
    assert count_chars(text) == expected


def test_no_character_that_cannot_be_seen_is_counted() -> None:
    blank_looking = "\u115f\u1160\u2800\u3164\uffa0"
    unseen = [
        char
        for char in map(chr, (*range(0x30000), *range(0xE0000, 0xE0200)))
        if char.isspace() or char in blank_looking or unicodedata.category(char) in ("Cc", "Cf", "Cs")
    ]
    assert len(unseen) > 2000
    assert [char for char in unseen if count_chars(f"甲{char}乙") != 2] == []


@each_row(
    "text",
    [
        "",
        "https://www.gaoxian.gov.cn/a/b?c=d#e",
        "http://a.cn/x https://b.cn/y",
        "www.gaoxian.gov.cn",
        "gaoxian.gov.cn/path/page.html",
        "t.me/joinchat/AbC",
        "192.168.1.10:8080/index",
        "someone@example.com",
        "12.5% 13,000 2026-06-20 138",
        "！！！……",
        "👍👍👍",
    ],
)
def test_is_hint_only_for_bare_addresses_figures_and_marks(text: str) -> None:
    assert is_hint_only(text) is True


@each_row(
    "text",
    [
        "请看 https://www.gaoxian.gov.cn",
        "https://www.gaoxian.gov.cn高县召开春茶产销会",
        "春茶4.6吨",
        "Tea 4.6",
        "一二三",
    ],
)
def test_is_hint_only_leaves_words_alone(text: str) -> None:
    assert is_hint_only(text) is False


@each_row("text", ["a" * 60000, "a." * 30000, "1" * 60000, "a@" * 30000, "http:" * 9000])
def test_is_hint_only_stays_quick_on_odd_texts(text: str) -> None:
    started = time.process_time()
    is_hint_only(text)
    assert time.process_time() - started < 2


@given(st.text(alphabet=st.characters()))
def test_utf16_length_counts_code_units(text: str) -> None:
    assert utf16_length(text) == sum(2 if ord(char) > 0xFFFF else 1 for char in text)


PAGE = "https://gx.example.cn/2026/06/a?id=3"


@each_row(
    ("text", "linked", "expected"),
    [
        ("👍详见县政府网通知", {"县政府网": PAGE}, f"👍详见县政府网（{PAGE}）通知"),
        ("See the notice .", {"the notice ": PAGE}, f"See the notice ({PAGE}) ."),
        # A title and its headers stay what they are.
        ("早茶开园\n类别：政策\n据报道，已开园。", {"早茶开园": PAGE, "报道": "http://b.cn"},
         f"早茶开园\n类别：政策\n据报道（http://b.cn），已开园。\n早茶开园（{PAGE}）"),
        ("#报送\n早茶开园\n已开园。", {"早茶": PAGE}, f"#报送\n早茶开园\n已开园。\n早茶（{PAGE}）"),
        # Said already, or no address that leads anywhere.
        (f"见 {PAGE}", {PAGE: PAGE}, f"见 {PAGE}"),
        ("gx.example.cn", {"gx.example.cn": "https://gx.example.cn/"}, "gx.example.cn"),
        ("问王茗", {"王茗": "tg://user?id=7"}, "问王茗"),
        ("点这里", {"这里": "javascript:alert(1)"}, "点这里"),
        ("无链接", {}, "无链接"),
    ],
)  # fmt: skip
def test_an_address_under_words_stands_behind_them(text: str, linked: dict[str, str], expected: str) -> None:
    links = [
        (utf16_length(text[: text.index(words)]), utf16_length(words), url) for words, url in linked.items()
    ]
    assert with_addresses(text, links) == expected


@given(st.text(), st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30), st.just(PAGE)), max_size=3))
def test_links_wherever_they_are_said_to_be_take_nothing_away(
    text: str, links: list[tuple[int, int, str]]
) -> None:
    assert len(with_addresses(text, links)) >= len(text)


@each_row(
    ("text", "limit", "expected"),
    [
        ("高县春茶", 4, "高县春茶"),
        ("高县春茶上市", 4, "高县春…"),
        ("高县 春茶上市", 4, "高县…"),
        ("高县", 1, "…"),
        ("高县", 0, ""),
        ("高县", -3, ""),
        ("ab" + "e\u0301f", 4, "ab…"),
        ("ab" + FAMILY + "c", 5, "ab…"),
        ("ab👍🏽c", 4, "ab…"),
        ("a🇨🇳🇨🇳🇨🇳", 5, "a🇨🇳…"),
    ],
)
def test_shorten(text: str, limit: int, expected: str) -> None:
    assert shorten(text, limit) == expected


@given(st.text(), st.integers(min_value=0, max_value=40))
def test_shorten_keeps_the_limit_and_only_cuts_the_end(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or text.startswith(short.removesuffix("…"))


@given(st.text(alphabet="ae\u0301\u0302👍🏽"), st.integers(min_value=0, max_value=12))
def test_cut_point_never_parts_a_mark_from_its_letter(text: str, at: int) -> None:
    place = cut_point(text, at)
    assert 0 <= place <= at
    if 0 < place < len(text):
        assert not unicodedata.combining(text[place])
