"""What was published about a month, and what its counting needs, as typed queries; the figures are rules/notice.py's."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from bot.clock import from_ms, to_ms
from bot.model import Booking, ItemState, Kind, Notice, NoticeKind
from bot.rules.stats import Standing
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_LET_GO = (ItemState.HELD, ItemState.MERGED)
_notice, _booking = mapper(Notice), mapper(Booking)


class HandedIn(NamedTuple):
    """A booking for which an item came in, the demand's title and due time, and when the item came."""

    booking: Booking
    title: str
    due_at: datetime
    received_at: datetime


class Notices(Repository):
    """Published notices, and queries about a month that only they need."""

    async def add(
        self,
        kind: NoticeKind,
        *,
        month: str,
        figures: str,
        now: datetime,
        by: int | None = None,
        why: str | None = None,
    ) -> Notice:
        """It is published, with the next number of its kind in the month's year."""
        year = int(month[:4])
        number = await self._q.last_notice_number(self._conn, kind=kind.value, year=year) + 1
        added = await self._q.insert_notice(
            self._conn,
            kind=kind.value,
            year=year,
            number=number,
            month=month,
            figures=figures,
            why=why,
            published_by=by,
            published_at=to_ms(now),
        )
        return Notice(added, kind, year, number, month, figures, why, by, now)

    async def of_month(self, month: str) -> Notice | None:
        """The month's notice; None where it has not been published."""
        row = await self._q.find_notice_of_month(self._conn, month=month)
        return _notice(row) if row else None

    async def find(self, notice_id: int) -> Notice | None:
        """One of them."""
        row = await self._q.find_notice(self._conn, id=notice_id)
        return _notice(row) if row else None

    async def before(self, notice_id: int) -> Notice | None:
        """What was published of its month before it."""
        row = await self._q.find_notice_before(self._conn, id=notice_id)
        return _notice(row) if row else None

    async def newest(self, month: str) -> Notice | None:
        """The month's newest correction, or its notice."""
        row = await self._q.find_newest_of_month(self._conn, month=month)
        return _notice(row) if row else None

    async def published_since(self, moment: datetime) -> list[Notice]:
        """The monthly notices that have come out since."""
        rows = await self._q.list_notices_since(self._conn, since=to_ms(moment))
        return [_notice(row) for row in rows]

    async def next_number(self, kind: NoticeKind, month: str) -> int:
        """The number that the next one of its kind gets."""
        last: int = await self._q.last_notice_number(self._conn, kind=kind.value, year=int(month[:4]))
        return last + 1

    async def last_month(self) -> str | None:
        """The newest month that is published; what is before it is closed too."""
        last: str | None = await self._q.last_published(self._conn)
        return last

    async def months(self, most: int) -> list[str]:
        """The months that have a notice, the newest first."""
        return [row[0] for row in await self._q.list_published_months(self._conn, most=most)]

    async def commented(self, month: str) -> list[tuple[int, int, int]]:
        """Unit, the number of leaders' comments that are booked in the month, and of how many of them nobody has said yet whether
        they may be passed on."""
        return [tuple(row) for row in await self._q.count_commented(self._conn, month=month)]

    async def standings_at(self, month: str, moment: datetime) -> list[Standing]:
        """How the month's items stood then; what was open counts as open, whatever has been decided since."""
        found = Counter((each[1:3], each[4:]) for each in await self._items_at(month, moment))
        return [Standing(month, *key, *stood, number) for (key, stood), number in found.items()]

    async def month_at(self, month: str, moment: datetime) -> list[tuple[ItemState, str | None, list[int]]]:
        """The same as a tally takes it: state, reason, and the person of each item."""
        found = defaultdict[tuple[ItemState, str | None], list[int]](list)
        for _, _, _, person_id, state, reason in await self._items_at(month, moment):
            found[state, reason].append(person_id)
        return [(*stood, people) for stood, people in found.items()]

    async def _items_at(
        self, month: str, moment: datetime
    ) -> list[tuple[int, int, Kind, int, ItemState, str | None]]:
        """Item, unit, category, person, and the state and reason that the trail says it had then.

        What was held, or part of another item, and is neither any more, counts as open.
        """
        at = to_ms(moment)
        were: dict[int, tuple[ItemState, str | None]] = {}
        for item_id, before, after in await self._q.list_items_before(self._conn, month=month, at=at):
            was, became = json.loads(before), json.loads(after)
            if "state" in was and was["state"] != became.get("state"):
                were.setdefault(item_id, (ItemState(was["state"]), was.get("reason")))
        found = []
        rows = await self._q.list_month_at(self._conn, month=month, at=at)
        for item_id, unit_id, kind, person_id, is_gone, state, reason in rows:
            stood = ItemState(state), reason
            if item_id in were and (is_gone or were[item_id][0] not in _LET_GO):
                stood = were[item_id]
            found.append((item_id, unit_id, Kind(kind), person_id, *stood))
        return found

    async def entries_at(self, moment: datetime) -> dict[int, dict[str, Any]]:
        """How those stood on the roster whose entry has changed since: by person, as the audit trail keeps an entry."""
        found: dict[int, dict[str, Any]] = {}
        for person_id, before in await self._q.list_people_before(self._conn, at=to_ms(moment)):
            found.setdefault(person_id, json.loads(before))
        return found

    async def entries_altered(
        self, since: datetime, *, person_id: int | None = None
    ) -> dict[int, list[tuple[dict[str, Any], dict[str, Any]]]]:
        """By person, or of one, the entry before and after each change from the moment on, the newest first."""
        if person_id is None:
            rows = await self._q.list_entries_altered(self._conn, at=to_ms(since))
        else:
            rows = await self._q.list_entry_altered(self._conn, at=to_ms(since), person_id=person_id)
        found: dict[int, list[tuple[dict[str, Any], dict[str, Any]]]] = {}
        for subject_id, before, after in rows:
            found.setdefault(subject_id, []).append((json.loads(before), json.loads(after)))
        return found

    async def handed_in(self, month: str) -> list[HandedIn]:
        """What came in for demands with the month's items."""
        rows = await self._q.list_bookings_handed_in(self._conn, month=month)
        return [HandedIn(_booking(row[:11]), row[11], from_ms(row[12]), from_ms(row[13])) for row in rows]

    async def given_up(self, since: datetime, until: datetime) -> list[tuple[int, str, str]]:
        """Demand, its title, and the unit of each booking that lapsed or stayed unanswered in a span of time."""
        rows = await self._q.list_bookings_given_up(self._conn, since=to_ms(since), until=to_ms(until))
        return [(row[0], row[1], row[2]) for row in rows]

    async def has_shared(self, month: str) -> bool:
        """Whether several units have points of one item in the month."""
        return await self._q.find_shared_item(self._conn, month=month) is not None

    async def points_by_unit(self, first: str, last: str) -> dict[int, int]:
        """What each unit has from one month to another, in hundredths."""
        rows = await self._q.sum_points_by_unit(self._conn, first=first, last=last)
        return {row[0]: row[1] for row in rows}
