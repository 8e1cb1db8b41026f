"""The named queries as typed methods, one class for each family of tables; no decisions and no transactions here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from bot.clock import from_ms, to_ms
from bot.model import (
    AuditEntry,
    Booking,
    BookingState,
    Demand,
    DemandState,
    Draft,
    Item,
    ItemPart,
    ItemState,
    JoinRequest,
    Kind,
    Person,
    Place,
    PlaceKind,
    Proposal,
    ProposalState,
    Reason,
    Unit,
)
from bot.store.rows import mapper

_unit, _person, _place = mapper(Unit), mapper(Person), mapper(Place)
_item, _draft, _part, _entry = mapper(Item), mapper(Draft), mapper(ItemPart), mapper(AuditEntry)
_demand, _booking, _proposal, _request = (
    mapper(Demand),
    mapper(Booking),
    mapper(Proposal),
    mapper(JoinRequest),
)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)


class Repository:
    """A connection and the queries to run on it."""

    def __init__(self, conn: Any, queries: Any) -> None:
        self._conn = conn
        self._q = queries


class People(Repository):
    """Roster, accounts, invitations, requests, leave and places."""

    async def units(self) -> list[Unit]:
        """Every unit."""
        return [_unit(row) for row in await self._q.list_units(self._conn)]

    async def ensure_unit(self, name: str) -> int:
        """The id of the unit with this name, made where there is none."""
        return int(await self._q.insert_unit(self._conn, name=name))

    async def set_unit_points(self, unit_id: int, *, points: int) -> None:
        """The unit's yearly target, in hundredths of a point."""
        await self._q.set_unit_points(self._conn, id=unit_id, points=points)

    async def people(self) -> list[Person]:
        """Everybody ever on the roster."""
        return [_person(row) for row in await self._q.list_people(self._conn)]

    async def add(
        self,
        *,
        name: str,
        unit_id: int,
        role: str,
        employment: str,
        joined_on: date,
        telegram_id: int | None = None,
        month_quota: int | None = None,
        language: str | None = None,
    ) -> int:
        """A new line of the roster; its id."""
        return int(
            await self._q.insert_person(
                self._conn,
                telegram_id=telegram_id,
                name=name,
                unit_id=unit_id,
                role=role,
                employment=employment,
                month_quota=month_quota,
                joined_on=joined_on.isoformat(),
                language=language,
            )
        )

    async def save(self, person: Person) -> None:
        """A changed line of the roster. An owner's stored role is admin: who is owner stands in the settings."""
        await self._q.update_person(
            self._conn,
            id=person.id,
            telegram_id=person.telegram_id,
            name=person.name,
            unit_id=person.unit_id,
            role="admin" if person.role == "owner" else person.role,
            employment=person.employment,
            month_quota=person.month_quota,
            joined_on=person.joined_on.isoformat(),
            left_on=person.left_on.isoformat() if person.left_on else None,
            state=person.state,
            language=person.language,
        )

    async def open_accounts(self) -> list[int]:
        """Telegram ids that may be written to in private."""
        return [row[0] for row in await self._q.list_open_accounts(self._conn)]

    async def account_languages(self) -> dict[int, str]:
        """What accounts outside the roster chose."""
        return {row[0]: row[1] for row in await self._q.list_account_languages(self._conn)}

    async def set_open(self, telegram_id: int, *, is_open: bool, now: datetime) -> None:
        """Whether the private chat is open."""
        await self._q.set_account_open(
            self._conn, telegram_id=telegram_id, is_open=int(is_open), seen_at=to_ms(now)
        )

    async def set_language(self, telegram_id: int, *, language: str, now: datetime) -> None:
        """The language an account chose."""
        await self._q.set_account_language(
            self._conn, telegram_id=telegram_id, language=language, seen_at=to_ms(now)
        )

    async def add_invite(self, person_id: int, *, token_hash: str, expires_at: datetime) -> None:
        """A personal link, by its token's hash."""
        await self._q.insert_invite(
            self._conn, person_id=person_id, token_hash=token_hash, expires_at=to_ms(expires_at)
        )

    async def find_invite(self, token_hash: str) -> tuple[int, datetime, bool] | None:
        """Person, expiry and whether it was used, of the invitation with this hash."""
        row = await self._q.find_invite(self._conn, token_hash=token_hash)
        return (row[1], from_ms(row[2]), row[3] is not None) if row else None

    async def use_invites(self, person_id: int, *, now: datetime) -> None:
        """All the person's invitations are used up."""
        await self._q.use_invite(self._conn, person_id=person_id, used_at=to_ms(now))

    async def add_request(self, telegram_id: int, *, unit: str, name: str, now: datetime) -> int:
        """A stranger asks to join."""
        return int(
            await self._q.insert_join_request(
                self._conn, telegram_id=telegram_id, unit=unit, name=name, asked_at=to_ms(now)
            )
        )

    async def find_request(self, request_id: int) -> JoinRequest | None:
        """One request."""
        row = await self._q.find_join_request(self._conn, id=request_id)
        return _request(row) if row else None

    async def find_open_request(self, telegram_id: int) -> JoinRequest | None:
        """The request that this account has waiting."""
        row = await self._q.find_open_join_request(self._conn, telegram_id=telegram_id)
        return _request(row) if row else None

    async def change_request(self, request_id: int, *, unit: str, name: str, now: datetime) -> None:
        """New words for a waiting request."""
        await self._q.update_join_request(
            self._conn, id=request_id, unit=unit, name=name, asked_at=to_ms(now)
        )

    async def decide_request(self, request_id: int, *, passed: bool, by: int) -> None:
        """Passed or refused, by whom."""
        state = "passed" if passed else "refused"
        await self._q.decide_join_request(self._conn, id=request_id, state=state, decided_by=by)

    async def set_leave(self, person_id: int, *, month: str, on_leave: bool) -> None:
        """A month off, or not."""
        query = self._q.insert_leave if on_leave else self._q.delete_leave
        await query(self._conn, person_id=person_id, month=month)

    async def on_leave(self, month: str) -> set[int]:
        """Ids of the people on leave in a month."""
        return {row[0] for row in await self._q.list_leaves(self._conn, month=month)}

    async def places(self) -> list[Place]:
        """Every bound place."""
        return [_place(row) for row in await self._q.list_places(self._conn)]

    async def bind(self, chat_id: int, thread_id: int, *, kind: PlaceKind, title: str) -> int:
        """Binds a place, or gives a bound one another kind."""
        return int(
            await self._q.bind_place(self._conn, chat_id=chat_id, thread_id=thread_id, kind=kind, title=title)
        )

    async def unbind(self, place_id: int) -> None:
        """The place is no longer ours."""
        await self._q.unbind_place(self._conn, id=place_id)

    async def set_place_language(self, place_id: int, *, language: str) -> None:
        """The language spoken in a place."""
        await self._q.set_place_language(self._conn, id=place_id, language=language)

    async def greet_once(self, chat_id: int, telegram_id: int) -> bool:
        """True the first time this account is seen in this chat."""
        if await self._q.find_greeting(self._conn, chat_id=chat_id, telegram_id=telegram_id):
            return False
        await self._q.insert_greeting(self._conn, chat_id=chat_id, telegram_id=telegram_id)
        return True


class Items(Repository):
    """Items, their versions and parts, drafts, and the audit trail."""

    async def next_number(self, series: str) -> int:
        """The next number of a series; it is given back when the transaction rolls back."""
        return int(await self._q.next_number(self._conn, name=series))

    async def add(
        self, *, number: str, person: Person, received_at: datetime, month: str, **words: Any
    ) -> int:
        """A numbered item with its first version. `words`: title, body, kind, is_urgent, themes, joint_units,
        source, origin, demand_id."""
        item_id = int(
            await self._q.insert_item(
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
        )
        await self.add_version(item_id, 1, title=words["title"], body=words["body"], now=received_at)
        return item_id

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

    async def month(self, month: str) -> list[tuple[int, ItemState, Reason | None]]:
        """Person, state and reason of every item of a month."""
        rows = await self._q.list_month(self._conn, month=month)
        return [(row[0], ItemState(row[1]), Reason(row[2]) if row[2] else None) for row in rows]

    async def months(self, first: str, last: str) -> list[tuple[int, int, ItemState, Reason | None]]:
        """Person, unit, state and reason of every item from one month to another."""
        rows = await self._q.list_months_states(self._conn, first=first, last=last)
        return [(row[0], row[1], ItemState(row[2]), Reason(row[3]) if row[3] else None) for row in rows]

    async def month_of(self, person_id: int, month: str) -> list[tuple[ItemState, Reason | None]]:
        """State and reason of one person's items of a month."""
        rows = await self._q.list_month_of(self._conn, person_id=person_id, month=month)
        return [(ItemState(row[0]), Reason(row[1]) if row[1] else None) for row in rows]

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
            decided_at=_ms(item.decided_at),
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
                data=_json(data),
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
        """One line of the audit trail."""
        await self._q.insert_audit(
            self._conn,
            subject=subject,
            subject_id=subject_id,
            person_id=person_id,
            step=step,
            before=None if before is None else _json(before),
            after=None if after is None else _json(after),
            done_at=to_ms(now),
        )

    async def audit(self, subject: str, subject_id: int) -> list[AuditEntry]:
        """The audit trail of one thing, the oldest first."""
        rows = await self._q.list_audit(self._conn, subject=subject, subject_id=subject_id)
        return [_entry(row) for row in rows]


def _item_words(words: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": words["title"],
        "body": words["body"],
        "kind": words["kind"],
        "is_urgent": int(words["is_urgent"]),
        "themes": _json(words["themes"]),
        "joint_units": _json(words["joint_units"]),
        "source": words["source"],
    }


class Demands(Repository):
    """Demands, bookings and proposals."""

    async def add(
        self,
        demand_id: int,
        *,
        title: str,
        brief: str,
        kind: Kind | None,
        due_at: datetime,
        slots: int,
        units: Sequence[int],
        posted_by: int,
        now: datetime,
    ) -> None:
        """A demand under the number that its counter gave."""
        await self._q.insert_demand(
            self._conn,
            id=demand_id,
            title=title,
            brief=brief,
            kind=kind,
            due_at=to_ms(due_at),
            slots=slots,
            units=_json(list(units)),
            posted_by=posted_by,
            posted_at=to_ms(now),
        )

    async def find(self, demand_id: int) -> Demand | None:
        """One demand."""
        row = await self._q.find_demand(self._conn, id=demand_id)
        return _demand(row) if row else None

    async def open(self) -> list[Demand]:
        """The open ones, the nearest due first."""
        return [_demand(row) for row in await self._q.list_open_demands(self._conn)]

    async def set_state(self, demand_id: int, state: DemandState) -> None:
        """Opens or closes."""
        await self._q.set_demand_state(self._conn, id=demand_id, state=state)

    async def set_due(self, demand_id: int, due_at: datetime) -> None:
        """Another due time."""
        await self._q.set_demand_due(self._conn, id=demand_id, due_at=to_ms(due_at))

    async def add_booking(
        self,
        demand_id: int,
        *,
        unit_id: int,
        person_id: int | None,
        state: BookingState,
        now: datetime,
        answer_by_at: datetime | None = None,
    ) -> int:
        """A slot, a place in the queue, or a question to a unit."""
        return int(
            await self._q.insert_booking(
                self._conn,
                demand_id=demand_id,
                unit_id=unit_id,
                person_id=person_id,
                state=state,
                booked_at=to_ms(now),
                answer_by_at=_ms(answer_by_at),
            )
        )

    async def save_booking(self, booking: Booking) -> None:
        """A booking after a step."""
        await self._q.update_booking(
            self._conn,
            id=booking.id,
            person_id=booking.person_id,
            state=booking.state,
            note=booking.note,
            booked_at=to_ms(booking.booked_at),
            answer_by_at=_ms(booking.answer_by_at),
            item_id=booking.item_id,
        )

    async def find_booking(self, booking_id: int) -> Booking | None:
        """One booking."""
        row = await self._q.find_booking(self._conn, id=booking_id)
        return _booking(row) if row else None

    async def bookings(self, demand_id: int) -> list[Booking]:
        """Everything on one demand, in the order it came."""
        return [_booking(r) for r in await self._q.list_bookings_of_demand(self._conn, demand_id=demand_id)]

    async def bookings_of_open(self) -> list[Booking]:
        """Everything on the open demands."""
        return [_booking(row) for row in await self._q.list_bookings_of_open(self._conn)]

    async def bookings_of_unit(self, unit_id: int) -> list[Booking]:
        """A unit's bookings, the newest first, at most 60."""
        return [_booking(r) for r in await self._q.list_bookings_of_unit(self._conn, unit_id=unit_id)]

    async def expired_offers(self, now: datetime) -> list[Booking]:
        """Offers whose time to answer is over."""
        return [_booking(row) for row in await self._q.list_expired_offers(self._conn, now=to_ms(now))]

    async def add_proposal(self, person_id: int, *, text: str, now: datetime) -> int:
        """A proposed topic."""
        return int(
            await self._q.insert_proposal(self._conn, person_id=person_id, text=text, made_at=to_ms(now))
        )

    async def find_proposal(self, proposal_id: int) -> Proposal | None:
        """One proposal."""
        row = await self._q.find_proposal(self._conn, id=proposal_id)
        return _proposal(row) if row else None

    async def set_proposal(
        self, proposal_id: int, state: ProposalState, *, demand_id: int | None = None
    ) -> None:
        """What became of a proposal."""
        await self._q.update_proposal(self._conn, id=proposal_id, state=state, demand_id=demand_id)
