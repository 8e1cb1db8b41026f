"""Words of a ranking; the order and the figures come from rules/ranking.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Message
from bot.rules.ranking import RankingAsked
from bot.views.common.paging import paged
from bot.views.items.adoptions import points


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a unit, or a reporter with the unit; `is_own` is the reader's."""

    place: int
    label: str
    hundredths: int
    is_own: bool


def render_ranking(t: Texts, lines: Sequence[Line], *, asked: RankingAsked) -> list[Message]:
    """The ranking, one line each, the reader's own one marked."""
    is_month = asked.first == asked.last
    span = t.month(asked.first) if is_month else t.plain("the year {year}", year=asked.first[:4])
    if not lines:
        return [Message(t("{span}: no item that counts yet.", span=span))]
    title = (
        t("<b>Ranking by unit, {span}</b>", span=span)
        if asked.by_unit
        else t("<b>Ranking by person, {span}</b>", span=span)
    )
    whole = t("Together: {points}", points=points(t, sum(line.hundredths for line in lines)))
    return paged([title, *(_line(t, line, by_unit=asked.by_unit) for line in lines), whole])


def _line(t: Texts, line: Line, *, by_unit: bool) -> Markup:
    words = t(
        "{place}. {label} {points}", place=line.place, label=line.label, points=points(t, line.hundredths)
    )
    if not line.is_own:
        return words
    return t("<b>{line}</b> ← your unit", line=words) if by_unit else t("<b>{line}</b> ← you", line=words)
