"""quiet hours, switched-off reminders, deputies"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0069"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What each person wants of private reminders, who stands in for whom, and above copies for whom they are."""
    op.add_column("posts", sa.Column("head", sa.Text(), nullable=True))
    op.create_table(
        "quiet_hours",
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("begins", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_quiet_hours_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_quiet_hours")),
    )
    op.create_table(
        "switched_off",
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_switched_off_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_switched_off")),
    )
    op.create_table(
        "deputies",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("deputy_id", _ID, nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("last", sa.Text(), nullable=False),
        sa.Column("begins_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("set_by", _ID, nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("has_begun", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", _ID, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_deputies_person_id")),
        sa.ForeignKeyConstraint(["deputy_id"], ["people.id"], name=op.f("fk_deputies_deputy_id")),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name=op.f("fk_deputies_set_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_deputies_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputies")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("deputies")
    op.drop_table("switched_off")
    op.drop_table("quiet_hours")
    with op.batch_alter_table("posts") as posts:
        posts.drop_column("head")
