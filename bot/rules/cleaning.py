"""Cleaning of an item's text (manual, section 2): forum noise, signs that decorate, wide letters, traditional characters, commas.

`text.clean` comes before it, for whatever people type: line breaks and what cannot be seen. A text that needs nothing of this
comes out as the same object, and cleaning what is clean changes nothing. What was typed is kept elsewhere.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.model.record import record
from bot.rules.noise import is_noisy, remove_noise
from bot.rules.text import BEYOND
from bot.rules.traditional import simplify, traditional_characters


class Cleanup(StrEnum):
    """What was done to a text, in the order in which it is told."""

    NOISE = "noise"  # runs taken out
    TRADITIONAL = "traditional"  # places simplified
    DECORATION = "decoration"  # emoji and decorative signs taken out
    WIDTH = "width"  # groups of full-width figures and letters made half-width
    PUNCTUATION = "punctuation"  # marks between Chinese characters made full-width


@record
class Cleaned:
    """A text after cleaning, how often each thing was done, and the lines that may be noise and were left."""

    text: str
    counts: Mapping[Cleanup, int] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What cleaning did to the text of an item, and that text as it was typed."""

    original: str
    counts: Mapping[Cleanup, int]
    doubts: tuple[str, ...]


# Pictures and dingbats. Left out is what texts say something with: circled figures, ticks and crosses, ☐☑, ♀♂, arrows, + − ×.
_DINGBATS = (
    "\u231a\u231b\u23e9-\u23f3\u23f8-\u23fa\u2600-\u2604\u2607-\u260f\u2613-\u263f\u2641\u2643-\u26ff"
    "\u2700-\u2712\u2719-\u2775\u2794\u2798-\u27bf\u2b1b\u2b1c\u2b50\u2b55"
)
_EMOJI = f"\U0001f000-\U0001f0ff\U0001f170-\U0001faff{_DINGBATS}"
_MARKS = {"❗": "！", "❕": "！", "❓": "？", "❔": "？"}  # drawn, and they end sentences
_SKIN = "\U0001f3fb-\U0001f3ff"
_DECORATION = re.compile(
    rf"(?P<key>[0-9#*])\ufe0f?\u20e3"  # a key cap: its figure stays
    rf"|(?:[\U0001f1e6-\U0001f1ff]{{2}}"  # a flag
    rf"|[{_EMOJI}][\ufe0e\ufe0f{_SKIN}]*(?:\u200d[{_EMOJI}][\ufe0e\ufe0f{_SKIN}]*)*) ?"
    rf"|[\ufe0e\ufe0f\u20e3]"
)
# At the beginning of a line these decorate; within it they may be a legend's, and ○ is a nought, △ and □ are figures.
_SIGNS = "\u2500-\u259f★☆◆◇■▪▫◼◻▲▼▽◤◥◢◣▶▷►◀◁◄"
_SIGN_LINE = re.compile(rf"^[ \t]*[{_SIGNS}][{_SIGNS} \t]*(?P<rest>[^\n]*?)[{_SIGNS} \t]*$", re.MULTILINE)
_SIGN = re.compile(f"[{_SIGNS}]")
_ENDS = frozenset("，。；：！？、,.;:!?")
_PUNCTUATED = ("", ".", "、", "．", "，", "：", ":", ",", ")", "）")

_WIDE = "０-９Ａ-Ｚａ-ｚ"
_WIDE_GROUP = re.compile(rf"[{_WIDE}]+(?:[．／－＋＿＠：　][{_WIDE}]+)*(?:(?<=[０-９])％)?")
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def clean_item(text: str, *, names: Iterable[str] = (), with_doubts: bool = False) -> Cleaned:
    """An item's text as typed, without what does not belong to it; punctuation is `widen`'s, which header lines go without.

    `names` of people and units stay as they are written. `with_doubts` takes out what may be noise as well.
    """
    if not _needs_cleaning(text):
        return Cleaned(text)
    counts: Counter[Cleanup] = Counter()
    known = tuple(names)
    while True:  # what goes may bring neighbours together; each round takes something out, or is the last
        before = text
        text, count = _without_decoration(text)
        counts[Cleanup.DECORATION] += count
        text, count = _WIDE_GROUP.subn(lambda group: group[0].translate(_NARROW), text)
        counts[Cleanup.WIDTH] += count
        noise = remove_noise(text, with_doubts=with_doubts)
        counts[Cleanup.NOISE] += noise.count
        text, count = simplify(noise.text, names=known)
        counts[Cleanup.TRADITIONAL] += count
        if text == before:
            return Cleaned(text, _told(counts), noise.doubts)


def merged(*counts: Mapping[Cleanup, int]) -> Mapping[Cleanup, int]:
    """Several counts as one."""
    total: Counter[Cleanup] = Counter()
    for each in counts:
        total.update(each)
    return _told(total)


def _told(counts: Mapping[Cleanup, int]) -> Mapping[Cleanup, int]:
    return {what: counts[what] for what in Cleanup if counts.get(what)}


def _needs_cleaning(text: str) -> bool:
    """One look at each character: most texts need nothing, and this is on the way of every submission."""
    return _marked().search(text) is not None or is_noisy(text) or BEYOND.search(text) is not None


@functools.cache
def _marked() -> re.Pattern[str]:
    # Characters of one plane alone, which makes the pattern ten times as fast.
    return re.compile(f"[{_DINGBATS}\ufe0e\ufe0f\u20e3{_SIGNS}{_WIDE}{traditional_characters()}]")


def _without_decoration(text: str) -> tuple[str, int]:
    """The text without emoji, and without decorative signs at the heads of lines; lines that were nothing else go whole."""
    lines, count = [], 0
    for line in text.split("\n"):
        plain, found = _DECORATION.subn(_left_of_it, line)
        if not found or (plain := plain.strip(" \t")):
            lines.append(plain)
        count += found
    text, signs = _without_signs("\n".join(lines))
    return text, count + signs


def _left_of_it(found: re.Match[str]) -> str:
    before = found.string[: found.start()][-1:]
    if (
        (mark := _MARKS.get(found[0][0]))
        and before.isalnum()
        and found.string[found.end() :][:1] not in _ENDS
    ):
        return mark
    key = found["key"] or ""
    return (
        f"{key}." if key.isdigit() and found.string[found.end() : found.end() + 1] not in _PUNCTUATED else key
    )


def _without_signs(text: str) -> tuple[str, int]:
    if not _SIGN.search(text):
        return text, 0
    # What a line says something with is a legend's, also where it stands at the head of another line.
    legend = set(_SIGN.findall(_SIGN_LINE.sub(lambda line: line["rest"], text)))
    lines, count = [], 0
    for line in text.split("\n"):
        found = _SIGN_LINE.fullmatch(line)
        if found is None or legend.intersection(line):
            lines.append(line)
            continue
        count += 1
        if found["rest"]:
            lines.append(found["rest"])
    return "\n".join(lines), count
