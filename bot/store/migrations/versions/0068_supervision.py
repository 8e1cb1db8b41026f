"""supervision tasks"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Supervision tasks, the units that have to see to them, and what was reported."""
    op.create_table(
        "tasks",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("due_since_at", sa.BigInteger(), nullable=False),
        sa.Column("is_overdue", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("item_id", _ID, nullable=True),
        sa.Column("comment_id", sa.BigInteger(), nullable=True),
        sa.Column("leader_id", _ID, nullable=True),
        sa.Column("set_by", _ID, nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_tasks_item_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["people.id"], name=op.f("fk_tasks_leader_id")),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name=op.f("fk_tasks_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index(op.f("ix_tasks_set_at"), "tasks", ["set_at"])
    op.create_index(op.f("ix_tasks_state_due_at"), "tasks", ["state", "due_at"])
    op.create_index(
        op.f("ix_tasks_item_id"),
        "tasks",
        ["item_id"],
        sqlite_where=sa.text("item_id IS NOT NULL"),
        postgresql_where=sa.text("item_id IS NOT NULL"),
    )
    op.create_table(
        "task_parts",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("task_id", _ID, nullable=False),
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("named_id", _ID, nullable=True),
        sa.Column("is_lead", sa.BigInteger(), nullable=False),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_parts_task_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_task_parts_unit_id")),
        sa.ForeignKeyConstraint(["named_id"], ["people.id"], name=op.f("fk_task_parts_named_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_task_parts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_parts")),
    )
    op.create_index(op.f("ix_task_parts_task_id"), "task_parts", ["task_id"])
    op.create_index(op.f("ix_task_parts_unit_id"), "task_parts", ["unit_id"])
    op.create_table(
        "task_reports",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("task_id", _ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=True),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answered_by", _ID, nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_reports_task_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_task_reports_person_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_task_reports_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_reports")),
    )
    op.create_index(op.f("ix_task_reports_task_id"), "task_reports", ["task_id"])
    op.create_index(op.f("ix_task_reports_chat_id_message_id"), "task_reports", ["chat_id", "message_id"])


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("task_reports")
    op.drop_table("task_parts")
    op.drop_table("tasks")
