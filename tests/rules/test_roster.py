"""A roster's cells, columns, repeats, and whom its rows mean (manual, section 1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.errors import BadInput
from bot.model import Employment, Person, PersonState, Role, RosterRow
from bot.rules import cells
from bot.rules.names import read_name, read_unit, split_unit_and_name
from bot.rules.roster import Fault, Reading, match_roster, read_roster
from tests.support.table import each_row

HEADER = ["单位", "姓名", "职务", "类别", "月任务", "年任务", "Telegram", "入职"]
FULL = ["云茶镇", "张三", "编辑", "专职", "6", "30.5", "1001", "2026-05-01"]
ROW = RosterRow(2, "云茶镇", "张三", Role.EDITOR, Employment.FULL_TIME, 6, 3050, 1001, date(2026, 5, 1))
BARE = RosterRow(2, "云茶镇", "张三", None, None, None, None, None, None)
ZHANG = Person(
    id=1,
    telegram_id=1001,
    name="张三",
    unit_id=1,
    unit="云茶镇",
    role=Role.MEMBER,
    employment=Employment.PART_TIME,
    month_quota=None,
    joined_on=date(2025, 1, 1),
    left_on=None,
    state=PersonState.ACTIVE,
    language=None,
)


def lines_and_keys(faults: tuple[Fault, ...]) -> list[tuple[int, str]]:
    return [(fault.line, fault.key) for fault in faults]


# --- reading ----------------------------------------------------------------------------------------------


def test_a_full_row_is_read() -> None:
    assert read_roster([HEADER, FULL]).rows == (ROW,)


def test_a_row_with_unit_and_name_alone_says_nothing_else() -> None:
    assert read_roster([["单位", "姓名"], ["云茶镇", "张三"]]).rows == (BARE,)


@each_row(
    "header",
    [
        ["姓名", "备注", "单位"],
        ["　姓　名　", "x", "单 位"],
        ["姓名（必填）", "", "单位名称"],
        ["Name", "Phone", "UNIT"],
    ],
)
def test_columns_stand_in_any_order_with_blanks_and_notes(header: list[str]) -> None:
    assert read_roster([header, ["张三", "好", "云茶镇"]]).rows == (BARE,)


def test_a_title_above_and_blank_rows_between_keep_the_row_numbers() -> None:
    table = [["高县信息员名册"], [], ["单位", "姓名"], ["", ""], ["云茶镇", "张三"]]
    assert read_roster(table).rows == (replace(BARE, line=5),)


def test_a_short_row_is_read_as_if_its_cells_were_empty() -> None:
    assert read_roster([HEADER, ["云茶镇", "张三"]]).rows == (BARE,)


@each_row(
    ("table", "key"),
    [
        ([], "The file is empty."),
        ([["", " "]], "The file is empty."),
        ([["云茶镇", "张三"]], "No header row was found."),
        ([["单位", "职务"], ["云茶镇", "编辑"]], "The column “{column}” is missing in the header."),
        ([["单位", "姓名", "姓 名"], ["a", "b", "c"]], "The column “{column}” stands in the header twice."),
        ([["单位", "姓名"]], "There is no row below the header."),
        ([["单位", "姓名"], *[["云茶镇", "张三"]] * 5001], "The file has {rows} rows;"),
    ],
)
def test_what_is_no_roster_is_one_fault_of_the_whole_file(table: list[list[str]], key: str) -> None:
    reading = read_roster(table)
    assert reading.rows == ()
    assert [fault.line for fault in reading.faults] == [0]
    assert reading.faults[0].key.startswith(key)


def test_all_faults_of_all_rows_are_named_at_once() -> None:
    table = [
        HEADER,
        ["", "", "科员", "临时", "100", "很多", "@zhang", "五月"],
        FULL,
        ["云茶镇", "李四", "", "", "-1", "", "", ""],
    ]
    assert lines_and_keys(read_roster(table).faults) == [
        (2, "The unit is missing."),
        (2, "The name is missing."),
        (2, "“{value}” is not a role here. Possible: reporter, editor, administrator, leader, partner"),
        (2, "“{value}” is not a kind of employment. Possible: full-time, part-time"),
        (2, "“{value}” is not a monthly number of items from 0 to 99."),
        (2, "“{value}” is not a number of points from 0 to 99999."),
        (2, "“{value}” is not a numeric Telegram id."),
        (2, "“{value}” is not a date. Write for example 2026-05-01"),
        (4, "“{value}” is not a monthly number of items from 0 to 99."),
    ]


def test_repeats_inside_the_file_name_the_first_row() -> None:
    table = [
        HEADER,
        FULL,
        ["沙河镇", "李四", "", "", "", "", "1001", ""],
        ["云茶镇", "张 三", "", "", "", "31", "", ""],
    ]
    assert [(fault.line, fault.key, fault.fields) for fault in read_roster(table).faults] == [
        (3, "The Telegram id {value} stands in row {first} already.", {"value": "1001", "first": 2}),
        (4, "{person} stands in row {first} already.", {"person": "云茶镇 张三", "first": 2}),
        (
            4,
            "The yearly points of {unit} differ from those in row {first}.",
            {"unit": "云茶镇", "first": 2},
        ),
    ]


def test_the_same_yearly_points_may_stand_in_every_row_of_a_unit() -> None:
    table = [
        ["单位", "姓名", "年任务"],
        ["云茶镇", "张三", "30"],
        ["云茶镇", "李四", ""],
        ["云茶镇", "王五", "30.00"],
    ]
    assert read_roster(table).faults == ()


# --- cells ------------------------------------------------------------------------------------------------


@each_row(
    "raw",
    [
        "2026-05-01",
        "2026/5/1",
        "2026.5.1",
        "2026年5月1日",
        "２０２６－５－１",
        "2026-05-01 00:00:00",
        "46143",
    ],
)
def test_a_date_in_every_usual_form(raw: str) -> None:
    assert cells.read_day(raw) == date(2026, 5, 1)


@each_row("raw", ["2026-02-30", "1026-05-01", "5月1日", "昨天", "99999", "2026-05-01 12:30"])
def test_what_is_no_date(raw: str) -> None:
    with pytest.raises(BadInput):
        cells.read_day(raw)


@each_row(("raw", "points"), [("30", 3000), ("30.5", 3050), ("0.25", 25), ("３０分", 3000), ("1.20", 120)])
def test_points_are_hundredths(raw: str, points: int) -> None:
    assert cells.read_points(raw) == points


@each_row("raw", ["-1", "1e3", "100000", "0.125", "三十", "1,000", "٣"])
def test_what_are_no_points(raw: str) -> None:
    with pytest.raises(BadInput):
        cells.read_points(raw)


@each_row(("raw", "account"), [("1001", 1001), ("1001.0", 1001), ("'1001", 1001), ("１００１", 1001)])
def test_an_account_is_a_number(raw: str, account: int) -> None:
    assert cells.read_account(raw) == account


@each_row(
    ("raw", "key"),
    [
        ("1.23457E+09", "The Telegram id “{value}” was rounded by the spreadsheet."),
        ("-1001", "“{value}” is not a numeric Telegram id."),
        ("0", "“{value}” is not a numeric Telegram id."),
        ("@zhangsan", "“{value}” is not a numeric Telegram id."),
        ("9007199254740993", "“{value}” is not a numeric Telegram id."),
    ],
)
def test_what_is_no_account(raw: str, key: str) -> None:
    with pytest.raises(BadInput) as refusal:
        cells.read_account(raw)
    assert refusal.value.key.startswith(key)


@each_row(("raw", "quota"), [("0", 0), ("6", 6), ("6.0", 6), ("６条", 6), ("99", 99)])
def test_a_quota(raw: str, quota: int) -> None:
    assert cells.read_quota(raw) == quota


@each_row("raw", ["100", "-1", "6.5", "六"])
def test_what_is_no_quota(raw: str) -> None:
    with pytest.raises(BadInput):
        cells.read_quota(raw)


@each_row(
    ("raw", "role"),
    [
        ("信息员", Role.MEMBER),
        ("编辑", Role.EDITOR),
        ("管理员", Role.ADMIN),
        ("领导", Role.LEADER),
        ("联席", Role.PARTNER),
        ("Editor", Role.EDITOR),
    ],
)
def test_a_role(raw: str, role: Role) -> None:
    assert cells.read_role(raw) is role


@each_row("raw", ["所有者", "owner", "nobody", "科员"])
def test_a_role_that_nobody_can_be_given(raw: str) -> None:
    with pytest.raises(BadInput):
        cells.read_role(raw)


# --- names ------------------------------------------------------------------------------------------------


@each_row(
    ("raw", "name"),
    [
        ("张三", "张三"),
        (" 张　三 ", "张三"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("John  Smith", "John Smith"),
        ("张\u200b三\x07", "张三"),
        ("字" * 20, "字" * 20),
    ],
)
def test_a_name_is_one_clean_line(raw: str, name: str) -> None:
    assert read_name(raw) == name


@each_row("raw", ["", "  ", "字" * 21, "=cmd", "＋张三", "-张三", "@张三", "123", "🔥", "a" + "\u0301" * 60])
def test_what_is_no_name(raw: str) -> None:
    with pytest.raises(BadInput):
        read_name(raw)


def test_a_unit_may_have_forty_characters_and_no_more() -> None:
    assert read_unit("局" * 40) == "局" * 40
    with pytest.raises(BadInput):
        read_unit("局" * 41)


@each_row(
    "words",
    [
        "云茶镇 张三",
        "云茶镇　张三",
        "云茶镇，张三",
        "云茶镇、张三",
        "单位：云茶镇 姓名：张三",
        "云茶镇\n张三",
        "云茶镇 张 三",
        "云茶镇+张三",
        "云茶镇-张三",
        "云茶镇张三",
    ],
)
def test_unit_and_name_however_they_are_parted(words: str) -> None:
    assert split_unit_and_name(words, units=["云茶镇", "云"]) == ("云茶镇", "张三")


def test_a_known_unit_of_several_words_is_taken_whole() -> None:
    assert split_unit_and_name("Town Hall John Smith", units=["Town Hall"]) == ("Town Hall", "John Smith")


@each_row("words", ["张三", "云茶镇", "", "，"])
def test_one_word_is_not_enough(words: str) -> None:
    with pytest.raises(BadInput):
        split_unit_and_name(words, units=["云茶镇"])


# --- matching ---------------------------------------------------------------------------------------------


@each_row(
    ("row", "people", "expected"),
    [
        pytest.param(BARE, [], None, id="nobody-known"),
        pytest.param(BARE, [ZHANG], 1, id="by-unit-and-name"),
        pytest.param(replace(BARE, telegram_id=1001), [ZHANG], 1, id="by-account"),
        pytest.param(replace(BARE, telegram_id=1001, unit="沙河镇"), [ZHANG], 1, id="moved"),
        pytest.param(replace(BARE, telegram_id=1001, name="张山"), [ZHANG], 1, id="name-corrected"),
        pytest.param(replace(BARE, telegram_id=1002), [ZHANG], 1, id="new-account"),
        pytest.param(BARE, [replace(ZHANG, state=PersonState.REMOVED)], None, id="removed-by-name"),
        pytest.param(
            replace(BARE, telegram_id=1001),
            [replace(ZHANG, state=PersonState.REMOVED)],
            1,
            id="removed-by-account",
        ),
        pytest.param(
            replace(BARE, telegram_id=1001),
            [replace(ZHANG, role=Role.OWNER, name="管理员", unit="政府办公室")],
            1,
            id="owner-gets-a-name",
        ),
    ],
)
def test_whom_a_row_means(row: RosterRow, people: list[Person], expected: int | None) -> None:
    matching = match_roster([row], people)
    assert matching.faults == ()
    assert [person and person.id for _, person in matching.pairs] == [expected]


def test_two_people_of_one_name_in_one_unit_are_told_apart_by_their_ids() -> None:
    one, two = replace(BARE, telegram_id=1001), replace(BARE, line=3, telegram_id=1002)
    table = [["单位", "姓名", "Telegram"], ["云茶镇", "张三", "1001"], ["云茶镇", "张三", "1002"]]
    assert read_roster(table) == Reading((one, two), ())
    for people, expected in (
        ([], [None, None]),
        ([ZHANG], [1, None]),
        ([ZHANG, replace(ZHANG, id=2, telegram_id=1002)], [1, 2]),
        ([replace(ZHANG, telegram_id=None)], [1, None]),
    ):
        matching = match_roster([one, two], people)
        assert matching.faults == ()
        assert [person and person.id for _, person in matching.pairs] == expected


LI = replace(ZHANG, id=2, telegram_id=1002, name="李四")


@each_row(
    ("rows", "people", "line", "key"),
    [
        pytest.param(
            [replace(BARE, telegram_id=1002)],
            [ZHANG, LI],
            2,
            "The Telegram id {value} belongs to {person}.",
            id="id-of-another-though-the-name-is-known",
        ),
        pytest.param(
            [replace(BARE, telegram_id=1001, unit="沙河镇", name="王五")],
            [ZHANG],
            2,
            "The Telegram id {value} belongs to {person}.",
            id="id-of-another-under-a-new-name",
        ),
        pytest.param(
            [BARE, replace(BARE, line=3, telegram_id=1001, name="王五")],
            [ZHANG],
            3,
            "This is the same person as row {first}.",
            id="two-rows-one-person",
        ),
        pytest.param(
            [BARE],
            [ZHANG, replace(LI, name="张三")],
            2,
            "Several people are called {person}. Add their Telegram ids.",
            id="two-people-one-name",
        ),
        pytest.param(
            [replace(BARE, telegram_id=5)],
            [replace(ZHANG, role=Role.OWNER)],
            2,
            "{person} is an owner by the settings and keeps their account.",
            id="owner-keeps-the-account",
        ),
    ],
)
def test_a_row_that_means_nobody_for_certain_is_a_fault(
    rows: list[RosterRow], people: list[Person], line: int, key: str
) -> None:
    assert lines_and_keys(match_roster(rows, people).faults) == [(line, key)]
