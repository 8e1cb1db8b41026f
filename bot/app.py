"""The composition root: settings, clock and transport become a running desk; the only importer of handlers and scheduler."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from telegram import Bot, Update
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, ExtBot

from bot.clock import Clock
from bot.config import Settings
from bot.delivery.http.health import Health
from bot.delivery.http.metrics import Metrics
from bot.delivery.http.transport import AiohttpRequest
from bot.delivery.incoming.balance import Balance
from bot.delivery.incoming.dispatcher import Dispatcher
from bot.delivery.incoming.downloads import Downloads
from bot.delivery.incoming.flood import Flood
from bot.delivery.incoming.intake import Intake
from bot.delivery.incoming.receiver import Receiver
from bot.delivery.incoming.screening import screen_by
from bot.delivery.incoming.webhook import Webhook
from bot.delivery.outgoing.sender import Sender
from bot.desk.common.accounts import shut_account
from bot.desk.common.office import Office
from bot.desk.items import files
from bot.desk.people import places
from bot.desk.upkeep import blocked, doubts, opening, refusals, troubles
from bot.errors import CommandFailed, ConfigError, Stopped, StoreAway, StoreError
from bot.logs import get_logger
from bot.model import Download, Hindrance, InboxRow, OutboxRow, Refusal
from bot.plaintext import read_text
from bot.rules.secrecy.rulebook import Rulebook, read_rules, rulebook
from bot.rules.workdays import WorkCalendar
from bot.store.base import Store
from bot.store.jsontext import from_json
from bot.store.sqlite.database import Database
from bot.tasks import log_lost_failures, start
from handlers import ALL_HANDLERS
from handlers.blocked import blocked_in
from handlers.blocked import take as take_blocked
from handlers.context import DeskContext, InboxCall, UpdateWork, current_call, open_unheard, opened_by
from handlers.errors import on_error, settle
from handlers.excess import sender_of, turn_away
from scheduler.comparing import Comparing
from scheduler.copying import Copies
from scheduler.runner import Runner

_log = get_logger(__name__)

LEAD_EVERY = 1.0  # seconds between two looks at who leads
_LONGEST_WAIT_FOR_DATABASE = 10.0

DeskApplication = Application[ExtBot[None], DeskContext, Any, Any, Any, Any]


@dataclass
class Desk:
    """Everything of a running desk that a command or a test may want to touch."""

    settings: Settings
    clock: Clock
    database: Store
    office: Office
    bot: Bot
    application: DeskApplication
    dispatcher: Dispatcher
    sender: Sender
    downloads: Downloads
    receiver: Receiver | Webhook
    runner: Runner
    comparing: Comparing
    metrics: Metrics


def office_of(settings: Settings, *, username: str) -> Office:
    """The office as the desk's functions see it."""
    calendar = WorkCalendar(days_off=settings.calendar.days_off, workdays=settings.calendar.workdays)
    return Office(settings, calendar, username, rulebook_of(settings))


def rulebook_of(settings: Settings) -> Rulebook:
    """The rules about secret papers, with the office's own. ConfigError where these cannot be read."""
    if not settings.secrecy.rules:
        return rulebook()
    try:
        return rulebook(read_rules(read_text(Path(settings.secrecy.rules))))
    except OSError as error:
        reason = error.strerror
    except ValueError as error:
        reason = str(error)
    raise ConfigError(f"secrecy.rules = {settings.secrecy.rules}: {reason}")


async def ask_username(settings: Settings) -> str:
    """The bot's name from Telegram, once; empty where there is no token or no answer."""
    if not settings.telegram.token:
        return ""
    bot = new_bot(settings)
    try:
        await bot.initialize()
        return bot.username
    except TelegramError:
        return ""
    finally:
        await bot.shutdown()


def new_bot(settings: Settings) -> Bot:
    """A bot by the settings, outside any application."""
    telegram = settings.telegram
    return Bot(
        telegram.token,
        base_url=telegram.base_url,
        base_file_url=telegram.base_file_url,
        request=AiohttpRequest(proxy=telegram.proxy),
        get_updates_request=AiohttpRequest(proxy=telegram.proxy),
    )


def new_database(settings: Settings) -> Store:
    """The settings' database, not yet open."""
    owners = settings.desk.owners
    if settings.storage.is_shared:
        from bot.store.postgres.database import Postgres  # its driver is of no use to an office with a file

        return Postgres(settings.storage.url, owners=owners)
    return Database(settings.database_path, owners=owners)


def lock_of(settings: Settings) -> FileLock:
    """The lock that one running bot holds on an SQLite file."""
    path = settings.database_path
    path.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(f"{path}.lock", timeout=0)


async def is_sending(settings: Settings) -> bool:
    """Whether a running bot sends what the settings' database holds."""
    if not settings.storage.is_shared:
        return is_running(settings)
    from bot.store.postgres.database import is_led

    return await is_led(settings.storage.url)


def is_running(settings: Settings) -> bool:
    """Whether a bot is running on the settings' file."""
    lock = lock_of(settings)
    try:
        lock.acquire()
    except Timeout:
        return True
    lock.release()
    return False


@contextmanager
def _sole(settings: Settings) -> Iterator[None]:
    """While this lasts no other copy runs on the same file. A server may be shared."""
    if settings.storage.is_shared:
        yield
        return
    lock = lock_of(settings)
    try:
        lock.acquire()
    except Timeout:
        raise CommandFailed(
            f"another copy of the bot is running on {settings.database_path}; stop it first / 另一个机器人正在使用它，请先停掉"
        ) from None
    except OSError as error:
        raise CommandFailed(
            f"{lock.lock_file}: {error.strerror}; the bot must be able to write there"
        ) from None
    try:
        yield
    finally:
        lock.release()


@asynccontextmanager
async def opened(
    settings: Settings, *, clock: Clock, stop: asyncio.Event | None = None, is_watched: bool = True
) -> AsyncIterator[Desk]:
    """A desk with its database open and Telegram reached, but nothing running yet; its health can be asked from the start on.

    CommandFailed where another copy runs on the same file, or another program has the port; ConfigError where Telegram
    refuses the token. With `stop`, a database server that is away is waited for, as Telegram is; Stopped where it is set before
    both could be reached. `is_watched` False: no health.
    """
    rulebook_of(settings)  # before anything is touched: what is wrong in it ends the start
    with _sole(settings):
        database = new_database(settings)
        if database.is_shared and stop is not None:
            await _unless_stopped(_open_patiently(database), stop)
        else:
            await database.open()
        _log.info("database.opened", database=database.shown)
        try:
            metrics = Metrics()
            health = Health(database, clock, metrics=metrics, settings=settings.health)
            requests = [AiohttpRequest(proxy=settings.telegram.proxy, metrics=metrics) for _ in range(2)]
            application = _application(settings, requests)
            async with health.open() if is_watched else nullcontext():
                try:
                    await _reach_telegram(application, stop=stop or asyncio.Event())
                    _log.info("telegram.reached", username=application.bot.username)
                    yield await _assemble(
                        settings, clock=clock, database=database, application=application, metrics=metrics
                    )
                finally:
                    await application.shutdown()
                    for request in requests:  # an application that never came up leaves its connections open
                        await request.shutdown()
        finally:
            await database.close()


async def send_waiting(desk: Desk) -> None:
    """Sends everything that is due, without receiving anything; for a command beside no running bot.

    Where a copy has begun to run on the same server meanwhile, that one sends, and this waits for it.
    """
    halt = asyncio.Event()
    leads = await desk.database.lead()
    if leads:
        await desk.sender.recover()
    sending = start(desk.sender.send_forever(halt)) if leads else None
    try:
        while await desk.database.has_unsent(desk.clock.now()):
            await asyncio.sleep(0.1)
            leads = leads and await desk.database.still_leads()  # else whoever leads now sends
    finally:
        halt.set()
        if sending is not None:
            await sending
            await desk.sender.drain(1.5)


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
    except StoreError as error:
        _log.error("outbox.unavailable", failure=error)
        return
    loops = [start(desk.sender.send_forever(end)), start(desk.downloads.download_forever(end))]
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


def _application(settings: Settings, requests: Sequence[AiohttpRequest]) -> DeskApplication:
    telegram = settings.telegram
    if not telegram.token:
        raise ConfigError("telegram.token is empty: set TELEGRAM_BOT_TOKEN, or token in the settings")
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
        except NetworkError as error:
            _log.warning("telegram.unreachable", wait=pause, failure=error, reason=str(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30)


async def _assemble(
    settings: Settings, *, clock: Clock, database: Store, application: DeskApplication, metrics: Metrics
) -> Desk:
    office = office_of(settings, username=application.bot.username)
    async with database.work(now=clock.now()) as work:
        await opening.open_office(office, work, owners=settings.desk.owners)
        await doubts.ask_about_restored(office, work)
    application.bot_data.update(office=office, database=database, clock=clock)
    for handler in ALL_HANDLERS:
        application.add_handler(handler)
    application.add_error_handler(on_error)

    flood = Flood(settings.flood)

    async def process(row: InboxRow) -> None:
        with metrics.handling():
            await _process(
                row, application=application, office=office, database=database, clock=clock, flood=flood
            )

    async def on_aside(row: InboxRow, error: str) -> None:
        metrics.counted_aside()
        async with database.work(now=clock.now()) as work:
            await troubles.report_aside(office, work, update_id=row.update_id, error=error)

    async def on_held(row_ids: list[int]) -> None:
        async with database.work(now=clock.now()) as work:
            await doubts.ask_about_held(office, work, row_ids=row_ids)

    async def on_moved(old_id: int, new_id: int) -> None:
        async with database.work(now=clock.now()) as work:
            await places.move(work, old_id=old_id, new_id=new_id)

    async def on_closed(telegram_id: int) -> None:
        async with database.work(now=clock.now()) as work:
            await shut_account(work, telegram_id)

    async def on_refused(row: OutboxRow, why: Hindrance) -> None:
        async with database.work(now=clock.now()) as work:
            await refusals.take_refusal(office, work, row_id=row.id, why=why)

    balance = Balance()
    dispatcher = Dispatcher(
        database,
        clock,
        process=process,
        on_aside=on_aside,
        within=settings.desk.handle_within.total_seconds(),
        balance=balance,
    )
    balance.listen(dispatcher.go_on)
    sender = Sender(
        application.bot,
        database,
        clock,
        limits=settings.telegram.limits,
        concurrency=settings.telegram.concurrency,
        on_held=on_held,
        on_moved=on_moved,
        on_closed=on_closed,
        on_refused=on_refused,
        metrics=metrics,
        balance=balance,
        folder=settings.storage.files,
    )
    database.outbox_filled.listen(sender.wake)
    intake = Intake(
        database,
        clock,
        backlog=dispatcher.backlog,
        filled=dispatcher.filled,
        screen=screen_by(office.rulebook),
        metrics=metrics,
    )
    copies = Copies(office, database, clock)
    comparing = Comparing(office, database, clock, is_busy=lambda: dispatcher.backlog() > 0)
    runner = Runner(office, database, clock, copies=copies, on_posted=metrics.counted_posts)
    return Desk(
        settings,
        clock,
        database,
        office,
        application.bot,
        application,
        dispatcher,
        sender,
        _downloads(settings, office, database, clock, application.bot),
        _receiver(settings, application.bot, intake, metrics=metrics),
        runner,
        comparing,
        metrics,
    )


def _downloads(settings: Settings, office: Office, database: Store, clock: Clock, bot: Bot) -> Downloads:
    """The files that people send; what they are for is decided in Works of their own."""

    async def on_had(attachment_id: int, download: Download) -> None:
        async with database.work(now=clock.now()) as work:
            await files.take(office, work, attachment_id, download)

    async def on_refused(attachment_id: int, why: Refusal) -> None:
        async with database.work(now=clock.now()) as work:
            marked = await files.refuse(office, work, attachment_id, why)
            if marked is not None:
                await blocked.take_blocked(office, work, marked)

    async def on_late(attachment_id: int) -> None:
        async with database.work(now=clock.now()) as work:
            await files.tell_late(office, work, attachment_id)

    return Downloads(
        bot,
        database,
        clock,
        folder=settings.storage.files,
        judge=partial(files.judge, office),
        on_had=on_had,
        on_refused=on_refused,
        on_late=on_late,
    )


def _receiver(settings: Settings, bot: Bot, intake: Intake, *, metrics: Metrics) -> Receiver | Webhook:
    """The way in which updates come."""
    if settings.telegram.mode == "webhook":
        return Webhook(bot, intake, settings=settings.telegram.webhook, metrics=metrics)
    return Receiver(bot, intake)


async def _process(
    row: InboxRow,
    *,
    application: DeskApplication,
    office: Office,
    database: Store,
    clock: Clock,
    flood: Flood,
) -> None:
    """One update through the handlers; raises what a handler failed with, so that the dispatcher tries again."""
    stored = from_json(row.payload)
    if (message := blocked_in(stored)) is not None:
        is_first = not row.attempts
        wait = flood.take(message.telegram_id, asyncio.get_running_loop().time()) if is_first else 0
        await take_blocked(
            message, seq=row.seq, is_told=not wait, office=office, database=database, clock=clock
        )
        return
    update = Update.de_json(stored, application.bot)
    call = InboxCall(row.seq, opens=opened_by(update))
    current_call.set(call)
    sender, now = sender_of(update), asyncio.get_running_loop().time()
    # A later try was counted when it came first.
    if sender is not None and not row.attempts and (wait := flood.take(sender, now)):
        await turn_away(
            update,
            wait=wait,
            tell=lambda: flood.tell(sender, now),
            office=office,
            database=database,
            clock=clock,
        )
        return
    await application.process_update(update)
    if call.error is not None:
        begun = UpdateWork(database, clock)
        await settle(update, error=call.error, office=office, begun=begun)
    else:
        await open_unheard(database, clock)
