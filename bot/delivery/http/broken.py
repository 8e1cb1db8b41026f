"""What a call over libcurl says when it breaks; apart, since libcurl is not everywhere."""

from __future__ import annotations


class CallBroken(Exception):
    """A call without an answer. `is_begun`: Telegram may have seen it. `is_late`: it was given up since time was up."""

    def __init__(self, words: str, *, is_begun: bool, is_late: bool = False) -> None:
        super().__init__(words)
        self.is_begun = is_begun
        self.is_late = is_late
