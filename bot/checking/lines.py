"""What a check has to say: a line of words, and whether it is a fault; nothing is printed here."""

from __future__ import annotations

Line = tuple[str, bool]  # the words, and whether they name a fault


def fine(words: str) -> Line:
    """Something that is right, or only worth knowing (`ok:`, `note:`)."""
    return words, False


def fault(words: str) -> Line:
    """Something that is wrong: what, where, and what to do. It makes `check` end with 1."""
    return words, True
