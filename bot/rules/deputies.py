"""Who stands in for whom (A/B 角), as people write it: names and days in any order; who is meant is the desk's affair."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.errors import BadInput, NoDay
from bot.rules.date_words import MONTH_EN, WEEKDAY_EN
from bot.rules.dates import check_spelling, is_span, names_month, names_year, parse_day_or_span
from bot.rules.workdays import WorkCalendar

LONGEST = timedelta(days=366)
SPANS = (1, 3, 7, 14)  # days, offered by button
_CANCELS = frozenset(
    {
        "取消",
        "撤销",
        "结束",
        "关",
        "关闭",
        "停止",
        "解除",
        "无",
        "cancel",
        "end",
        "off",
        "stop",
        "none",
        "undo",
    }
)
_FILLERS = frozenset(
    {"从", "自", "由", "请", "给", "代理", "代", "from", "by", "for", "until", "to", "至", "到", "起", "止"}
)
_DATE = r"(?:20\d\d ?[-/.年] ?)?\d{1,2} ?[-/.月] ?\d{1,2} ?[日号]?"
_RANGE = re.compile(rf"({_DATE}) ?(?:-+|~|—+|–|至|到) ?(?={_DATE}|\d{{1,2}} ?[日号]|20\d\d)", re.ASCII)
_BESIDE = re.compile(rf"({_DATE}) ?\((?:周|星期|礼拜)[一二三四五六日天]\)", re.ASCII)
_TO = re.compile(r"(?<=[日号天周一二三四五六\d]) ?(?:~|—+|–|至|到) ?|(?<=[日号])-+")
_SHARED_MONTH = re.compile(r"(\d{1,2}月)(\d{1,2})-(\d{1,2}[日号])")
_IN_WORDS = re.compile(
    rf"\b(?:(?:{WEEKDAY_EN},? )?(?:\d{{1,2}} {MONTH_EN}\b(?:,? 20\d\d)?|{MONTH_EN} \d{{1,2}}(?!\d)(?:,? 20\d\d)?)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)(?: of)? {MONTH_EN}\b(?:,? 20\d\d)?|{MONTH_EN} \d{{1,2}}(?:st|nd|rd|th)(?:,? 20\d\d)?"
    r"|\d{1,3} (?:work(?:ing )?)?(?:days?|weeks?)|(?:next|this) [a-z]+day)\b",
    re.ASCII | re.IGNORECASE,
)
_GLUE = "\N{NO-BREAK SPACE}"  # holds the words of one day together
_NEAR_YEAR = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Asked:
    """Names as typed, the days where there are such, and whether it is to end. One day alone is `first`."""

    names: tuple[str, ...]
    first: date | None = None
    last: date | None = None
    is_cancel: bool = False


def read_deputy(typed: str, *, today: date, zone: ZoneInfo, calendar: WorkCalendar) -> Asked:
    """`李四 2026-06-01 2026-06-15`, also swapped, `6月1日至15日 李四`, `李四 明天 3天`, `李四 取消`.

    BadInput where more than two days stand there, or one that there is not.
    """
    text = " ".join(unicodedata.normalize("NFKC", typed).split())

    def without_weekday(found: re.Match[str]) -> str:
        parse_day_or_span(found[0], today=today, zone=zone, calendar=calendar)
        return found[1]

    text = _BESIDE.sub(without_weekday, text)
    check_spelling(_IN_WORDS.sub("·", text))
    text = _IN_WORDS.sub(lambda found: re.sub(r",? ", _GLUE, found[0]), text)
    text = _SHARED_MONTH.sub(r"\1\2日 \1\3", text)
    text = _TO.sub(" ", _RANGE.sub(r"\1 ", text))
    names: list[str] = []
    days: list[str] = []
    for word in re.split(r"[ ,，、;；:：()]+", text):
        if not word or word.casefold() in _FILLERS:
            continue
        bare = re.sub(r"[起止]$", "", word).replace(_GLUE, " ")
        if len(bare) > 3:
            bare = re.sub(r"^[由请给]|(?:代理?|代班)$", "", bare)
        (days if _is_day(bare, today, zone, calendar) else names).append(bare)
    is_cancel = any(name.casefold() in _CANCELS for name in names)
    names = [name for name in names if name.casefold() not in _CANCELS]
    if len(days) > 2:
        raise BadInput("Please name two days: the first and the last. Nothing was changed.")
    first, last = _days(days, today=today, zone=zone, calendar=calendar)
    return Asked(tuple(names), first, last, is_cancel)


def check_days(first: date, last: date, *, today: date) -> tuple[date, date]:
    """The days from today on. BadInput where they have passed, and where there are more than a year of them."""
    first, last = min(first, last), max(first, last)
    if last < today:
        raise BadInput("These days have passed. Nothing was changed; please name days from today on.")
    first = max(first, today)
    if last - first > LONGEST:
        raise BadInput("Somebody can stand in for a year at most. Nothing was changed.")
    return first, last


class Rest(NamedTuple):
    """The days that are left of an arrangement beside a newer one; None: none before it, or none after it."""

    before: tuple[date, date] | None
    after: tuple[date, date] | None


def rest_of(first: date, last: date, *, since: date, until: date, is_same: bool, has_begun: bool) -> Rest:
    """What stays of days that somebody stands in when others are set from `since` to `until`.

    The present deputy goes on until the new one begins, and comes back after them. Where both are the same person (`is_same`) the
    new days are a correction: of the old ones stay only those that are under way.
    """
    day = timedelta(days=1)
    keeps_before = first < since and (not is_same or has_begun)
    keeps_after = last > until and not is_same
    return Rest((first, since - day) if keeps_before else None, (until + day, last) if keeps_after else None)


def _is_day(word: str, today: date, zone: ZoneInfo, calendar: WorkCalendar) -> bool:
    try:
        parse_day_or_span(word, today=today, zone=zone, calendar=calendar)
    except NoDay:
        raise
    except BadInput:
        return False
    return True


def _days(
    days: list[str], *, today: date, zone: ZoneInfo, calendar: WorkCalendar
) -> tuple[date | None, date | None]:
    if not days:
        return None, None
    days = sorted(days, key=is_span)  # 3天 明天: the span counts from the day
    first = (
        today if is_span(days[0]) else parse_day_or_span(days[0], today=today, zone=zone, calendar=calendar)
    )
    typed = days[0] if is_span(days[0]) else days[-1]
    if is_span(typed):
        return first, parse_day_or_span(typed, today=first, zone=zone, calendar=calendar) - timedelta(days=1)
    if len(days) == 1:
        return first, None
    last = parse_day_or_span(typed, today=today, zone=zone, calendar=calendar)
    if last < first and not names_month(typed):
        last = parse_day_or_span(typed, today=first, zone=zone, calendar=calendar)
    elif last < first and not names_year(typed) and _next_year(last) - first <= _NEAR_YEAR:
        last = _next_year(last)
    return first, last


def _next_year(day: date) -> date:
    return (
        day.replace(year=day.year + 1, day=min(day.day, 28))
        if (day.month, day.day) == (2, 29)
        else day.replace(year=day.year + 1)
    )
