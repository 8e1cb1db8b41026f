"""Migrations: up and down step by step, and the same tables as store/tables in the end."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from bot.errors import StoreError
from bot.rules.demand_form import KIND, PROPOSAL, SLOTS, UNITS
from bot.rules.forms import DUE, from_data
from bot.store.sqlite import migrate
from bot.store.tables import is_in_metadata, metadata

pytestmark = pytest.mark.usefixtures("as_installed")
COMPARED = {"include_name": is_in_metadata}
VERSIONS = sorted(path.name[:4] for path in migrate._VERSIONS.glob("0*.py"))


def tables_of(path: Path) -> set[str]:
    """The names of the tables in a file."""
    conn = sqlite3.connect(path)
    try:
        return {row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    finally:
        conn.close()


def test_every_step_goes_up_down_and_up_again(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    for place, version in enumerate(VERSIONS):
        before = VERSIONS[place - 1] if place else "base"
        migrate.upgrade(path, version)
        migrate.downgrade(path, before)
        migrate.upgrade(path, version)
    assert migrate.stored_revision(path) == migrate.newest_revision() == VERSIONS[-1]
    migrate.downgrade(path, "base")
    assert tables_of(path) <= {"alembic_version", "sqlite_sequence"}


def test_the_migrations_make_the_tables_of_the_code(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    migrate.migrate(path)
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts=COMPARED), metadata)
    engine.dispose()
    assert differences == []


def test_a_new_file_gets_what_the_migrations_come_to(tmp_path: Path) -> None:
    migrated, new = tmp_path / "migrated.db", tmp_path / "new.db"
    migrate.upgrade(migrated, "head")
    migrate.migrate(new)
    hint = (
        'after a new migration: python -c "from bot.store.sqlite.migrate import renew_schema; renew_schema()"'
    )
    assert migrate.schema_of(new) == migrate.schema_of(migrated), hint


def test_a_new_file_that_cannot_be_finished_stays_without_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, path = tmp_path / "schema.sql", tmp_path / "desk.db"
    broken.write_text(migrate.SCHEMA.read_text().replace("COMMIT;", "CREATE TABLE units (again); COMMIT;"))
    monkeypatch.setattr(migrate, "SCHEMA", broken)
    with pytest.raises(sqlite3.OperationalError):
        migrate.migrate(path)
    monkeypatch.undo()
    assert tables_of(path) == set()
    migrate.migrate(path)
    assert migrate.stored_revision(path) == migrate.newest_revision()


def test_ids_that_dispatcher_and_drafts_rely_on_never_come_back(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    migrate.migrate(path)
    conn = sqlite3.connect(path)
    made = {
        row[0]: row[1] for row in conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    }
    conn.close()
    assert all("AUTOINCREMENT" in made[name] for name in ("inbox", "outbox", "drafts"))


def test_a_file_of_a_newer_release_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    migrate.migrate(path)
    conn = sqlite3.connect(path)
    with conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    conn.close()
    with pytest.raises(StoreError, match=r"newer release .*: install that release"):
        migrate.migrate(path)


def test_an_older_file_is_copied_before_it_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    migrate.migrate(path)
    conn = sqlite3.connect(path)
    with conn:
        conn.execute("INSERT INTO units (name) VALUES ('云茶镇')")
        conn.execute("UPDATE alembic_version SET version_num = '0000'")
    conn.close()
    with pytest.raises(
        Exception, match="0000"
    ):  # Alembic knows no such revision; the copy was made before it was asked
        migrate.migrate(path)
    copy = sqlite3.connect(path.with_name(f"desk.db.before-{migrate.newest_revision()}"))
    assert copy.execute("SELECT name FROM units").fetchall() == [("云茶镇",)]
    copy.close()


def test_what_an_older_file_kept_for_ever_gets_its_time(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    migrate.upgrade(path, "0003")
    conn = sqlite3.connect(path)
    with conn:
        conn.execute("INSERT INTO greetings (chat_id, telegram_id) VALUES (-1001, 900)")
        conn.execute("INSERT INTO ledger VALUES ('album', '7', '55', 'posted', 1)")
        conn.execute("INSERT INTO ledger VALUES ('shortfall', '-1001:0', '2026-05', 'posted', 1)")
        conn.execute(
            "INSERT INTO outbox (chat_id, method, payload, priority, policy, state, send_at, created_at)"
            " VALUES (-1001, 'sendMessage', '{}', 2, 'hold', 'dropped', 5, 1)"
        )
    conn.close()
    migrate.migrate(path)
    conn = sqlite3.connect(path)
    ((greeted_at,),) = conn.execute("SELECT greeted_at FROM greetings").fetchall()
    assert abs(greeted_at / 1000 - time.time()) < 60
    assert conn.execute("SELECT kind FROM ledger").fetchall() == [("shortfall",)]
    assert conn.execute("SELECT settled_at FROM outbox").fetchall() == [(5,)]
    conn.close()


OLD_TARGETS = (  # of an office of release 0075: set by /target, by the roster, set and then changed by the roster, none
    "INSERT INTO units (id, name, yearly_points) VALUES (1, '云茶镇', 3000), (2, '沙河镇', 2000), (3, '庆符镇', 1000),"
    " (4, '水利局', NULL)",
    *(
        "INSERT INTO audit (subject, subject_id, step, after, done_at, hash) VALUES"
        f" ('target', {unit}, 'target', '{{\"year\":2025,\"hundredths\":{points}}}', 1, 'x')"
        for unit, points in ((1, 9000), (1, 3000), (3, 5000), (4, 100))
    ),
    "INSERT INTO notices (kind, year, number, month, figures, published_at)"
    " VALUES ('notice', 2027, 1, '2026-12', '{}', 1), ('notice', 2026, 12, '2026-11', '{}', 1)",
)
NEW_TARGETS = [(1, 2025, 3000), (2, 2026, 2000), (3, 2026, 1000)]


def test_a_target_that_had_no_year_gets_the_one_for_which_it_was_set(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    migrate.upgrade(path, "0075")
    conn = sqlite3.connect(path)
    with conn:
        for statement in OLD_TARGETS:
            conn.execute(statement)
    conn.close()
    migrate.migrate(path)
    conn = sqlite3.connect(path)
    assert conn.execute("SELECT * FROM unit_targets ORDER BY unit_id").fetchall() == NEW_TARGETS
    conn.close()
    migrate.downgrade(path, "0075")
    conn = sqlite3.connect(path)
    kept = conn.execute("SELECT yearly_points FROM units ORDER BY id").fetchall()
    assert kept == [(3000,), (2000,), (1000,), (None,)]
    conn.close()


def test_a_demand_that_was_being_written_is_gone_on_with_after_an_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    migrate.upgrade(path, "0048")
    old = {
        "title": "夏粮收购",
        "brief": "",
        "due_at": "2026-06-05T09:30:00+00:00",
        "slots": 2,
        "units": [1, 4],
        "kind": "policy",
        "to_ask": ["units"],
        "proposal_id": 7,
    }
    conn = sqlite3.connect(path)
    with conn:
        conn.execute(
            "INSERT INTO drafts (chat_id, telegram_id, kind, step, data, updated_at) VALUES (1, 1, 'demand', 'asking', ?, 1)",
            (json.dumps(old),),
        )
    conn.close()
    migrate.upgrade(path, "0049")
    conn = sqlite3.connect(path)
    ((kind, data),) = conn.execute("SELECT kind, data FROM drafts").fetchall()
    conn.close()
    draft = from_data(json.loads(data))
    assert (kind, draft.form, draft.title, draft.to_ask) == ("form", "demand", "夏粮收购", ("units",))
    assert (draft.text(DUE), draft.number(SLOTS)) == ("2026-06-05T09:30:00+00:00", 2)
    assert (draft.addressees(UNITS).units, draft.text(KIND)) == ((1, 4), "policy")
    assert draft.extra == {PROPOSAL: 7}
    migrate.downgrade(path, "0048")
    conn = sqlite3.connect(path)
    ((kind, data),) = conn.execute("SELECT kind, data FROM drafts").fetchall()
    conn.close()
    assert (kind, json.loads(data)) == ("demand", old)


def test_numbers_of_what_was_taken_back_do_not_come_back(tmp_path: Path) -> None:
    """A task that was made of a leader's comment is not the next comment's; the trail of an appeal not the next one's."""
    path = tmp_path / "desk.db"
    migrate.upgrade(path, "0080")
    conn = sqlite3.connect(path)
    conn.execute(
        "INSERT INTO tasks (id, title, words, due_at, due_since_at, comment_id, set_by, set_at, state)"
        " VALUES (1, 'B', '', 0, 0, 7, 1, 0, 'open')"
    )
    comment = (
        "INSERT INTO leader_comments (item_id, leader_id, recorded_by, words, level, by_deputy, day, month, recorded_at,"
        " state, chat_id, message_id) VALUES (1, 2, 3, '请阅', 4, 5, '日', '月', 6, '问', 7, 8) RETURNING id"
    )
    conn.execute(comment)
    conn.commit()
    before = conn.execute("SELECT * FROM leader_comments").fetchall()
    migrate.upgrade(path, "head")
    assert conn.execute("SELECT * FROM leader_comments").fetchall() == before
    ids = []
    for _ in range(2):
        ids += conn.execute(comment).fetchone()
        conn.execute("DELETE FROM leader_comments")
    conn.commit()
    conn.close()
    assert ids == [8, 9]


def test_what_can_be_taken_back_leaves_its_number_to_none() -> None:
    """Messages, buttons, drafts and the trail speak of rows by number; those of these few stand nowhere else."""
    unnamed = {"adoptions", "bulletin_words", "circular_files", "places", "point_lines", "posts"}
    statements = "\n".join(path.read_text() for path in (migrate.SCHEMA.parent / "sql").glob("*.sql"))
    deleted = set(re.findall(r"DELETE FROM (\w+)", statements))
    counted = {table.name for table in metadata.tables.values() if table.autoincrement_column is not None}
    never = {
        table.name for table in metadata.tables.values() if table.dialect_options["sqlite"]["autoincrement"]
    }
    assert deleted & counted - never == unnamed
