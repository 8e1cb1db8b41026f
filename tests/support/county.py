"""A small county on a real database for tests of the desk: people, items and places put there directly; no Telegram.

The same county before a sandbox, for tests of the whole: `running.py`.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.config import Settings, build
from bot.desk.common.office import Office
from bot.desk.redrawn import BLANK, REDRAW, RENEW
from bot.model import (
    Chat,
    Employment,
    ItemState,
    Kind,
    Person,
    PersonState,
    Place,
    PlaceKind,
    Role,
)
from bot.rules.months import month_of
from bot.rules.secrecy.rulebook import Rulebook, rulebook
from bot.rules.workdays import WorkCalendar
from bot.store.base import Store
from bot.store.work import Work
from tests.support.databases import Files, Home

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORK_CHAT, DESK_CHAT = -1001, -1002
JOINED = date(2024, 1, 1)
TITLE = "云茶镇早茶提前开园"
BODY = "昨日上午，云茶镇1.2万亩早茶全面开园，较去年提前10天，当日采摘鲜叶4.6吨，收购价每公斤48元。"


class SetClock(Clock):
    """A clock that stands where it is put."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def at(text: str) -> datetime:
    """A moment in Shanghai, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def office_of(**sections: dict[str, Any]) -> Office:
    """An office with the default settings but for these."""
    settings = _settings.get(key := repr(sections))
    if settings is None:
        settings = _settings[key] = build(sections)
    return Office(settings, WorkCalendar(), "zhibao_bot", _rules(), redraw=REDRAW, renew=RENEW, blank=BLANK)


_settings: dict[str, Settings] = {}  # each read once: a thousand counties have the same


@cache
def _rules() -> Rulebook:
    """The same, of the rules of secrecy."""
    return rulebook()


async def enrol(
    work: Work,
    name: str,
    unit: str,
    *,
    joined_on: date,
    role: Role = Role.MEMBER,
    employment: Employment = Employment.PART_TIME,
    month_quota: int | None = None,
    telegram_id: int | None = None,
) -> Person:
    """Somebody put on the roster, as an import does."""
    person_id = await work.people.add(
        name=name,
        unit_id=await work.people.ensure_unit(unit),
        role=role,
        employment=employment,
        joined_on=joined_on,
        telegram_id=telegram_id,
        month_quota=month_quota,
    )
    return (await work.refresh_directory()).get_person(person_id)


@dataclass
class County:
    """The office, its database and the means to fill it. `ours` are the messages of the bot's that stand somewhere."""

    office: Office
    database: Store
    clock: SetClock
    message_ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    ours: set[int] = field(default_factory=set)
    texts: dict[int, str] = field(default_factory=dict)  # what they say
    accounts: Iterator[int] = field(default_factory=lambda: itertools.count(700_001))

    async def person(
        self,
        name: str,
        unit: str,
        *,
        role: Role = Role.MEMBER,
        state: PersonState = PersonState.ACTIVE,
        left_on: date | None = None,
        joined_on: date = JOINED,
        employment: Employment = Employment.PART_TIME,
        quota: int | None = None,
        telegram_id: int | None = None,
        is_open: bool = True,
    ) -> Person:
        """Somebody on the roster."""
        async with self.database.work(now=self.clock.now()) as work:
            if telegram_id is not None and is_open:
                await work.people.set_open(telegram_id, is_open=True, now=work.now)
            person = await enrol(
                work,
                name,
                unit,
                role=role,
                joined_on=joined_on,
                employment=employment,
                month_quota=quota,
                telegram_id=telegram_id,
            )
            if (state, left_on) != (person.state, person.left_on):
                person = replace(person, state=state, left_on=left_on)
                await work.people.save(person)
                await work.refresh_directory()
        return person

    async def reporter(self, name: str, unit: str, **entry: Any) -> Person:
        """Somebody on the roster with an account of their own."""
        return await self.person(name, unit, telegram_id=next(self.accounts), **entry)

    async def crowd(
        self, entries: Iterable[tuple[str, str]], *, accounts: Iterable[int] | None = None
    ) -> list[Person]:
        """Many reporters at once, by name and unit, whose private chats are open; each with the next of `accounts`."""
        numbers = iter(accounts or self.accounts)
        async with self.database.work(now=self.clock.now()) as work:
            added = []
            for name, unit in entries:
                number = next(numbers)
                added.append(
                    await work.people.add(
                        name=name,
                        unit_id=await work.people.ensure_unit(unit),
                        role=Role.MEMBER,
                        employment=Employment.PART_TIME,
                        joined_on=JOINED,
                        telegram_id=number,
                        month_quota=None,
                    )
                )
                await work.people.set_open(number, is_open=True, now=work.now)
            directory = await work.refresh_directory()
        return [directory.get_person(person_id) for person_id in added]

    async def item(
        self,
        person: Person,
        received: str = "2026-05-12 10:00:00",
        *,
        state: ItemState = ItemState.WAITING,
        reason: str | None = None,
    ) -> int:
        """An item received at a moment in Shanghai, in the state it has come to."""
        moment = at(received)
        async with self.database.work(now=moment) as work:
            item = await work.items.add(
                person=person,
                received_at=moment,
                month=month_of(moment, SHANGHAI),
                title="标题",
                body="正文" * 15,
                kind=Kind.ORDINARY,
                is_urgent=False,
                themes=(),
                joint_units=(),
                source=None,
                origin=None,
                demand_id=None,
            )
            await work.items.set_state(replace(item, state=state, reason=reason))
        return item.id

    async def bind(
        self,
        chat_id: int,
        kind: PlaceKind,
        *,
        thread_id: int = 0,
        title: str = "群",
        language: str | None = None,
    ) -> Place:
        """A bound place."""
        async with self.database.work(now=self.clock.now()) as work:
            place_id = await work.people.bind(chat_id, thread_id, kind=kind, title=title)
            if language:
                await work.people.set_place_language(place_id, language=language)
            directory = await work.refresh_directory()
        place = directory.find_place(Chat(chat_id, thread_id))
        assert place is not None
        return place

    async def demand(self, title: str, *, due: str, slots: int = 1, units: tuple[int, ...] = ()) -> int:
        """An open demand."""
        async with self.database.work(now=self.clock.now()) as work:
            number = await work.numbers.next("demand")
            await work.demands.add(
                number,
                title=title,
                brief="",
                kind=None,
                due_at=at(due),
                slots=slots,
                units=units,
                posted_by=work.directory.people[0].id,
                now=work.now,
            )
        return number

    async def sent(self) -> list[tuple[int, str]]:
        """Chat and text of every message in the outbox, read on the reading connection."""
        rows = await rows_of(
            self.database,
            "SELECT chat_id, payload FROM outbox WHERE method = 'sendMessage' AND state <> 'dropped'"
            " AND payload <> '' ORDER BY id",
        )
        return [(row[0], json.loads(row[1])["text"]) for row in rows]

    async def ledger(self) -> list[tuple[str, str, str, str]]:
        """Kind, place, period and outcome of every line of the ledger."""
        rows = await rows_of(
            self.database,
            "SELECT kind, place, period, outcome FROM ledger ORDER BY posted_at, kind, place, period",
        )
        return [(row[0], row[1], row[2], row[3]) for row in rows]


async def rows_of(store: Store, sql: str) -> list[Any]:
    """What is committed, on the reading connection of either kind of database."""
    if store.is_shared:
        return list(await store.reader.fetch(sql))
    return list(await store.reader.execute_fetchall(sql))


@asynccontextmanager
async def county(place: Path | Home, *, now: str, **sections: dict[str, Any]) -> AsyncIterator[County]:
    """A county with an empty database in a folder or on a server; `now` is the moment in Shanghai."""
    home = Files(place) if isinstance(place, Path) else place
    if isinstance(home, Files):
        home.lend()
    async with home.opened() as database:
        yield County(office_of(**sections), database, SetClock(at(now)))
