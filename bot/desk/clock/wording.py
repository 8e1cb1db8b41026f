"""What a post of the clock is made of: messages, and for persons a function that words theirs when their turn comes."""

from __future__ import annotations

from collections.abc import Callable

from bot.model import Message

Messages = list[Message]
Wording = Callable[[], Messages]
