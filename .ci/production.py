"""The product in an environment of requirements.lock alone, which is what README and the image give to an office.

The tests run beside tools of their own, and what only those bring is not missed there. So the demo plays a county in such an
environment; the county's office, taken back to every earlier schema, is brought to the newest again, in a file and on a
PostgreSQL server, with every row as it was; it is carried from the file to the server; and a bot is started, spoken to and
stopped on a new office of either kind. The far end, the server and the comparing are of the tests' environment.

Run from the root of the house, with it in PYTHONPATH. Exit code 1 and the complaint where something fails.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.demo.county import DATABASE
from bot.sandbox import Persona, Sandbox, serve
from bot.store.postgres import migrate as postgres_migrate
from bot.store.sqlite import migrate
from tests.e2e.test_kill import write_settings
from tests.support.county import BODY, TITLE
from tests.support.postgres import Server, serving
from tests.support.running import OWNER

WITHIN = 60.0  # seconds for any one command
EARLIER = sorted(
    path.name[:4] for path in migrate._VERSIONS.glob("[0-9]*.py") if path.name[:4] < migrate.newest_revision()
)
_TABLES_OF_FILE = (
    "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
)
_TABLES_ON_SERVER = (
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
)
_OURS = ("alembic_version", "sqlite_sequence")  # of the migrations and of SQLite, not of the office

Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Office:
    """An office's database, asked past the product."""

    url: str
    ask: Ask
    tables_sql: str

    def tables(self) -> dict[str, list[str]]:
        """The columns of each table as it is now, but for the index for searching: it is made anew from the items."""
        found: dict[str, list[str]] = {}
        for table, column in self.ask(self.tables_sql):
            if table not in _OURS and not table.startswith("search_index"):
                found.setdefault(table, []).append(column)
        return found

    def rows(self, tables: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of `tables`, of these columns alone."""
        return {
            table: sorted(self.ask(f"SELECT {', '.join(map(_quoted, columns))} FROM {table}"), key=repr)
            for table, columns in tables.items()
        }

    def revision(self) -> str:
        """The schema's."""
        return str(self.ask("SELECT version_num FROM alembic_version")[0][0])


def _quoted(name: str) -> str:
    return f'"{name}"'


def file_at(path: Path) -> Office:
    """An office in a file."""

    def ask(sql: str) -> list[tuple[Any, ...]]:
        conn = sqlite3.connect(path)
        try:
            return conn.execute(sql).fetchall()
        finally:
            conn.close()

    return Office(f"sqlite:///{path}", ask, _TABLES_OF_FILE)


def database_at(server: Server, url: str) -> Office:
    """An office on the server."""
    return Office(url, lambda sql: server.ask(url, sql), _TABLES_ON_SERVER)


class Production:
    """The environment of requirements.lock alone, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._python = folder / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = (self._python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        subprocess.run([*pip, "--require-hashes", "-r", "requirements.lock"], check=True, capture_output=True)

    def bot(self, *arguments: str, url: str = "") -> str:
        """What `python -m bot …` prints, with another address of the database if one is given."""
        command = [self._python, "-m", "bot", *arguments]
        done = subprocess.run(
            command, env=_environment(url), capture_output=True, text=True, check=False, timeout=WITHIN
        )
        if done.returncode:
            sys.exit(f"python -m bot {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    async def begin(self, *arguments: str, url: str = "") -> asyncio.subprocess.Process:
        """`python -m bot …`, going on."""
        return await asyncio.create_subprocess_exec(
            str(self._python),
            "-m",
            "bot",
            *arguments,
            env=_environment(url),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )


def _environment(url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return kept | {"ZHIBAO_TRACEBACK": "1"} | ({"DESK_STORAGE__URL": url} if url else {})


async def end(process: asyncio.subprocess.Process) -> None:
    """Stops a bot as a service manager does; it must say goodbye."""
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    out, err = await asyncio.wait_for(process.communicate(), WITHIN)
    if process.returncode:
        sys.exit(f"the bot ended with {process.returncode}\n{out.decode()}{err.decode()}")


async def play_county(production: Production, folder: Path) -> Path:
    """The demo's office: a county with everything that an office may hold."""
    process = await production.begin("demo", "--keep", str(folder), "--port", "0")
    assert process.stdout is not None
    try:
        async with asyncio.timeout(WITHIN):
            while (line := await process.stdout.readline()) and b"http://" not in line:
                pass
    finally:
        await end(process)
    return folder / DATABASE


async def converse(production: Production, folder: Path, *, url: str) -> None:
    """A bot on a new office is started, spoken to, and stopped."""
    sandbox = Sandbox()
    async with serve(sandbox) as base:
        owner = sandbox.user(OWNER, "主任")
        config = write_settings(folder, base, owners=[OWNER])
        process = await production.begin("run", "--config", str(config), url=url)
        try:
            await _submit(owner)
        finally:
            await end(process)


async def _submit(owner: Persona) -> None:
    await owner.start()
    await owner.wait_for(lambda seen: seen.by_bot, timeout=WITHIN)
    await owner.say(f"#报送 {TITLE}\n{BODY}")
    await owner.wait_for("已收到", since=0, timeout=WITHIN)


def check_upgrade(production: Production, office: Office, whole: Office, *, earlier: str) -> None:
    """An office of an earlier schema is opened, and has then every row that it had."""
    if office.revision() != earlier:
        sys.exit(f"{office.url}: revision {office.revision()}, not {earlier}")
    tables = office.tables()
    production.bot("post", "reminder", "--dry-run", url=office.url)
    now = office.tables()
    kept = {
        table: [each for each in columns if each in now[table]]
        for table, columns in tables.items()
        if table in now
    }
    for table, rows in whole.rows(kept).items():
        if rows != office.rows({table: kept[table]})[table]:
            sys.exit(f"{office.url}: {table} is not as it was before the upgrade from {earlier}")
    if office.revision() != migrate.newest_revision():
        sys.exit(f"{office.url}: revision {office.revision()} after an upgrade")


def upgrade_files(production: Production, played: Path, folder: Path) -> None:
    """From every earlier schema, in a file."""
    for earlier in EARLIER:
        path = folder / f"from-{earlier}.db"
        shutil.copyfile(played, path)
        migrate.downgrade(path, earlier)
        check_upgrade(production, file_at(path), file_at(played), earlier=earlier)


def upgrade_databases(production: Production, server: Server, carried: Office) -> None:
    """From every earlier schema, on the server."""
    for earlier in EARLIER:
        url = server.create(like=carried.url)
        asyncio.run(postgres_migrate.downgrade(url, earlier))
        check_upgrade(production, database_at(server, url), carried, earlier=earlier)


def carry(production: Production, played: Path, server: Server) -> Office:
    """The file's office, moved to the server by the command line; both hold the same rows then."""
    source, target = file_at(played), database_at(server, server.create())
    production.bot("move", "--from", source.url, "--to", target.url)
    tables = source.tables()
    if source.rows(tables) != target.rows(tables):
        sys.exit("what was moved to the server is not what was in the file")
    return target


def main() -> None:
    """Does all of it, and says how long each part took."""
    os.environ["ZHIBAO_POSTGRES"] = "required"
    began = time.monotonic()

    def say(words: str) -> None:
        print(f"production, {time.monotonic() - began:.0f} s: {words}", flush=True)

    with tempfile.TemporaryDirectory(prefix="zhibao-production-") as name:
        folder = Path(name)
        production = Production(folder / "environment")
        say("an environment of requirements.lock alone is made")
        played = asyncio.run(play_county(production, folder / "county"))
        say("the demo has played a county and stopped")
        asyncio.run(converse(production, folder, url=f"sqlite:///{folder / 'new.db'}"))
        say("a bot on a new file has answered and stopped")
        upgrade_files(production, played, folder)
        say(f"files of the schemas {', '.join(EARLIER)} are brought to the newest, every row as it was")
        with serving(folder) as server:
            asyncio.run(converse(production, folder, url=server.create()))
            say("a bot on a new database of the server has answered and stopped")
            carried = carry(production, played, server)
            say("the county is carried to the server")
            upgrade_databases(production, server, carried)
            say(
                f"databases of the schemas {', '.join(EARLIER)} are brought to the newest, every row as it was"
            )


if __name__ == "__main__":
    main()
