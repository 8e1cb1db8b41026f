"""a unit's target is a year's"""

from __future__ import annotations

import json
import time

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_units = sa.table("units", sa.column("id"), sa.column("yearly_points"))
_targets = sa.table("unit_targets", sa.column("unit_id"), sa.column("year"), sa.column("points"))
_audit = sa.table("audit", *(sa.column(name) for name in ("id", "subject", "subject_id", "after")))
_notices = sa.table("notices", sa.column("month"))


def upgrade() -> None:
    """A target gets the year for which /target set it, else that of the newest notice, which shows it, else this one."""
    op.create_table(
        "unit_targets",
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_targets_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "year", name=op.f("pk_unit_targets")),
    )
    connection = op.get_bind()
    newest = connection.execute(sa.select(sa.func.max(_notices.c.month))).scalar()
    usual = int(newest[:4]) if newest else time.localtime().tm_year
    said = dict[int, tuple[int, int | None]]()
    lines = (
        sa.select(_audit.c.subject_id, _audit.c.after)
        .where(_audit.c.subject == "target")
        .order_by(_audit.c.id)
    )
    for unit_id, after in connection.execute(lines):
        kept = json.loads(after)
        said[unit_id] = (kept["year"], kept["hundredths"])
    with_target = sa.select(_units.c.id, _units.c.yearly_points).where(_units.c.yearly_points.is_not(None))
    for unit_id, points in connection.execute(with_target).all():
        year, hundredths = said.get(unit_id, (usual, None))
        row = {"unit_id": unit_id, "year": year if hundredths == points else usual, "points": points}
        connection.execute(_targets.insert().values(row))
    op.drop_column("units", "yearly_points")


def downgrade() -> None:
    """The newest one holds for good again."""
    op.add_column("units", sa.Column("yearly_points", sa.BigInteger(), nullable=True))
    connection = op.get_bind()
    kept = sa.select(_targets.c.unit_id, _targets.c.points).order_by(_targets.c.year)
    for unit_id, points in connection.execute(kept).all():
        connection.execute(_units.update().where(_units.c.id == unit_id).values(yearly_points=points))
    op.drop_table("unit_targets")
