"""`python -m bot demo`: the desk, a local Telegram and a county full of people in one process; no account, no token."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import app
from bot.app import Desk
from bot.clock import Clock
from bot.demo.county import DATABASE, TOKEN, County, settings_of, settle_county
from bot.demo.glass import open_glass
from bot.demo.languages import DeskLanguages
from bot.demo.playing import Play
from bot.demo.process import BotProcess
from bot.demo.reviving import revive
from bot.demo.seeding import Books
from bot.demo.story import LIVE_FROM, Days, Step, office_hour, read_story
from bot.demo.winding import Winder
from bot.errors import CommandFailed, reason_of
from bot.locale.texts import N_
from bot.sandbox import Sandbox, serve
from bot.tasks import start

_TOLD = "demo_told_at"  # meta: the whole story stands in this database
_MAKING = N_("The county's people play some months of work …")
_REVIVING = N_("Taking up the demo where it was left …")
_PORT_MOST = 65535
_NUMBERS_SINCE = datetime(2026, 1, 1, tzinfo=UTC)


async def run_demo(
    *,
    keep: Path | None,
    port: int,
    stop: asyncio.Event,
    say: Callable[[str], None],
    announce: Callable[[str], None],
    clock: Clock | None = None,
) -> None:
    """Runs until `stop` is set; `announce` is given the page's address as soon as the page can be used.

    Until then `say` is told what is being done, as a catalogue message.
    `keep` is a folder for the desk's data: with the same one the demo goes on where it was left. Without it the data goes
    with the process. `clock` says when the demo begins. CommandFailed where the port or the folder cannot be used.
    """
    clock = clock or Clock()
    with _folder(keep) as folder:
        is_new = not (folder / DATABASE).exists()
        sandbox = Sandbox(token=TOKEN, now=clock.now, first_number=_first_number() if keep else 0)
        async with _served(sandbox, port) as address:
            county, settings = settle_county(sandbox), settings_of(address, folder)
            office = app.office_of(settings, username="")
            begins_at = office_hour(clock.now(), zone=office.zone, calendar=office.calendar)
            days = Days(begins_at, office.zone, office.calendar)
            if is_new:
                clock.shift_to(days.moment(LIVE_FROM))
            async with (
                BotProcess(settings, clock, stop=stop) as process,
                open_glass(settings, sandbox) as glass,
            ):
                winder = Winder(process, sandbox)
                desk = process.desk
                say(_MAKING if is_new else _REVIVING)
                if is_new:
                    story, live_from = read_story(days), days.moment(LIVE_FROM)
                    past = [step for step in story if step.at < live_from]
                    books = await _write_books(desk, county, past, today=days.today)
                    beginning = _play(Play(county, desk, winder, books), story[len(past) :], days)
                else:
                    await _check_told(desk)
                    await revive(desk, sandbox, county)
                    beginning = winder.rest()
                process.run()
                if await _unless(beginning, stop, process.over):
                    page = sandbox.backing
                    page.controls, page.process, page.glass = winder, process, glass
                    page.tour, page.languages = county.tour(), DeskLanguages(process)
                    sandbox.world.journal.add("reset")  # for pages that are open from the last time
                    announce(f"{address}/")
                    await _unless(stop.wait(), process.over)


async def _write_books(desk: Desk, county: County, past: Sequence[Step], *, today: date) -> Books:
    """Everything before the last days."""
    accounts = {name: person.id for name, person in county.people.items()}
    books = Books(desk.office, desk.database, accounts, county.groups)
    await books.open(county.data, at=past[0].at, today=today)
    await books.write(past)
    return books


async def _play(play: Play, steps: Sequence[Step], days: Days) -> None:
    """The last days, up to the moment at which the demo begins; what is of its day is unread."""
    await play.begin()
    await play.perform([step for step in steps if step.at.astimezone(days.zone).date() < days.today])
    play.read_all()
    await play.perform([step for step in steps if step.at.astimezone(days.zone).date() >= days.today])
    await play.winder.wind_to(days.now)
    async with play.desk.database.work(now=play.desk.clock.now()) as work:
        await work.set_meta(_TOLD, work.now.isoformat())


async def _check_told(desk: Desk) -> None:
    """CommandFailed where the folder holds something else, or a demo that was broken off while it was being made."""
    async with desk.database.work(now=desk.clock.now()) as work:
        if await work.get_meta(_TOLD) is None:
            raise CommandFailed(
                "{path} holds no complete demo: delete it, or name another folder with --keep",
                path=desk.database.shown,
            )


async def _unless(doing: Coroutine[Any, Any, object], *ends: asyncio.Event) -> bool:
    """Whether it was done before one of `ends` was set; otherwise it is broken off."""
    task = start(doing)
    ending = [start(end.wait()) for end in ends]
    await asyncio.wait({task, *ending}, return_when=asyncio.FIRST_COMPLETED)
    for waiting in ending:
        waiting.cancel()
    if not any(end.is_set() for end in ends):
        await task
        return True
    task.cancel()
    # The desk under it is closing: what it stumbles over now is of no interest.
    await asyncio.gather(task, return_exceptions=True)
    return False


def _first_number() -> int:
    """More than any message or update of an earlier run can have: they are far fewer than the milliseconds between."""
    return (Clock().now() - _NUMBERS_SINCE) // timedelta(milliseconds=1)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="zhibao-demo-") as folder:
            yield Path(folder)
        return
    try:
        keep.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandFailed(
            "--keep {path} cannot be used: {reason}; name another folder", path=keep, reason=reason_of(error)
        ) from error
    yield keep.resolve()


@asynccontextmanager
async def _served(sandbox: Sandbox, port: int) -> AsyncIterator[str]:
    if not 0 <= port <= _PORT_MOST:
        raise CommandFailed("port {port} cannot be used: the highest is {most}", port=port, most=_PORT_MOST)
    async with AsyncExitStack() as stack:
        try:
            address = await stack.enter_async_context(serve(sandbox, port=port))
        except OSError as error:
            raise CommandFailed(
                "port {port} cannot be used: {reason} (make demo PORT=0, or --port 0, takes a free one)",
                port=port,
                reason=reason_of(error),
            ) from error
        yield address
