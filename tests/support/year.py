"""A year of a county, simulated with a fixed seed and written by plain SQL: 60 units, 300 people, 20,000 items.

Raw rows alone: no figure is reckoned here. Everything happens that figures have to get right: merges, joint units, shares,
several channels, what is taken back, leaders' comments, leave, late joiners, people who left, reasons that do not count,
withdrawals.
"""

from __future__ import annotations

import json
import random
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.support.county import SHANGHAI

YEAR = 2025
UNITS, PEOPLE, ITEMS, DEMANDS = 60, 300, 20_000, 150
UNIT_QUOTAS = {"第07乡": 2, "第31乡": 0}  # of the settings
VOID = ("empty", "off_topic")  # ready reasons that do not count
_MINUTE = 60_000
_BEGIN = datetime(YEAR, 1, 1, tzinfo=SHANGHAI)
_END = int(datetime(YEAR + 1, 1, 1, tzinfo=SHANGHAI).timestamp() * 1000)
_STATES = {
    "adopted": 18,
    "waiting": 4,
    "reviewing": 2,
    "reserved": 5,
    "returned": 8,
    "rejected": 40,
    "merged": 7,
    "withdrawn": 5,
    "held": 1,
    "destroyed": 1,
}
_REASONS = ("empty", "off_topic", "routine", "stale", "incomplete", "other")
_KINDS = ("digest", "single", "commission", "special")


def _local(moment: int) -> datetime:
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(SHANGHAI)


def _day(moment: int) -> str:
    return _local(moment).date().isoformat()


def _month(moment: int) -> str:
    return _day(moment)[:7]


@dataclass
class Year:
    """The rows, before they are written."""

    chance: random.Random = field(default_factory=lambda: random.Random(YEAR))
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    adopted: list[tuple[int, int]] = field(default_factory=list)  # item and when it was decided

    def add(self, table: str, *row: Any) -> int:
        """One more row; its place, from 1."""
        rows = self.rows.setdefault(table, [])
        rows.append(row)
        return len(rows)

    def soon(self, moment: int, *, days: float) -> int:
        """A moment some time after another, never the same as one before."""
        return (
            moment + int(self.chance.uniform(0.01, days) * 24 * 60) * _MINUTE + self.chance.randrange(_MINUTE)
        )


def _people(year: Year) -> None:
    chance = year.chance
    for number in range(UNITS):
        year.add("units", f"第{number:02}乡")
    for number in range(PEOPLE):
        joined = "2020-01-01"
        if number % 11 == 0:
            joined = (_BEGIN + timedelta(days=chance.randrange(360))).date().isoformat()
        state, left = "active", None
        if number % 23 == 0:
            state, left = "removed", (_BEGIN + timedelta(days=chance.randrange(365))).date().isoformat()
        elif number % 29 == 0:
            state = "suspended"
        role = "editor" if number < 6 else "leader" if number < 10 else "member"
        year.add(
            "people",
            None if number % 17 == 0 else 900_000 + number,
            f"报送员{number}",
            1 + number % UNITS,
            role,
            "full_time" if number % 5 == 0 else "part_time",
            chance.choice((None, None, None, 0, 1, 6)),
            joined,
            left,
            state,
        )
        for month in range(1, 13):
            if chance.random() < 0.03:
                year.add("leaves", number + 1, f"{YEAR}-{month:02}")


def _demands(year: Year) -> None:
    chance = year.chance
    for number in range(1, DEMANDS + 1):
        posted = int((_BEGIN + timedelta(days=chance.randrange(340))).timestamp() * 1000)
        due = posted + 10 * 86_400_000
        units = json.dumps([1 + chance.randrange(UNITS)]) if number % 4 == 0 else "[]"
        year.add("demands", number, f"选题{number}", "", due, 3, units, "open", 1, posted)
        for _ in range(chance.randrange(4)):
            unit = 1 + chance.randrange(UNITS)
            state = chance.choice(("booked", "fulfilled", "cancelled", "lapsed", "declined"))
            booked = year.soon(posted, days=8)
            person = unit if state != "lapsed" else None
            year.add(
                "bookings", number, unit, person, state, "有困难" if state == "declined" else None, booked
            )


def _items(year: Year) -> None:
    chance, span = year.chance, _END - int(_BEGIN.timestamp() * 1000)
    moments = sorted(int(_BEGIN.timestamp() * 1000) + chance.randrange(span) for _ in range(ITEMS))
    for number, received in enumerate(moments, start=1):
        # The very first and the very last minute of months are there as well.
        if number % 500 == 0:
            turn = _local(received).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
            received = int(turn.timestamp() * 1000) - (number // 500 % 2)
            received = max(received, int(_BEGIN.timestamp() * 1000))
        person = 1 + int(PEOPLE * chance.random() ** 1.6)
        unit = 1 + (person - 1) % UNITS
        state = chance.choices(list(_STATES), list(_STATES.values()))[0]
        decided = year.soon(received, days=20)
        if decided >= _END - 86_400_000 and state in ("adopted", "merged"):
            state = "waiting"
        joint = [
            f"第{other:02}乡" for other in chance.sample(range(UNITS), chance.choice((0, 0, 0, 0, 1, 2)))
        ]
        reason = chance.choice(_REASONS) if state in ("rejected", "returned") else None
        target, editor = None, 1 + chance.randrange(6)
        if state == "merged":
            usable = [each for each in year.adopted[-60:] if each[1] < decided]
            if not usable:
                state = "waiting"
            else:
                target = chance.choice(usable)[0]
        if state == "adopted":
            year.adopted.append((number, decided))
        is_decided = state not in ("waiting", "reviewing", "held")
        text = "" if state == "destroyed" else f"第{number}条，{number % 97}人参加，完成{number % 13}亩。"
        year.add(
            "items",
            number,
            f"{YEAR}-{number:04}",
            person,
            unit,
            text and f"标题{number}",
            text,
            chance.choice(("ordinary", "comprehensive", "policy", "early_warning")),
            int(chance.random() < 0.05),
            json.dumps(joint, ensure_ascii=False),
            1 + chance.randrange(DEMANDS) if chance.random() < 0.05 else None,
            state,
            reason,
            # What was linked as a repetition, by nobody, credits nobody.
            None if target is not None and number % 5 == 0 else editor if is_decided else None,
            target,
            _month(received),
            received,
            decided if is_decided else None,
        )


def _adoptions(year: Year) -> None:
    chance = year.chance
    for item, decided in year.adopted:
        moment, channels = decided, ["县"]
        channels += [
            channel for channel, share in (("市", 0.3), ("省", 0.08), ("国", 0.02)) if chance.random() < share
        ]
        for channel in channels:
            if moment >= _END:
                break
            kind = chance.choice(_KINDS)
            late = int(kind == "commission" and chance.random() < 0.4)
            revoked = year.soon(moment, days=60) if chance.random() < 0.06 else None
            if revoked is not None and revoked >= _END:
                revoked = None
            year.add(
                "adoptions",
                item,
                channel,
                kind,
                _day(moment),
                _month(moment),
                late,
                1 + chance.randrange(6),
                moment,
                1 if revoked else None,
                revoked,
                _month(revoked) if revoked else None,
            )
            moment = year.soon(moment, days=50)
        if chance.random() < 0.03:
            year.add("shares", item, chance.choice((40, 60, 70)))
        if chance.random() < 0.05:
            for _ in range(chance.choice((1, 1, 2, 3))):
                said = year.soon(decided, days=40)
                if said < _END:
                    year.add(
                        "leader_comments",
                        item,
                        7 + chance.randrange(4),
                        "请研究",
                        chance.choice((1, 1, 2, 3)),
                        chance.randrange(2),
                        _day(said),
                        _month(said),
                        said,
                    )


_COLUMNS = {
    "units": "name",
    "people": "telegram_id, name, unit_id, role, employment, month_quota, joined_on, left_on, state",
    "leaves": "person_id, month",
    "demands": "id, title, brief, due_at, slots, units, state, posted_by, posted_at",
    "bookings": "demand_id, unit_id, person_id, state, note, booked_at",
    "items": "id, number, person_id, unit_id, title, body, kind, is_urgent, joint_units, demand_id, state, reason, editor_id,"
    " merged_into, month, received_at, decided_at",
    "adoptions": "item_id, channel, kind, day, month, is_late, person_id, recorded_at, revoked_by, revoked_at, revoked_month",
    "shares": "item_id, first_percent",
    "leader_comments": "item_id, leader_id, words, level, by_deputy, day, month, recorded_at",
}
_FIXED: dict[str, dict[str, Any]] = {  # what is the same in all rows
    "items": {"themes": "[]"},
    "leader_comments": {"recorded_by": 1, "state": "passed"},
}


def write_year(path: Path) -> None:
    """Into an office's empty file, which nobody has open."""
    year = Year()
    for fill in (_people, _demands, _items, _adoptions):
        fill(year)
    conn = sqlite3.connect(path)
    with conn:
        for table, columns in _COLUMNS.items():
            rows, fixed = year.rows[table], _FIXED.get(table, {})
            values = [(*row, *fixed.values()) for row in rows]
            marks = ", ".join("?" * len(values[0]))
            names = ", ".join((columns, *fixed))
            conn.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
        conn.execute("INSERT INTO counters (name, value) VALUES (?, ?)", (f"item:{YEAR}", ITEMS))
        conn.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'directory_version'")
    conn.close()
