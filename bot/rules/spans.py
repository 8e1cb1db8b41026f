"""A month or a year as people ask for it, and the twelve months around one; months are written 2026-05."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date

from bot.errors import BadInput
from bot.rules.months import parse_month

_MONTH = {"月", "本月", "month"}
_YEAR = {"年", "本年", "今年", "全年", "year"}
_LAST_YEAR = {"去年", "上年", "上一年"}
_TOGETHER = {
    "last month": "上月",
    "this month": "本月",
    "last quarter": "上季",
    "this quarter": "本季",
    "last year": "去年",
    "this year": "今年",
}
_TWO_WORDS = re.compile(rf"\b(?:{'|'.join(_TOGETHER)})\b")
# One month or year, written with blanks: 2026 年 5 月, 2026年 5月, May 2026.
_APART = re.compile(
    r"(?<!\d)20\d\d ?年(?:度| ?\d{1,2} ?月份?)?|(?<!\d)20\d\d \d{1,2} ?月份?"
    r"|\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?) 20\d\d\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s,、;]+")
_QUARTERS = {"季": 0, "季度": 0, "本季": 0, "本季度": 0, "quarter": 0, "上季": -1, "上季度": -1}
_QUARTER = re.compile(
    r"(?:(?P<year>20\d\d)(?:年|-)?)?(?:q(?P<q>[1-4])|第?(?P<name>[一二三四1-4])季度?)", re.ASCII
)
_YEAR_NUMBER = re.compile(r"(20\d\d)(?:年度?)?", re.ASCII)


def words_of(raw: str) -> list[str]:
    """What stands behind a command, word by word: half-width and lower-case, apart by blanks or commas.

    `last month` is one word, and so is 2026 年 5 月.
    """
    plain = " ".join(unicodedata.normalize("NFKC", raw).casefold().split())
    plain = _TWO_WORDS.sub(lambda found: _TOGETHER[found[0]], plain)
    return _BETWEEN.sub(" ", together(plain)).split()


def together(text: str) -> str:
    """The text with one month or year as one word: 2026 年 5 月, May 2026."""
    return _APART.sub(lambda found: found[0].replace(" ", ""), text)


def read_span(word: str, *, today: date) -> tuple[str, str] | None:
    """The first and the last month of what the word (NFKC, lower case) asks for; None where it asks for neither."""
    if word in _YEAR:
        return year_of(f"{today:%Y}")
    if word in _LAST_YEAR:
        return year_of(f"{today.year - 1}")
    if match := _YEAR_NUMBER.fullmatch(word):
        return year_of(match[1])
    if word in _MONTH:
        return (f"{today:%Y-%m}",) * 2
    try:
        return (parse_month(word, today=today),) * 2
    except BadInput:
        return None


def read_quarter(word: str, *, today: date) -> tuple[str, str] | None:
    """The same of a quarter: 2026Q2, 二季度, 2026年第2季度, 上季度."""
    if (apart := _QUARTERS.get(word)) is not None:
        quarter = today.year * 4 + (today.month - 1) // 3 + apart
        return quarter_of(quarter // 4, quarter % 4 + 1)
    match = _QUARTER.fullmatch(word)
    if match is None:
        return None
    number = int(match["q"] or "一二三四".find(match["name"]) + 1 or match["name"])
    # Without a year it is the latest that has begun, as with a month.
    year = int(match["year"] or today.year - (number * 3 - 2 > today.month))
    return quarter_of(year, number)


def quarter_of(year: int, quarter: int) -> tuple[str, str]:
    """The first and the last month of a quarter, 1 to 4."""
    return f"{year}-{quarter * 3 - 2:02d}", f"{year}-{quarter * 3:02d}"


def span_written(first: str, last: str) -> str:
    """2026-05, 2026Q2 or 2026: a month, a quarter or a year as it is typed."""
    if first == last:
        return first
    if is_year(first, last):
        return first[:4]
    return f"{first[:4]}Q{int(last[5:]) // 3}"


def is_year(first: str, last: str) -> bool:
    """Whether these months are a whole year."""
    return (first[:4], first[5:], last[5:]) == (last[:4], "01", "12")


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


def months_between(first: str, last: str) -> list[str]:
    """The months from one to another, both with it."""
    begin, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(begin, end + 1)]


def twelve_months(last: str) -> list[str]:
    """The twelve months up to this one."""
    end = int(last[:4]) * 12 + int(last[5:]) - 1
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(end - 11, end + 1)]
