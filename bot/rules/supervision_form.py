"""What a supervision task consists of as it is written; how forms are written is in forms."""

from __future__ import annotations

from dataclasses import replace

from bot.errors import BadInput
from bot.rules.addressees import Sort, read_addressees
from bot.rules.form_fields import addressees, due, item, text, title
from bot.rules.forms import Field, Form, Reader, Value

LEAD, HELPERS, SOURCE = "lead", "helpers", "source"
COMMENT = "comment_id"  # of the leader's comment that is turned into it
_NAMED = frozenset({Sort.UNIT, Sort.PERSON})


def _read_lead(raw: str, reader: Reader) -> Value:
    """One unit, or one person."""
    found, unclear = read_addressees(raw, replace(reader.roster, sorts=_NAMED))
    if len(found.codes) > 1:
        raise BadInput("One unit or one person leads; please name the others as those who help.")
    return Value(found.codes, tuple(unclear))


TASK = Form(
    key="task",
    command="task",
    letter="B",
    tags=("督办",),
    fields=(
        title(),
        text(),
        Field(
            LEAD,
            ("承办", "承办单位", "承办人", "责任单位", "lead"),
            _read_lead,
            is_required=True,
            sorts=_NAMED,
        ),
        addressees(
            HELPERS, "协办", "协办单位", "配合单位", "with", "helping", "help", "those who help", sorts=_NAMED
        ),
        due(is_required=False),
        item(SOURCE, "来源", "source"),
    ),
)
