"""What whoever posted a demand hears of it in private: accepted, a difficulty, handed in, closed by the clock."""

from __future__ import annotations

from bot.desk.common import by_name
from bot.desk.common.audience import Render, desks
from bot.desk.common.office import Office
from bot.model import Chat, Demand, Person
from bot.store.work import Work


async def tell_poster(
    office: Office,
    work: Work,
    demand: Demand,
    render: Render,
    *,
    by: Person | None,
    is_desk_told: bool = False,
    slot: str | None = None,
) -> None:
    """A word to whoever posted the demand, unless they did it themselves or hear it with the desk in the same chat.

    `by` None: the clock.
    """
    poster = work.directory.get_person(demand.posted_by)
    if by is not None and poster.id == by.id:
        return
    if is_desk_told and Chat(poster.telegram_id or 0) in desks(work):
        return
    await by_name.tell(office, work, poster, render, slot=slot)
