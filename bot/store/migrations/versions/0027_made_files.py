"""files that the bot makes for its answers, and where each stands; items are counted by their kind from the index as well"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None

_INDEXES = (
    ("try_at", "state = 'wanted'"),
    ("sha256", "sha256 IS NOT NULL"),
    ("outbox_id", "outbox_id IS NOT NULL"),
)
_COUNTED = ("month", "state", "reason", "person_id", "unit_id")


def upgrade() -> None:
    """Answers have files from now on."""
    ids = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "made_files",
        sa.Column("id", ids, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("try_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_made_files")),
        sqlite_autoincrement=True,
    )
    for column, which in _INDEXES:
        where = sa.text(which)
        op.create_index(
            f"ix_made_files_{column}", "made_files", [column], sqlite_where=where, postgresql_where=where
        )
    _replace(_COUNTED, (*_COUNTED, "kind"))


def downgrade() -> None:
    """Takes it back."""
    _replace((*_COUNTED, "kind"), _COUNTED)
    op.drop_table("made_files")


def _replace(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    op.drop_index(f"ix_items_{'_'.join(old)}", table_name="items")
    op.create_index(f"ix_items_{'_'.join(new)}", "items", list(new))
