"""Numbers as people type them: whole, short, with a word before them; whether anything bears one is the desk's affair."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_HYPHENS = re.compile("[‐-―−－_/年]")
_ITEM = re.compile(
    r"(?:编号|信息|item|no\.?)?[:#№第]*(?:(?P<year>20\d\d)(?:-|(?=\d{4}$)))?0*(?P<count>[1-9]\d{0,5})号?"
)
_WITHDRAWAL = re.compile(
    r"(?:请|我要|申请)?(?:撤回|撤稿|withdraw)(?:这条|本条|这篇|此稿|此件)?[:,，]?(?P<item>.{0,20})"
)
_ENDS = "。.!,;、"  # as a message ends
_MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")
_TAPPED = re.compile(r"/item_(\d{4})_(\d{4,})")
_WRITTEN = re.compile(r"20\d\d-\d{4,6}")
_WITHIN = re.compile(r"(?:20\d\d-)?(?<!\d)\d{1,6}(?!\d)")
_DEMAND = re.compile(
    r"(?P<book>预约|候补|book)?(?P<word>选题|需求|约稿|topic|demand)?#?(?P<t>t-?)?0*(?P<count>[1-9]\d{0,8})"
)


# What bears a number with a letter, by the words that people use for it; demands are T.
LETTERS = {
    "D": ("阅文", "文件", "传阅", "paper", "doc"),
    "M": ("会议", "参会", "meeting"),
    "B": ("督办", "交办", "任务", "task"),
}
_CODE = re.compile(
    rf"(?:{'|'.join(word for words in LETTERS.values() for word in words)})?#?(?P<letter>[a-z])?-?0*(?P<count>[1-9]\d{{0,8}})号?"
)


@dataclass(frozen=True, slots=True)
class Code:
    """A number with a letter: T12, D3."""

    letter: str
    number: int

    def __str__(self) -> str:
        return f"{self.letter}{self.number}"


@dataclass(frozen=True, slots=True)
class Named:
    """What a message that is nothing but a number names: an item, a demand that is perhaps to be booked, or another `code`."""

    item: str | None = None
    demand: int | None = None
    is_booking: bool = False
    code: Code | None = None


def item_number(typed: str, *, year: int) -> str:
    """An item's number in its written form: `85`, `0085` and `2026-85` are `2026-0085`, in `year` where none is given.

    What is no number comes back half-width and without blanks.
    """
    plain = _plain(typed)
    match = _ITEM.fullmatch(plain)
    if match is None:
        return plain
    return f"{match['year'] or year}-{int(match['count']):04d}"


def numbers_named(text: str) -> list[str]:
    """The items' numbers that one of our messages names, whole as they stand there, each once, in order."""
    return list(dict.fromkeys(_WRITTEN.findall(text)))


def numbers_shown(text: str) -> list[str]:
    """The same with those that stand in a command to tap, /item_2026_0001, as in a bulletin."""
    return numbers_named(_TAPPED.sub(r"\1-\2", text))


def number_within(text: str) -> str:
    """The number in a few words around one, 并到3号 or 合并到2026-0003吧; what has none, or several, as it is."""
    found = _WITHIN.findall(_plain(text))
    return str(found[0]) if len(found) == 1 else text


def number_first(text: str) -> tuple[str, str]:
    """An item's number and what stands behind it, on its line or below: `85 早茶开园`. Without a number the line and the rest."""
    line, _, below = text.partition("\n")
    if is_item_number(line):
        return line, below
    word, *behind = line.split(maxsplit=1)[:2] or [line]
    if behind and is_item_number(word):
        return word, "\n".join(filter(None, (behind[0], below)))
    return line, below


def is_item_number(typed: str) -> bool:
    """Whether it is an item's number as people type one, whole or short."""
    return _ITEM.fullmatch(_plain(typed)) is not None


def month_written(typed: str) -> str | None:
    """The month of a word like 2026-06, which is also a short item's number; None for any other word."""
    plain = _plain(typed)
    return plain if _MONTH.fullmatch(plain) else None


def is_booking_word(text: str) -> bool:
    """预约 or 候补 alone, as an answer to a topic's post, in the words of the buttons."""
    return len(text) <= 20 and _plain(text).strip("。.!") in (
        "预约",
        "我预约",
        "候补",
        "book",
        "jointhewaitinglist",
    )


def named_by(text: str, *, year: int) -> Named | None:
    """What a text names that is nothing but a number, perhaps with its letter or a word before it; None for any other text.

    Bare figures name an item, and a demand only where no item bears them.
    """
    plain = _plain(text).rstrip(_ENDS)
    demand = _DEMAND.fullmatch(plain)
    if demand is not None:
        is_bare = not (demand["book"] or demand["word"] or demand["t"])
        item = item_number(plain, year=year) if is_bare else None
        return Named(item, int(demand["count"]), is_booking=bool(demand["book"]))
    if _ITEM.fullmatch(plain) is not None:
        return Named(item=item_number(plain, year=year))
    code = code_of(typed=plain)
    return Named(code=code) if code is not None else None


def withdrawal_in(text: str, *, year: int) -> str | None:
    """The item's number in 撤回 3 and its like, empty where the word stands alone; None for any other text."""
    match = _WITHDRAWAL.fullmatch(_plain(text).strip("。.!"))
    if match is None or (match["item"] and not _ITEM.fullmatch(match["item"])):
        return None
    return item_number(match["item"], year=year) if match["item"] else ""


def code_of(typed: str) -> Code | None:
    """D3, d-3, 阅文3, 督办B4, T12; None for bare figures and all else."""
    plain = _plain(typed)
    match = _CODE.fullmatch(plain)
    if match is None:
        return None
    by_word = next((letter for letter, words in LETTERS.items() if plain.startswith(words)), None)
    letter = (match["letter"] or "").upper() or by_word
    if letter not in (*LETTERS, "T") or by_word not in (None, letter):
        return None
    return Code(letter, int(match["count"]))


def _plain(typed: str) -> str:
    """Half-width, lower-case, without blanks, hyphens of any kind as one."""
    half_width = "".join(unicodedata.normalize("NFKC", typed).casefold().split())
    return _HYPHENS.sub("-", half_width)
