"""Minutes of a consultation and key points whose message an edit has marked: their words go."""

from __future__ import annotations

from datetime import timedelta

from bot.desk.common.office import Blanked, Office
from bot.desk.common.secrecy import gone, left_of
from bot.desk.planning import minutes, publishing
from bot.model import KeyPoint
from bot.rules.keypoints import point_of
from bot.store.work import Work
from bot.views.planning import keypoints as point_words
from bot.views.planning import minutes as words

_SHOWN_FOR = timedelta(days=366)  # so long a month's key points are looked at


async def blank_point(office: Office, work: Work, number: int) -> Blanked | None:
    """It keeps its number, which items name, and the others of its month stay as they are."""
    month, place = point_of(number)
    points = await work.keypoints.of(month)
    point = next((each for each in points if each.number == place), None)
    if point is None:
        return None
    bare = KeyPoint(month, place, gone(office))
    await work.keypoints.replace(month, [bare if each is point else each for each in points])
    await publishing.update(office, work, month)
    return Blanked(
        lambda t: point_words.named(t, month=month, number=place),
        left_of(office, point.title, point.angle),
        since=work.now - _SHOWN_FOR,
    )


async def blank(office: Office, work: Work, minutes_id: int) -> Blanked | None:
    """That there were minutes stays known."""
    kept = await work.minutes.find(minutes_id)
    if kept is None:
        return None
    await work.minutes.wipe(kept.id, gone=gone(office))
    await minutes.show_as_they_are(office, work, kept.id)
    return Blanked(lambda t: words.named(t, kept), left_of(office, kept.text), since=kept.made_at)
