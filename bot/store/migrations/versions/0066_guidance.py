"""guidance: questions to the desk, the writing guide, good examples"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Questions with their threads, the office's own guides, and which items are good examples."""
    op.create_table(
        "inquiries",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_inquiries_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiries")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inquiries_person_id", "inquiries", ["person_id"])
    op.create_table(
        "inquiry_texts",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("inquiry_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("from_desk", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiries.id"], name=op.f("fk_inquiry_texts_inquiry_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_inquiry_texts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry_texts")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inquiry_texts_inquiry_id", "inquiry_texts", ["inquiry_id"])
    op.create_index("ix_inquiry_texts_chat_id_message_id", "inquiry_texts", ["chat_id", "message_id"])
    op.create_table(
        "guides",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("dropped_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_guides_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guides")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "exemplars",
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("chosen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_exemplars_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_exemplars_person_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_exemplars")),
    )


def downgrade() -> None:
    """Takes them away."""
    for table in ("exemplars", "guides", "inquiry_texts", "inquiries"):
        op.drop_table(table)
