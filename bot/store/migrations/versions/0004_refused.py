"""what Telegram refuses: whom a message is for, and which places take none"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("outbox", "about", sa.Text),
    ("outbox", "lines", sa.Text),
    ("places", "hindrance", sa.Text),
    ("places", "refused_at", sa.BigInteger),
)


def upgrade() -> None:
    """Messages from before say nothing about whom they are for: what is refused of them is told, and no more."""
    for table, column, kind in _COLUMNS:
        op.add_column(table, sa.Column(column, kind(), nullable=True))


def downgrade() -> None:
    """Takes it back."""
    for table, column, _ in reversed(_COLUMNS):
        op.drop_column(table, column)
