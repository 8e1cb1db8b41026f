"""conversations side by side, each under the message that asks"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_drafts = sa.table(
    "drafts",
    *(sa.column(name) for name in ("id", "chat_id", "telegram_id", "kind", "about", "data", "updated_at")),
)


def upgrade() -> None:
    """A person may have several conversations in a chat; a card's question belongs to the card."""
    with op.batch_alter_table("drafts", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint("uq_drafts_chat_id_telegram_id", type_="unique")
        batch_op.add_column(sa.Column("about", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("reminded_at", sa.BigInteger(), nullable=True))
    _say_about_what(op.get_bind())
    with op.batch_alter_table("drafts", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.create_unique_constraint("uq_drafts_about", ["about"])
        batch_op.create_index("ix_drafts_telegram_id_chat_id", ["telegram_id", "chat_id"])


def downgrade() -> None:
    """Takes it back; of a person's conversations in a chat the newest stays."""
    connection, kept = op.get_bind(), set()
    rows = connection.execute(
        sa.select(_drafts.c.id, _drafts.c.chat_id, _drafts.c.telegram_id).order_by(
            _drafts.c.updated_at.desc(), _drafts.c.id.desc()
        )
    ).all()
    for draft_id, *where in rows:
        if tuple(where) in kept:
            connection.execute(_drafts.delete().where(_drafts.c.id == draft_id))
        kept.add(tuple(where))
    with op.batch_alter_table("drafts", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index("ix_drafts_telegram_id_chat_id")
        batch_op.drop_constraint("uq_drafts_about", type_="unique")
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("about")
        batch_op.create_unique_constraint("uq_drafts_chat_id_telegram_id", ["chat_id", "telegram_id"])


def _say_about_what(connection: sa.Connection) -> None:
    rows = connection.execute(
        sa.select(_drafts.c.id, _drafts.c.telegram_id, _drafts.c.kind, _drafts.c.data).order_by(
            _drafts.c.updated_at.desc(), _drafts.c.id.desc()
        )
    ).all()
    taken = set()
    for draft_id, telegram_id, kind, data in rows:
        if kind not in ("reason", "join"):
            continue
        about = f"stranger:{telegram_id}" if kind == "join" else f"card:{json.loads(data)['item_id']}"
        if about in taken:  # an older question about the same card
            connection.execute(_drafts.delete().where(_drafts.c.id == draft_id))
            continue
        taken.add(about)
        connection.execute(_drafts.update().where(_drafts.c.id == draft_id).values(about=about))
