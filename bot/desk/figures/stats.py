"""Figures of a month or a year, for whoever asks; how they are counted is in rules/stats.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.desk.common import making
from bot.desk.common.office import Office, Scene, answer
from bot.rules.rights import Act
from bot.rules.spans import twelve_months
from bot.rules.stats import Stats, read_asked, stats
from bot.store.base import Store
from bot.store.repositories.repositories import Repositories
from bot.store.work import Work
from bot.views.figures.stats import order_chart, render_stats


@dataclass(frozen=True, slots=True)
class Counted:
    """Figures that have been counted, and how many items each channel took."""

    figures: Stats
    taken: Mapping[str, int]


async def count_beforehand(
    office: Office, database: Store, scene: Scene, *, typed: str, now: datetime
) -> Counted:
    """The figures, before the Work that answers: those of twelve months take long, and others would wait for them."""
    scene.check(Act.STATS)
    return await database.look(lambda seen: _count(office, seen, typed=typed, today=office.today(now)))


async def _count(office: Office, work: Repositories, *, typed: str, today: date) -> Counted:
    first, last = read_asked(typed, today=today)
    standings = await work.items.standings(twelve_months(last)[0], last)
    found = stats(standings, first=first, last=last, today=today, void=office.settings.review.void)
    taken = Counter[str]()
    for each in await work.adoptions.taken(first, last):
        taken[each.channel] += each.number
    return Counted(found, taken)


async def show(
    office: Office, work: Work, scene: Scene, *, typed: str, counted: Counted | None = None
) -> None:
    """`/stats [月|年|2026-05|2026]`, answered where it was asked, with a picture after it. Persons are not named."""
    scene.check(Act.STATS)
    if counted is None:
        counted = await _count(office, work, typed=typed, today=office.today(work.now))
    found, taken = counted.figures, counted.taken
    units = [(work.directory.unit_name(unit_id), figures) for unit_id, figures in found.units]
    # In the settings' order; behind them those that the settings name no more.
    known = [channel.key for channel in office.settings.channels]
    channels = [(key, taken[key]) for key in dict.fromkeys((*known, *taken)) if taken.get(key)]
    for message in render_stats(scene.t, found, units=units, channels=channels):
        await answer(work, scene, message)
    if any(figures and figures.received for _, figures in found.months):
        await making.order(work, scene, order_chart(scene.t, found))
