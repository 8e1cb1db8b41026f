"""One thing that waits for somebody, as /today shows it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from bot.model import Button


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line, short enough for a phone, and the buttons that lead on from it; more than three stand two in a row."""

    text: Markup
    buttons: tuple[Button, ...] = ()
