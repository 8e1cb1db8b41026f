"""Titles in lines: no word, figure or quotation is parted, no line is a word alone, and the lines are about equal."""

from __future__ import annotations

from bot.making.breaking import break_title, width_of
from tests.support.table import each_row


@each_row(
    ("title", "lines"),
    [
        ("云茶镇1.2万亩早茶提前10天开园采摘", ["云茶镇1.2万亩早茶提前10天开园采摘"]),
        (
            "部分乡镇复合肥零售价半月上涨12% 茶农反映购肥难",
            ["部分乡镇复合肥零售价半月上涨12%", "茶农反映购肥难"],
        ),
        (
            "双溪乡“周末理论讲堂”变“田间课堂”受群众欢迎",
            ["双溪乡“周末理论讲堂”", "变“田间课堂”受群众欢迎"],
        ),
        (
            "高县人民政府办公室关于2026年6月份全县政务信息报送采用情况的通报",
            ["高县人民政府办公室关于2026年6月份", "全县政务信息报送采用情况的通报"],
        ),
        (
            "高县人民政府办公室关于2026年上半年全县政务信息报送采用和直报点任务完成情况以及下半年信息报送要点的通报",
            [
                "高县人民政府办公室关于2026年上半年全县",
                "政务信息报送采用和直报点任务完成情况",
                "以及下半年信息报送要点的通报",
            ],
        ),
        (
            "高县蚕桑合作社“五统一”破解小户养蚕难题取得明显成效",
            ["高县蚕桑合作社“五统一”", "破解小户养蚕难题取得明显成效"],
        ),
    ],
)
def test_a_title_breaks_where_its_sense_does(title: str, lines: list[str]) -> None:
    assert break_title(title) == lines


def test_whatever_the_title_nothing_is_lost_and_no_line_is_wider_than_the_text() -> None:
    for title in (
        "A" * 70,
        "长" * 45,
        "《" + "办法" * 30 + "》",
        "，。" * 30,
        "一" * 21,
        "早茶 " * 40,
        "x",
        "",
        "茶" * 2000,
    ):
        lines = break_title(title)
        assert "".join(lines).replace(" ", "") == title.replace(" ", ""), title
        assert all(width_of(line) <= 20 for line in lines), title
        assert len(lines) == 1 or all(width_of(line) > 2 for line in lines), title
