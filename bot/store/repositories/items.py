"""Items, their versions and messages, drafts and the audit trail as typed queries; no decisions and no transactions here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from bot.clock import from_ms, to_ms
from bot.model import (
    AuditEntry,
    Draft,
    Item,
    ItemPart,
    ItemState,
    Person,
    Reason,
)
from bot.rules.chain import next_hash
from bot.store.jsontext import as_json
from bot.store.repositories.repository import Repository, as_ms
from bot.store.repositories.rows import mapper

Standing = tuple[ItemState, Reason | None, int]  # so many items have this state and reason

_item, _draft, _part, _entry = mapper(Item), mapper(Draft), mapper(ItemPart), mapper(AuditEntry)


class Items(Repository):
    """Items, their versions and parts, drafts, and the audit trail.

    `audit_head` is the hash of the trail's last line; who only reads needs none. It was read in the transaction that
    writes, and nobody else writes meanwhile, so that the chain costs no statement of its own.
    """

    def __init__(self, conn: Any, queries: Any, *, audit_head: str | None = None) -> None:
        super().__init__(conn, queries)
        self._audit_head = audit_head

    async def next_number(self, series: str) -> int:
        """The next number of a series; it is given back when the transaction rolls back."""
        return int(await self._q.next_number(self._conn, name=series))

    async def add(self, *, person: Person, received_at: datetime, month: str, **words: Any) -> Item:
        """A new item under its year's next number, with its first version.

        `words`: title, body, kind, is_urgent, themes, joint_units, source, origin, demand_id.
        """
        year = month[:4]
        number = f"{year}-{await self.next_number(f'item:{year}'):04d}"
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
        )
        await self.add_version(item_id, 1, title=words["title"], body=words["body"], now=received_at)
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

    async def add_version(self, item_id: int, version: int, *, title: str, body: str, now: datetime) -> None:
        """The words as they were written."""
        await self._q.insert_version(
            self._conn, item_id=item_id, version=version, title=title, body=body, written_at=to_ms(now)
        )

    async def versions(self, item_id: int) -> list[tuple[int, str, str, datetime]]:
        """Version, title, body and time, the oldest first."""
        rows = await self._q.list_versions(self._conn, item_id=item_id)
        return [(row[0], row[1], row[2], from_ms(row[3])) for row in rows]

    async def find(self, item_id: int) -> Item | None:
        """One item by id."""
        row = await self._q.find_item(self._conn, id=item_id)
        return _item(row) if row else None

    async def find_number(self, number: str) -> Item | None:
        """One item by the number that people type."""
        row = await self._q.find_item_by_number(self._conn, number=number)
        return _item(row) if row else None

    async def of_person(self, person_id: int, *, most: int = 20) -> list[Item]:
        """A person's newest items."""
        return [_item(row) for row in await self._q.list_items_of(self._conn, person_id=person_id, most=most)]

    async def month(self, month: str) -> list[tuple[ItemState, Reason | None, list[int]]]:
        """The items of a month by state and reason: the person of each."""
        rows = await self._q.list_month(self._conn, month=month)
        return [(*_standing(row), [int(person) for person in row[2].split(",")]) for row in rows]

    async def count_by_person(self, first: str, last: str) -> list[tuple[int, ItemState, Reason | None, int]]:
        """Person, state, reason, and the number of such items from one month to another; who began first stands first."""
        rows = await self._q.count_by_person(self._conn, first=first, last=last)
        return [(row[0], *_standing(row[1:]), row[3]) for row in rows]

    async def count_by_unit(self, first: str, last: str) -> list[tuple[int, ItemState, Reason | None, int]]:
        """The same by unit."""
        rows = await self._q.count_by_unit(self._conn, first=first, last=last)
        return [(row[0], *_standing(row[1:]), row[3]) for row in rows]

    async def month_of(self, person_id: int, month: str) -> list[Standing]:
        """One person's items of a month."""
        rows = await self._q.list_month_of(self._conn, person_id=person_id, month=month)
        return [(*_standing(row), row[2]) for row in rows]

    async def count_states(self) -> dict[ItemState, int]:
        """How many items stand in which state."""
        return {ItemState(row[0]): row[1] for row in await self._q.count_states(self._conn)}

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

    async def rewrite(self, item: Item, *, now: datetime) -> None:
        """A new version of the words: everything that a reporter writes, with `item.version` and `item.state`."""
        words = {
            "title": item.title,
            "body": item.body,
            "kind": item.kind,
            "is_urgent": item.is_urgent,
            "themes": item.themes,
            "joint_units": item.joint_units,
            "source": item.source,
        }
        await self._q.update_item_text(
            self._conn, id=item.id, version=item.version, state=item.state, **_item_words(words)
        )
        await self.add_version(item.id, item.version, title=item.title, body=item.body, now=now)

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

    async def find_draft(self, chat_id: int, telegram_id: int) -> Draft | None:
        """Where a person stands in a conversation in one chat."""
        row = await self._q.find_draft(self._conn, chat_id=chat_id, telegram_id=telegram_id)
        return _draft(row) if row else None

    async def find_draft_by_id(self, draft_id: int) -> Draft | None:
        """The conversation behind a button, whoever's it is."""
        row = await self._q.find_draft_by_id(self._conn, id=draft_id)
        return _draft(row) if row else None

    async def save_draft(
        self, chat_id: int, telegram_id: int, *, kind: str, step: str, data: dict[str, Any], now: datetime
    ) -> int:
        """Begins or goes on with the one conversation of a person in a chat; its id."""
        return int(
            await self._q.save_draft(
                self._conn,
                chat_id=chat_id,
                telegram_id=telegram_id,
                kind=kind,
                step=step,
                data=as_json(data),
                updated_at=to_ms(now),
            )
        )

    async def delete_draft(self, chat_id: int, telegram_id: int) -> None:
        """The conversation is over."""
        await self._q.delete_draft(self._conn, chat_id=chat_id, telegram_id=telegram_id)

    async def delete_drafts_of(self, telegram_id: int) -> None:
        """All conversations of an account are over."""
        await self._q.delete_drafts_of(self._conn, telegram_id=telegram_id)

    async def record(
        self,
        subject: str,
        subject_id: int,
        *,
        step: str,
        person_id: int | None,
        now: datetime,
        before: object = None,
        after: object = None,
    ) -> None:
        """One line of the audit trail, linked to the line before (rules/chain.py)."""
        assert self._audit_head is not None, "only a Work writes"
        line: dict[str, Any] = {
            "subject": subject,
            "subject_id": subject_id,
            "person_id": person_id,
            "step": step,
            "before": None if before is None else as_json(before),
            "after": None if after is None else as_json(after),
            "done_at": to_ms(now),
        }
        head = next_hash(self._audit_head, **line)
        await self._q.insert_audit(self._conn, **line, hash=head)
        self._audit_head = head

    async def audit(self, subject: str, subject_id: int) -> list[AuditEntry]:
        """The audit trail of one thing, the oldest first."""
        rows = await self._q.list_audit(self._conn, subject=subject, subject_id=subject_id)
        return [_entry(row) for row in rows]


def _standing(row: Sequence[Any]) -> tuple[ItemState, Reason | None]:
    """State and reason, where a row begins with them."""
    return ItemState(row[0]), Reason(row[1]) if row[1] else None


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
