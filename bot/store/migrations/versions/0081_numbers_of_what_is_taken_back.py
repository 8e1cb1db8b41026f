"""leaders' comments and appeals: one that was taken back leaves its number to none"""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class _Counted(NamedTuple):
    """A table whose rows are taken back; `named` are numbers of its rows that stand elsewhere, `refs` what its own go back to."""

    name: str
    columns: tuple[tuple[str, Any, bool], ...]  # may be empty or not
    refs: dict[str, str]
    indexes: tuple[str, ...]
    named: sa.Select[tuple[int]]


_tasks = sa.table("tasks", sa.column("comment_id", sa.BigInteger))
_audit = sa.table("audit", sa.column("subject", sa.Text), sa.column("subject_id", sa.BigInteger))
_sequence = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))
_COUNTED = (
    _Counted(
        "leader_comments",
        (
            ("item_id", _ID, False),
            ("leader_id", _ID, False),
            ("recorded_by", _ID, False),
            ("words", sa.Text(), False),
            ("level", sa.BigInteger(), False),
            ("by_deputy", sa.BigInteger(), False),
            ("day", sa.Text(), False),
            ("month", sa.Text(), False),
            ("recorded_at", sa.BigInteger(), False),
            ("state", sa.Text(), False),
            ("decided_by", _ID, True),
            ("decided_at", sa.BigInteger(), True),
            ("chat_id", sa.BigInteger(), True),
            ("message_id", sa.BigInteger(), True),
        ),
        {"item_id": "items", "leader_id": "people", "recorded_by": "people", "decided_by": "people"},
        ("item_id", "month"),
        sa.select(sa.func.max(_tasks.c.comment_id)),
    ),
    _Counted(
        "appeals",
        (
            ("person_id", _ID, False),
            ("item_id", _ID, True),
            ("month", sa.Text(), True),
            ("words", sa.Text(), False),
            ("state", sa.Text(), False),
            ("asked_at", sa.BigInteger(), False),
            ("decided_by", _ID, True),
            ("decided_at", sa.BigInteger(), True),
            ("reason", sa.Text(), True),
            ("chat_id", sa.BigInteger(), True),
            ("message_id", sa.BigInteger(), True),
        ),
        {"person_id": "people", "item_id": "items", "decided_by": "people"},
        ("item_id",),
        sa.select(sa.func.max(_audit.c.subject_id)).where(_audit.c.subject == "appeal"),
    ),
)


def upgrade() -> None:
    """A server counts on of its own accord; a file is told to, from the highest number that was ever given."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    for each in _COUNTED:
        _make_anew(each, is_counted=True)
        kept = sa.select(sa.func.max(sa.table(each.name, sa.column("id")).c.id))
        highest = max(connection.scalar(kept) or 0, connection.scalar(each.named) or 0)
        connection.execute(_sequence.delete().where(_sequence.c.name == each.name))
        if highest:
            connection.execute(_sequence.insert().values(name=each.name, seq=highest))


def downgrade() -> None:
    """Numbers come back."""
    if op.get_bind().dialect.name == "sqlite":
        for each in _COUNTED:
            _make_anew(each, is_counted=False)


def _make_anew(counted: _Counted, *, is_counted: bool) -> None:
    name, before = counted.name, f"{counted.name}_before"
    for column in counted.indexes:
        op.drop_index(f"ix_{name}_{column}", table_name=name)
    op.rename_table(name, before)
    op.create_table(
        name,
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        *(sa.Column(column, kind, nullable=may_be_empty) for column, kind, may_be_empty in counted.columns),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{name}_{column}"))
            for column, other in counted.refs.items()
        ),
        sqlite_autoincrement=is_counted,
    )
    names = ["id", *(column for column, _, _ in counted.columns)]
    old, new = (sa.table(each, *(sa.column(column) for column in names)) for each in (before, name))
    op.get_bind().execute(sa.insert(new).from_select(names, sa.select(*old.c)))
    op.drop_table(before)
    for column in counted.indexes:
        op.create_index(f"ix_{name}_{column}", name, [column])
