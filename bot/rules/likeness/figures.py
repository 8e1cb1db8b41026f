"""Figures with their units, days, and what differs between two texts; sums are not checked here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

_TIMES = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_FIGURE = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\s?([万亿千百]?)(?:余|多|来)?(%|[℃％]|[\u4e00-\u9fff]{0,2})")
_IN_WORDS = re.compile(r"([一二三四五六七八九十百千万两零〇]{2,9}|十)(?:余|多|来|几)?([\u4e00-\u9fff]{1,2})")
_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
_CLOCK_OR_YEAR = re.compile(
    r"\d{4}年|\d{1,2}月(?:\d{1,2}[日号])?|(?:[上下中]午)?\d{1,2}[时点](?:半|\d{1,2}分)?"
)
_AGO = {"今日": 0, "今天": 0, "今晨": 0, "昨日": 1, "昨天": 1, "昨晚": 1, "前天": 2}
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_PLACES = {"十": 10, "百": 100, "千": 1000}
# Units that are the same thing in other words, by their first characters.
_SAME_UNIT = {"名": "人", "位": "人", "千": "公", "％": "%", "幢": "栋", "台": "台", "辆": "辆", "余": ""}
_LEAST_IN_WORDS = 10


class Figure(NamedTuple):
    """A value in whole units (1.2万亩 is 12000 亩), the first character of its unit, and how it was written."""

    value: float
    unit: str
    written: str

    @property
    def thing(self) -> tuple[float, str]:
        """What makes two figures the same, however they are written."""
        return self.value, self.unit

    @property
    def digits(self) -> int:
        """How many digits say something: 1 for 300, 2 for 4.6, 3 for 1360."""
        return len(f"{self.value:.6g}".split("e")[0].replace(".", "").strip("0")) or 1


def figures(text: str) -> list[Figure]:
    """The figures of a text in order, each once; days, years and times of day are none."""
    rest = _CLOCK_OR_YEAR.sub("。", text)
    found: dict[tuple[float, str], Figure] = {}
    for match in _FIGURE.finditer(rest):
        number, times, unit = match.groups()
        figure = Figure(float(number) * _TIMES[times], _unit(unit), f"{number}{times}{_shown_unit(unit)}")
        found.setdefault(figure.thing, figure)
    for match in _IN_WORDS.finditer(rest):
        value = _value(match[1])
        if value >= _LEAST_IN_WORDS:
            figure = Figure(float(value), _unit(match[2]), f"{match[1]}{_shown_unit(match[2])}")
            found.setdefault(figure.thing, figure)
    return list(found.values())


def days(text: str, *, written_on: date) -> frozenset[tuple[int, int]]:
    """The days that a text names, as month and day; 昨日 and its kin are reckoned from the day of writing."""
    named = {(int(month), int(day)) for month, day in _DAY.findall(text)}
    for word, ago in _AGO.items():
        if word in text:
            day = written_on - timedelta(days=ago)
            named.add((day.month, day.day))
    return frozenset(named)


def differing(text: str, other: str, *, most: int = 4) -> list[tuple[str, str]]:
    """Figures of two texts with the same unit and other values, as written: the one's, and the other's nearest.

    Only what differs by less than a half is taken for the same thing said otherwise.
    """
    here, there = figures(text), figures(other)
    known = {figure.thing for figure in here}
    free = [figure for figure in there if figure.thing not in known]
    shared = {figure.thing for figure in there}
    found: list[tuple[str, str]] = []
    for figure in here:
        if figure.thing in shared or not figure.unit:
            continue
        nearest = _nearest(figure, free)
        if nearest is not None:
            free.remove(nearest)
            found.append((figure.written, nearest.written))
        if len(found) == most:
            break
    return found


def _nearest(figure: Figure, among: Sequence[Figure]) -> Figure | None:
    alike = [each for each in among if each.unit == figure.unit]
    nearest = min(alike, key=lambda each: abs(each.value - figure.value), default=None)
    if nearest is None or abs(nearest.value - figure.value) > max(nearest.value, figure.value) / 2:
        return None
    return nearest


def _unit(unit: str) -> str:
    return _SAME_UNIT.get(unit[:1], unit[:1])


def _shown_unit(unit: str) -> str:
    return unit if unit in ("公斤", "公里", "千克", "平方", "立方", "人次") else unit[:1]


def _value(words: str) -> int:
    """二千三百 is 2300."""
    total = section = number = 0
    for sign in words:
        if sign in _DIGITS:
            number = _DIGITS[sign]
        elif sign in _PLACES:
            section += (number or 1) * _PLACES[sign]
            number = 0
        else:
            total += (section + number) * 10_000
            section = number = 0
    return total + section + number
