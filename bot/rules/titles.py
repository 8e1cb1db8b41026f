"""Titles of a list matched to our items' titles: the same, edited or shortened; nothing is booked by it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log

SURE = 0.4  # of what the titles share, weighed by how rare it is among ours
_APART = 0.06  # a second one that is so near makes the first one unsure
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Match:
    """An item that a title may mean, by its id; `score` from 0 to 1."""

    item_id: int
    score: float


class Titles:
    """Our titles, to be asked which of them is meant. `titles` are ids with all the titles that an item has had."""

    def __init__(self, titles: Iterable[tuple[int, str]]) -> None:
        self._grams: list[tuple[int, frozenset[str]]] = []
        self._by_gram: dict[str, list[int]] = defaultdict(list)
        self._by_words: dict[str, list[int]] = defaultdict(list)
        for item_id, title in titles:
            words = normal(title)
            place = len(self._grams)
            grams = _grams(words)
            self._grams.append((item_id, grams))
            self._by_words[words].append(item_id)
            for gram in grams:
                self._by_gram[gram].append(place)

    def find(self, title: str, *, most: int = 3) -> list[Match]:
        """What may be meant, the likeliest first."""
        words = normal(title)
        same = [Match(item_id, 1.0) for item_id in dict.fromkeys(self._by_words.get(words, ()))]
        grams = _grams(words)
        shared: dict[int, float] = defaultdict(float)
        for gram in grams:
            weight = self._weight(gram)
            for place in self._by_gram.get(gram, ()):
                shared[place] += weight
        best: dict[int, float] = {}
        whole = sum(self._weight(gram) for gram in grams)
        for place, weight in shared.items():
            item_id, other = self._grams[place]
            theirs = sum(self._weight(gram) for gram in other)
            score = 0.75 * weight / min(whole, theirs) + 0.25 * 2 * weight / (whole + theirs)
            best[item_id] = max(best.get(item_id, 0.0), score)
        for match in same:
            best.pop(match.item_id, None)
        near = sorted((Match(item_id, score) for item_id, score in best.items()), key=lambda m: -m.score)
        return [*same, *near][:most]

    def meant(self, title: str) -> Match | None:
        """The one that is meant; None where none fits, or two fit alike."""
        found = self.find(title, most=2)
        if not found or found[0].score < SURE:
            return None
        if len(found) > 1 and found[0].score - found[1].score < _APART:
            return None
        return found[0]

    def _weight(self, gram: str) -> float:
        return log(1 + len(self._grams) / (1 + len(self._by_gram.get(gram, ())))) + 0.1


def normal(title: str) -> str:
    """A title's words alone: half-width, lower-case, without marks and blanks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", title)).casefold()


def _grams(words: str) -> frozenset[str]:
    """Pairs of neighbours; of a single sign itself."""
    return frozenset(words[at : at + 2] for at in range(len(words) - 1)) or frozenset(words)
