"""adoptions by channels, and the lines of points that they book"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The records; what the desk has adopted so far was taken by the county's own channel, and books nothing yet."""
    op.create_table(
        "adoptions",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("issue", sa.Text(), nullable=True),
        sa.Column("is_late", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_by", _ID, nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_month", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_adoptions_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_adoptions_person_id")),
        sa.ForeignKeyConstraint(["revoked_by"], ["people.id"], name=op.f("fk_adoptions_revoked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoptions")),
    )
    op.create_index(op.f("ix_adoptions_item_id"), "adoptions", ["item_id"])
    op.create_index(op.f("ix_adoptions_day"), "adoptions", ["day"])
    op.create_table(
        "point_lines",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("hundredths", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_point_lines_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_point_lines_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_point_lines_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_lines")),
    )
    op.create_index(op.f("ix_point_lines_item_id"), "point_lines", ["item_id"])
    op.create_index(op.f("ix_point_lines_month_unit_id"), "point_lines", ["month", "unit_id"])
    op.create_index(op.f("ix_point_lines_person_id_month"), "point_lines", ["person_id", "month"])
    op.create_table(
        "shares",
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("first_percent", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_shares_item_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_shares")),
    )
    op.create_table(
        "sent_up",
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_sent_up_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sent_up_person_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_sent_up")),
    )
    _record_earlier()


def _record_earlier() -> None:
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT id, editor_id, decided_at, demand_id IS NOT NULL FROM items"
            " WHERE state = 'adopted' AND decided_at IS NOT NULL ORDER BY decided_at, id"
        )
    ).all()
    for item_id, editor_id, decided_at, answers in rows:
        # The settings are not known here; the product's offices keep Beijing time.
        day = (datetime.fromtimestamp(decided_at / 1000, UTC) + timedelta(hours=8)).date().isoformat()
        connection.execute(
            sa.text(
                "INSERT INTO adoptions (item_id, channel, kind, day, month, person_id, recorded_at)"
                " VALUES (:item_id, '县', :kind, :day, :month, :person_id, :at)"
            ),
            {
                "item_id": item_id,
                "kind": "commission" if answers else "single",
                "day": day,
                "month": day[:7],
                "person_id": editor_id,
                "at": decided_at,
            },
        )


def downgrade() -> None:
    """Takes them away."""
    for table in ("sent_up", "shares", "point_lines", "adoptions"):
        op.drop_table(table)
