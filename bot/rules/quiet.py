"""Quiet hours: how people write them, and until when a reminder waits; what is a reminder is the desk's affair."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import BadInput
from bot.model import QuietHours
from bot.rules.date_words import read_count
from bot.rules.text import shorten

LONGEST = 23 * 60  # minutes: an hour a day is left, or nothing would ever arrive
USUAL = ((22 * 60, 7 * 60), (21 * 60, 7 * 60 + 30), (18 * 60, 8 * 60 + 30))  # offered by button
_DAY = 24 * 60
_OFF = frozenset(
    {"关", "关闭", "关掉", "取消", "无", "不设", "停", "停用", "off", "none", "no", "cancel", "stop"}
)
_CLOCK = (
    r"(?:(?:当日|当天|次日|第二天|翌日|明早|每天|每晚) ?)?"
    r"(?P<part{n}>上午|早上|早晨|清晨|早|凌晨|中午|下午|晚上|晚间|晚|夜里|夜间)? ?"
    r"(?P<hour{n}>\d{{1,2}})(?: ?[:.] ?(?P<minute{n}>\d{{2}})| ?[点时] ?(?:(?P<minutes{n}>\d{{1,2}}) ?分?|(?P<half{n}>半)|整)?)?"
    r" ?(?P<half_day{n}>am|pm)?"
)
_HOURS = re.compile(
    rf"(?:from |从 ?|自 ?)?{_CLOCK.format(n=1)} ?(?:-+|~|—+|–|―|至|到|to|until|till| ) ?{_CLOCK.format(n=2)}(?: ?(?:止|为止))?",
    re.ASCII,
)
_NUMERAL = re.compile(r"[二]?十[一二三四五六七八九]?|[一二两三四五六七八九](?=[点时])")
_DIGITS = re.compile(r"(?<!\d)([01]?\d|2[0-4])([0-5]\d)(?!\d)", re.ASCII)  # 2200
_AFTERNOON = frozenset({"下午", "晚上", "晚间", "晚", "夜里", "夜间", "pm"})
_MORNING = frozenset({"上午", "早上", "早晨", "清晨", "早", "凌晨", "am"})


def is_off(typed: str) -> bool:
    """Whether quiet hours are to end: 关, off."""
    return _normal(typed) in _OFF


def read_quiet(typed: str, *, person_id: int) -> QuietHours:
    """`22:00-7:00`, `晚10点到早7点`, `22-7`. BadInput where it cannot be read, and where it leaves no time of the day."""
    match = _HOURS.fullmatch(_normal(typed))
    if match is None:
        raise BadInput(
            "“{value}” could not be read as quiet hours. Write for example /quiet 22:00-7:00, or /quiet off.",
            value=shorten(typed.strip(), 40),
        )
    begins, ends = (_minutes(match.groupdict(), n, typed) for n in "12")
    return check_quiet(QuietHours(person_id, begins % _DAY, ends % _DAY))


def check_quiet(hours: QuietHours) -> QuietHours:
    """The hours, if they leave time to remind of something. BadInput otherwise."""
    lasts = (hours.ends - hours.begins) % _DAY or _DAY
    if lasts > LONGEST:
        raise BadInput(
            "Quiet hours cannot take the whole day: no reminder would ever arrive. Leave at least an hour; single kinds of "
            "reminders are switched off with /notify. Nothing was changed."
        )
    return hours


def waits_until(hours: QuietHours | None, now: datetime, *, zone: ZoneInfo) -> datetime | None:
    """The end (aware, UTC) of the quiet hours in which `now` lies; None outside them."""
    if hours is None:
        return None
    here = now.astimezone(zone)
    minute = here.hour * 60 + here.minute
    within = (
        hours.begins <= minute < hours.ends
        if hours.begins < hours.ends
        else (minute >= hours.begins or minute < hours.ends)
    )
    if not within:
        return None
    at = time(hours.ends // 60, hours.ends % 60)
    for days in (0, 1):
        end = datetime.combine(here.date() + timedelta(days=days), at, tzinfo=zone).astimezone(UTC)
        if end > now:
            return end
    return None  # pragma: no cover - the next day's is always ahead


def shown(minutes: int) -> str:
    """7:00."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def _minutes(groups: dict[str, str | None], n: str, typed: str) -> int:
    hour = int(groups[f"hour{n}"] or 0)
    minute = 30 if groups[f"half{n}"] else int(groups[f"minute{n}"] or groups[f"minutes{n}"] or 0)
    part = groups[f"part{n}"] or groups[f"half_day{n}"] or ""
    if (part in _AFTERNOON and hour < 12) or (part == "中午" and hour < 3):
        # 晚12点 is midnight, 夜里2点 is after it.
        hour = hour if part in ("夜里", "夜间") and hour < 6 else hour + 12
    elif part in ("晚上", "晚间", "晚", "夜里", "夜间") and hour == 12:
        hour = 24
    elif part in _MORNING and hour == 12:
        hour = 0
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise BadInput(
            "“{value}” could not be read as quiet hours. Write for example /quiet 22:00-7:00, or /quiet off.",
            value=shorten(typed.strip(), 40),
        )
    return hour * 60 + minute


def _normal(typed: str) -> str:
    text = " ".join(unicodedata.normalize("NFKC", typed).casefold().strip(" 。.!！").split())
    text = _NUMERAL.sub(lambda found: str(read_count(found[0])), text)
    return _DIGITS.sub(r"\1:\2", text)
