"""Every error class of the desk; no text for people is written here (views and locale own it).

ZhibaoError
├── DeskError
│   └── Refusal              expected: answered to the person, never logged as an error
│       ├── NotAllowed       the person's role, or the place, does not give this right
│       │   └── NotJoined    whoever asks is not on the roster, or suspended: desk/people/join.py has the words
│       ├── BadInput         what was typed cannot be used
│       ├── WrongState       the thing exists, but not in a state that allows this
│       ├── Full             no free slot
│       └── NotFound         nothing with that name or number (or nothing that this person may see)
├── ConfigError              settings or usage: exit code 2, one line, no traceback
├── CommandFailed            a command-line verb could not do its work: exit code 1, one line
├── Stopped                  asked to end before there was anything to end: exit code 0
├── PutOff                   this update is to be handled later, and its lane waits: no failure
├── StoreError               the database refused, is locked or is away
│   └── StoreAway            its server cannot be reached, or is just starting
├── CopyFault                a copy of the desk could not be made, or cannot be used
├── AlreadyHandled           this update's work has been committed before: do nothing
└── DeliveryError            Telegram could not be reached, or refused a call
"""

from __future__ import annotations

from typing import Any


class ZhibaoError(Exception):
    """The root of all errors that this product raises itself."""


class DeskError(ZhibaoError):
    """Something about the desk's work, not about the machine."""


class Refusal(DeskError):
    """An expected no. `key` is a catalogue message (English), `fields` fill its placeholders (words: as functions of Texts).

    `alert` asks for a pop-up where the refusal answers a pressed button.
    """

    def __init__(self, key: str, /, *, alert: bool = True, **fields: Any) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields
        self.alert = alert

    def __str__(self) -> str:
        return f"{type(self).__name__}: {self.key} {self.fields}"


class NotAllowed(Refusal):
    """The person's role, or the place, does not give this right."""


class NotJoined(NotAllowed):
    """Whoever asks is not on the roster, or not at present; what they hear depends on where they stand."""


class BadInput(Refusal):
    """What was typed cannot be used."""


class WrongState(Refusal):
    """The thing exists, but not in a state that allows this."""


class Full(Refusal):
    """No free slot."""


class NotFound(Refusal):
    """Nothing with that name or number, or nothing that this person may see."""


class ConfigError(ZhibaoError):
    """Settings or usage: exit code 2."""


class CommandFailed(ZhibaoError):
    """A command-line verb could not do its work: exit code 1."""


class Stopped(ZhibaoError):
    """Asked to end before there was anything to end: exit code 0."""


class StoreError(ZhibaoError):
    """The database refused, is locked or is away.

    `passing`: a trouble of the machine (locked, full, away), not of what was asked: it passes, or everybody has it.
    """

    def __init__(self, text: str = "", *, passing: bool = False) -> None:
        super().__init__(text)
        self.passing = passing


class StoreAway(StoreError):
    """The database's server cannot be reached, or is just starting or stopping: it passes."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text, passing=True)


class PutOff(ZhibaoError):
    """This update is to be handled after `seconds`; nothing has failed, and its lane waits."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"put off for {seconds:.0f} s")
        self.seconds = seconds


class CopyFault(ZhibaoError):
    """A copy of the desk could not be made, or cannot be used. `key` is a catalogue message, `fields` fill its placeholders."""

    def __init__(self, key: str, /, **fields: Any) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields

    def __str__(self) -> str:
        return self.key.format(**self.fields)


class AlreadyHandled(ZhibaoError):
    """This update's work has been committed before: there is nothing left to do."""


class DeliveryError(ZhibaoError):
    """Telegram could not be reached, or refused a call."""
