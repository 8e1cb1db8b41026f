"""Files that the bot makes, in the tables: who refers to what is on disk, what goes when, and what a move or a wipe does."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from bot.desk.common import making
from bot.model import Chat, MadeState, Order, Product
from bot.rules.secrecy.traces import Traces
from bot.store.copies.snapshot import hold_unsent
from scheduler.runner import Runner
from tests.support.county import County, at, county
from tests.support.databases import Files, Home

NOW = "2026-06-03 12:00"
WORDS = "白鹭坝编组共三十六人"
TABLE = Order("table", {"rows": [[WORDS]]}, "信息.xlsx", caption="清单")
OTHER = Order("table", {"rows": [["别的话"]]}, "信息.xlsx")


async def made(gao: County, what: Order, name: str) -> int:
    """A file that was ordered in a group, and is on disk; its message is queued."""
    async with gao.database.work(now=gao.clock.now()) as work:
        made_id = await work.made_files.order(what, Chat(-5), language="zh", now=work.now)
    async with gao.database.work(now=gao.clock.now()) as work:
        await making.take(gao.office, work, made_id, Product(name, 5))
        await making.take(gao.office, work, made_id, Product(name, 5))  # an earlier life has done it
    return made_id


async def test_what_is_wiped_goes_from_files_that_hold_it_and_from_their_messages(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        first, second = await made(gao, TABLE, "a" * 64), await made(gao, OTHER, "b" * 64)
        async with gao.database.work(now=gao.clock.now()) as work:
            wanted = await work.made_files.order(TABLE, Chat(-5), language="zh", now=work.now)
        async with (
            gao.database.settling() as conn
        ):  # it has arrived; of a file that was sent the row keeps nothing
            await gao.database.queries.set_outbox_state(conn, id=1, state="sending", now=0)
        home.ask("UPDATE outbox SET state = 'sent', message_id = 9, payload = '' WHERE id = 1")
        async with gao.database.work(now=gao.clock.now()) as work:
            since = work.now - timedelta(days=1)
            await work.outbox.wipe(Traces([WORDS]), since=since)
            await work.made_files.wipe(Traces([WORDS]), since=since)
        assert home.ask("SELECT id FROM made_files ORDER BY id") == [(second,)]
        assert {first, wanted} == {1, 3}
        assert gao.database.wiped_files == {"a" * 64}
        rows = home.ask("SELECT method, state FROM outbox ORDER BY id")
        assert rows == [("sendDocument", "sent"), ("sendDocument", "queued"), ("deleteMessage", "queued")]
        async with gao.database.work(now=gao.clock.now()) as work:
            await making.take(gao.office, work, wanted, Product("c" * 64, 5))  # it was just being made
        assert gao.database.wiped_files == {"a" * 64, "c" * 64}


async def test_a_file_is_to_be_on_disk_until_its_message_has_left_and_goes_two_days_after(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        await made(gao, OTHER, "a" * 64)
        gao.clock.moment += timedelta(days=3)
        await Runner(gao.office, gao.database, gao.clock).tick()
        reader, queries = gao.database.reader, gao.database.queries
        assert [tuple(row) for row in await queries.list_files(reader)] == [("a" * 64, 5)]
        assert await queries.find_file(reader, sha256="a" * 64) is not None
        home.ask("UPDATE outbox SET state = 'sent'")
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.purge(draft_keep=timedelta(days=3))
        assert home.ask("SELECT id FROM made_files") == []
        assert await queries.find_file(reader, sha256="a" * 64) is None


async def test_what_is_made_for_a_group_follows_it_and_is_said_once(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        async with gao.database.work(now=gao.clock.now()) as work:
            made_id = await work.made_files.order(TABLE, Chat(-5), language="en", now=work.now)
            await work.move_chat(-5, -1009)
        for _ in range(2):
            async with gao.database.work(now=gao.clock.now()) as work:
                await making.give_up(gao.office, work, made_id)
        assert await gao.sent() == [
            (-1009, "The file could not be made. Please send the command again later.")
        ]
        found = await gao.database.reads.made_files.find(made_id)
        assert found is not None and found.state is MadeState.GIVEN_UP


async def test_what_was_not_made_when_a_copy_was_taken_does_not_come_alone_after_a_restore(
    tmp_path: Path,
) -> None:
    home = Files(tmp_path)
    async with county(home, now=NOW) as gao:
        await made(gao, OTHER, "a" * 64)
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.made_files.order(TABLE, Chat(-5), language="zh", now=work.now)
    hold_unsent(home.path, made_at=at("2026-06-03 03:30"), now=at(NOW))
    assert home.ask("SELECT state FROM made_files ORDER BY id") == [("made",), ("given_up",)]
    assert home.ask("SELECT state, error FROM outbox") == [("held", "restored")]


PAGES = tuple((f"{number:x}" * 64, number) for number in range(1, 14))


async def test_pages_follow_their_file_once_in_order_and_are_wiped_with_it(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        product = Product("a" * 64, 5, left_out=1, pages=PAGES)
        async with gao.database.work(now=gao.clock.now()) as work:
            made_id = await work.made_files.order(TABLE, Chat(-5), language="zh", now=work.now, reply_to=7)
        for _ in range(2):  # the second time as if an earlier life had done it
            async with gao.database.work(now=gao.clock.now()) as work:
                await making.take(gao.office, work, made_id, product)
        rows = [
            (method, json.loads(payload))
            for method, payload in home.ask("SELECT method, payload FROM outbox ORDER BY id")
        ]
        assert [method for method, _ in rows] == ["sendDocument", *["sendPhoto"] * 12]
        captions = [params["caption"] for _, params in rows]
        assert captions[0] == "清单\n有1张图片未能放入。"
        assert captions[1:] == [*(f"第{number}页" for number in range(1, 12)), "第12页，其余各页见文件"]
        assert ["reply_parameters" in params for _, params in rows] == [True, *[False] * 12]
        kept = {sha256 for (sha256,) in home.ask("SELECT sha256 FROM made_files WHERE state = 'made'")}
        assert kept == {"a" * 64, *(sha256 for sha256, _ in PAGES[:12])}
        async with gao.database.work(now=gao.clock.now()) as work:
            since = work.now - timedelta(days=1)
            await work.outbox.wipe(Traces([WORDS]), since=since)
            await work.made_files.wipe(Traces([WORDS]), since=since)
        assert home.ask("SELECT id FROM made_files") == []
        assert gao.database.wiped_files == kept
        assert {state for (state,) in home.ask("SELECT state FROM outbox")} == {"dropped"}


async def test_a_template_that_lacks_something_is_named_where_the_file_was_asked_for(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        for lacking, words in (
            ("{{期号}}、一级标题", "文件未能生成：模板（[bulletin] template）缺少{{期号}}、一级标题。"),
            (".docx", "文件未能生成：模板不是能读取的 .docx 文件（[bulletin] template）。"),
        ):
            async with gao.database.work(now=gao.clock.now()) as work:
                made_id = await work.made_files.order(TABLE, Chat(-5), language="zh", now=work.now)
                await making.give_up(gao.office, work, made_id, lacking=lacking)
            ((payload,),) = home.ask("SELECT payload FROM outbox ORDER BY id DESC LIMIT 1")
            assert json.loads(payload)["text"].startswith(words)
