"""Which posts fall due when: the real Chinese calendar of 2026, catch-up, and moves to working days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import build
from bot.errors import ConfigError
from bot.rules.periods import Period
from bot.rules.workdays import WorkCalendar
from scheduler.due import Due, Timed, cron_of, fell_due, upcoming
from scheduler.table import timed_posts
from tests.support.table import each_row

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar()


def at(text: str, zone: ZoneInfo = ZONE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def timed(
    key: str,
    cron: str,
    *,
    workdays_only: bool = True,
    catch_up: timedelta = timedelta(days=3),
    period: Period = Period.DAY,
    zone: ZoneInfo = ZONE,
) -> Timed:
    return Timed(key, cron_of(cron, zone), workdays_only, catch_up, period)


SHORTFALL = timed("shortfall", "30 9 1 * *", period=Period.LAST_MONTH)
DEMANDS = timed("demands", "0 9 * * mon", period=Period.WEEK)
REMINDER = timed("reminder", "0 9 20,25 * *")
DAILY = timed("deadlines", "0 9 * * *", catch_up=timedelta(hours=12))


def shown(
    post: Timed, after: str, now: str, calendar: WorkCalendar = CALENDAR
) -> list[tuple[str, str, bool]]:
    """What fell due, as period, local moment and whether it is too late."""
    dues = fell_due([post], calendar=calendar, zone=ZONE, after=at(after), now=at(now))
    return [(due.period, f"{due.at.astimezone(ZONE):%m-%d %H:%M}", due.too_old) for due in dues]


@each_row(
    ("post", "after", "now", "expected"),
    [
        # the moment itself belongs to the look that reaches it, and to no other
        (SHORTFALL, "2026-06-01 09:29:40", "2026-06-01 09:30:00", [("2026-05", "06-01 09:30", False)]),
        (SHORTFALL, "2026-06-01 09:30:00", "2026-06-01 09:30:20", []),
        (SHORTFALL, "2026-06-01 09:29:00", "2026-06-01 09:29:59", []),
        # 1 May 2026 is 劳动节, off until the 5th
        (SHORTFALL, "2026-04-30 12:00:00", "2026-05-05 23:59:00", []),
        (SHORTFALL, "2026-04-30 12:00:00", "2026-05-06 09:30:00", [("2026-04", "05-06 09:30", False)]),
        # 1 October 2026: 国庆, off until the 7th
        (SHORTFALL, "2026-10-08 09:00:00", "2026-10-08 10:00:00", [("2026-09", "10-08 09:30", False)]),
        # 1 August 2026 is a Saturday
        (SHORTFALL, "2026-07-31 12:00:00", "2026-08-03 09:30:00", [("2026-07", "08-03 09:30", False)]),
        # 1 January: the month before lies in the year before
        (SHORTFALL, "2025-12-31 12:00:00", "2026-01-05 09:30:00", [("2025-12", "01-04 09:30", False)]),
        # a daily post comes once on Monday, and on a Saturday that is worked (调休, 9 May)
        (DAILY, "2026-06-05 09:00:00", "2026-06-08 09:00:00", [("2026-06-08", "06-08 09:00", False)]),
        (DAILY, "2026-05-08 09:00:00", "2026-05-09 09:00:00", [("2026-05-09", "05-09 09:00", False)]),
        (DAILY, "2026-05-09 09:00:00", "2026-05-10 23:00:00", []),
        # the 20th of June is a Saturday (端午 is the 19th): Monday; the period stays the nominal day
        (REMINDER, "2026-06-18 12:00:00", "2026-06-22 09:00:00", [("2026-06-20", "06-22 09:00", False)]),
        # the 16th and the 23rd of February lie in 春节: one post on the 24th, for the later week
        (DEMANDS, "2026-02-13 12:00:00", "2026-02-24 09:00:00", [("2026-W09", "02-24 09:00", False)]),
        # a Monday holiday: the same ISO week
        (DEMANDS, "2026-10-01 00:00:00", "2026-10-08 09:00:00", [("2026-W41", "10-08 09:00", False)]),
        # ISO weeks at the turn of the year
        (DEMANDS, "2025-12-28 00:00:00", "2025-12-29 09:00:00", [("2026-W01", "12-29 09:00", False)]),
        # slept through the month's end: within three days, and beyond
        (SHORTFALL, "2026-05-30 12:00:00", "2026-06-04 09:30:00", [("2026-05", "06-01 09:30", False)]),
        (SHORTFALL, "2026-05-30 12:00:00", "2026-06-04 09:30:01", [("2026-05", "06-01 09:30", True)]),
        # catch-up counts from the moved moment, not from the nominal one
        (SHORTFALL, "2026-04-30 12:00:00", "2026-05-08 09:30:00", [("2026-04", "05-06 09:30", False)]),
        # several days slept through
        (
            DAILY,
            "2026-06-02 12:00:00",
            "2026-06-05 10:00:00",
            [
                ("2026-06-03", "06-03 09:00", True),
                ("2026-06-04", "06-04 09:00", True),
                ("2026-06-05", "06-05 09:00", False),
            ],
        ),
        # a clock that was put back brings nothing
        (DAILY, "2026-06-05 10:00:00", "2026-06-03 10:00:00", []),
    ],
)
def test_fell_due(post: Timed, after: str, now: str, expected: list[tuple[str, str, bool]]) -> None:
    assert shown(post, after, now) == expected


def test_a_post_that_need_not_be_on_a_workday_is_not_moved() -> None:
    anyday = timed("any", "0 9 1 * *", workdays_only=False, period=Period.LAST_MONTH)
    assert shown(anyday, "2026-04-30 12:00:00", "2026-05-06 12:00:00") == [("2026-04", "05-01 09:00", True)]


def test_days_off_of_the_settings_move_a_post_however_long_they_last() -> None:
    closed = WorkCalendar(days_off=[date(2026, 6, 1) + timedelta(days=n) for n in range(40)])
    assert shown(SHORTFALL, "2026-05-29 12:00:00", "2026-07-12 12:00:00", closed) == []
    assert shown(SHORTFALL, "2026-07-13 09:29:00", "2026-07-13 09:30:00", closed) == [
        ("2026-06", "07-13 09:30", False)  # 1 June and 1 July move onto one morning: the later one is posted
    ]


def test_two_times_of_a_day_keep_apart_when_they_move() -> None:
    twice = timed("twice", "0 9,16 * * *")
    assert shown(twice, "2026-06-05 16:00:00", "2026-06-08 16:00:00") == [
        ("2026-06-08", "06-08 09:00", False),
        ("2026-06-08", "06-08 16:00", False),
    ]


def test_posts_come_in_the_order_of_their_moments() -> None:
    dues = fell_due(
        [SHORTFALL, DEMANDS, DAILY],
        calendar=CALENDAR,
        zone=ZONE,
        after=at("2026-05-31 12:00"),
        now=at("2026-06-01 09:40"),
    )
    assert dues == [
        Due("demands", "2026-W23", at("2026-06-01 09:00"), too_old=False),
        Due("deadlines", "2026-06-01", at("2026-06-01 09:00"), too_old=False),
        Due("shortfall", "2026-05", at("2026-06-01 09:30"), too_old=False),
    ]


def test_weekday_names_mean_what_they_say() -> None:
    assert shown(timed("w", "0 9 * * tue"), "2026-06-01 00:00", "2026-06-02 09:00") == [
        ("2026-06-02", "06-02 09:00", False)
    ]


@each_row("zone_name", ["America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"])
def test_every_night_is_posted_once_even_when_clocks_change(zone_name: str) -> None:
    zone = ZoneInfo(zone_name)
    nightly = timed("night", "30 1 * * *", workdays_only=False, zone=zone)
    dues = fell_due(
        [nightly],
        calendar=CALENDAR,
        zone=zone,
        after=at("2026-01-01 00:00", zone),
        now=at("2027-01-01 00:00", zone),
    )
    periods = [due.period for due in dues]
    assert sorted(set(periods)) == [
        (date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(365)
    ]  # the ledger makes one post of the hour that comes twice
    assert len(periods) - len(set(periods)) <= 1


@settings(deadline=None)
@given(
    st.lists(st.integers(min_value=0, max_value=60 * 24 * 45), min_size=1, max_size=12),
    st.sampled_from([SHORTFALL, DEMANDS, REMINDER, DAILY]),
)
def test_however_often_one_looks_the_same_posts_fall_due(minutes: Sequence[int], post: Timed) -> None:
    """A year's worth of restarts at any minutes: the looks join up without gap or overlap."""
    start = at("2026-01-20 08:00")
    looks = [start, *(start + timedelta(minutes=each) for each in sorted(minutes))]
    end = start + timedelta(days=46)
    once = fell_due([post], calendar=CALENDAR, zone=ZONE, after=start, now=end)
    pieces = [
        due
        for after, now in zip(looks, [*looks[1:], end], strict=True)
        for due in fell_due([post], calendar=CALENDAR, zone=ZONE, after=after, now=now)
    ]
    assert [(due.period, due.at) for due in pieces] == [(due.period, due.at) for due in once]


def test_upcoming_names_the_next_posts_of_the_default_settings() -> None:
    posts = timed_posts(build({}))
    assert upcoming(posts, calendar=CALENDAR, zone=ZONE, now=at("2026-06-18 12:00"), most=9) == [
        ("reading", at("2026-06-18 16:00"), "2026-06-18"),
        ("demands", at("2026-06-22 09:00"), "2026-W26"),
        ("reminder", at("2026-06-22 09:00"), "2026-06-20"),
        ("deadlines", at("2026-06-22 09:00"), "2026-06-22"),
        ("consultation", at("2026-06-22 15:00"), "2026-W25"),
        ("rotation", at("2026-06-22 16:00"), "2026-W25"),
        ("reading", at("2026-06-22 16:00"), "2026-06-22"),
        ("deadlines", at("2026-06-23 09:00"), "2026-06-23"),
        ("reading", at("2026-06-23 16:00"), "2026-06-23"),
    ]


def test_upcoming_looks_far_ahead_for_rare_posts() -> None:
    rare = timed("rare", "0 9 5 jan *", workdays_only=False)
    assert upcoming([rare], calendar=CALENDAR, zone=ZONE, now=at("2026-02-01 00:00"), most=1) == [
        ("rare", at("2027-01-05 09:00"), "2027-01-05")
    ]
    never = timed("never", "0 9 30 2 *")
    assert upcoming([never], calendar=CALENDAR, zone=ZONE, now=at("2026-02-01 00:00"), most=1) == []


def test_a_disabled_post_is_not_timed() -> None:
    posts = timed_posts(build({"schedule": {"demands": {"enabled": False}}}))
    assert [post.key for post in posts] == [
        "keypoints",
        "reminder",
        "shortfall",
        "notice_draft",
        "notice",
        "deadlines",
        "liaison",
        "rotation",
        "reading",
        "consultation",
        "appraisal",
    ]


def test_an_unreadable_cron_text_names_its_key() -> None:
    with pytest.raises(ConfigError, match=r"schedule\.shortfall\.cron = '99 9 1 \* \*'"):
        timed_posts(build({"schedule": {"shortfall": {"cron": "99 9 1 * *"}}}))
