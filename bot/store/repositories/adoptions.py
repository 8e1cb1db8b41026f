"""Which channels took an item, and what was booked for it, as typed queries; what is to be booked is in rules/points.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from operator import itemgetter
from typing import NamedTuple

from bot.clock import from_ms, to_ms
from bot.model import Adoption, AdoptionKind, Fault, ItemFault, PointLine, PointRule, SentUp
from bot.rules.points import Line
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_adoption, _line, _fault = mapper(Adoption), mapper(PointLine), mapper(ItemFault)


class Sum(NamedTuple):
    """The points that somebody (a person's or unit's id) has through a channel, of how many items, and the newest line's id."""

    subject: int
    channel: str
    hundredths: int
    items: int
    newest: int


class Taken(NamedTuple):
    """How many items of a unit a channel took."""

    unit_id: int
    channel: str
    number: int


class Mark(NamedTuple):
    """The newest adoption and the newest line at a moment: what is younger can be undone."""

    adoption: int
    line: int


class Adoptions(Repository):
    """Adoptions, the lines of points, shares, and what was sent up."""

    async def add(
        self,
        item_id: int,
        *,
        channel: str,
        kind: AdoptionKind,
        day: date,
        month: str,
        issue: str | None,
        is_late: bool,
        person_id: int | None,
        now: datetime,
    ) -> int:
        """A channel took the item."""
        added = await self._q.insert_adoption(
            self._conn,
            item_id=item_id,
            channel=channel,
            kind=kind.value,
            day=day.isoformat(),
            month=month,
            issue=issue,
            is_late=int(is_late),
            person_id=person_id,
            recorded_at=to_ms(now),
        )
        return int(added)

    async def of_item(self, item_id: int) -> list[Adoption]:
        """The channels that took it, in the order in which that was recorded; those that were taken back too."""
        return [_adoption(row) for row in await self._q.list_adoptions_of_item(self._conn, item_id=item_id)]

    async def between(self, first: date, last: date, *, channels: Iterable[str]) -> list[Adoption]:
        """The adoptions of these days by these channels, the oldest first."""
        days = {"first": first.isoformat(), "last": last.isoformat()}
        rows = [
            row
            for channel in channels
            for row in await self._q.list_adoptions_between(self._conn, **days, channel=channel)
        ]
        return [_adoption(row) for row in sorted(rows, key=itemgetter(0))]

    async def booked_since(self, month: str) -> list[int]:
        """The items of which anything is booked, or to be, in the month or later."""
        adopted = await self._q.list_items_adopted_since(self._conn, month=month)
        booked = await self._q.list_items_with_lines_since(self._conn, month=month)
        at_fault = await self._q.list_items_at_fault_since(self._conn, month=month)
        return sorted({row[0] for row in (*adopted, *booked, *at_fault)})

    async def revoke(self, adoption_id: int, *, by: int, month: str, now: datetime) -> None:
        """It was taken back; that is booked in the month."""
        await self._q.revoke_adoption(
            self._conn, id=adoption_id, revoked_by=by, revoked_at=to_ms(now), revoked_month=month
        )

    async def titles(self, today: date) -> list[tuple[int, str]]:
        """Id and title of every adopted item of the last twelve months, with those that it had before."""
        since = f"{today.year - 1}-{today.month:02d}"
        rows = await self._q.list_adopted_titles(self._conn, month=since)
        return [(row[0], row[1]) for row in rows if row[1]]

    async def unadopted_titles(self, today: date) -> list[tuple[int, str]]:
        """The same of those that the desk has not adopted; what is held, withdrawn, merged or destroyed is none of them."""
        since = f"{today.year - 1}-{today.month:02d}"
        rows = await self._q.list_unadopted_titles(self._conn, month=since)
        return [(row[0], row[1]) for row in rows if row[1]]

    async def book(
        self, item_id: int | None, lines: Iterable[Line], *, booking_id: int | None = None
    ) -> None:
        """Lines of points of the item, or of the booking that was not delivered, or of neither."""
        for line in lines:
            await self._q.insert_line(
                self._conn,
                item_id=item_id,
                day=line.day.isoformat(),
                month=line.month,
                channel=line.channel,
                kind=line.kind.value if line.kind else None,
                person_id=line.credit.person_id,
                unit_id=line.credit.unit_id,
                hundredths=line.hundredths,
                rule=line.rule.value,
                version=line.version,
                booking_id=booking_id,
            )

    async def lines_of_item(self, item_id: int) -> list[PointLine]:
        """Everything that was booked for it."""
        return [_line(row) for row in await self._q.list_lines_of_item(self._conn, item_id=item_id)]

    async def lines_of_booking(self, booking_id: int) -> list[PointLine]:
        """What was taken off for a commission that was not delivered."""
        rows = await self._q.list_lines_of_booking(self._conn, booking_id=booking_id)
        return [_line(row) for row in rows]

    async def has_lines(self, month: str, rule: PointRule) -> bool:
        """Whether the month has a line of that rule."""
        return bool(await self._q.has_lines_by_rule(self._conn, month=month, rule=rule.value))

    async def add_fault(
        self, item_id: int, fault: Fault, *, day: date, month: str, person_id: int, now: datetime
    ) -> None:
        """An editor found the item at fault."""
        await self._q.insert_fault(
            self._conn,
            item_id=item_id,
            fault=fault.value,
            day=day.isoformat(),
            month=month,
            person_id=person_id,
            recorded_at=to_ms(now),
        )

    async def faults(self, item_id: int) -> list[ItemFault]:
        """What was found wrong with it, what was taken back too."""
        return [_fault(row) for row in await self._q.list_faults_of_item(self._conn, item_id=item_id)]

    async def clear_fault(self, fault_id: int, *, by: int, month: str, now: datetime) -> None:
        """It was taken back; that is booked in the month."""
        await self._q.clear_fault(
            self._conn, id=fault_id, cleared_by=by, cleared_at=to_ms(now), cleared_month=month
        )

    async def lines_of_person(self, person_id: int, first: str, last: str) -> list[PointLine]:
        """A person's lines from one month to another."""
        rows = await self._q.list_lines_of_person(self._conn, person_id=person_id, first=first, last=last)
        return [_line(row) for row in rows]

    async def lines_of_unit(self, unit_id: int, first: str, last: str) -> list[PointLine]:
        """A unit's lines from one month to another."""
        rows = await self._q.list_lines_of_unit(self._conn, unit_id=unit_id, first=first, last=last)
        return [_line(row) for row in rows]

    async def sums_by_person(self, first: str, last: str) -> list[Sum]:
        """What everybody has from one month to another, by channel."""
        return [Sum(*row) for row in await self._q.sum_by_person(self._conn, first=first, last=last)]

    async def sums_by_unit(self, first: str, last: str) -> list[Sum]:
        """The same by unit."""
        return [Sum(*row) for row in await self._q.sum_by_unit(self._conn, first=first, last=last)]

    async def taken(self, first: str, last: str) -> list[Taken]:
        """How many adoptions are booked from one month to another, those that were taken back less."""
        return [Taken(*row) for row in await self._q.count_taken(self._conn, first=first, last=last)]

    async def mark(self) -> Mark:
        """What is younger than this, once something has been decided, is its consequence."""
        return Mark(int(await self._q.last_adoption(self._conn)), int(await self._q.last_line(self._conn)))

    async def drop_after(self, item_id: int, mark: Mark) -> None:
        """An item's adoptions and lines that are younger than the mark are undone."""
        await self._q.delete_lines_after(self._conn, item_id=item_id, after=mark.line)
        await self._q.delete_adoptions_after(self._conn, item_id=item_id, after=mark.adoption)

    async def drop_lines_between(self, item_id: int, mark: Mark, until: Mark) -> None:
        """An item's lines that are younger than one mark, but not than the other, are undone."""
        await self._q.delete_lines_between(self._conn, item_id=item_id, after=mark.line, until=until.line)

    async def set_share(self, item_id: int, first_percent: int | None) -> None:
        """What the first reporter gets; None: all share equally."""
        if first_percent is None:
            await self._q.delete_share(self._conn, item_id=item_id)
        else:
            await self._q.save_share(self._conn, item_id=item_id, first_percent=first_percent)

    async def share(self, item_id: int) -> int | None:
        """What the first reporter gets, where an editor has set it."""
        found: int | None = await self._q.find_share(self._conn, item_id=item_id)
        return found

    async def send_up(self, item_id: int, *, person_id: int, now: datetime) -> None:
        """The item was sent up."""
        await self._q.insert_sent_up(self._conn, item_id=item_id, person_id=person_id, sent_at=to_ms(now))

    async def unsend(self, item_id: int) -> None:
        """It was not."""
        await self._q.delete_sent_up(self._conn, item_id=item_id)

    async def sent_up(self, item_id: int) -> SentUp | None:
        """Who sent it up, when; None where nobody has."""
        row = await self._q.find_sent_up(self._conn, item_id=item_id)
        return SentUp(row[0], row[1], from_ms(row[2])) if row else None

    async def wipe(self, item_id: int) -> None:
        """Nothing stays of what was typed with an item's adoptions."""
        await self._q.wipe_adoptions(self._conn, item_id=item_id)
