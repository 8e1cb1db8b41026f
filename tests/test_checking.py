"""`check`, finding by finding: what is a fault, what only a note, and that no secret is shown."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.checking.lines import Line
from bot.checking.machine import check_folders, check_machine, check_room, check_rules, check_settings_file
from bot.checking.reach import check_clock, check_telegram
from bot.checking.sources import check_sources
from bot.checking.tables import check_places, check_reach, check_signers, check_tables
from bot.clock import to_ms
from bot.config import Settings, build
from bot.errors import StoreError
from bot.locale.texts import Texts
from bot.model import AttachmentState, Place, PlaceKind, SentFile
from bot.model import Chat as PlaceOf
from bot.sandbox import Chat, Sandbox, serve
from bot.sections import BulletinRules
from bot.store.files import path_of
from bot.store.sqlite.database import Database
from bot.store.sqlite.migrate import newest_revision
from tests.support.databases import OnServer
from tests.support.feeds import HOST, rss, site
from tests.support.running import OWNER, settings_for

NOW = datetime(2026, 6, 3, 4, tzinfo=UTC)
MB = 2**20
posix = pytest.mark.skipif(sys.platform == "win32", reason="rights of files are a thing of POSIX")


@pytest.fixture
def t() -> Texts:
    return Texts("en", build({}).desk.zone)


def settings_in(folder: Path, **sections: dict[str, Any]) -> Settings:
    """Settings whose data lie in `folder`."""
    storage = {"url": f"sqlite:///{folder / 'desk.db'}", "files": str(folder / "files")}
    return build({"storage": storage, "desk": {"owners": [1, 2]}, **sections})


async def found(t: Texts, settings: Settings, *, now: datetime = NOW) -> list[Line]:
    """What the database's checks say."""
    return [line async for line in check_tables(t, settings, [], now=now)]


def faults(lines: list[Line]) -> list[str]:
    """The words of the faults."""
    return [words for words, is_fault in lines if is_fault]


async def make_desk(settings: Settings, *, reached: tuple[int, ...] = (1, 2)) -> None:
    """A database as the first start leaves it, whose owners have pressed Start."""
    database = Database(settings.database_path)
    await database.open()
    async with database.work(now=NOW) as work:
        for owner in reached:
            await work.people.set_open(owner, is_open=True, now=NOW)
    await database.close()


def put(settings: Settings, sql: str) -> None:
    """Changes the file past the desk."""
    conn = sqlite3.connect(settings.database_path)
    with conn:
        conn.execute(sql)
    conn.close()


@posix
@pytest.mark.parametrize("text", ['[telegram]\ntoken = "1:A"', '[telegram]\nproxy = "socks5://u:1:A@h:1"'])
def test_a_secret_that_everybody_may_read_is_noted_and_not_shown(t: Texts, tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)
    ((words, is_fault),) = check_settings_file(t, path)
    assert words.startswith("note:") and "TELEGRAM_BOT_TOKEN" in words and not is_fault
    assert "1:A" not in words
    path.chmod(0o640)
    assert list(check_settings_file(t, path)) == []


@posix
def test_a_file_without_secrets_may_be_read_by_all(t: Texts, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[desk]\nname = "高县"', encoding="utf-8")
    path.chmod(0o644)
    assert list(check_settings_file(t, path)) == []


@pytest.mark.parametrize(
    ("free", "word", "is_fault"),
    [
        (199 * MB, "fault", True),
        (200 * MB, "note", False),
        (1023 * MB, "note", False),
        (1024 * MB, "ok", False),
    ],
)
def test_little_room_is_a_fault_and_some_room_a_note(
    t: Texts, tmp_path: Path, free: int, word: str, is_fault: bool
) -> None:
    words, wrong = check_room(t, tmp_path, free=free)
    assert (words.partition(":")[0], wrong) == (word, is_fault)


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_cannot_be_written_is_a_fault(t: Texts, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert len(faults(list(check_folders(t, settings_in(tmp_path / "data"))))) == 2
    finally:
        tmp_path.chmod(0o700)


def test_a_file_where_the_data_folder_should_be_is_a_fault(t: Texts, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    settings = settings_in(tmp_path / "data", backup={"folder": tmp_path / "data" / "backups"})
    wrong = faults(list(check_folders(t, settings)))
    assert len(wrong) == 3 and str(tmp_path / "data") in wrong[0]


def test_the_desk_s_time_is_shown_and_unknown_years_are_noted(t: Texts, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("", encoding="utf-8")
    lines = list(check_machine(t, settings_in(tmp_path), path=path, now=datetime(2098, 6, 3, 4, tzinfo=UTC)))
    assert faults(lines) == []
    said = [words for words, _ in lines]
    assert "ok: time zone Asia/Shanghai, it is 3 Jun at 12:00 there" in said
    assert [words for words in said if "holidays of 2098" in words or "holidays of 2099" in words] == said[
        -2:
    ]


def test_without_owners_nobody_could_administer(t: Texts, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("", encoding="utf-8")
    settings = settings_in(tmp_path, desk={"owners": []})
    assert "desk.owners" in faults(list(check_machine(t, settings, path=path, now=NOW)))[0]


async def test_a_database_that_is_not_there_yet_is_noted_and_not_made(t: Texts, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    ((words, is_fault),) = await found(t, settings)
    assert words.startswith("note:") and not is_fault
    assert list(tmp_path.iterdir()) == []


async def test_the_schema_is_told_and_that_it_is_the_newest(t: Texts, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    await make_desk(settings)
    (words, _), *_ = await found(t, settings)
    path = settings.database_path
    assert words == f"ok: database {path}, schema {newest_revision()} (the newest), places bound: 0"


async def test_on_a_server_its_release_is_told_and_whether_the_schema_is_the_newest(
    t: Texts, on_server: OnServer
) -> None:
    settings = build({"storage": {"url": on_server.url}})
    release = on_server.ask("SHOW server_version")[0][0]
    lines = [words for words, _ in await found(t, settings)]
    assert lines[0] == f"ok: server with PostgreSQL {release}"
    assert lines[1].startswith("ok: database ") and f", schema {newest_revision()} (the newest), " in lines[1]
    on_server.ask("UPDATE alembic_version SET version_num = '0000'")
    try:
        lines = [words for words, _ in await found(t, settings)]
        assert lines[0] == f"ok: server with PostgreSQL {release}"
        assert "has revision 0000: the next start" in lines[1]
    finally:
        on_server.ask("UPDATE alembic_version SET version_num = ?", newest_revision())


async def test_a_fresh_desk_has_no_fault_and_says_that_no_group_is_bound(t: Texts, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    await make_desk(settings)
    lines = await found(t, settings)
    assert faults(lines) == []
    assert [words.partition(" ")[0] for words, _ in lines] == ["ok:", "note:", "note:"]


@pytest.mark.parametrize("content", [b"no database at all" * 100, None])
async def test_a_damaged_database_is_a_fault_in_one_line(
    t: Texts, tmp_path: Path, content: bytes | None
) -> None:
    settings = settings_in(tmp_path)
    if content is None:
        await make_desk(settings)
        raw = bytearray(settings.database_path.read_bytes())
        raw[4096 * 3 : 4096 * 5] = b"\xff" * 8192
        content = bytes(raw)
    settings.database_path.write_bytes(content)
    (words,) = faults(await found(t, settings))
    assert "backup" in words and "\n" not in words
    if content.startswith(b"no"):  # where it is no database at all; a page is found damaged when it is read
        with pytest.raises(StoreError, match="put back the newest backup"):
            await make_desk(settings)
    settings.database_path.unlink()
    settings.database_path.mkdir()
    (words,) = faults(await found(t, settings))
    assert "is a folder: write the name of a file" in words
    with pytest.raises(StoreError, match="it is a folder: write the name of a file"):
        await make_desk(settings)


@pytest.mark.parametrize(("revision", "word", "wrong"), [("9999", "newer", 1), ("0000", "next start", 0)])
async def test_another_release_s_database_is_told_and_left_alone(
    t: Texts, tmp_path: Path, revision: str, word: str, wrong: int
) -> None:
    settings = settings_in(tmp_path)
    await make_desk(settings)
    put(settings, f"UPDATE alembic_version SET version_num = '{revision}'")
    ((words, _),) = lines = await found(t, settings)
    assert word in words and revision in words and len(faults(lines)) == wrong
    conn = sqlite3.connect(settings.database_path)
    assert conn.execute("SELECT version_num FROM alembic_version").fetchall() == [(revision,)]
    conn.close()


def test_owners_who_have_not_pressed_start(t: Texts) -> None:
    assert list(check_reach(t, (1, 2), {1, 2, 3})) == []
    ((words, is_fault),) = check_reach(t, (1, 2), {1})
    assert "2" in words and not is_fault
    ((words, is_fault),) = check_reach(t, (1, 2), {3})
    assert "1, 2" in words and is_fault


def test_signers_of_the_bulletin_who_are_not_on_the_roster(t: Texts) -> None:
    assert list(check_signers(t, BulletinRules(), {None, 1})) == []
    ((words, is_fault),) = check_signers(t, BulletinRules(signers=(1, 2)), {None, 1})
    assert "2" in words and not is_fault
    ((words, is_fault),) = check_signers(t, BulletinRules(signers=(2, 3)), {None, 1})
    assert "2, 3" in words and is_fault


async def test_a_unit_of_the_settings_to_which_nobody_belongs_is_a_fault(t: Texts, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, quota={"units": {"县农业局": 8, "云茶镇": 6}})
    await make_desk(settings)
    assert not any("quota.units" in words for words, _ in await found(t, settings))  # no roster yet
    put(settings, "INSERT INTO units (name) VALUES ('云茶镇'), ('县农业局')")
    put(
        settings,
        "INSERT INTO people (name, unit_id, role, employment, joined_on, state) "
        "SELECT '王茗', id, 'member', 'part_time', '2026-01-01', 'active' FROM units WHERE name = '云茶镇'",
    )
    (words,) = [words for words in faults(await found(t, settings)) if "quota.units" in words]
    assert words.startswith("fault: quota.units names 县农业局, to which nobody on the roster belongs")
    put(settings, """INSERT INTO meta (key, value) VALUES ('units:former', '{"云茶镇新区": "云茶镇"}')""")
    put(settings, "UPDATE units SET name = '云茶镇新区' WHERE name = '云茶镇'")
    said = [words for words in faults(await found(t, settings)) if "quota.units" in words]
    assert said[0].startswith(
        "fault: quota.units names 云茶镇, whose people are in 云茶镇新区 now: its number goes on"
    )
    assert "names 县农业局, to which" in said[1]


def test_a_missing_kind_of_group_is_noted(t: Texts) -> None:
    work = Place(1, -1, 0, PlaceKind.WORK, "工作群", None)
    desk = Place(2, -2, 0, PlaceKind.DESK, "采编群", None)
    assert list(check_places(t, [work, desk])) == []
    assert ["/bind desk" in words for words, _ in check_places(t, [work])] == [True]
    assert ["/bind work" in words for words, _ in check_places(t, [desk])] == [True]


@pytest.mark.parametrize(("age", "count"), [(timedelta(minutes=9), 0), (timedelta(minutes=11), 2)])
async def test_what_waits_too_long_in_either_queue_is_a_fault(
    t: Texts, tmp_path: Path, age: timedelta, count: int
) -> None:
    settings, then = settings_in(tmp_path), to_ms(NOW - age)
    await make_desk(settings)
    put(
        settings,
        f"INSERT INTO inbox (update_id, lane, payload, try_at, received_at) VALUES (1, '1:1', '', {then}, {then})",
    )
    put(settings, outbox_row("queued", then))
    assert len(faults(await found(t, settings))) == count


async def test_what_waits_for_somebody_or_for_later_is_no_fault(t: Texts, tmp_path: Path) -> None:
    settings, old, later = (
        settings_in(tmp_path),
        to_ms(NOW - timedelta(days=1)),
        to_ms(NOW + timedelta(hours=1)),
    )
    await make_desk(settings)
    put(settings, outbox_row("waiting", old))
    put(settings, outbox_row("queued", later))
    assert faults(await found(t, settings)) == []


async def test_what_was_set_aside_or_held_is_noted_with_its_number(t: Texts, tmp_path: Path) -> None:
    settings, then = settings_in(tmp_path), to_ms(NOW)
    await make_desk(settings)
    for number in (1, 2, 3):
        put(
            settings,
            "INSERT INTO inbox (update_id, lane, payload, state, try_at, received_at) "
            f"VALUES ({number}, '1:1', '张三', 'aside', 0, 0)",
        )
    put(settings, outbox_row("held", then))
    lines = await found(t, settings)
    assert faults(lines) == []
    assert ["(3, table" in lines[-2][0], "arrived (1)" in lines[-1][0]] == [True, True]
    assert "张三" not in str(lines)


def outbox_row(state: str, moment: int) -> str:
    """A call that waits."""
    return (
        "INSERT INTO outbox (chat_id, method, payload, priority, policy, state, send_at, created_at) "
        f"VALUES (1, 'sendMessage', '{{}}', 1, 'hold', '{state}', {moment}, {moment})"
    )


@pytest.mark.parametrize(
    ("seconds", "word", "is_fault"),
    [(0, "agrees", False), (60, "agrees", False), (61, "fast", True), (-61, "slow", True)],
)
def test_a_clock_more_than_a_minute_wrong_is_a_fault(
    t: Texts, seconds: int, word: str, is_fault: bool
) -> None:
    words, wrong = check_clock(t, ours=NOW + timedelta(seconds=seconds), theirs=NOW)
    assert word in words and wrong is is_fault


async def test_a_work_group_where_the_bot_is_no_administrator_is_noted(t: Texts, tmp_path: Path) -> None:
    sandbox = Sandbox()
    async with serve(sandbox) as base:
        owner = sandbox.user(OWNER, "主任")
        groups = [sandbox.group(name, owner, bot_admin=name == "甲") for name in ("甲", "乙")]
        places = [
            Place(g.id, g.id, 0, PlaceKind.WORK, name, None) for g, name in zip(groups, "甲乙", strict=True)
        ]
        lines = [line async for line in check_telegram(t, settings_for(base, tmp_path), places)]
    assert faults(lines) == []
    assert [words.partition(":")[0] for words, _ in lines] == ["ok", "ok", "ok", "note"]


async def lines_about(
    t: Texts, folder: Path, sandbox: Sandbox, kind: PlaceKind, chat: Chat, *, thread: int = 0
) -> Line:
    """What is said of one place."""
    async with serve(sandbox) as base:
        place = Place(1, chat.id, thread, kind, "甲", None)
        lines = [line async for line in check_telegram(t, settings_for(base, folder), [place])]
    assert sandbox.violations == []
    return lines[-1]


async def test_a_group_where_the_bot_was_muted_is_a_fault(t: Texts, tmp_path: Path) -> None:
    sandbox = Sandbox()
    group = sandbox.group("甲", sandbox.user(OWNER, "主任"), bot_admin=True)
    sandbox.groups.restrict(group, sandbox.world.bot)
    words, is_fault = await lines_about(t, tmp_path, sandbox, PlaceKind.DESK, group)
    assert is_fault
    assert words == (
        "fault: Desk group “甲”: the bot may not write there; an administrator of the group can let it: group settings, "
        "Permissions, or make the bot an administrator"
    )


async def test_a_group_where_nobody_but_administrators_may_write_is_a_fault(t: Texts, tmp_path: Path) -> None:
    sandbox = Sandbox()
    group = sandbox.group("甲", sandbox.user(OWNER, "主任"))
    group.permissions = frozenset()
    words, is_fault = await lines_about(t, tmp_path, sandbox, PlaceKind.WORK, group)
    assert is_fault and "may not write there" in words


async def test_an_administrator_s_missing_rights_are_noted(t: Texts, tmp_path: Path) -> None:
    sandbox = Sandbox()
    group = sandbox.group("甲", sandbox.user(OWNER, "主任"))
    sandbox.groups.promote(group, sandbox.world.bot, rights=["can_invite_users"])
    words, is_fault = await lines_about(t, tmp_path, sandbox, PlaceKind.WORK, group)
    assert not is_fault
    assert words == (
        "note: Work group “甲”: the bot may not delete messages, pin messages; an administrator of the group can let it: "
        "group settings, Administrators, the bot"
    )


async def test_an_anonymous_administrator_is_noted(t: Texts, tmp_path: Path) -> None:
    sandbox = Sandbox()
    group = sandbox.group("甲", sandbox.user(OWNER, "主任"))
    rights = ["can_delete_messages", "can_pin_messages", "is_anonymous"]
    sandbox.groups.promote(group, sandbox.world.bot, rights=rights)
    words, is_fault = await lines_about(t, tmp_path, sandbox, PlaceKind.WORK, group)
    assert not is_fault and "turn “Remain anonymous” off" in words


async def test_a_topic_that_is_gone_is_a_fault(t: Texts, tmp_path: Path) -> None:
    sandbox = Sandbox()
    owner = sandbox.user(OWNER, "主任")
    group = sandbox.group("甲", owner, is_forum=True, bot_admin=True)
    topic = sandbox.groups.create_topic(group, owner.user, "信息")
    assert topic.thread_id is not None
    thread = topic.thread_id
    assert await lines_about(t, tmp_path, sandbox, PlaceKind.WORK, group, thread=thread) == (
        "ok: Work group “甲”",
        False,
    )
    sandbox.open()
    sandbox.groups.delete_topic(group, thread)
    words, is_fault = await lines_about(t, tmp_path, sandbox, PlaceKind.WORK, group, thread=thread)
    assert is_fault and "thread not found" in words


async def test_an_address_with_a_password_is_shown_without_it(t: Texts, tmp_path: Path) -> None:
    settings = settings_for("http://clerk:pass-word@127.0.0.1:9", tmp_path)
    ((words, is_fault),) = [line async for line in check_telegram(t, settings, [])]
    assert is_fault and "http://***@127.0.0.1:9" in words and "pass-word" not in words


def test_the_rules_about_secret_papers_are_counted_and_a_wrong_one_is_a_fault(
    t: Texts, tmp_path: Path
) -> None:
    path = tmp_path / "rules.toml"
    settings = build({"secrecy": {"rules": str(path)}})
    words, is_fault = check_rules(t, Settings())
    assert re.fullmatch(r"ok: \d+ secrecy rules", words) and not is_fault
    path.write_text('[[rule]]\nid = "a"\nclass = "hold"\nwords = ["甲乙"]', encoding="utf-8")
    words, is_fault = check_rules(t, settings)
    assert words.endswith(f"secrecy rules, 1 of them in {path}") and not is_fault
    path.write_text('[[rule]]\nid = "a"\nclass = "hold"\nwords = []', encoding="utf-8")
    words, is_fault = check_rules(t, settings)
    assert (
        words == f"fault: secrecy.rules = {path}: rule a: words: write a list of 1 to 2000 words" and is_fault
    )


async def with_file(settings: Settings, content: bytes) -> Path:
    """A desk with an item whose file is on disk; where that is."""
    await make_desk(settings)
    sha256 = hashlib.sha256(content).hexdigest()
    database = Database(settings.database_path)
    await database.open()
    async with database.work(now=NOW) as work:
        file = SentFile("F", "早茶.docx", len(content))
        added = await work.attachments.add(
            file, PlaceOf(5), 7, 5, album=None, item_id=None, draft_id=1, refusal=None, now=NOW
        )
        kept = await work.attachments.find(added)
        assert kept is not None
        await work.attachments.settle(kept, AttachmentState.HAD, sha256=sha256)
    await database.close()
    path = path_of(settings.storage.files, sha256)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


async def test_files_that_are_as_they_were_sent_are_counted(t: Texts, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    await with_file(settings, b"early tea")
    lines = await found(t, settings)
    assert faults(lines) == []
    assert (f"ok: files in {tmp_path / 'files'}: 1, each as it was sent", False) in lines


async def test_a_file_that_is_missing_or_altered_is_named(t: Texts, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    path = await with_file(settings, b"early tea")
    path.write_bytes(b"early teas")
    assert faults(await found(t, settings)) == [
        f"fault: files are not what they were (1), put them back from a copy: {path}"
    ]
    path.unlink()
    assert faults(await found(t, settings)) == [
        f"fault: files are missing (1), put them back from a copy: {path}"
    ]


async def test_a_source_that_cannot_be_used_is_named_with_why(t: Texts) -> None:
    async with site() as web:
        web.put("/rss", rss(("标题", "https://a.example/1", None)))
        named = {"好": web.url(), "无": web.url("/none"), "内": web.url(host="localhost")}
        feeds = [{"name": name, "url": url, "allow": HOST} for name, url in named.items()]
        lines = [line async for line in check_sources(t, build({"feeds": feeds}))]
        assert lines[0] == ("ok: source 好, entries: 1", False)
        assert faults(lines) == [
            f"fault: feeds: 无 ({named['无']}): it answers with the error 404; mend its url, or the network and telegram.proxy",
            f"fault: feeds: 内 ({named['内']}): its address is not allowed: not http(s), or of this machine or an internal "
            "network; mend its url, or the network and telegram.proxy",
        ]
