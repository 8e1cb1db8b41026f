"""A month's key points (信息要点) as they are typed, a line each; which of them an item names is in named_keypoints.py."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from bot.errors import BadInput
from bot.model import KeyPoint
from bot.rules.date_words import is_misspelt_month
from bot.rules.dates import parse_due
from bot.rules.months import month_bounds, month_of, parse_month
from bot.rules.names import find_alike, squeeze
from bot.rules.text import count_chars, shorten
from bot.rules.workdays import WorkCalendar

MOST = 20
USUAL = (3, 8)
HIGHEST = 99  # a number
TITLE_MOST, ANGLE_MOST, UNITS_MOST = 60, 120, 80

_NUMBERED = re.compile(
    r"[(（]?(?P<number>[0-9０-９]{1,2})(?:\s*[)）]\s*[.．、:：]?|\s*[.．、:：])\s*(?P<rest>(?![0-9０-９]).*)",
    re.DOTALL,
)
_CIRCLED = re.compile(r"(?P<number>[①-⑳])\s*[.．、:：]?\s*(?P<rest>.*)", re.DOTALL)
_LOOSE = re.compile(r"(?P<number>[0-9０-９]{1,2})\s+(?P<rest>.*)", re.DOTALL)
_BARS = re.compile(r"\s*[|｜¦│丨]\s*")
_DROP = re.compile(
    r"(?:删除?|去掉|drop|delete)\s*(?:第)?\s*(?P<numbers>\d{1,2}(?:\s*[、,，\s]\s*\d{1,2})*)\s*(?:条|项)?[。.]?",
    re.I,
)
_FIRST = re.compile(r"\s*1[.、):]")  # the first of the lines
_LIKE_MONTH = re.compile(r"20\d\d[-/.年]\d{1,2}月?份?", re.ASCII)
_YEAR_BEHIND = re.compile(r"\.?,? ?20\d\d\Z")
_HEAD = re.compile(r"(?:份)?(?:的)?(?:政务)?(?:信息)?(?:报送)?要点[:：]?")
_NOTHING = frozenset({"", "-", "—", "无", "不限", "none", "n/a", "/"})
# 各乡镇, 县直有关部门: suggested, and no unit's name.
_GENERAL = re.compile(r"各|全|有关|相关|其他|其它|等|部门|乡镇|all|every", re.I)


@dataclass(frozen=True, slots=True)
class Reader:
    """What lines are read against: the desk's days and hours, and the roster's units."""

    zone: ZoneInfo
    calendar: WorkCalendar
    day_end: time
    units: Sequence[str]


class Fault(NamedTuple):
    """Why a line could not be used: a catalogue message and its fields. `raw` is the line without its number."""

    number: int
    key: str
    fields: dict[str, Any]
    raw: str


class Doubt(NamedTuple):
    """A suggested unit that the roster does not have under this name, and those that may be meant."""

    number: int
    unit: str
    alike: tuple[str, ...]


Line = tuple[int, str]  # a number, and what is typed behind it


_NUMBERS = 10_000  # more than a month ever has


class Typed(NamedTuple):
    """The lines of a text: those with a key point, the numbers that are to be taken out, whether a line names no number."""

    lines: list[Line]
    dropped: list[int]
    is_loose: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What lines come to: key points in the order of their numbers, faults, and units that are perhaps others."""

    points: list[KeyPoint]
    faults: list[Fault]
    doubts: list[Doubt]


def split_month(text: str, *, today: date) -> tuple[str | None, str]:
    """The month that the text begins with, and the rest; None where it begins with none. BadInput for a month like 2026-13."""
    head, _, rest = text.strip().partition("\n")
    word, _, behind = head.strip().partition(" ")
    for candidate, left in ((head, rest), (word, f"{behind}\n{rest}")):
        typed = _HEAD.sub("", _half(candidate))
        if typed.isdecimal() and len(typed) < 6 and not (candidate is head and _FIRST.match(_half(rest))):
            continue  # a number of a line, but where the lines begin with their own below it
        try:
            return parse_month(typed, today=today, future=True), left.strip("\n")
        except BadInput:
            if _LIKE_MONTH.fullmatch(typed) or (candidate is head and _is_misspelt(typed)):
                raise  # 2026-13 and Febuary are no key points
            continue
    return None, text.strip("\n")


def _is_misspelt(typed: str) -> bool:
    return is_misspelt_month(_YEAR_BEHIND.sub("", typed))


def default_month(today: date) -> str:
    """The month that is meant where none is named: this one, from its 20th day on the next."""
    month = f"{today:%Y-%m}"
    return next_month(month) if today.day >= 20 else month


def next_month(month: str) -> str:
    """The month 'YYYY-MM' after the month."""
    return f"{date.fromisoformat(f'{month}-01') + timedelta(days=31):%Y-%m}"


def number_of(month: str, number: int) -> int:
    """One number for a month's key point, by which the messages are kept that it was written in."""
    return int(month.replace("-", "")) * _NUMBERS + number


def point_of(number: int) -> tuple[str, int]:
    """The reverse."""
    month, place = divmod(number, _NUMBERS)
    return f"{month // 100}-{month % 100:02d}", place


def split_lines(text: str, *, behind: int = 0) -> Typed:
    """The lines `1. 题目 | 角度 | 建议单位 | 截止`; one without a number gets the next, the first that after `behind`."""
    typed, expected, is_loose = Typed([], [], False), behind + 1, False
    for line in text.split("\n"):
        if not count_chars(line):
            continue
        if match := _DROP.fullmatch(_half(line)):
            typed.dropped.extend(int(number) for number in re.findall(r"\d+", match["numbers"]))
            continue
        number, raw = _numbered(line.strip(), expected=expected)
        is_loose |= number is None and not _BARS.search(line)
        number = number or expected
        typed.lines.append((number, raw))
        expected = number + 1
    return typed._replace(is_loose=is_loose)


def merged(lines: Sequence[Line], typed: Typed) -> list[Line]:
    """The lines with those that were typed in the place of those that have their numbers."""
    anew = {number for number, _ in typed.lines} | set(typed.dropped)
    return sorted([*(line for line in lines if line[0] not in anew), *typed.lines], key=lambda line: line[0])


def keep_numbers(lines: Sequence[Line], published: Sequence[KeyPoint], *, last: int) -> list[Line]:
    """A published month is written anew: what stands under another number keeps its own, since items have named it by that.

    Whatever was typed under such a number gets one that was never given (`last` is the highest that was).
    """
    by_title = {squeeze(point.title): point.number for point in published}
    own = [by_title.get(squeeze(_BARS.split(raw.strip())[0])) for _, raw in lines]
    taken, kept = {number for number in own if number is not None}, list[Line]()
    if len(taken) < sum(number is not None for number in own):
        return list(lines)  # the same title twice: it is as it was typed
    unused = max([last, *(number for number, _ in lines)]) + 1
    for (typed, raw), known in zip(lines, own, strict=True):
        number = known or typed
        if known is None and typed in taken:
            number, unused = unused, unused + 1
        kept.append((number, raw))
    return sorted(kept, key=lambda line: line[0])


def read_lines(lines: Sequence[Line], *, month: str, reader: Reader) -> Written:
    """The lines as key points of the month, as far as they can be used."""
    written, taken = Written([], [], []), set[int]()
    for number, raw in lines:
        if number in taken:
            written.faults.append(
                Fault(number, "The number {number} stands before two lines.", {"number": number}, raw)
            )
            continue
        taken.add(number)
        try:
            point = _read(raw, month=month, number=number, reader=reader)
        except BadInput as error:
            written.faults.append(Fault(number, error.key, error.fields, raw))
            continue
        written.points.append(point)
        written.doubts.extend(_doubts(point, reader.units))
    written.points.sort(key=lambda point: point.number)
    return written


def check_number(points: Sequence[KeyPoint]) -> None:
    """BadInput where there are too many, or none."""
    if not points:
        raise BadInput("There is no key point in it. Nothing was changed.")
    if len(points) > MOST:
        raise BadInput(
            "A month has at most {most} key points; these are {count}. Nothing was changed.",
            most=MOST,
            count=len(points),
        )


def as_line(point: KeyPoint) -> str:
    """The key point as it is typed."""
    return f"{point.number}. {raw_of(point)}"


def raw_of(point: KeyPoint) -> str:
    """The same without its number."""
    due = f"{point.due_on.month}月{point.due_on.day}日" if point.due_on else ""
    columns = [point.title, point.angle, point.units, due]
    while not columns[-1]:
        columns.pop()
    return " | ".join(columns)


class Difference(NamedTuple):
    """A key point before and after; None: there was, or is, none under its number."""

    before: KeyPoint | None
    after: KeyPoint | None


def differences(before: Sequence[KeyPoint], after: Sequence[KeyPoint]) -> list[Difference]:
    """What differs, by number."""
    was, now = {point.number: point for point in before}, {point.number: point for point in after}
    return [
        Difference(was.get(number), now.get(number))
        for number in sorted({*was, *now})
        if was.get(number) != now.get(number)
    ]


def _numbered(line: str, *, expected: int) -> tuple[int | None, str]:
    """The line's number and what stands behind it. Figures before a blank are a number only where it is the next one."""
    match = _NUMBERED.fullmatch(line) or _CIRCLED.fullmatch(line)
    if match and 1 <= _figure(match["number"]) <= HIGHEST:
        return _figure(match["number"]), match["rest"].strip()
    if (match := _LOOSE.fullmatch(line)) and _figure(match["number"]) == expected:
        return expected, match["rest"].strip()
    return None, line


def _figure(typed: str) -> int:
    return int(unicodedata.normalize("NFKC", typed))


def _read(raw: str, *, month: str, number: int, reader: Reader) -> KeyPoint:
    bars = _BARS.split(raw.strip().rstrip("|｜ "))
    columns = bars if len(bars) > 1 else [each.strip() for each in raw.split("\t")]
    if len(columns) > 4:
        raise BadInput(
            "It has {count} columns; there are four: title | angle | units | due.", count=len(columns)
        )
    title, angle, units, due = (*columns, "", "", "")[:4]
    if not count_chars(title):
        raise BadInput("The title is missing.")
    for words, most in ((title, TITLE_MOST), (angle, ANGLE_MOST), (units, UNITS_MOST)):
        if len(words) > most:
            raise BadInput(
                "“{words}” is too long: at most {most} characters.", words=shorten(words, 20), most=most
            )
    return KeyPoint(
        month=month,
        number=number,
        title=title.rstrip("。；;"),
        angle="" if angle.casefold() in _NOTHING else angle.rstrip("。；;"),
        units=_units(units, reader.units),
        due_on=_due(due, month=month, reader=reader),
    )


def _units(raw: str, known: Sequence[str]) -> str:
    """The units with their names on the roster, as far as it has them."""
    if raw.casefold() in _NOTHING:
        return ""
    by_form = {squeeze(unit): unit for unit in known}
    return "、".join(by_form.get(squeeze(word), word) for word in _words(raw, by_form))


def _words(raw: str, known: Collection[str]) -> list[str]:
    """The names between the commas; where blanks stand within, as in names that are not Chinese, those of the roster whole.

    `known` are the roster's names as they are compared.
    """
    found: list[str] = []
    for part in re.split(r"\s*[、，,;；\n]+\s*", raw.strip()):
        is_one = squeeze(part) in known or re.search(r"[A-Za-z]", part)
        found += [part] if is_one else part.split()
    return list(dict.fromkeys(word for word in found if word))


def _doubts(point: KeyPoint, known: Sequence[str]) -> list[Doubt]:
    names, forms = set(known), {squeeze(unit) for unit in known}
    unknown = [word for word in _words(point.units, forms) if word not in names and not _GENERAL.search(word)]
    return [Doubt(point.number, word, tuple(find_alike(word, known))) for word in unknown]


def _due(raw: str, *, month: str, reader: Reader) -> date | None:
    """The day, as people write one in the month: 15日, 6月15日, 月底."""
    if raw.casefold() in _NOTHING:
        return None
    begin, end = month_bounds(month, reader.zone)
    before: datetime = begin - timedelta(seconds=1)
    typed = _half(raw).strip()
    if typed.isdecimal():
        typed += "日"
    if typed in ("月底", "月末", "本月底", "当月底"):
        return (end - timedelta(hours=1)).astimezone(reader.zone).date()
    due = parse_due(typed, now=before, zone=reader.zone, calendar=reader.calendar, day_end=reader.day_end)
    if month_of(due, reader.zone) > next_month(month):
        raise BadInput("The due day “{value}” is far behind the month.", value=shorten(raw, 20))
    return due.astimezone(reader.zone).date()


def _half(raw: str) -> str:
    return unicodedata.normalize("NFKC", raw).strip()
