"""monthly notices"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Notices and their corrections with their figures; what counting a month's adoptions needs.

    A month whose shortfall list was posted was closed until now; it stays so.
    """
    op.create_table(
        "notices",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("published_by", _ID, nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["published_by"], ["people.id"], name=op.f("fk_notices_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("kind", "year", "number", name=op.f("uq_notices_kind_year_number")),
    )
    op.create_index("ix_notices_month", "notices", ["month"])
    op.create_index("ix_adoptions_month", "adoptions", ["month"])
    op.create_index(
        "ix_adoptions_revoked_month",
        "adoptions",
        ["revoked_month"],
        sqlite_where=sa.text("revoked_month IS NOT NULL"),
        postgresql_where=sa.text("revoked_month IS NOT NULL"),
    )
    op.create_index("ix_leader_comments_month", "leader_comments", ["month"])
    op.execute(
        "INSERT INTO meta (key, value) SELECT 'closed_until', max(substr(key, 9)) FROM meta"
        " WHERE key LIKE 'figures:%' HAVING max(key) IS NOT NULL"
    )


def downgrade() -> None:
    """Takes it away."""
    op.execute("DELETE FROM meta WHERE key = 'closed_until'")
    op.drop_index("ix_leader_comments_month", "leader_comments")
    op.drop_index("ix_adoptions_revoked_month", "adoptions")
    op.drop_index("ix_adoptions_month", "adoptions")
    op.drop_table("notices")
