"""The parts of a desk and who tells whom: everything is put together here, nothing runs yet."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from telegram import Bot, TelegramObject, Update
from telegram.ext import Application, ExtBot

from bot.app.exporting import OnRows, gather_rows
from bot.app.settled import office_of
from bot.clock import Clock
from bot.config import Settings
from bot.delivery.http.feeds import FeedClient
from bot.delivery.http.metrics import Metrics
from bot.delivery.incoming.balance import Balance
from bot.delivery.incoming.dispatcher import Dispatcher
from bot.delivery.incoming.downloads import Downloads
from bot.delivery.incoming.feeds import Feeds
from bot.delivery.incoming.flood import Flood
from bot.delivery.incoming.intake import Intake
from bot.delivery.incoming.receiver import Receiver
from bot.delivery.incoming.screening import part_of_album, screen_by
from bot.delivery.incoming.webhook import Webhook
from bot.delivery.outgoing.making import Making
from bot.delivery.outgoing.sender import Sender
from bot.desk import talk
from bot.desk.common import making
from bot.desk.common.accounts import shut_account
from bot.desk.common.office import Office
from bot.desk.figures import exporting
from bot.desk.items import downloads
from bot.desk.people import places
from bot.desk.sources import leads
from bot.desk.upkeep import doubts, opening, refusals, troubles
from bot.logs import get_logger
from bot.model import Download, FeedReading, Hindrance, InboxRow, MadeFile, OutboxRow, Product, Refusal
from bot.sections import Feed
from bot.store.base import Store
from bot.store.jsontext import from_json
from handlers import ALL_HANDLERS
from handlers.asking import FirstThatFits
from handlers.blocked import blocked_in
from handlers.blocked import take as take_blocked
from handlers.context import DeskContext, InboxCall, UpdateWork, current_call, open_unheard, opened_by
from handlers.errors import on_error, settle
from handlers.excess import sender_of, turn_away
from handlers.words import with_command_marked
from scheduler.comparing import Comparing
from scheduler.copying import Copies
from scheduler.indexing import Indexing
from scheduler.runner import Runner

_log = get_logger(__name__)

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
    making: Making
    feeds: Feeds
    receiver: Receiver | Webhook
    runner: Runner
    comparing: Comparing
    indexing: Indexing
    metrics: Metrics


async def assemble(
    settings: Settings, *, clock: Clock, database: Store, application: DeskApplication, metrics: Metrics
) -> Desk:
    # The library guards its objects against being written to, which is most of the time that an update takes to be read. Nobody
    # here writes to one (tests/test_imports.py).
    TelegramObject.__setattr__ = object.__setattr__  # type: ignore[assignment, method-assign]
    office = office_of(settings, username=application.bot.username)
    async with database.work(now=clock.now()) as work:
        await opening.open_office(office, work, owners=settings.desk.owners)
        await doubts.ask_about_restored(office, work)
    application.bot_data.update(office=office, database=database, clock=clock)
    application.add_handler(FirstThatFits(ALL_HANDLERS))
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
    comparing = Comparing(office, database, clock, rested=dispatcher.rested)
    indexing = Indexing(database, clock, rested=dispatcher.rested)
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
        _making(settings, office, database, clock),
        _feeds(settings, office, database, clock),
        _receiver(settings, application.bot, intake, metrics=metrics),
        runner,
        comparing,
        indexing,
        metrics,
    )


def _downloads(settings: Settings, office: Office, database: Store, clock: Clock, bot: Bot) -> Downloads:
    """The files that people send; what they are for is decided in Works of their own."""

    async def on_had(attachment_id: int, download: Download) -> None:
        async with database.work(now=clock.now()) as work:
            await talk.take_download(office, work, attachment_id, download)

    async def on_refused(attachment_id: int, why: Refusal) -> None:
        async with database.work(now=clock.now()) as work:
            await talk.refuse_download(office, work, attachment_id, why)

    async def on_late(attachment_id: int) -> None:
        async with database.work(now=clock.now()) as work:
            await downloads.tell_late(office, work, attachment_id)

    return Downloads(
        bot,
        database,
        clock,
        folder=settings.storage.files,
        judge=partial(downloads.judge, office),
        on_had=on_had,
        on_refused=on_refused,
        on_late=on_late,
    )


def _making(settings: Settings, office: Office, database: Store, clock: Clock) -> Making:
    """The files that answers have; how they are sent is decided in Works of their own."""

    async def on_made(made_id: int, product: Product) -> None:
        async with database.work(now=clock.now()) as work:
            await making.take(office, work, made_id, product)

    async def on_given_up(made_id: int, lacking: str) -> None:
        async with database.work(now=clock.now()) as work:
            await making.give_up(office, work, made_id, lacking=lacking)

    async def on_rows(made_id: int, done: int, total: int) -> None:
        async with database.work(now=clock.now()) as work:
            await making.tell_rows(office, work, made_id, done=done, total=total)

    async def gather(file: MadeFile, path: Path, on_rows: OnRows) -> dict[str, Any]:
        asked = exporting.asked_of(file.spec)
        return await gather_rows(
            office, database, clock, asked, language=file.language, path=path, on_rows=on_rows
        )

    return Making(
        database,
        clock,
        folder=settings.storage.files,
        on_made=on_made,
        on_given_up=on_given_up,
        gathers={exporting.KIND: gather},
        on_rows=on_rows,
    )


def _feeds(settings: Settings, office: Office, database: Store, clock: Clock) -> Feeds:
    """The network sources; what is new in them is shown by Works of their own."""

    async def on_read(feed: Feed, reading: FeedReading) -> None:
        async with database.work(now=clock.now()) as work:
            await leads.take_reading(office, work, feed, reading)

    async def on_failed(feed: Feed, why: str) -> None:
        async with database.work(now=clock.now()) as work:
            await leads.take_failure(office, work, feed, why)

    return Feeds(
        settings.feeds,
        database,
        clock,
        client=FeedClient(proxy=settings.telegram.proxy),
        on_read=on_read,
        on_failed=on_failed,
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
    message, part = blocked_in(stored), part_of_album(stored)
    if part is not None and await database.reads.drafts.is_album_blocked(
        part.chat_id, part.telegram_id, part.album
    ):
        message = part
    if message is not None:
        is_first = not row.attempts
        wait = flood.take(message.telegram_id, asyncio.get_running_loop().time()) if is_first else 0
        is_told = message is not part and not wait  # of an album it was said already
        await take_blocked(
            message, seq=row.seq, is_told=is_told, office=office, database=database, clock=clock
        )
        return
    update = Update.de_json(with_command_marked(stored), application.bot)
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
        begun = UpdateWork(office, database, clock)
        await settle(update, error=call.error, office=office, begun=begun)
    else:
        await open_unheard(office, database, clock)
