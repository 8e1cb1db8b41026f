"""By which pieces a text is found again where it was repeated: in messages, whole, shortened or cut into pages."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LEAST = 6  # characters: shorter pieces stand in too many other texts
_WINDOW = 12
# What looks otherwise in a message (HTML, in JSON).
_ALTERED = re.compile(r"[&<>\"'\\\x00-\x1f\x7f…]+")


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
