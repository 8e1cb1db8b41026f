"""Which of its month's key points (信息要点) an item is about, as its header names it; the key points are desk/planning's."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Item, KeyPoint
from bot.rules.edits import Rewrite
from bot.rules.named_keypoints import find_named, left_out
from bot.store.work import Work
from bot.views.items import keypoints as words


async def named(work: Work, month: str, typed: str | None) -> KeyPoint | None:
    """The published key point of the month that a header names; None where it names none, or there is no header."""
    return find_named(typed, await work.keypoints.published(month)) if typed else None


async def number_of(work: Work, item: Item, to: Rewrite) -> int | None:
    """The key point that the item is about once it reads so; a header that names none leaves it as it was."""
    found = await named(work, item.month, to.words.keypoint)
    if found is not None:
        return found.number
    return None if to.has_no_keypoint else item.keypoint


async def of_item(work: Work, item: Item) -> KeyPoint | None:
    """What the item is about, as its key point stands now; None where it has been taken out since."""
    if item.keypoint is None:
        return None
    return next(
        (point for point in await work.keypoints.of(item.month) if point.number == item.keypoint), None
    )


async def notes_of(
    work: Work, t: Texts, item: Item, *, typed: str | None, before: Item | None
) -> list[Markup]:
    """What the answer to who sent the item says of its key point: a line where it has come, gone or could not be found."""
    notes: list[Markup] = []
    if before is not None and before.keypoint and item.keypoint is None:
        notes.append(words.unlinked(t, before))
    if typed is None:
        return notes
    points = await work.keypoints.published(item.month)
    found = find_named(typed, points)
    if found is None:
        notes.append(words.no_such(t, typed, month=item.month, points=points, linked=item.keypoint))
        return notes
    if before is None or before.keypoint != item.keypoint:
        notes.append(words.linked(t, found))
    if others := left_out(typed, points):
        notes.append(words.only_one(t, found.number, others))
    return notes
