"""Training at the desk (跟班学习): what people type of a period, which periods may stand beside each other, who may swap."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar

from bot.errors import BadInput, NoDay
from bot.model import Rotation
from bot.rules.dates import check_spelling, is_misspelt, parse_day
from bot.rules.text import normal, shorten

AT_ONCE = 3  # trainees at the desk on one day (domain.md, section 4: two or three a batch)
LONGEST = 92  # days
LONG = 28  # days: more than the usual four weeks is said, not refused
ROWS_MOST = 200
ASK_WORDS = ("申请", "apply", "ask")
CALL_OFF_WORDS = ("取消", "作罢", "撤销", "cancel")

_DAY = timedelta(days=1)
_BLANKS = re.compile(r"[,，、;；\s]+")
# What stands between two days; a hyphen only where it cannot be part of one.
_BETWEEN = re.compile(r"[~～—–至到]+|(?<=[日号]) ?-+ ?|(?<=\d)-+(?=20\d\d)|(?<=\d) +-+ +(?=\d)")
_MENTOR = re.compile(
    r"(?:(?<=\s)|^)(?:(?:导师|带教老师)(?=\s|\w)|mentor(?=\s))", re.IGNORECASE
)  # 导师周编, 导师 周编
_LABEL = re.compile(r"(?:姓名|学员|开始|结束|起|止|导师|带教老师|name|from|mentor) ?[:：]", re.IGNORECASE)
_HEADER_WITHIN = 10
_COLUMNS = {
    "姓名": "name",
    "学员": "name",
    "name": "name",
    "单位": "unit",
    "unit": "unit",
    "开始": "first",
    "开始日期": "first",
    "开始时间": "first",
    "起": "first",
    "start": "first",
    "from": "first",
    "结束": "last",
    "结束日期": "last",
    "结束时间": "last",
    "止": "last",
    "end": "last",
    "to": "last",
    "导师": "mentor",
    "带教老师": "mentor",
    "mentor": "mentor",
}


class Held(NamedTuple):
    """A period as far as the others are concerned: whose, and from when to when."""

    person_id: int
    first: date
    last: date


Period = TypeVar("Period", Rotation, Held, Rotation | Held)


@dataclass(frozen=True, slots=True)
class PlanText:
    """A period as typed: the trainee's name (empty: none was given), the days, and the mentor's name where there is one."""

    trainee: str
    first: date
    last: date
    mentor: str = ""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of a rota: its place in the file, and what it says; `fault` is why it cannot be used."""

    line: int
    plan: PlanText | None
    fault: BadInput | None = None


def is_request(typed: str) -> tuple[bool, str]:
    """Whether `申请` stands behind the command, and what stands behind that."""
    head, _, rest = typed.strip().partition(" ")
    for word in ASK_WORDS:
        if head.casefold() == word:
            return True, rest.strip()
        if head.startswith(word) and not word.isascii():
            return True, f"{head.removeprefix(word)} {rest}".strip()
    return False, typed.strip()


def calls_off(typed: str) -> str | None:
    """The name in `姓名 取消`, or 取消 姓名; None where nothing is to be called off."""
    words = unicodedata.normalize("NFKC", typed).split()
    rest = [word for word in words if word.casefold() not in CALL_OFF_WORDS]
    return " ".join(rest) if rest and len(rest) == len(words) - 1 else None


def _named_or_somebody(words: Sequence[str]) -> Callable[[Any], str]:
    """The name as typed, in an example; another one where there is none."""
    name = shorten(" ".join(words), 20)
    return lambda t: name or ("张三" if t.language == "zh" else "Anna")


def read_plan(typed: str, *, today: date, needs_name: bool = True) -> PlanText:
    """`姓名 2026-06-08 2026-06-26 导师`, days first or last, in the forms of the desk's dates. BadInput names what is missing."""
    tokens = _tokens(typed)
    words: list[list[str]] = [[]]  # before, between and behind the days
    days: list[date] = []
    place = 0
    while place < len(tokens):
        size = _day_at(tokens, place, days=days, today=today) if len(days) < 2 else 0
        if size:
            words.append([])
            place += size
        else:
            words[-1].append(tokens[place])
            place += 1
    if len(days) < 2:
        check_spelling(" ".join(tokens))
        raise BadInput(
            "A period needs two days, its first and its last. Write for example: /rotation {name} 2026-06-08 2026-06-26",
            name=_named_or_somebody(words[0]),
        )
    named = [each for each in words if each]
    if not needs_name:
        return PlanText("", days[0], days[1], _joined(named))
    if not named:
        raise BadInput(
            "Whose period is it? The name is missing: /rotation name {first} {last}",
            first=days[0].isoformat(),
            last=days[1].isoformat(),
        )
    if len(named) == 1 and len(named[0]) > 1 and not words[0]:
        # All names stand behind the days: the first is the trainee.
        return PlanText(named[0][0], days[0], days[1], " ".join(named[0][1:]))
    return PlanText(" ".join(named[0]), days[0], days[1], _joined(named[1:]))


def _joined(words: Iterable[Sequence[str]]) -> str:
    return " ".join(word for each in words for word in each)


def _tokens(typed: str) -> list[str]:
    text = unicodedata.normalize("NFKC", typed)
    text = _BETWEEN.sub(" ", _LABEL.sub(" ", _BLANKS.sub(" ", text)))
    return _MENTOR.sub(" ", text).split()


def _day_at(tokens: Sequence[str], place: int, *, days: list[date], today: date) -> int:
    """How many of the next words are a day, which is added to `days`; 0 where they are none."""
    near = days[0] if days else today  # 6月8日至26日
    for size in (3, 2, 1):
        if place + size <= len(tokens):
            try:
                days.append(parse_day(" ".join(tokens[place : place + size]), today=near))
            except NoDay:
                words = tokens[place : place + size]
                if words[-1].isdigit() and is_misspelt(" ".join(words)):
                    continue  # it may be somebody's name before a day: Mary 8 June
                raise
            except BadInput:
                continue
            return size
    return 0


def check_days(first: date, last: date, *, today: date, is_workday: Callable[[date], bool]) -> None:
    """BadInput where nobody can come on these days."""
    shown: dict[str, Any] = {"first": first.isoformat(), "last": last.isoformat()}
    if last < first:
        raise BadInput(
            "The last day, {last}, is before the first, {first}. If they changed places, write {last} {first}.",
            **shown,
        )
    if last < today:
        raise BadInput("{first} to {last} is over already.", **shown)
    if (last - first).days >= LONGEST:
        raise BadInput(
            "{first} to {last} is longer than three months. Training is for a few weeks; is the year right?",
            **shown,
        )
    if not any(is_workday(first + _DAY * n) for n in range((last - first).days + 1)):
        raise BadInput("There is no working day from {first} to {last}.", **shown)


def overlap(first: date, last: date, others: Iterable[Period]) -> Period | None:
    """The first of the periods that has a day in common with these."""
    return next((each for each in others if each.first <= last and each.last >= first), None)


def full_day(first: date, last: date, others: Iterable[Rotation | Held]) -> date | None:
    """The first day on which there would be more than three trainees with one more from `first` to `last`."""
    standing = list(others)
    # The number rises only where a period begins.
    for day in sorted({first, *(each.first for each in standing if first <= each.first <= last)}):
        if sum(each.first <= day <= each.last for each in standing) >= AT_ONCE:
            return day
    return None


def may_swap(
    one: Rotation, other: Rotation, *, today: date, of_one: Iterable[Rotation], of_other: Iterable[Rotation]
) -> bool:
    """Whether the two trainees can change periods: both lie ahead, and neither would be in two places at once.

    `of_one` and `of_other` are all periods of their trainees.
    """
    if (
        one.person_id == other.person_id
        or not (one.is_on and other.is_on)
        or min(one.first, other.first) <= today
    ):
        return False
    if other.mentor_id == one.person_id or one.mentor_id == other.person_id:
        return False
    rest_of_one = [each for each in of_one if each.id != one.id]
    rest_of_other = [each for each in of_other if each.id != other.id]
    return (
        overlap(other.first, other.last, rest_of_one) is None
        and overlap(one.first, one.last, rest_of_other) is None
    )


# --- a rota as a file ---------------------------------------------------------------------------------------


def read_rows(table: Sequence[Sequence[str]], *, today: date) -> list[PlanRow]:
    """The rows of a rota with the columns 姓名 开始 结束 导师, and 单位 where names need it. BadInput where it is none."""
    start, columns = _find_header(table)
    rows: list[PlanRow] = []
    for line, row in enumerate(table[start:], start + 1):
        if not any(cell.strip() for cell in row):
            continue
        if len(rows) == ROWS_MOST:
            raise BadInput("A rota has at most {most} rows.", most=ROWS_MOST)
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in columns.items()}
        try:
            rows.append(PlanRow(line, _row_plan(cells, today=today)))
        except BadInput as error:
            rows.append(PlanRow(line, None, error))
    if not rows:
        raise BadInput("There is no row below the header.")
    return rows


def has_header(table: Sequence[Sequence[str]]) -> bool:
    """Whether it is a rota by its columns."""
    try:
        _find_header(table)
    except BadInput:
        return False
    return True


def _row_plan(cells: Mapping[str, str], *, today: date) -> PlanText:
    if not cells["name"]:
        raise BadInput("The name is missing.")
    days: list[date] = []
    for column in ("first", "last"):
        if not cells[column]:
            raise (
                BadInput("The first day is missing.")
                if column == "first"
                else BadInput("The last day is missing.")
            )
        days.append(parse_day(cells[column].partition(" 00:")[0], today=days[0] if days else today))
    trainee = " ".join(filter(None, (cells.get("unit", ""), cells["name"])))
    return PlanText(trainee, days[0], days[1], cells.get("mentor", ""))


def _find_header(table: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """How many rows end with the header, and which column stands where."""
    for line, row in enumerate(table[:_HEADER_WITHIN], 1):
        names = [re.sub(r"\([^()]*\)", "", normal(cell)).replace(" ", "") for cell in row]
        columns = {
            _COLUMNS[name]: place for place, name in reversed(list(enumerate(names))) if name in _COLUMNS
        }
        if {"name", "first", "last"} <= columns.keys():
            return line, columns
    raise BadInput("No header row was found. The first row must name the columns: name, from, to, mentor")
