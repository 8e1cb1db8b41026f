"""points that are taken off: faults of items, and lines that are no item's"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0031"
branch_labels = None
depends_on = None

_BOOKING, _BOOKING_KEY = "booking_id", "fk_point_lines_booking_id"
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """A line may be no item's; what editors found wrong with items has a table."""
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(more=[_BOOKING], is_item_needed=False)
    else:
        op.alter_column("point_lines", "item_id", nullable=True)
        op.add_column("point_lines", sa.Column("booking_id", _ID, nullable=True))
        op.create_foreign_key(op.f(_BOOKING_KEY), "point_lines", "bookings", ["booking_id"], ["id"])
    op.create_table(
        "item_faults",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("cleared_by", _ID, nullable=True),
        sa.Column("cleared_at", sa.BigInteger(), nullable=True),
        sa.Column("cleared_month", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_item_faults_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_item_faults_person_id")),
        sa.ForeignKeyConstraint(["cleared_by"], ["people.id"], name=op.f("fk_item_faults_cleared_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_faults")),
    )
    op.create_index(op.f("ix_item_faults_item_id"), "item_faults", ["item_id"])


def downgrade() -> None:
    """Takes it back, with the lines that are no item's."""
    op.drop_table("item_faults")
    op.execute("DELETE FROM point_lines WHERE item_id IS NULL")
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(more=[], is_item_needed=True)
    else:
        op.drop_constraint(op.f(_BOOKING_KEY), "point_lines", type_="foreignkey")
        op.drop_column("point_lines", "booking_id")
        op.alter_column("point_lines", "item_id", nullable=False)


def _make_anew(*, more: list[str], is_item_needed: bool) -> None:
    """SQLite changes no column: a table takes the place of the old one, written out so that it is the same each time."""
    columns = [
        *("id", "item_id", "day", "month", "channel", "kind", "person_id", "unit_id"),
        *("hundredths", "rule", "version"),
    ]
    keys = {"item_id": "items", "person_id": "people", "unit_id": "units", _BOOKING: "bookings"}
    numbers = {"id", *keys}
    op.create_table(
        "_point_lines",
        *(
            sa.Column(
                name,
                sa.BigInteger() if name == "hundredths" else _ID if name in numbers else sa.Text(),
                nullable=name in ("kind", "person_id", _BOOKING)
                or (name == "item_id" and not is_item_needed),
            )
            for name in [*columns, *more]
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_lines")),
        *(
            sa.ForeignKeyConstraint([name], [f"{keys[name]}.id"], name=op.f(f"fk_point_lines_{name}"))
            for name in ("item_id", "person_id", "unit_id", *more)
        ),
    )
    op.execute(
        "INSERT INTO _point_lines"
        " (id, item_id, day, month, channel, kind, person_id, unit_id, hundredths, rule, version)"
        " SELECT id, item_id, day, month, channel, kind, person_id, unit_id, hundredths, rule, version FROM point_lines"
    )
    op.drop_table("point_lines")
    op.rename_table("_point_lines", "point_lines")
    for names in (["item_id"], ["month", "unit_id"], ["person_id", "month"]):
        op.create_index(op.f(f"ix_point_lines_{'_'.join(names)}"), "point_lines", names)
