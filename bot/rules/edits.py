"""What an edit of the original messages changes in an item; whether an edit is taken over is not asked here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.model import Item, ItemPart, Kind
from bot.rules.cleaning import Cleaning
from bot.rules.item_draft import NO_DEMAND, Content, read
from bot.rules.onestep import SubmissionText
from bot.rules.text import join_parts

T = TypeVar("T", int, str)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """An item's words as they are to be. `demand_id` is its link where `words` name no open demand anew.

    `words.follows` is the report that it is to follow from now on; `stands_alone`: it follows none any more. In the same way
    `words.keypoint` is a key point, `has_no_keypoint`: it is about none any more.
    """

    words: SubmissionText
    demand_id: int | None
    stands_alone: bool = False
    has_no_keypoint: bool = False


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
        follows=_if_new(before.follows, after.follows),
        keypoint=_if_new(before.keypoint, after.keypoint),
    )
    was_typed = item.demand_id is not None and before.demand_number == item.demand_id
    is_named_still = after.demand_number == before.demand_number
    return Rewrite(
        words,
        demand_id=None if was_typed and not is_named_still else item.demand_id,
        stands_alone=before.follows is not None and after.follows is None,
        has_no_keypoint=before.keypoint is not None and after.keypoint is None,
    )


def as_rewritten(item: Item, words: SubmissionText, *, demand_id: int | None) -> Item:
    """The item as it would read; version, state, the report that it follows and its key point stay."""
    return replace(
        item,
        title=words.title,
        body=words.body,
        kind=words.kind or item.kind,
        is_urgent=words.urgent,
        themes=words.themes,
        joint_units=words.joint_units,
        source=words.source,
        demand_id=demand_id,
    )


def is_new_to(item: Item, to: Rewrite) -> bool:
    """Whether anything in the item would change."""
    is_linked_anew = to.words.follows is not None or (to.stands_alone and item.follows_id is not None)
    is_linked_anew |= to.words.keypoint is not None or (to.has_no_keypoint and item.keypoint is not None)
    demand_id = to.words.demand_number or to.demand_id
    return is_linked_anew or as_rewritten(item, to.words, demand_id=demand_id) != item


def words_of(item: Item, *, body: str | None = None, cleaning: Cleaning | None = None) -> SubmissionText:
    """The item's words as if they had been sent so, but for another `body`."""
    return SubmissionText(
        title=item.title,
        body=item.body if body is None else body,
        kind=item.kind,
        kind_unknown=None,
        demand_number=None,
        demand_unknown=None,
        themes=item.themes,
        themes_unknown=(),
        source=item.source,
        joint_units=item.joint_units,
        urgent=item.is_urgent,
        cleaning=cleaning,
    )


def current_parts(item: Item, parts: Sequence[ItemPart], *, names: Collection[str] = ()) -> list[ItemPart]:
    """Of the messages that an item was made of, in order, those that hold its text as it is; a revision leaves others behind.

    Empty where no messages hold it alone.
    """
    for start in range(len(parts)):
        if read_parts(parts[start:], names=names).body == item.body:
            return list(parts[start:])
    return []


def read_parts(
    parts: Sequence[ItemPart], *, themes: Collection[str] = (), names: Collection[str] = ()
) -> SubmissionText:
    """The messages as one submission."""
    whole = join_parts([part.text for part in parts])
    return read(Content(parts=((0, whole),)), themes=tuple(themes), names=names)


def as_draft(
    item: Item, to: Rewrite, *, before: SubmissionText, after: SubmissionText, parts: Sequence[ItemPart]
) -> Content:
    """An edit as what a revision of the item would hold; `parts` are the messages with their new texts."""
    words = to.words
    whole = tuple((part.message_id, part.text) for part in parts)
    if words.body == item.body and words.body != before.body:
        whole = (
            (0, f"{words.title}\n{words.body}"),
        )  # the item has another text by now, which the edit left alone
    unlinks = item.demand_id is not None and to.demand_id is None
    return Content(
        parts=whole,
        title=None if after.title == words.title else words.title,
        kind=words.kind.value if words.kind else None,
        themes=words.themes,
        urgent=words.urgent,
        demand_id=words.demand_number or (NO_DEMAND if unlinks else None),
        source=words.source,
        joint_units=words.joint_units,
        keypoint=words.keypoint,
        revises=item.id,
    )


def _kind(item: Item, before: SubmissionText, after: SubmissionText) -> Kind:
    if (after.kind, after.kind_unknown) == (before.kind, before.kind_unknown):
        return item.kind
    return after.kind or Kind.ORDINARY


def _if_new(before: T | None, after: T | None) -> T | None:
    return None if after == before else after
