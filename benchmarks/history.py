"""An office with years behind it: as many items as wanted, in the product's own tables; nothing is measured here.

Written by plain SQL, because a million submissions would take an hour; every row looks as if the desk had written it: versions,
the messages that an item came in, cards, the audit trail with a valid chain, and of inbox and outbox what is not purged yet.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules.chain import GENESIS, next_hash
from bot.rules.search import FORM
from bot.store.retention import KEEP_INBOX, KEEP_OUTBOX
from bot.store.sqlite.migrate import newest_revision
from tests.support.far_end import FarEnd
from tests.support.office import DESK_GROUP, FIRST_ID, SENTENCES, found, write_settings

YEARS = timedelta(days=730)
ZONE = ZoneInfo("Asia/Shanghai")
_BATCH = 5000
# What becomes of a hundred items once they are a few days old: state, reason, how many.
_FATES = [
    ("adopted", None, 55),
    ("rejected", "routine", 14),
    ("rejected", "empty", 8),
    ("returned", "incomplete", 6),
    ("merged", None, 8),
    ("withdrawn", None, 3),
    ("waiting", None, 6),
]
_STEPS = {
    "adopted": "adopt",
    "rejected": "reject",
    "returned": "return",
    "merged": "merge",
    "withdrawn": "withdraw",
}


@dataclass(frozen=True)
class Bygone:
    """One item of the past."""

    id: int
    number: str
    person: int
    unit: int
    title: str
    body: str
    state: str
    reason: str | None
    month: str
    at: int  # milliseconds

    @property
    def is_decided(self) -> bool:
        """Whether an editor or the reporter has ended it."""
        return self.state in _STEPS

    @property
    def decided_at(self) -> int | None:
        """A day later, where it was decided on."""
        return self.at + 86_400_000 if self.is_decided else None

    @property
    def sign(self) -> str:
        """The text that was sent."""
        return f"#报送 {self.title}\n{self.body}"


async def history(keep: Path, *, items: int, people: int) -> Path:
    """The folder of an office with so many items and people under `keep`, made where it is not there yet."""
    folder = keep / f"{newest_revision()}-{items}-items-{people}-people"
    if not (folder / "made").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        await found(write_settings(folder, "http://127.0.0.1:9"), people=people)
        await asyncio.to_thread(_fill, folder / "desk.db", items=items, people=people)
        (folder / "made").touch()
    return folder


def settle(folder: Path, end: FarEnd, *, limits: bool = False) -> Path:
    """A settings file for the office in `folder` before `end`, whose clock posts and copies nothing while it is measured."""
    path = write_settings(folder, end.url, limits=limits)
    quiet = [
        f"[schedule.{key}]\nenabled = false" for key in ("demands", "reminder", "shortfall", "deadlines")
    ]
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join([*quiet, "[backup]", "enabled = false", ""]))
    return path


def next_update(folder: Path) -> int:
    """A number that no update in the office's inbox has."""
    conn = sqlite3.connect(folder / "desk.db")
    try:
        return int(conn.execute("SELECT coalesce(max(update_id), 0) + 1 FROM inbox").fetchone()[0])
    finally:
        conn.close()


def _fill(path: Path, *, items: int, people: int) -> None:
    conn = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in ("journal_mode = DELETE", "synchronous = OFF", "cache_size = -1000000"):
            conn.execute(f"PRAGMA {pragma}")
        conn.execute("BEGIN")
        units = dict(conn.execute("SELECT id, unit_id FROM people"))
        head, serials = GENESIS, dict[str, int]()
        for batch in _batches(items, units=units, serials=serials):
            _insert_items(conn, batch)
            head = _insert_audit(conn, batch, head=head)
            _insert_ends(conn, batch)
        conn.executemany("INSERT INTO counters VALUES (?, ?)", [(f"item:{k}", n) for k, n in serials.items()])
        # As if they had been indexed for /search; a desk that still has to would do that beside its submissions.
        conn.execute("UPDATE search_index_progress SET form = ?, last_id = ?", (FORM, items))
        conn.execute("COMMIT")
        conn.execute("PRAGMA journal_mode = WAL")
    finally:
        conn.close()


def _batches(items: int, *, units: dict[int, int], serials: dict[str, int]) -> Iterator[list[Bygone]]:
    chance = random.Random(1)
    now = datetime.now(UTC)
    people = sorted(units)
    fates = [fate[:2] for fate in _FATES]
    weights = [fate[2] for fate in _FATES]
    text = "".join(SENTENCES)
    batch: list[Bygone] = []
    for place in range(items):
        at = now - YEARS * (1 - place / items)
        local = at.astimezone(ZONE)
        serial = serials[f"{local.year}"] = serials.get(f"{local.year}", 0) + 1
        person = people[int(len(people) * chance.random() ** 1.3)]  # some are more diligent than others
        state, reason = chance.choices(fates, weights)[0]
        batch.append(
            Bygone(
                id=place + 1,
                number=f"{local.year}-{serial:04}",
                person=person,
                unit=units[person],
                title=f"汛前排查情况第{place}期",
                body=text.format(n=place, left=place + 5, m=1360 + place),
                state=state,
                reason=reason,
                month=f"{local:%Y-%m}",
                at=int(at.timestamp() * 1000),
            )
        )
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _insert_items(conn: sqlite3.Connection, batch: list[Bygone]) -> None:
    conn.executemany(
        "INSERT INTO items (id, number, person_id, unit_id, title, body, kind, themes, joint_units, state, reason, month,"
        " received_at, decided_at) VALUES (?, ?, ?, ?, ?, ?, 'ordinary', '[]', '[]', ?, ?, ?, ?, ?)",
        [
            (
                i.id,
                i.number,
                i.person,
                i.unit,
                i.title,
                i.body,
                i.state,
                i.reason,
                i.month,
                i.at,
                i.decided_at,
            )
            for i in batch
        ],
    )
    conn.executemany(
        "INSERT INTO item_versions (item_id, version, title, body, written_at) VALUES (?, 1, ?, ?, ?)",
        [(i.id, i.title, i.body, i.at) for i in batch],
    )
    # As if they had been compared with each other; their keys, which nobody asks for here, are left out.
    conn.executemany("INSERT INTO comparisons VALUES (?, 1, ?)", [(i.id, i.at) for i in batch])
    conn.executemany(
        "INSERT INTO item_parts VALUES (?, ?, 0, ?, 0, ?)",
        [(FIRST_ID + i.person, -i.id, i.id, i.sign) for i in batch],  # numbers that no new message will have
    )
    conn.executemany(
        "INSERT INTO posts (id, slot, chat_id, message_id) VALUES (?, ?, ?, ?)",
        [(i.id, f"card:{i.id}", DESK_GROUP, -i.id) for i in batch],
    )


def _insert_audit(conn: sqlite3.Connection, batch: list[Bygone], *, head: str) -> str:
    rows = []
    for item in batch:
        lines: list[dict[str, Any]] = [
            {"step": "submit", "before": None, "after": {"state": "waiting", "title": item.title}}
        ]
        if item.is_decided:
            lines.append(
                {"step": _STEPS[item.state], "before": {"state": "waiting"}, "after": {"state": item.state}}
            )
        for place, line in enumerate(lines):
            columns = {
                "subject": "item",
                "subject_id": item.id,
                "person_id": item.person,
                "step": line["step"],
                "before": None if line["before"] is None else _json(line["before"]),
                "after": _json(line["after"]),
                "done_at": item.at + place,
            }
            head = next_hash(head, **columns)
            rows.append((*columns.values(), head))
    conn.executemany(
        "INSERT INTO audit (subject, subject_id, person_id, step, before, after, done_at, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    return head


def _insert_ends(conn: sqlite3.Connection, batch: list[Bygone]) -> None:
    """What the purge of inbox and outbox has left."""
    now = time.time() * 1000
    inbox = [i for i in batch if i.at > now - KEEP_INBOX.total_seconds() * 1000]
    conn.executemany(
        "INSERT INTO inbox (update_id, lane, payload, state, try_at, received_at, settled_at)"
        " VALUES (?, ?, '', 'handled', ?, ?, ?)",
        [(i.id, f"{FIRST_ID + i.person}:{FIRST_ID + i.person}", i.at, i.at, i.at) for i in inbox],
    )
    outbox = [i for i in batch if i.at > now - KEEP_OUTBOX.total_seconds() * 1000]
    conn.executemany(
        "INSERT INTO outbox (chat_id, method, payload, priority, policy, state, post_id, attempts, send_at, created_at,"
        " settled_at, message_id) VALUES (?, 'sendMessage', ?, 1, 'repeat', 'sent', ?, 1, ?, ?, ?, ?)",
        [row for i in outbox for row in _sent(i)],
    )


def _sent(item: Bygone) -> Iterator[tuple[Any, ...]]:
    for chat, post, text in (
        (FIRST_ID + item.person, None, f"✅ 已收到：<b>{item.number}</b> {item.title}"),
        (DESK_GROUP, item.id, f"<b>{item.number}</b> {item.title}\n\n{item.body}"),
    ):
        payload = json.dumps({"chat_id": chat, "text": text, "parse_mode": "HTML"}, ensure_ascii=False)
        yield chat, payload, post, item.at, item.at, item.at, -item.id


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
