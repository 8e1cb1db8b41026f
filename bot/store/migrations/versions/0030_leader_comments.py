"""what leaders say of items"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0027"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Who said what of an item, who wrote it down, and whether it is passed on."""
    op.create_table(
        "leader_comments",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("leader_id", _ID, nullable=False),
        sa.Column("recorded_by", _ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("by_deputy", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_leader_comments_item_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["people.id"], name=op.f("fk_leader_comments_leader_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["people.id"], name=op.f("fk_leader_comments_recorded_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_leader_comments_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leader_comments")),
    )
    op.create_index(op.f("ix_leader_comments_item_id"), "leader_comments", ["item_id"])


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("leader_comments")
