"""Meetings and those who are called to them, as typed queries; no decisions and no transactions here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.clock import to_ms
from bot.model import Attendance, Attendee, Meeting, MeetingState
from bot.store.jsontext import as_json
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_meeting, _attendee = mapper(Meeting), mapper(Attendee)


class Meetings(Repository):
    """Meetings, and what each who is called has said."""

    async def add(
        self,
        meeting_id: int,
        *,
        title: str,
        brief: str,
        begins_at: datetime,
        place: str,
        attendees: Sequence[str],
        called_by: int,
        now: datetime,
    ) -> None:
        """A meeting under the number that its counter gave."""
        await self._q.insert_meeting(
            self._conn,
            id=meeting_id,
            title=title,
            brief=brief,
            begins_at=to_ms(begins_at),
            place=place,
            attendees=as_json(list(attendees)),
            called_by=called_by,
            now=to_ms(now),
        )

    async def find(self, meeting_id: int) -> Meeting | None:
        """One meeting."""
        row = await self._q.find_meeting(self._conn, id=meeting_id)
        return _meeting(row) if row else None

    async def ahead(self) -> list[Meeting]:
        """Those that are still to begin, the nearest first."""
        return [_meeting(row) for row in await self._q.list_meetings_ahead(self._conn)]

    async def ahead_of(self, person_id: int) -> list[Meeting]:
        """Those of them to which the person is called, or that the person has called."""
        rows = await self._q.list_meetings_ahead_of(self._conn, person_id=person_id)
        return [_meeting(row) for row in rows]

    async def newest(self, *, most: int) -> list[Meeting]:
        """The newest ones, whatever became of them."""
        return [_meeting(row) for row in await self._q.list_meetings_newest(self._conn, most=most)]

    async def newest_of(self, person_id: int, *, most: int) -> list[Meeting]:
        """The newest ones that the person has called."""
        rows = await self._q.list_meetings_newest_of(self._conn, person_id=person_id, most=most)
        return [_meeting(row) for row in rows]

    async def between(self, since: datetime, before: datetime) -> list[Meeting]:
        """Those that begin in this time, the first first, whatever became of them."""
        rows = await self._q.list_meetings_between(self._conn, since=to_ms(since), before=to_ms(before))
        return [_meeting(row) for row in rows]

    async def unsettled(self, now: datetime) -> list[Meeting]:
        """What the clock has to look at."""
        return [_meeting(row) for row in await self._q.list_meetings_unsettled(self._conn, now=to_ms(now))]

    async def set_state(self, meeting_id: int, state: MeetingState) -> None:
        """Where it stands."""
        await self._q.set_meeting_state(self._conn, id=meeting_id, state=state)

    async def call_off(self, meeting_id: int) -> None:
        """It does not take place."""
        await self._q.call_off_meeting(self._conn, id=meeting_id)

    async def set_time(self, meeting_id: int, begins_at: datetime, *, now: datetime) -> None:
        """Another time."""
        await self._q.set_meeting_time(self._conn, id=meeting_id, begins_at=to_ms(begins_at), now=to_ms(now))

    async def set_place(self, meeting_id: int, place: str) -> None:
        """Another place."""
        await self._q.set_meeting_place(self._conn, id=meeting_id, place=place)

    async def wipe(self, meeting_id: int, *, gone: str) -> None:
        """Nothing stays of what was written in it; these words stand in its place."""
        await self._q.wipe_meeting(self._conn, id=meeting_id, gone=gone)

    async def add_attendee(
        self, meeting_id: int, person_id: int, *, answer: Attendance, now: datetime
    ) -> None:
        """Somebody is called to it; who has `answer`ed already has done so now."""
        is_open = answer is Attendance.OPEN
        await self._q.insert_attendee(
            self._conn,
            meeting_id=meeting_id,
            person_id=person_id,
            answer=answer,
            answered_by=None if is_open else person_id,
            answered_at=None if is_open else to_ms(now),
        )

    async def find_attendee(self, meeting_id: int, person_id: int) -> Attendee | None:
        """What somebody has said; None where they are not called."""
        row = await self._q.find_attendee(self._conn, meeting_id=meeting_id, person_id=person_id)
        return _attendee(row) if row else None

    async def attendees(self, meeting_id: int) -> list[Attendee]:
        """Everybody who is called to it."""
        return [_attendee(row) for row in await self._q.list_attendees(self._conn, meeting_id=meeting_id)]

    async def unreminded_on_eve(self, meeting: Meeting, *, most: int) -> list[Attendee]:
        """Who is not excused and has not had the reminder of the day before for the time that it has now."""
        rows = await self._q.list_unreminded_eve(
            self._conn, meeting_id=meeting.id, timing=meeting.timing, most=most
        )
        return [_attendee(row) for row in rows]

    async def unreminded_in_hour(self, meeting: Meeting, *, most: int) -> list[Attendee]:
        """The same of the reminder an hour before."""
        rows = await self._q.list_unreminded_hour(
            self._conn, meeting_id=meeting.id, timing=meeting.timing, most=most
        )
        return [_attendee(row) for row in rows]

    async def unasked(self, meeting_id: int, *, most: int) -> list[Attendee]:
        """Who came and has not been asked yet what could be written about it."""
        rows = await self._q.list_unasked(self._conn, meeting_id=meeting_id, most=most)
        return [_attendee(row) for row in rows]

    async def answer(
        self,
        meeting_id: int,
        person_id: int,
        answer: Attendance,
        *,
        reason: str | None,
        by: int,
        now: datetime,
    ) -> None:
        """What somebody says from now on, or a deputy for them."""
        await self._q.set_attendance(
            self._conn,
            meeting_id=meeting_id,
            person_id=person_id,
            answer=answer,
            reason=reason,
            answered_by=by,
            answered_at=to_ms(now),
        )

    async def mark_reminded(self, attendee: Attendee, *, eve_timing: int, hour_timing: int) -> None:
        """Up to which timing each reminder has gone out."""
        await self._q.mark_reminded(
            self._conn,
            meeting_id=attendee.meeting_id,
            person_id=attendee.person_id,
            eve_timing=eve_timing,
            hour_timing=hour_timing,
        )

    async def mark_asked(self, attendee: Attendee) -> None:
        """They have been asked what could be written about it."""
        await self._q.mark_asked(self._conn, meeting_id=attendee.meeting_id, person_id=attendee.person_id)
