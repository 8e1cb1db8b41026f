"""texts as they were typed, beside what cleaning made of them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Where cleaning changed nothing there is none."""
    op.add_column("item_versions", sa.Column("original", sa.Text(), nullable=True))


def downgrade() -> None:
    """Takes it back."""
    op.drop_column("item_versions", "original")
