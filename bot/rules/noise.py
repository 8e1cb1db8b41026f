"""Forum noise in pasted texts: the random signs that forums hide in a page, and that copying brings to light.

A forum puts pairs of a sign and a letter before and after line breaks: `( n8 r0 K9 Q% y8 T`. A row of single letters or of codes
(`a b c d e`, `A4 B5 C6 D7 E8`) looks alike and may be a table: it is never taken out without a word from whoever wrote it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PAIR = "[!-;]? {1,2}[?-~]"  # a first sign, blanks, a second sign; copying may have lost the first where it was a blank
_RUN = re.compile(
    rf"(?:^[ \t]*(?:[!-;]? {{1,2}})?|[!-;]? {{1,2}})[?-~](?:{_PAIR}){{3,}}(?:[!-;](?=[ \t]*$))?", re.MULTILINE
)
_LIKE = re.compile(
    " [?-~][!-;]? {1,2}[?-~][!-;]? "
)  # within every run; looked for by its blank, which is fast
_ODD_ENOUGH = (
    2  # different signs that are neither letters nor figures: no table has them between single letters
)
_BARS = 3  # so many | in a run are a table's edges
_PASTED = 2  # certain runs, beside which a doubtful one with at least one odd sign is certain, too


@dataclass(frozen=True, slots=True)
class Noise:
    """A text without its noise: how many runs went, and the lines that may be noise and stayed."""

    text: str
    count: int
    doubts: tuple[str, ...]


def remove_noise(text: str, *, with_doubts: bool = False) -> Noise:
    """The text without the runs that are noise for certain; `with_doubts` without the doubtful ones, too.

    A line that is noise alone goes whole. A text without noise comes back as it is.
    """
    if not is_noisy(text):
        return Noise(text, 0, ())
    runs = [run for run in _RUN.finditer(text) if len(set(run[0])) > 3]
    is_pasted = sum(_is_certain(run[0]) for run in runs) >= _PASTED
    cleaned, at, count, doubts = "", 0, 0, []
    for run in runs:
        odd = _odd_signs(run[0])
        if not (with_doubts and _is_at_edge(text, run)) and not (
            _is_certain(run[0]) or (is_pasted and odd and run[0].count("|") < _BARS)
        ):
            if _is_at_edge(text, run):
                doubts.append(_line_of(text, run))
            continue
        count += 1
        kept = text[at : run.start()].rstrip(" \t")
        at = run.end()
        while at < len(text) and text[at] in " \t":
            at += 1
        cleaned += kept
        if (not cleaned or cleaned.endswith("\n")) and text[at : at + 1] == "\n":
            at += 1  # nothing else stood in the line
    return Noise((cleaned + text[at:]) if count else text, count, tuple(dict.fromkeys(doubts)))


def is_noisy(text: str) -> bool:
    """Whether there may be a run at all."""
    return _LIKE.search(text) is not None


def _odd_signs(run: str) -> set[str]:
    return {char for char in run if not char.isalnum() and char not in " \t"}


def _is_certain(run: str) -> bool:
    has_letters = any(char.isalnum() for char in run)
    return has_letters and len(_odd_signs(run)) >= _ODD_ENOUGH and run.count("|") < _BARS


def _is_at_edge(text: str, run: re.Match[str]) -> bool:
    """Whether the run begins or ends its line; within a sentence, codes are codes (途经G5 G8 S4 S9高速)."""
    before = text[:1] if run.start() == 0 else text[run.start() - 1]
    begins = run.start() == 0 or before == "\n"
    return begins or text[run.end() : run.end() + 1] in ("", "\n")


def _line_of(text: str, run: re.Match[str]) -> str:
    start, end = text.rfind("\n", 0, run.start() + 1) + 1, text.find("\n", run.end())
    return text[start : end if end >= 0 else len(text)].strip()
