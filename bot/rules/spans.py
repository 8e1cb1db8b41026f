"""A month or a year as people ask for it, and the twelve months around one; months are written 2026-05."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date

from bot.errors import BadInput
from bot.rules.dates import parse_month

_MONTH = {"月", "本月", "month"}
_YEAR = {"年", "本年", "今年", "全年", "year"}
_YEAR_NUMBER = re.compile(r"(20\d\d)年?", re.ASCII)


def read_span(word: str, *, today: date) -> tuple[str, str] | None:
    """The first and the last month of what the word (NFKC, lower case) asks for; None where it asks for neither."""
    if word in _YEAR:
        return year_of(f"{today:%Y}")
    if match := _YEAR_NUMBER.fullmatch(word):
        return year_of(match[1])
    if word in _MONTH:
        return (f"{today:%Y-%m}",) * 2
    try:
        return (parse_month(word, today=today),) * 2
    except BadInput:
        return None


def is_like_span(word: str) -> bool:
    """Whether a word that is no month or year was meant for one: it begins with a figure, as no name does."""
    return unicodedata.normalize("NFKC", word)[:1].isdigit()


def year_of(year: str) -> tuple[str, str]:
    """The first and the last month of the year '2026'."""
    return f"{year}-01", f"{year}-12"


def days_of(first: str, last: str) -> tuple[date, date]:
    """The first day of the first month, and the last of the last one."""
    year, month = int(last[:4]), int(last[5:])
    return date.fromisoformat(f"{first}-01"), date(year, month, monthrange(year, month)[1])


def twelve_months(last: str) -> list[str]:
    """The twelve months up to this one."""
    end = int(last[:4]) * 12 + int(last[5:]) - 1
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(end - 11, end + 1)]
