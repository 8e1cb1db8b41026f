"""Several messages become one text."""

from __future__ import annotations

from bot.rules.text import join_parts
from tests.support.table import each_row


@each_row(
    ("parts", "joined"),
    [
        ([], ""),
        (["标题"], "标题"),
        (["标题", "正文第一段。", "正文第二段。"], "标题\n正文第一段。\n正文第二段。"),
        (["标题", "", "正文第二段。", ""], "标题\n正文第二段。"),
        (["茶" * 4096, "叶丰收。"], "茶" * 4096 + "叶丰收。"),
        (["茶" * 4095 + "。", "另起一段。"], "茶" * 4095 + "。\n另起一段。"),
    ],
)
def test_join_parts_heals_only_what_telegram_cut(parts: list[str], joined: str) -> None:
    assert join_parts(parts) == joined
