from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.model import Attendance, Meeting, MeetingState
from bot.rules.meetings import (
    HOUR,
    Reminding,
    due_reminding,
    eve_of,
    parse_begin,
    parse_meeting_number,
    read_reply,
    reason_in,
    split_points,
    state_at,
)
from bot.rules.workdays import WorkCalendar
from tests.support.table import each_row

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


NOW = at("2026-06-03 12:00")  # a Wednesday


def begin(typed: str, *, before: str | None = None) -> str:
    moment = parse_begin(typed, now=NOW, zone=ZONE, calendar=CALENDAR, before=at(before) if before else None)
    return moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


@each_row(
    ("typed", "expected"),
    [
        ("6月20日 15:00", "2026-06-20 15:00"),
        ("6月20日下午3点", "2026-06-20 15:00"),
        ("6月20日（周六）下午3点半", "2026-06-20 15:30"),
        ("2026-06-20 9:30", "2026-06-20 09:30"),
        ("周五 9：30", "2026-06-05 09:30"),
        ("明天上午9点", "2026-06-04 09:00"),
        ("今天15:00", "2026-06-03 15:00"),
        ("3天 10:00", "2026-06-06 10:00"),
        ("20 June 15:00", "2026-06-20 15:00"),
        ("Friday 9:30", "2026-06-05 09:30"),
    ],
)
def test_a_meeting_begins_at_an_hour_of_a_day(typed: str, expected: str) -> None:
    assert begin(typed) == expected


@each_row(
    ("typed", "words"),
    [
        ("6月20日", "hour"),
        ("周五", "hour"),
        ("3天", "hour"),
        ("今天 9:00", "passed"),
        ("2026-05-20 15:00", "passed"),
        ("尽快", "could not be read"),
        ("6月31日 15:00", "in the calendar"),
        ("6月20日（周五）15:00", "weekday"),
    ],
)
def test_a_time_without_an_hour_or_that_is_past_or_no_time_is_refused(typed: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        begin(typed)


@each_row(
    ("typed", "expected"),
    [
        ("周五", "2026-06-05 15:00"),  # the hour that it had
        ("2天", "2026-06-06 15:00"),  # from the day that it had
        ("1个工作日", "2026-06-05 15:00"),
        ("6月4日 9:00", "2026-06-04 09:00"),
        ("今天 16:00", "2026-06-03 16:00"),  # earlier, too
        ("9:30", "2026-06-04 09:30"),  # the day that it had
    ],
)
def test_another_time_keeps_what_is_not_said(typed: str, expected: str) -> None:
    assert begin(typed, before="2026-06-04 15:00") == expected


def test_the_time_that_a_meeting_has_is_no_change() -> None:
    with pytest.raises(BadInput, match="already"):
        begin("6月4日 15:00", before="2026-06-04 15:00")


@each_row(
    ("begins", "eve"),
    [
        ("2026-06-05 15:00", "2026-06-04 16:00"),
        ("2026-06-08 09:00", "2026-06-05 16:00"),  # a Monday: on Friday
        ("2026-06-07 09:00", "2026-06-05 16:00"),  # a Sunday: on Friday
        ("2026-06-22 09:00", "2026-06-18 16:00"),  # after the Dragon Boat festival
        ("2026-10-08 09:00", "2026-09-30 16:00"),
    ],
)
def test_the_eve_is_16_on_the_working_day_before(begins: str, eve: str) -> None:
    assert eve_of(at(begins), zone=ZONE, calendar=CALENDAR) == at(eve)


def a_meeting(begins: str, *, timed: str, state: MeetingState = MeetingState.AHEAD) -> Meeting:
    return Meeting(1, "会", "", at(begins), "", (), state, 1, at(timed), 1, at(timed), 0)


@each_row(
    ("now", "timed", "expected"),
    [
        ("2026-06-04 15:59", "2026-06-03 12:00", None),
        ("2026-06-04 16:00", "2026-06-03 12:00", Reminding.EVE),
        ("2026-06-04 23:00", "2026-06-03 12:00", Reminding.EVE),  # the bot was down at 16:00
        ("2026-06-05 13:59", "2026-06-03 12:00", Reminding.EVE),
        ("2026-06-05 14:00", "2026-06-03 12:00", Reminding.HOUR),
        ("2026-06-05 14:59", "2026-06-03 12:00", Reminding.HOUR),
        ("2026-06-05 15:00", "2026-06-03 12:00", None),
        ("2026-06-04 18:00", "2026-06-04 16:00", None),  # called at 16:00 itself: they have just read it
        ("2026-06-05 14:00", "2026-06-04 18:00", Reminding.HOUR),
        ("2026-06-05 14:30", "2026-06-05 14:10", None),
    ],
)
def test_one_reminder_is_due_at_a_time(now: str, timed: str, expected: Reminding | None) -> None:
    meeting = a_meeting("2026-06-05 15:00", timed=timed)
    assert due_reminding(meeting, now=at(now), zone=ZONE, calendar=CALENDAR) is expected


@given(
    begins=st.integers(0, 60 * 24 * 40),
    timed=st.integers(-60 * 24 * 5, 0),
    now=st.integers(-60 * 24 * 10, 60 * 24 * 45),
)
def test_no_reminder_is_early_or_late(begins: int, timed: int, now: int) -> None:
    begins_at = NOW + timedelta(minutes=begins)
    meeting = a_meeting("2026-06-05 15:00", timed="2026-06-03 12:00")
    meeting = Meeting(
        1, "会", "", begins_at, "", (), MeetingState.AHEAD, 1, NOW, 1, NOW + timedelta(minutes=timed), 0
    )
    moment = NOW + timedelta(minutes=now)
    due = due_reminding(meeting, now=moment, zone=ZONE, calendar=CALENDAR)
    if due is Reminding.HOUR:
        assert begins_at - HOUR <= moment < begins_at
    if due is Reminding.EVE:
        assert eve_of(begins_at, zone=ZONE, calendar=CALENDAR) <= moment < begins_at - HOUR
    assert (moment >= begins_at) == (state_at(meeting, moment) is MeetingState.BEGUN)


@each_row(
    ("said", "expected"),
    [
        ("参加", Attendance.COMING),
        ("收到，准时参加。", Attendance.COMING),
        ("我能参加", Attendance.COMING),
        ("coming", Attendance.COMING),
        ("Attend.", Attendance.COMING),
        ("I'll attend", Attendance.COMING),
        ("Be excused: on leave", Attendance.EXCUSED),
        ("I attend another meeting", None),
        ("请假", Attendance.EXCUSED),
        ("请假，下乡", Attendance.EXCUSED),
        ("不能参加，孩子住院", Attendance.EXCUSED),
        ("来不了", Attendance.EXCUSED),
        ("收到", None),
        ("几点开会？", None),
        ("能不能不参加", None),
    ],
)
def test_a_reply_to_an_invitation_in_words(said: str, expected: Attendance | None) -> None:
    assert read_reply(said) is expected


@each_row(
    ("said", "expected"),
    [("请假，下乡", "下乡"), ("我请假：孩子住院。", "孩子住院"), ("请假", ""), ("来不了，堵车", "堵车")],
)
def test_the_reason_beside_the_word(said: str, expected: str) -> None:
    assert reason_in(said) == expected


def test_points_are_lines_without_their_bullets() -> None:
    typed = "1、早茶提前开园\n2. 茶农增收\n（三）春茶直播\n- 3200亩茶园\n\n①人才返乡\n2026年计划\n3.5万亩高标准农田"
    assert split_points(typed) == [
        "早茶提前开园",
        "茶农增收",
        "春茶直播",
        "3200亩茶园",
        "人才返乡",
        "2026年计划",
        "3.5万亩高标准农田",
    ]
    assert split_points("无") == split_points("没有。") == split_points("  \n") == []
    for nothing in (
        "没有了",
        "暂时没有，谢谢！",
        "没有什么可写的",
        "没别的了。",
        "就这些",
        "Nothing else.",
        "暂无",
    ):
        assert split_points(nothing) == [], nothing
    assert split_points("无人机巡林\n没有补充耕地指标的村") == ["无人机巡林", "没有补充耕地指标的村"]


def test_a_meetings_number_as_people_type_it() -> None:
    assert {parse_meeting_number(typed) for typed in ("2", "M2", "m02", "Ｍ２", "会议2", "#M2")} == {2}
    for typed in ("", "T2", "M", "M0", "两点"):
        with pytest.raises(BadInput):
            parse_meeting_number(typed)
