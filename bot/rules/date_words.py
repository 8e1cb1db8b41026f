"""How days and months are written: names and figures in Chinese and English, made alike before they are read."""

from __future__ import annotations

import re
import unicodedata

from bot.rules.text import shorten

WEEK_EN = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS_EN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Whole words and their short forms alone: Mary is no March, Monica no Monday.
MONTH_EN = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)"
)
WEEKDAY_EN = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
_WORDS_EN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
             "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty")  # fmt: skip
_COUNTS_EN = {word: count for count, word in enumerate(_WORDS_EN, start=1)}
COUNT_EN = "|".join(sorted(_COUNTS_EN, key=len, reverse=True))
_DIGITS_ZH = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}

_NUMERAL = re.compile(
    r"(?<![周期拜一二三四五六七八九十])(?:(?P<tens>[二三四五]?)十(?P<ones>[一二三四五六七八九]?)|(?P<one>[一二两三四五六七八九]))"
    r"(?=[月号点时分]|日(?!内|之内|以内))"
)
_YEAR_ZH = re.compile(r"二〇[一二三四五六七八九〇]{2}(?=年)")


def normal(raw: str) -> str:
    """Half-width and lower-case, blanks as one space each; 九点半 and 五月三日 in figures."""
    plain = " ".join(unicodedata.normalize("NFKC", raw).casefold().split())
    plain = _YEAR_ZH.sub(
        lambda found: "".join(str("〇一二三四五六七八九".index(each)) for each in found[0]), plain
    )
    return _NUMERAL.sub(lambda found: str(_figure(found)), plain)


def _figure(found: re.Match[str]) -> int:
    if found["one"]:
        return _DIGITS_ZH[found["one"]]
    return 10 * _DIGITS_ZH.get(found["tens"], 1) + _DIGITS_ZH.get(found["ones"], 0)


def read_count(typed: str) -> int:
    """The number for 12, 两, 十五, 二十三 or twelve, as `COUNT_EN` and the Chinese numerals spell it."""
    if typed.isdigit():
        return int(typed)
    if typed in _COUNTS_EN:
        return _COUNTS_EN[typed]
    tens, ten, ones = typed.rpartition("十")
    if not ten:
        return _DIGITS_ZH[typed]
    return _DIGITS_ZH.get(tens, 1) * 10 + _DIGITS_ZH.get(ones, 0)


def shown(raw: str) -> str:
    """What was typed, as an answer repeats it."""
    return shorten(raw.strip(), 40)
