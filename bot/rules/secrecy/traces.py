"""By which pieces a text is found again where it was repeated: in messages, whole, shortened or cut into pages."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

_LEAST = 6  # characters: shorter pieces stand in too many other texts
_WINDOW = 12
# What looks otherwise in a message (HTML, in JSON).
_ALTERED = re.compile(r"[&<>\"'\\\x00-\x1f\x7f…]+")


@dataclass(frozen=True, slots=True)
class Traces:
    """By what a message is known that repeats a text: a piece of it, or, beside the number of its item, one of its short words.

    `slots` are living messages of which every word is taken to be of it.
    """

    fragments: Collection[str]
    number: str = ""
    short: Collection[str] = ()
    slots: Collection[str] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.fragments or (self.number and self.short) or self.slots)

    def holds_piece(self, *texts: str) -> bool:
        """Whether one of the texts has a piece long enough to be of no other."""
        return any(fragment in text for text in texts for fragment in self.fragments)

    def holds_word(self, *payloads: str) -> bool:
        """Whether one of these (JSON, or plain) names the item, and has one of its short words."""
        return bool(self.number and self.short) and any(
            self.number in payload and self._has_short(payload) for payload in payloads
        )

    def is_of(self, slot: str | None) -> bool:
        """Whether that living message, which may have been given up since, is one of `slots`."""
        return slot is not None and slot.partition("#")[0] in self.slots

    def _has_short(self, payload: str) -> bool:
        words = "\n".join(_texts_in(payload))
        return any(word in words for word in self.short)


def traces_of(texts: Iterable[str], *, number: str = "", slots: Collection[str] = ()) -> Traces:
    """What is left of these texts is found by this; `number` is their item's."""
    texts = list(texts)
    return Traces(fragments_of(texts), number, _short_words(texts) if number else (), slots)


def _short_words(texts: Iterable[str]) -> frozenset[str]:
    """The runs that are too short to be searched for alone; a single sign only where it is a whole text."""
    found: set[str] = set()
    for text in texts:
        runs = [run.strip() for run in _ALTERED.split(text)]
        found |= {run for run in runs if 1 < len(run) < _LEAST and not run.isdecimal()}
        if len(text.strip()) == 1 and not text.isascii():
            found.add(text.strip())
    return frozenset(found)


def _texts_in(payload: str) -> list[str]:
    """Every text in a call's parameters, whatever it is called there."""
    try:
        return _texts(json.loads(payload))
    except ValueError:
        return [payload]


def _texts(data: object) -> list[str]:
    if isinstance(data, dict):
        return [text for value in data.values() for text in _texts(value)]
    if isinstance(data, list):
        return [text for value in data for text in _texts(value)]
    return [data] if isinstance(data, str) else []


def fragments_of(texts: Iterable[str]) -> frozenset[str]:
    """Pieces of which any message holds one that repeats two dozen characters of these texts on end, or a short line whole."""
    found: set[str] = set()
    for text in texts:
        for run in _ALTERED.split(text):
            piece = run.strip()
            if _LEAST <= len(piece) < 2 * _WINDOW:
                found.add(piece[:_WINDOW])
            elif len(piece) >= 2 * _WINDOW:
                found.update(piece[at : at + _WINDOW] for at in range(0, len(piece) - _WINDOW + 1, _WINDOW))
    return frozenset(found)
