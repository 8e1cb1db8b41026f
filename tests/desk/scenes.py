"""Who says or presses something where, and what came of it, for tests of the desk; no Telegram."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from bot.desk.common.office import Scene, Toast
from bot.desk.demands import bookings
from bot.model import BookingState, Chat, Person
from bot.store.work import Work
from tests.desk.county import WORK_CHAT, County, rows_of

DUE = "2026-06-12 17:30"  # a Friday


def scene_of(
    gao: County, work: Work, who: Person | int, text: str = "", *, chat_id: int | None = None
) -> Scene:
    """The person (or a stranger's account) in a chat, in private where none is given."""
    telegram_id = who if isinstance(who, int) else who.telegram_id
    assert telegram_id is not None
    chat = Chat(chat_id or telegram_id)
    person = work.directory.find_account(telegram_id)
    place = work.directory.find_place(chat)
    return Scene(
        telegram_id=telegram_id,
        display_name="某人",
        person=person,
        chat=chat,
        chat_title="",
        place=place,
        is_private=chat_id is None,
        message_id=7,
        text=text,
        sent_at=work.now,
        t=gao.office.t_in(place) if place else gao.office.texts(None),
    )


def with_attachment(scene: Scene) -> Scene:
    """The same with a file."""
    return replace(scene, attachment="document")


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
    **kwargs: Any,
) -> Any:
    """Lets the person cause something at the desk, in private where no chat is given."""
    async with gao.database.work(now=gao.clock.now()) as work:
        return await act(gao.office, work, scene_of(gao, work, who, said, chat_id=chat_id), **kwargs)


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
