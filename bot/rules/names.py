"""Names of people and units as they are typed: cleaning, limits, taking apart; who bears them is the roster's affair."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.errors import BadInput
from bot.rules.text import clean, count_chars, shorten

NAME_MOST = 20
UNIT_MOST = 40
_HAN = "\u3400-\u9fff"
_INNER_BLANK = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_MARKS = re.compile(r"[,，、;；]")
_LABELS = re.compile(r"(?:所在|工作)?单位(?:名称)?\s*[:：]|(?:姓名|名字)\s*[:：]")
_JOINTS = re.compile(r"[+＋—_/|｜-]+")
_FORMULA_STARTS = tuple("=+-@＝＋－＠")


def read_name(raw: str) -> str:
    """A person's name: one line of at most 20 visible characters with a letter in it. BadInput otherwise."""
    name = _plain(raw)
    if not _is_fit(name, most=NAME_MOST):
        raise BadInput(
            "“{value}” cannot be used as a name: at most 20 characters, with letters, not beginning with = + - @",
            value=shorten(name, 40),
        )
    return name


def read_unit(raw: str) -> str:
    """A unit's name: one line of at most 40 visible characters with a letter in it. BadInput otherwise."""
    unit = _plain(raw)
    if not _is_fit(unit, most=UNIT_MOST):
        raise BadInput(
            "“{value}” cannot be used as a unit: at most 40 characters, with letters, not beginning with = + - @",
            value=shorten(unit, 60),
        )
    return unit


def split_unit_and_name(words: str, *, units: Iterable[str]) -> tuple[str, str]:
    """Unit and name from “单位 姓名”, however people part them; `units` are the known ones. BadInput where one is missing."""
    tokens = _LABELS.sub(" ", _MARKS.sub(" ", clean(words))).split()
    if len(tokens) == 1:
        tokens = _part(tokens[0], units=units)
    if len(tokens) < 2:
        raise BadInput("Please give both, the unit and your name, parted by a space.")
    known = set(units)
    size = next((n for n in range(len(tokens) - 1, 1, -1) if " ".join(tokens[:n]) in known), 1)
    return read_unit(" ".join(tokens[:size])), read_name(" ".join(tokens[size:]))


def squeeze(name: str) -> str:
    """The name without blanks, for comparing."""
    return "".join(name.split())


def _part(token: str, *, units: Iterable[str]) -> list[str]:
    """One word that may be unit and name: joined by a sign, or a known unit with a name behind it."""
    longest = max((unit for unit in units if token.startswith(unit)), key=len, default="")
    if longest and token != longest:
        return [longest, _JOINTS.sub("", token.removeprefix(longest), count=1)]
    return [part for part in _JOINTS.split(token, maxsplit=1) if part]


def _plain(raw: str) -> str:
    """One line without what cannot be seen; the blanks that align short Chinese names go."""
    return _INNER_BLANK.sub("", " ".join(clean(raw).split()))


def _is_fit(text: str, *, most: int) -> bool:
    if not 1 <= count_chars(text) <= most or len(text) > 2 * most:
        return False
    return any(char.isalpha() for char in text) and not text.startswith(_FORMULA_STARTS)
