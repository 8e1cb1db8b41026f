"""What is said beside a day that somebody has named, where it may not be meant."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.rules.workdays import Unusual


def unusual_lines(t: Texts, moment: datetime, unusual: Unusual) -> list[Markup]:
    """Nobody is at work on that day; it is so far ahead that the year may be mistyped."""
    day = moment.astimezone(t.zone).date()
    lines = []
    if unusual.is_day_off:
        lines.append(t("⚠️ {day} ({weekday}) is not a working day.", day=t.day(day), weekday=t.weekday(day)))
    if unusual.is_far:
        lines.append(t("⚠️ The day is {day}: is the year right?", day=t.full_day(day)))
    return lines
