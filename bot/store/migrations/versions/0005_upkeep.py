"""what goes by itself: demands past due, albums, greetings with their time, who left a group"""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_INDEXES = (("demands", ("state", "due_at")), ("bookings", ("state", "answer_by_at")))


def upgrade() -> None:
    """Rows that were kept for ever get what their purging goes by; the marks of albums leave the ledger."""
    op.add_column("demands", sa.Column("is_overdue", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("greetings", sa.Column("greeted_at", sa.BigInteger(), server_default="0", nullable=False))
    op.create_table(
        "albums",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("album", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "album", name=op.f("pk_albums")),
    )
    op.create_table(
        "departures",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "telegram_id", name=op.f("pk_departures")),
    )
    op.drop_index("ix_demands_state", table_name="demands")
    for table, columns in _INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
    now = int(time.time() * 1000)
    # Their posts were brought up to date when they came past due.
    op.execute(sa.text("UPDATE demands SET is_overdue = 1 WHERE due_at < :now").bindparams(now=now))
    # Nobody is greeted again because nobody knows when they were greeted.
    op.execute(sa.text("UPDATE greetings SET greeted_at = :now").bindparams(now=now))
    op.execute("UPDATE outbox SET settled_at = send_at WHERE state = 'dropped' AND settled_at IS NULL")
    op.execute("DELETE FROM ledger WHERE kind IN ('album', 'overdue')")


def downgrade() -> None:
    """Takes it back, but for the rows that went."""
    for table, columns in _INDEXES:
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table_name=table)
    op.create_index("ix_demands_state", "demands", ["state"])
    op.drop_table("departures")
    op.drop_table("albums")
    for table, column in (("greetings", "greeted_at"), ("demands", "is_overdue")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
