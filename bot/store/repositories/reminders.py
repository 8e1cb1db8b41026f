"""Quiet hours, switched-off reminders and deputies as typed queries; when a reminder leaves is the desk's affair."""

from __future__ import annotations

from datetime import date, datetime

from bot.clock import to_ms
from bot.model import Deputy, QuietHours, Reminder
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_hours, _deputy = mapper(QuietHours), mapper(Deputy)


class Reminders(Repository):
    """What each person wants of private reminders, and who stands in for whom. The directory holds all of it in memory."""

    async def quiet_hours(self) -> list[QuietHours]:
        """Everybody's."""
        return [_hours(row) for row in await self._q.list_quiet_hours(self._conn)]

    async def set_quiet_hours(self, hours: QuietHours) -> None:
        """A person's quiet hours."""
        await self._q.set_quiet_hours(
            self._conn, person_id=hours.person_id, begins=hours.begins, ends=hours.ends
        )

    async def delete_quiet_hours(self, person_id: int) -> None:
        """A person has none any more."""
        await self._q.delete_quiet_hours(self._conn, person_id=person_id)

    async def switched_off(self) -> list[tuple[int, Reminder]]:
        """Which kinds nobody is to send to whom."""
        return [(row[0], Reminder(row[1])) for row in await self._q.list_switched_off(self._conn)]

    async def switch(self, person_id: int, kind: Reminder, *, is_on: bool) -> None:
        """Whether a person wants this kind of reminder."""
        query = self._q.switch_on if is_on else self._q.switch_off
        await query(self._conn, person_id=person_id, kind=kind)

    async def deputies(self) -> list[Deputy]:
        """Who stands in for whom, now or later; also those whose time is over and of whom nobody has heard yet."""
        return [_deputy(row) for row in await self._q.list_deputies(self._conn)]

    async def add_deputy(
        self,
        person_id: int,
        *,
        deputy_id: int,
        first: date,
        last: date,
        begins_at: datetime,
        ends_at: datetime,
        set_by: int,
        now: datetime,
    ) -> int:
        """Somebody will stand in for somebody; the id."""
        return int(
            await self._q.insert_deputy(
                self._conn,
                person_id=person_id,
                deputy_id=deputy_id,
                first=first.isoformat(),
                last=last.isoformat(),
                begins_at=to_ms(begins_at),
                ends_at=to_ms(ends_at),
                set_by=set_by,
                now=to_ms(now),
            )
        )

    async def begin_deputy(self, deputy_id: int) -> None:
        """Both have been told that it has begun."""
        await self._q.begin_deputy(self._conn, id=deputy_id)

    async def shorten_deputy(self, deputy_id: int, *, last: date, ends_at: datetime) -> None:
        """It ends earlier: somebody else stands in from then on."""
        await self._q.shorten_deputy(self._conn, id=deputy_id, last=last.isoformat(), ends_at=to_ms(ends_at))

    async def end_deputy(self, deputy_id: int, *, by: int | None, now: datetime) -> bool:
        """It is over, by somebody or (None) by the clock; False: it was over before."""
        row = await self._q.end_deputy(self._conn, id=deputy_id, ended_by=by, now=to_ms(now))
        return row is not None
