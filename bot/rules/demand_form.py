"""What a demand consists of, and how its own parts are read; how forms are written is in forms."""

from __future__ import annotations

import re
import unicodedata

from bot.errors import BadInput
from bot.model import Kind
from bot.rules.addressees import Sort
from bot.rules.date_words import COUNT_EN, read_count
from bot.rules.form_fields import addressees, due, text, title
from bot.rules.forms import Field, Form, FormDraft, Reader, Value
from bot.rules.onestep import TAGS_DEMAND, read_kind
from bot.rules.text import shorten

SLOTS, UNITS, KIND = "slots", "units", "kind"
PROPOSAL = "proposal_id"  # of the proposal that is turned into it
COMMISSION = "commission"  # it is to name units
_SLOTS = re.compile(
    r"(?:0*([1-9][0-9]?)|([二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
    rf"|{COUNT_EN})) ?(?:[个名家篇]|slots?|units?|places?)?"
)


def parse_slots(raw: str) -> int:
    """A demand's number of slots, 1 to 99 (manual, section 4); BadInput for anything else."""
    match = _SLOTS.fullmatch(unicodedata.normalize("NFKC", raw).strip().casefold())
    if match is None:
        raise BadInput(
            "Slots must be a whole number from 1 to 99; got “{value}”.", value=shorten(raw.strip(), 40)
        )
    return int(match[1]) if match[1] else read_count(match[2])


def total_slots(draft: FormDraft) -> int:
    """One by default; a commission has at least one for each of its units."""
    return max(draft.number(SLOTS) or 1, len(draft.addressees(UNITS).units))


def kind_of(draft: FormDraft) -> Kind | None:
    """The category that the items should have."""
    return Kind(draft.text(KIND)) if draft.text(KIND) else None


def _read_kind(raw: str, reader: Reader) -> Value:
    kind, unknown = read_kind(raw)
    if kind is None:
        raise BadInput("Category “{value}” is unknown.", value=shorten((unknown or raw).strip(), 40))
    return Value(kind.value)


DEMAND = Form(
    key="demand",
    command="demand",
    letter="T",
    tags=TAGS_DEMAND,
    fields=(
        title(),
        text(),
        due(is_required=True),
        Field(SLOTS, ("名额", "slots"), lambda raw, reader: Value(parse_slots(raw))),
        addressees(UNITS, "单位", "units", "named units", "for", sorts=frozenset({Sort.UNIT})),
        Field(KIND, ("类别", "kind", "category"), _read_kind, options=tuple(kind.value for kind in Kind)),
    ),
)
