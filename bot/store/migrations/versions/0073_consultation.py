"""the weekly consultation"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Its minutes, and what became of the topics that were proposed for it, with who decided."""
    op.create_table(
        "minutes",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_minutes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
    )
    op.add_column("proposals", sa.Column("decided_by", _ID, nullable=True))
    op.add_column("proposals", sa.Column("decided_at", sa.BigInteger(), nullable=True))
    op.add_column("proposals", sa.Column("why", sa.Text(), nullable=True))
    op.add_column("proposals", sa.Column("month", sa.Text(), nullable=True))


def downgrade() -> None:
    """Takes it away."""
    for column in ("month", "why", "decided_at", "decided_by"):
        op.drop_column("proposals", column)
    op.drop_table("minutes")
