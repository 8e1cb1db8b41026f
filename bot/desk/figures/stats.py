"""Figures of a month or a year, for whoever asks; how they are counted is in rules/stats.py."""

from __future__ import annotations

from collections import Counter

from bot.desk.common import making
from bot.desk.common.office import Office, Scene, answer
from bot.rules.rights import Act
from bot.rules.spans import twelve_months
from bot.rules.stats import read_asked, stats
from bot.store.work import Work
from bot.views.figures.stats import order_chart, render_stats


async def show(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """`/stats [月|年|2026-05|2026]`, answered where it was asked, with a picture after it. Persons are not named."""
    scene.check(Act.STATS)
    today = office.today(work.now)
    first, last = read_asked(typed, today=today)
    standings = await work.items.standings(twelve_months(last)[0], last)
    found = stats(standings, first=first, last=last, today=today, void=office.settings.review.void)
    units = [(work.directory.unit_name(unit_id), figures) for unit_id, figures in found.units]
    taken = Counter[str]()
    for each in await work.adoptions.taken(first, last):
        taken[each.channel] += each.number
    # In the settings' order; behind them those that the settings name no more.
    known = [channel.key for channel in office.settings.channels]
    channels = [(key, taken[key]) for key in dict.fromkeys((*known, *taken)) if taken[key]]
    for message in render_stats(scene.t, found, units=units, channels=channels):
        await answer(work, scene, message)
    if any(figures and figures.received for _, figures in found.months):
        await making.order(work, scene, order_chart(scene.t, found))
