"""the messages in which something that was published was written"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEY = ("subject", "subject_id", "chat_id", "message_id")


def upgrade() -> None:
    """Every message of a form, not its first alone; and what was answered to leaders' wishes, outside the audit trail."""
    op.create_table(
        "writings",
        sa.Column("subject", sa.Text(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False) for name in _KEY[1:]),
        sa.PrimaryKeyConstraint(*_KEY, name=op.f("pk_writings")),
    )
    op.create_index(op.f("ix_writings_chat_id_message_id"), "writings", ["chat_id", "message_id"])
    op.execute(
        "INSERT INTO writings (subject, subject_id, chat_id, message_id) "
        "SELECT 'task', id, chat_id, message_id FROM tasks WHERE chat_id IS NOT NULL AND message_id IS NOT NULL"
    )
    for name in ("message_id", "chat_id"):
        op.drop_column("tasks", name)
    op.create_table(
        "proposal_answers",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("proposal_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_answers_proposal_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_proposal_answers_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_answers")),
    )
    op.create_index(op.f("ix_proposal_answers_proposal_id"), "proposal_answers", ["proposal_id"])


def downgrade() -> None:
    """Takes it away; of a task the first message stays known."""
    op.drop_table("proposal_answers")
    for name in ("chat_id", "message_id"):
        op.add_column("tasks", sa.Column(name, sa.BigInteger(), nullable=True))
    first = "FROM writings w WHERE w.subject = 'task' AND w.subject_id = tasks.id ORDER BY w.chat_id, w.message_id LIMIT 1"
    op.execute(
        f"UPDATE tasks SET chat_id = (SELECT w.chat_id {first}), message_id = (SELECT w.message_id {first})"  # noqa: S608
    )
    op.drop_table("writings")
