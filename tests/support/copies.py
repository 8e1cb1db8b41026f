"""A desk with something in it, and what its copies are made of, for the tests of copies."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event

from bot.model import Chat, ItemPart, Message, Person
from bot.rules.chain import Chain
from bot.store.base import Store
from bot.store.copies.snapshot import inspect
from tests.support import county

NOW = datetime(2026, 6, 3, 4, tzinfo=UTC)
MADE = datetime(2026, 6, 2, 19, 30, tzinfo=UTC)


def chain_of(path: Path) -> Chain:
    """The audit trail's chain, as a check of a copy walks it."""
    return inspect(path, stop=Event()).chain


async def enrol(database: Store) -> Person:
    """One reporter, whose chat is open."""
    async with database.work(now=NOW) as work:
        person = await county.enrol(work, "王茗", "云茶镇", joined_on=date(2026, 1, 4), telegram_id=101)
        await work.people.set_open(101, is_open=True, now=NOW)
        return person


async def submit(database: Store, person: Person) -> str:
    """An item with version, part, audit line and receipt in one Work; its number."""
    async with database.work(now=NOW) as work:
        item = await work.items.add(
            person=person,
            received_at=NOW,
            month="2026-06",
            title="标题",
            body="正文" * 200,
            kind="ordinary",
            is_urgent=False,
            themes=(),
            joint_units=(),
            source=None,
            origin=None,
            demand_id=None,
        )
        await work.items.add_parts([ItemPart(101, item.id, 0, item.id, 0, "正文")])
        await work.trail.record(
            "item", item.id, step="submit", person_id=person.id, now=NOW, after={"n": item.id}
        )
        await work.outbox.tell(person, Message(f"已收到 {item.number}"))
    return item.number


def tables_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    conn = sqlite3.connect(path)
    try:
        found = conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        orders = {name: "1, 2" if "WITHOUT ROWID" in sql else "rowid" for name, sql in found}
        return {
            name: conn.execute(f"SELECT * FROM {name} ORDER BY {order}").fetchall()
            for name, order in orders.items()
        }
    finally:
        conn.close()


def run_sql(path: Path, *statements: str) -> None:
    """Changes a database past the desk."""
    conn = sqlite3.connect(path)
    with conn:
        for statement in statements:
            conn.execute(statement)
    conn.close()


def rebuilt(source: Path, target: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """The archive with its members changed; sizes and hashes in the manifest stay as `change` leaves them."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target


GROUP = Chat(-5)
