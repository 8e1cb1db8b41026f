"""training at the desk, and what partners offer"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0049"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Periods of training with their assessments, requests for a place, swaps; partners' offers."""
    op.create_table(
        "partner_offers",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("is_planned", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("offered_at", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", _ID, nullable=True),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_partner_offers_person_id")),
        sa.ForeignKeyConstraint(["demand_id"], ["demands.id"], name=op.f("fk_partner_offers_demand_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_partner_offers_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_offers")),
    )
    op.create_index("ix_partner_offers_chat_id_message_id", "partner_offers", ["chat_id", "message_id"])
    op.create_index("ix_partner_offers_offered_at", "partner_offers", ["offered_at"])
    op.create_table(
        "rotations",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=False),
        sa.Column("mentor_id", _ID, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("planned_by", _ID, nullable=False),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("reminded_at", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("nudged_at", sa.BigInteger(), nullable=True),
        sa.Column("assessment", sa.Text(), nullable=True),
        sa.Column("assessed_by", _ID, nullable=True),
        sa.Column("assessed_at", sa.BigInteger(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_rotations_person_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["people.id"], name=op.f("fk_rotations_mentor_id")),
        sa.ForeignKeyConstraint(["planned_by"], ["people.id"], name=op.f("fk_rotations_planned_by")),
        sa.ForeignKeyConstraint(["assessed_by"], ["people.id"], name=op.f("fk_rotations_assessed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotations")),
    )
    op.create_index("ix_rotations_last_day", "rotations", ["last_day"])
    op.create_table(
        "place_requests",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("month", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_place_requests_person_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_place_requests_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_requests")),
    )
    op.create_table(
        "swaps",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("rotation_id", _ID, nullable=False),
        sa.Column("other_id", _ID, nullable=False),
        sa.Column("asked_by", _ID, nullable=False),
        sa.Column("asked_of", _ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("reminded_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["rotation_id"], ["rotations.id"], name=op.f("fk_swaps_rotation_id")),
        sa.ForeignKeyConstraint(["other_id"], ["rotations.id"], name=op.f("fk_swaps_other_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_swaps_asked_by")),
        sa.ForeignKeyConstraint(["asked_of"], ["people.id"], name=op.f("fk_swaps_asked_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swaps")),
    )
    op.create_index(
        "ix_swaps_state",
        "swaps",
        ["state"],
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )


def downgrade() -> None:
    """Takes it away."""
    for table in ("swaps", "place_requests", "rotations", "partner_offers"):
        op.drop_table(table)
