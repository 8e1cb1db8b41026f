"""Which items have been compared, the keys by which they are found, and what they are like; what follows is the desk's affair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from bot.clock import to_ms
from bot.model import Item, Likeness, LikenessAnswer, LikenessKind
from bot.store.jsontext import as_json
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_item, _likeness = mapper(Item), mapper(Likeness)


class Compared(NamedTuple):
    """The newest item that has been compared, and the first of those received within a time; 0 where there is none."""

    last_id: int
    first_id: int

    @property
    def texts(self) -> int:
        """About how many were received within the time."""
        return self.last_id - self.first_id + 1 if self.first_id else 0


class Likenesses(Repository):
    """Comparisons, keys and likenesses. `wanted`: whether an item is to be compared once this is committed."""

    def __init__(self, conn: Any, queries: Any) -> None:
        super().__init__(conn, queries)
        self.wanted = False

    async def uncompared(self, *, most: int) -> list[Item]:
        """Items that have not been compared as they stand, in the order in which they are to be."""
        return [_item(row) for row in await self._q.list_uncompared(self._conn, most=most)]

    async def compared(self, *, since: datetime) -> Compared:
        """How far the comparing has come."""
        last, first = await self._q.get_compared(self._conn, since=to_ms(since))
        return Compared(last, first or 0)

    async def compared_version(self, item_id: int) -> int | None:
        """Which version of the item has been compared; 0 where it has been rewritten since, None where none has been."""
        version: int | None = await self._q.find_comparison(self._conn, item_id=item_id)
        return version

    async def with_text_keys(self, keys: Iterable[int], *, but: int) -> dict[int, list[int]]:
        """The items, but one, that have one of these keys of their text, by the key."""
        return _by_key(await self._q.list_text_keys(self._conn, keys=as_json(list(keys)), item_id=but))

    async def with_event_keys(self, keys: Iterable[int], *, first: int, but: int) -> dict[int, list[int]]:
        """The same by the keys of what items tell, from the item `first` on."""
        return _by_key(
            await self._q.list_event_keys(self._conn, keys=as_json(list(keys)), first=first, item_id=but)
        )

    async def keep_keys(self, item: Item, *, text_keys: Iterable[int], event_keys: Iterable[int]) -> None:
        """The item, as it stands, has been compared, and is found by these keys from now on."""
        if await self.compared_version(item.id) is not None:
            await self._q.delete_text_keys(self._conn, item_id=item.id)
            await self._q.delete_event_keys(self._conn, item_id=item.id)
            await self._q.delete_unanswered(self._conn, item_id=item.id)
        await self._q.insert_text_keys(self._conn, keys=as_json(list(text_keys)), item_id=item.id)
        await self._q.insert_event_keys(self._conn, keys=as_json(list(event_keys)), item_id=item.id)
        await self._q.save_comparison(
            self._conn, item_id=item.id, version=item.version, received_at=to_ms(item.received_at)
        )

    async def demand(self, item: Item) -> None:
        """The item was held until now: it is to be compared."""
        self.wanted = True
        await self._q.demand_comparison(self._conn, item_id=item.id, received_at=to_ms(item.received_at))

    async def forget(self, item_id: int) -> None:
        """The item's text has been destroyed: nothing of it is left here, and nobody is reminded of it."""
        await self._q.delete_text_keys(self._conn, item_id=item_id)
        await self._q.delete_event_keys(self._conn, item_id=item_id)
        await self._q.delete_likenesses(self._conn, item_id=item_id)

    async def save(self, item_id: int, other_id: int, *, kind: LikenessKind, score: int) -> None:
        """Two items are alike, the later one first."""
        await self._q.save_likeness(
            self._conn, item_id=item_id, other_id=other_id, kind=kind.value, score=score
        )

    async def of(self, item_id: int) -> list[Likeness]:
        """What the item is like of what came before it."""
        return [_likeness(row) for row in await self._q.list_likenesses(self._conn, item_id=item_id)]

    async def of_later(self, other_id: int) -> list[Likeness]:
        """What came later and is like the item."""
        return [_likeness(row) for row in await self._q.list_later_alike(self._conn, other_id=other_id)]

    async def answer(self, item_id: int, other_id: int, answer: LikenessAnswer | None) -> None:
        """What an editor says of the two; None takes it back."""
        await self._q.answer_likeness(
            self._conn, item_id=item_id, other_id=other_id, answer=answer.value if answer else None
        )


def _by_key(rows: Iterable[Sequence[Any]]) -> dict[int, list[int]]:
    # Thousands of items: a text for each key costs a third of a row for each item.
    return {row[0]: list(map(int, row[1].split(","))) for row in rows}
