"""Which kinds of private reminders concern whom; what each says is the affair of what it reminds of."""

from __future__ import annotations

from bot.model import Reminder, Role

_EVERYBODY = (Reminder.READING, Reminder.MEETING, Reminder.SUPERVISION, Reminder.ROTATION, Reminder.DRAFT)
_OF_REPORTERS = (Reminder.QUOTA, Reminder.DEADLINE, *_EVERYBODY)
_OF_EDITORS = (Reminder.DESK, *_EVERYBODY)


def kinds_for(role: Role) -> tuple[Reminder, ...]:
    """The kinds that somebody of this role may get, in the order in which they are listed."""
    if role is Role.MEMBER:
        return _OF_REPORTERS
    if role is Role.OWNER:  # who also books
        return (Reminder.DESK, Reminder.DEADLINE, *_EVERYBODY)
    if role is Role.LEADER:
        return (Reminder.DIGEST, Reminder.NOTICE, *_EVERYBODY)
    return (Reminder.READING, Reminder.MEETING, Reminder.DRAFT) if role is Role.PARTNER else _OF_EDITORS
