"""What changed between two versions of a text, as a clerk would say it; versions are kept elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.rules.text import shorten

FRAGMENT_MAX = 120  # characters of one side of a change: five of them still fit a message
_GAP = 4  # changes with fewer equal tokens between them are told as one
_FINE = 1200  # tokens: above it difflib gets slow, and sentences are compared first
_COARSE = 2000  # sentences: above it the whole passage counts as one change

_WORD_MAX = 20  # a longer figure or word is cut, so that a fragment always shows where it differs
_TOKEN = re.compile(r"\d{1,20}(?:[.,]\d{1,20}){0,3}%?|[A-Za-z]{1,20}|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]|[^。！？；\n]+\Z")
_FIGURE = re.compile(r"\d")
# After a figure: more of the number in words, then its unit, one character but for a few.
_UNIT = re.compile(r"[十百千万亿余多]*(?:公斤|公里|千克|平方米|立方米|个月|人次|[\u4e00-\u9fff])?")
_UNIT_MISSING = re.compile(r"[\d十百千万亿余多]\Z")
_CLAUSE_END = frozenset(" \t\n　，。！？；：、,;:")

_Span = tuple[int, int, int, int]  # from and to in the old text, from and to in the new one


@dataclass(frozen=True, slots=True)
class Change:
    """One passage before and after; empty on one side where it was put in or taken out."""

    before: str
    after: str


def describe_changes(before: str, after: str, *, most: int = 5, context: int = 6) -> list[Change]:
    """The first `most` changes, in order, each at most 120 characters a side.

    A changed figure is shown with its unit (4.6吨 → 4.8吨), anything else with up to `context` characters of its
    clause on both sides. A change of blanks alone is not told. Two texts of 50,000 characters take under a second:
    long passages are compared by sentence, and one that is new altogether is one change.
    """
    changes: list[Change] = []
    for span in _joined(_spans(before, after)):
        change = _change(before, after, span, context=context)
        if change.before != change.after:
            changes.append(Change(shorten(change.before, FRAGMENT_MAX), shorten(change.after, FRAGMENT_MAX)))
        if len(changes) == most:
            break
    return changes


def _spans(before: str, after: str) -> Iterator[_Span]:
    """The differing places of two texts, in order."""
    start, end_before, end_after = _trim(before, after)
    old, new = before[start:end_before], after[start:end_after]
    old_tokens, new_tokens = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(old_tokens), len(new_tokens)) <= _FINE:
        yield from _differences(old_tokens, new_tokens, at=(start, start))
        return
    old_sentences, new_sentences = _SENTENCE.findall(old), _SENTENCE.findall(new)
    if max(len(old_sentences), len(new_sentences)) > _COARSE:
        yield start, end_before, start, end_after
        return
    for i, j, k, m in _differences(old_sentences, new_sentences, at=(start, start)):
        if max(j - i, m - k) <= _FINE:
            yield from _differences(_TOKEN.findall(before[i:j]), _TOKEN.findall(after[k:m]), at=(i, k))
        else:
            yield i, j, k, m


def _trim(before: str, after: str) -> tuple[int, int, int]:
    """Where the texts begin to differ, and the ends of what differs in each; never inside a figure or word."""
    shorter = min(len(before), len(after))
    start = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    first = max(0, start - _WORD_MAX)
    while start > first and (_in_word(before, start) or _in_word(after, start)):
        start -= 1
    tail = 0
    while tail < shorter - start and before[-tail - 1] == after[-tail - 1]:
        tail += 1
    least = max(0, tail - _WORD_MAX)
    while tail > least and (_in_word(before, len(before) - tail) or _in_word(after, len(after) - tail)):
        tail -= 1
    return start, len(before) - tail, len(after) - tail


def _in_word(text: str, at: int) -> bool:
    """Whether a cut at `at` would part a figure or a Latin word."""
    return bool(re.fullmatch(r"[0-9A-Za-z.,][0-9A-Za-z.,%]", text[max(0, at - 1) : at + 1]))


def _differences(old: Sequence[str], new: Sequence[str], *, at: tuple[int, int]) -> Iterator[_Span]:
    """The differing places in characters, `at` being where the two sequences of tokens begin."""
    old_places, new_places = _places(old, at[0]), _places(new, at[1])
    # difflib passes over what is frequent then (blank lines), which else makes it quadratic.
    quick = max(len(old), len(new)) > _FINE
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=quick).get_opcodes():
        if tag != "equal":
            yield old_places[i], old_places[j], new_places[k], new_places[m]


def _places(tokens: Sequence[str], start: int) -> list[int]:
    places = [start]
    for token in tokens:
        places.append(places[-1] + len(token))
    return places


def _joined(spans: Iterator[_Span]) -> Iterator[_Span]:
    """The same places, those close together made one."""
    held: _Span | None = None
    for span in spans:
        if held is not None and span[0] - held[1] < _GAP:
            held = (held[0], span[1], held[2], span[3])
            continue
        if held is not None:
            yield held
        held = span
    if held is not None:
        yield held


def _change(before: str, after: str, span: _Span, *, context: int) -> Change:
    i, j, k, m = _whole_clause(before, after, span)
    if _FIGURE.match(before, i, j) and _FIGURE.match(after, k, m):
        if _UNIT_MISSING.search(before[i:j]) or _UNIT_MISSING.search(after[k:m]):
            j, m = _unit_end(before, j), _unit_end(after, m)
    else:
        # A whole clause put in or taken out needs no neighbours.
        longer = after[k:m] or before[i:j]
        if longer[0] not in _CLAUSE_END:
            i, k = _clause_start(before, i, most=context), _clause_start(after, k, most=context)
        if longer[-1] not in _CLAUSE_END:
            j, m = _clause_end(before, j, most=context), _clause_end(after, m, most=context)
    return Change(" ".join(before[i:j].split()), " ".join(after[k:m].split()))


def _whole_clause(before: str, after: str, span: _Span) -> _Span:
    """The span moved back to the start of a clause where that tells the same insertion or deletion.

    Otherwise 第一句。第二句。第三句。 without its middle would have lost 二句。第.
    """
    i, j, k, m = span
    if i != j and k != m:
        return span
    text, start, end, other, at = (after, k, m, before, i) if i == j else (before, i, j, after, k)
    back = 0
    while start > back and (char := text[start - back - 1]) not in _CLAUSE_END:
        if at == back or not char == text[end - back - 1] == other[at - back - 1]:
            return span
        back += 1
    return i - back, j - back, k - back, m - back


def _unit_end(text: str, at: int) -> int:
    unit = _UNIT.match(text, at)
    return at if unit is None else unit.end()


def _clause_start(text: str, at: int, *, most: int) -> int:
    start = at
    while start > max(0, at - most) and text[start - 1] not in _CLAUSE_END:
        start -= 1
    # A neighbouring figure is shown whole or it would be a wrong one.
    first = max(0, start - _WORD_MAX)
    while first < start < at and _in_word(text, start):
        start -= 1
    return start


def _clause_end(text: str, at: int, *, most: int) -> int:
    end = at
    while end < min(len(text), at + most) and text[end] not in _CLAUSE_END:
        end += 1
    last = min(len(text), end + _WORD_MAX)
    while at < end < last and _in_word(text, end):
        end += 1
    return end
