"""Words of points that are taken off."""

from __future__ import annotations

from bot.locale.texts import Texts
from bot.model import Demand, Message
from bot.views.items.adoptions import points
from bot.views.items.parts import lines_of


def render_undelivered(t: Texts, demand: Demand, *, own: int, unit: int) -> Message:
    """To whoever had taken on a commission that lapsed; `own` and `unit` are hundredths, 0 where nothing is taken off."""
    lines = [t("The commission {code} {title} was not delivered.", code=demand.code, title=demand.title)]
    if own:
        lines.append(t("Taken off from you: {points}", points=points(t, own)))
    if unit:
        lines.append(t("Taken off from your unit: {points}", points=points(t, unit)))
    return Message(lines_of(lines))
