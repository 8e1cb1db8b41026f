"""After a restore: the administrators hear of it once, and nothing that the copy had waiting goes out before one decides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from threading import Event

import pytest

from bot.clock import to_ms
from bot.desk.upkeep import doubts
from bot.errors import NotAllowed, WrongState
from bot.model import Chat, Message, OutboxState, Person, Role
from bot.store.copies.snapshot import RESTORED, hold_unsent, inspect
from tests.support.county import WORK_CHAT, County, at, county
from tests.support.scenes import audit, last_labels, scene_of, texts_to


@pytest.fixture
async def gao(tmp_path: Path) -> AsyncIterator[County]:
    """A desk put back on 3 June from a copy of the night, with two messages waiting in it."""
    async with county(tmp_path, now="2026-06-03 12:00") as place:
        await place.person("主任", "政府办", role=Role.ADMIN, telegram_id=1)
        await place.person("王茗", "云茶镇", telegram_id=11)
        async with place.database.work(now=at("2026-06-03 03:29")) as work:
            await work.outbox.say(Chat(WORK_CHAT), Message("群里的"))
            await work.outbox.say(Chat(11), Message("私聊的"))
            await work.outbox.say(Chat(11), Message("以后的"), send_at=at("2026-06-04 09:00"))
            await work.outbox.call("sendMessage", {"text": "没打开的"}, chat_id=12, state=OutboxState.QUEUED)
        hold_unsent(tmp_path / "desk.db", made_at=at("2026-06-03 03:30"), now=at("2026-06-03 12:00"))
        yield place


async def start(gao: County) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        await doubts.ask_about_restored(gao.office, work)


async def decide(gao: County, who: Person, *, send: bool) -> str:
    async with gao.database.work(now=gao.clock.now()) as work:
        return (await doubts.resolve_restored(gao.office, work, scene_of(gao, work, who), send=send)).text


async def states(gao: County) -> list[tuple[str, str | None, int]]:
    """State, error and due time of what waited in the copy."""
    rows = await gao.database.reader.execute_fetchall(
        "SELECT state, error, send_at FROM outbox ORDER BY id LIMIT 4"
    )
    return [tuple(row) for row in rows]


async def person(gao: County, name: str) -> Person:
    return next(p for p in (await gao.database.current_directory()).people if p.name == name)


async def test_the_administrators_are_told_once_with_the_number_and_two_buttons(gao: County) -> None:
    await start(gao)
    await start(gao)
    (text,) = await texts_to(gao, 1)
    assert "6月3日 03:30" in text and "6月3日 12:00" in text and "有4条消息待发" in text
    assert await last_labels(gao, 1) == ["全部发送", "不再发送"]
    assert {state for state, _, _ in await states(gao)} == {"held"}
    assert await audit(gao, "desk", 0) == ["restore"]


async def test_sending_lets_them_go_to_whom_may_be_written_and_not_before_their_time(gao: County) -> None:
    await start(gao)
    assert await decide(gao, await person(gao, "主任"), send=True) == "4条消息开始发送。"
    now = to_ms(gao.clock.now())
    assert await states(gao) == [
        ("queued", None, now),
        ("queued", None, now),
        ("queued", None, to_ms(at("2026-06-04 09:00"))),
        ("waiting", None, now),
    ]
    with pytest.raises(WrongState):
        await decide(gao, await person(gao, "主任"), send=False)
    assert await audit(gao, "desk", 0) == ["restore", "resume"]
    assert inspect(Path(gao.database.shown), stop=Event()).chain.broken_at is None


async def test_not_sending_drops_them(gao: County) -> None:
    await start(gao)
    assert await decide(gao, await person(gao, "主任"), send=False) == "4条消息不再发送。"
    assert {state for state, _, _ in await states(gao)} == {"dropped"}


async def test_a_member_may_not_decide(gao: County) -> None:
    with pytest.raises(NotAllowed):
        await decide(gao, await person(gao, "王茗"), send=True)
    assert {state for state, _, _ in await states(gao)} == {"held"}


async def test_without_waiting_messages_there_is_nothing_to_decide(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-03 12:00") as place:
        await place.person("主任", "政府办", role=Role.ADMIN, telegram_id=1)
        async with place.database.work(now=place.clock.now()) as work:
            await work.set_meta(RESTORED, f"{to_ms(at('2026-06-02 03:30'))}:{to_ms(place.clock.now())}")
        await start(place)
        (text,) = await texts_to(place, 1)
        assert "待发" not in text and await last_labels(place, 1) == []
