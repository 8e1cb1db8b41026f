"""What can be made: a kind's name and the function that makes it, whose libraries are imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any


class NoFont(Exception):
    """There is no font with the characters that the office writes in."""


class BadTemplate(Exception):
    """The office's template lacks what `missing` names."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("、".join(missing))
        self.missing = tuple(missing)


@dataclass(frozen=True, slots=True)
class Content:
    """A file's bytes, the characters for which a sign stands in it because no font has them, and how many pictures it lacks."""

    content: bytes
    missing: str = ""
    left_out: int = 0


# Kind -> module and function, which takes the kind's spec (JSON).
KINDS: Mapping[str, tuple[str, str]] = {
    "ranking": ("bot.making.charts", "draw_ranking"),
    "year": ("bot.making.charts", "draw_year"),
    "paper": ("bot.making.papers", "make_paper"),
    "bulletin": ("bot.making.bulletin", "make_bulletin"),
    "workbook": ("bot.making.workbooks", "make_workbook"),
}


# Kinds of which each page is drawn, too, unless the spec says `"pages": false`; of a `paper` where it says true.
PAGED = ("bulletin",)


def has_pages(kind: str, spec: Mapping[str, Any]) -> bool:
    """Whether pictures of the pages go with it."""
    return bool(spec.get("pages", kind in PAGED)) and kind in (*PAGED, "paper")


def has_preview(kind: str, spec: Mapping[str, Any]) -> bool:
    """Whether a small picture of the first page goes with it, as chats show beside a document."""
    return bool(spec.get("preview")) and kind in (*PAGED, "paper")


# Kinds whose files are too large for memory: the function takes the spec, where to write, and whom to tell how many rows are
# done.
LARGE: Mapping[str, tuple[str, str]] = {"export": ("bot.making.exports", "write_export")}


def write_large(kind: str, spec: Mapping[str, Any], path: Path, report: Callable[[int], object]) -> None:
    """The file of such a kind stands at `path`. Raises as `make` does."""
    module, function = LARGE[kind]
    getattr(import_module(module), function)(spec, path, report)


def make(kind: str, spec: Mapping[str, Any]) -> Content:
    """The file of this kind. NoFont, or whatever the kind's function raises over a spec that is none."""
    module, function = KINDS[kind]
    made: Content = getattr(import_module(module), function)(spec)
    return made
