"""Copies: consistent while the desk writes, put back whole or not at all, refused where anything in them is not as it was."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import sqlite3
import stat
import zipfile
import zlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from threading import Event

import pytest

from bot.errors import CopyFault, Stopped
from bot.model import Chat, DeskCopy, Message, OutboxState, Policy
from bot.store.copies.backup import check_copy, make_copy, restore, thin_out
from bot.store.sqlite.database import Database
from tests.support.copies import GROUP, MADE, NOW, enrol, rebuilt, run_sql, submit, tables_of
from tests.support.table import each_row

FILES = {"a.docx": b"PK" * 500, "2026/06/\u56fe.jpg": bytes(range(256)) * 40, "empty.txt": b""}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(tmp_path / "desk" / "desk.db")
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def copy(database: Database, tmp_path: Path) -> Path:
    """A copy of a desk with three items and three files."""
    person = await enrol(database)
    for _ in range(3):
        await submit(database, person)
    for name, content in FILES.items():
        path = tmp_path / "desk" / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    await make(tmp_path, tmp_path / "copy.zip")
    return tmp_path / "copy.zip"


async def make(folder: Path, target: Path, *, stop: Event | None = None) -> DeskCopy:
    desk = folder / "desk"
    return await asyncio.to_thread(
        lambda: make_copy(
            database=desk / "desk.db", files=desk / "files", target=target, made_at=MADE, stop=stop
        )
    )


def put_back(source: Path, folder: Path, *, resume: bool = True) -> DeskCopy:
    return restore(source, database=folder / "desk.db", files=folder / "files", now=NOW, resume=resume)


def check(source: Path) -> DeskCopy:
    return check_copy(source, beside=source.parent)


def files_under(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def leftovers(folder: Path) -> list[Path]:
    return list(folder.rglob(".zhibao-copy-*"))


# --- making -----------------------------------------------------------------------------------------------


async def test_a_copy_under_load_holds_one_moment_and_everything_of_it(
    database: Database, tmp_path: Path
) -> None:
    """Eight writers go on all the while. A copy that saw two moments would miss a version, a part, a line or a receipt."""
    person = await enrol(database)
    filling = sqlite3.connect(database.path)
    with filling:
        filling.execute("CREATE TABLE ballast (x)")
        filling.executemany("INSERT INTO ballast VALUES (?)", [(os.urandom(40_000),) for _ in range(500)])
    filling.close()
    written: list[str] = []
    done = asyncio.Event()

    async def write() -> None:
        while not done.is_set():
            written.append(await submit(database, person))

    writers = [asyncio.create_task(write()) for _ in range(8)]
    while len(written) < 20:
        await asyncio.sleep(0.005)
    before = len(written)
    made = await make(tmp_path, tmp_path / "copy.zip")
    after = len(written)
    done.set()
    await asyncio.gather(*writers)
    assert after >= before + 20, "nothing was written meanwhile"
    assert before <= made.items < after
    put_back(tmp_path / "copy.zip", tmp_path / "new")
    tables = tables_of(tmp_path / "new" / "desk.db")
    items = [row[0] for row in tables["items"]]
    numbers = [row[1] for row in tables["items"]]
    assert numbers == [f"2026-{place:04}" for place in range(1, made.items + 1)]
    assert [row[0] for row in tables["item_versions"]] == items
    assert [row[3] for row in tables["item_parts"]] == items
    assert [row[2] for row in tables["audit"]] == items
    receipts = [json.loads(str(row[3]))["text"] for row in tables["outbox"]]
    assert receipts == [f"已收到 {number}" for number in numbers]
    assert tables["counters"] == [("item:2026", made.items)]


async def test_a_copy_says_what_it_holds_and_is_its_owners_alone(copy: Path, tmp_path: Path) -> None:
    found = check(copy)
    assert (found.made_at, found.people, found.items, found.first_item, found.last_item) == (
        MADE,
        1,
        3,
        "2026-0001",
        "2026-0003",
    )
    assert (found.demands, found.unsent, found.audit_lines, found.broken_at) == (0, 3, 3, None)
    assert (found.files, found.file_bytes) == (3, sum(map(len, FILES.values())))
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert leftovers(tmp_path) == []


async def test_a_desk_without_files_or_items_is_copied_too(database: Database, tmp_path: Path) -> None:
    made = await make(tmp_path, tmp_path / "copy.zip")
    assert (made.items, made.first_item, made.files, made.audit_lines) == (0, None, 0, 0)
    put_back(tmp_path / "copy.zip", tmp_path / "new")
    assert not (tmp_path / "new" / "files").exists()


async def test_links_in_the_files_folder_are_not_followed(database: Database, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("not ours")
    files = tmp_path / "desk" / "files"
    files.mkdir()
    (files / "link.txt").symlink_to(secret)
    (files / "folder").symlink_to(tmp_path)
    assert (await make(tmp_path, tmp_path / "copy.zip")).files == 0


async def test_nothing_is_overwritten_and_no_half_copy_stays(
    copy: Path, database: Database, tmp_path: Path
) -> None:
    before = copy.read_bytes()
    for target, words in (
        (copy, "exists already"),
        (tmp_path / "no" / "copy.zip", "no folder"),
        (tmp_path / "desk" / "files" / "copy.zip", "files folder"),
    ):
        with pytest.raises(CopyFault, match=words):
            await make(tmp_path, target)
    stop = Event()
    stop.set()
    with pytest.raises(Stopped):
        await make(tmp_path, tmp_path / "other.zip", stop=stop)
    run_sql(database.path, "UPDATE items SET person_id = 99")
    with pytest.raises(CopyFault, match="damaged"):
        await make(tmp_path, tmp_path / "other.zip")
    assert copy.read_bytes() == before
    assert not (tmp_path / "other.zip").exists() and leftovers(tmp_path) == []
    with pytest.raises(CopyFault, match="no database"):
        await make(tmp_path / "elsewhere", tmp_path / "other.zip")


async def test_a_trail_that_was_changed_is_copied_and_told_and_can_be_put_back(
    copy: Path, tmp_path: Path
) -> None:
    run_sql(tmp_path / "desk" / "desk.db", "UPDATE audit SET step = 'adopt' WHERE id = 2")
    made = await make(tmp_path, tmp_path / "second.zip")
    assert made.broken_at == 2
    assert put_back(tmp_path / "second.zip", tmp_path / "new").broken_at == 2


def test_thinning_out_touches_only_copies_and_never_the_newest(tmp_path: Path) -> None:
    copies = [f"zhibao-202606{day:02}-0330.zip" for day in range(1, 6)]
    others = [
        "zhibao-20260601-0330.zip.old",
        "my-zhibao-20260601-0330.zip",
        "zhibao-2026-0330.zip",
        "desk.db",
    ]
    for name in copies + others:
        (tmp_path / name).touch()
    (tmp_path / "zhibao-20260501-0330.zip").mkdir()
    assert thin_out(tmp_path, keep=2, newest=copies[0]) == copies[1:4]
    assert {path.name for path in tmp_path.iterdir()} == {
        copies[0],
        copies[4],
        "zhibao-20260501-0330.zip",
        *others,
    }
    assert thin_out(tmp_path, keep=1, newest=copies[0]) == [copies[4]]


# --- putting back -----------------------------------------------------------------------------------------


async def test_what_is_put_back_is_what_was_copied(copy: Path, database: Database, tmp_path: Path) -> None:
    put_back(copy, tmp_path / "new")
    assert tables_of(tmp_path / "new" / "desk.db") == tables_of(database.path)
    assert files_under(tmp_path / "new" / "files") == FILES
    assert leftovers(tmp_path) == []
    again = Database(tmp_path / "new" / "desk.db")
    await again.open()
    assert await submit(again, (await again.current_directory()).people[0]) == "2026-0004"
    await again.close()


@pytest.mark.parametrize("there", ["desk.db", "desk.db-wal", "desk.db-journal", "files/old.txt", "files"])
async def test_nothing_is_put_back_over_a_desk(copy: Path, tmp_path: Path, there: str) -> None:
    path = tmp_path / "new" / there
    path.parent.mkdir(parents=True)
    path.write_text("old")
    with pytest.raises(CopyFault, match="move it away"):
        put_back(copy, tmp_path / "new")
    assert files_under(tmp_path / "new") == {there: b"old"}


async def test_an_empty_files_folder_is_filled(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "new" / "files").mkdir(parents=True)
    put_back(copy, tmp_path / "new")
    assert files_under(tmp_path / "new" / "files") == FILES


async def test_what_waited_to_be_sent_is_held_and_the_clock_looks_no_further_back(
    database: Database, tmp_path: Path
) -> None:
    async with database.work(now=MADE) as work:
        await work.set_meta("clock_seen_at", "1")
        await work.outbox.say(GROUP, Message("queued"), slot="card:1", policy=Policy.HOLD)
        await work.outbox.say(Chat(55), Message("waiting"))
        for state in (OutboxState.SENDING, OutboxState.SENT, OutboxState.HELD, OutboxState.DEAD):
            await work.outbox.call("sendMessage", {"text": state}, chat_id=-5, state=state)
        await work.outbox.call("editMessageText", {"text": "edit"}, chat_id=-5)
        await work.outbox.call("setMyCommands", {})
    await make(tmp_path, tmp_path / "copy.zip")
    put_back(tmp_path / "copy.zip", tmp_path / "new", resume=False)
    tables = tables_of(tmp_path / "new" / "desk.db")
    assert [(row[2], row[6], row[13]) for row in tables["outbox"]] == [
        ("sendMessage", "held", "restored"),
        ("sendMessage", "waiting", None),
        ("sendMessage", "held", "restored"),
        ("sendMessage", "sent", None),
        ("sendMessage", "held", None),
        ("sendMessage", "dead", None),
        ("editMessageText", "queued", None),
        ("setMyCommands", "queued", None),
    ]
    moments = {name: round(moment.timestamp() * 1000) for name, moment in (("now", NOW), ("made", MADE))}
    meta = {str(name): value for name, value in tables["meta"]}
    assert (meta["clock_seen_at"], meta["clock_begun_at"], meta["restored"]) == (
        str(moments["now"]),
        str(moments["now"]),
        f"{moments['made']}:{moments['now']}",
    )


# --- copies that are no good ------------------------------------------------------------------------------


def refused(source: Path, folder: Path, words: str) -> None:
    """Neither checked nor put back, and nothing is left of the attempt."""
    attempts: tuple[Callable[[], object], ...] = (
        lambda: check(source),
        lambda: put_back(source, folder / "new"),
    )
    for attempt in attempts:
        with pytest.raises(CopyFault, match=words):
            attempt()
    assert files_under(folder / "new") == {} and leftovers(folder) == []


async def test_any_flipped_bit_is_found_or_changes_nothing(copy: Path, tmp_path: Path) -> None:
    """Every member is hit, in its content and its headers; a bit that no reader looks at may differ."""
    whole, chance = copy.read_bytes(), random.Random(6)
    with zipfile.ZipFile(copy) as archive:
        infos = archive.infolist()
    spans = [(i.header_offset + 30, i.header_offset + 30 + len(i.filename) + i.compress_size) for i in infos]
    places = [chance.randrange(*span) for span in spans for _ in range(8)]
    places += [chance.randrange(spans[-1][1], len(whole)) for _ in range(40)]
    damaged, found = tmp_path / "damaged.zip", 0
    for place in places:
        data = bytearray(whole)
        data[place] ^= 1 << chance.randrange(8)
        damaged.write_bytes(data)
        try:
            copied = check(damaged)
        except CopyFault:
            found += 1
        else:
            assert (copied.items, copied.files, copied.file_bytes) == (3, 3, sum(map(len, FILES.values())))
    assert found >= 8 * len(spans) * 0.7


def _unpacked(packed: bytes | bytearray) -> bytes | None:
    """What is in a member's bytes; None where they cannot be unpacked."""
    try:
        return zlib.decompress(packed, wbits=-zlib.MAX_WBITS)
    except zlib.error:
        return None


@pytest.mark.parametrize("member", ["desk.db", "manifest.json", "files/a.docx"])
async def test_a_flipped_bit_in_a_members_content_names_the_member(
    copy: Path, tmp_path: Path, member: str
) -> None:
    data = bytearray(copy.read_bytes())
    with zipfile.ZipFile(copy) as archive:
        info = archive.getinfo(member)
    extra = int.from_bytes(data[info.header_offset + 28 : info.header_offset + 30], "little")
    begins = info.header_offset + 30 + len(info.filename) + extra
    for place in range(begins + info.compress_size // 2, begins + info.compress_size):
        data[place] ^= 4
        if _unpacked(data[begins : begins + info.compress_size]) != _unpacked(
            copy.read_bytes()[begins : begins + info.compress_size]
        ):
            break
        data[place] ^= 4  # in a long row of zeros a bit may be another way of saying the same
    (tmp_path / "damaged.zip").write_bytes(data)
    refused(tmp_path / "damaged.zip", tmp_path, member)


@each_row("left", [0, 1, 100, 0.5, 0.99])
async def test_a_cut_off_archive_is_refused(copy: Path, tmp_path: Path, left: float) -> None:
    data = copy.read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[: int(left if left >= 1 else len(data) * left)])
    refused(tmp_path / "cut.zip", tmp_path, "no copy that backup made, or it is damaged")


def _without(name: str) -> Callable[[dict[str, bytes]], object]:
    return lambda members: members.pop(name)


def _with(name: str, content: bytes = b"x") -> Callable[[dict[str, bytes]], object]:
    return lambda members: members.update({name: content})


def _manifest(**changes: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = json.dumps({**json.loads(members["manifest.json"]), **changes}).encode()

    return change


@each_row(
    ("change", "words"),
    [
        (_without("manifest.json"), "no manifest"),
        (_without("desk.db"), "desk.db"),
        (_without("files/a.docx"), "files/a.docx"),
        (_with("files/more.txt"), "files/more.txt"),
        (_with("files/a.docx"), "files/a.docx"),
        (_with("desk.db"), "desk.db"),
        (_with("../evil"), "it holds '../evil'"),
        (_with("files/../../evil"), "it holds"),
        (_with("/etc/evil"), "it holds"),
        (_with("files//evil"), "it holds"),
        (_with("files/./evil"), "it holds"),
        (_with("files/..\\evil"), "it holds"),
        (_with("files/c:evil"), "it holds"),
        (_with("files/"), "it holds"),
        (_with("readme.txt"), "it holds"),
        (_with("manifest.json"), "manifest.json"),
        (_with("manifest.json", b"[]"), "manifest.json"),
        (_with("manifest.json", b"[" * 100_000), "manifest.json"),
        (_manifest(format=2), "newer release"),
        (_manifest(format="1"), "manifest.json"),
        (_manifest(surprise=1), "manifest.json"),
        (_manifest(revision="0001"), "does not hold what the manifest says"),
        (_manifest(tables={}), "does not hold what the manifest says"),
        (
            _manifest(audit={"lines": 2, "head": "0" * 64, "broken_at": None}),
            "does not hold what the manifest says",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_an_archive_that_backup_did_not_make_is_refused(
    copy: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], object], words: str
) -> None:
    refused(rebuilt(copy, tmp_path / "foreign.zip", change), tmp_path, words)
    assert not (tmp_path / "evil").exists()


async def test_a_link_in_the_archive_is_refused(copy: Path, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("files/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(copy, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    refused(copy, tmp_path, "it holds 'files/link'")


@each_row(
    ("sql", "words"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "newer release \\(revision 9999"),
        ("UPDATE alembic_version SET version_num = '0001'", "older release"),
        ("UPDATE audit SET step = 'adopt' WHERE id = 2", "audit trail in the copy has been changed: line 2"),
        ("DELETE FROM audit WHERE id = 1", "audit trail in the copy has been changed: line 2"),
        ("DELETE FROM audit WHERE id = 3", "does not hold what the manifest says"),
        ("DELETE FROM item_parts", "does not hold what the manifest says"),
        ("UPDATE items SET person_id = 99 WHERE id = 1", "a row of items points nowhere"),
        ("DROP TABLE audit", "damaged"),
    ],
)
async def test_a_database_that_was_changed_in_the_archive_is_refused(
    copy: Path, tmp_path: Path, sql: str, words: str
) -> None:
    """Whoever changed it has put its new size and hash into the manifest."""

    def change(members: dict[str, bytes]) -> None:
        path = tmp_path / "changed.db"
        path.write_bytes(members["desk.db"])
        run_sql(path, sql)
        members["desk.db"] = path.read_bytes()
        manifest = json.loads(members["manifest.json"])
        digest = hashlib.sha256(members["desk.db"]).hexdigest()
        manifest["members"]["desk.db"] = {"bytes": len(members["desk.db"]), "sha256": digest}
        members["manifest.json"] = json.dumps(manifest).encode()

    refused(rebuilt(copy, tmp_path / "changed.zip", change), tmp_path, words)


async def test_a_damaged_page_is_found_though_its_hash_was_reckoned_anew(copy: Path, tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        data = bytearray(members["desk.db"])
        data[4096 * 3 : 4096 * 3 + 200] = b"\xff" * 200
        members["desk.db"] = bytes(data)
        manifest = json.loads(members["manifest.json"])
        manifest["members"]["desk.db"]["sha256"] = hashlib.sha256(data).hexdigest()
        members["manifest.json"] = json.dumps(manifest).encode()

    refused(rebuilt(copy, tmp_path / "changed.zip", change), tmp_path, "damaged")


async def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    refused(tmp_path / "none.zip", tmp_path, "No such file")
    (tmp_path / "text.zip").write_text("直报")
    refused(tmp_path / "text.zip", tmp_path, "no copy that backup made, or it is damaged")
