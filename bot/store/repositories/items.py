"""Items, their versions and their messages as typed queries; no decisions and no transactions here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from bot.clock import from_ms, to_ms
from bot.model import (
    Chat,
    Item,
    ItemPart,
    ItemState,
    Kind,
    Original,
    Person,
    Queue,
)
from bot.rules import stats
from bot.store.jsontext import as_json
from bot.store.repositories.numbers import Numbers
from bot.store.repositories.repository import Repository, as_ms
from bot.store.repositories.rows import mapper
from bot.store.repositories.search import Search

Standing = tuple[ItemState, str | None, int]  # so many items have this state and reason

_WORDS = ("title", "body", "kind", "is_urgent", "themes", "joint_units", "source")
_item, _part = mapper(Item), mapper(ItemPart)


class Items(Repository):
    """Items, their versions and parts. `wrote`: whether there are new words, which are to be compared once they are committed."""

    def __init__(self, conn: Any, queries: Any, *, numbers: Numbers, search: Search) -> None:
        super().__init__(conn, queries)
        self._numbers = numbers
        self._search = search
        self.wrote = False

    async def add(
        self, *, person: Person, received_at: datetime, month: str, original: str | None = None, **words: Any
    ) -> Item:
        """A new item under its year's next number, with its first version and the `original` of a text that was cleaned.

        `words`: title, body, kind, is_urgent, themes, joint_units, source, origin, demand_id, perhaps a keypoint.
        """
        year = month[:4]
        number = f"{year}-{await self._numbers.next(f'item:{year}'):04d}"
        item_id = await self._q.insert_item(
            self._conn,
            number=number,
            person_id=person.id,
            unit_id=person.unit_id,
            month=month,
            received_at=to_ms(received_at),
            **_item_words(words),
            origin=words["origin"],
            demand_id=words["demand_id"],
            keypoint=words.get("keypoint"),
        )
        await self.add_version(
            item_id, 1, title=words["title"], body=words["body"], original=original, now=received_at
        )
        return Item(
            id=item_id,
            number=number,
            person_id=person.id,
            unit_id=person.unit_id,
            reporter=person.name,
            unit=person.unit,
            state=ItemState.WAITING,
            reason=None,
            reason_text=None,
            editor_id=None,
            merged_into=None,
            version=1,
            month=month,
            received_at=from_ms(to_ms(received_at)),
            decided_at=None,
            **words,
        )

    async def add_version(
        self,
        item_id: int,
        version: int,
        *,
        title: str,
        body: str,
        now: datetime,
        original: str | None = None,
        edited_by: int | None = None,
    ) -> None:
        """The words as they are kept, and as they were typed where cleaning changed them."""
        self.wrote = True
        await self._q.insert_version(
            self._conn,
            item_id=item_id,
            version=version,
            title=title,
            body=body,
            original=original,
            written_at=to_ms(now),
            edited_by=edited_by,
        )

    async def copyedit(self, item: Item) -> tuple[str, datetime] | None:
        """Which editor wrote the item's present words, and when; None where its reporter did."""
        row = await self._q.find_copyedit(self._conn, item_id=item.id, version=item.version)
        return (row[0], from_ms(row[1])) if row else None

    async def as_sent(self, item_id: int) -> tuple[str, str]:
        """Title and body of the newest version that its reporter wrote."""
        row = await self._q.find_as_sent(self._conn, item_id=item_id)
        return (row[1], row[2]) if row else ("", "")

    async def take_version_back(self, item: Item, before: Item) -> None:
        """The item has the words and the version of `before` again; the version that it has is gone."""
        await self._search.keep(item.id)
        await self._q.delete_version(self._conn, item_id=item.id, version=item.version)
        words = {name: getattr(before, name) for name in _WORDS}
        await self._q.update_item_text(
            self._conn,
            id=item.id,
            demand_id=before.demand_id,
            keypoint=before.keypoint,
            version=before.version,
            state=item.state,
            **_item_words(words),
        )
        await self._q.outdate_comparison(self._conn, item_id=item.id)
        self.wrote = True

    async def originals(self, item_id: int) -> list[Original]:
        """What was typed of the versions that cleaning changed, the oldest first."""
        return [Original(*row) for row in await self._q.list_originals(self._conn, item_id=item_id)]

    async def make_urgent(self, item_id: int) -> None:
        """The mark alone; no new version comes of it."""
        await self._q.make_item_urgent(self._conn, id=item_id)

    async def versions(self, item_id: int) -> list[tuple[int, str, str, datetime]]:
        """Version, title, body and time, the oldest first."""
        rows = await self._q.list_versions(self._conn, item_id=item_id)
        return [(row[0], row[1], row[2], from_ms(row[3])) for row in rows]

    async def find(self, item_id: int) -> Item | None:
        """One item by id."""
        row = await self._q.find_item(self._conn, id=item_id)
        return _item(row) if row else None

    async def find_all(self, item_ids: Iterable[int]) -> list[Item]:
        """Those of these items that there are, in the order of their ids."""
        rows = await self._q.list_items_by_id(self._conn, ids=as_json(list(item_ids)))
        return [_item(row) for row in rows]

    async def undecided_without_card(self, chat: Chat, *, slot: str, most: int) -> list[Item]:
        """What waits for the desk and has no living message in the chat, the oldest first; `slot` is its name up to the id."""
        rows = await self._q.list_undecided_without_card(
            self._conn, slot=slot, chat_id=chat.chat_id, thread_id=chat.thread_id, most=most
        )
        return [_item(row) for row in rows]

    async def count_undecided_without_card(self, chat: Chat, *, slot: str) -> int:
        """How many these are."""
        return int(
            await self._q.count_undecided_without_card(
                self._conn, slot=slot, chat_id=chat.chat_id, thread_id=chat.thread_id
            )
        )

    async def find_number(self, number: str) -> Item | None:
        """One item by the number that people type."""
        row = await self._q.find_item_by_number(self._conn, number=number)
        return _item(row) if row else None

    async def of_person(self, person_id: int, *, most: int = 20) -> list[Item]:
        """A person's newest items."""
        return [_item(row) for row in await self._q.list_items_of(self._conn, person_id=person_id, most=most)]

    async def not_returned(self, person_id: int, *, most: int, after: int = 0) -> list[Item]:
        """A person's items but those that were returned, the newest first; `after` so many of them."""
        rows = await self._q.list_items_not_returned(self._conn, person_id=person_id, most=most, after=after)
        return [_item(row) for row in rows]

    async def count_not_returned(self, person_id: int) -> int:
        """How many these are."""
        return int(await self._q.count_items_not_returned(self._conn, person_id=person_id))

    async def returned(self, person_id: int) -> list[Item]:
        """What the person is to mend, the newest first."""
        return [_item(row) for row in await self._q.list_items_returned(self._conn, person_id=person_id)]

    async def newest(self, *, most: int) -> list[Item]:
        """The items that came last, the newest first."""
        return [_item(row) for row in await self._q.list_newest_items(self._conn, most=most)]

    async def newest_adopted(self, *, most: int) -> list[Item]:
        """The adopted ones of these."""
        return [_item(row) for row in await self._q.list_newest_adopted(self._conn, most=most)]

    async def month(self, month: str) -> list[tuple[ItemState, str | None, list[int]]]:
        """The items of a month by state and reason: the person of each."""
        rows = await self._q.list_month(self._conn, month=month)
        return [(*_standing(row), [int(person) for person in row[2].split(",")]) for row in rows]

    async def first_month(self) -> str | None:
        """The month of the first item; None where there is none."""
        first: str | None = await self._q.first_item_month(self._conn)
        return first

    async def count_by_person(self, first: str, last: str) -> list[tuple[int, ItemState, str | None, int]]:
        """Person, state, reason, and the number of such items from one month to another; who began first stands first."""
        rows = await self._q.count_by_person(self._conn, first=first, last=last)
        return [(row[0], *_standing(row[1:]), row[3]) for row in rows]

    async def count_by_unit(self, first: str, last: str) -> list[tuple[int, ItemState, str | None, int]]:
        """The same by unit."""
        rows = await self._q.count_by_unit(self._conn, first=first, last=last)
        return [(row[0], *_standing(row[1:]), row[3]) for row in rows]

    async def standings(self, first: str, last: str) -> list[stats.Standing]:
        """How the items of these months stand, by month, unit and category."""
        rows = await self._q.count_standings(self._conn, first=first, last=last)
        return [stats.Standing(row[0], row[1], Kind(row[2]), *_standing(row[3:]), row[5]) for row in rows]

    async def month_of(self, person_id: int, month: str) -> list[Standing]:
        """One person's items of a month."""
        rows = await self._q.list_month_of(self._conn, person_id=person_id, month=month)
        return [(*_standing(row), row[2]) for row in rows]

    async def count_states(self) -> dict[ItemState, int]:
        """How many items stand in which state."""
        return {ItemState(row[0]): row[1] for row in await self._q.count_states(self._conn)}

    async def queue(self) -> Queue:
        """What waits for review, in figures."""
        count, oldest, pressing = await self._q.count_waiting_items(self._conn)
        return Queue(count, pressing, oldest_at=None if oldest is None else from_ms(oldest))

    async def waiting(self, *, most: int, after: int = 0) -> list[Item]:
        """What waits for review: what rings the desk first, then the longest waiting; `after` so many of them."""
        rows = await self._q.list_waiting_items(self._conn, most=most, after=after)
        return [_item(row) for row in rows]

    async def to_decide(self, *, most: int, after: int = 0) -> list[Item]:
        """What waits or is in review, what rings the desk first; `after` so many of them."""
        return [_item(row) for row in await self._q.list_queue(self._conn, most=most, after=after)]

    async def reserve(self, *, most: int, after: int = 0) -> list[Item]:
        """What is in reserve, the newest first; `after` so many of them."""
        return [_item(row) for row in await self._q.list_reserve(self._conn, most=most, after=after)]

    async def count_reserve(self) -> int:
        """How much is in reserve."""
        return int(await self._q.count_reserve(self._conn))

    async def taken_before(self, before: datetime, *, most: int) -> list[Item]:
        """What was taken before that moment and is still in review, the longest ago first."""
        rows = await self._q.list_items_taken(self._conn, before=to_ms(before), most=most)
        return [_item(row) for row in rows]

    async def taken(self) -> list[tuple[int | None, int]]:
        """Who has how many items in review."""
        return [(row[0], row[1]) for row in await self._q.count_taken_items(self._conn)]

    async def waiting_since(
        self, before: datetime, *, kind: str, most: int
    ) -> list[tuple[int, int, datetime]]:
        """Id, version and since when of what waits in its present words since before that moment, the longest first.

        Left out is what the ledger has under `kind`.
        """
        rows = await self._q.list_long_waits(self._conn, before=to_ms(before), kind=kind, most=most)
        return [(row[0], row[1], from_ms(row[2])) for row in rows]

    async def merged_into(self, item_id: int) -> list[Item]:
        """The items that were merged into this one, the first first."""
        return [_item(row) for row in await self._q.list_merged_into(self._conn, id=item_id)]

    async def contained_in(self, item_id: int) -> list[Item]:
        """The items that were merged into this one, and into those, the first first: all whose contributors share in it."""
        return [_item(row) for row in await self._q.list_contained_in(self._conn, id=item_id)]

    async def following(self, item_id: int) -> list[Item]:
        """The items that tell more of this one's event, the first first."""
        return [_item(row) for row in await self._q.list_following(self._conn, id=item_id)]

    async def follow(self, item_id: int, follows_id: int | None) -> None:
        """The item tells more of another one's event; None: it no longer does."""
        await self._q.update_follows(self._conn, id=item_id, follows_id=follows_id)

    async def set_state(self, item: Item) -> None:
        """A step of the review: state, reason, editor, merged_into and decided_at of `item`."""
        await self._q.update_item_state(
            self._conn,
            id=item.id,
            state=item.state,
            reason=item.reason,
            reason_text=item.reason_text,
            editor_id=item.editor_id,
            merged_into=item.merged_into,
            decided_at=as_ms(item.decided_at),
        )

    async def link(self, item_id: int, *, demand_id: int) -> None:
        """The item answers a demand."""
        await self._q.update_item_demand(self._conn, id=item_id, demand_id=demand_id)

    async def rewrite(
        self, item: Item, *, now: datetime, original: str | None = None, edited_by: int | None = None
    ) -> None:
        """A new version of the words: everything that a reporter writes, with `item.version` and `item.state`."""
        await self._search.keep(item.id)
        words = {name: getattr(item, name) for name in _WORDS}
        await self._q.update_item_text(
            self._conn,
            id=item.id,
            demand_id=item.demand_id,
            keypoint=item.keypoint,
            version=item.version,
            state=item.state,
            **_item_words(words),
        )
        await self._q.outdate_comparison(self._conn, item_id=item.id)
        await self.add_version(
            item.id,
            item.version,
            title=item.title,
            body=item.body,
            original=original,
            now=now,
            edited_by=edited_by,
        )

    async def wipe(self, item: Item) -> None:
        """Title, body and every other word of the item go, in all versions and messages; state and decided_at are `item`'s."""
        await self._search.forget(item.id)
        await self._q.wipe_item(self._conn, id=item.id, state=item.state, decided_at=as_ms(item.decided_at))
        await self._q.wipe_versions(self._conn, id=item.id)
        await self._q.wipe_parts(self._conn, id=item.id)

    async def held(self, *, most: int) -> list[Item]:
        """What waits for the secrecy officers, the oldest first."""
        return [_item(row) for row in await self._q.list_held_items(self._conn, most=most)]

    async def add_parts(self, parts: Iterable[ItemPart]) -> None:
        """The messages that an item was made of."""
        await self._q.insert_parts(
            self._conn,
            [
                {
                    "chat_id": part.chat_id,
                    "message_id": part.message_id,
                    "place": part.place,
                    "item_id": part.item_id,
                    "part": part.part,
                    "text": part.text,
                }
                for part in parts
            ],
        )

    async def parts_of_message(self, chat_id: int, message_id: int) -> list[ItemPart]:
        """What a message became."""
        rows = await self._q.list_parts_of_message(self._conn, chat_id=chat_id, message_id=message_id)
        return [_part(row) for row in rows]

    async def parts_of_item(self, item_id: int) -> list[ItemPart]:
        """The messages of one item, in order."""
        return [_part(row) for row in await self._q.list_parts_of_item(self._conn, item_id=item_id)]

    async def set_part(self, part: ItemPart) -> None:
        """A message's new text."""
        await self._q.update_part(
            self._conn,
            chat_id=part.chat_id,
            message_id=part.message_id,
            place=part.place,
            text=part.text,
        )


def _standing(row: Sequence[Any]) -> tuple[ItemState, str | None]:
    """State and reason, where a row begins with them."""
    return ItemState(row[0]), row[1]


def _item_words(words: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": words["title"],
        "body": words["body"],
        "kind": words["kind"],
        "is_urgent": int(words["is_urgent"]),
        "themes": as_json(words["themes"]),
        "joint_units": as_json(words["joint_units"]),
        "source": words["source"],
    }
