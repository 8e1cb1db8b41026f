"""Files from Telegram to the disk: what a far end does to them, and what is written down (docs/architecture.md)."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram.error import BadRequest, InvalidToken, NetworkError, TimedOut

from bot.clock import Clock
from bot.delivery.http.failures import NotSent, TooLarge, flooded
from bot.delivery.incoming.downloads import BACKOFF, Downloads, Verdict, judge_failure
from bot.errors import StoreError
from bot.model import Attachment, AttachmentState, Chat, Download, Reading, Refusal, SentFile
from bot.sandbox import Sandbox, serve
from bot.store.files import path_of
from tests.support.databases import Failing, on_file_alone
from tests.support.far_end import open_bot
from tests.support.papers import HEAD, PNG, TEXT, paper


@dataclass
class Far:
    """A local Telegram, the downloads that fetch from it, and what they have said."""

    sandbox: Sandbox
    database: Failing
    folder: Path
    clock: Clock
    downloads: Downloads
    said: list[tuple[str, object]] = field(default_factory=list)
    mark: str | None = None

    async def send(self, content: bytes, *, kind: str = "document", owner: int | None = 1) -> int:
        """A file that came with a message, as the desk records it; its row."""
        stored = self.sandbox.world.store(content, "早茶.docx")
        async with self.database.work(now=self.clock.now()) as work:
            return await work.attachments.add(
                SentFile(stored.id, "早茶.docx", len(content), kind=kind),
                Chat(5),
                7,
                5,
                album=None,
                item_id=None,
                draft_id=owner,
                refusal=None,
                now=work.now,
            )

    async def row(self, attachment_id: int) -> Attachment:
        found = await self.database.reads.attachments.find(attachment_id)
        assert found is not None
        return found

    async def until_said(self, count: int) -> list[tuple[str, object]]:
        """What was said, once it is so much."""
        async with asyncio.timeout(20):
            while len(self.said) < count:
                await self.downloads.download_next()
        return self.said

    def on_disk(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}


@asynccontextmanager
async def far_of(database: Failing, folder: Path, clock: Clock, **options: Any) -> AsyncIterator[Far]:
    sandbox = Sandbox()
    async with serve(sandbox) as base, open_bot(base, token=sandbox.token, read_timeout=5.0) as bot:
        far: Far

        def judge(attachment: Attachment, reading: Reading) -> Refusal | None:
            return Refusal.MARKED if far.mark and far.mark in (reading.text or "") else None

        async def on_had(attachment_id: int, download: Download) -> None:
            async with database.work(now=clock.now()) as work:
                found = await work.attachments.find(attachment_id)
                assert found is not None
                await work.attachments.settle(found, AttachmentState.HAD, sha256=download.sha256)
            far.said.append(("had", download))

        async def on_refused(attachment_id: int, why: Refusal) -> None:
            async with database.work(now=clock.now()) as work:
                found = await work.attachments.find(attachment_id)
                assert found is not None
                state = AttachmentState.GIVEN_UP if why is Refusal.UNAVAILABLE else AttachmentState.REFUSED
                await work.attachments.settle(found, state, reason=why)
            far.said.append(("refused", why))

        async def on_late(attachment_id: int) -> None:
            far.said.append(("late", attachment_id))

        options = {"backoff": (0.01, 0.01, 0.01), **options}
        downloads = Downloads(
            bot,
            database,
            clock,
            folder=folder,
            judge=judge,
            on_had=on_had,
            on_refused=on_refused,
            on_late=on_late,
            **options,
        )
        far = Far(sandbox, database, folder, clock, downloads)
        yield far


@pytest.fixture
async def far(database: Failing, tmp_path: Path, clock: Clock) -> AsyncIterator[Far]:
    async with far_of(database, tmp_path / "files", clock) as opened:
        yield opened


async def test_a_wanted_file_is_read_and_lies_under_its_sha256(far: Far) -> None:
    content = paper()
    row = await far.send(content)
    ((_, download),) = await far.until_said(1)
    assert isinstance(download, Download)
    name = hashlib.sha256(content).hexdigest()
    assert (download.sha256, download.size) == (name, len(content))
    assert (download.reading.kind, download.reading.text) == ("docx", f"{HEAD}\n{TEXT}")
    assert far.on_disk() == {name: content}
    assert path_of(far.folder, name).read_bytes() == content
    assert (await far.row(row)).state is AttachmentState.HAD


async def test_a_file_that_fails_twice_is_had_at_the_third_try(far: Far) -> None:
    far.sandbox.faults.add("500", method="getFile")
    far.sandbox.faults.add("502", method="file")
    row = await far.send(PNG, kind="photo")
    assert [what for what, _ in await far.until_said(1)] == ["had"]
    assert (await far.row(row)).tries == 3


async def test_a_file_that_is_cut_off_on_the_way_is_fetched_again(far: Far) -> None:
    far.sandbox.faults.add("truncated", method="file")
    await far.send(PNG, kind="photo")
    await far.until_said(1)
    assert far.on_disk() == {hashlib.sha256(PNG).hexdigest(): PNG}


async def test_a_file_that_fails_for_ever_is_told_late_and_then_given_up(far: Far) -> None:
    far.sandbox.faults.add("500", method="file", times=99)
    row = await far.send(PNG, kind="photo")
    assert await far.until_said(2) == [("late", row), ("refused", Refusal.UNAVAILABLE)]
    assert ((await far.row(row)).tries, (await far.row(row)).state) == (4, AttachmentState.GIVEN_UP)
    assert far.on_disk() == {}


async def test_what_telegram_refuses_is_given_up_at_once(far: Far) -> None:
    far.sandbox.faults.add("400", method="getFile", text="Bad Request: wrong file_id")
    row = await far.send(PNG)
    assert await far.until_said(1) == [("refused", Refusal.UNAVAILABLE)]
    assert (await far.row(row)).tries == 1


@on_file_alone
async def test_a_file_that_turns_out_too_large_is_refused(
    database: Failing, tmp_path: Path, clock: Clock
) -> None:
    async with far_of(database, tmp_path / "files", clock, most=100) as far:
        row = await far.send(bytes(101), kind="photo")
        assert await far.until_said(1) == [("refused", Refusal.TOO_BIG)]
        assert (await far.row(row)).state is AttachmentState.REFUSED
        assert far.on_disk() == {}


async def test_telegrams_own_word_that_it_is_too_big_is_final(far: Far) -> None:
    await far.send(bytes(21 * 1024 * 1024), kind="photo")
    assert await far.until_said(1) == [("refused", Refusal.TOO_BIG)]


async def test_what_is_judged_not_to_be_kept_never_gets_a_name(far: Far) -> None:
    far.mark = "早茶"
    await far.send(paper())
    assert await far.until_said(1) == [("refused", Refusal.MARKED)]
    assert far.on_disk() == {}


async def test_a_picture_that_belongs_to_nothing_yet_is_not_fetched(far: Far) -> None:
    loose = await far.send(PNG, kind="photo", owner=None)
    await far.send(PNG, kind="photo")
    await far.until_said(1)
    assert (await far.row(loose)).tries == 0


@on_file_alone
async def test_while_the_database_refuses_a_file_stays_wanted_and_comes_afterwards(far: Far) -> None:
    row = await far.send(PNG, kind="photo")
    far.database.trouble, far.database.kinds = StoreError("disk full", passing=True), ("settling",)
    await far.downloads.download_next()
    far.database.trouble = None
    assert (await far.row(row)).state is AttachmentState.WANTED
    assert far.on_disk() == {}


@on_file_alone
async def test_what_a_killed_process_left_half_done_goes_and_old_orphans_with_it(far: Far) -> None:
    half = far.folder / ".incoming" / "1"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half of ")
    orphan, fresh = path_of(far.folder, "a" * 64), path_of(far.folder, "b" * 64)
    for path in (orphan, fresh):
        path.parent.mkdir()
        path.write_bytes(b"tea")
    before = far.clock.now() - timedelta(hours=2)
    os.utime(orphan, (before.timestamp(), before.timestamp()))
    await far.downloads.download_next()
    assert far.on_disk() == {"b" * 64: b"tea"}


def test_a_failure_is_judged_by_whose_it_is() -> None:
    def judged(error: Exception, *, tries: int = 1) -> Verdict:
        return judge_failure(error, tries=tries, backoff=BACKOFF)

    assert judged(NetworkError("HTTP 500")) == Verdict(wait=1.0)
    assert judged(TimedOut("slow"), tries=7) == Verdict(wait=1800.0)
    assert judged(NetworkError("HTTP 500"), tries=8).refusal is Refusal.UNAVAILABLE
    assert judged(BadRequest("file is too big")).refusal is Refusal.TOO_BIG
    assert judged(TooLarge("x")).refusal is Refusal.TOO_BIG
    assert judged(BadRequest("wrong file_id")).refusal is Refusal.UNAVAILABLE
    # Not the file's own fault: it costs no try.
    for error in (
        NotSent("no line"),
        InvalidToken(),
        flooded(b'{"parameters": {"retry_after": 9}}'),
        OSError(28, "disk full"),
        StoreError("locked", passing=True),
    ):
        verdict = judged(error, tries=8)
        assert (verdict.is_counted, verdict.refusal, verdict.wait > 0) == (False, None, True), error
