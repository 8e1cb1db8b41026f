"""Due dates as people type them; months are in months.py, which days are working days in workdays.py."""

from __future__ import annotations

import re
import unicodedata
from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import BadInput, NoDay, Unreadable
from bot.rules.date_words import (
    COUNT_EN,
    MONTH_EN,
    MONTHS_EN,
    WEEK_EN,
    WEEKDAY_EN,
    misspelt_day,
    normal,
    read_count,
    shown,
)
from bot.rules.workdays import WorkCalendar

DAY_END = time(17, 30)  # manual, section 4: the end of the working day
# In December 1月5日 means next January; in July 6月20日 is more likely a slip than next year's June.
_NEXT_YEAR_AFTER = timedelta(days=300)

_TIME = (
    r"(?P<part>上午|早上|凌晨|中午|下午|晚上)? ?(?P<hour>\d{1,2})"
    r"(?: ?: ?(?P<minute>\d{2})| ?[时点] ?(?:(?P<minutes>\d{1,2}) ?分?|(?P<half>半))?)"
)
_FULL_DATE = (
    r"(?P<year>20\d\d) ?(?:[-/.] ?|年 ?)(?P<month>\d{1,2}) ?(?:[-/.] ?|月 ?)(?P<day>\d{1,2})(?!\d) ?[日号]?"
)
_SHORT_DATE = r"(?P<month>\d{1,2}) ?(?:[-/.] ?|月 ?)(?P<day>\d{1,2})(?!\d) ?[日号]?"
_ENGLISH_DATE = rf"(?P<day>\d{{1,2}}) (?P<month_name>{MONTH_EN})(?: (?P<year>20\d\d))?"
_AMERICAN_DATE = rf"(?P<month_name>{MONTH_EN}) (?P<day>\d{{1,2}})(?!\d|:)(?:,? (?P<year>20\d\d))?"
_DAY_OF_MONTH = r"(?:(?P<which>本|这|这个|当|下|下个)月 ?)?(?P<day>\d{1,2}) ?[日号]"
_MONTH_END = r"(?P<which>本|这|这个|当|下|下个)?月(?P<end>底|末)"
_BESIDE = r"(?: ?\((?:周|星期|礼拜)(?P<beside>[一二三四五六日天])\))?"  # the weekday that stands with a date
_NAMED_DAY = r"(?P<named>今[天日]|明[天日]|后天|today|tomorrow)"
_WEEKDAY = (
    r"(?:(?:(?P<next>下)|(?P<this>本|这))个?)?(?:周|星期|礼拜)(?P<zh>[一二三四五六日天])"
    r"|(?P<en>mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_DURATION = (
    rf"(?P<count>[1-9]\d{{0,2}}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]|{COUNT_EN}) ?"
    r"(?P<unit>天|日(?=内|之内|以内)|个? ?工作日|周|个? ?星期|个? ?礼拜|workdays?|working days?|days?|weeks?|d|w)"
    r"(?:[之以]?[内后])?"
)
_FORMS = [
    re.compile(rf"(?:{form})(?: ?[t,]? ?(?:at )?{_TIME}| ?下班)?(?:[之以]?前)?", re.ASCII)
    for form in (
        _FULL_DATE + _BESIDE,
        _SHORT_DATE + _BESIDE,
        rf"(?:(?P<beside_en>{WEEKDAY_EN}),? )?{_ENGLISH_DATE}",
        rf"(?:(?P<beside_en>{WEEKDAY_EN}),? )?{_AMERICAN_DATE}",
        _DAY_OF_MONTH,
        _MONTH_END,
        _NAMED_DAY,
        _WEEKDAY,
        _DURATION,
    )
]
_BEFORE_EN = re.compile(r"\A(?:in|within|by|before|until|on) ")
_HOUR_ALONE = re.compile(rf"{_TIME}(?:[之以]?前)?", re.ASCII)
_HOUR_BEHIND = re.compile(
    rf"[ ,，t]*(?:at )?(?:{_TIME.replace(' ?: ?', ' ?[:：] ?')})(?:[之以]?前)?\Z", re.ASCII | re.IGNORECASE
)
_WEEKDAY_BEFORE = re.compile(rf"\A{WEEKDAY_EN},? ")
_HOUR_BEHIND_EN = re.compile(rf"(?:, ?| at | t?(?=\d{{1,2}} ?:)){_TIME}\Z", re.ASCII)
_NAMED_DAYS = {"今": 0, "明": 1, "后": 2, "today": 0, "tomorrow": 1}
_WEEK_ZH = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}


@dataclass(frozen=True, slots=True)
class _Typed:
    """One reading of a due text: the form's groups, and the time of day if there was one."""

    groups: dict[str, str]
    at: time | None


def parse_due(
    raw: str, *, now: datetime, zone: ZoneInfo, calendar: WorkCalendar, day_end: time = DAY_END
) -> datetime:
    """The due moment (aware, UTC) for what was typed after 截止 (manual, section 4).

    `now` is aware, `zone` the desk's; without a time of day it is `day_end`. BadInput where the text cannot be
    read, and where the moment is past.
    """
    _check_day(raw)
    typed = _read(raw)
    today = now.astimezone(zone).date()
    at = typed.at or day_end
    if "count" in typed.groups:
        due = _moment(_count_on(today, typed, calendar=calendar), at, zone)
    else:
        due = _absolute(typed, raw=raw, now=now, zone=zone, at=at)
    if due <= now:
        raise BadInput("The due time {value} has already passed.", value=shown(raw))
    return due


def parse_start(
    raw: str, *, now: datetime, zone: ZoneInfo, calendar: WorkCalendar, before: datetime | None = None
) -> datetime:
    """The moment (aware, UTC) at which something begins: as a due time is written, but with its hour.

    Where it was to begin `before`, a number of days counts from there, and a day without an hour keeps that hour, as an hour
    without a day keeps that day. BadInput where the text cannot be read or names no hour or no day, and where the moment is past.
    """
    raw = _on_day_of(before, raw, zone=zone)
    _check_day(raw)
    try:
        typed = _read(raw)
    except NoDay:
        raise
    except BadInput:
        raise _no_start(raw) from None
    at = typed.at or (before.astimezone(zone).time() if before else None)
    if at is None and "count" not in typed.groups:
        _absolute(typed, raw=raw, now=now, zone=zone, at=DAY_END)  # 6月31日 needs another day, not an hour
    if at is None:
        raise BadInput(
            "Please add the hour to “{value}”; the hour alone will do, for example 15:00.", value=shown(raw)
        )
    if "count" in typed.groups:
        first = (before or now).astimezone(zone).date()
        begins = _moment(_count_on(first, typed, calendar=calendar), at, zone)
    else:
        begins = _absolute(typed, raw=raw, now=now, zone=zone, at=at)
    if begins <= now:
        raise BadInput("The time {value} has already passed.", value=shown(raw))
    return begins


def parse_day_or_span(raw: str, *, today: date, zone: ZoneInfo, calendar: WorkCalendar) -> date:
    """The day that was typed, in any of the forms of `parse_due`, which may have passed; of a span the day after it."""
    typed = _read(raw)
    if "count" in typed.groups:
        return _count_on(today, typed, calendar=calendar)
    noon = _absolute(typed, raw=raw, now=_moment(today, time(), zone), zone=zone, at=time(12))
    return noon.astimezone(zone).date()


def is_hour(raw: str) -> bool:
    """Whether this is a time of day without a day: 9:30, 下午3点."""
    return _HOUR_ALONE.fullmatch(normal(raw)) is not None


def names_hour(raw: str) -> bool:
    """Whether a time of day stands with the day that was typed. BadInput where no day was."""
    return _read(raw).at is not None


def is_span(raw: str) -> bool:
    """Whether this is a number of days or weeks, not a day."""
    return "count" in _read(raw).groups


def names_year(raw: str) -> bool:
    """Whether a day was typed with its year."""
    return "year" in _read(raw).groups


def names_month(raw: str) -> bool:
    """Whether a day was typed with its month."""
    return bool({"month", "month_name"} & _read(raw).groups.keys())


def parse_extension(
    raw: str,
    *,
    due_at: datetime,
    now: datetime,
    zone: ZoneInfo,
    calendar: WorkCalendar,
    day_end: time = DAY_END,
) -> datetime:
    """The new due moment (aware, UTC) for `/extend 12 3天` (manual, section 4).

    A number of days counts from the present due date, or from today where that is past, and keeps the due time
    of day, as an hour alone keeps the day; all other forms are read as by `parse_due`. BadInput where it is not later
    than both `due_at` and `now`.
    """
    raw = _on_day_of(due_at, raw, zone=zone)
    typed = _read(raw)
    if "count" in typed.groups:
        start = max(due_at, now).astimezone(zone).date()
        at = typed.at or due_at.astimezone(zone).time()
        due = _moment(_count_on(start, typed, calendar=calendar), at, zone)
    else:
        due = _absolute(typed, raw=raw, now=now, zone=zone, at=typed.at or day_end)
    if due <= max(due_at, now):
        raise BadInput("The new due time must be later than the present one.")
    return due


def parse_day(raw: str, *, today: date) -> date:
    """A day in the same forms, past or not: 2026-06-08, 6月8日, 8 June, 26日 (the next one), 周五. BadInput otherwise.

    A number of days is none, since nobody says from when it counts.
    """
    try:
        typed = _read(raw)
    except Unreadable:
        raise _no_day(raw) from None
    if "count" in typed.groups:
        raise _no_day(raw)
    midnight = datetime.combine(today, time(), tzinfo=UTC)
    due = _absolute(typed, raw=raw, now=midnight, zone=ZoneInfo("UTC"), at=time(12))
    return due.astimezone(UTC).date()


def _read(raw: str) -> _Typed:
    plain = _BEFORE_EN.sub("", normal(raw))
    for form in _FORMS:
        match = form.fullmatch(plain)
        if match is not None:
            groups = {name: value for name, value in match.groupdict().items() if value is not None}
            return _Typed(groups, _time_of_day(groups, raw=raw))
    if is_misspelt(raw):
        check_spelling(raw)
    raise _unreadable(raw)


def is_misspelt(raw: str) -> bool:
    """Whether there is nothing but a day with a misspelt month, and perhaps its weekday and its hour."""
    plain = _BEFORE_EN.sub("", " ".join(unicodedata.normalize("NFKC", raw).casefold().split()))
    plain = _HOUR_BEHIND_EN.sub("", _WEEKDAY_BEFORE.sub("", plain).removeprefix("the "))
    return misspelt_day(plain) == plain


def check_spelling(raw: str) -> None:
    """NoDay where a day stands in the words whose month is misspelt."""
    if (day := misspelt_day(raw)) is not None:
        raise NoDay(
            "The month in “{value}” could not be made out. Please check how it is spelt and write the day again, for example "
            "20 June or 2026-06-20.",
            value=shown(day),
        )


def _time_of_day(groups: dict[str, str], *, raw: str) -> time | None:
    if "hour" not in groups:
        return None
    hour = int(groups["hour"])
    minute = 30 if "half" in groups else int(groups.get("minute") or groups.get("minutes") or 0)
    part = groups.get("part")
    if (part in ("下午", "晚上") and hour < 12) or (part == "中午" and hour < 3):
        hour += 12
    elif part == "凌晨" and hour == 12:
        hour = 0
    elif part in ("上午", "早上", "凌晨") and hour > 12:
        raise _unreadable(raw)
    if (hour, minute) == (24, 0):
        return time(23, 59)  # 24时 is still that day's; the next day's 0:00 would be shown as another date
    if hour > 23 or minute > 59:
        raise _unreadable(raw)
    return time(hour, minute)


def _count_on(start: date, typed: _Typed, *, calendar: WorkCalendar) -> date:
    count, unit = read_count(typed.groups["count"]), typed.groups["unit"]
    if "工" in unit or unit.startswith("work"):
        return calendar.add_workdays(start, count)
    is_weeks = unit.startswith("w") or unit[-1] in "周期拜"
    return start + timedelta(days=count * (7 if is_weeks else 1))


def _absolute(typed: _Typed, *, raw: str, now: datetime, zone: ZoneInfo, at: time) -> datetime:
    today = now.astimezone(zone).date()
    groups = typed.groups
    if "end" in groups or ("day" in groups and not ("month" in groups or "month_name" in groups)):
        return _in_month(groups, raw=raw, now=now, zone=zone, at=at)
    if "day" in groups:
        year = int(groups.get("year") or today.year)
        if "year" not in groups and _is_leap_day(groups) and not isleap(year):
            # 2月29日 in the second half of 2027 is that of 2028; sooner it is a slip.
            year += now > _moment(date(year, 7, 1), time(), zone)
        due = _moment(_date(year, groups, raw=raw), at, zone)
        if "year" not in groups and now - due > _NEXT_YEAR_AFTER:
            due = _moment(_date(year + 1, groups, raw=raw), at, zone)
        _check_weekday(due.astimezone(zone).date(), groups, raw=raw)
        return due
    return _moment(today + timedelta(days=_days_ahead(groups, today=today)), at, zone)


def _in_month(groups: dict[str, str], *, raw: str, now: datetime, zone: ZoneInfo, at: time) -> datetime:
    """20日, 下月5日, 月底. A day without a month is the next one that is called so."""
    today = now.astimezone(zone).date()
    which = groups.get("which", "")
    months = today.year * 12 + today.month - 1 + which.startswith("下")
    due = _moment(_day_in(months, groups, raw=raw), at, zone)
    if not which and due <= now:
        due = _moment(_day_in(months + 1, groups, raw=raw), at, zone)
    return due


def _day_in(months: int, groups: dict[str, str], *, raw: str) -> date:
    """The day in the month that is so many since year 0."""
    if "end" in groups:
        return date(months // 12, months % 12 + 1, monthrange(months // 12, months % 12 + 1)[1])
    return _date(months // 12, {**groups, "month": str(months % 12 + 1)}, raw=raw)


def _check_weekday(day: date, groups: dict[str, str], *, raw: str) -> None:
    """A weekday that stands with a date and is another one is a slip: nobody knows in which of the two."""
    beside = _WEEK_ZH.get(groups.get("beside", ""))
    if "beside_en" in groups:
        beside = WEEK_EN.index(groups["beside_en"][:3])
    if beside is not None and beside != day.weekday():
        raise NoDay(
            "In “{value}” the date and the weekday do not match. Please check the date.", value=shown(raw)
        )


def _days_ahead(groups: dict[str, str], *, today: date) -> int:
    named = groups.get("named")
    if named is not None:
        return _NAMED_DAYS[named if named.isascii() else named[0]]
    weekday = WEEK_EN.index(groups["en"][:3]) if "en" in groups else _WEEK_ZH[groups["zh"]]
    if "next" in groups:
        return 7 - today.weekday() + weekday
    if "this" in groups:
        return weekday - today.weekday()
    return (weekday - today.weekday() - 1) % 7 + 1


def _is_leap_day(groups: dict[str, str]) -> bool:
    named = groups.get("month_name")
    return int(groups["day"]) == 29 and (named.startswith("feb") if named else int(groups["month"]) == 2)


def _date(year: int, groups: dict[str, str], *, raw: str) -> date:
    named = groups.get("month_name")
    month = MONTHS_EN.index(named[:3]) + 1 if named else int(groups["month"])
    try:
        return date(year, month, int(groups["day"]))
    except ValueError:
        raise NoDay(
            "There is no “{value}” in the calendar. Please check the day and write it again, for example 20 June or "
            "2026-06-20.",
            value=shown(_HOUR_BEHIND.sub("", raw.strip()) or raw),
        ) from None


def _on_day_of(moment: datetime | None, raw: str, *, zone: ZoneInfo) -> str:
    """An hour alone with the day of the moment before it; all else as it is."""
    return f"{moment.astimezone(zone):%Y-%m-%d} {raw}" if moment and is_hour(raw) else raw


def _check_day(raw: str) -> None:
    if is_hour(raw):
        raise BadInput(
            "Please add the day to “{value}”; the day alone will do, for example Friday.", value=shown(raw)
        )


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def _unreadable(raw: str) -> Unreadable:
    return Unreadable(
        "The due time “{value}” could not be read. Write for example "
        "2026-06-20, 20 June, 3 days, 3 workdays or Friday, with or without 17:00.",
        value=shown(raw),
    )


def _no_day(raw: str) -> BadInput:
    return BadInput(
        "The day “{value}” could not be read. Write for example 2026-06-20, 20 June or Friday.",
        value=shown(raw),
    )


def _no_start(raw: str) -> BadInput:
    return BadInput(
        "The time “{value}” could not be read. Write day and hour, for example 2026-06-20 15:00 or Friday 9:30.",
        value=shown(raw),
    )
