"""People, accounts, invitations, leave and places as typed queries; no decisions and no transactions here."""

from __future__ import annotations

from datetime import date, datetime

from bot.clock import from_ms, to_ms
from bot.model import (
    Hindrance,
    JoinRequest,
    Person,
    Place,
    PlaceKind,
    QuotaNumbers,
    Unit,
    UnitTarget,
)
from bot.store.jsontext import as_json, from_json
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_unit, _person, _place, _request = mapper(Unit), mapper(Person), mapper(Place), mapper(JoinRequest)
_target = mapper(UnitTarget)


class People(Repository):
    """Roster, accounts, invitations, requests, leave and places."""

    async def units(self) -> list[Unit]:
        """Every unit."""
        return [_unit(row) for row in await self._q.list_units(self._conn)]

    async def ensure_unit(self, name: str) -> int:
        """The id of the unit with this name, made where there is none."""
        return int(await self._q.insert_unit(self._conn, name=name))

    async def set_target(self, unit_id: int, *, year: int, points: int | None) -> None:
        """The unit's target of that year, in hundredths of a point; None: it has none of the year's own."""
        if points is None:
            await self._q.delete_unit_target(self._conn, unit_id=unit_id, year=year)
        else:
            await self._q.set_unit_target(self._conn, unit_id=unit_id, year=year, points=points)

    async def targets(self, year: int, *, with_freed: bool = False) -> dict[int, UnitTarget]:
        """By unit the target that holds in a year: its own, or, where it has none yet, that of the last year that had one.

        A unit that was freed of it (a target of 0 points) has none, but `with_freed`.
        """
        rows = await self._q.list_unit_targets(self._conn, year=year)
        return {target.unit_id: target for target in map(_target, rows) if target.points or with_freed}

    async def quota_numbers(self) -> list[QuotaNumbers]:
        """Items a month as the settings had them, the earliest first."""
        rows = await self._q.list_quota_numbers(self._conn)
        return [QuotaNumbers(month, part, full, from_json(units)) for month, part, full, units in rows]

    async def set_quota_numbers(self, numbers: QuotaNumbers) -> None:
        """What holds from `numbers.month` on; the roster must be touched."""
        await self._q.set_quota_numbers(
            self._conn,
            month=numbers.month,
            part_time=numbers.part_time,
            full_time=numbers.full_time,
            units=as_json(dict(numbers.units)),
        )

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

    async def requests_waiting(self) -> list[JoinRequest]:
        """Who waits to be let in, the first first."""
        return [_request(row) for row in await self._q.list_join_requests_waiting(self._conn)]

    async def change_request(self, request_id: int, *, unit: str, name: str, now: datetime) -> None:
        """New words for a waiting request."""
        await self._q.update_join_request(
            self._conn, id=request_id, unit=unit, name=name, asked_at=to_ms(now)
        )

    async def decide_request(self, request_id: int, *, passed: bool, by: int) -> None:
        """Passed or refused, by whom."""
        state = "passed" if passed else "refused"
        await self._q.decide_join_request(self._conn, id=request_id, state=state, decided_by=by)

    async def reopen_request(self, request_id: int) -> None:
        """What was decided is taken back: it waits again."""
        await self._q.decide_join_request(self._conn, id=request_id, state="open", decided_by=None)

    async def set_leave(self, person_id: int, *, month: str, on_leave: bool) -> None:
        """A month off, or not."""
        query = self._q.insert_leave if on_leave else self._q.delete_leave
        await query(self._conn, person_id=person_id, month=month)

    async def leaves(self) -> list[tuple[int, str]]:
        """Who is on leave in which month."""
        return [(row[0], row[1]) for row in await self._q.list_leaves(self._conn)]

    async def places(self) -> list[Place]:
        """Every bound place."""
        return [_place(row) for row in await self._q.list_places(self._conn)]

    async def bind(self, chat_id: int, thread_id: int, *, kind: PlaceKind, title: str) -> int:
        """Binds a place, or gives a bound one another kind."""
        return int(
            await self._q.bind_place(self._conn, chat_id=chat_id, thread_id=thread_id, kind=kind, title=title)
        )

    async def rename_places(self, chat_id: int, *, title: str) -> None:
        """A bound group has another title."""
        await self._q.rename_places(self._conn, chat_id=chat_id, title=title)

    async def unbind(self, place_id: int) -> None:
        """The place is no longer ours."""
        await self._q.unbind_place(self._conn, id=place_id)

    async def set_hindrance(self, place_id: int, hindrance: Hindrance, *, now: datetime) -> None:
        """Telegram has refused a message in the place."""
        await self._q.set_hindrance(self._conn, id=place_id, hindrance=hindrance, refused_at=to_ms(now))

    async def clear_hindrances(self, chat_id: int) -> None:
        """The bot may write in the chat again, for all that is known."""
        await self._q.clear_hindrances(self._conn, chat_id=chat_id)

    async def set_place_language(self, place_id: int, *, language: str) -> None:
        """The language spoken in a place."""
        await self._q.set_place_language(self._conn, id=place_id, language=language)

    async def seen_in(self, chat_id: int) -> set[int]:
        """The accounts that were seen in a chat: not all that are there."""
        return {row[0] for row in await self._q.list_seen_in(self._conn, chat_id=chat_id)}

    async def depart(self, chat_id: int, telegram_id: int, *, now: datetime) -> None:
        """The account has left the chat."""
        await self._q.insert_departure(self._conn, chat_id=chat_id, telegram_id=telegram_id, now=to_ms(now))

    async def come_back(self, chat_id: int, telegram_id: int) -> None:
        """It is in the chat again."""
        await self._q.delete_departure(self._conn, chat_id=chat_id, telegram_id=telegram_id)

    async def departures(self) -> list[tuple[int, int]]:
        """Chat and account of everybody who has left one and not come back, in the order in which they left."""
        return [(row[0], row[1]) for row in await self._q.list_departures(self._conn)]

    async def greet_once(self, chat_id: int, telegram_id: int, *, now: datetime) -> bool:
        """True the first time this account is seen in this chat."""
        if await self._q.find_greeting(self._conn, chat_id=chat_id, telegram_id=telegram_id):
            return False
        await self._q.insert_greeting(self._conn, chat_id=chat_id, telegram_id=telegram_id, now=to_ms(now))
        return True
