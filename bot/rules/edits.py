"""What an edit of the original messages changes in an item; whether an edit is taken over is not asked here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from bot.model import Item, Kind
from bot.rules.onestep import SubmissionText

T = TypeVar("T", int, str)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """An item's words as they are to be. `demand_id` is its link where `words` name no open demand anew."""

    words: SubmissionText
    demand_id: int | None


def apply_edit(item: Item, before: SubmissionText, after: SubmissionText) -> Rewrite:
    """What the writer changed between the two texts, changed in the item.

    What was chosen by button, or is the same in both texts, stays as the item has it. What was told of words that could not
    be used is not told again.
    """
    words = replace(
        after,
        title=item.title if after.title == before.title else after.title,
        body=item.body if after.body == before.body else after.body,
        kind=_kind(item, before, after),
        kind_unknown=_if_new(before.kind_unknown, after.kind_unknown),
        themes=item.themes if after.themes == before.themes else after.themes,
        themes_unknown=tuple(theme for theme in after.themes_unknown if theme not in before.themes_unknown),
        source=item.source if after.source == before.source else after.source,
        joint_units=item.joint_units if after.joint_units == before.joint_units else after.joint_units,
        urgent=item.is_urgent if after.urgent == before.urgent else after.urgent,
        demand_number=_if_new(before.demand_number, after.demand_number),
        demand_unknown=_if_new(before.demand_unknown, after.demand_unknown),
    )
    was_typed = item.demand_id is not None and before.demand_number == item.demand_id
    is_named_still = after.demand_number == before.demand_number
    return Rewrite(words, None if was_typed and not is_named_still else item.demand_id)


def _kind(item: Item, before: SubmissionText, after: SubmissionText) -> Kind:
    if (after.kind, after.kind_unknown) == (before.kind, before.kind_unknown):
        return item.kind
    return after.kind or Kind.ORDINARY


def _if_new(before: T | None, after: T | None) -> T | None:
    return None if after == before else after
