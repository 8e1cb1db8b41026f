"""Network sources and the leads found in them as typed queries; which are shown is the desk's affair."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import to_ms
from bot.model import Entry, FeedState, Lead, LeadState
from bot.store.jsontext import as_json
from bot.store.repositories.repository import Repository, as_ms
from bot.store.repositories.rows import mapper

_feed, _lead = mapper(FeedState), mapper(Lead)
_SEEN_EVERY = timedelta(days=1)  # so seldom is it written down that a lead is in its source still


class Feeds(Repository):
    """How each source was last read."""

    async def all(self) -> dict[str, FeedState]:
        """What is known of every source that was ever read, by name."""
        return {row[0]: _feed(row) for row in await self._q.list_feeds(self._conn)}

    async def find(self, name: str) -> FeedState | None:
        """What is known of one."""
        row = await self._q.find_feed(self._conn, name=name)
        return _feed(row) if row else None

    async def save(self, state: FeedState) -> None:
        """What a reading has come to."""
        await self._q.save_feed(
            self._conn,
            name=state.name,
            url=state.url,
            due_at=to_ms(state.due_at),
            etag=state.etag,
            modified=state.modified,
            read_at=as_ms(state.read_at),
            entries=state.entries,
            fault=state.fault,
            failures=state.failures,
            failing_since_at=as_ms(state.failing_since_at),
            told_on=state.told_on,
        )


class Leads(Repository):
    """Entries of sources that fitted, each once."""

    async def add(
        self, feed: str, entry: Entry, *, link_key: str, state: LeadState, now: datetime
    ) -> int | None:
        """An entry that fits; its id, None where its link is known."""
        added = await self._q.insert_lead(
            self._conn,
            feed=feed,
            link_key=link_key,
            title=entry.title,
            link=entry.link,
            published_at=as_ms(entry.published_at),
            found_at=to_ms(now),
            state=state.value,
        )
        return None if added is None else int(added)

    async def find(self, lead_id: int) -> Lead | None:
        """One lead."""
        row = await self._q.find_lead(self._conn, id=lead_id)
        return _lead(row) if row else None

    async def found_since(self, moment: datetime) -> list[Lead]:
        """Those of all sources since then."""
        return [_lead(row) for row in await self._q.list_leads_found_since(self._conn, since=to_ms(moment))]

    async def of_message(self, message: int) -> list[Lead]:
        """What one message shows."""
        return [_lead(row) for row in await self._q.list_leads_of_message(self._conn, message=message)]

    async def in_state(self, state: LeadState, *, most: int) -> list[Lead]:
        """What stands so, the newest first."""
        rows = await self._q.list_leads_in_state(self._conn, state=state.value, most=most)
        return [_lead(row) for row in rows]

    async def counts(self) -> dict[tuple[str, LeadState], int]:
        """How many of each source stand in which state."""
        return {(row[0], LeadState(row[1])): int(row[2]) for row in await self._q.count_leads(self._conn)}

    async def show(self, leads: Sequence[Lead]) -> int:
        """One message shows these; its number."""
        message = min(lead.id for lead in leads)
        for lead in leads:
            await self._q.show_lead(self._conn, id=lead.id, message=message)
        return message

    async def set_state(self, lead_id: int, state: LeadState) -> None:
        """It stands so from now on."""
        await self._q.set_lead_state(self._conn, id=lead_id, state=state.value)

    async def decide(
        self,
        lead: Lead,
        state: LeadState,
        *,
        person_id: int | None,
        now: datetime | None,
        demand_id: int | None = None,
    ) -> bool:
        """Somebody decides, or undoes that; False where it no longer stood as `lead` says."""
        row = await self._q.decide_lead(
            self._conn,
            id=lead.id,
            state=state.value,
            before=lead.state.value,
            decided_by=person_id,
            decided_at=as_ms(now),
            demand_id=demand_id,
        )
        return row is not None

    async def see(self, feed: str, link_keys: Sequence[str], *, now: datetime) -> None:
        """These are in their source still."""
        await self._q.see_leads(
            self._conn,
            feed=feed,
            keys=as_json(list(link_keys)),
            seen_at=to_ms(now),
            before=to_ms(now - _SEEN_EVERY),
        )
