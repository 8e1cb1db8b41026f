"""key points"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The months' key points, who has read them, and which of them an item is about."""
    op.create_table(
        "keypoint_months",
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("published_by", _ID, nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["published_by"], ["people.id"], name=op.f("fk_keypoint_months_published_by")
        ),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_keypoint_months")),
    )
    op.create_table(
        "keypoints",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("angle", sa.Text(), nullable=False),
        sa.Column("units", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("is_dropped", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keypoints")),
        sa.UniqueConstraint("month", "number", name=op.f("uq_keypoints_month_number")),
    )
    op.create_table(
        "keypoint_readers",
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_keypoint_readers_person_id")),
        sa.PrimaryKeyConstraint("month", "person_id", name=op.f("pk_keypoint_readers")),
    )
    op.add_column("items", sa.Column("keypoint", sa.BigInteger(), nullable=True))
    op.create_index(
        op.f("ix_items_month"),
        "items",
        ["month"],
        sqlite_where=sa.text("keypoint IS NOT NULL"),
        postgresql_where=sa.text("keypoint IS NOT NULL"),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_index(op.f("ix_items_month"), table_name="items")
    op.drop_column("items", "keypoint")
    op.drop_table("keypoint_readers")
    op.drop_table("keypoints")
    op.drop_table("keypoint_months")
