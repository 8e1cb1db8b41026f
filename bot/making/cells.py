"""What may stand in a workbook's cell: a person's text without what a program cannot hold, days and moments as their numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime

MOST_CHARS = 32_767  # UTF-16 code units in one cell
SIGN = "…"  # where a text is cut
_FIRST_DAY = 693_594  # the day before 1 January 1900, one earlier: spreadsheets have a 29 February 1900
_MINUTES = 1440
_RETURN = re.compile(r"\r\n?")
# Control characters but a line's end, what turns the reading direction, and what is no character at all.
_NOT_HELD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def text_of(value: object) -> str:
    """A text as a cell can hold it; one that is too long ends with a sign."""
    text = str(value)
    if not text.isprintable():
        text = _NOT_HELD.sub("", _RETURN.sub("\n", text).replace("\t", " "))
    if len(text) * 2 <= MOST_CHARS:
        return text
    return _cut(text)


def _cut(text: str) -> str:
    wide = text.encode("utf-16-le")
    if len(wide) // 2 <= MOST_CHARS:
        return text
    return wide[: (MOST_CHARS - 1) * 2].decode("utf-16-le", "ignore") + SIGN


def width_of(text: str) -> int:
    """How wide a text is in a spreadsheet, in half-width characters; of several lines the widest."""
    if "\n" in text:
        return max(width_of(line) for line in text.split("\n"))
    # A Chinese character has three bytes and is two wide.
    return (len(text.encode("utf-8", "replace")) + len(text) + 1) // 2


def moment_of(value: str) -> float:
    """A day or a moment (ISO) as the days that spreadsheets count. ValueError where it is none."""
    moment = datetime.fromisoformat(value)
    return moment.toordinal() - _FIRST_DAY + (moment.hour * 60 + moment.minute) / _MINUTES


def legal_name(wanted: str, taken: Collection[str]) -> str:
    """A name that a workbook takes for a sheet beside those that are `taken`, as near to the wanted one as can be."""
    clean = re.sub(r"[\[\]:*?/\\]", "-", text_of(wanted).replace("\n", " "))
    base = clean.strip().strip("'")[:31].strip("'") or "Sheet"
    if base.casefold() == "history":  # a name that Excel keeps for itself
        base += "_"
    known = {name.casefold() for name in taken}
    chosen, number = base, 1
    while chosen.casefold() in known:
        number += 1
        ending = f" ({number})"
        chosen = base[: 31 - len(ending)] + ending
    return chosen


def legal_names(wanted: Iterable[str]) -> list[str]:
    """The same for several, each once."""
    found: list[str] = []
    for name in wanted:
        found.append(legal_name(name, found))
    return found
