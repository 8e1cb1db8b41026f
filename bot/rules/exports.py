"""What is asked of an export: which months, in which form; what stands in it is elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.errors import BadInput
from bot.rules.spans import read_span, words_of
from bot.rules.text import shorten

_ENDING = re.compile(r"\.?(csv|zip|xlsx)$")


class Form(StrEnum):
    """What kind of file it is."""

    WORKBOOK = "xlsx"
    """One .xlsx with a sheet for each table."""
    TEXTS = "csv"
    """A .zip with a .csv for each table."""

    @property
    def ending(self) -> str:
        """Of the file's name."""
        return "xlsx" if self is Form.WORKBOOK else "zip"


@dataclass(frozen=True, slots=True)
class Asked:
    """The months from `first` to `last` ('2026-05'), a month or a year."""

    first: str
    last: str
    form: Form = Form.WORKBOOK

    @property
    def period(self) -> str:
        """2026-05, or 2026."""
        return self.first if self.first == self.last else self.first[:4]

    @property
    def months(self) -> list[str]:
        """Each of them."""
        begin, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (self.first, self.last))
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(begin, end + 1)]


def read_asked(raw: str, *, today: date) -> Asked:
    """What was typed after /export; nothing means this month. BadInput names what is neither, and a time that has not begun."""
    span, form = (f"{today:%Y-%m}",) * 2, Form.WORKBOOK
    for word in words_of(raw):
        if ending := _ENDING.search(word):  # alone, or right behind the month: 2026-05.csv
            form = Form.WORKBOOK if ending[1] == "xlsx" else Form.TEXTS
            word = word[: ending.start()]
            if not word:
                continue
        found = read_span(word, today=today)
        if found is None:
            raise BadInput(
                "“{value}” was not understood. Write /export, then 2026-05 or 2026, and .csv behind it for text files.",
                value=shorten(word, 20),
            )
        span = found
    return checked(Asked(*span, form), today=today)


def checked(asked: Asked, *, today: date) -> Asked:
    """The same. BadInput where its time has not begun."""
    if asked.first > f"{today:%Y-%m}":
        raise BadInput("{period} has not begun: there is nothing to export yet.", period=asked.period)
    return asked
