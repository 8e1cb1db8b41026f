"""A supervision task that was set, for tests of what becomes of it."""

from __future__ import annotations

from bot.desk.supervision import publishing
from bot.model import Performer, Person, Task
from tests.support.county import County, at

DUE = "2026-06-24 17:30"  # a Wednesday, fifteen working days after 2 June


async def set_task(
    gao: County,
    by: Person,
    *lead: Person | int,
    helpers: tuple[Person, ...] = (),
    due: str = DUE,
    title: str = "早茶市场监管",
    words: str = "请核实早茶市场秩序，提出整改措施。",
    item_id: int | None = None,
    comment_id: int | None = None,
) -> Task:
    """One for the person's unit; for the person, where it is given as a number."""
    first = lead[0]
    async with gao.database.work(now=gao.clock.now()) as work:
        if isinstance(first, int):
            named = work.directory.get_person(first)
            performer = Performer(named.unit_id, named.id)
        else:
            performer = Performer(first.unit_id)
        wanted = publishing.Wanted(
            title,
            words,
            performer,
            [Performer(each.unit_id) for each in helpers],
            at(due),
            item_id,
            comment_id,
        )
        published = await publishing.publish(gao.office, work, wanted, by=by)
    return published.task
