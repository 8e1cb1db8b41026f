"""When what an urgent item tells of happened (事发时间), as its text says; how long the report took is counted from it.

A duty room asks for both times (domain.md 3.3). A text that names no moment, or none but such as lie ahead or a week back, has
none: nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

LONGEST = timedelta(days=7)  # what lies further back is what the text tells about the past
LATE_AFTER = timedelta(hours=1)  # a written first report is due by then

_DAY = (
    r"(?:(?P<named>今|昨|前)(?P<close>[日天晚早晨]?)|(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]"
    r"|(?P<iso_year>20\d\d)[-/.](?P<iso_month>\d{1,2})[-/.](?P<iso_day>\d{1,2}))"
)
_PART = r"(?P<part>凌晨|清晨|早上|早晨|早|上午|中午|下午|午后|傍晚|晚上|晚间|晚|夜间|夜里|深夜)"
_NUMBER = r"\d{1,2}|零|[二三四五]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
# 8:30-17:30 is a timetable; 6时至18时 begins at six.
_COLON = r" ?[:：] ?(?P<minute>\d\d)(?![\d:：]|\s*[—–~至到-]\s*\d)"
_HOUR = rf"(?:时|(?P<point>点))(?:钟)?(?:(?P<minutes>{_NUMBER}) ?分|(?P<half>半))?(?![:：])"
_MOMENT = re.compile(
    rf"(?<![\d:：])(?:{_DAY}[，, ]?)?(?:{_PART} ?)?(?P<hour>{_NUMBER})(?:{_COLON}|{_HOUR})(?P<about>钟|许|左右|整)?",
    re.ASCII,
)
_DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九十")} | {"两": 2}
_NAMED = {"今": 0, "昨": 1, "前": 2}
_NIGHT = frozenset({"晚上", "晚间", "晚", "夜间", "夜里", "深夜"})
_AFTERNOON = frozenset({"下午", "午后", "傍晚", "晚上", "晚间", "晚", "夜间", "夜里", "深夜"})


def occurred_at(text: str, *, sent_at: datetime) -> datetime | None:
    """The first moment that the text names and that had passed when it was sent, in the zone of `sent_at`; None without one.

    Without a day it is that of `sent_at`, or the night before where the hour of a night had not come yet.
    """
    for found in _MOMENT.finditer(text):
        told = _read(found, sent_at=sent_at)
        if told is not None and timedelta() <= sent_at - told <= LONGEST:
            return told
    return None


def _read(found: re.Match[str], *, sent_at: datetime) -> datetime | None:
    has_day = found["named"] or found["day"] or found["iso_day"]
    is_alone = not has_day and not found["part"]
    if is_alone and found["minute"]:
        return None  # 12:30 alone may be anything: a score, a timetable
    if is_alone and found["point"] and not (found["minutes"] or found["half"] or found["about"]):
        return None  # 百分之六点一, 三点建议
    at = _time_of(found)
    if at is None:
        return None
    today = sent_at.date()
    if found["day"] or found["iso_day"]:
        day = _day_of(found, near=today)
        return datetime.combine(day, at, sent_at.tzinfo) if day else None
    told = datetime.combine(today - timedelta(days=_NAMED.get(found["named"] or "今", 0)), at, sent_at.tzinfo)
    if not has_day and told > sent_at and _part_of(found) in _NIGHT:
        told -= timedelta(days=1)
    return told


def _part_of(found: re.Match[str]) -> str:
    return found["part"] or ("晚" if found["close"] == "晚" else "")


def _time_of(found: re.Match[str]) -> time | None:
    hour = _number(found["hour"])
    minute = 30 if found["half"] else _number(found["minute"] or found["minutes"] or "0")
    part = _part_of(found)
    if hour < (12 if part in _AFTERNOON else 3 if part == "中午" else 0):
        hour += 12
    elif part in _AFTERNOON | {"凌晨"} and hour in (12, 24):
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day_of(found: re.Match[str], *, near: date) -> date | None:
    month, day = int(found["month"] or found["iso_month"]), int(found["day"] or found["iso_day"])
    given = found["year"] or found["iso_year"]
    for year in [int(given)] if given else [near.year, near.year - 1]:
        try:
            told = date(year, month, day)
        except ValueError:
            continue
        if told <= near:
            return told
    return None


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    return (_DIGITS[tens] if tens else 1) * 10 * bool(ten) + (_DIGITS[ones] if ones else 0)
