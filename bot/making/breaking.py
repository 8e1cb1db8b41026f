"""Where a title breaks into lines: between words, and so that the lines make a trapezium or a lozenge (GB/T 9704, 7.3.1)."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Callable, Sequence

_OF_THE_TRADE = ("直报点", "信息员", "报送", "约稿", "专报")  # words that the dictionary has not
_SHORTEST = 4.0  # widths of a character; a line of one or two is what nobody wants to see
_OPENING, _CLOSING = "“‘《〈（(【〔「『", "”’》〉）)】〕」』"
_BEFORE = set("，。、；：？！…·%％℃") | set(_CLOSING)  # these stay with what they follow
_AFTER = set(_OPENING) | {"第", "约", "超", "近", "达", "每"}  # and these with what follows them
_SPAN = re.compile(r"“[^”]{1,18}”|《[^》]{1,18}》|（[^）]{1,18}）|[0-9]+(?:[.,:/%％-][0-9]+)*")
_TAILS = set(
    "的了着过地得等们中上下内外后前间年月日时次个条名户人亩元吨万亿公里镇乡县区市省村局办委组处所站社厅部院校岁"
)
_JOINING = ("和", "与", "及", "暨", "并", "以及", "或")  # a line may begin with them, and never end
_LATIN = re.compile(r"[A-Za-z0-9]+$")


def width_of(text: str) -> float:
    """In widths of a Chinese character; a figure takes half of one."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def break_title(title: str, most: float = 20.0) -> list[str]:
    """The title's lines, each at most so wide (in characters). A space in it is where a line ends first of all."""
    title = " ".join(title.split())
    if width_of(title) <= most:
        return [title]
    pieces = _pieces(title, most)
    for count in range(max(2, int(-(-width_of(title) // most))), len(pieces) + 1):
        if lines := _best(pieces, count, most):
            return lines
    return pieces


def _best(pieces: Sequence[str], count: int, most: float) -> list[str]:
    """The best way to make so many lines of these pieces; none where one would be too wide."""
    found: tuple[float, list[str]] = (float("inf"), [])
    # A title of office is under a hundred characters; beyond that the lines are only filled.
    if len(pieces) > 60 or count > 4:
        return _filled(pieces, most) if count >= len(_filled(pieces, most)) else []
    for cuts in itertools.combinations(range(1, len(pieces)), count - 1):
        bounds = (0, *cuts, len(pieces))
        lines = ["".join(pieces[a:b]) for a, b in itertools.pairwise(bounds)]
        cost = _shape([width_of(line.strip()) for line in lines], most)
        cost += sum(_cut(lines[number], lines[number + 1]) for number in range(count - 1))
        if cost < found[0]:
            found = (cost, [line.strip() for line in lines])
    return found[1]


def _shape(widths: Sequence[float], most: float) -> float:
    """How far the lines are from a trapezium or a lozenge of lines that are about equal."""
    if max(widths) > most:
        return float("inf")
    mean = sum(widths) / len(widths)
    cost = sum((width - mean) ** 2 for width in widths) / len(widths)
    cost += sum(400.0 for width in widths if width < _SHORTEST)
    if len(widths) > 2 and any(
        widths[place] < min(max(widths[:place]), max(widths[place + 1 :])) - 0.5
        for place in range(1, len(widths) - 1)
    ):
        cost += 25.0  # narrow in the middle
    return cost + (1.0 if max(widths) - min(widths) < 0.5 else 0.0)  # neither is a rectangle a trapezium


def _cut(before: str, after: str) -> float:
    """How much sense is cut between these two lines."""
    if before.endswith(" ") or after.startswith(" "):
        return -60.0
    if before[-1] in "，；：、。！？":
        return -30.0
    if after.startswith(_JOINING):
        return -3.0
    return -2.0 if before[-1] in "的镇乡县区局办委" or after[0] in "“《" or before[-1] in "”》" else 0.0


def _filled(pieces: Sequence[str], most: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        if width_of((lines[-1] + piece).strip()) > most and lines[-1]:
            lines[-1] = lines[-1].strip()
            lines.append("")
        lines[-1] += piece
    return [line for line in (each.strip() for each in lines) if line]


def _pieces(title: str, most: float) -> list[str]:
    """What is never broken: words, figures with their units, what stands in quotation marks."""
    pieces: list[str] = []
    for word in _words(title, most):
        last = pieces[-1] if pieces else ""
        if last and _belong(last, word) and width_of(last + word) <= most:
            pieces[-1] += word
        else:
            pieces.append(word)
    return [part for piece in pieces for part in _cut_up(piece, most)]


def _words(title: str, most: float) -> list[str]:
    words: list[str] = []
    end, cut = 0, _dictionary()
    for span in _SPAN.finditer(title):
        words += cut(title[end : span.start()], False)
        words.append(span[0])
        end = span.end()
    return words + cut(title[end:], False)


@functools.cache
def _dictionary() -> Callable[[str, bool], list[str]]:
    """Cuts a text into words; read (0.1 s) when the first title does not fit in a line."""
    import rjieba

    for word in _OF_THE_TRADE:
        rjieba.add_word(word, None, None)
    return rjieba.cut


def _belong(before: str, after: str) -> bool:
    if before[-1] == " " or after[0] == " ":
        return after.isspace()
    if after[0] in _BEFORE or before[-1] in _AFTER or before.endswith(_JOINING):
        return True
    if before[-1] in _BEFORE and before[-1] not in "%％":
        return False
    if before[-1].isdigit() or (_LATIN.search(before) and after[0].isalnum() and after[0].isascii()):
        return True  # a figure and what it counts
    if len(after) == 1 and (after in _TAILS or len(before) == 1):
        return after not in _JOINING
    return before in (
        "全",
        "各",
        "我",
        "该",
        "本",
        "新",
        "县",
        "市",
        "省",
        "不",
        "再",
        "已",
        "将",
        "被",
        "受",
        "变",
        "为",
    )


def _cut_up(piece: str, most: float) -> list[str]:
    """A piece that no line takes is broken where the line is full."""
    parts: list[str] = []
    while width_of(piece) > most:
        size = len(piece)
        while width_of(piece[:size]) > most:
            size -= 1
        parts.append(piece[:size])
        piece = piece[size:]
    return [*parts, piece]
