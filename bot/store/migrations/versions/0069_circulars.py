"""papers to read"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What is circulated, who is to read it, and the files that go with it."""
    op.create_table(
        "circulars",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("brief", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("posted_by", _ID, nullable=False),
        sa.Column("posted_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("listed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["posted_by"], ["people.id"], name=op.f("fk_circulars_posted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circulars")),
    )
    op.create_index(op.f("ix_circulars_posted_by"), "circulars", ["posted_by"])
    op.create_table(
        "circular_readers",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("circular_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.Column("read_by", _ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["circular_id"], ["circulars.id"], name=op.f("fk_circular_readers_circular_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_circular_readers_person_id")),
        sa.ForeignKeyConstraint(["read_by"], ["people.id"], name=op.f("fk_circular_readers_read_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circular_readers")),
        sa.UniqueConstraint(
            "circular_id", "person_id", name=op.f("uq_circular_readers_circular_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_circular_readers_person_id"),
        "circular_readers",
        ["person_id"],
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "circular_files",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("circular_id", _ID, nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circular_id"], ["circulars.id"], name=op.f("fk_circular_files_circular_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circular_files")),
    )
    op.create_index(op.f("ix_circular_files_circular_id"), "circular_files", ["circular_id"])
    op.create_index(op.f("ix_circular_files_sha256"), "circular_files", ["sha256"])


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("circular_files")
    op.drop_table("circular_readers")
    op.drop_table("circulars")
