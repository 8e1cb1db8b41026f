"""The same event told by another reporter: what a text says of it, and how much two texts have in common.

Whoever writes of the same thing from another office uses other sentences, but hardly other names. So what counts is what few
texts of the last days share: rare pairs of characters, figures with their units, days, places (docs/likeness.md has the
measurements, and what each signal adds).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from bot.rules.likeness.figures import Figure, days, figures

BACKGROUND = Path(__file__).parent / "background.json"
READ = 1500  # characters of a text: what it is about stands there
FULL = 60  # texts under one key: no more are kept, so that how many more say it is not known
MANY = 45  # what so many say weighs nothing: of a full key some go by the hour, and it is no rarer for that

_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_PLACE_ENDS = ("镇", "乡", "街道", "村", "社区")
_STEMS = re.compile(r"^(?:县|市)(?=..)|(?:镇|乡|街道)$")

_COMMON = 0.02  # of all texts: what every office writes, whatever it is about
_RARE = 0.0005  # a pair that the background has not got
_FIGURE, _FIGURE_BY_DIGITS = 0.002, {1: 0.1, 2: 0.02}  # 1360元 stands in fewer texts than 3个
_COUNTED = 100  # the background counts as so many texts: an office's first items are no measure
_MOST = 5.9  # what one thing can be rare: what one text in 365 says
_CHANCE = 3.5  # what one text in 33 says is shared by chance
_PER_PAIR = 0.04  # and so is some of everything, the more the longer two texts are
_SAME_PLACE, _OTHER_PLACE, _OTHER_DAY = 3.0, -8.0, -3.0
_NEEDED = 0.25
_COMMON_RARITY = -math.log(_COMMON)


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
    """What a text says of an event: its pairs of characters, its figures by key, its days (month, day) and places."""

    pairs: frozenset[int]
    figures: Mapping[int, Figure]
    days: frozenset[tuple[int, int]]
    places: frozenset[str]

    @property
    def keys(self) -> frozenset[int]:
        """What the database finds it by: 47 bits each; what every office says is left out."""
        rarities = _background()
        pairs = {pair for pair in self.pairs if rarities.get(pair, _MOST) > _COMMON_RARITY}
        return frozenset(pairs | {key for key, figure in self.figures.items() if figure.digits > 1})


def told(title: str, body: str, *, written_on: date, names: Names) -> Told:
    """What a text says, by its title and the beginning of its body."""
    text = f"{title}\n{body[:READ]}"
    places, rest = names.find(text)
    return Told(
        pairs_of(rest),
        {_figure_key(figure): figure for figure in figures(text)},
        days(text, written_on=written_on),
        places,
    )


def pairs_of(text: str) -> frozenset[int]:
    """All pairs of Chinese characters that stand side by side, 32 bits each."""
    signs = [[*map(ord, run)] for run in _CHINESE.findall(text)]
    return frozenset(one << 16 | other for run in signs for one, other in pairwise(run))


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each thing says that two texts share: `seen` is in how many of the last `texts` it stood, the other's included.

    It is the logarithm of how rare it is, less what is shared by chance. The fewer texts an office has, the more counts
    how rare a thing is elsewhere.
    """

    texts: int
    seen: Mapping[int, int]

    def of_pair(self, key: int) -> float:
        """What a shared pair of characters weighs; nothing where every office says it."""
        rarity = _background().get(key)
        if rarity is None:
            return self._of(key, _RARE)
        return self._of(key, math.exp(-rarity)) if rarity > _COMMON_RARITY else 0.0

    def of_figure(self, key: int, figure: Figure) -> float:
        """What a shared figure weighs."""
        return self._of(key, _FIGURE_BY_DIGITS.get(figure.digits, _FIGURE))

    def _of(self, key: int, usual: float) -> float:
        seen = self.seen.get(key, 0)
        if seen >= MANY:
            return 0.0
        share = (seen + _COUNTED * usual) / (self.texts + _COUNTED)
        return max(0.0, min(_MOST, -math.log(share)) - _CHANCE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one event in two texts, and (negative) against it."""

    pairs: float
    figures: float
    place: float
    day: float
    length: float  # the longer two texts are, the more they share by chance

    @property
    def score(self) -> float:
        """All of it."""
        return self.pairs + self.figures + self.place + self.day + self.length


def evidence(one: Told, other: Told, weights: Weights) -> Evidence:
    """What two texts have in common, weighed."""
    return Evidence(
        pairs=sum(map(weights.of_pair, one.pairs & other.pairs)),
        figures=sum(
            weights.of_figure(key, one.figures[key]) for key in one.figures.keys() & other.figures.keys()
        ),
        place=_agreement(one.places, other.places, same=_SAME_PLACE, differing=_OTHER_PLACE),
        day=_agreement(one.days, other.days, same=0.0, differing=_OTHER_DAY),
        length=-_PER_PAIR * math.sqrt(len(one.pairs) * len(other.pairs)),
    )


def chosen(scores: Mapping[int, float], *, needed: float = _NEEDED, most: int = 3) -> list[tuple[int, float]]:
    """What is shown of the candidates: the best ones, none of which falls far behind the very best."""
    best = sorted(((score, key) for key, score in scores.items() if score >= needed), reverse=True)
    return [(key, score) for score, key in best[:most] if score >= 0.6 * best[0][0]]


@cache
def _background() -> Mapping[int, float]:
    """How rare pairs of characters are in general, as negative logarithms; what is not there is rarer than any."""
    rows: dict[str, str] = json.loads(BACKGROUND.read_text(encoding="utf-8"))
    return {
        ord(pairs[at]) << 16 | ord(pairs[at + 1]): int(rarity) / 10
        for rarity, pairs in rows.items()
        for at in range(0, len(pairs), 2)
    }


def _agreement(one: frozenset[object], two: frozenset[object], *, same: float, differing: float) -> float:
    if not one or not two:
        return 0.0
    return same if one & two else differing


def _figure_key(figure: Figure) -> int:
    # Above all pairs of characters, which have 32 bits.
    number = round(figure.value * 1000) << 16 | (ord(figure.unit) if figure.unit else 0)
    return 1 << 46 | number % (1 << 45)
