"""Who says or presses something where, and what came of it, for tests of the desk; no Telegram."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from inspect import signature
from typing import Any

from bot.clock import to_ms
from bot.desk.common.accounts import open_account
from bot.desk.common.office import Scene, Toast
from bot.desk.demands import bookings
from bot.desk.items import wiping
from bot.desk.items.wiping import Wiped
from bot.model import Blocked, BookingState, Chat, Person, SentFile
from bot.store.work import Work
from bot.views.common.callbacks import parse
from tests.support.county import WORK_CHAT, County, rows_of

DUE = "2026-06-12 17:30"  # a Friday


def scene_of(
    gao: County,
    work: Work,
    who: Person | int,
    text: str = "",
    *,
    chat_id: int | None = None,
    thread_id: int = 0,
    message_id: int | None = None,
    reply_to: int | None = None,
    sent_at: datetime | None = None,
    forwarded_from: str | None = None,
    album: str | None = None,
    attachment: str | None = None,
    file_name: str = "",
) -> Scene:
    """The person (or a stranger's account) in a chat, in private where none is given.

    `message_id` is the person's own message, a new one each time; the one with the button where a button is pressed; that of
    before where a message is edited. `reply_to` is any message: whether it is ours, the county knows from `shown`.
    """
    telegram_id = who if isinstance(who, int) else who.telegram_id
    assert telegram_id is not None
    chat = Chat(chat_id or telegram_id, thread_id)
    person = work.directory.find_account(telegram_id)
    place = work.directory.find_place(chat) if chat_id else None
    t, own_t = gao.office.scene_texts(work.directory, telegram_id, is_private=chat_id is None, place=place)
    return Scene(
        telegram_id=telegram_id,
        display_name="某人",
        person=person,
        chat=chat,
        chat_title="",
        place=place,
        is_private=chat_id is None,
        message_id=message_id or next(gao.message_ids),
        text=text,
        sent_at=sent_at or work.now,
        t=t,
        own_t=own_t,
        reply_to=reply_to,
        replies_to_us=reply_to in gao.ours,
        replied_text=gao.texts.get(reply_to or 0, ""),
        forwarded_from=forwarded_from,
        album=album,
        attachment=attachment,
        file=SentFile(f"F{next(gao.message_ids)}", file_name, 99, kind=attachment)
        if attachment in ("document", "photo", "video")
        else None,
    )


async def press(gao: County, who: Person | int, demand: int, *, queue: bool = False) -> Toast:
    """A press of 预约 or 候补 in the work group."""
    async with gao.database.work(now=gao.clock.now()) as work:
        scene = scene_of(gao, work, who, chat_id=WORK_CHAT)
        return await bookings.press_book(gao.office, work, scene, demand_id=demand, is_queue=queue)


async def do(
    gao: County,
    who: Person | int,
    act: Callable[..., Awaitable[Any]],
    *,
    said: str = "",
    chat_id: int | None = None,
    thread_id: int = 0,
    message_id: int | None = None,
    reply_to: int | None = None,
    sent_at: datetime | None = None,
    forwarded_from: str | None = None,
    album: str | None = None,
    attachment: str | None = None,
    file_name: str = "",
    **arguments: Any,
) -> Any:
    """Lets the person cause something at the desk in a Work of its own; see `scene_of` for how it is said.

    What is said in private opens that chat, as at the beginning of every Work of the running bot.
    """
    async with gao.database.work(now=gao.clock.now()) as work:
        if chat_id is None:
            await open_account(work, who if isinstance(who, int) else who.telegram_id or 0)
        scene = scene_of(
            gao,
            work,
            who,
            said,
            chat_id=chat_id,
            thread_id=thread_id,
            message_id=message_id,
            reply_to=reply_to,
            sent_at=sent_at,
            forwarded_from=forwarded_from,
            album=album,
            attachment=attachment,
            file_name=file_name,
        )
        return await act(gao.office, work, scene, **arguments)


async def tap(
    gao: County,
    who: Person | int,
    message: Shown,
    label: str,
    act: Callable[..., Awaitable[Any]],
    *,
    chat_id: int | None = None,
    **arguments: Any,
) -> Any:
    """A press of a button under a message: `act` is given the number that the button carries, whatever it calls it."""
    named = next(name for name in signature(act).parameters if name.endswith("_id"))
    number = parse(message.buttons[label]).number()
    return await do(
        gao, who, act, chat_id=chat_id, message_id=message.message_id, **{named: number, **arguments}
    )


@dataclass(frozen=True)
class Shown:
    """A message of the bot's as it stands in a chat now; `buttons` are labels and what they send."""

    message_id: int
    text: str
    buttons: dict[str, str]
    reply_to: int | None

    @property
    def labels(self) -> list[str]:
        """What stands on its buttons."""
        return list(self.buttons)


async def shown(gao: County, chat_id: int) -> list[Shown]:
    """What the bot's messages in a chat come to, once everything that may leave has left: edited, deleted, in their order."""
    await deliver(gao)
    rows = await rows_of(
        gao.database,
        "SELECT o.method, o.payload, o.message_id FROM outbox o"
        f" WHERE o.state = 'sent' AND o.chat_id = {chat_id} ORDER BY o.settled_at, o.id",
    )
    standing: dict[int, Shown] = {}
    for method, payload, message_id in rows:
        params = json.loads(payload or '{"text": ""}')  # of what was wiped nothing is known any more
        if method == "deleteMessage":
            standing.pop(message_id, None)
        elif method in ("sendMessage", "editMessageText"):
            before = standing.get(message_id)
            markup = params.get("reply_markup", {}).get("inline_keyboard", [])
            standing[message_id] = Shown(
                message_id,
                params["text"],
                {key["text"]: key.get("callback_data", key.get("url", "")) for row in markup for key in row},
                before.reply_to if before else params.get("reply_parameters", {}).get("message_id"),
            )
    return list(standing.values())


async def deliver(gao: County) -> None:
    """Everything that is due leaves, as the sender would have it leave: each message gets a number, and its post knows it."""
    now = to_ms(gao.clock.now())
    if not await rows_of(
        gao.database, f"SELECT 1 FROM outbox WHERE state = 'queued' AND send_at <= {now} LIMIT 1"
    ):
        return
    async with gao.database.settling() as conn:
        due = await conn.execute_fetchall(
            "SELECT id, method, payload, post_id FROM outbox WHERE state = 'queued' AND send_at <= ?"
            " ORDER BY priority, id",
            (now,),
        )
        for row_id, method, payload, post_id in due:
            message_id = json.loads(payload).get("message_id")
            if method.startswith("send"):
                message_id = next(gao.message_ids)
                gao.ours.add(message_id)
                gao.texts[message_id] = json.loads(payload).get("text", "")
                await conn.execute_fetchall(
                    "UPDATE posts SET message_id = ? WHERE id = ?", (message_id, post_id)
                )
            elif message_id is None:
                found = await conn.execute_fetchall("SELECT message_id FROM posts WHERE id = ?", (post_id,))
                message_id = found[0][0] if found else None
            await conn.execute_fetchall(
                "UPDATE outbox SET state = 'sent', message_id = ?, settled_at = ? WHERE id = ?",
                (message_id, next(gao.message_ids), row_id),
            )


async def states(gao: County, demand: int) -> list[tuple[str, str]]:
    """Unit and state of every booking of a demand, as committed."""
    return [(b.unit, b.state.value) for b in await gao.database.reads.demands.bookings(demand)]


async def audit(gao: County, subject: str, subject_id: int) -> list[str]:
    """The steps of the audit trail, as committed."""
    return [entry.step for entry in await gao.database.reads.trail.of(subject, subject_id)]


async def texts_to(gao: County, chat_id: int) -> list[str]:
    """What was said to a chat."""
    return [text for chat, text in await gao.sent() if chat == chat_id]


async def last_labels(gao: County, chat_id: int) -> list[str]:
    """The buttons of the newest message to a chat."""
    rows = await rows_of(
        gao.database,
        "SELECT payload FROM outbox WHERE method = 'sendMessage' AND state <> 'dropped'"
        f" AND chat_id = {chat_id} ORDER BY id DESC",
    )
    markup = json.loads(rows[0][0]).get("reply_markup", {})
    return [button["text"] for row in markup.get("inline_keyboard", []) for button in row]


async def commission(gao: County, *people: Person, slots: int | None = None) -> int:
    """A demand for these people's units, who have been asked."""
    demand = await gao.demand(
        "专报", due=DUE, slots=slots or len(people), units=tuple(p.unit_id for p in people)
    )
    async with gao.database.work(now=gao.clock.now()) as work:
        for person in people:
            await work.demands.add_booking(
                demand, unit_id=person.unit_id, person_id=None, state=BookingState.ASKED, now=work.now
            )
    return demand


async def stands_in(gao: County, deputy: Person, person: Person) -> None:
    """The deputy stands in for the person, from now on for nine days."""
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.reminders.add_deputy(
            person.id,
            deputy_id=deputy.id,
            first=date(2026, 6, 3),
            last=date(2026, 6, 12),
            begins_at=work.now,
            ends_at=work.now + timedelta(days=9),
            set_by=person.id,
            now=work.now,
        )
        await work.refresh_directory()


async def mark(gao: County, who: Person, message_id: int, *, chat_id: int | None = None) -> Wiped:
    """An edit gives a message that was written before a marking of secrecy."""
    assert who.telegram_id is not None
    chat = chat_id or who.telegram_id
    marked = Blocked(
        "grade", chat, 0, who.telegram_id, message_id, 0, is_private=chat_id is None, is_edit=True
    )
    async with gao.database.work(now=gao.clock.now()) as work:
        return await wiping.wipe_message(gao.office, work, marked)
