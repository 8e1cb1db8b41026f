"""What may stand in one cell of a roster, or be typed for one person; the table around it is in roster.py."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta

from bot.errors import BadInput, NoDay
from bot.model import Employment, Role
from bot.rules.dates import names_hour, names_year, parse_day
from bot.rules.names import split_unit_and_name, squeeze
from bot.rules.text import normal, shorten

_ID_MOST = 2**52  # Telegram's own promise
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(18264, 73051)  # 1950 to 2099
_YEARS = range(1950, 2100)
ROLE_WORDS = {
    "信息员": Role.MEMBER,
    "编辑": Role.EDITOR,
    "管理员": Role.ADMIN,
    "领导": Role.LEADER,
    "联席": Role.PARTNER,
    "member": Role.MEMBER,
    "reporter": Role.MEMBER,
    "editor": Role.EDITOR,
    "admin": Role.ADMIN,
    "administrator": Role.ADMIN,
    "leader": Role.LEADER,
    "partner": Role.PARTNER,
}
EMPLOYMENT_WORDS = {
    "专职": Employment.FULL_TIME,
    "兼职": Employment.PART_TIME,
    "full-time": Employment.FULL_TIME,
    "fulltime": Employment.FULL_TIME,
    "part-time": Employment.PART_TIME,
    "parttime": Employment.PART_TIME,
}
_PARTING = re.compile(r"[\s,，、;；]+|(?:职务|类别)\s*[:：]")
_DATE = re.compile(
    r"(\d{4}) ?(?:[-/.] ?|年 ?)(\d{1,2}) ?(?:[-/.] ?|月 ?)(\d{1,2}) ?[日号]?(?:[ t]0{1,2}:00(?::00(?:\.0+)?)?)?",
    re.ASCII,
)
_POINTS = re.compile(r"(\d{1,5})(?:\.(\d{1,2})0*)?分?", re.ASCII)
_QUOTA = re.compile(r"(\d{1,2})(?:\.0+)?条?", re.ASCII)
_ACCOUNT = re.compile(r"(\d{1,16})(?:\.0+)?", re.ASCII)
_ROUNDED = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.ASCII)


def read_role(raw: str) -> Role:
    """A role that a person can be given. BadInput for any other word."""
    found = ROLE_WORDS.get(normal(raw))
    if found is None:
        raise BadInput(
            "“{value}” is not a role here. Possible: reporter, editor, administrator, leader, partner",
            value=_shown(raw),
        )
    return found


def read_invitation(words: str, *, units: Sequence[str]) -> tuple[str, str, Role | None]:
    """“单位 姓名 [职务]” as typed: unit, name, role. BadInput where one is missing, or the last word is no role.

    A word behind a whole name is a role or a slip, never a part of the name: 周八 组长.
    """
    lacking = BadInput(
        "Please write the person's unit and name, separated by a space, for example /invite Yuncha Anna"
    )
    tokens = words.split()
    if len(tokens) > 2 and normal(tokens[-1]) in ROLE_WORDS:
        return *split_unit_and_name(" ".join(tokens[:-1]), units=units, lacking=lacking), read_role(
            tokens[-1]
        )
    unit, name = split_unit_and_name(" ".join(tokens), units=units, lacking=lacking)
    of_unit = next((n for n in range(1, len(tokens)) if squeeze("".join(tokens[:n])) == squeeze(unit)), 0)
    rest = tokens[of_unit:]
    if of_unit and len(rest) > 1 and len(rest[0]) > 1 and not name.isascii():
        read_role(rest[-1])
    return unit, name, None


def without_standing(words: str) -> str:
    """“单位 姓名” without a role or an employment beside it (云茶镇 李小虎 信息员), which nobody gives themselves."""
    tokens = _PARTING.sub(" ", words).split()
    kept = [
        token
        for place, token in enumerate(tokens)
        if place == 0 or normal(token) not in (*ROLE_WORDS, *EMPLOYMENT_WORDS)
    ]
    return " ".join(kept) if 2 <= len(kept) < len(tokens) else words


def read_employment(raw: str) -> Employment:
    """专职 or 兼职. BadInput for any other word."""
    found = EMPLOYMENT_WORDS.get(normal(raw))
    if found is None:
        raise BadInput(
            "“{value}” is not a kind of employment. Possible: full-time, part-time", value=_shown(raw)
        )
    return found


def read_quota(raw: str) -> int:
    """Items a month. BadInput where it is not a whole number from 0 to 99."""
    found = _QUOTA.fullmatch(normal(raw))
    if not found:
        raise BadInput("“{value}” is not a monthly number of items from 0 to 99.", value=_shown(raw))
    return int(found[1])


def read_points(raw: str) -> int:
    """Points in hundredths. BadInput where it is not a number from 0 to 99999 with at most two decimals."""
    found = _POINTS.fullmatch(normal(raw))
    if not found:
        raise BadInput("“{value}” is not a number of points from 0 to 99999.", value=_shown(raw))
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def read_account(raw: str) -> int:
    """A Telegram id. BadInput for a user name, a group's id, or a number that a spreadsheet has rounded."""
    text = normal(raw).lstrip("'")
    if _ROUNDED.fullmatch(text):
        raise BadInput(
            "The Telegram id “{value}” was rounded by the spreadsheet. Format the column as text and type it again.",
            value=_shown(raw),
        )
    found = _ACCOUNT.fullmatch(text)
    if not found or not 0 < int(found[1]) <= _ID_MOST:
        raise BadInput("“{value}” is not a numeric Telegram id.", value=_shown(raw))
    return int(found[1])


def read_day(raw: str) -> date:
    """A date: 2026-05-01, 2026/5/1, 2026年5月1日, or a spreadsheet's day number. BadInput otherwise."""
    text = normal(raw)
    if text.isascii() and text.isdecimal() and len(text) == 5 and int(text) in _EXCEL_DAYS:
        return _EXCEL_EPOCH + timedelta(days=int(text))
    found = _DATE.fullmatch(text)
    try:
        if found and int(found[1]) in _YEARS:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise NoDay(
            "There is no {value} in the calendar. Write for example 2026-05-01", value=_shown(raw)
        ) from None
    with suppress(BadInput):
        if any("a" <= char <= "z" for char in text) and names_year(text) and not names_hour(text):
            return parse_day(text, today=_EXCEL_EPOCH)  # 1 May 2026
    raise BadInput("“{value}” is not a date. Write for example 2026-05-01", value=_shown(raw))


def _shown(raw: str) -> str:
    return shorten(" ".join(raw.split()), 40)
