"""What somebody types behind /search: words, and filters after their names; whom or what a value means is not asked here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.errors import BadInput
from bot.rules.search import is_long_enough, words_of
from bot.rules.text import clean, shorten

MOST_CHARS, MOST_WORDS = 60, 6  # of the words looked for, filters aside
_NAMES = {"单位": "unit", "unit": "unit", "状态": "state", "state": "state", "月": "month", "月份": "month"}
_NAMES |= {"month": "month", "單位": "unit", "狀態": "state"}
_GLUE = "\ue000"  # for the blanks within a unit's name
# At the beginning of a word; figures before a colon are a time of day, and the sign behind it begins an address.
_FILTER = re.compile(r"(?:^|(?<=[\s,，;；]))([^\W\d_]{1,12})[ ]?[:：](?!//)[ ]?([^\s,，;；]*)[,，;；]?")


@dataclass(frozen=True, slots=True)
class Query:
    """Words in their form (rules/search.py) and as they were typed; filters as they were typed."""

    words: tuple[str, ...]
    typed: str
    unit: str | None = None
    state: str | None = None
    month: str | None = None


def read_query(typed: str, *, units: Iterable[str] = ()) -> Query:
    """Filters alone are a query too. BadInput names one that there is not or that has no value, and words of a wrong length.

    A value ends with a blank, but for one of `units` whose name holds some.
    """
    text = clean(typed)
    for unit in sorted((unit for unit in units if " " in unit), key=len, reverse=True):
        named = re.compile(rf"((?:unit|单位|單位) ?[:：] ?){re.escape(unit)}(?!\w)", re.IGNORECASE)
        text = named.sub(lambda found, unit=unit: found[1] + unit.replace(" ", _GLUE), text)  # type: ignore[misc]
    filters: dict[str, str] = {}
    for found in _FILTER.finditer(text):
        name = _NAMES.get(found[1].casefold())
        if name is None:
            raise BadInput(
                "There is no filter “{name}:”. You can use unit:, state: and month:, for example "
                "/search tea unit:Yuncha month:2026-05. If it belongs to the text, leave the colon out.",
                name=found[1],
            )
        if not found[2]:
            raise BadInput(
                "Nothing stands behind “{name}:”. Write for example /search tea unit:Yuncha.", name=found[1]
            )
        filters[name] = found[2].replace(_GLUE, " ")
    rest = " ".join(_FILTER.sub(" ", text).split())
    words = words_of(rest)
    if not is_long_enough(words) and (rest or not filters):
        raise BadInput(
            "Please write a word of at least two letters or figures, for example /search tea. Punctuation and emoji are not "
            "searched for."
        )
    if len(rest) > MOST_CHARS or len(words) > MOST_WORDS:
        raise BadInput(
            "That is too much to look for: at most {words} words, {chars} characters together. Two or three characters that "
            "stand in the text are enough.",
            words=MOST_WORDS,
            chars=MOST_CHARS,
        )
    return Query(words, shorten(rest, MOST_CHARS), **filters)
