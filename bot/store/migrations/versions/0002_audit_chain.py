"""the audit trail's hash chain"""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_CONTENT = ("subject", "subject_id", "person_id", "step", "before", "after", "done_at")
_audit = sa.table("audit", sa.column("id"), sa.column("hash"), *(sa.column(name) for name in _CONTENT))
_BATCH = 1000


def upgrade() -> None:
    """Every line gets a hash over the line before and itself (rules/chain.py; a migration keeps the form of its day)."""
    op.add_column("audit", sa.Column("hash", sa.Text(), nullable=True))
    _link(op.get_bind())
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.alter_column("hash", existing_type=sa.Text(), nullable=False)


def downgrade() -> None:
    """Takes it back."""
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_column("hash")


def _link(connection: sa.Connection) -> None:
    last, head = -(2**63), "0" * 64
    columns = [_audit.c.id, *(_audit.c[name] for name in _CONTENT)]
    setting = _audit.update().where(_audit.c.id == sa.bindparam("line")).values(hash=sa.bindparam("link"))
    while True:
        lines = connection.execute(
            sa.select(*columns).where(_audit.c.id > last).order_by(_audit.c.id).limit(_BATCH)
        ).all()
        if not lines:
            return
        links = []
        for line in lines:
            content = json.dumps([head, *line[1:]], separators=(",", ":"))
            head = hashlib.sha256(content.encode()).hexdigest()
            links.append({"line": line[0], "link": head})
        connection.execute(setting, links)
        last = lines[-1][0]
