"""Several messages become one text; a number as a phone types it."""

from __future__ import annotations

import pytest

from bot.rules.text import as_number, join_parts


@pytest.mark.parametrize(
    ("parts", "joined"),
    [
        ([], ""),
        (["标题"], "标题"),
        (["标题", "正文第一段。", "正文第二段。"], "标题\n正文第一段。\n正文第二段。"),
        (["茶" * 4096, "叶丰收。"], "茶" * 4096 + "叶丰收。"),
        (["茶" * 4095 + "。", "另起一段。"], "茶" * 4095 + "。\n另起一段。"),
    ],
)
def test_join_parts_heals_only_what_telegram_cut(parts: list[str], joined: str) -> None:
    assert join_parts(parts) == joined


@pytest.mark.parametrize(
    "typed", ["2026-0001", " 2026-0001 ", "２０２６－０００１", "2026—0001", "2026 - 0001"]
)
def test_as_number_reads_what_a_phone_makes_of_it(typed: str) -> None:
    assert as_number(typed) == "2026-0001"
