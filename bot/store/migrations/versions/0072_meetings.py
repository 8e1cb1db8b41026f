"""meetings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Meetings, and those who are called to them."""
    op.create_table(
        "meetings",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("brief", sa.Text(), nullable=False),
        sa.Column("begins_at", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("attendees", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("called_by", _ID, nullable=False),
        sa.Column("called_at", sa.BigInteger(), nullable=False),
        sa.Column("timing", sa.BigInteger(), nullable=False),
        sa.Column("timed_at", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["called_by"], ["people.id"], name=op.f("fk_meetings_called_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index("ix_meetings_state_begins_at", "meetings", ["state", "begins_at"])
    op.create_table(
        "attendees",
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("eve_timing", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("hour_timing", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("is_asked", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_attendees_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attendees_person_id")),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_attendees")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("attendees")
    op.drop_index("ix_meetings_state_begins_at", "meetings")
    op.drop_table("meetings")
