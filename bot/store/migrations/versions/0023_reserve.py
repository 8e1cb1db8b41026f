"""items in reserve are found without the others"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An index over few rows."""
    where = sa.text("state = 'reserved'")
    op.create_index(op.f("ix_items_id"), "items", ["id"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Takes it back."""
    op.drop_index(op.f("ix_items_id"), "items")
