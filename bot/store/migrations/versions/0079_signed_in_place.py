"""who signed a bulletin, or decided on a correction to one, in whose place"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The deputy, beside the signer."""
    for table in ("bulletins", "errata"):
        op.add_column(table, sa.Column("deputy_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Takes it away; the signer stays."""
    for table in ("errata", "bulletins"):
        op.drop_column(table, "deputy_id")
