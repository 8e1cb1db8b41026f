"""What is kept for how long: every table has its time or its reason, and the purge takes exactly what is past it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import to_ms
from bot.desk.common.slots import Slot
from bot.desk.upkeep import doubts
from bot.model import Chat, DemandState, DraftKind, ItemState, Message, Person, Policy, Role, SentFile
from bot.store import retention
from bot.store.retention import KEPT, PURGES
from bot.store.tables import metadata
from scheduler.runner import Runner
from tests.support.county import County, county, rows_of
from tests.support.databases import Home
from tests.support.scenes import scene_of

NOW = "2026-06-03 12:00"
MANUAL = Path(__file__).parents[2] / "docs" / "operations.md"


def rows_of_the_manual() -> list[tuple[str, str]]:
    """Table and time of every line of the manual's table of what is kept."""
    _, text = MANUAL.read_text("utf-8").split("## What is kept, and for how long")
    lines = text.split("\n## ")[0].split("\n")
    return [
        (found[1], found[2]) for line in lines if (found := re.match(r"\| `(\w+)` \|.*\| ([^|]+) \|$", line))
    ]


def test_every_table_has_its_time_or_the_reason_why_it_is_kept() -> None:
    assert {purge.table for purge in PURGES} | KEPT.keys() == metadata.tables.keys()
    assert {purge.table for purge in PURGES} & KEPT.keys() == set()


def test_the_manual_says_what_goes_when_and_what_stays() -> None:
    rows = rows_of_the_manual()
    assert {table for table, _ in rows} == metadata.tables.keys()
    wanted = {(p.table, f"{p.keep.days} day{'s' * (p.keep.days > 1)}") for p in PURGES if p.keep}
    assert wanted <= set(rows)
    assert {table for table, time in rows if time == "never"} >= KEPT.keys()


def test_every_kind_of_living_message_goes_at_some_time() -> None:
    sql = (Path(retention.__file__).parent / "sql" / "delivery.sql").read_text("utf-8")
    purges = "".join(re.findall(r"-- name: purge_\w*posts!\n(?:.|\n)*?;\n", sql))
    assert [slot for slot in Slot if f"'{slot}:" not in purges and f"'{slot}'" not in purges] == []


async def run(gao: County, *statements: tuple[str, dict[str, Any]]) -> None:
    async with gao.database.settling() as conn:
        for name, parameters in statements:
            await getattr(gao.database.queries, name)(conn, **parameters)


async def tidied(gao: County, *, days: float) -> None:
    """The clock goes on, and looks once."""
    gao.clock.moment += timedelta(days=days)
    await Runner(gao.office, gao.database, gao.clock).tick()


async def count(gao: County, table: str, where: str = "1 = 1") -> int:
    rows = await rows_of(gao.database, f"SELECT count(*) FROM {table} WHERE {where}")
    return int(rows[0][0])


async def test_a_draft_goes_when_its_time_is_over(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.drafts.add(7, 7, kind=DraftKind.ITEM, step="collect", data={}, now=work.now)
        await tidied(gao, days=32.9)
        assert await count(gao, "drafts") == 1
        await tidied(gao, days=0.2)
        assert await count(gao, "drafts") == 0


async def test_an_update_set_aside_goes_after_a_month(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        now = to_ms(gao.clock.now())
        rows = '[{"update_id": 1, "lane": "7:7", "payload": "{}"}]'
        await run(gao, ("insert_inbox", {"rows": rows, "received_at": now}))
        failed = {"state": "aside", "attempts": 5, "try_at": now, "error": "x", "settled_at": now}
        await run(gao, ("mark_failed", {"seq": 1, **failed}))
        await tidied(gao, days=29.9)
        assert await count(gao, "inbox") == 1
        await tidied(gao, days=0.2)
        assert await count(gao, "inbox") == 0


async def test_a_doubt_answered_with_no_goes_like_every_settled_message(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        admin = await gao.person("周明远", "县政府办", role=Role.ADMIN, telegram_id=1)
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.outbox.say(Chat(-1001), Message("名单"), policy=Policy.HOLD)
        await run(gao, ("set_outbox_state", {"id": 1, "state": "held", "now": to_ms(gao.clock.now())}))
        async with gao.database.work(now=gao.clock.now()) as work:
            await doubts.resolve_held(gao.office, work, scene_of(gao, work, admin), row_id=1, send=False)
        assert await count(gao, "outbox", "state = 'dropped' AND settled_at IS NOT NULL") == 1
        await tidied(gao, days=30.1)
        assert await count(gao, "outbox", "id = 1") == 0


async def test_what_waits_for_a_stranger_goes_and_what_waits_for_a_member_stays(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        member = await gao.person("王茗", "云茶镇", telegram_id=101, is_open=False)
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.outbox.say(Chat(900), Message("如何加入"))
            await work.outbox.tell(member, Message("已采用"))
        await tidied(gao, days=30.1)
        assert await rows_of(gao.database, "SELECT chat_id, state FROM outbox") == [(101, "waiting")]


async def test_greetings_and_albums_go(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        async with gao.database.work(now=gao.clock.now()) as work:
            assert await work.people.greet_once(-1001, 900, now=work.now)
            assert await work.drafts.claim_album(7, "a", now=work.now)
            assert not await work.drafts.claim_album(7, "a", now=work.now)
        await tidied(gao, days=1.1)
        assert (await count(gao, "greetings"), await count(gao, "albums")) == (1, 0)
        await tidied(gao, days=364)
        assert await count(gao, "greetings") == 0


async def test_files_of_nothing_go_and_those_of_items_and_open_drafts_stay(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        wang = await gao.person("王茗", "云茶镇", telegram_id=101)
        item = await gao.item(wang)
        async with gao.database.work(now=gao.clock.now()) as work:
            draft = await work.drafts.add(
                101, 101, kind=DraftKind.ITEM, step="collect", data={}, now=work.now
            )
            for owner in ({"item_id": item}, {"draft_id": draft.id}, {"draft_id": 999}, {}):
                file = SentFile("F", "早茶.docx", 9)
                await work.attachments.add(
                    file,
                    Chat(101),
                    7,
                    101,
                    album=None,
                    item_id=owner.get("item_id"),
                    draft_id=owner.get("draft_id"),
                    refusal=None,
                    now=work.now,
                )
        await tidied(gao, days=0.9)
        assert await count(gao, "attachments") == 4
        await tidied(gao, days=0.2)
        left = await rows_of(gao.database, "SELECT item_id, draft_id FROM attachments ORDER BY id")
        assert [tuple(row) for row in left] == [(item, None), (None, draft.id)]


async def show(gao: County, *slots: str) -> None:
    """Living messages that were sent, and of which the outbox has forgotten everything."""
    for place, slot in enumerate(slots):
        await run(gao, ("insert_post", {"slot": slot, "chat_id": -1002, "thread_id": place, "head": None}))


async def test_messages_of_what_is_open_live_on_and_of_what_is_closed_for_a_year(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        wang = await gao.person("王茗", "云茶镇", telegram_id=101, quota=0)
        waiting = await gao.item(wang)
        adopted = await decided(gao, wang)
        open_, closed = [
            await gao.demand("早茶", due=due) for due in ("2027-06-30 17:30", "2026-06-12 17:30")
        ]
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.demands.set_state(closed, DemandState.CLOSED)
        await show(gao, f"card:{waiting}", f"card:{adopted}", f"demand:{open_}", f"demand:{closed}")
        await show(gao, "card:5#5", "post:reminder", "ring:1:10", "draft:9")
        await tidied(gao, days=1)
        assert await slots_of(gao) == ["card:1", "card:2", "demand:1", "demand:2"]
        await tidied(gao, days=366)
        assert await slots_of(gao) == ["card:1", "demand:1", "demand:2"]
        await tidied(gao, days=20)
        assert await slots_of(gao) == ["card:1", "demand:1"]


async def test_living_messages_go_in_pieces_and_none_is_passed_over(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.work.PIECE", 2)
    async with county(home, now=NOW) as gao:
        wang = await gao.person("王茗", "云茶镇", telegram_id=101)
        waiting = await gao.item(wang)
        adopted = [await decided(gao, wang) for _ in range(4)]
        await show(
            gao, f"card:{waiting}", *(f"{kind}:{item}" for item in adopted for kind in ("card", "step"))
        )
        await tidied(gao, days=366)
        assert await slots_of(gao) == [f"card:{waiting}"]


async def test_a_message_that_may_still_change_is_not_forgotten(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.outbox.say(Chat(-1001), Message("名单"), slot="post:reminder")
        await tidied(gao, days=60)
        assert await slots_of(gao) == ["post:reminder"]


async def test_the_ledger_forgets_people_and_keeps_the_groups(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        async with gao.database.work(now=gao.clock.now()) as work:
            for place in ("person:1", "booking:2:lapsed", "-1001:0"):
                await work.claim_post("reminder", place, "2026-06-03", outcome="posted")
        await tidied(gao, days=401)
        kept = [place for key, place, period, _ in await gao.ledger() if period == "2026-06-03"]
        assert kept == ["-1001:0"]


async def test_the_menu_of_an_account_that_has_gone_is_forgotten(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        await gao.person("王茗", "云茶镇", telegram_id=101)
        await gao.person("李四", "云茶镇", telegram_id=102, is_open=False)
        async with gao.database.work(now=gao.clock.now()) as work:
            for key in ("menu:101", "menu:102", "menu:default:", "menu:default:en"):
                await work.set_meta(key, "x")
        await tidied(gao, days=0)
        rows = await rows_of(gao.database, "SELECT key FROM meta WHERE key LIKE 'menu:%' ORDER BY key")
        assert [row[0] for row in rows] == ["menu:101", "menu:default:", "menu:default:en"]


async def decided(gao: County, person: Person) -> int:
    """An adopted item."""
    item_id = await gao.item(person)
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(item_id)
        assert item is not None
        await work.items.set_state(replace(item, state=ItemState.ADOPTED, decided_at=work.now))
    return item_id


async def slots_of(gao: County) -> list[str]:
    return [row[0] for row in await rows_of(gao.database, "SELECT slot FROM posts ORDER BY slot")]
