"""which messages held what was typed about a bulletin"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Notes, reasons and errata are found again by their messages."""
    op.create_table(
        "bulletin_words",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("bulletin_id", _ID, nullable=False),
        sa.Column("item_id", _ID, nullable=True),
        sa.Column("erratum_id", _ID, nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletins.id"], name=op.f("fk_bulletin_words_bulletin_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_bulletin_words_item_id")),
        sa.ForeignKeyConstraint(["erratum_id"], ["errata.id"], name=op.f("fk_bulletin_words_erratum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_words")),
    )
    op.create_index(op.f("ix_bulletin_words_chat_id_message_id"), "bulletin_words", ["chat_id", "message_id"])


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("bulletin_words")
