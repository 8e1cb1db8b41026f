"""Numbers with a letter (T12, D3): what each mechanism lets one do to its own; all letters stand in desk/letters.py."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.desk.common.office import Office, Scene
from bot.store.work import Work
from bot.views.common.choices import Steered

Open = Callable[[Office, Work, Scene, int], Awaitable[None]]


@dataclass(frozen=True)
class Lettered:
    """What bears numbers with one letter. Each function asks for its own right, and raises NotFound for a number of nothing.

    `open` shows it to who sends its number alone; `close` calls it off (/close D3); `extend` gives it more time (/extend D3 3天)
    and asks how much where nothing is said. `steered` are those that the person may close or extend now, the nearest due first.
    """

    letter: str
    open: Open
    close: Open
    extend: Callable[[Office, Work, Scene, int, str], Awaitable[None]]
    steered: Callable[[Work, Scene], Awaitable[list[Steered]]]
