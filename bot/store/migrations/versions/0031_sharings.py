"""items offered to partners"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Which items are offered, and what each partner's unit said."""
    op.create_table(
        "sharings",
        sa.Column("item_id", _ID, autoincrement=True, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("shared_at", sa.BigInteger(), nullable=False),
        sa.Column("taken_back_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_sharings_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sharings_person_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_sharings")),
    )
    op.create_table(
        "sharing_answers",
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("is_taken", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_sharing_answers_item_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_sharing_answers_unit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sharing_answers_person_id")),
        sa.PrimaryKeyConstraint("item_id", "unit_id", name=op.f("pk_sharing_answers")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("sharing_answers")
    op.drop_table("sharings")
