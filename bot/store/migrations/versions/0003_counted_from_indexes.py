"""items are counted from indexes alone"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BEFORE = (("person_id", "month"), ("month", "state"), ("state",))
_NOW = (("person_id", "month", "state", "reason"), ("month", "state", "reason", "person_id", "unit_id"))


def upgrade() -> None:
    """Every column that is counted by stands in the index; by the state alone nobody asks."""
    _replace(_BEFORE, _NOW)


def downgrade() -> None:
    """Takes it back."""
    _replace(_NOW, _BEFORE)


def _replace(old: tuple[tuple[str, ...], ...], new: tuple[tuple[str, ...], ...]) -> None:
    for columns in old:
        op.drop_index(f"ix_items_{'_'.join(columns)}", table_name="items")
    for columns in new:
        op.create_index(f"ix_items_{'_'.join(columns)}", "items", list(columns))
