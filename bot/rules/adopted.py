"""What editors type after /adopted: an item, a channel, and what is said of it; or a channel alone, with a list below."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from bot.errors import BadInput
from bot.model import AdoptionKind, Fault
from bot.rules.numbers import is_item_number
from bot.rules.text import shorten

KINDS = {
    "综合": AdoptionKind.DIGEST,
    "摘用": AdoptionKind.DIGEST,
    "参阅": AdoptionKind.DIGEST,
    "digest": AdoptionKind.DIGEST,
    "单条": AdoptionKind.SINGLE,
    "重要": AdoptionKind.SINGLE,
    "single": AdoptionKind.SINGLE,
    "约稿": AdoptionKind.COMMISSION,
    "commissioned": AdoptionKind.COMMISSION,
    "专报": AdoptionKind.SPECIAL,
    "专期": AdoptionKind.SPECIAL,
    "调研": AdoptionKind.SPECIAL,
    "special": AdoptionKind.SPECIAL,
}
FAULTS = {"失实": Fault.UNTRUE, "untrue": Fault.UNTRUE, "迟报": Fault.LATE_REPORT, "late": Fault.LATE_REPORT}
# The built-in channels as English speaks of them; an office's own stand as it has named them.
CHANNELS_EN = {
    "县": ("county", "county's"),
    "市": ("city", "municipal"),
    "省": ("province", "provincial"),
    "国": ("nation", "national", "state"),
}
_UNDO = {"撤销", "取消", "undo"}
_BETWEEN = re.compile(r"[\s,、;]+")  # the line is NFKC by then
_RUN_ON = re.compile(r"(\d[\d-]*)(\D+)")
_NAMED_DAYS = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2, "前日": 2}
_ISSUE = re.compile(
    r"(?:总)?第?(?:\d{1,5}|[〇零一二三四五六七八九十百]{1,7})期|(?:no\.?|issue)\d{1,5}", re.IGNORECASE
)
_GLUED = re.compile(r"\A(no\.|issue)(?=\d)", re.IGNORECASE)
_ISSUE_APART = re.compile(r"\b(no\.|issue)\s+(?=\d{1,5}\b)", re.IGNORECASE)
_DAY = re.compile(r"(?:(?P<year>20\d\d)(?:[-/.]|年))?(?P<month>\d{1,2})(?:[-/.]|月)(?P<day>\d{1,2})[日号]?")


_MONTHS = ("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?", "sept?(?:ember)?",
           "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?")  # fmt: skip
_YEAR_EN = r"(?:,?\s+(?P<year>20\d\d)(?![-\d]))?"
_DAY_EN = r"(?<![-\d])(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![-\w])"
_MONTH_EN = rf"\b(?P<month>{'|'.join(_MONTHS)})\b\.?"
# May 20 before 20 May: where figures stand on both sides, 12 May 20, the first are the item's number.
_ENGLISH = [
    re.compile(rf"{_MONTH_EN}\s+{_DAY_EN}{_YEAR_EN}", re.IGNORECASE),
    re.compile(rf"{_DAY_EN}(?:\s+of)?\s+{_MONTH_EN}{_YEAR_EN}", re.IGNORECASE),
]


_ORDINAL = re.compile(
    r"^\s*(?:[(\uff08]?\d{1,3}[)\uff09、]|\d{1,3}[.\uff0e](?!\d)|[①-⑳]|[(\uff08]?[一二三四五六七八九十]{1,3}[)\uff09、])\s*"
)
_HEADINGS = ("标题", "题目", "title")
_CELLS = re.compile(r"[\t|｜]")
_LAST_WORD = re.compile(r"(?<=\S)(?:\s*[(\uff08]([^()\uff08\uff09]+)[)\uff09]|\s+(\S+))\s*$")
_TENTHS = {word: 10 * tenth for tenth, word in enumerate("一二三四五六七八九", start=1)}
_SHARE = re.compile(
    r"(?:首报|first)\s*(?:(?P<percent>\d{1,3})\s*%|(?P<tenths>[一二三四五六七八九1-9])\s*成(?P<half>半)?|(?P<equal>平分|equal))",
    re.IGNORECASE,
)


def read_share(text: str) -> tuple[str, int | None] | None:
    """首报 70% or 首报七成: the words around it, and the lead's share (1 to 99), None where all share alike (首报 平分).

    None: no word of it. BadInput where it is no share.
    """
    plain = unicodedata.normalize("NFKC", text)
    match = _SHARE.search(plain)
    if match is None:
        return None
    rest = (plain[: match.start()] + " " + plain[match.end() :]).strip()
    if match["equal"]:
        return rest, None
    if match["tenths"]:
        tenths = _TENTHS.get(match["tenths"]) or 10 * int(match["tenths"])
        return rest, tenths + (5 if match["half"] else 0)
    percent = int(match["percent"])
    if not 1 <= percent <= 99:
        raise BadInput("The first report's share is 1% to 99%. Nothing was decided.")
    return rest, percent


@dataclass(frozen=True, slots=True)
class AdoptedAsked:
    """What was typed: `number` is None for a list; None, too, what was not said of kind, day and issue."""

    number: str | None
    channel: str
    kind: AdoptionKind | None = None
    day: date | None = None
    issue: str | None = None
    is_undo: bool = False


def _with_issue_whole(line: str) -> str:
    """The same with No. 12 as one word, where a figure stands before it: the item's number comes first, and may be written so."""
    figure = re.search(r"\d", line)
    at = figure.end() if figure else len(line)
    return _ISSUE_APART.sub(lambda found: found[1] if found.start() >= at else found[0], line)


def read_adopted(line: str, *, channels: Mapping[str, str], today: date) -> AdoptedAsked:
    """The command's own line. `channels` are keys and names. BadInput names the word that is not understood."""
    typed = _with_issue_whole(unicodedata.normalize("NFKC", line))
    words = _words(_with_figures(typed), channels)
    number: str | None = None
    channel: str | None = None
    kind: AdoptionKind | None = None
    day: date | None = None
    issue: str | None = None
    is_undo = False
    for word in words:
        if (found := channel_named(word, channels)) is not None and channel is None:
            channel = found
        elif word.casefold() in KINDS:
            kind = KINDS[word.casefold()]
        elif word.casefold() in _UNDO:
            is_undo = True
        elif _ISSUE.fullmatch(word):
            issue = _GLUED.sub(r"\1 ", word)
        elif number is None and is_item_number(word):
            number = word
        elif (read := read_day(word, today=today)) is not None:
            day = read
        else:
            raise BadInput(
                "“{word}” was not understood; nothing was recorded. Write for example: /adopted 2026-0001 {channel} 2026-06-03",
                word=shorten(word, 30),
                channel=_spoken([next(iter(channels))]),
            )
    if channel is None:
        raise BadInput(
            "Which channel took it? Nothing was recorded. Write one of {channels} behind the number.",
            channels=_spoken(channels),
        )
    return AdoptedAsked(number, channel, kind, day, issue, is_undo)


@dataclass(frozen=True, slots=True)
class FaultAsked:
    """An item at fault, or, with `is_undo`, not so after all."""

    number: str
    fault: Fault
    is_undo: bool


def read_fault(line: str) -> FaultAsked | None:
    """`2026-0001 失实`, with `撤销` behind; None where the line is about channels."""
    words = _words(unicodedata.normalize("NFKC", line).casefold())
    faults = [FAULTS[word] for word in words if word in FAULTS]
    numbers = [word for word in words if is_item_number(word)]
    others = [word for word in words if word not in FAULTS and word not in _UNDO and word not in numbers]
    if len(faults) != 1 or len(numbers) != 1 or others:
        return None
    return FaultAsked(numbers[0], faults[0], any(word in _UNDO for word in words))


def _words(line: str, channels: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """Word by word, apart by blanks or commas; a channel right behind the number, 2026-0001市, is one of its own."""
    found: list[str] = []
    for word in filter(None, _BETWEEN.split(line)):
        run = _RUN_ON.fullmatch(word)
        if run and is_item_number(run[1]) and channel_named(run[2], channels) is not None:
            found += run.groups()
        else:
            found.append(word)
    return found


def _with_figures(line: str) -> str:
    """The line with English days, May 20 or 20 May 2026, in figures and as one word."""

    def figures(match: re.Match[str]) -> str:
        name = match["month"].casefold()
        month = next(n for n, each in enumerate(_MONTHS, start=1) if re.fullmatch(each, name))
        year = f"{match['year']}-" if match["year"] else ""
        return f"{year}{month}-{match['day']}"

    for form in _ENGLISH:
        line = form.sub(figures, line)
    return line


def _spoken(keys: Iterable[str]) -> Callable[[Any], str]:
    """Channels in the reader's language, as they may be typed."""
    return lambda t: t.listed(key if t.language == "zh" else CHANNELS_EN.get(key, (key,))[0] for key in keys)


def is_undo_word(word: str) -> bool:
    """撤销, 取消, undo."""
    return word.casefold() in _UNDO


def channel_named(word: str, channels: Mapping[str, str]) -> str | None:
    """The key of the channel that is named by its key (市, 市级) or its name."""
    plain = word.strip("《》")
    for key, name in channels.items():
        if plain in (key, f"{key}级", f"{key}采用", name):
            return key
    english = plain.casefold()
    return next((key for key in channels if english in CHANNELS_EN.get(key, ())), None)


def read_day(word: str, *, today: date) -> date | None:
    """A day that has been: 2026-06-03, 6月3日, 昨天; without a year the last such day. BadInput for one to come."""
    if (ago := _NAMED_DAYS.get(word.casefold())) is not None:
        return today - timedelta(days=ago)
    match = _DAY.fullmatch(word)
    if match is None:
        return None
    try:
        day = date(int(match["year"] or today.year), int(match["month"]), int(match["day"]))
        if match["year"] is None and day > today:
            day = day.replace(year=today.year - 1)
    except ValueError:
        raise BadInput("There is no day {day}. Nothing was recorded.", day=word) from None
    if day > today:
        raise BadInput(
            "{day} is yet to come. Nothing was recorded; please check the day and write it anew, for example {today}.",
            day=word,
            today=today.isoformat(),
        )
    return day


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a channel's list: the title as the channel printed it, and what else the line says."""

    title: str
    kind: AdoptionKind | None = None
    day: date | None = None


def read_rows(rows: Iterable[Sequence[str]], *, today: date) -> list[ListRow]:
    """The rows of a list, as cells: of each the longest cell that is neither kind nor day nor issue is the title."""
    found = []
    for row in rows:
        cells = [_ORDINAL.sub("", cell).strip() for cell in row]
        cells = [cell for cell in cells if cell and not cell.isdigit()]
        if not cells or any(cell.casefold() in _HEADINGS for cell in cells):
            continue
        kind: AdoptionKind | None = None
        day: date | None = None
        rest = []
        for cell in cells:
            plain = unicodedata.normalize("NFKC", cell).casefold()
            if plain in KINDS:
                kind = KINDS[plain]
            elif (read := _day_in(plain, today=today)) is not None:
                day = read
            elif not _ISSUE.fullmatch(plain):
                rest.append(cell)
        if rest:
            found.append(ListRow(max(rest, key=len).strip("《》"), kind, day))
    return found


def split_lines(text: str, *, today: date) -> list[list[str]]:
    """A list that was pasted: a line each, cells apart by tabs or upright strokes; what is said behind a title is one, too."""
    return [_apart(_CELLS.split(line), today=today) for line in text.splitlines()]


def _apart(cells: list[str], *, today: date) -> list[str]:
    """`春茶开园 单条 6月2日` and `春茶开园（综合）`: a line without strokes, whose last words say how it was taken."""
    if len(cells) > 1:
        return cells
    title, said = cells[0], list[str]()
    while match := _LAST_WORD.search(title):
        word = unicodedata.normalize("NFKC", match[1] or match[2]).casefold()
        if word not in KINDS and not _ISSUE.fullmatch(word) and _day_in(word, today=today) is None:
            break
        said.append(word)
        title = title[: match.start()]
    return [title, *said]


def _day_in(cell: str, *, today: date) -> date | None:
    try:
        return read_day(_with_figures(cell).partition(" ")[0], today=today)
    except BadInput:
        return None
