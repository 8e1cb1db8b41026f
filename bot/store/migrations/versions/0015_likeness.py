"""items that are alike, and those that follow up on others"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Items that are there already are compared when the bot runs next; nobody is told of the older ones."""
    for table in ("text_keys", "event_keys"):
        op.create_table(
            table,
            sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
            sa.Column("item_id", sa.BigInteger(), autoincrement=False, nullable=False),
            sa.PrimaryKeyConstraint("key", "item_id", name=op.f(f"pk_{table}")),
            sqlite_with_rowid=False,
        )
        op.create_index(op.f(f"ix_{table}_item_id"), table, ["item_id"])
    op.create_table(
        "comparisons",
        sa.Column("item_id", _ID, autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_comparisons_item_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_comparisons")),
    )
    op.create_index(op.f("ix_comparisons_received_at"), "comparisons", ["received_at"])
    op.create_index(
        op.f("ix_comparisons_item_id"),
        "comparisons",
        ["item_id"],
        sqlite_where=sa.text("version = 0"),
        postgresql_where=sa.text("version = 0"),
    )
    op.create_table(
        "likenesses",
        sa.Column("item_id", _ID, autoincrement=False, nullable=False),
        sa.Column("other_id", _ID, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_likenesses_item_id")),
        sa.ForeignKeyConstraint(["other_id"], ["items.id"], name=op.f("fk_likenesses_other_id")),
        sa.PrimaryKeyConstraint("item_id", "other_id", name=op.f("pk_likenesses")),
    )
    op.create_index(op.f("ix_likenesses_other_id"), "likenesses", ["other_id"])
    # Without a foreign key: SQLite would have to copy the table for one.
    op.add_column("items", sa.Column("follows_id", _ID, nullable=True))
    op.create_index(
        op.f("ix_items_follows_id"),
        "items",
        ["follows_id"],
        sqlite_where=sa.text("follows_id IS NOT NULL"),
        postgresql_where=sa.text("follows_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_index(op.f("ix_items_follows_id"), table_name="items")
    op.drop_column("items", "follows_id")
    for table in ("likenesses", "comparisons", "event_keys", "text_keys"):
        op.drop_table(table)
