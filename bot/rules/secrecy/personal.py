"""Numbers that belong to a person: found by their form and their check digit, and hidden but for their ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache

from bot.rules.secrecy.normal import Normal, normal

HIDDEN = "****"


class Personal(StrEnum):
    """The kinds of numbers that are hidden."""

    IDENTITY = "identity"
    """身份证号, of 18 characters or of 15."""
    MOBILE = "mobile"
    """手机号."""
    BANK_CARD = "bank_card"
    """银行卡号."""
    PLATE = "plate"
    """车牌号."""


_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# Without eleven digits close together, and without a plate's beginning, there is nothing to hide. The first is a quick look,
# which sees at once that letters stand between: most of what is masked are texts with figures in them.
_FEW_LETTERS, _MANY_DIGITS = re.compile(r"\d[\d\W]{10}"), re.compile(r"\d(?:\W{0,3}\d){10}")
_PLATE_HEAD = re.compile(rf"[{_PROVINCES}][^\w\n]?[A-Za-zＡ-Ｚａ-ｚ]")
# An amount is nobody's number, however many digits it has.
_NO_AMOUNT = r"(?! ?[千百万亿]{0,3}(?:元|美元|欧元|吨|公斤|斤|千瓦|瓦|度|公里|米|亩|平方|立方|株|次)|\.\d)"
_BEGIN, _END = r"(?<![\d.])(?<!\d-)", r"(?!-?\d)"
_GAP = "[ .—–-]?"

_IDENTITY = re.compile(
    rf"{_BEGIN}(?:[1-9]\d{{5}}{_GAP}[12]\d{{7}}{_GAP}\d{{3}}[\dX]|[1-9](?: \d){{16}} [\dX])(?! ?\d|[A-Z])",
    re.IGNORECASE,
)
_OLD_IDENTITY = re.compile(rf"{_BEGIN}[1-9]\d{{14}}(?![A-Z]){_END}{_NO_AMOUNT}", re.IGNORECASE)
_MOBILE = re.compile(
    rf"(?<![\d.])(?:\+?86[ -]?|0086[ -]?|0|(?<!\d-))"
    rf"(1[3-9]\d(?P<gap>{_GAP})\d{{4}}(?P=gap)\d{{4}}|1 [3-9](?: \d){{9}}(?! \d)){_END}{_NO_AMOUNT}"
)
# Broken over a line's end: a mobile number behind a word for it, since figures one below the other may be a table; the others
# have check digits.
_BROKEN_MOBILE = re.compile(rf"(?<=[话机号系式:]) ?((?=\d{{2,9}}\n\d)1[3-9](?:\n?\d){{9}}){_END}{_NO_AMOUNT}")
_BROKEN_IDENTITY = re.compile(
    rf"{_BEGIN}(?=\d{{2,16}}\n\d)[1-9](?:\n?\d){{16}}\n?[\dX](?!\d|[A-Z])", re.IGNORECASE
)
_BROKEN_CARD = re.compile(rf"{_BEGIN}(?=\d{{4,17}}\n\d)6[02](?:\n?\d){{14,17}}{_END}{_NO_AMOUNT}")
# Cards of four figures at a time are written so where they begin with 62 or 60; other such rows may be a table.
_BANK_CARD = re.compile(
    rf"{_BEGIN}(?:[3-6]\d{{15,18}}|9558\d{{12,15}}|6[02]\d\d(?:[ -]\d{{4}}){{3}}(?:[ -]?\d{{1,3}})?){_END}{_NO_AMOUNT}"
)
_PLATE = re.compile(
    rf"[{_PROVINCES}] ?[A-HJ-Z] ?[·.・]? ?(?=[A-Z]{{0,4}}\d)(?:[DF][A-HJ-NP-Z\d]\d{{4}}|\d{{5}}[DF]|[A-HJ-NP-Z\d]{{5}})"
    r"(?![A-Z\d])",
    re.IGNORECASE,
)
_SAID_BEFORE = 16  # characters
_IDENTITY_WORD = re.compile(r"(?:身份证|证件|身份)[^\d。；\n]{0,10}\Z")
_CARD_WORD = re.compile(r"(?:银行卡|储蓄卡|卡号|银行账号|银行帐号)[^\d。；\n]{0,8}\Z")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_REGIONS = frozenset(
    (
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    )
)


def mask(text: str) -> tuple[str, dict[Personal, int]]:
    """The text with people's numbers hidden but for their ends, and how many of which kind there were.

    What has none comes back as it is, after a few microseconds.
    """
    has_digits = _FEW_LETTERS.search(text) and _MANY_DIGITS.search(text)
    if not has_digits and not _PLATE_HEAD.search(text):
        return text, {}
    form = normal(text)
    counts: dict[Personal, int] = {}
    parts, done = [], 0
    for start, end, kind in sorted(_hidden(form), key=lambda found: (found[0], -found[1])):
        if start < done:
            continue  # within another number, or the same taken for something less
        parts += [text[done:start], HIDDEN]
        done = end
        counts[kind] = counts.get(kind, 0) + 1
    return "".join([*parts, text[done:]]), counts


@lru_cache(maxsize=1)  # receipt and card ask one after the other
def numbers_in(text: str) -> Mapping[Personal, int]:
    """How many numbers of which kind `mask` would hide."""
    return mask(text)[1]


def _hidden(form: Normal) -> Iterator[tuple[int, int, Personal]]:
    """What is to be hidden: from where to where in the text as it was written, and what it is part of."""
    for found in (*_IDENTITY.finditer(form.text), *_BROKEN_IDENTITY.finditer(form.text)):
        bare = _bare(found[0])
        if is_identity(bare) or (_is_born(bare) and _said(_IDENTITY_WORD, form, found)):
            yield *_inner(form, found.span(), first=4, last=0), Personal.IDENTITY
    for found in _OLD_IDENTITY.finditer(form.text):
        if _is_old_identity(found[0]):
            yield *_inner(form, found.span(), first=4, last=0), Personal.IDENTITY
    for found in (*_MOBILE.finditer(form.text), *_BROKEN_MOBILE.finditer(form.text)):
        yield *_inner(form, found.span(1), first=3, last=4), Personal.MOBILE
    for found in (*_BANK_CARD.finditer(form.text), *_BROKEN_CARD.finditer(form.text)):
        if is_luhn(_bare(found[0])) or _said(_CARD_WORD, form, found):
            yield *_inner(form, found.span(), first=4, last=4), Personal.BANK_CARD
    for found in _PLATE.finditer(form.text):
        yield *_inner(form, found.span(), first=2, last=0), Personal.PLATE


def _inner(form: Normal, span: tuple[int, int], *, first: int, last: int) -> tuple[int, int]:
    """From behind the first so many letters and digits to before the last."""
    marks = [place for place in range(*span) if form.text[place].isalnum()]
    end = form.places[marks[-last]] if last else form.places[marks[-1]] + 1
    return form.places[marks[first - 1]] + 1, end


def _bare(number: str) -> str:
    return "".join(char for char in number if char.isalnum())


def is_identity(number: str) -> bool:
    """Whether 18 characters are an identity card's number: region, day of birth and check digit."""
    if not _is_born(number):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def _is_born(number: str) -> bool:
    return int(number[:2]) in _REGIONS and _is_day(number[6:14])


def _said(word: re.Pattern[str], form: Normal, found: re.Match[str]) -> bool:
    """Whether the text says before the number what it is: then a wrong check digit is a slip of whoever typed it."""
    return word.search(form.text[max(0, found.start() - _SAID_BEFORE) : found.start()]) is not None


def _is_old_identity(number: str) -> bool:
    return int(number[:2]) in _REGIONS and _is_day(f"19{number[6:12]}")


def _is_day(digits: str) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= day.year <= 2099


def is_luhn(number: str) -> bool:
    """Whether the last digit is the check digit that bank cards have."""
    doubled = [sum(divmod(int(digit) * 2, 10)) for digit in number[-2::-2]]
    return (sum(doubled) + sum(int(digit) for digit in number[::-2])) % 10 == 0
