"""The four lists, written before the rules: block and hold miss none, pass raises none, and none of them is another's."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from bot.rules.secrecy.personal import mask
from bot.rules.secrecy.rulebook import Screening, rulebook
from tests.support.table import each_row

_RULES = rulebook()


def _list(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).with_name(name)).read_text(encoding="utf-8"))


BLOCK, HOLD, MASK, PASS = (_list(f"{name}.toml") for name in ("block", "hold", "mask", "pass"))


@each_row("lines", [BLOCK, HOLD, PASS])
def test_each_list_has_sixty_texts_or_more(lines: dict[str, Any]) -> None:
    assert len(set(lines["texts"])) >= 60


def test_the_list_of_personal_data_has_sixty_texts_or_more() -> None:
    assert len(MASK["pairs"]) >= 60


@each_row("text", BLOCK["texts"])
def test_a_marking_is_blocked(text: str) -> None:
    assert _RULES.screen(text).screening is Screening.BLOCK


@each_row("name", BLOCK["file_names"])
def test_a_marking_in_a_file_name_is_blocked(name: str) -> None:
    assert _RULES.screen(name, file_name=True).screening is Screening.BLOCK


@each_row("text", BLOCK["texts"])
def test_a_marking_amid_a_long_text_is_blocked(text: str) -> None:
    plain = "6月3日,云茶镇组织86人次开展地质灾害隐患排查。\n"
    heads: tuple[str, ...] = (
        "机密文件:",
        "秘密级 ",
        "绝密件,",
        "#报送 机密文件",
        "＃报送 秘密件",
        "机密电报",
    )
    heads += ("Confidential report", "CONFIDENTIAL Report", "SECRET DOCUMENT")
    if not text.startswith(heads):  # what is a marking at a text's head alone
        assert _RULES.screen(plain * 3 + text + "\n" + plain * 3).screening is Screening.BLOCK
        assert _RULES.screen(f"云茶镇开展排查\n{text}\n{plain}").screening is Screening.BLOCK


@each_row("text", HOLD["texts"])
def test_what_may_be_internal_is_held(text: str) -> None:
    assert _RULES.screen(text).screening is Screening.HOLD


@each_row("name", HOLD["file_names"])
def test_a_file_that_may_be_internal_is_held(name: str) -> None:
    assert _RULES.screen(name, file_name=True).screening is Screening.HOLD


@each_row("text", PASS["texts"])
def test_an_ordinary_text_raises_no_alarm(text: str) -> None:
    assert _RULES.screen(text).screening is Screening.CLEAR
    assert mask(text) == (text, {})


@each_row("name", PASS["file_names"])
def test_an_ordinary_file_name_raises_no_alarm(name: str) -> None:
    assert _RULES.screen(name, file_name=True).screening is Screening.CLEAR
    assert mask(name) == (name, {})


@each_row(("text", "masked"), MASK["pairs"])
def test_personal_data_is_masked(text: str, masked: str) -> None:
    assert mask(text)[0] == masked
    assert _RULES.screen(text).screening is Screening.CLEAR


@each_row(("text", "masked"), MASK["pairs"])
def test_what_is_masked_stays_as_it_is_when_masked_again(text: str, masked: str) -> None:
    assert mask(mask(text)[0]) == (masked, {})
