"""Minutes of a consultation whose message an edit has marked: their words go."""

from __future__ import annotations

from bot.desk.common.office import Blanked, Office
from bot.desk.common.secrecy import gone, left_of
from bot.store.work import Work
from bot.views.planning import minutes as words


async def blank(office: Office, work: Work, minutes_id: int) -> Blanked | None:
    """That there were minutes stays known."""
    kept = await work.minutes.find(minutes_id)
    if kept is None:
        return None
    await work.minutes.wipe(kept.id, gone=gone(office))
    return Blanked(lambda t: words.named(t, kept), left_of(office, kept.text), since=kept.made_at)
