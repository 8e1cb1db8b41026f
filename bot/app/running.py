"""A desk is opened, leads or waits, runs, and stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from typing import Any

from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes

from bot.app.settled import new_database, rulebook_of, sole
from bot.app.wiring import Desk, DeskApplication, assemble
from bot.clock import Clock, to_ms
from bot.config import Settings
from bot.delivery.http.failures import retry_seconds
from bot.delivery.http.health import Health
from bot.delivery.http.metrics import Metrics
from bot.delivery.http.transport import ApiRequest
from bot.delivery.incoming.receiver import Receiver
from bot.errors import ConfigError, Stopped, StoreAway, StoreError
from bot.logs import get_logger
from bot.store.base import Store
from bot.tasks import log_lost_failures, start
from handlers.context import DeskContext

_log = get_logger(__name__)

LEAD_EVERY = 1.0  # seconds between two looks at who leads
_LONGEST_WAIT_FOR_DATABASE = 10.0


@asynccontextmanager
async def opened(
    settings: Settings, *, clock: Clock, stop: asyncio.Event | None = None, is_watched: bool = True
) -> AsyncIterator[Desk]:
    """A desk with its database open and Telegram reached, but nothing running yet; its health can be asked from the start on.

    CommandFailed where another copy runs on the same file, or another program has the port; ConfigError where Telegram
    refuses the token. With `stop`, a database server that is away is waited for, as Telegram is; Stopped where it is set before
    both could be reached. `is_watched` False: no health.
    """
    # Before anything is touched: what is wrong in these ends the start.
    rulebook_of(settings)
    if not settings.telegram.token:
        raise ConfigError("telegram.token is empty: set TELEGRAM_BOT_TOKEN, or token in the settings")
    with sole(settings):
        database = new_database(settings)
        if database.is_shared and stop is not None:
            await _unless_stopped(_open_patiently(database), stop)
        else:
            await database.open()
        _log.info("database.opened", database=database.shown)
        try:
            metrics = Metrics()
            health = Health(database, clock, metrics=metrics, settings=settings.health)
            requests = [ApiRequest(proxy=settings.telegram.proxy, metrics=metrics) for _ in range(2)]
            application = _application(settings, requests)
            async with health.open() if is_watched else nullcontext():
                try:
                    await _reach_telegram(application, stop=stop or asyncio.Event())
                    _log.info("telegram.reached", username=application.bot.username)
                    yield await assemble(
                        settings, clock=clock, database=database, application=application, metrics=metrics
                    )
                finally:
                    await application.shutdown()
                    for request in requests:  # an application that never came up leaves its connections open
                        await request.shutdown()
        finally:
            await database.close()


async def send_waiting(desk: Desk) -> None:
    """Sends everything that is due, files that are to be made included, without receiving anything; for a command beside no
    running bot.

    Where a copy has begun to run on the same server meanwhile, that one sends, and this waits for it.
    """
    halt = asyncio.Event()
    leads = await desk.database.lead()
    if leads:
        await desk.sender.recover()
        await desk.runner.prepare()
    loops = [start(desk.sender.send_forever(halt)), start(desk.making.make_forever(halt))] if leads else []
    try:
        while await desk.database.has_unsent(desk.clock.now()) or (leads and await _has_wanted(desk)):
            await asyncio.sleep(0.1)
            leads = leads and await desk.database.still_leads()  # else whoever leads now sends
    finally:
        halt.set()
        if loops:
            await asyncio.gather(*loops)
            await desk.sender.drain(1.5)


async def _has_wanted(desk: Desk) -> bool:
    """Whether a file is to be made now."""
    row = await desk.database.queries.next_made(desk.database.reader, now=to_ms(desk.clock.now()))
    return row is not None


async def run(desk: Desk, *, stop: asyncio.Event) -> None:
    """Receives, handles, sends and posts until `stop` is set; then drains within 5 seconds. Raises what a loop failed with.

    Of several copies on one server one leads, which sends and fetches updates; all handle and take what comes by webhook,
    and the clock rings in all of them.
    """
    log_lost_failures()
    halt = asyncio.Event()
    loops = [
        start(_lead_forever(desk, halt)),
        start(desk.dispatcher.dispatch_forever(halt)),
        start(desk.runner.tick_forever(halt)),
        start(desk.comparing.compare_forever(halt)),
        start(desk.indexing.index_forever(halt)),
    ]
    if not _leader_receives(desk):
        loops.append(start(desk.receiver.receive_forever(halt)))
    stopping = start(stop.wait())
    await asyncio.wait({*loops, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    halt.set()
    ended = await asyncio.gather(*loops, return_exceptions=True)
    # The ends have stopped taking anything new; what is under way may finish.
    await desk.dispatcher.drain(2.0)
    await desk.sender.drain(1.5)
    for outcome in ended:
        if isinstance(outcome, BaseException):
            raise outcome


def _leader_receives(desk: Desk) -> bool:
    """Whether updates are fetched, which only one may do, and not delivered to whichever copy."""
    return isinstance(desk.receiver, Receiver)


async def _lead_forever(desk: Desk, halt: asyncio.Event) -> None:
    """Waits for the lead, and leads as long as it is this copy's."""
    while not halt.is_set():
        if await _says_yes(desk, desk.database.lead):
            if desk.database.is_shared:
                _log.info("lead.taken")
            await _lead(desk, halt)
        await _pause(halt)


async def _lead(desk: Desk, halt: asyncio.Event) -> None:
    """Receives and sends until `halt` is set or the lead is lost; what is being sent may end."""
    end = asyncio.Event()
    try:
        await desk.sender.recover()
        await desk.runner.prepare()
    except StoreError as error:
        _log.error("outbox.unavailable", failure=error)
        return
    loops = [
        start(desk.sender.send_forever(end)),
        start(desk.downloads.download_forever(end)),
        start(desk.making.make_forever(end)),
        start(desk.feeds.read_forever(end)),
    ]
    if _leader_receives(desk):
        loops.append(start(desk.receiver.receive_forever(end)))
    watching = start(_watch_lead(desk, halt))
    await asyncio.wait({*loops, watching}, return_when=asyncio.FIRST_COMPLETED)
    # Not where this is cut off: what is killed settles nothing any more.
    end.set()
    watching.cancel()
    ended = await asyncio.gather(*loops, return_exceptions=True)
    await desk.sender.drain(1.5)
    for outcome in ended:
        if isinstance(outcome, BaseException):
            raise outcome
    if not halt.is_set():
        _log.warning("lead.lost")


async def _watch_lead(desk: Desk, halt: asyncio.Event) -> None:
    """Ends when `halt` is set or the lead is lost; one that was lost and is free again is taken from the beginning."""
    while not halt.is_set() and await _says_yes(desk, desk.database.still_leads):
        await _pause(halt)


async def _says_yes(desk: Desk, ask: Callable[[], Awaitable[bool]]) -> bool:
    try:
        return await ask()
    except StoreError as error:
        if desk.database.alarm.is_news("database.unavailable"):
            _log.error("database.unavailable", failure=error)
        return False


async def _pause(halt: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(LEAD_EVERY):
            await halt.wait()


def _application(settings: Settings, requests: Sequence[ApiRequest]) -> DeskApplication:
    telegram = settings.telegram
    builder: Any = ApplicationBuilder()
    application: DeskApplication = (
        builder.token(telegram.token)
        .base_url(telegram.base_url)
        .base_file_url(telegram.base_file_url)
        .request(requests[0])
        .get_updates_request(requests[1])
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=DeskContext))
        .build()
    )
    return application


async def _reach_telegram(application: DeskApplication, *, stop: asyncio.Event) -> None:
    """getMe, however long Telegram is away: an office's machine may start before its network does."""
    await _unless_stopped(_initialize(application), stop)


async def _unless_stopped(reaching: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
    """Does it to its end; Stopped where `stop` is set before that."""
    task, stopping = start(reaching), start(stop.wait())
    await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not task.done():
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise Stopped("stopped before the database and Telegram could be reached")
    await task


async def _open_patiently(database: Store) -> None:
    """Opens it, however long its server is away."""
    pause, is_told = 1.0, False
    while True:
        try:
            return await database.open()
        except StoreAway as error:
            if not is_told:
                _log.warning("database.unreachable", failure=error)
            is_told = True
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_WAIT_FOR_DATABASE)


async def _initialize(application: DeskApplication) -> None:
    pause = 1.0
    while True:
        try:
            await application.initialize()
            return
        except InvalidToken:
            raise ConfigError("telegram.token: Telegram does not know this token") from None
        except (
            TelegramError
        ) as error:  # whatever else it says (429, a proxy's 403), it may say otherwise later
            wait = retry_seconds(error) if isinstance(error, RetryAfter) else pause
            _log.warning("telegram.unreachable", wait=wait, failure=error, reason=str(error))
            await asyncio.sleep(wait)
            pause = min(pause * 2, 30)
