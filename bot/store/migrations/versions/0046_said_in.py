"""which messages leaders' comments and appeals were written in"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0040"
branch_labels = None
depends_on = None

_TABLES = ("leader_comments", "appeals")


def upgrade() -> None:
    """Chat and number of the message, so that an edit of it finds them; unknown of what is older."""
    for table in _TABLES:
        for name in ("chat_id", "message_id"):
            op.add_column(table, sa.Column(name, sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Takes it back."""
    for table in _TABLES:
        for name in ("message_id", "chat_id"):
            op.drop_column(table, name)
