"""drafts of demands become drafts of forms"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_drafts = sa.table("drafts", *(sa.column(name) for name in ("id", "kind", "data")))
_FIELDS = ("title", "brief", "due_at", "slots", "units", "kind")


def upgrade() -> None:
    """One kind of draft for everything that is written as a form; which one stands in the data."""
    _rewrite("demand", "form", _as_form)


def downgrade() -> None:
    """Takes it back; a draft of another form has no place in an older release."""
    _rewrite("form", "demand", _as_demand)


def _rewrite(before: str, after: str, change: Any) -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(_drafts.c.id, _drafts.c.data).where(_drafts.c.kind == before)).all()
    for draft_id, data in rows:
        changed = change(json.loads(data))
        if changed is None:
            connection.execute(_drafts.delete().where(_drafts.c.id == draft_id))
            continue
        text = json.dumps(changed, ensure_ascii=False, separators=(",", ":"))
        connection.execute(_drafts.update().where(_drafts.c.id == draft_id).values(kind=after, data=text))


def _as_form(old: dict[str, Any]) -> dict[str, Any]:
    values = {name: old.get(name) for name in _FIELDS}
    values["due"] = values.pop("due_at")
    values["units"] = [f"u.{unit_id}" for unit_id in old.get("units") or ()]
    extra = {"proposal_id": old["proposal_id"]} if old.get("proposal_id") else {}
    return {
        "form": "demand",
        "values": {name: value for name, value in values.items() if value},
        "to_ask": old.get("to_ask") or [],
        "extra": extra,
    }


def _as_demand(new: dict[str, Any]) -> dict[str, Any] | None:
    if new["form"] != "demand":
        return None
    values = new["values"]
    return {
        "title": values.get("title", ""),
        "brief": values.get("brief", ""),
        "due_at": values.get("due"),
        "slots": values.get("slots"),
        "units": [int(code.partition(".")[2]) for code in values.get("units", ())],
        "kind": values.get("kind"),
        "to_ask": new["to_ask"],
        "proposal_id": new["extra"].get("proposal_id"),
    }
