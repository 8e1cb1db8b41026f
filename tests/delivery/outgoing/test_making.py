"""Files from the order to the outbox: what the process, the disk and the database do to them, and what is written down."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.outgoing.maker import Maker
from bot.delivery.outgoing.making import Making
from bot.desk.common import making
from bot.errors import StoreError
from bot.model import Chat, MadeFile, MadeState, Order, Product
from bot.rules.exports import Form
from bot.store.files import MAKING, path_of
from tests.support.county import County, SetClock, at, county, rows_of
from tests.support.databases import Failing, Files, Home, leading, on_file_alone
from tests.support.exported import read_export

CHART = Order(
    "ranking",
    {
        "title": "排行",
        "subtitle": "",
        "rest": "",
        "bars": [{"place": 1, "label": "庆符镇", "value": 3, "shown": "3", "is_own": False}],
    },
    "排行.png",
    caption="6月排行",
    form="photo",
)
ISSUE = Order(
    "bulletin",
    {
        "mark": "高县政务信息",
        "number": "第25期",
        "date": "2026年7月3日",
        "items": [{"title": "早茶开园", "body": "云茶镇早茶开园。", "pictures": ["f" * 64]}],
    },
    "高县政务信息第25期.docx",
    caption="第25期",
)
NOT_MADE = "图片未能生成，上面的数字是完整的。"


@dataclass
class Workshop:
    """An office whose orders are made."""

    gao: County
    making: Making
    folder: Path
    told: list[tuple[int, int, int]] = field(default_factory=list)  # id, rows done, all
    gathered: list[Path] = field(default_factory=list)

    async def order(self, what: Order = CHART) -> int:
        async with self.gao.database.work(now=self.gao.clock.now()) as work:
            return await work.made_files.order(what, Chat(-5, 3), language="zh", now=work.now, reply_to=7)

    async def until(self, state: MadeState, made_id: int) -> None:
        async with asyncio.timeout(60):
            while True:
                found = await self.gao.database.reads.made_files.find(made_id)
                if found is not None and found.state is state:
                    return
                await self.making.make_next()

    async def sent(self) -> list[tuple[str, str]]:
        rows = await rows_of(self.gao.database, "SELECT method, payload FROM outbox ORDER BY id")
        return [(row[0], row[1]) for row in rows]

    def hidden(self) -> list[str]:
        return [path.name for path in (self.folder / MAKING).glob("*") if path.is_file()]


@asynccontextmanager
async def workshop(
    home: Home, folder: Path, *, most: int | None = None, **options: Any
) -> AsyncIterator[Workshop]:
    async with county(home, now="2026-06-03 12:00") as gao, leading(gao.database):

        async def on_made(made_id: int, product: Product) -> None:
            async with gao.database.work(now=gao.clock.now()) as work:
                await making.take(gao.office, work, made_id, product)

        async def on_given_up(made_id: int, lacking: str) -> None:
            async with gao.database.work(now=gao.clock.now()) as work:
                await making.give_up(gao.office, work, made_id, lacking=lacking)

        async def gather(
            file: MadeFile, path: Path, on_rows: Callable[[int, int], Awaitable[object]]
        ) -> dict[str, Any]:
            shop.gathered.append(path)
            path.write_bytes(b'["\xe4\xba\x91\xe8\x8c\xb6\xe9\x95\x87"]\n' * 1000)
            for done in (500, 1000):
                await on_rows(done, 1000)
            columns = [{"head": "单位", "type": "text"}]
            tables = [{"name": "得分", "title": "", "columns": columns, "count": 1000}]
            return {"form": file.spec["form"], "tables": tables}

        async def on_rows(made_id: int, done: int, total: int) -> None:
            shop.told.append((made_id, done, total))

        maker = Maker(**options)
        made = Making(
            gao.database,
            gao.clock,
            folder=folder,
            on_made=on_made,
            on_given_up=on_given_up,
            gathers={"export": gather},
            on_rows=on_rows,
            backoff=(0.0, 0.0),
            tell_every=0.0,
            most=most,
            maker=maker,
        )
        shop = Workshop(gao, made, folder)
        try:
            yield shop
        finally:
            await maker.close()


async def test_after_a_large_order_the_process_does_not_wait_for_another(tmp_path: Path) -> None:
    sheet = {"name": "得分", "columns": [{"head": "单位", "type": "text"}], "rows": [["云茶镇"]]}
    async with workshop(Files(tmp_path), tmp_path / "files") as shop:
        small = await shop.order(Order("workbook", {"sheets": [sheet]}, "2026年5月得分.xlsx", caption=""))
        await shop.until(MadeState.MADE, small)
        assert shop.making.maker.process_id is not None
        huge = {"sheets": [{**sheet, "rows": [["云茶镇"]] * 50_000}]}
        await shop.making.maker.make("workbook", huge, tmp_path / "huge.xlsx")
        assert shop.making.maker.process_id is None
        again = await shop.order(Order("workbook", {"sheets": [sheet]}, "2026年6月得分.xlsx", caption=""))
        await shop.until(MadeState.MADE, again)


async def test_a_workbook_goes_as_a_document_under_its_chinese_name(tmp_path: Path) -> None:
    columns = [{"head": "单位", "type": "text"}]
    spec = {"sheets": [{"name": "得分", "columns": columns, "rows": [["云茶镇"]]}]}
    async with workshop(Files(tmp_path), tmp_path / "files") as shop:
        made_id = await shop.order(Order("workbook", spec, "2026年5月得分.xlsx", caption="5月得分"))
        await shop.until(MadeState.MADE, made_id)
        found = await shop.gao.database.reads.made_files.find(made_id)
        assert found is not None and found.sha256 is not None
        assert path_of(shop.folder, found.sha256).read_bytes().startswith(b"PK")
        ((method, payload),) = await shop.sent()
        assert method == "sendDocument"
        for part in (
            '"field":"document"',
            '"name":"2026年5月得分.xlsx"',
            '"caption":"5月得分"',
            found.sha256,
        ):
            assert part in payload
        assert shop.hidden() == []  # nor is there anything that the library had put aside


async def test_a_large_file_is_gathered_beside_and_says_how_far_it_is_reading_and_writing(
    tmp_path: Path,
) -> None:
    async with workshop(Files(tmp_path), tmp_path / "files") as shop:
        made_id = await shop.order(Order("export", {"form": "csv"}, "得分.zip"))
        await shop.until(MadeState.MADE, made_id)
        found = await shop.gao.database.reads.made_files.find(made_id)
        assert found is not None and found.sha256 is not None
        packed = path_of(shop.folder, found.sha256).read_bytes()
        assert read_export(packed, Form.TEXTS)["得分"] == [{"单位": "云茶镇"}] * 1000
        assert shop.told[:2] == [(made_id, 250, 1000), (made_id, 500, 1000)]  # half of the way is reading
        assert [path.parent for path in shop.gathered] == [shop.folder / MAKING]
        assert shop.hidden() == []


async def test_a_large_file_that_telegram_would_not_take_is_said_to_be_so_at_once(tmp_path: Path) -> None:
    async with workshop(Files(tmp_path), tmp_path / "files", most=100) as shop:
        made_id = await shop.order(Order("export", {"form": "xlsx"}, "得分.xlsx"))
        await shop.until(MadeState.GIVEN_UP, made_id)
        found = await shop.gao.database.reads.made_files.find(made_id)
        assert found is not None and found.tries == 1
        ((method, payload),) = await shop.sent()
        assert method == "sendMessage" and "超过 Telegram 的 50 MB 上限" in payload
        assert shop.hidden() == []


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")
async def test_a_process_that_is_killed_in_the_midst_is_followed_by_another_and_ends_when_idle(
    tmp_path: Path,
) -> None:
    async with workshop(Files(tmp_path), tmp_path / "files", idle=0.1) as shop:
        made_id = await shop.order()
        going_on = asyncio.create_task(shop.making.make_next())
        async with asyncio.timeout(20):
            while shop.making.maker.process_id is None:
                await asyncio.sleep(0.005)
        os.kill(shop.making.maker.process_id, signal.SIGKILL)
        await going_on
        assert await shop.sent() == []
        await shop.until(MadeState.MADE, made_id)
        found = await shop.gao.database.reads.made_files.find(made_id)
        assert found is not None and found.sha256 is not None and found.tries == 2
        assert path_of(shop.folder, found.sha256).read_bytes().startswith(b"\x89PNG")
        ((method, payload),) = await shop.sent()
        assert method == "sendPhoto"
        for part in ('"chat_id":-5', '"message_thread_id":3', '"message_id":7', "6月排行", found.sha256):
            assert part in payload
        assert shop.hidden() == []
        async with asyncio.timeout(20):
            while shop.making.maker.process_id is not None:
                await asyncio.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")
async def test_a_process_that_was_ended_while_it_rested_costs_the_next_file_no_try(tmp_path: Path) -> None:
    async with workshop(Files(tmp_path), tmp_path / "files") as shop:
        await shop.until(MadeState.MADE, await shop.order())
        assert shop.making.maker.process_id is not None
        os.kill(shop.making.maker.process_id, signal.SIGKILL)
        async with asyncio.timeout(20):
            while shop.making.maker.process_id is not None:
                await asyncio.sleep(0.005)
        made_id = await shop.order()
        await shop.until(MadeState.MADE, made_id)
        found = await shop.gao.database.reads.made_files.find(made_id)
        assert found is not None and found.tries == 1


async def test_a_process_that_never_answers_is_ended_and_the_third_time_the_file_is_said_not_to_be_had(
    tmp_path: Path,
) -> None:
    async with workshop(Files(tmp_path), tmp_path / "files", within=0.0) as shop:
        made_id = await shop.order()
        await shop.until(MadeState.GIVEN_UP, made_id)
        assert shop.making.maker.process_id is None
        ((method, payload),) = await shop.sent()
        assert (method, NOT_MADE in payload, '"message_id":7' in payload) == ("sendMessage", True, True)


async def test_without_the_font_no_picture_is_sent_and_it_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other" / "pylopdf_fonts_zh_cn").mkdir(parents=True)
    (tmp_path / "other" / "pylopdf_fonts_zh_cn" / "__init__.py").touch()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "other"))
    async with workshop(Files(tmp_path), tmp_path / "files") as shop:
        made_id = await shop.order()
        await shop.until(MadeState.GIVEN_UP, made_id)
        found = await shop.gao.database.reads.made_files.find(made_id)
        assert found is not None and found.tries == 1
        assert [method for method, payload in await shop.sent() if NOT_MADE in payload] == ["sendMessage"]


async def test_a_disk_that_takes_nothing_is_waited_for_ten_minutes_and_others_are_not_held_up(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "files"
    folder.write_text("no folder")  # nothing can be made under it
    async with workshop(Files(tmp_path), folder) as shop:
        clock = shop.gao.clock
        first, second = await shop.order(), await shop.order()
        for _ in range(2):
            await shop.making.make_next()
        states = [await shop.gao.database.reads.made_files.find(each) for each in (first, second)]
        assert [(each.state, each.tries) for each in states if each] == [(MadeState.WANTED, 0)] * 2
        assert [each.try_at for each in states if each] == [clock.now() + timedelta(seconds=30)] * 2
        clock.moment += timedelta(minutes=11)
        for made_id in (first, second):
            await shop.until(MadeState.GIVEN_UP, made_id)
        assert [NOT_MADE in payload for _, payload in await shop.sent()] == [True, True]


@on_file_alone
async def test_what_cannot_be_written_down_is_wanted_still_and_what_took_three_lives_is_given_up(
    tmp_path: Path, home: Home
) -> None:
    async with workshop(home, tmp_path / "files", within=0.0) as shop:
        database = shop.gao.database
        assert isinstance(database, Failing)
        made_id = await shop.order()
        database.trouble = StoreError("database is locked", passing=True)
        await shop.making.make_next()
        database.trouble = None
        found = await database.reads.made_files.find(made_id)
        assert found is not None and (found.state, found.tries) == (MadeState.WANTED, 0)
        async with database.settling() as conn:
            await database.queries.put_off_made(conn, id=made_id, tries=3, try_at=0)
        await shop.making.make_next()
        assert [NOT_MADE in payload for _, payload in await shop.sent()] == [True]
        assert shop.making.maker.process_id is None
        assert isinstance(shop.gao.clock, SetClock) and shop.gao.clock.now() == at("2026-06-03 12:00")


@on_file_alone
async def test_a_paper_and_its_pages_leave_together_or_not_yet(
    tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database fails between the files and their messages. LibreOffice is one that takes no time."""
    programs = tmp_path / "bin"
    programs.mkdir()
    page = tmp_path / "page.png"
    page.write_bytes(b"\x89PNG page")
    for name, script in (
        ("soffice", 'while [ "$1" != --outdir ]; do shift; done; touch "$2/0.pdf"'),
        ("pdftoppm", f'for last; do :; done; cp "{page}" "$last-1.png"; echo 2 > "$last-2.png"'),
    ):
        (programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (programs / name).chmod(0o700)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    async with workshop(home, tmp_path / "files") as shop:
        database = shop.gao.database
        assert isinstance(database, Failing)
        made_id = await shop.order(ISSUE)
        database.kinds, database.trouble = ("durable",), StoreError("disk is full", passing=True)
        await shop.making.make_next()
        assert await shop.sent() == []
        database.trouble = None
        await shop.until(MadeState.MADE, made_id)
        sent = [(method, json.loads(payload)) for method, payload in await shop.sent()]
        assert [(method, params["caption"]) for method, params in sent] == [
            ("sendDocument", "第25期\n有1张图片未能放入。"),
            ("sendPhoto", "第1页"),
            ("sendPhoto", "第2页"),
        ]
        contents = [path_of(shop.folder, params["on_disk"]["sha256"]).read_bytes() for _, params in sent]
        assert (contents[0][:2], contents[1:]) == (b"PK", [b"\x89PNG page", b"2\n"])
        assert shop.hidden() == []
