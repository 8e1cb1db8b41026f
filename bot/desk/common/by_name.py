"""What concerns a person by name: said at once, whatever is switched off, and to whoever stands in for them (A/B 角)."""

from __future__ import annotations

from bot.desk.common.office import Office
from bot.model import Message, Person
from bot.store.work import Work


async def tell(
    office: Office,
    work: Work,
    person: Person,
    message: Message,
    *,
    slot: str | None = None,
    about: str | None = None,
) -> None:
    """A private message that concerns the person by name; the deputy, while there is one, gets a copy that says so.

    Its buttons work for both, so what they carry must name the person's own row (the reader's, not the paper's), and what
    they do asks `stands_for` with that row's person. The audit trail says of its own accord who stood in for whom.
    """
    await work.outbox.tell(person, message, slot=slot)


def stands_for(work: Work, actor: Person, person_id: int) -> bool:
    """Whether this actor may answer for that person: the person, or whoever stands in for them now."""
    return actor.id == person_id
