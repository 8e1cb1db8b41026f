"""Words of a ranking; the order and the figures come from rules/ranking.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Message, Order
from bot.rules.ranking import RankingAsked
from bot.rules.secrecy.personal import mask
from bot.views.common.paging import paged
from bot.views.items.adoptions import points


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a unit, or a reporter with the unit; `is_own` is the reader's."""

    place: int
    label: str
    hundredths: int
    is_own: bool


def render_ranking(t: Texts, lines: Sequence[Line], *, asked: RankingAsked, apart: int = 0) -> list[Message]:
    """The ranking, one line each, the reader's own one marked. `apart`: what units have of joint items beside all persons."""
    if not lines:
        return [Message(t("{span}: no item that counts yet.", span=_span(t, asked)))]
    title = t("<b>{title}</b>", title=_title(t, asked))
    whole = t("Total: {points}", points=points(t, sum(line.hundredths for line in lines)))
    below = [whole]
    if apart:
        shown = points(t, apart)
        below.append(t("Joint units have {points} more, which are no person's.", points=shown))
    return paged([title, *(_line(t, line, by_unit=asked.by_unit) for line in lines), *below])


def order_chart(t: Texts, lines: Sequence[Line], *, asked: RankingAsked, day: date) -> Order:
    """The same as bars; `day` is the desk's."""
    spec = {
        "title": _title(t, asked),
        "subtitle": t.plain("By points, as of {day}", day=t.day(day)),
        "rest": t.plain("… and {count} more, in the text", count="{count}"),
        "bars": [
            {
                "place": line.place,
                "label": mask(line.label)[0],
                "value": line.hundredths,
                "shown": points(t, line.hundredths),
                "is_own": line.is_own,
            }
            for line in lines
        ],
    }
    return Order("ranking", spec, t.plain("ranking.png"), caption=_title(t, asked), form="photo")


def _title(t: Texts, asked: RankingAsked) -> str:
    span = _span(t, asked)
    if asked.by_unit:
        return t.plain("Ranking by unit, {span}", span=span)
    return t.plain("Ranking by person, {span}", span=span)


def _span(t: Texts, asked: RankingAsked) -> str:
    if asked.first == asked.last:
        return t.month(asked.first)
    return t.plain("the year {year}", year=asked.first[:4])


def _line(t: Texts, line: Line, *, by_unit: bool) -> Markup:
    words = t(
        "{place}. {label} {points}", place=line.place, label=line.label, points=points(t, line.hundredths)
    )
    if not line.is_own:
        return words
    return t("<b>{line}</b> ← your unit", line=words) if by_unit else t("<b>{line}</b> ← you", line=words)
