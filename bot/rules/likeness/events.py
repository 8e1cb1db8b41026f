"""The same event told by another reporter: what a text says of it, and how much two texts have in common.

Whoever writes of the same thing from another office uses other sentences, but hardly other names. So what counts is what few
texts of the last days share: rare pairs of characters, figures with their units, days, places (docs/likeness.md has the
measurements, and what each signal adds).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from bot.rules.likeness.figures import Figure, days, figures

READ = 1500  # characters of a text: what it is about stands there
FULL = 200  # texts under one key: what more have says nothing, and is not looked at

_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_PLACE_ENDS = ("镇", "乡", "街道", "村", "社区")
_STEMS = re.compile(r"^(?:县|市)(?=..)|(?:镇|乡|街道)$")

# As if so many texts had been seen before, in which a pair stood so often: an office's first items are no measure.
_SEEN_BEFORE = 2000
_RARE, _FIGURE = 0.001, 0.01
_MOST = 7.2  # what one thing can weigh
_LEAST_WEIGHT = 3.5  # what stands in every thirtieth text says nothing
_REST_OF_CHAIN = 0.3  # 食药监局 is one thing, not three
_SAME_PLACE, _OTHER_PLACE = 3.0, -8.0
_SAME_DAY, _OTHER_DAY = 3.0, -3.0
_BY_DIGITS = {1: 0.3, 2: 0.7}


class Names:
    """The names that stand in many texts of an office: its units by the roster, its places by the settings."""

    def __init__(self, units: Iterable[str], places: Iterable[str] = ()) -> None:
        self._places: dict[str, str] = {}
        names: set[str] = set()
        for name in (*units, *places):
            stem = _STEMS.sub("", name)
            names.update(each for each in (name, stem) if len(each) >= 2)
            if name.endswith(_PLACE_ENDS):
                self._places |= {name: name, stem: name}
        self._places |= {name: self._places.get(name, name) for name in places}
        self._patterns = sorted(names)
        self._automaton = AhoCorasick(self._patterns, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> tuple[frozenset[str], str]:
        """The places that a text names, and the text without any of the names."""
        places, rest, at = set(), [], 0
        for pattern, start, end in self._automaton.find_matches_as_indexes(text):
            name = self._patterns[pattern]
            if name in self._places:
                places.add(self._places[name])
            rest.append(text[at:start])
            at = end
        rest.append(text[at:])
        return frozenset(places), " ".join(rest)


@dataclass(frozen=True, slots=True)
class Told:
    """What a text says of an event. `chains` are its pairs of characters in their order, a tuple for each run without marks."""

    chains: tuple[tuple[int, ...], ...]
    pairs: frozenset[int]
    figures: Mapping[int, Figure]  # by key
    days: frozenset[tuple[int, int]]
    places: frozenset[str]

    @property
    def keys(self) -> frozenset[int]:
        """What the database finds it by: 47 bits each; what every office says is left out."""
        pairs = self.pairs - common_pairs()
        return pairs | {key for key, figure in self.figures.items() if figure.digits > 1}


def told(title: str, body: str, *, written_on: date, names: Names) -> Told:
    """What a text says, by its title and the beginning of its body."""
    text = f"{title}\n{body[:READ]}"
    places, rest = names.find(text)
    chains = tuple(
        tuple(ord(run[at]) << 16 | ord(run[at + 1]) for at in range(len(run) - 1))
        for run in _CHINESE.findall(rest)
        if len(run) > 1
    )
    return Told(
        chains,
        frozenset(pair for chain in chains for pair in chain),
        {_figure_key(figure): figure for figure in figures(text)},
        days(text, written_on=written_on),
        places,
    )


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each thing says: `seen` is in how many of the last `texts` it stood."""

    texts: int
    seen: Mapping[int, int]

    def of_pair(self, key: int) -> float:
        """What a shared pair of characters weighs; nothing where every office says it."""
        return 0.0 if key in common_pairs() else self._of(key, _RARE)

    def of_figure(self, key: int, figure: Figure) -> float:
        """What a shared figure weighs: 4.6吨 more than 3个."""
        return self._of(key, _FIGURE) * _BY_DIGITS.get(figure.digits, 1.0)

    def _of(self, key: int, usual: float) -> float:
        seen = self.seen.get(key, 0)
        if seen >= FULL:
            return 0.0
        share = (seen + _SEEN_BEFORE * usual) / (self.texts + _SEEN_BEFORE)
        return min(_MOST, -math.log(min(share, 1.0)))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one event in two texts, and (negative) against it."""

    pairs: float
    figures: float
    place: float
    day: float

    @property
    def score(self) -> float:
        """All of it."""
        return self.pairs + self.figures + self.place + self.day


def evidence(one: Told, other: Told, weights: Weights) -> Evidence:
    """What two texts have in common, weighed."""
    shared = one.figures.keys() & other.figures.keys()
    return Evidence(
        pairs=sum(_chain_weight(chain) for chain in _shared_chains(one, other, weights)),
        figures=sum(weights.of_figure(key, one.figures[key]) for key in shared),
        place=_agreement(one.places, other.places, same=_SAME_PLACE, other=_OTHER_PLACE),
        day=_agreement(one.days, other.days, same=_SAME_DAY, other=_OTHER_DAY),
    )


def candidate_score(keys: Iterable[int], weights: Weights) -> float:
    """A first estimate by shared keys alone, which chooses the candidates whose texts are read."""
    return sum(weights.of_pair(key) for key in keys)


def score_needed(texts: int) -> float:
    """The score from which two of the last `texts` texts are taken for the same event.

    The more there are, the more words are left out as too common, and the less there is to weigh.
    """
    return 15.0 - max(0.0, math.log10(max(texts, 1) / 2000))


def chosen(scores: Mapping[int, float], *, needed: float, most: int = 3) -> list[tuple[int, float]]:
    """What is shown of the candidates: the best ones, none of which falls far behind the very best."""
    best = sorted(((score, key) for key, score in scores.items() if score >= needed), reverse=True)
    return [(key, score) for score, key in best[:most] if score >= 0.6 * best[0][0]]


@cache
def common_pairs() -> frozenset[int]:
    """Pairs of characters that stand in many an office's texts, whatever they are about."""
    words: list[str] = json.loads((Path(__file__).parent / "common.json").read_text(encoding="utf-8"))
    return frozenset(ord(word[0]) << 16 | ord(word[1]) for word in words)


def _shared_chains(one: Told, other: Told, weights: Weights) -> Iterable[Sequence[float]]:
    """The weights of what both have, in pieces that stand together in the one."""
    taken: set[int] = set()
    for chain in one.chains:
        piece: list[float] = []
        for pair in chain:
            weight = weights.of_pair(pair) if pair in other.pairs else 0.0
            if weight < _LEAST_WEIGHT:
                if piece:
                    yield piece
                piece = []
            elif pair not in taken:
                taken.add(pair)
                piece.append(weight)
        if piece:
            yield piece


def _chain_weight(piece: Sequence[float]) -> float:
    most = max(piece)
    return most + _REST_OF_CHAIN * (sum(piece) - most)


def _agreement(one: frozenset[object], two: frozenset[object], *, same: float, other: float) -> float:
    if not one or not two:
        return 0.0
    return same if one & two else other


def _figure_key(figure: Figure) -> int:
    # Above all pairs of characters, which have 32 bits.
    number = round(figure.value * 1000) << 16 | (ord(figure.unit) if figure.unit else 0)
    return 1 << 46 | number % (1 << 45)
