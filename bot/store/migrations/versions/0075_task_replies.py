"""replies, deputies and files of supervision tasks"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None

_ID = sa.BigInteger()
_OWNERS = ("report_id", "offer_id")


def upgrade() -> None:
    """Where a task was written, who acted for whom, what a reply is to, which files came with a report or an offer."""
    for name in ("chat_id", "message_id"):
        op.add_column("tasks", sa.Column(name, _ID, nullable=True))
    op.add_column("task_parts", sa.Column("deputy_id", _ID, nullable=True))
    for name in ("deputy_id", "answer_deputy_id", "reply_to"):
        op.add_column("task_reports", sa.Column(name, _ID, nullable=True))
    for name in _OWNERS:
        op.add_column("attachments", sa.Column(name, _ID, nullable=True))
        few = sa.text(f"{name} IS NOT NULL")
        op.create_index(
            op.f(f"ix_attachments_{name}"), "attachments", [name], sqlite_where=few, postgresql_where=few
        )


def downgrade() -> None:
    """Takes it away."""
    for name in _OWNERS:
        op.drop_index(op.f(f"ix_attachments_{name}"), table_name="attachments")
        op.drop_column("attachments", name)
    for name in ("deputy_id", "answer_deputy_id", "reply_to"):
        op.drop_column("task_reports", name)
    op.drop_column("task_parts", "deputy_id")
    for name in ("message_id", "chat_id"):
        op.drop_column("tasks", name)
