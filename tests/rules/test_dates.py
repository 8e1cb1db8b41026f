from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput, NoDay
from bot.locale.texts import Texts
from bot.rules.cells import read_day
from bot.rules.dates import parse_day, parse_due, parse_extension, parse_start
from bot.rules.deputies import read_deputy
from bot.rules.periods import Period, parse_period
from bot.rules.training import read_plan
from bot.rules.workdays import WorkCalendar
from tests.support.table import each_row

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar()
PASSED = "The due time {value} has already passed."
NO_SUCH_DAY = "There is no “{value}” in the calendar. Please check the day and write it again, for example 20 June or 2026-06-20."
UNREADABLE = (
    "The due time “{value}” could not be read. Write for example "
    "2026-06-20, 20 June, 3 days, 3 workdays or Friday, with or without 17:00."
)
NO_DAY = "Please add the day to “{value}”; the day alone will do, for example Friday."
NOT_LATER = "The new due time must be later than the present one."


def at(text: str) -> datetime:
    """A moment on the desk's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


NOW = at("2026-06-10 10:00")  # a Wednesday


def due(raw: str, *, now: datetime = NOW) -> str:
    moment = parse_due(raw, now=now.astimezone(UTC), zone=ZONE, calendar=CALENDAR)
    assert moment.tzinfo is UTC
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


@each_row(
    ("raw", "expected"),
    [
        ("2026-06-20", "2026-06-20 17:30"),
        ("2026-6-20", "2026-06-20 17:30"),
        ("2026/6/20", "2026-06-20 17:30"),
        ("2026.6.20", "2026-06-20 17:30"),
        ("2026年6月20日", "2026-06-20 17:30"),
        ("2026 年 6 月 20 日 17:00", "2026-06-20 17:00"),
        ("２０２６－０６－２０　１７：００", "2026-06-20 17:00"),
        ("2026-06-20T08:05", "2026-06-20 08:05"),
        ("6月20日", "2026-06-20 17:30"),
        ("6月20号前", "2026-06-20 17:30"),
        ("6-20", "2026-06-20 17:30"),
        ("6.20", "2026-06-20 17:30"),
        ("6/20 9:00", "2026-06-20 09:00"),
        ("6月20日17：00", "2026-06-20 17:00"),
        ("6月20日下午5时", "2026-06-20 17:00"),
        ("6月20日17时30分", "2026-06-20 17:30"),
        ("6月20日 17时5", "2026-06-20 17:05"),
        ("6月20日上午9点", "2026-06-20 09:00"),
        ("6月20日上午9点半", "2026-06-20 09:30"),
        ("6月20日中午12点", "2026-06-20 12:00"),
        ("6月20日中午1点", "2026-06-20 13:00"),
        ("6月20日晚上8点前", "2026-06-20 20:00"),
        ("6月20日下午17:00", "2026-06-20 17:00"),
        ("6月20日凌晨12点", "2026-06-20 00:00"),
        ("6月20日24时", "2026-06-20 23:59"),
        ("6月20日（周六）17:00", "2026-06-20 17:00"),  # as we write it ourselves
        ("2026年6月20日 (周六) 9:00", "2026-06-20 09:00"),
        ("今天", "2026-06-10 17:30"),
        ("今日12:00", "2026-06-10 12:00"),
        ("明天", "2026-06-11 17:30"),
        ("后天 17:00", "2026-06-12 17:00"),
        ("today", "2026-06-10 17:30"),
        ("Tomorrow 9:00", "2026-06-11 09:00"),
        ("3天", "2026-06-13 17:30"),
        ("3天内", "2026-06-13 17:30"),
        ("三天后", "2026-06-13 17:30"),
        ("3天以后下午3点", "2026-06-13 15:00"),
        ("３天 12:00", "2026-06-13 12:00"),
        ("3d", "2026-06-13 17:30"),
        ("3 Days", "2026-06-13 17:30"),
        ("in three days", "2026-06-13 17:30"),
        ("in 3 days", "2026-06-13 17:30"),
        ("By Friday 12:00", "2026-06-12 12:00"),
        ("1 day", "2026-06-11 17:30"),
        ("3个工作日", "2026-06-15 17:30"),
        ("3工作日", "2026-06-15 17:30"),
        ("3 个 工作日 17:00", "2026-06-15 17:00"),
        ("3 workdays", "2026-06-15 17:30"),
        ("周五", "2026-06-12 17:30"),
        ("星期五", "2026-06-12 17:30"),
        ("礼拜五下午3点", "2026-06-12 15:00"),
        ("周三", "2026-06-17 17:30"),
        ("周二", "2026-06-16 17:30"),
        ("周日", "2026-06-14 17:30"),
        ("下周五", "2026-06-19 17:30"),
        ("下周一", "2026-06-15 17:30"),
        ("下个星期天", "2026-06-21 17:30"),
        ("fri", "2026-06-12 17:30"),
        ("Wednesday 17:00", "2026-06-17 17:00"),
    ],
)
def test_parse_due_reads_every_form(raw: str, expected: str) -> None:
    assert due(raw) == expected


@each_row(
    ("now", "raw", "expected"),
    [
        ("2026-12-20 10:00", "1月5日", "2027-01-05 17:30"),
        ("2026-12-20 10:00", "1-5", "2027-01-05 17:30"),
        ("2026-12-31 23:00", "12月31日 23:30", "2026-12-31 23:30"),
        ("2026-09-30 10:00", "3个工作日", "2026-10-10 17:30"),  # National Day week, then a worked Saturday
        ("2026-06-12 10:00", "周五", "2026-06-19 17:30"),
        ("2026-06-14 10:00", "下周一", "2026-06-15 17:30"),  # said on a Sunday
        ("2026-06-10 23:30", "明天", "2026-06-11 17:30"),  # the desk's day, not the day in UTC
        ("2026-06-11 00:30", "今天", "2026-06-11 17:30"),
        ("2028-02-01 00:30", "2月29日", "2028-02-29 17:30"),
        ("2027-12-20 10:00", "2月29日", "2028-02-29 17:30"),
        ("2027-12-20 10:00", "29 Feb", "2028-02-29 17:30"),
    ],
)
def test_parse_due_counts_from_the_desks_day(now: str, raw: str, expected: str) -> None:
    assert due(raw, now=at(now)) == expected


@each_row(
    ("now", "raw"),
    [
        ("2026-06-10 10:00", "2026-06-09"),
        ("2026-06-10 10:00", "6月9日"),
        ("2026-06-10 10:00", "1月5日"),
        ("2026-06-10 10:00", "6.2 7:00"),
        ("2026-06-10 10:00", "今天 10:00"),
        ("2026-06-10 17:30", "今天"),
        ("2026-12-20 10:00", "2026年1月5日"),
        ("2026-12-20 10:00", "11月5日"),
    ],
)
def test_parse_due_refuses_the_past(now: str, raw: str) -> None:
    with pytest.raises(BadInput) as refused:
        due(raw, now=at(now))
    assert (refused.value.key, refused.value.fields) == (PASSED, {"value": raw})


@each_row(
    "raw",
    [
        "",
        "尽快",
        "17:00",
        "0天",
        "-3天",
        "3.5天",
        "十十天",
        "1000天",
        "6月",
        "6.27:00",
        "2026-06-2017:00",
        "6月20日25:00",
        "6月20日17:60",
        "6月20日上午15点",
        "6月20日和21日",
        "周八",
        "个周五",
        "1026-06-20",
        "monnesday",
        "x" * 5000,
        "1" * 5000,
    ],
)
def test_parse_due_refuses_what_it_cannot_read(raw: str) -> None:
    with pytest.raises(BadInput) as refused:
        due(raw)
    assert refused.value.key == (NO_DAY if raw == "17:00" else UNREADABLE)
    assert len(refused.value.fields["value"]) <= 40


MOMENTS = st.integers(min_value=1_600_000_000, max_value=3_700_000_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


@given(MOMENTS, st.text(alphabet="0123456789 -/.:年月日天周下五一工作个今明后上午时分d", max_size=14))
def test_parse_due_answers_with_the_future_or_a_refusal(now: datetime, raw: str) -> None:
    try:
        moment = parse_due(raw, now=now, zone=ZONE, calendar=CALENDAR)
    except BadInput as refused:
        assert refused.key in (PASSED, UNREADABLE, NO_DAY, NO_SUCH_DAY)
    else:
        assert moment > now


@given(MOMENTS, st.integers(min_value=1, max_value=300), st.times())
def test_parse_due_reads_back_a_written_date(now: datetime, days: int, clock: time) -> None:
    day = now.astimezone(ZONE).date() + timedelta(days=days)
    expected = f"{day:%Y-%m-%d} {clock:%H:%M}"
    assert due(f"{day.year}年{day.month}月{day.day}日{clock:%H:%M}", now=now) == expected
    assert due(expected, now=now) == expected


def extended(raw: str, *, due_at: str, now: datetime = NOW) -> str:
    moment = parse_extension(
        raw, due_at=at(due_at).astimezone(UTC), now=now.astimezone(UTC), zone=ZONE, calendar=CALENDAR
    )
    assert moment.tzinfo is UTC
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


@each_row(
    ("raw", "due_at", "expected"),
    [
        ("3天", "2026-06-12 12:00", "2026-06-15 12:00"),
        ("3天 17:00", "2026-06-12 12:00", "2026-06-15 17:00"),
        ("3个工作日", "2026-06-12 17:30", "2026-06-17 17:30"),
        ("1天", "2026-06-01 17:30", "2026-06-11 17:30"),  # past: counted from today
        ("2 workdays", "2026-06-01 12:00", "2026-06-12 12:00"),
        ("6月20日", "2026-06-12 12:00", "2026-06-20 17:30"),
        ("周五", "2026-06-11 12:00", "2026-06-12 17:30"),
        ("6月12日 18:00", "2026-06-12 17:30", "2026-06-12 18:00"),
        ("下午6点", "2026-06-12 17:30", "2026-06-12 18:00"),  # the day that it had
    ],
)
def test_parse_extension(raw: str, due_at: str, expected: str) -> None:
    assert extended(raw, due_at=due_at) == expected


@each_row(
    ("raw", "due_at"),
    [
        ("6月12日", "2026-06-12 17:30"),
        ("6月11日", "2026-06-12 17:30"),
        ("周五", "2026-06-20 17:30"),
        ("6月9日", "2026-06-01 17:30"),  # later than the due date, yet past
    ],
)
def test_parse_extension_refuses_what_is_no_later(raw: str, due_at: str) -> None:
    with pytest.raises(BadInput) as refused:
        extended(raw, due_at=due_at)
    assert refused.value.key == NOT_LATER


def test_parse_extension_refuses_what_it_cannot_read() -> None:
    with pytest.raises(BadInput) as refused:
        extended("再说", due_at="2026-06-12 17:30")
    assert (refused.value.key, refused.value.fields) == (UNREADABLE, {"value": "再说"})


@each_row(
    ("raw", "expected"),
    [  # NOW is Wednesday 10 June 2026, 10:00
        ("本周五", "2026-06-12 17:30"),
        ("这周五前", "2026-06-12 17:30"),
        ("下周三", "2026-06-17 17:30"),
        ("下个星期三 12:00", "2026-06-17 12:00"),
        ("20日前", "2026-06-20 17:30"),
        ("20号", "2026-06-20 17:30"),
        ("5日", "2026-07-05 17:30"),
        ("本月20日", "2026-06-20 17:30"),
        ("下月5日之前", "2026-07-05 17:30"),
        ("两天内", "2026-06-12 17:30"),
        ("三天", "2026-06-13 17:30"),
        ("十五天内", "2026-06-25 17:30"),
        ("三个工作日内", "2026-06-15 17:30"),
        ("3个工作日以内", "2026-06-15 17:30"),
        ("3日内", "2026-06-13 17:30"),
        ("一周", "2026-06-17 17:30"),
        ("2周内", "2026-06-24 17:30"),
        ("1 week", "2026-06-17 17:30"),
        ("月底", "2026-06-30 17:30"),
        ("本月底前", "2026-06-30 17:30"),
        ("下月底", "2026-07-31 17:30"),
        ("周五下班前", "2026-06-12 17:30"),
        ("六月二十日", "2026-06-20 17:30"),
        ("六月二十日上午九点半", "2026-06-20 09:30"),
        ("明天下午三点", "2026-06-11 15:00"),
        ("周五 十时三十分", "2026-06-12 10:30"),
        ("20 June", "2026-06-20 17:30"),
        ("20 Jun 9:00", "2026-06-20 09:00"),
        ("June 20", "2026-06-20 17:30"),
        ("June 20, 2027 9:00", "2027-06-20 09:00"),
        ("Saturday, June 20 12:00", "2026-06-20 12:00"),
        ("Friday 17:00", "2026-06-12 17:00"),
        ("3 workdays", "2026-06-15 17:30"),
        ("Sat 20 Jun at 17:30", "2026-06-20 17:30"),
        ("Sept 5", "2026-09-05 17:30"),
        ("5 Sept. 9:00", "2026-09-05 09:00"),
        ("5th September", "2026-09-05 17:30"),
        ("the 1st of September at 9:00", "2026-09-01 09:00"),
        ("Sept. 5th, 2026", "2026-09-05 17:30"),
        ("5-Sep-2026", "2026-09-05 17:30"),
        ("by the 20th at 9:00", "2026-06-20 09:00"),
        ("20 June at 3 pm", "2026-06-20 15:00"),
        ("Friday 9:30 a.m.", "2026-06-12 09:30"),
        ("6月20日(周六) 17:30", "2026-06-20 17:30"),
        ("6月20日（星期六）12:00", "2026-06-20 12:00"),
    ],
)
def test_parse_due_as_people_in_offices_write(raw: str, expected: str) -> None:
    assert due(raw) == expected


def test_at_the_months_end_a_passed_month_end_is_the_next_one() -> None:
    assert due("月底", now=at("2026-06-30 18:00")) == "2026-07-31 17:30"
    assert due("10日", now=at("2026-12-10 18:00")) == "2027-01-10 17:30"


@each_row("raw", ["6月20日(周五)", "Fri 20 Jun 17:30"])
def test_a_weekday_that_does_not_fit_the_date_is_asked_about(raw: str) -> None:
    with pytest.raises(BadInput) as refused:
        due(raw)
    assert refused.value.key == "In “{value}” the date and the weekday do not match. Please check the date."


def test_this_weeks_day_that_has_passed_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        due("本周二")
    assert refused.value.key == PASSED


@given(st.integers(1, 60 * 24 * 200), st.sampled_from(["zh", "en"]))
def test_the_bots_own_form_is_read_as_the_same_moment(minutes: int, language: str) -> None:
    moment = (NOW + timedelta(minutes=minutes)).astimezone(UTC)
    shown = Texts(language, ZONE).due(moment)
    assert parse_due(shown, now=NOW, zone=ZONE, calendar=CALENDAR) == moment


# Every place where a day or a due time is typed.
TODAY = date(2026, 6, 10)
FIELDS: dict[str, Callable[[str], Any]] = {
    "a due time": due,
    "a new due time": lambda raw: parse_extension(
        raw, due_at=at("2026-06-20 17:30"), now=NOW, zone=ZONE, calendar=CALENDAR
    ),
    "a meeting": lambda raw: parse_start(raw, now=NOW, zone=ZONE, calendar=CALENDAR),
    "another time of a meeting": lambda raw: parse_start(
        raw, now=NOW, zone=ZONE, calendar=CALENDAR, before=at("2026-06-20 15:00")
    ),
    "a day": lambda raw: parse_day(raw, today=TODAY),
    "a deputy": lambda raw: read_deputy(f"李四 6月12日 {raw}", today=TODAY, zone=ZONE, calendar=CALENDAR),
    "training": lambda raw: read_plan(f"李四 6月12日 {raw} 周编", today=TODAY),
    "a post's day": lambda raw: parse_period(Period.DAY, raw, today=TODAY),
    "a post's week": lambda raw: parse_period(Period.WEEK, raw, today=TODAY),
}


@each_row(
    "raw",
    [
        *(
            "2月30日",
            "6月31日",
            "30 February",
            "February 30",
            "2026-02-30",
            "2026-06-31",
            "2026-13-01",
            "13月1日",
        ),
        *(
            "6月0日",
            "0月5日",
            "2026/6/31",
            "2026.2.29",
            "32日",
            "下月32日",
            "6月31日前",
            "2027年2月29日",
            "二月三十日",
        ),
        *(
            "六月三十一日",
            "31 April 2027",
            "Feb 29 2027",
            "2026年6月31号",
            "31/6",
            "9月31日(周四)",
            "by 31 June",
        ),
        *(
            "6月20日(周五)",
            "Fri 6 June",
            "2026年6月31日（周三）",
            "00-00",
            "6/0",
            "99月1日",
            "2026-00-10",
            "11月31日",
        ),
        *("Sept 31", "31 Nov", "2月30号前", "4-31", "4.31", "2026-9-31", "三月三十二日", "12月32日"),
    ],
)
def test_a_day_that_there_is_not_is_told_as_such_wherever_a_day_is_typed(raw: str) -> None:
    """Not in the words for a due time, not as a person of that name, and no hour is asked for that would mend nothing."""
    for field, read in FIELDS.items():
        with pytest.raises(NoDay) as refused:
            read(raw)
        assert "calendar" in refused.value.key or "do not match" in refused.value.key, field
    zh = Texts("zh", ZONE)
    assert "截止" not in zh.plain(refused.value.key, **refused.value.fields)


def test_the_words_for_a_day_that_there_is_not() -> None:
    with pytest.raises(NoDay) as refused:
        parse_day("6月31日", today=TODAY)
    said = Texts("zh", ZONE).plain(refused.value.key, **refused.value.fields)
    assert said == "没有“6月31日”这一天，请核对后重新写明日期，如：6月20日、2026-06-20。"
    for raw in (
        "6月31日 15:00",
        "6月31日下午3点",
        "31 June 15:00",
        "6月31日15：00",
    ):  # the hour is not what is wrong
        with pytest.raises(NoDay) as refused:
            FIELDS["a meeting"](raw)
        assert refused.value.fields["value"] in ("6月31日", "31 June")
    with pytest.raises(NoDay, match=r"no \{value\} in the calendar"):
        read_day("2026-06-31")


@each_row(
    "raw", ["5 Febuary", "Juen 3", "3rd of Juen", "Septemeber 5, 2026", "12 Octobre", "Fri, 5 Septmber"]
)
def test_a_misspelt_month_is_named_wherever_a_day_is_typed(raw: str) -> None:
    """It was no day then, and its words a title, a person's name, or the reason for more time."""
    for field, read in FIELDS.items():
        with pytest.raises(NoDay, match="how it is spelt") as refused:
            read(raw)
        assert refused.value.fields["value"].replace(",", "") == raw.removeprefix("Fri, ").replace(",", ""), (
            field
        )
    said = Texts("zh", ZONE).plain(refused.value.key, **refused.value.fields)
    assert said.endswith("里的月份认不出来，请核对拼写后重新写明日期，如：6月20日、2026-06-20。")


@each_row(
    ("raw", "day"),
    [("1 May 2026", "2026-05-01"), ("Sept. 5th, 2025", "2025-09-05"), ("5-Sep-2025", "2025-09-05")],
)
def test_a_rosters_day_may_be_written_in_english(raw: str, day: str) -> None:
    assert read_day(raw).isoformat() == day


def test_the_weekday_beside_a_deputys_days_is_part_of_them() -> None:
    asked = read_deputy("李四 6月12日（周五）至6月20日（周六）", today=TODAY, zone=ZONE, calendar=CALENDAR)
    assert (asked.names, asked.first, asked.last) == (("李四",), date(2026, 6, 12), date(2026, 6, 20))
    asked = read_deputy("Anna Fri 12 June until Sat, 20 June", today=TODAY, zone=ZONE, calendar=CALENDAR)
    assert (asked.names, asked.first, asked.last) == (("Anna",), date(2026, 6, 12), date(2026, 6, 20))


@each_row(
    ("typed", "name"),
    [
        ("Wang Mary 5 July 9 July", ("Wang", "Mary")),
        ("Monica 12 June 20 June", ("Monica",)),
        ("Jane 12th June 20th of June", ("Jane",)),
        ("Sunny Marvin Sat, 20 June", ("Sunny", "Marvin")),
    ],
)
def test_names_that_begin_like_a_month_or_a_weekday_are_names(typed: str, name: tuple[str, ...]) -> None:
    assert read_deputy(typed, today=TODAY, zone=ZONE, calendar=CALENDAR).names == name
