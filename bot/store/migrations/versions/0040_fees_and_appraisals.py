"""settled lists of fees, and appraisals as they were published"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0038"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What is listed and published once changes no more."""
    op.create_table(
        "fee_months",
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("settled_by", _ID, nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["settled_by"], ["people.id"], name=op.f("fk_fee_months_settled_by")),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_fee_months")),
    )
    op.create_table(
        "fee_lines",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_fee_lines_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_fee_lines_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_fee_lines_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_lines")),
    )
    op.create_index(op.f("ix_fee_lines_item_id"), "fee_lines", ["item_id"])
    op.create_index(op.f("ix_fee_lines_month"), "fee_lines", ["month"])
    op.create_table(
        "appraisals",
        sa.Column("year", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_appraisals")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("appraisals")
    op.drop_table("fee_lines")
    op.drop_table("fee_months")
