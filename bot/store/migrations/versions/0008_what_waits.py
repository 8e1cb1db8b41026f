"""what waits for review, and what was merged into an item, are found without looking at every item"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

_INDEXES = (("received_at", "state = 'waiting'"), ("merged_into", "merged_into IS NOT NULL"))


def upgrade() -> None:
    """Indexes over the few items concerned: the others pay nothing for them."""
    for column, which in _INDEXES:
        where = sa.text(which)
        op.create_index(f"ix_items_{column}", "items", [column], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Takes them away."""
    for column, _ in _INDEXES:
        op.drop_index(f"ix_items_{column}", table_name="items")
