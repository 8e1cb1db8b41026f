from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Employment, Person, PersonState, Role, Unit
from bot.rules.addressees import Addressees, Roster, Sort, of_people, of_roles, of_units, read_addressees
from tests.support.table import each_row

UNITS = [Unit(1, "云茶镇"), Unit(2, "金竹镇"), Unit(3, "县财政局")]


def somebody(person_id: int, name: str, unit_id: int, state: PersonState = PersonState.ACTIVE) -> Person:
    unit = UNITS[unit_id - 1]
    return Person(
        person_id, person_id, name, unit.id, unit.name, Role.MEMBER, Employment.PART_TIME, None, date(2024, 1, 1), None,
        state, None,
    )  # fmt: skip


PEOPLE = [
    somebody(11, "张三", 1),
    somebody(12, "李小虎", 1),
    somebody(13, "王芳", 2),
    somebody(14, "王芳", 3),
    somebody(15, "赵停", 3, PersonState.SUSPENDED),
]
ROSTER = Roster(UNITS, PEOPLE)


@each_row(
    ("typed", "codes"),
    [
        ("信息员、编辑、云茶镇、张三、全体", ["r.member", "r.editor", "u.1", "p.11", "all"]),
        ("信息员,编辑，领导;管理员；联席", ["r.member", "r.editor", "r.leader", "r.admin", "r.partner"]),
        ("全体信息员", ["r.member"]),
        ("各单位信息员、全体编辑", ["r.member", "r.editor"]),
        ("全体人员", ["all"]),
        ("Reporters, editors", ["r.member", "r.editor"]),
        ("all editors, everyone", ["r.editor", "all"]),
        ("云茶镇 张三", ["p.11"]),
        ("张三 云茶镇", ["p.11"]),
        ("张三（云茶镇）", ["p.11"]),
        ("金竹镇王芳、县财政局 王芳", ["p.13", "p.14"]),
        ("云茶镇 金竹镇 信息员", ["u.1", "u.2", "r.member"]),
        ("张三、张三", ["p.11"]),
        ("、、 ", []),
    ],
)
def test_people_are_named_by_role_unit_name_or_all_together(typed: str, codes: list[str]) -> None:
    found, faults = read_addressees(typed, ROSTER)
    assert (list(found.codes), faults) == (codes, [])


@each_row(
    ("typed", "names", "choices"),
    [
        ("金竹", ("金竹镇",), ["u.2"]),
        ("云查镇", ("云茶镇",), ["u.1"]),
        ("小虎", ("云茶镇 李小虎",), ["p.12"]),
        ("李晓虎", ("云茶镇 李小虎",), ["p.12"]),
        ("王芳", ("金竹镇 王芳", "县财政局 王芳"), ["p.13", "p.14"]),
        ("诸葛亮", None, []),
        ("赵停", None, []),
    ],
)
def test_what_names_nobody_or_several_is_asked_about_and_the_others_are_kept(
    typed: str, names: tuple[str, ...] | None, choices: list[str]
) -> None:
    found, faults = read_addressees(f"张三、{typed}、编辑", ROSTER)
    assert found.codes == ("p.11", "r.editor")
    assert [fault.fields.get("names") for fault in faults] == [names]
    assert [code for code, _ in faults[0].choices] == choices


def test_where_only_units_may_be_named_a_person_is_no_unit() -> None:
    found, faults = read_addressees("云茶镇、张三", Roster(UNITS, PEOPLE, frozenset({Sort.UNIT})))
    assert found == of_units(1)
    assert [fault.fields["value"] for fault in faults] == ["张三"]


def test_where_units_and_persons_may_be_named_a_role_is_unknown() -> None:
    sorts = frozenset({Sort.UNIT, Sort.PERSON})
    found, faults = read_addressees("信息员、全体、张三", Roster(UNITS, PEOPLE, sorts))
    assert found == of_people(11)
    assert [fault.fields["value"] for fault in faults] == ["信息员", "全体"]


def test_the_parts_are_found_again_by_what_they_are() -> None:
    found = of_roles(Role.MEMBER).with_(*of_units(2).codes, *of_people(13).codes, "all", "u.2")
    assert (found.roles, found.units, found.people, found.everybody) == ((Role.MEMBER,), (2,), (13,), True)
    assert not Addressees()


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_names_or_faults(typed: str) -> None:
    found, faults = read_addressees(typed, ROSTER)
    assert all(code.partition(".")[0] in set(Sort) for code in found.codes)
    assert all(fault.key for fault in faults)
