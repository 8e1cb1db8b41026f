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
_MONTHS_WHOLE = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
                 "december")  # fmt: skip
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
# 5th September, September 5th, 5 of Sept., 5-Sep-2026 as 5 September 2026; the 5th alone is 5日; 3 p.m. is 15:00.
_MONTH_STOP = re.compile(rf"\b({MONTH_EN})\. ?")
_MONTH_JOINED = re.compile(rf"(?:(?<=\d)[-/ ]?|\b)({MONTH_EN})\b(?:[-/](?=\d))?")
_DAY_OF_EN = re.compile(rf"\b(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?={MONTH_EN}\b)")
_MONTH_DAY_TH = re.compile(rf"\b({MONTH_EN}) (?:the )?(\d{{1,2}})(?:st|nd|rd|th)\b")
_TH_ALONE = re.compile(r"\b(?:the )?(\d{1,2})(?:st|nd|rd|th)\b")
_HOUR_EN = re.compile(r"\b(1[0-2]|0?[1-9])(?: ?[:.] ?([0-5]\d))? ?([ap])\.?m\b\.?")
# What looks like a day and a month, whatever the month's letters.
_DAY_LIKE = re.compile(
    r"(?<![\w.:/-])(?:\d{1,2}(?:st|nd|rd|th)?(?: of)?[ -]?(?P<behind>[a-z]{3,11})"
    r"|(?P<before>[a-z]{3,11})\.? \d{1,2}(?:st|nd|rd|th)?)"
    r"(?![\w:/-]|\.\d)(?:,? 20\d\d)?"
)
_LETTER = re.compile("[a-z]")
_MONTH_ALONE = re.compile(MONTH_EN)
_LONG_NAME = 7  # letters: two of them may be wrong
_YEAR_ZH = re.compile(r"二〇[一二三四五六七八九〇]{2}(?=年)")


def normal(raw: str) -> str:
    """Half-width and lower-case, blanks as one space each; 九点半 and 五月三日 in figures."""
    plain = " ".join(unicodedata.normalize("NFKC", raw).casefold().split())
    plain = _YEAR_ZH.sub(
        lambda found: "".join(str("〇一二三四五六七八九".index(each)) for each in found[0]), plain
    )
    return _NUMERAL.sub(
        lambda found: str(_figure(found)), _english(plain) if _LETTER.search(plain) else plain
    )


def _english(plain: str) -> str:
    plain = _DAY_OF_EN.sub(r"\1 ", _MONTH_STOP.sub(r"\1 ", plain))
    plain = _MONTH_JOINED.sub(r" \1 ", plain)
    plain = _TH_ALONE.sub(r"\1日", _MONTH_DAY_TH.sub(r"\1 \2", " ".join(plain.split())))
    return _HOUR_EN.sub(_hour_24, plain)


def _hour_24(found: re.Match[str]) -> str:
    return f"{int(found[1]) % 12 + 12 * (found[3] == 'p')}:{found[2] or '00'}"


def misspelt_day(text: str) -> str | None:
    """The day within a text whose month nobody can read, as it stands there: 5 Febuary, Juen 3. None where there is none."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    found = _DAY_LIKE.search(plain.casefold())
    while found is not None and not is_misspelt_month(found["behind"] or found["before"]):
        found = _DAY_LIKE.search(plain.casefold(), found.start() + 1)  # Fri 5 Septmber
    return plain[found.start() : found.end()] if found is not None else None


def is_misspelt_month(word: str) -> bool:
    """Whether a word is none of the months and nearly one: Febuary, Juen, Septmber."""
    word = word.casefold()
    if _MONTH_ALONE.fullmatch(word):
        return False
    return any(
        word[:1] == month[0] and _apart(word, month) <= 1 + (len(month) >= _LONG_NAME)
        for month in _MONTHS_WHOLE
    )


def _apart(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many, or have changed places with their neighbours."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for place, wanted in enumerate(other, 1):
            best = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != wanted))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == wanted:
                best = min(best, earlier[place - 2] + 1)
            row.append(best)
    return row[-1]


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
