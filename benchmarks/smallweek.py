"""What is told of one event in a small office, whose week has thirty items: rarity cannot be learnt there.

The other items are those of the demo county that bot/rules/likeness/background.json was not made from: written by hand, and
longer than the events. No database: what counts is how texts are weighed.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from benchmarks.background import demo_items
from benchmarks.corpus import TOWNS
from benchmarks.reworking import Event, Written
from bot.rules.likeness import events as rules
from bot.rules.likeness.events import Evidence, Names, Told, Weights

OTHERS = 28
WEEKS = 20  # of ordinary items alone
_DAY = date(2026, 6, 15)
_PLACEHOLDER = re.compile(r"\{(-?\d+)日\}")
# Two reports of one fire, and what nobody would call the other event either.
_ALIKE = frozenset({"翠竹镇一竹料堆场发生阴燃 无人员伤亡", "县应急局处置竹源加工厂堆料自燃险情"})

Weigh = Callable[[Evidence], float]


@dataclass(frozen=True)
class Ordinary:
    """An item of the demo county."""

    reporter: str
    title: str
    told: Told


def ordinary_items(names: Names) -> list[Ordinary]:
    """Every other one of the demo county's items."""
    return [
        Ordinary(
            row["by"],
            row["title"],
            rules.told(row["title"], _dated(row["body"]), written_on=_DAY, names=names),
        )
        for row in demo_items()[1::2]
    ]


def names_of(events: Sequence[Event]) -> Names:
    """The units of all these texts."""
    return Names({*TOWNS, *(each.unit for event in events for each in vars(event).values())})


def _dated(body: str) -> str:
    return _PLACEHOLDER.sub(lambda match: f"6月{_DAY.day + int(match[1])}日", body).replace("{上月}", "5月")


def _weights(texts: Sequence[Told]) -> Weights:
    return Weights(len(texts), Counter(key for each in texts for key in each.keys))


def _found(asked: Told, others: Sequence[Told], weigh: Weigh) -> list[int]:
    """The places of those that are shown."""
    weights = _weights(others)
    scores: Mapping[int, float] = {
        place: weigh(rules.evidence(asked, other, weights)) for place, other in enumerate(others)
    }
    return [place for place, _ in rules.chosen(scores)]


def measure(events: Sequence[Event], *, names: Names, weigh: Weigh) -> tuple[float, float, float]:
    """Recall on easy pairs and on hard ones, and how much of what is shown is right: each event in a week of its own."""
    chance, hits, shown = random.Random(1), Counter[str](), 0
    ordinary = ordinary_items(names)
    for event in events:
        week = [each.told for each in chance.sample(ordinary, OTHERS)]
        week.append(_told(event.first, names))
        for role in ("retold", "elsewhere", "lookalike"):
            found = _found(_told(getattr(event, role), names), week, weigh)
            hits[role] += OTHERS in found and role != "lookalike"
            shown += len(found)
    return hits["retold"] / len(events), hits["elsewhere"] / len(events), hits.total() / max(1, shown)


def alarms(names: Names, *, weigh: Weigh, weeks: int = WEEKS) -> float:
    """How many are shown beside each item of a week in which no event is told twice."""
    chance, shown, asked = random.Random(2), 0, 0
    ordinary = ordinary_items(names)
    for _ in range(weeks):
        week = chance.sample(ordinary, OTHERS)
        for place, item in enumerate(week):
            others = [each for each in week[:place] if each.reporter != item.reporter]
            others = [each for each in others if {each.title, item.title} != _ALIKE]
            shown += len(_found(item.told, [each.told for each in others], weigh))
            asked += 1
    return shown / asked


def _told(written: Written, names: Names) -> Told:
    return rules.told(written.title, written.body, written_on=written.day, names=names)


def report(signals: Mapping[str, Weigh], sets: Mapping[str, Sequence[Event]]) -> list[str]:
    """The table."""
    names = names_of([event for events in sets.values() for event in events])
    lines = [
        f"\na week of {OTHERS} items of the demo county: recall on easy pairs / on hard ones / precision,"
        " and what is shown beside a hundred ordinary items",
        f"{'':<28}" + "".join(f"{name:>18}" for name in sets) + f"{'ordinary':>12}",
    ]
    for signal, weigh in signals.items():
        measured = [measure(events, names=names, weigh=weigh) for events in sets.values()]
        cells = "".join(f"{easy:>8.2f} {hard:.2f} {right:.2f}" for easy, hard, right in measured)
        lines.append(f"{signal:<28}{cells}{100 * alarms(names, weigh=weigh):>12.1f}")
    return lines
