"""Units and names as people type them: what is the same, which unit may be meant, which of two words is the unit."""

from __future__ import annotations

import pytest

from bot.errors import BadInput
from bot.rules.names import find_alike, read_name, read_unit, split_unit_and_name, squeeze, units_meant
from tests.support.table import each_row

UNITS = (
    "云茶镇",
    "金竹镇",
    "翠竹镇",
    "白岩镇",
    "沙河镇",
    "双溪乡",
    "县财政局",
    "县民政局",
    "县卫生健康局",
    "县发展和改革局",
    "县人力资源和社会保障局",
    "县市场监督管理局",
    "县农业农村局",
    "县林业局",
    "县教育局",
    "县政府办公室",
    "县委宣传部",
)

# What was typed, and the unit that was meant. Measured: the unit meant is the first that is offered in all of them.
MEANT = (
    ("金竹", "金竹镇"),
    ("云查镇", "云茶镇"),
    ("云茶", "云茶镇"),
    ("高县云茶镇人民政府", "云茶镇"),
    ("云茶镇政府", "云茶镇"),
    ("云茶乡", "云茶镇"),
    ("云荼镇", "云茶镇"),
    ("双溪镇", "双溪乡"),
    ("白岩", "白岩镇"),
    ("白巖镇", "白岩镇"),
    ("县卫健局", "县卫生健康局"),
    ("卫健局", "县卫生健康局"),
    ("卫生健康局", "县卫生健康局"),
    ("县发改局", "县发展和改革局"),
    ("县人社局", "县人力资源和社会保障局"),
    ("县市监局", "县市场监督管理局"),
    ("县农业局", "县农业农村局"),
    ("农业农村局", "县农业农村局"),
    ("财政局", "县财政局"),
    ("县财政", "县财政局"),
    ("县政府办", "县政府办公室"),
    ("县委宣传部办公室", "县委宣传部"),
    ("宣传部", "县委宣传部"),
    ("县农业农林局", "县农业农村局"),
)
# Units of their own: nothing is offered for them.
OTHERS = (
    "县统计局",
    "县水利局",
    "县司法局",
    "县公安局",
    "县审计局",
    "县应急管理局",
    "县交通运输局",
    "文江镇",
    "庆符镇",
    "罗场镇",
    "县人民医院",
    "县供销社",
    "县残联",
    "县总工会",
    "县税务局",
)


@each_row(("typed", "meant"), MEANT)
def test_a_unit_typed_otherwise_is_offered_first(typed: str, meant: str) -> None:
    assert find_alike(typed, UNITS)[:1] == [meant]


@each_row("typed", OTHERS)
def test_for_another_unit_nothing_is_offered(typed: str) -> None:
    assert find_alike(typed, UNITS) == []


def test_units_that_merely_end_alike_are_not_alike() -> None:
    assert find_alike("县财政局", ("县民政局", "县教育局")) == []


def test_not_more_are_offered_than_asked_for() -> None:
    assert len(find_alike("高县", [f"高县{n}镇" for n in range(9)], most=3)) == 3


@each_row(
    ("one", "other"),
    [
        ("县财政局（信息股）", "县财政局(信息股)"),
        ("ＡＢ公司", "ab公司"),
        ("张 三", "张三"),
        ("张\u3000三", "张三"),
        ("⻢⻋⻔镇", "马车门镇"),
        ("⾦竹镇", "金竹镇"),
        ("\uf90a竹镇", "金竹镇"),
    ],
)
def test_width_blanks_and_a_pdfs_radicals_make_no_other_name(one: str, other: str) -> None:
    assert squeeze(one) == squeeze(other)


def test_names_are_kept_with_characters_instead_of_radicals_and_their_brackets_as_typed() -> None:
    assert read_unit("⾦竹镇（信息股）") == "金竹镇（信息股）"
    assert read_name("⻢⻰") == "马龙"


@each_row(
    ("typed", "read"),
    [
        ("云茶镇 张三", ("云茶镇", "张三")),
        ("赵小川 云茶镇", ("云茶镇", "赵小川")),
        ("赵小川 云查镇", ("云查镇", "赵小川")),
        ("赵小川 文江镇", ("文江镇", "赵小川")),
        ("文江镇 赵小川", ("文江镇", "赵小川")),
        ("张 三 云茶镇", ("云茶镇", "张 三")),
        ("云茶镇 张 三", ("云茶镇", "张 三")),
        ("县 财政局 张三", ("县财政局", "张三")),
        ("金竹 周八", ("金竹", "周八")),
        ("周八 金竹", ("金竹", "周八")),
        ("县委办 李镇", ("县委办", "李镇")),
    ],
)
def test_unit_and_name_are_told_apart_in_either_order(typed: str, read: tuple[str, str]) -> None:
    unit, name = split_unit_and_name(typed, units=UNITS)
    assert (unit, name.replace(" ", "")) == (read[0], read[1].replace(" ", ""))


def test_a_known_unit_comes_back_as_the_roster_has_it() -> None:
    units = ("县财政局（信息股）",)
    assert split_unit_and_name("县财政局(信息股) 张三", units=units) == ("县财政局（信息股）", "张三")


def test_the_example_sent_as_it_stands_names_nobody() -> None:
    with pytest.raises(BadInput):
        split_unit_and_name("单位 姓名", units=UNITS)


def test_one_word_without_a_known_unit_is_refused() -> None:
    with pytest.raises(BadInput):
        split_unit_and_name("云茶镇", units=UNITS)


def test_listed_units_are_the_rosters_near_ones_too_and_others_stay_as_they_were_typed() -> None:
    units = ["金竹镇", "大湾镇", "县水利局", "大湾镇中心学校"]
    meant = units_meant(["金 竹镇", "金竹", "县水利局", "无此镇", "大湾"], units)
    assert meant.names == ("金竹镇", "县水利局", "无此镇", "大湾")
    assert meant.near == (("金竹", "金竹镇"),)
    assert [typed for typed, _ in meant.unknown] == ["无此镇", "大湾"]
    assert set(meant.unknown[1][1]) == {"大湾镇", "大湾镇中心学校"}


@each_row(
    ("typed", "read"),
    [
        ("Weather Station, Lucy Lin", ("Weather Station", "Lucy Lin")),
        ("Forestry Office Mary Chen", ("Forestry Office", "Mary Chen")),
        ("Mary Chen, Forestry Office", ("Forestry Office", "Mary Chen")),
        ("Yuncha Anna", ("Yuncha", "Anna")),
    ],
)
def test_a_unit_and_a_name_of_several_english_words(typed: str, read: tuple[str, str]) -> None:
    assert split_unit_and_name(typed, units=["Forestry Office", "云茶镇"]) == read


def test_of_several_english_words_without_a_known_unit_nobody_can_say_which_are_the_name() -> None:
    with pytest.raises(BadInput, match="comma between unit and name"):
        split_unit_and_name("Weather Station Lucy Lin", units=["Forestry Office"])
