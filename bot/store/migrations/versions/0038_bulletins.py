"""bulletins"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The numbers of the county's own bulletin, their items, and errata."""
    op.create_table(
        "bulletins",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_supplement", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("gone", sa.Text(), server_default="[]", nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("begun_by", _ID, nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_by", _ID, nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("signed_by", _ID, nullable=True),
        sa.Column("signed_at", sa.BigInteger(), nullable=True),
        sa.Column("groups", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("made_id", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["begun_by"], ["people.id"], name=op.f("fk_bulletins_begun_by")),
        sa.ForeignKeyConstraint(["sent_by"], ["people.id"], name=op.f("fk_bulletins_sent_by")),
        sa.ForeignKeyConstraint(["signed_by"], ["people.id"], name=op.f("fk_bulletins_signed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletins")),
        sa.UniqueConstraint(
            "year", "is_supplement", "number", name=op.f("uq_bulletins_year_is_supplement_number")
        ),
    )
    op.create_table(
        "bulletin_items",
        sa.Column("item_id", _ID, autoincrement=True, nullable=False),
        sa.Column("bulletin_id", _ID, nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("pictures", sa.Text(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_bulletin_items_item_id")),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletins.id"], name=op.f("fk_bulletin_items_bulletin_id")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_bulletin_items")),
    )
    op.create_index(op.f("ix_bulletin_items_bulletin_id"), "bulletin_items", ["bulletin_id"])
    op.create_table(
        "errata",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("bulletin_id", _ID, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", _ID, nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name=op.f("fk_errata_bulletin_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_errata_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_errata_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errata")),
        sa.UniqueConstraint("bulletin_id", "number", name=op.f("uq_errata_bulletin_id_number")),
    )

    op.add_column("made_files", sa.Column("also", sa.Text(), server_default="[]", nullable=False))
    adopted = sa.text("state = 'adopted'")
    op.create_index(
        "ix_items_adopted", "items", ["decided_at"], sqlite_where=adopted, postgresql_where=adopted
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_index("ix_items_adopted", table_name="items")
    op.drop_column("made_files", "also")
    op.drop_table("errata")
    op.drop_table("bulletin_items")
    op.drop_table("bulletins")
