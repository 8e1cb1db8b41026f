"""versions of an item that an editor wrote"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Whose a version is, where it is not the reporter's."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    with op.batch_alter_table("item_versions") as table:
        table.add_column(sa.Column("edited_by", kind, nullable=True))
        table.create_foreign_key(op.f("fk_item_versions_edited_by"), "people", ["edited_by"], ["id"])


def downgrade() -> None:
    """Takes it back."""
    with op.batch_alter_table("item_versions") as table:
        table.drop_column("edited_by")
