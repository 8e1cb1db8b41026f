"""Long texts into as few messages as Telegram takes; which lines a post has is decided by the views."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bot.rules.text import cut_point, utf16_length

MESSAGE_LIMIT = 4096  # Telegram's, in UTF-16 code units after entities are parsed
_LIMIT_MIN = 16  # leaves room for the longest entity
_ENTITY = re.compile(r"&(?:[a-zA-Z]{1,8}|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
_ENTITY_MAX = 10
_SENTENCE_ENDS = "。！？；"


def split_lines(
    lines: Sequence[str], *, limit: int = MESSAGE_LIMIT, measure: Callable[[str], int] = utf16_length
) -> list[str]:
    """The lines as messages of at most `limit` by `measure`, broken only at line ends.

    Lines may hold balanced simple HTML tags. A line over the limit must be free of tags; it is cut at the limit,
    preferably after a sentence and never inside an HTML entity. Blank lines at the ends of a message go, since
    Telegram would drop them and refuses a message that is blank. ValueError for a limit under 16.
    """
    if limit < _LIMIT_MIN:
        raise ValueError(f"limit must be at least {_LIMIT_MIN}, not {limit}")
    messages: list[str] = []
    current = ""
    for line in lines:
        for piece in _pieces(line, limit=limit, measure=measure):
            joined = f"{current}\n{piece}" if current else piece
            if measure(joined) <= limit and piece is line:
                current = joined
            else:
                messages.append(current)
                current = piece
    messages.append(current)
    return [message.strip("\n") for message in messages if message.strip()]


def _pieces(line: str, *, limit: int, measure: Callable[[str], int]) -> Iterator[str]:
    """The line itself where it fits, else its pieces."""
    while measure(line) > limit:
        end = _cut(line, limit=limit, measure=measure)
        yield line[:end]
        line = line[end:]
    yield line


def _cut(line: str, *, limit: int, measure: Callable[[str], int]) -> int:
    """Where to cut a line that is too long: at least one character, at most the limit."""
    fits, too_long = 1, len(line)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if measure(line[:middle]) <= limit:
            fits = middle
        else:
            too_long = middle
    sentence = max(line.rfind(mark, fits // 2, fits) for mark in _SENTENCE_ENDS) + 1
    if sentence > 0:  # one in the first half would leave a message half empty
        return sentence
    return _before_entity(line, cut_point(line, fits)) or fits


def _before_entity(line: str, at: int) -> int:
    """The start of the entity that a cut at `at` would part, else `at`."""
    start = line.rfind("&", max(0, at - _ENTITY_MAX), at)
    entity = _ENTITY.match(line, start) if start >= 0 else None
    return start if entity is not None and entity.end() > at else at
