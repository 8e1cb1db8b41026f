"""what is in review is found without looking at every item"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An index over the few items concerned."""
    where = sa.text("state = 'reviewing'")
    op.create_index(
        "ix_items_decided_at", "items", ["decided_at"], sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_index("ix_items_decided_at", table_name="items")
