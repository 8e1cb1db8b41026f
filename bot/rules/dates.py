"""Due dates and months as people type them; which days are working days is in workdays.py."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import BadInput
from bot.rules.text import shorten
from bot.rules.workdays import WorkCalendar

DAY_END = time(17, 30)  # manual, section 4: the end of the working day
# In December 1月5日 means next January; in July 6月20日 is more likely a slip than next year's June.
_NEXT_YEAR_AFTER = timedelta(days=300)

_TIME = (
    r"(?P<part>上午|早上|凌晨|中午|下午|晚上)? ?(?P<hour>\d{1,2})"
    r"(?: ?: ?(?P<minute>\d{2})| ?[时点] ?(?:(?P<minutes>\d{1,2}) ?分?|(?P<half>半))?)"
)
_OF_WEEK = r"(?: ?\((?:周|星期|礼拜)[一二三四五六日天]\))?"  # as we write it ourselves; the date decides
_FULL_DATE = (
    r"(?P<year>20\d\d) ?(?:[-/.] ?|年 ?)(?P<month>\d{1,2}) ?(?:[-/.] ?|月 ?)(?P<day>\d{1,2})(?!\d) ?[日号]?"
    + _OF_WEEK
)
_SHORT_DATE = r"(?P<month>\d{1,2}) ?(?:[-/.] ?|月 ?)(?P<day>\d{1,2})(?!\d) ?[日号]?" + _OF_WEEK
_NAMED_DAY = r"(?P<named>今[天日]|明[天日]|后天|today|tomorrow)"
_WEEKDAY = (
    r"(?:(?P<next>下)个?)?(?:周|星期|礼拜)(?P<zh>[一二三四五六日天])"
    r"|(?P<en>mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_DURATION = r"(?P<count>[1-9]\d{0,2}) ?(?P<unit>天|个? ?工作日|workdays?|days?|d)内?"
_FORMS = [
    re.compile(rf"(?:{form})(?: ?[t,]? ?{_TIME})?前?", re.ASCII)
    for form in (_FULL_DATE, _SHORT_DATE, _NAMED_DAY, _WEEKDAY, _DURATION)
]
_NAMED_DAYS = {"今": 0, "明": 1, "后": 2, "today": 0, "tomorrow": 1}
_WEEK_ZH = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_WEEK_EN = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = re.compile(r"(?:(?P<year>20\d\d) ?(?:[-/.] ?|年 ?)?)?(?P<month>\d{1,2})(?P<mark> ?月份?)?", re.ASCII)


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
    typed = _read(raw)
    today = now.astimezone(zone).date()
    at = typed.at or day_end
    if "count" in typed.groups:
        due = _moment(_count_on(today, typed, calendar=calendar), at, zone)
    else:
        due = _absolute(typed, raw=raw, now=now, zone=zone, at=at)
    if due <= now:
        raise BadInput("The due time {value} has already passed.", value=_shown(raw))
    return due


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
    of day; all other forms are read as by `parse_due`. BadInput where it is not later than both `due_at` and `now`.
    """
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


def parse_month(raw: str, *, today: date, future: bool = False) -> str:
    """'YYYY-MM' for 2026-05, 2026年5月, 202605 or 5月; BadInput for anything else.

    A month without a year is the latest that has begun; with `future` (leave is also asked for ahead) the nearest
    one on either side, the coming one where both are six months away.
    """
    match = _MONTH.fullmatch(_normal(raw))
    if match is None or not (match["year"] or match["mark"]) or not 1 <= int(match["month"]) <= 12:
        raise BadInput(
            "The month “{value}” could not be read. Write for example 2026-05 or 5月.", value=_shown(raw)
        )
    month = int(match["month"])
    if match["year"]:
        return f"{match['year']}-{month:02d}"
    ahead = (month - today.month) % 12
    if ahead > (6 if future else 0):
        ahead -= 12
    return _month_text(today.year * 12 + today.month - 1 + ahead)


def month_of(moment: datetime, zone: ZoneInfo) -> str:
    """The month 'YYYY-MM' in which an aware moment lies for people in the zone."""
    local = moment.astimezone(zone)
    return f"{local.year:04d}-{local.month:02d}"


def month_bounds(month: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first moment of the month 'YYYY-MM' and the first of the next one, both aware, UTC."""
    first = date.fromisoformat(f"{month}-01")
    following = (first + timedelta(days=31)).replace(day=1)
    return _moment(first, time(), zone), _moment(following, time(), zone)


def previous_month(month: str) -> str:
    """The month 'YYYY-MM' before the month."""
    first = date.fromisoformat(f"{month}-01")
    return _month_text(first.year * 12 + first.month - 2)


def _month_text(months: int) -> str:
    """'YYYY-MM' for the months since year 0."""
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def _read(raw: str) -> _Typed:
    for form in _FORMS:
        match = form.fullmatch(_normal(raw))
        if match is not None:
            groups = {name: value for name, value in match.groupdict().items() if value is not None}
            return _Typed(groups, _time_of_day(groups, raw=raw))
    raise _unreadable(raw)


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
    count, unit = int(typed.groups["count"]), typed.groups["unit"]
    if "工" in unit or unit.startswith("w"):
        return calendar.add_workdays(start, count)
    return start + timedelta(days=count)


def _absolute(typed: _Typed, *, raw: str, now: datetime, zone: ZoneInfo, at: time) -> datetime:
    today = now.astimezone(zone).date()
    groups = typed.groups
    if "day" in groups:
        year = int(groups.get("year") or today.year)
        due = _moment(_date(year, groups, raw=raw), at, zone)
        if "year" not in groups and now - due > _NEXT_YEAR_AFTER:
            due = _moment(_date(year + 1, groups, raw=raw), at, zone)
        return due
    return _moment(today + timedelta(days=_days_ahead(groups, today=today)), at, zone)


def _days_ahead(groups: dict[str, str], *, today: date) -> int:
    named = groups.get("named")
    if named is not None:
        return _NAMED_DAYS[named if named.isascii() else named[0]]
    weekday = _WEEK_EN.index(groups["en"][:3]) if "en" in groups else _WEEK_ZH[groups["zh"]]
    if "next" in groups:
        return 7 - today.weekday() + weekday
    return (weekday - today.weekday() - 1) % 7 + 1


def _date(year: int, groups: dict[str, str], *, raw: str) -> date:
    try:
        return date(year, int(groups["month"]), int(groups["day"]))
    except ValueError:
        raise _unreadable(raw) from None


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def _unreadable(raw: str) -> BadInput:
    return BadInput(
        "The due time “{value}” could not be read. Write for example "
        "2026-06-20, 6月20日, 3天, 3个工作日 or 周五, with or without 17:00.",
        value=_shown(raw),
    )


def _shown(raw: str) -> str:
    return shorten(raw.strip(), 40)


def _normal(raw: str) -> str:
    """Half-width and lower-case, blanks as one space each."""
    return " ".join(unicodedata.normalize("NFKC", raw).casefold().split())
