"""Who contributed to adopted items, many items at a time; one item's points have the same from desk/items/points.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.desk.common.office import Office
from bot.desk.items import points
from bot.model import ItemState
from bot.rules.fees import Contributors
from bot.rules.points import Credit
from bot.store.look import Look
from bot.store.repositories.fees import Contribution, ItemHead


async def contributors_of(
    office: Office, look: Look, heads: Mapping[int, ItemHead]
) -> dict[int, list[Contributors]]:
    """By item, who had contributed from which month on, the oldest first: its own, then those that were merged into it."""
    merged = await look.fees.contributions(heads)
    found = {item_id: _steps(office, look, head, merged.get(item_id, ())) for item_id, head in heads.items()}
    for item_id, head in heads.items():
        if head.state is ItemState.DESTROYED and (credits := await _booked(look, item_id)):
            found[item_id] = [replace(found[item_id][0], credits=credits)]
    return found


async def _booked(look: Look, item_id: int) -> tuple[Credit, ...]:
    """Who has points of an item: of what was wiped nothing else says who had a part in it."""
    sums = points.sums_of(await look.adoptions.lines_of_item(item_id))
    return tuple(credit for credit, hundredths in sums.items() if hundredths > 0)


def _steps(office: Office, look: Look, head: ItemHead, merged: Iterable[Contribution]) -> list[Contributors]:
    people = {head.person_id}
    credits = _credits(look, head.person_id, head.unit_id, head.joint_units)
    day = office.today(head.received_at)
    found = [Contributors(day, f"{day:%Y-%m}", tuple(credits))]
    for each in merged:
        if each.person_id in people:
            continue
        people.add(each.person_id)
        credits |= _credits(look, each.person_id, each.unit_id, each.joint_units)
        day = office.today(each.decided_at or head.received_at)
        found.append(Contributors(day, f"{day:%Y-%m}", tuple(credits)))
    return found


def _credits(look: Look, person_id: int, unit_id: int, joint_units: Iterable[str]) -> dict[Credit, None]:
    """A reporter, then the units of the roster with which the item was reported jointly."""
    units = [look.directory.find_unit(name) for name in joint_units]
    joint = [Credit(None, unit.id) for unit in units if unit is not None and unit.id != unit_id]
    return dict.fromkeys((Credit(person_id, unit_id), *joint))
