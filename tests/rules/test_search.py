"""What searching compares, and how queries are read: whatever people type."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.rules.search import Hit, Wanted, excerpt, form, lexemes_of, shown_form, words_of
from bot.rules.search_query import read_query
from tests.support.table import each_row

BODY = "昨日上午，云茶镇1.2万亩早茶全面開園，采摘鮮葉4.6吨，ＧＤＰ增长5％，联系人王五13812345678。"


@each_row(
    ("typed", "hit"),
    [
        ("茶镇", Hit.TITLE),
        ("开园", Hit.BODY),  # written 開園
        ("鲜叶", Hit.BODY),
        ("鮮葉", Hit.BODY),
        ("gdp", Hit.BODY),
        ("ＧＤＰ", Hit.BODY),
        ("１．２万", Hit.BODY),  # 1 and 2万: the mark parts them, in the text as in the query
        ("茶镇 鲜叶", Hit.BODY),
        ("茶镇 早", Hit.BODY),
        ("镇1", Hit.BODY),
        ("亩全面", None),
        ("上午云茶", None),  # a mark stands in between
        ("茶镇 柑橘", None),
        ("13812345678", None),
        ("812345", None),
        ("138", Hit.BODY),  # what everybody is shown of it
    ],
)
def test_words_are_found_however_they_are_written(typed: str, hit: Hit | None) -> None:
    assert Wanted(words_of(typed)).hit("云茶镇春茶", BODY) is hit


@each_row(
    ("typed", "words", "filters"),
    [
        ("茶叶", ("茶叶",), (None, None, None)),
        ("茶葉,茶叶 采摘", ("茶叶", "采摘"), (None, None, None)),
        ("茶叶 单位:云茶镇 状态:采用 月:2026-05", ("茶叶",), ("云茶镇", "采用", "2026-05")),
        ("单位：云茶镇，茶叶", ("茶叶",), ("云茶镇", None, None)),
        ("tea Unit: Yuncha MONTH: May", ("tea",), ("Yuncha", None, "May")),
        ("单位:云茶镇 状态:待审", (), ("云茶镇", "待审", None)),
        ("12:30 开会", ("12", "30", "开会"), (None, None, None)),
        ("https://a.cn/x", ("https", "a", "cn", "x"), (None, None, None)),
        ('"茶叶" AND NEAR(x y) * ^ -', ("茶叶", "and", "near", "x", "y"), (None, None, None)),
        ("茶叶\0%_'; DROP", ("茶叶", "drop"), (None, None, None)),
    ],
)
def test_a_query_is_read(typed: str, words: tuple[str, ...], filters: tuple[str | None, ...]) -> None:
    query = read_query(typed)
    assert (query.words, (query.unit, query.state, query.month)) == (words, filters)


@each_row(
    ("typed", "said"),
    [
        ("茶叶 单伟:云茶镇", "no filter “{name}:”"),
        ("茶叶 单位:", "Nothing stands behind"),
        ("茶", "at least two"),
        ("a b c", "at least two"),
        ("。，！", "at least two"),
        ("😀😀", "at least two"),
        ("\0", "at least two"),
        ("单位:云茶镇 茶", "at least two"),
        ("茶叶" * 5000, "too much"),
        ("一二 三四 五六 七八 九十 百千 万亿", "too much"),
    ],
)
def test_what_cannot_be_searched_for_is_said(typed: str, said: str) -> None:
    with pytest.raises(BadInput, match=re.escape(said)):
        read_query(typed)


@given(st.text(max_size=60))
def test_a_form_has_a_character_for_each_and_no_marks(text: str) -> None:
    found = form(text)
    assert len(found) == len(text)
    assert all(char == " " or char.isalnum() for char in found)
    assert form(found) == found


@given(st.text("茶葉叶采aAＡ2２,😀 İßǅ", max_size=40), st.text("茶叶采aＡ2", min_size=2, max_size=4))
def test_whatever_holds_a_word_has_all_its_lexemes_and_may_be_read(text: str, word: str) -> None:
    wanted = Wanted(words_of(word))
    stands = wanted.words[0] in shown_form(text)
    assert (wanted.hit("", text) is not None) == stands
    if stands:
        assert set(wanted.lexemes) <= set(lexemes_of("", text, unit_id=1, month="2026-05"))
        assert wanted.hit(text, "") is Hit.TITLE
        assert set(wanted.title_lexemes) <= set(lexemes_of(text, "", unit_id=1, month="2026-05"))
        assert wanted.sure in text


@given(st.text(max_size=200))
def test_lexemes_are_letters_and_figures_that_no_index_reads_otherwise(text: str) -> None:
    lexemes = lexemes_of(text, text, unit_id=7, month="2026-05")
    assert all(lexeme.isalnum() and "\0" not in lexeme for lexeme in lexemes)
    assert {"u000007", "m202605"} <= set(lexemes)
    assert all(unicodedata.category(char)[0] != "Z" for lexeme in lexemes for char in lexeme)


def test_an_excerpt_is_one_piece_of_the_line_with_the_word() -> None:
    text = f"第一行\n{'前' * 40}采摘鮮葉{'后' * 40}\n第三行"
    found = excerpt(text, ("鲜叶",), most=24)
    assert (len(found), found[0], found[-1]) == (24, "…", "…")
    assert "采摘鮮葉" in found and found.strip("…") in text
    assert excerpt(text, ("没有",), most=24) == "第一行"
    assert excerpt("电话13812345678", ("电话",), most=24) == "电话138****5678"


def test_every_capital_is_known_as_a_way_to_write_its_letter() -> None:
    letters = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    unlike = [(char, plain) for char in letters if (plain := form(char)) not in (char, " ")]
    assert [pair for pair in unlike if Wanted((pair[1] * 2,)).hit("", pair[0] * 2) is None] == []


def test_a_filters_unit_may_have_blanks_in_its_name() -> None:
    units = ["Yuncha Town", "Town", "Yuncha Town Police"]
    for typed, words, unit in (
        ("tea unit:Yuncha Town state:adopted", ("tea",), "Yuncha Town"),
        ("unit: yuncha town tea", ("tea",), "Yuncha Town"),
        ("unit:Yuncha Town Police tea", ("tea",), "Yuncha Town Police"),
        ("tea unit:Yuncha Townsfolk", ("tea", "townsfolk"), "Yuncha"),
    ):
        query = read_query(typed, units=units)
        assert (query.words, query.unit) == (words, unit), typed
