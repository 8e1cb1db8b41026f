"""Key points as they are typed, which one an item names, and what counts as covered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.model import ItemState, KeyPoint, Reason
from bot.rules.keypoints import (
    Reader,
    Written,
    as_line,
    default_month,
    differences,
    merged,
    read_lines,
    split_lines,
    split_month,
)
from bot.rules.named_keypoints import Covered, covered, find_named, left_out, names_keypoint
from bot.rules.onestep import parse_submission
from bot.rules.workdays import WorkCalendar
from tests.support.table import each_row

READER = Reader(ZoneInfo("Asia/Shanghai"), WorkCalendar(), time(17, 30), ("云茶镇", "县农业局", "水利局"))
JUNE = "2026-06"


def read(text: str) -> Written:
    return read_lines(merged([], split_lines(text)), month=JUNE, reader=READER)


@each_row(
    ("typed", "number", "title", "angle", "units", "due"),
    [
        (
            "1. 夏粮收购 | 价格、进度 | 县农业局 | 6月15日",
            1,
            "夏粮收购",
            "价格、进度",
            "县农业局",
            date(2026, 6, 15),
        ),
        ("2、防汛备汛｜｜水利局、各乡镇｜月底", 2, "防汛备汛", "", "水利局、各乡镇", date(2026, 6, 30)),
        ("（3）茶旅融合 |  |  | 20日", 3, "茶旅融合", "", "", date(2026, 6, 20)),
        ("④上半年经济", 4, "上半年经济", "", "", None),
        ("５．春蚕|无|不限|", 5, "春蚕", "", "", None),
        ("1.5万亩早茶开园", 1, "1.5万亩早茶开园", "", "", None),
        ("2026年上半年经济", 1, "2026年上半年经济", "", "", None),
        ("1 农村改革", 1, "农村改革", "", "", None),
        ("3个乡镇的防汛", 1, "3个乡镇的防汛", "", "", None),
        ("1. 夏粮\t价格\t县农业局\t15", 1, "夏粮", "价格", "县农业局", date(2026, 6, 15)),
    ],
)
def test_a_line_is_read_however_it_is_set(
    typed: str, number: int, title: str, angle: str, units: str, due: date | None
) -> None:
    assert read(typed) == Written([KeyPoint(JUNE, number, title, angle, units, due)], [], [])


def test_a_units_name_of_several_words_stays_one() -> None:
    # “Green Valley” was taken for two units, which the group then read as “Green、Valley”.
    reader = replace(READER, units=("Green Valley", "县农业局"))
    written = read_lines(
        [(1, "Flood | | green valley, 县农业局 水利局, Water Office")], month=JUNE, reader=reader
    )
    assert [point.units for point in written.points] == ["Green Valley、县农业局、水利局、Water Office"]
    assert [doubt.unit for doubt in written.doubts] == ["水利局", "Water Office"]


@each_row(
    ("typed", "number", "words"),
    [
        ("1. | 角度", 1, "The title is missing."),
        ("2. a|b|c|d|e", 2, "It has {count} columns; there are four: title | angle | units | due."),
        ("3. 春耕 | | | 某天", 3, "The due time “{value}” could not be read."),
        ("4. 春耕 | | | 5月3日", 4, "The due time {value} has already passed."),
        ("5. 春耕 | | | 9月3日", 5, "The due day “{value}” is far behind the month."),
        (f"6. {'长' * 61}", 6, "“{words}” is too long"),
        ("7. 甲\n7. 乙", 7, "The number {number} stands before two lines."),
    ],
)
def test_a_line_that_cannot_be_used_is_named_by_its_number(typed: str, number: int, words: str) -> None:
    [fault] = read(typed).faults
    assert (fault.number, fault.key.startswith(words)) == (number, True)


def test_a_unit_that_the_roster_has_not_is_shown_and_doubted() -> None:
    assert [(each.unit, each.alike) for each in read("1. 防汛 | | 水力局、各有关部门、老街村").doubts] == [
        ("水力局", ("水利局",)),
        ("老街村", ()),
    ]


@each_row(
    ("typed", "month", "rest"),
    [
        ("2026-06\n1. 春耕", "2026-06", "1. 春耕"),
        ("2026年7月信息要点：\n1. 春耕", "2026-07", "1. 春耕"),
        ("6月 1. 春耕\n2. 防汛", "2026-06", "1. 春耕\n2. 防汛"),
        ("下月\n春耕", "2026-06", "春耕"),
        ("1. 春耕\n2. 防汛", None, "1. 春耕\n2. 防汛"),
        ("1\n2", None, "1\n2"),
        ("2026年上半年经济\n工业", None, "2026年上半年经济\n工业"),
        ("7\n1. 夏收夏种", "2026-07", "1. 夏收夏种"),
        ("3\n夏收夏种", None, "3\n夏收夏种"),
        ("13\n1. 夏收夏种", None, "13\n1. 夏收夏种"),
    ],
)
def test_the_month_stands_before_the_lines_or_is_left_out(typed: str, month: str | None, rest: str) -> None:
    assert split_month(typed, today=date(2026, 5, 28)) == (month, rest)


def test_from_the_20th_on_the_next_month_is_meant() -> None:
    days = (date(2026, 6, 19), date(2026, 6, 20), date(2026, 12, 31))
    assert [default_month(day) for day in days] == ["2026-06", "2026-07", "2027-01"]


def test_what_is_sent_later_takes_the_place_of_its_numbers_and_drops_others() -> None:
    lines = merged([(1, "甲"), (2, "乙"), (3, "丙")], split_lines("2. 新乙\n删3、9\n5. 戊", behind=3))
    assert lines == [(1, "甲"), (2, "新乙"), (5, "戊")]
    assert split_lines("好的").is_loose
    assert not split_lines("新题目 | 角度").is_loose


POINTS = [KeyPoint(JUNE, 1, "夏粮收购"), KeyPoint(JUNE, 3, "防汛备汛"), KeyPoint(JUNE, 4, "防汛物资")]
POINTS.append(KeyPoint(JUNE, 7, "上半年GDP和<b>税收</b>"))


@each_row(
    ("typed", "number"),
    [
        ("3", 3),
        ("第3条", 3),
        ("３", 3),
        ("3、防汛", 3),
        ("夏粮", 1),
        ("夏粮收购工作", 1),
        ("防汛", None),
        ("2", None),
        ("茶叶", None),
        ("1、3", 1),
        ("第3条和第1条", 3),
        ("2，4", 4),
        ("1、防汛备汛", None),  # the number of one, the title of another
        ("1、夏粮收购", 1),
        ("粮", None),
        ("<b>", None),
        ("gdp", 7),
        ("gd", None),
        ("“夏粮收购”", 1),
    ],
)
def test_an_item_names_a_number_or_words_of_one_title(typed: str, number: int | None) -> None:
    found = find_named(typed, POINTS)
    assert (found.number if found else None) == number


def test_where_several_are_named_the_others_are_known() -> None:
    assert left_out("1、3", POINTS) == [3]
    assert left_out("3", POINTS) == left_out("1、夏粮2026", POINTS) == []


def test_a_text_that_begins_with_the_word_is_a_text() -> None:
    assert not names_keypoint("一是落实责任。二是备足物资。")
    text = "#报送 早茶开园\n要点：一是抓采摘；二是抓加工。\n云茶镇一万二千亩早茶昨日上午全面开园采摘。"
    parsed = parse_submission(text)
    assert (parsed.keypoint, parsed.body.split("\n")[0]) == (None, "要点：一是抓采摘；二是抓加工。")
    assert parse_submission(text.replace("一是抓采摘；二是抓加工。", "３")).keypoint == "3"


def test_merged_withdrawn_empty_and_held_items_cover_nothing() -> None:
    rows = [
        (1, ItemState.ADOPTED, None, 2),
        (1, ItemState.WAITING, None, 1),
        (1, ItemState.MERGED, None, 5),
        (2, ItemState.WITHDRAWN, None, 1),
        (2, ItemState.REJECTED, Reason.EMPTY.value, 1),
        (2, ItemState.HELD, None, 1),
        (3, ItemState.REJECTED, Reason.STALE.value, 1),
    ]
    assert covered(rows, void=[Reason.EMPTY.value]) == {1: Covered(3, 2), 3: Covered(1, 0)}


WORDS = st.text(st.sampled_from("春耕备汛茶粮甲乙丙0123456789年月、 "), min_size=1, max_size=20).map(
    lambda words: " ".join(words.split()).strip("、 ") or "春"
)


@given(
    st.lists(
        st.tuples(WORDS, WORDS, st.dates(date(2026, 6, 1), date(2026, 7, 31))),
        min_size=1,
        max_size=20,
    )
)
def test_what_is_shown_as_typed_reads_the_same(rows: list[tuple[str, str, date]]) -> None:
    """The button 改 gives the lines back: they must come to the same key points."""
    points = [
        KeyPoint(JUNE, place, title, angle if angle not in ("无", "-") else "", "水利局", due)
        for place, (title, angle, due) in enumerate(rows, start=1)
    ]
    again = read("\n".join(as_line(point) for point in points))
    assert (again.points, again.faults) == (points, [])
    assert differences(points, again.points) == []


def test_a_month_that_there_is_not_is_no_key_point() -> None:
    for typed in ("2026-13\n1. 夏粮", "Febuary\n1. Grain", "Septmber 2026\n1. Grain"):
        with pytest.raises(BadInput, match="month"):
            split_month(typed, today=date(2026, 6, 3))
