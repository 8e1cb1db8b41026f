"""What partners offer, and what they were offered within a time, as typed queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.clock import to_ms
from bot.model import Chat, PartnerOffer, PartnerOfferState, SharedItem
from bot.store.repositories.repository import Repository, as_ms
from bot.store.repositories.rows import Row, mapper

_offer = mapper(PartnerOffer)


class PartnerOffers(Repository):
    """What partners have or plan, and told the desk."""

    async def add(
        self,
        person_id: int,
        *,
        is_planned: bool,
        title: str,
        words: str,
        chat: Chat,
        message_id: int,
        now: datetime,
    ) -> PartnerOffer:
        """A new one, which that message said; it waits for the desk."""
        added = await self._q.insert_partner_offer(
            self._conn,
            person_id=person_id,
            is_planned=int(is_planned),
            title=title,
            words=words,
            chat_id=chat.chat_id,
            thread_id=chat.thread_id,
            message_id=message_id,
            now=to_ms(now),
        )
        found = await self.find(int(added))
        assert found is not None
        return found

    async def find(self, offer_id: int) -> PartnerOffer | None:
        """One offer."""
        row = await self._q.find_partner_offer(self._conn, id=offer_id)
        return _offer(row) if row else None

    async def of_message(self, chat_id: int, message_id: int) -> list[PartnerOffer]:
        """What the message offered."""
        rows = await self._q.list_partner_offers_of_message(
            self._conn, chat_id=chat_id, message_id=message_id
        )
        return [_offer(row) for row in rows]

    async def since(self, moment: datetime) -> list[PartnerOffer]:
        """What was offered since then, and what waits, the first first."""
        return [
            _offer(row) for row in await self._q.list_partner_offers_since(self._conn, since=to_ms(moment))
        ]

    async def rewrite(self, offer_id: int, *, title: str, words: str, is_planned: bool) -> None:
        """What it says now."""
        await self._q.update_partner_offer(
            self._conn, id=offer_id, title=title, words=words, is_planned=int(is_planned)
        )

    async def decide(
        self,
        offer_id: int,
        state: PartnerOfferState,
        *,
        by: int | None,
        now: datetime | None,
        demand_id: int | None = None,
    ) -> None:
        """What the desk made of it."""
        await self._q.decide_partner_offer(
            self._conn,
            id=offer_id,
            state=state.value,
            demand_id=demand_id,
            decided_by=by,
            decided_at=as_ms(now),
        )

    async def shared_between(self, since: datetime, before: datetime) -> list[SharedItem]:
        """Items that the desk offered to partners within this time, and who took them up to its end."""
        bounds = {"since": to_ms(since), "before": to_ms(before)}
        shared = await self._q.list_shared_between(self._conn, **bounds)
        taken = await self._q.list_taken_between(self._conn, **bounds)
        return _joined(shared, taken)


def _joined(shared: Iterable[Row], taken: Iterable[Row]) -> list[SharedItem]:
    """What was shared, with who took it, and what was taken of what had been shared before."""
    found = {item_id: SharedItem(number, title, is_new=True) for item_id, number, title in shared}
    for item_id, number, title, unit in taken:
        item = found.get(item_id) or SharedItem(number, title, is_new=False)
        found[item_id] = replace(item, taken_by=(*item.taken_by, unit))
    return list(found.values())
