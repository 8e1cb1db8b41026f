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
from bot.rules.text import ELLIPSIS, shorten
from bot.rules.traditional import single_forms

FORM = 2  # one more whenever the form or the lexemes change: every index is then made anew

_NOT_EDITED = ("", "")

_BREAK = re.compile(r"[\W_]")  # what is no letter and no figure of any script
_RUN = re.compile(r"[^\W_]+")
# Where capital letters stand.
_CASED = (range(0x2200), range(0x2C00, 0x2E00), range(0xA640, 0xAC00), range(0x10400, 0x1EA00))
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


def lexemes_of(
    title: str, body: str, *, unit_id: int, month: str, sent: tuple[str, str] = _NOT_EDITED
) -> list[str]:
    """What an index keeps of an item, each once: pairs of neighbouring characters, those of the title marked, unit and month.

    `sent`: title and body as the reporter sent them, where an editor has written the present ones. All are letters and figures
    alone, so that no index need quote them.
    """
    head = _pairs(shown_form(title))
    found = {*head, *_pairs(shown_form(body))}
    if any(sent):
        head |= _pairs(shown_form(sent[0]))
        found |= head | _pairs(shown_form(sent[1]))
    found.update([f"t{pair}" for pair in head])
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

    @functools.cached_property
    def sure(self) -> str:
        """The longest piece of the words that stands in every such item as it is stored, however it is written; or empty."""
        pieces: list[str] = []
        for word in self.words:
            alone = "".join(char if char not in _variants() else " " for char in word)
            pieces += alone.split()
        return max(pieces, key=len, default="")

    def hit(self, title: str, body: str, *, sent: tuple[str, str] = _NOT_EDITED) -> Hit | None:
        """Where they stand in an item as it is stored, or, what is not there, as it was sent; None where one of them does not."""
        missing = [word for word in self._patterns if not (_stands(word, title) or _stands(word, sent[0]))]
        if not missing:
            return Hit.TITLE
        stand = all(_stands(word, body) or _stands(word, sent[1]) for word in missing)
        return Hit.BODY if stand else None

    @functools.cached_property
    def _patterns(self) -> list[re.Pattern[str]]:
        """Each word in every way in which it is written: a form has a character for each of the text's."""
        return [re.compile("".join(map(_written, word))) for word in self.words]


def _stands(word: re.Pattern[str], text: str) -> bool:
    """Whether the word stands in what everybody may see of the text; numbers are looked for only where it stands in the text."""
    if not word.search(text):
        return False
    shown = mask(text)[0]
    return shown is text or word.search(shown) is not None


def _written(char: str) -> str:
    """A pattern for the character of a form."""
    found = _variants().get(char, (char,))
    return f"[{''.join(map(re.escape, found))}]" if len(found) > 1 else re.escape(char)


@functools.cache
def _variants() -> dict[str, tuple[str, ...]]:
    """Every character that stands for others in the form, with them."""
    found: dict[str, list[str]] = {}
    written = "".join(
        dict.fromkeys([*map(chr, _table()), *(chr(code) for codes in _CASED for code in codes)])
    )
    for char, plain in zip(written, form(written), strict=True):
        if char != plain != " ":
            found.setdefault(plain, []).append(char)
    return {plain: (plain, *others) for plain, others in found.items()}


def excerpt(text: str, words: Sequence[str], *, most: int) -> str:
    """At most so many characters of what everybody may see of the text: of the line in which one of the words stands.

    It is one piece of the text between '…', so that it is found again where the text is wiped.
    """
    lines = mask(text)[0].strip().split("\n")
    forms = [form(line) for line in lines]
    places = [(at, row) for word in words for row, line in enumerate(forms) if (at := line.find(word)) >= 0]
    first, row = places[0] if places else (0, 0)
    line = lines[row].rstrip()
    begin = max(0, min(first - most // 3, len(line) - most + 1))
    cut = ELLIPSIS + line[begin + 1 :] if begin else line
    return shorten(cut, most)


def is_long_enough(words: Iterable[str]) -> bool:
    """Whether one of them has the two characters that an index needs."""
    return any(len(word) >= 2 for word in words)
