"""files that people sent, and where each stands on its way to the disk"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

_INDEXES = (
    ("item_id", "item_id IS NOT NULL"),
    ("draft_id", "draft_id IS NOT NULL"),
    ("album", "album IS NOT NULL"),
    ("sha256", "sha256 IS NOT NULL"),
    ("try_at", "state = 'wanted'"),
)


def upgrade() -> None:
    """Files are kept from now on."""
    ids = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "attachments",
        sa.Column("id", ids, autoincrement=True, nullable=False),
        sa.Column("item_id", ids, nullable=True),
        sa.Column("draft_id", sa.BigInteger(), nullable=True),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("unique_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("album", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("try_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_attachments_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sqlite_autoincrement=True,
    )
    for column, which in _INDEXES:
        where = sa.text(which)
        op.create_index(
            f"ix_attachments_{column}", "attachments", [column], sqlite_where=where, postgresql_where=where
        )


def downgrade() -> None:
    """Takes it back."""
    op.drop_table("attachments")
