"""items a month as the settings had them, by the month from which they hold"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """None yet: the months until the first start hold what the settings say then, as before."""
    op.create_table(
        "quota_numbers",
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("part_time", sa.BigInteger(), nullable=False),
        sa.Column("full_time", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_quota_numbers")),
    )


def downgrade() -> None:
    """Takes it away: all months hold what the settings say."""
    op.drop_table("quota_numbers")
