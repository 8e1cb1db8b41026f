"""The log of Bot API calls and of what was wrong with them; nothing is checked here."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Call:
    """One call: when (the sandbox's time), its method and parameters, its result or its refusal's text.

    `fault` is the kind of an injected fault; `seconds` how long the answer took.
    `number` counts calls from 1.
    """

    at: datetime
    method: str
    params: dict[str, Any]
    result: Any = None
    error: str = ""
    fault: str = ""
    seconds: float = 0.0
    number: int = 0


@dataclass(frozen=True)
class Violation:
    """A call that a correct bot would not have made. `kind`: unknown_parameter, refused or doubtful."""

    method: str
    kind: str
    detail: str
    params: dict[str, Any]


class CallLog:
    """The last calls, oldest first, and every violation."""

    def __init__(self, *, length: int = 5000) -> None:
        self.calls: deque[Call] = deque(maxlen=length)
        self.violations: list[Violation] = []

    @property
    def next_number(self) -> int:
        """The number of the call that is noted next."""
        return self.calls[-1].number + 1 if self.calls else 1
