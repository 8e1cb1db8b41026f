"""Who stands in for whom, as people write it; who may."""

from __future__ import annotations

from datetime import date

import pytest

from bot.errors import BadInput
from bot.model import Role
from bot.rules.deputies import check_days, read_deputy
from bot.rules.rights import may_stand_in
from bot.rules.workdays import WorkCalendar
from tests.support.county import SHANGHAI
from tests.support.table import each_row

TODAY = date(2026, 5, 29)  # a Friday
CALENDAR = WorkCalendar()


@each_row(
    ("typed", "names", "days"),
    [
        ("李四 2026-06-01 2026-06-15", "李四", "2026-06-01 2026-06-15"),
        ("2026-06-01 2026-06-15 李四", "李四", "2026-06-01 2026-06-15"),
        ("李四 6月1日至15日", "李四", "2026-06-01 2026-06-15"),
        ("6月1日至6月15日 李四", "李四", "2026-06-01 2026-06-15"),
        ("李四 6.1-6.15", "李四", "2026-06-01 2026-06-15"),
        ("李四 6月1-5日", "李四", "2026-06-01 2026-06-05"),
        ("由李四代 6月1日起 6月5日止", "李四", "2026-06-01 2026-06-05"),
        ("李四 明天 3天", "李四", "2026-05-30 2026-06-01"),
        ("李四 一周", "李四", "2026-05-29 2026-06-04"),
        ("李四 下周一 下周五", "李四", "2026-06-01 2026-06-05"),
        ("李四 12月20日 1月5日", "李四", "2026-12-20 2027-01-05"),
        ("李四 from 1 June to 15 June", "李四", "2026-06-01 2026-06-15"),
        ("云茶镇 李四 6/1 6/15", "云茶镇 李四", "2026-06-01 2026-06-15"),
        ("张三 李四 6/1 6/15", "张三 李四", "2026-06-01 2026-06-15"),
        ("李四 今天", "李四", "2026-05-29 None"),
        ("李四", "李四", "None None"),
    ],
)
def test_names_and_days_are_read_in_any_order(typed: str, names: str, days: str) -> None:
    asked = read_deputy(typed, today=TODAY, zone=SHANGHAI, calendar=CALENDAR)
    assert (" ".join(asked.names), f"{asked.first} {asked.last}") == (names, days)


@each_row("typed", ["李四 取消", "李四 关", "关闭 李四", "李四 off", "李四 stop", "cancel 李四"])
def test_it_may_be_asked_to_end(typed: str) -> None:
    # /quiet and /notify are switched off by 关 and off, so people write that here too; it was taken for a name.
    asked = read_deputy(typed, today=TODAY, zone=SHANGHAI, calendar=CALENDAR)
    assert asked.is_cancel and asked.names == ("李四",)


def test_a_swapped_order_is_understood_and_what_has_begun_begins_today() -> None:
    days = date(2026, 6, 15), date(2026, 6, 1)
    assert check_days(*days, today=TODAY) == (date(2026, 6, 1), date(2026, 6, 15))
    assert check_days(date(2026, 5, 1), date(2026, 6, 1), today=TODAY)[0] == TODAY


def test_days_that_have_passed_and_more_than_a_year_are_refused() -> None:
    with pytest.raises(BadInput, match="have passed"):
        check_days(date(2026, 5, 1), date(2026, 5, 28), today=TODAY)
    with pytest.raises(BadInput, match="a year"):
        check_days(TODAY, date(2027, 6, 1), today=TODAY)


def test_nobody_stands_in_who_may_see_less() -> None:
    able = {(a, b) for a in Role for b in Role if may_stand_in(a, for_role=b)}
    assert (Role.MEMBER, Role.MEMBER) in able and (Role.EDITOR, Role.MEMBER) in able
    assert (Role.EDITOR, Role.LEADER) in able and (Role.LEADER, Role.LEADER) in able
    assert not {(Role.MEMBER, Role.EDITOR), (Role.MEMBER, Role.LEADER), (Role.PARTNER, Role.MEMBER)} & able
    assert not {(Role.LEADER, Role.EDITOR), (Role.NOBODY, Role.MEMBER)} & able
