"""The command line's short verbs, roster import and post: they open the database, do one thing and say what came of it."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from html import unescape
from pathlib import Path
from typing import TextIO

from bot import app
from bot.clock import Clock
from bot.config import Settings, anchored, load
from bot.desk.clock import posts
from bot.desk.common.office import Office
from bot.desk.figures import exporting, recounting
from bot.desk.people import roster, roster_files, units
from bot.errors import CommandFailed, ConfigError, Refusal, Unfit, Worded, reason_of
from bot.locale.texts import N_, Texts
from bot.model import Message
from bot.rules.exports import Asked, Form, checked
from bot.rules.months import parse_month
from bot.rules.points import written
from bot.rules.spans import year_of
from bot.store.base import Store
from bot.store.beside import doing
from bot.store.work import Work
from bot.values import check_address
from bot.views.figures.exports import file_name
from bot.views.people import roster as views

_FORMS = {".xlsx": Form.WORKBOOK, ".zip": Form.TEXTS}
SEND_WITHIN = 120.0  # seconds that `post` waits for Telegram where no bot is running


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Office, Store]]:
    """The database, beside a bot that may be running: writes take their turn through SQLite's own lock."""
    database = app.new_database(settings)
    await database.open()
    try:
        username = await database.queries.get_meta(database.reader, key="bot_username")
        yield app.office_of(settings, username=username or await app.ask_username(settings)), database
    finally:
        await database.close()


def _look_for_a_desk(settings: Settings) -> None:
    """CommandFailed where there is none yet: a wrong address would make an empty one, and say that there is nothing to tell."""
    if not settings.storage.is_shared and not settings.database_path.exists():
        raise CommandFailed("There is no database {path} yet.", path=settings.database_path)


async def import_roster(config: Path, *, file: Path) -> list[str]:
    """Imports a roster whole; what to print. CommandFailed, after every bad row has been named, where it has faults.

    Personal links of people without an account go into a .csv beside `file`; before the bot's first start its name is
    not known, and the file holds what each person sends to the bot instead.
    """
    settings = load(config)
    try:
        content = await asyncio.to_thread(file.read_bytes)
    except OSError as error:
        raise CommandFailed("{path} cannot be read: {reason}", path=file, reason=reason_of(error)) from error
    async with _opened(settings) as (office, database):
        t = office.texts(None)
        try:
            rows = roster_files.read_content(content)
        except Refusal as refusal:
            raise CommandFailed(
                "{path}: {reason}", path=file, reason=Worded(refusal.key, **refusal.fields)
            ) from refusal
        target = file.with_name(f"{file.stem}-links.csv")
        async with database.work(now=Clock().now()) as work:
            result = await roster.import_roster(office, work, rows, by=None)
            if (
                result.links_file is not None
            ):  # within the Work: a link that is written nowhere can be had by nobody
                await _write_links(target, result.links_file.content)
        if result.faults:
            named = "\n".join(_plain(message) for message in views.render_faults(t, result.faults))
            raise CommandFailed("{path}: {reason}", path=file, reason=named)
        said = views.render_imported(
            t,
            result.counts,
            links=len(result.links),
            new_units=result.new_units,
            remarks=[*units.render_idle(office, t, result.idle), *result.left_open],
        )
        lines = [_plain(message) for message in said]
        if result.links_file is not None:
            lines.append(str(target))
        return lines


async def _write_links(target: Path, content: bytes) -> None:
    """The personal links into a file; CommandFailed, which takes the import back, where there can be none."""
    try:
        await asyncio.to_thread(target.write_bytes, content)
    except OSError as error:
        raise CommandFailed(
            "{path} cannot be written: {reason}; nothing was imported: put the roster into a folder of your own",
            path=target,
            reason=reason_of(error),
        ) from error


async def post(config: Path, *, key: str, period: str | None, dry_run: bool) -> list[str]:
    """Posts by hand what the clock posts, once for each place and period; what to print.

    Where a bot is running it sends the messages; otherwise they are sent from here. A refusal (an unknown key, an unreadable
    period) is left to the command line.
    """
    settings, clock = load(config), Clock()
    chosen = _period(app.office_of(settings, username=""), clock, key=key, period=period)
    _look_for_a_desk(settings)
    async with _opened(settings) as (office, database):

        def begin() -> Work:
            return database.work(now=clock.now())

        if dry_run:
            return await doing(
                database, begin, partial(posts.compose_preview, office, key=key, period=chosen)
            )
        outcome = await doing(database, begin, partial(posts.post_now, office, key=key, period=chosen))
        t = office.texts(None)
        lines = [
            t.plain(
                "{key} {period}: groups and people now: {posted}, before: {before}",
                key=key,
                period=chosen,
                posted=outcome.posted,
                before=outcome.before,
            )
        ]
    if outcome.posted:
        lines.append(t.plain(await _send(settings, clock)))
    return lines


async def export(config: Path, *, month: str | None, year: str | None, out: Path | None) -> str:
    """Writes a month's or a year's data to a file; what to print. A bar on standard error, where that is a terminal.

    CommandFailed where the file cannot be written; a refusal (an unreadable month) is left to the command line.
    """
    settings, clock = load(config), Clock()
    office = app.office_of(settings, username="")
    t, asked = office.texts(None), _asked(office, clock, month=month, year=year, out=out)
    target = out or Path(file_name(t, asked))
    _look_for_a_desk(settings)
    database = app.new_database(settings)
    await database.open()
    try:
        async with database.work(now=clock.now()) as work:
            await exporting.record(work, 0, asked, person_id=None)
        with bar_on(sys.stderr) as on_rows:
            rows = await app.export_file(office, database, clock, asked, target=target, on_rows=on_rows)
    finally:
        await database.close()
    return t.plain("Rows in {file}: {count}", file=str(target), count=rows)


@contextmanager
def bar_on(stream: TextIO, *, delay: float = 2.0) -> Iterator[Callable[[int, int], Awaitable[None]]]:
    """A bar that shows `done` of `total` once `delay` seconds are over, and goes at the end; none where this is no terminal."""
    from tqdm import tqdm  # of no use to the other verbs

    with tqdm(total=0, file=stream, unit="", unit_scale=True, delay=delay, leave=False, disable=None) as bar:

        async def on_rows(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield on_rows


def _asked(office: Office, clock: Clock, *, month: str | None, year: str | None, out: Path | None) -> Asked:
    form = _FORMS.get(out.suffix.lower() if out else ".xlsx")
    if form is None:
        raise ConfigError(
            "--out {file}: write a name that ends in .xlsx, or in .zip for text files", file=out
        )
    today = office.today(clock.now())
    if year is not None:
        if not re.fullmatch(r"20\d\d", year):
            raise ConfigError("--year {year}: write a year, for example 2026", year=year)
        return checked(Asked(*year_of(year), form), today=today)
    chosen = parse_month(month, today=today) if month else f"{today:%Y-%m}"
    return checked(Asked(chosen, chosen, form), today=today)


async def recount(config: Path, *, since: str | None, apply: bool) -> list[str]:
    """What the points from a month on would be by the rule book as it is now; what to print. Changes nothing without `apply`."""
    settings, clock = load(config), Clock()
    _look_for_a_desk(settings)
    async with _opened(settings) as (office, database):
        t, today = office.texts(None), office.today(clock.now())
        first = parse_month(since, today=today) if since else f"{today:%Y}-01"
        async with database.work(now=clock.now()) as work:
            changes = await recounting.recount(office, work, since=first, apply=apply)
    lines = [
        t.plain(
            "{month} {number} {label}: {before} → {after}",
            month=change.month,
            number=change.number,
            label=change.label,
            before=written(change.before),
            after=written(change.after),
        )
        for change in changes
    ]
    if not changes:
        return [t.plain("Nothing differs from {month} on; published months are not looked at.", month=first)]
    said = (
        t.plain("Figures booked anew: {count}.", count=len(changes))
        if apply
        else t.plain(
            "Figures that differ: {count}; nothing was changed. To book them so: --apply", count=len(changes)
        )
    )
    return [*lines, said]


async def move(config: Path, *, source: str, target: str) -> list[str]:
    """Carries an office from one database to another; what to print. Of the settings only the language counts."""
    from bot.store.moving.ends import source_of, target_of
    from bot.store.moving.moving import carry  # SQLAlchemy is of no use to the other verbs

    settings = load(config)
    t = Texts(settings.desk.language, settings.desk.zone)
    for key, url in (("--from", source), ("--to", target)):
        try:
            check_address(url)
        except Unfit as error:
            raise ConfigError("{key}: {reason}", key=key, reason=error) from None
    if source == target:
        raise ConfigError("--from and --to are the same: name another database with --to")
    ends = [anchored(url, config.resolve().parent) for url in (source, target)]  # noqa: ASYNC240 - once
    carried = await carry(source_of(ends[0]), target_of(ends[1]))
    lines = [
        t.plain("Rows of {table}: {count}", table=name, count=count)
        for name, count in carried.counts.items()
        if count
    ]
    return [
        *lines,
        t.plain(
            "Carried over and compared: {count} rows of {tables} tables, fingerprint {fingerprint}",
            count=sum(carried.counts.values()),
            tables=len(carried.counts),
            fingerprint=carried.fingerprint,
        ),
        t.plain("The old database is as it was. Now put the new address into storage.url and start the bot."),
    ]


def _period(office: Office, clock: Clock, *, key: str, period: str | None) -> str:
    if period is None:
        return posts.default_period(key, clock.now(), office.zone)
    return posts.check_period(key, period, today=office.today(clock.now()))


async def _send(settings: Settings, clock: Clock) -> str:
    """Sends what waits, unless a running bot does; the catalogue message that says which."""
    if await app.is_sending(settings):
        return N_("The running bot sends it.")
    async with asyncio.timeout(SEND_WITHIN), app.opened(settings, clock=clock, is_watched=False) as desk:
        await app.send_waiting(desk)
    return N_("Sent.")


def _plain(message: Message) -> str:
    return unescape(re.sub(r"<[^>]*>", "", str(message.text)))


async def write_template(config: Path, *, file: Path) -> str:
    """The bulletin's own template into a new file, to be changed by a word processor; what to print. CommandFailed."""
    from bot.making.template import default_template
    from bot.views.bulletin.paper import words_of

    settings = load(config)
    t = Texts(settings.desk.language, settings.desk.zone)
    try:
        await asyncio.to_thread(_write_new, file, default_template(words_of(t)))
    except FileExistsError as error:
        raise CommandFailed("{path} is there already: name another file", path=file) from error
    except OSError as error:
        raise CommandFailed(
            "{path} cannot be written: {reason}", path=file, reason=reason_of(error)
        ) from error
    return t.plain(
        "{path}: change it, then name it as bulletin.template in the settings; docs/bulletin.md says what it must hold",
        path=file,
    )


def _write_new(file: Path, content: bytes) -> None:
    """A file that was not there, whole or not at all: half of it would be in the way of the next try."""
    with file.open("xb") as out:
        try:
            out.write(content)
            out.flush()
        except OSError:
            file.unlink()
            raise
