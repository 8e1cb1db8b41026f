"""Several copies of the bot on one server: lanes, the lead, the bell, and Works that take turns."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime

import pytest

from bot.errors import StoreError
from bot.model import BookingState, Chat, Kind, Message
from bot.store.base import Store
from bot.store.jsontext import as_json
from bot.store.postgres.database import CONNECTIONS, is_led
from tests.support.databases import Files, OnServer

NOW = datetime(2026, 6, 3, 4, tzinfo=UTC)


@pytest.fixture
async def copies(on_server: OnServer) -> AsyncIterator[list[Store]]:
    """Three copies on one office."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(on_server.opened()) for _ in range(3)]


def cut(on_server: OnServer, store: Store) -> None:
    """Ends the connection that holds a copy's locks, as a server's restart does."""
    pid = store._presence._conn.get_server_pid()  # type: ignore[attr-defined]
    on_server.ask("SELECT pg_terminate_backend(?)", pid)


async def stands_still(on_server: OnServer) -> None:
    """Until somebody on the server waits for a lock of somebody else's."""
    waits = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with asyncio.timeout(10):
        while not on_server.ask(waits):
            await asyncio.sleep(0.001)


async def test_200_members_over_three_copies_get_200_numbers_without_a_gap(
    copies: list[Store], on_server: OnServer
) -> None:
    async with copies[0].work(now=NOW) as work:
        unit = await work.people.ensure_unit("云茶镇")
        for place in range(200):
            await work.people.add(
                name=f"信息员{place}",
                unit_id=unit,
                role="member",
                employment="part_time",
                joined_on=NOW.date(),
                telegram_id=place,
            )
        await work.refresh_directory()

    async def submit(place: int) -> None:
        async with copies[place % 3].work(now=NOW) as work:
            person = work.directory.find_any_account(place)
            assert person is not None
            await asyncio.sleep(0)
            await work.items.add(
                person=person,
                received_at=NOW,
                month="2026-06",
                title="标题",
                body="正文",
                kind=Kind.ORDINARY,
                is_urgent=False,
                themes=(),
                joint_units=(),
                source=None,
                origin=None,
                demand_id=None,
            )

    await asyncio.gather(*map(submit, range(200)))
    numbers = [row[0] for row in on_server.ask("SELECT number FROM items ORDER BY id")]
    assert numbers == [f"2026-{place:04}" for place in range(1, 201)]


async def test_a_number_taken_back_in_one_copy_is_given_in_another(copies: list[Store]) -> None:
    with pytest.raises(KeyError):
        async with copies[0].work(now=NOW) as work:
            assert await work.numbers.next("item:2026") == 1
            raise KeyError
    async with copies[1].work(now=NOW) as work:
        assert await work.numbers.next("item:2026") == 1


async def test_what_a_work_has_read_stays_so_until_it_ends_whatever_other_copies_want(
    copies: list[Store],
) -> None:
    async def book(store: Store) -> bool:
        async with store.work(now=NOW) as work:
            taken = await work.demands.bookings(1)
            await asyncio.sleep(0.01)
            if len(taken) >= 2:
                return False
            unit = await work.people.ensure_unit("云茶镇")
            await work.demands.add_booking(
                1, unit_id=unit, person_id=None, state=BookingState.BOOKED, now=NOW
            )
            return True

    async with copies[0].work(now=NOW) as work:
        unit = await work.people.ensure_unit("云茶镇")
        poster = await work.people.add(
            name="主任", unit_id=unit, role="admin", employment="full_time", joined_on=NOW.date()
        )
        await work.demands.add(
            1, title="专报", brief="", kind=None, due_at=NOW, slots=2, units=(), posted_by=poster, now=NOW
        )
    booked = await asyncio.gather(*(book(copies[place % 2]) for place in range(6)))
    assert sorted(booked) == [False] * 4 + [True] * 2


async def test_a_lane_is_one_copy_s_at_a_time_and_free_when_it_is_given_back(copies: list[Store]) -> None:
    first, second, _ = copies
    assert await first.take_lanes(["1:1", "2:2"]) == {"1:1", "2:2"}
    assert await second.take_lanes(["2:2", "3:3"]) == {"3:3"}
    assert await first.take_lanes(["2:2", "3:3"]) == {"2:2"}
    await first.release_lanes(["2:2", "2:2", "3:3", "never taken"])
    assert await second.take_lanes(["1:1", "2:2"]) == {"2:2"}


async def test_two_lanes_with_one_hash_are_given_back_one_by_one(
    copies: list[Store], on_server: OnServer
) -> None:
    # Such pairs are rare, but there are some among so many.
    (pair,) = on_server.ask(
        "SELECT min(n)::text, max(n)::text FROM generate_series(1, 300000) n"
        " GROUP BY hashtext(n::text) HAVING count(*) > 1 LIMIT 1"
    )
    one, other = pair
    first, second, _ = copies
    assert await first.take_lanes([one, other]) == {one, other}
    await first.release_lanes([one])
    assert await second.take_lanes([one]) == set(), "its hash is still held for the other lane"
    await first.release_lanes([other])
    assert await second.take_lanes([one]) == {one}


async def test_a_copy_that_loses_its_connection_loses_its_lanes_and_the_lead_and_takes_them_anew(
    copies: list[Store], on_server: OnServer
) -> None:
    first, second, _ = copies
    assert await first.lead() and await first.take_lanes(["1:1"]) == {"1:1"}
    assert not await second.lead()
    cut(on_server, first)
    async with asyncio.timeout(5):
        while first.leads:
            await asyncio.sleep(0.01)
    assert await second.take_lanes(["1:1"]) == {"1:1"}
    assert await second.lead() and not await first.lead()
    assert await first.take_lanes(["1:1", "2:2"]) == {"2:2"}


async def test_the_lead_passes_on_when_it_is_given_up_or_its_copy_ends(
    on_server: OnServer, copies: list[Store]
) -> None:
    first, second, _ = copies
    assert not await is_led(on_server.url)
    assert await first.lead() and await first.lead() and not await second.lead()
    assert await is_led(on_server.url)
    await first.resign()
    assert not first.leads and await second.lead() and not await first.lead()
    await second._presence.close()  # type: ignore[attr-defined]
    assert await first.lead()


async def test_the_leader_hears_of_what_another_copy_wants_sent(copies: list[Store]) -> None:
    first, second, _ = copies
    assert await first.lead()
    first.outbox_filled.clear()
    async with second.work(now=NOW) as work:
        await work.outbox.say(Chat(-5), Message("x"))
    async with asyncio.timeout(5):
        await first.outbox_filled.wait()


async def test_updates_become_visible_in_the_order_of_their_numbers(
    copies: list[Store], on_server: OnServer
) -> None:
    def row(update_id: int) -> dict[str, object]:
        return {"update_id": update_id, "lane": "1:1", "payload": "{}"}

    first, second, _ = copies
    async with first.durable() as conn:
        await first.queries.insert_inbox(conn, rows=as_json([row(1)]), received_at=0)

        async def insert() -> None:
            async with second.durable() as later:
                await second.queries.insert_inbox(later, rows=as_json([row(2)]), received_at=0)

        waiting = asyncio.create_task(insert())
        await stands_still(on_server)
        assert not waiting.done(), "a dispatcher that has read number 2 would never look for number 1"
    await waiting
    assert on_server.ask("SELECT update_id FROM inbox ORDER BY seq") == [(1,), (2,)]


async def test_words_are_not_lost_where_a_message_leaves_while_it_is_changed(
    copies: list[Store], on_server: OnServer
) -> None:
    first, second, _ = copies
    async with first.work(now=NOW) as work:
        await work.outbox.say(Chat(-5), Message("first"), slot="card:1")
    async with first.work(now=NOW) as work:
        await work.outbox.show("card:1", Chat(-5), Message("second"))
        async with second.durable() as conn:  # the sender passes over what is being changed
            assert await second.queries.claim_rows(conn, ids="[1]") == []
    async with second.durable() as conn:  # and where it comes first, the change becomes an edit
        ((payload,),) = [(row[3],) for row in await second.queries.claim_rows(conn, ids="[1]")]
        assert '"second"' in payload

        async def change() -> None:
            async with first.work(now=NOW) as work:
                await work.outbox.show("card:1", Chat(-5), Message("third"))

        changing = asyncio.create_task(change())
        await stands_still(on_server)
    await changing
    rows = on_server.ask("SELECT method, state FROM outbox ORDER BY id")
    assert rows == [("sendMessage", "sending"), ("editMessageText", "queued")]


async def test_a_message_taken_away_while_it_is_settled_is_still_deleted(
    copies: list[Store], on_server: OnServer
) -> None:
    first, second, _ = copies
    async with first.work(now=NOW) as work:
        await work.outbox.say(Chat(-5), Message("x"), slot="card:1")
    async with second.durable() as conn:
        await second.queries.claim_rows(conn, ids="[1]")
    settled = {
        "id": 1, "claim": 1, "state": "sent", "attempts": 1, "message_id": 99, "error": None, "send_at": 0,
        "settled_at": 0,
    }  # fmt: skip

    async def settle() -> None:
        async with second.settling() as conn:
            await second.queries.settle_rows(conn, rows=as_json([settled]))
            await second.queries.set_post_messages(
                conn, rows=as_json([{"id": 1, "message_id": 99, "row": 1}])
            )

    async with first.work(now=NOW) as work:
        assert await work.outbox.find_post("card:1", Chat(-5)) is not None
        settling = asyncio.create_task(settle())
        await stands_still(on_server)
        await work.outbox.take_away("card:1", Chat(-5))
    await settling
    assert on_server.ask("SELECT method, state FROM outbox ORDER BY id") == [
        ("sendMessage", "sent"),
        ("deleteMessage", "queued"),
    ]


def settlement(claim: int, state: str, *, attempts: int, message_id: int | None = None) -> str:
    """What became of the first row's call."""
    return as_json(
        [
            {
                "id": 1,
                "claim": claim,
                "state": state,
                "attempts": attempts,
                "message_id": message_id,
                "error": None,
                "send_at": 0,
                "settled_at": 0,
            }
        ]
    )


@pytest.mark.parametrize(("state", "attempts"), [("sent", 1), ("queued", 0), ("held", 1)])
async def test_who_stood_still_changes_nothing_of_what_its_successor_has_claimed(
    copies: list[Store], on_server: OnServer, state: str, attempts: int
) -> None:
    stopped, successor, _ = copies
    async with stopped.work(now=NOW) as work:
        await work.outbox.say(Chat(-5), Message("x"), slot="card:1")
    async with stopped.durable() as conn:
        await stopped.queries.claim_rows(conn, ids="[1]")
    async with successor.durable() as conn:
        await successor.queries.settle_rows(conn, rows=settlement(1, "queued", attempts=1))
        await successor.queries.claim_rows(conn, ids="[1]")
    async with stopped.settling() as conn:
        await stopped.queries.settle_rows(conn, rows=settlement(1, state, attempts=attempts, message_id=7))
        posted = as_json([{"id": 1, "message_id": 7, "row": 1}])
        await stopped.queries.set_post_messages(conn, rows=posted)
    assert on_server.ask("SELECT state, attempts FROM outbox") == [("sending", 2)]
    assert on_server.ask("SELECT message_id FROM posts") == [(None,)]
    async with successor.settling() as conn:
        await successor.queries.settle_rows(conn, rows=settlement(2, "sent", attempts=2, message_id=8))
        posted = as_json([{"id": 1, "message_id": 8, "row": 1}])
        await successor.queries.set_post_messages(conn, rows=posted)
    assert on_server.ask("SELECT state, attempts, message_id FROM outbox") == [("sent", 2, 8)]
    assert on_server.ask("SELECT message_id FROM posts") == [(8,)]


async def test_a_lead_that_was_lost_is_taken_anew_and_not_gone_on_with(
    copies: list[Store], on_server: OnServer
) -> None:
    first, second, _ = copies
    assert await first.lead() and await first.still_leads() and first.leads
    assert not await second.lead() and not second.leads
    on_server.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with suppress(StoreError):
        await first.still_leads()
    assert not first.leads and not await first.still_leads()
    assert await first.lead() and first.leads


async def test_an_update_done_by_another_copy_stays_done_whatever_becomes_of_a_late_try(
    copies: list[Store], on_server: OnServer
) -> None:
    first, second, _ = copies
    async with first.durable() as conn:
        row = {"update_id": 7, "lane": "1:1", "payload": "{}"}
        await first.queries.insert_inbox(conn, rows=as_json([row]), received_at=0)
    async with second.work(now=NOW, inbox_seq=1):
        pass
    async with first.settling() as conn:
        await first.queries.mark_failed(
            conn, seq=1, state="pending", attempts=1, try_at=0, error="x", settled_at=None
        )
    assert on_server.ask("SELECT state FROM inbox") == [("handled",)]


async def test_a_server_that_cuts_everybody_off_is_a_trouble_that_passes(
    copies: list[Store], on_server: OnServer
) -> None:
    first = copies[0]
    with pytest.raises(StoreError) as caught:
        async with first.work(now=NOW) as work:
            await work.numbers.next("item:2026")
            everybody = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            on_server.ask(f"{everybody} AND datname = current_database()")
            await work.numbers.next("item:2026")
    assert caught.value.passing
    for _ in range(CONNECTIONS):
        with suppress(StoreError):  # each connection finds out for itself
            async with first.work(now=NOW) as work:
                assert await work.numbers.next("item:2026") == 1
                return
    raise AssertionError("it does not come back")


async def test_a_work_broken_off_while_it_waits_for_its_turn_leaves_nothing_behind(
    copies: list[Store], on_server: OnServer
) -> None:
    first, second, _ = copies

    async def wait_in_vain() -> None:
        async with second.work(now=NOW):
            raise AssertionError

    async with first.work(now=NOW) as work:
        waiting = asyncio.create_task(wait_in_vain())
        await stands_still(on_server)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert await work.numbers.next("item:2026") == 1
    async with second.work(now=NOW) as work:
        assert await work.numbers.next("item:2026") == 2


async def test_a_transaction_that_failed_once_is_never_committed_in_silence(copies: list[Store]) -> None:
    with pytest.raises(StoreError):
        async with copies[0].work(now=NOW) as work:
            await work.numbers.next("item:2026")
            with pytest.raises(StoreError):
                await work.demands.set_proposal(
                    1,
                    "x" * 5,  # type: ignore[arg-type]
                    by=1,
                    now=NOW,
                    demand_id=99999999999999999999,
                )
            with pytest.raises(StoreError):
                await work.items.add_version(99, 1, title="", body="", now=NOW)  # of no item
    async with copies[0].work(now=NOW) as work:
        assert await work.numbers.next("item:2026") == 1


async def test_every_query_is_understood_by_the_server(copies: list[Store]) -> None:
    async with copies[0].reader.acquire() as conn:
        for name in copies[0].queries.available_queries:
            sql = getattr(copies[0].queries, name).sql
            assert ":" not in re.sub(r"::|'[^']*'", "", sql), name
            await conn.prepare(sql)


async def test_what_people_typed_is_kept_but_for_nul(copies: list[Store], on_server: OnServer) -> None:
    async with copies[0].work(now=NOW) as work:
        await work.people.bind(-5, 0, kind="work", title="工\0作\\群'\"😀")  # type: ignore[arg-type]
    assert on_server.ask("SELECT title FROM places") == [("工作\\群'\"😀",)]


async def test_an_error_names_no_password_and_no_words() -> None:
    from bot.store.postgres.database import Postgres

    for address in (
        "postgresql://desk:hunter2@127.0.0.1:1/desk",
        "postgresql:///x?host=/nowhere&password=hunter2",
    ):
        with pytest.raises(StoreError) as caught:
            await Postgres(address).open()
        assert "hunter2" not in str(caught.value) and caught.value.passing


async def test_a_file_has_one_copy_to_which_everything_belongs(tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    async with Files(tmp_path).opened() as store:
        assert await store.take_lanes(["1:1"]) == {"1:1"}
        await store.release_lanes(["1:1"])
        assert await store.lead() and store.leads
        await store.resign()
        assert store.leads and not store.is_shared
