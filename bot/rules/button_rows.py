"""How many buttons of a row find room beside each other on a phone; which buttons there are is the views' affair."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_WIDE = 42  # of the narrowest phones' row, in widths of a Latin letter; a Chinese character takes two
_EDGE = 1  # of each button


def beside_each_other(labels: Sequence[str]) -> list[int]:
    """How many buttons each row has into which a row is broken: Telegram gives all of a row the same width, and cuts a label."""
    if len(labels) < 2 or _fit(len(labels), 2 * max(map(len, labels))):
        return [len(labels)]
    counts = [0]
    widest = 0
    for label in labels:
        widest = max(widest, _width(label))
        if counts[-1] and not _fit(counts[-1] + 1, widest):
            counts.append(0)
            widest = _width(label)
        counts[-1] += 1
    return counts


def _fit(count: int, widest: int) -> bool:
    return count * (widest + _EDGE) <= _WIDE


def _width(label: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in label)
