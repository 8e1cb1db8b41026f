"""minutes of a consultation that are written anew, or undone"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Which minutes stand in whose place, and which were undone."""
    op.add_column("minutes", sa.Column("replaced_by", sa.BigInteger(), nullable=True))
    op.add_column("minutes", sa.Column("undone_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Takes it away; what has given way stands beside the others again."""
    op.drop_column("minutes", "undone_at")
    op.drop_column("minutes", "replaced_by")
