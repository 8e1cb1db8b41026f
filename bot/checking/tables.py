"""What `check` finds in the database: sound, of which revision, who is reached, what waits too long; nothing is changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import app
from bot.checking.files import check_files
from bot.checking.lines import Line, fault, fine
from bot.clock import from_ms, to_ms
from bot.config import Settings
from bot.errors import StoreError
from bot.locale.texts import Texts
from bot.model import InboxState, OutboxState, Person, PersonState, Place, PlaceKind
from bot.rules.quota import followed_units, idle_units
from bot.sections import BulletinRules
from bot.store.addresses import shown
from bot.store.base import Store
from bot.store.health import find_damage
from bot.store.sqlite.migrate import newest_revision, stored_revision

TOO_LONG = timedelta(minutes=10)  # a running bot takes seconds


async def check_tables(
    t: Texts, settings: Settings, places: list[Place], *, now: datetime
) -> AsyncIterator[Line]:
    """The database, if it is there; the places it knows are put into `places`."""
    if settings.storage.is_shared:
        findings = await _look_at_server(t, settings)
    else:
        findings = await asyncio.to_thread(_look_at_file, t, settings)
    for line in findings.lines:
        yield line
    if findings.is_ready:
        async for line in _check_content(t, settings, places, now=now):
            yield line


@dataclass(frozen=True, slots=True)
class _Findings:
    """What the database looks like from outside, and whether it may be opened without changing it."""

    lines: list[Line]
    is_ready: bool = False


def _look_at_file(t: Texts, settings: Settings) -> _Findings:
    path = settings.database_path
    if not path.exists():
        return _Findings(
            [fine(t.plain("note: {path} is not there yet: the first start makes it", path=path))]
        )
    if path.is_dir():
        return _Findings(
            [
                fault(
                    t.plain("fault: {path} is a folder: write the name of a file into storage.url", path=path)
                )
            ]
        )
    if damage := find_damage(path):
        words = t.plain(
            "fault: database {path}: {error}: stop the bot and put back the newest backup",
            path=path,
            error=damage,
        )
        return _Findings([fault(words)])
    return _judge_revision(t, stored_revision(path), path=str(path))


async def _look_at_server(t: Texts, settings: Settings) -> _Findings:
    from bot.store.postgres import (
        migrate,  # asyncpg, a quarter of the imports, is nothing to an office in a file
    )

    path = shown(settings.storage.url)
    try:
        found = await migrate.look(settings.storage.url)
    except StoreError as error:
        return _Findings([fault(t.plain("fault: database: {error}", error=error))])
    release = fine(t.plain("ok: server with PostgreSQL {release}", release=found.release))
    lacking = [
        fault(t.plain("fault: database: the account lacks the right {right}; GRANT it", right=right))
        for right in found.lacking
    ]
    if found.revision is None:
        empty = t.plain("note: {path} holds no office yet: the first start makes it", path=path)
        return _Findings([release, fine(empty), *lacking])
    judged = _judge_revision(t, found.revision, path=path)
    return _Findings([release, *lacking, *judged.lines], judged.is_ready and not lacking)


def _judge_revision(t: Texts, stored: str | None, *, path: str) -> _Findings:
    newest = newest_revision()
    if stored is not None and stored > newest:
        words = t.plain(
            "fault: database {path} was written by a newer release (revision {stored}, this one knows {newest}): "
            "install that release, or put back the copy made before the upgrade",
            path=path,
            stored=stored,
            newest=newest,
        )
        return _Findings([fault(words)])
    if stored != newest:
        words = t.plain(
            "note: database {path} has revision {stored}: the next start makes a copy and brings it to {newest}",
            path=path,
            stored=stored or "-",
            newest=newest,
        )
        return _Findings([fine(words)])
    return _Findings([], is_ready=True)


async def _check_content(
    t: Texts, settings: Settings, places: list[Place], *, now: datetime
) -> AsyncIterator[Line]:
    database = app.new_database(settings)
    try:
        await database.open()
    except StoreError as error:
        yield fault(t.plain("fault: database: {error}", error=error))
        return
    try:
        places += await database.reads.people.places()
        yield fine(
            t.plain(
                "ok: database {path}, schema {revision} (the newest), places bound: {count}",
                path=database.shown,
                revision=newest_revision(),
                count=len(places),
            )
        )
        reached = set(await database.reads.people.open_accounts())
        for line in (*check_places(t, places), *check_reach(t, settings.desk.owners, reached)):
            yield line
        people = await database.reads.people.people()
        enrolled = {each.telegram_id for each in people if each.state is PersonState.ACTIVE}
        for line in check_signers(t, settings.bulletin, enrolled):
            yield line
        former = (await database.current_directory()).former_units
        for line in check_units(t, settings.quota.units, people, former=former):
            yield line
        async for line in _check_queues(t, database, now=now):
            yield line
        async for line in check_files(t, database, settings.storage.files):
            yield line
    finally:
        await database.close()


def check_places(t: Texts, places: list[Place]) -> Iterator[Line]:
    """Whether there is anywhere to work and to publish."""
    kinds = {place.kind for place in places}
    if PlaceKind.DESK not in kinds:
        yield fine(
            t.plain("note: no desk group is bound, so no editor sees what comes in: type /bind desk in it")
        )
    if PlaceKind.WORK not in kinds:
        yield fine(t.plain("note: no work group is bound, so nothing is posted: type /bind work in it"))


def check_reach(t: Texts, owners: tuple[int, ...], reached: set[int]) -> Iterator[Line]:
    """Whether the owners, who get the alarms, can be written to."""
    shut = [str(owner) for owner in owners if owner not in reached]
    if not shut:
        return
    fields = {"owners": ", ".join(shut)}
    if len(shut) == len(owners):
        yield fault(
            t.plain(
                "fault: no owner ({owners}) has opened the private chat with the bot, so no alarm arrives: "
                "press Start there while the bot runs",
                **fields,
            )
        )
    else:
        yield fine(
            t.plain(
                "note: owners {owners} have not opened the private chat with the bot and hear no alarm",
                **fields,
            )
        )


def check_signers(t: Texts, rules: BulletinRules, enrolled: Collection[int | None]) -> Iterator[Line]:
    """Whether those who sign the bulletin are on the roster."""
    away = [str(account) for account in rules.signers if account not in enrolled]
    if away and len(away) == len(rules.signers):
        yield fault(
            t.plain(
                "fault: bulletin.signers = {accounts}: none of them is on the roster, so nobody can issue the bulletin: put them "
                "on the roster, or leave it empty for the administrators",
                accounts=", ".join(away),
            )
        )
    elif away:
        yield fine(
            t.plain(
                "note: bulletin.signers: {accounts} are not on the roster and cannot sign",
                accounts=", ".join(away),
            )
        )


def check_units(
    t: Texts, numbers: Mapping[str, int], people: Sequence[Person], *, former: Mapping[str, str]
) -> Iterator[Line]:
    """Whether the units that the settings give items of their own still go by these names."""
    renamed = followed_units(numbers, former, people)
    for old, now in sorted(renamed.items()):
        yield fault(
            t.plain(
                "fault: quota.units names {old}, whose people are in {now} now: its number goes on counting for these; write "
                "{now} there in its place",
                old=old,
                now=now,
            )
        )
    if idle := [unit for unit in idle_units(numbers, people) if unit not in renamed]:
        yield fault(
            t.plain(
                "fault: quota.units names {units}, to which nobody on the roster belongs, so the usual number holds for a unit "
                "that has another name now: write the unit's name as the roster has it, or take it out",
                units=t.listed(idle),
            )
        )


async def _check_queues(t: Texts, database: Store, *, now: datetime) -> AsyncIterator[Line]:
    queries, reader = database.queries, database.reader
    updates, first = await queries.count_unhandled(reader)
    if updates and now - from_ms(first) > TOO_LONG:
        yield fault(
            t.plain(
                "fault: messages received ({count}) wait since {since}: start the bot, or look at its log",
                count=updates,
                since=from_ms(first),
            )
        )
    calls, first = await queries.count_overdue(reader, now=to_ms(now))
    if calls and now - from_ms(first) > TOO_LONG:
        yield fault(
            t.plain(
                "fault: messages to send ({count}) wait since {since}: start the bot, or look at its log and the network",
                count=calls,
                since=from_ms(first),
            )
        )
    aside = dict(await queries.count_inbox(reader)).get(InboxState.ASIDE, 0)
    if aside:
        yield fine(
            t.plain(
                "note: messages could not be handled and were set aside ({count}, table inbox): "
                "ask their senders to send them again, and report the error there",
                count=aside,
            )
        )
    held = dict(await queries.count_outbox(reader)).get(OutboxState.HELD, 0)
    if held:
        yield fine(
            t.plain(
                "note: group posts may or may not have arrived ({count}): an administrator decides in the private chat",
                count=held,
            )
        )
