"""The files folder in copies of the desk: what is there goes along, what is still coming does not; rows are carried over."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from bot.model import AttachmentState, Chat, SentFile
from bot.store.copies.backup import make_copy, restore
from bot.store.files import INCOMING, empty, flaw_of, leftovers, make_folder, path_of, put
from bot.store.moving.ends import source_of, target_of
from bot.store.moving.moving import carry
from tests.support.databases import Files, OnServer

NOW = datetime(2026, 6, 3, 4, tzinfo=UTC)
CONTENT = b"early tea"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def keep(folder: Path, content: bytes = CONTENT) -> str:
    """A file comes and gets its name."""
    incoming = empty(folder / INCOMING)
    make_folder(incoming)
    coming = incoming / "1"
    coming.write_bytes(content)
    name = hashlib.sha256(content).hexdigest()
    put(folder, coming, name)
    return name


async def office(home: Files | OnServer) -> None:
    """An office that has one file of a draft."""
    async with home.opened() as database, database.work(now=NOW) as work:
        file = SentFile("F1", "早茶.docx", 9)
        added = await work.attachments.add(
            file, Chat(5), 7, 5, album="a", item_id=None, draft_id=1, refusal=None, now=NOW
        )
        kept = await work.attachments.find(added)
        assert kept is not None
        assert await work.attachments.settle(kept, AttachmentState.HAD, sha256=SHA256)
        assert not await work.attachments.settle(kept, AttachmentState.HAD, sha256=SHA256)


async def test_a_copy_holds_the_files_and_nothing_that_is_still_coming(tmp_path: Path) -> None:
    home, folder = Files(tmp_path), tmp_path / "files"
    await office(home)
    keep(folder)
    (folder / INCOMING / "2").write_bytes(b"half of ")
    make_copy(database=home.path, files=folder, target=tmp_path / "copy.zip", made_at=NOW)
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        names = [name for name in archive.namelist() if name.startswith("files/")]
    assert names == [f"files/{SHA256[:2]}/{SHA256}"]
    new = tmp_path / "new"
    restore(tmp_path / "copy.zip", database=new / "desk.db", files=new / "files", now=NOW)
    assert flaw_of(new / "files", SHA256) is None


async def test_what_is_known_of_files_is_carried_to_a_server(tmp_path: Path, on_server: OnServer) -> None:
    home = Files(tmp_path)
    await office(home)
    await carry(source_of(home.url), target_of(on_server.url))
    rows = "SELECT name, state, sha256, album FROM attachments"
    assert on_server.ask(rows) == home.ask(rows) == [("早茶.docx", "had", SHA256, "a")]


def test_a_file_that_nothing_refers_to_is_found_once_it_is_old_enough(tmp_path: Path) -> None:
    wanted, other = keep(tmp_path), keep(tmp_path, b"late tea")
    assert list(leftovers(tmp_path, wanted=[wanted], before=0.0)) == []
    assert list(leftovers(tmp_path, wanted=[wanted], before=2**40)) == [other]


def test_a_file_that_is_missing_or_altered_is_known(tmp_path: Path) -> None:
    name = keep(tmp_path)
    assert flaw_of(tmp_path, name) is None
    path_of(tmp_path, name).write_bytes(b"early teas")
    assert flaw_of(tmp_path, name) == "altered"
    path_of(tmp_path, name).unlink()
    assert flaw_of(tmp_path, name) == "missing"
