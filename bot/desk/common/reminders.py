"""Private reminders: each of a kind that its reader can switch off, and none within the reader's quiet hours."""

from __future__ import annotations

from datetime import datetime

from bot.desk.common.office import Office
from bot.model import Chat, Message, Person, PersonState, Priority, Reminder
from bot.rules.quiet import waits_until
from bot.store.work import Work

_MARK = "reminder"  # how such a message begins what it is about: delivery.sql knows it
_AT_ONCE = 500  # looked at in one Work; the next tick goes on


async def remind(
    office: Office,
    work: Work,
    person: Person,
    message: Message,
    *,
    kind: Reminder,
    slot: str | None = None,
    about: str | None = None,
    waits: bool = True,
) -> bool:
    """A private reminder, unless the person has switched the kind off; within quiet hours it waits for their end.

    Whether it goes out. With `slot` it can be taken back by `withdraw` as long as it waits, and gives way to a newer one: what is
    done by then is not reminded of. What decides something, is urgent or concerns a person by name goes through `by_name.tell`.
    What is at a fixed time, an hour before it, does not wait (`waits`): after quiet hours it would come too late.
    """
    if not may_remind(work, person, kind):
        return False
    assert person.telegram_id is not None
    chat = Chat(person.telegram_id)
    if slot is not None:
        await withdraw(work, person, slot)
    await work.outbox.say(
        chat,
        message,
        slot=slot,
        priority=Priority.BROADCAST,
        send_at=put_off_until(office, work, person) if waits else None,
        about=f"{mark_of(kind)} {about or ''}".strip() if waits else about,
    )
    return True


def may_remind(work: Work, person: Person, kind: Reminder) -> bool:
    """Whether there is somebody to write to, who has not switched the kind off."""
    is_there = person.telegram_id is not None and person.state is PersonState.ACTIVE
    return is_there and work.directory.wants(person.id, kind)


async def withdraw(work: Work, person: Person, slot: str) -> None:
    """What the reminder was about is done, or a newer one says it: it does not go out if it has not yet."""
    if person.telegram_id is None:
        return
    waiting = await work.outbox.find_post(slot, Chat(person.telegram_id))
    if waiting is not None and waiting.message_id is None:
        await work.outbox.take_away(waiting.slot, Chat(person.telegram_id))


def put_off_until(office: Office, work: Work, person: Person) -> datetime | None:
    """The end of the person's quiet hours, where they have some now."""
    return waits_until(work.directory.quiet.get(person.id), work.now, zone=office.zone)


def mark_of(kind: Reminder) -> str:
    """What the message is about, as its row keeps it."""
    return f"{_MARK}:{kind}"


def kind_in(about: str | None) -> Reminder | None:
    """The kind of reminder that a row, or a file that goes with one, is; None for anything else."""
    name, _, kind = (about or "").partition(" ")[0].partition(":")
    return Reminder(kind) if name == _MARK else None


async def follow_wishes(office: Office, work: Work, person: Person) -> None:
    """The person has changed hours or switches: what waits goes by the new ones, at once where nothing holds it any more."""
    if person.telegram_id is None:
        return
    send_at = put_off_until(office, work, person) or work.now
    for row_id, about in await work.outbox.reminders_to(person.telegram_id):
        kind = kind_in(about)
        if kind is not None and not work.directory.wants(person.id, kind):
            await work.outbox.drop(row_id)
        else:
            await work.outbox.put_off(row_id, person.telegram_id, send_at=send_at)


async def keep_quiet(office: Office, work: Work) -> None:
    """At every tick, before sending begins and where a chat opens: what comes late waits for the end of quiet hours, too.

    A reminder may have been held up by the limits, by a bot that was down or by a chat that was shut.
    """
    if not work.directory.quiet:
        return
    for row_id, telegram_id in await work.outbox.reminders_due(most=_AT_ONCE):
        person = work.directory.find_account(telegram_id)
        send_at = put_off_until(office, work, person) if person else None
        if send_at is not None:
            await work.outbox.put_off(row_id, telegram_id, send_at=send_at)
