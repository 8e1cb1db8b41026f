"""Every error class of the desk; the words for people are the catalogue's.

ZhibaoError
├── DeskError
│   └── Refusal              expected: answered to the person, never logged as an error
│       ├── NotAllowed       the person's role, or the place, does not give this right
│       │   └── NotJoined    whoever asks is not on the roster, or suspended: desk/people/join.py has the words
│       ├── BadInput         what was typed cannot be used
│       │   ├── Unreadable   it is in no form that is known
│       │   └── NoDay        a day that there is not: 30 February, or a date beside another day of the week
│       ├── WrongState       the thing exists, but not in a state that allows this
│       ├── Full             no free slot
│       └── NotFound         nothing with that name or number (or nothing that this person may see)
├── Worded                   told to whoever runs the desk, in the desk's language
│   ├── Unfit                a value that cannot be used, whatever it is for; a ValueError too
│   ├── ConfigError          settings or usage: exit code 2, one line, no traceback
│   ├── CommandFailed        a command-line verb could not do its work: exit code 1, one line
│   ├── StoreError           the database refused, is locked or is away
│   │   └── StoreAway        its server cannot be reached, or is just starting
│   └── CopyFault            a copy of the desk could not be made, or cannot be used
├── Stopped                  asked to end before there was anything to end: exit code 0
├── PutOff                   this update is to be handled later, and its lane waits: no failure
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

    `alert` asks for a pop-up where the refusal answers a pressed button. `ends` is the conversation (by id) whose question is
    over with it: whoever answers the refusal ends that, for what the refused Work did of it is taken back.
    """

    ends: int | None = None

    def __init__(self, key: str, /, *, alert: bool = True, **fields: Any) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields
        self.alert = alert

    def __str__(self) -> str:
        return f"{type(self).__name__}: {self.key} {self.fields}"


class NotAllowed(Refusal):
    """The person's role, or the place, does not give this right."""


class NotBoundHere(NotAllowed):
    """The group, or the topic, where it was asked is not bound to the desk."""


class NotJoined(NotAllowed):
    """Whoever asks is not on the roster, or not at present; what they hear depends on where they stand."""


class BadInput(Refusal):
    """What was typed cannot be used."""


class Unreadable(BadInput):
    """It is in no form that is known; whoever asked for it may say what was expected."""


class NoDay(BadInput):
    """A day, and no name or anything else, but one that there is not: 30 February, or a date beside another day of the week."""


class WrongState(Refusal):
    """The thing exists, but not in a state that allows this."""


class Full(Refusal):
    """No free slot."""


class NotFound(Refusal):
    """Nothing with that name or number, or nothing that this person may see."""


class Worded(ZhibaoError):
    """Its words are a catalogue message: `key` (English), and `fields` that fill it, errors of this kind among them.

    As text it is English, as the log has it; `Texts.told` says it in a language.
    """

    def __init__(self, key: str = "", /, **fields: Any) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields

    def __str__(self) -> str:
        return self.key.format(**self.fields)


def reason_of(error: BaseException) -> Worded:
    """What the machine says of a failure, without the number and the name of a file; `locale/machine.py` has its words."""
    words = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return error if isinstance(error, Worded) else Worded(words.replace("{", "{{").replace("}", "}}"))


class Unfit(Worded, ValueError):
    """A value that cannot be used, with what may be written instead."""


class ConfigError(Worded):
    """Settings or usage: exit code 2."""


class CommandFailed(Worded):
    """A command-line verb could not do its work: exit code 1."""


class Stopped(ZhibaoError):
    """Asked to end before there was anything to end: exit code 0."""


class StoreError(Worded):
    """The database refused, is locked or is away.

    `passing`: a trouble of the machine (locked, full, away), not of what was asked: it passes, or everybody has it.
    """

    def __init__(self, key: str = "", /, *, passing: bool = False, **fields: Any) -> None:
        super().__init__(key, **fields)
        self.passing = passing


class StoreAway(StoreError):
    """The database's server cannot be reached, or is just starting or stopping: it passes."""

    def __init__(self, key: str = "", /, **fields: Any) -> None:
        super().__init__(key, passing=True, **fields)


class PutOff(ZhibaoError):
    """This update is to be handled after `seconds`; nothing has failed, and its lane waits."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"put off for {seconds:.0f} s")
        self.seconds = seconds


class CopyFault(Worded):
    """A copy of the desk could not be made, or cannot be used."""


class AlreadyHandled(ZhibaoError):
    """This update's work has been committed before: there is nothing left to do."""


class DeliveryError(ZhibaoError):
    """Telegram could not be reached, or refused a call."""
