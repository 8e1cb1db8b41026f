"""What reading a file comes to, as it leaves the process; and why a file is not read."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_CHARS = 100_000  # of a text; an item has some hundred
MOST_OTHERS = 200_000  # of what is only looked through


class Fault(Exception):
    """The file is not kept. `why`: damaged, large (unpacked), locked, macros, linked (elsewhere), program, empty."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass
class Found:
    """What a file is, and the words in it.

    `kind` by content: docx, text, doc, wps, xls, ... `text` is what an item can be made of, a line each paragraph; None where
    the kind is not read. `others` are words that stand elsewhere: properties, heads and feet, watermarks, what was taken out,
    other kinds' texts; `names` those of the files that are packed in it.
    """

    kind: str
    text: str | None = None
    others: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    is_long: bool = False  # too long to be read
