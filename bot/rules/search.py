"""What searching compares: texts in one form, the lexemes by which an index finds them, and what a query's words ask for.

People's numbers are hidden first, as in everything that is shown: nobody finds an item by a number that they may not see.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from operator import add

from bot.rules.secrecy.personal import mask
from bot.rules.traditional import single_forms

FORM = 1  # one more whenever the form or the lexemes change: every index is then made anew

_BREAK = re.compile(r"[\W_]")  # what is no letter and no figure of any script
_RUN = re.compile(r"[^\W_]+")
_LETTERS = 0x20000  # beyond it no script has capital letters
_WIDE = {0x3000: " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}


class Hit(Enum):
    """Where all of a query's words stand: in the title, or some of them in the body alone."""

    TITLE = "title"
    BODY = "body"


@functools.cache
def _table() -> dict[int, str]:
    return {**single_forms(), **_WIDE}


def form(text: str) -> str:
    """The text as it is compared, one character for each of `text`.

    Lower case, half width, simplified character by character; what is no letter and no figure is a blank.
    """
    simple = text.translate(_table())
    lower = simple.lower()
    if len(lower) != len(simple):  # a letter of some script that is two in lower case
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in simple)
    return _BREAK.sub(" ", lower)


def shown_form(text: str) -> str:
    """The form of what everybody may see of the text."""
    return form(mask(text)[0])


def words_of(text: str) -> tuple[str, ...]:
    """The words in what somebody typed, in their form, each once."""
    return tuple(dict.fromkeys(_RUN.findall(form(text))))


def lexemes_of(title: str, body: str, *, unit_id: int, month: str) -> list[str]:
    """What an index keeps of an item, each once: pairs of neighbouring characters, those of the title marked, unit and month.

    All are letters and figures alone, so that no index need quote them.
    """
    head = _pairs(shown_form(title))
    found = {*head, *_pairs(shown_form(body)), *(f"t{pair}" for pair in head)}
    return sorted({*found, unit_lexeme(unit_id), month_lexeme(month)})


def unit_lexeme(unit_id: int) -> str:
    """The lexeme of every item of a unit; longer than any of a text's."""
    return f"u{unit_id:06d}"


def month_lexeme(month: str) -> str:
    """The lexeme of every item of a month 'YYYY-MM'."""
    return f"m{month.replace('-', '')}"


def _pairs(text: str) -> set[str]:
    return {pair for pair in set(map(add, text, text[1:])) if " " not in pair}


@dataclass(frozen=True)
class Wanted:
    """The words of a query in their form (`words_of`), of which one at least has two characters."""

    words: tuple[str, ...]

    @property
    def lexemes(self) -> list[str]:
        """What every item has in which the words stand."""
        return sorted(set().union(*map(_pairs, self.words)))

    @property
    def title_lexemes(self) -> list[str]:
        """What every item has in whose title they all stand."""
        return [f"t{pair}" for pair in self.lexemes]

    @property
    def sure(self) -> str:
        """A character that every such item holds as it is stored; empty where each may be written in several ways."""
        return next((written[0] for written in self._written if len(written) == 1), "")

    def hit(self, title: str, body: str) -> Hit | None:
        """Where they stand in an item as it is stored; None where one of them does not."""
        if not self._may_stand_in(title, body):
            return None
        head = shown_form(title)
        missing = [word for word in self.words if word not in head]
        if not missing:
            return Hit.TITLE
        text = shown_form(body)
        return Hit.BODY if all(word in text for word in missing) else None

    @functools.cached_property
    def _written(self) -> list[tuple[str, ...]]:
        """Each of their characters in every way in which it is written."""
        return [_variants().get(char, (char,)) for char in dict.fromkeys("".join(self.words))]

    def _may_stand_in(self, title: str, body: str) -> bool:
        """What most items fail; it takes a twentieth of the whole comparison."""
        for written in self._written:
            for char in written:
                if char in body or char in title:
                    break
            else:
                return False
        return True


@functools.cache
def _variants() -> dict[str, tuple[str, ...]]:
    """Every character that stands for others in the form, with them."""
    found: dict[str, list[str]] = {}
    for code, plain in _table().items():
        found.setdefault(plain.lower(), []).append(chr(code))
    for code in range(_LETTERS):
        char = chr(code)
        if (low := char.lower()) != char and len(low) == 1:
            found.setdefault(low, []).append(char)
    return {plain: (plain, *others) for plain, others in found.items()}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a text around what was looked for; `cut_before`, `cut_after`: whether there is more of it."""

    text: str
    cut_before: bool
    cut_after: bool


def excerpt(text: str, words: Sequence[str], *, most: int) -> Excerpt:
    """So many characters of what everybody may see of the text, around the first of the words that stands in it."""
    shown = mask(text)[0]
    lined = " ".join(shown.split())
    found = form(lined)
    places = [at for word in words if (at := found.find(word)) >= 0]
    first = min(places, default=0)
    begin = max(0, min(first - most // 3, len(lined) - most))
    end = begin + most
    return Excerpt(lined[begin:end], begin > 0, end < len(lined))


def is_long_enough(words: Iterable[str]) -> bool:
    """Whether one of them has the two characters that an index needs."""
    return any(len(word) >= 2 for word in words)
