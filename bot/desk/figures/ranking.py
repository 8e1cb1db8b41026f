"""Rankings of a month or a year by points, for whoever asks; the order is in rules/ranking.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.common import making
from bot.desk.common.office import Office, Scene, answer
from bot.desk.items import quota
from bot.rules.quota import counts
from bot.rules.ranking import Placed, RankingAsked, ranking, read_asked
from bot.rules.rights import Act
from bot.store.base import Store
from bot.store.repositories.repositories import Repositories
from bot.store.work import Work
from bot.views.figures.ranking import Line, order_chart, render_ranking


@dataclass(frozen=True, slots=True)
class Counted:
    """A ranking that has been counted. `apart`: hundredths of points that a unit has and no person, of joint items."""

    asked: RankingAsked
    placed: Sequence[Placed]
    apart: int = 0


async def count_beforehand(
    office: Office, database: Store, scene: Scene, *, typed: str, now: datetime
) -> Counted | None:
    """A ranking of several months, before the Work that answers: others would wait for it. None: it is soon counted."""
    scene.check(Act.RANK)
    asked = read_asked(typed, today=office.today(now))
    if asked.first == asked.last:
        return None
    return await database.look(lambda seen: _count(office, seen, asked=asked))


async def rank(
    office: Office, work: Work, scene: Scene, *, typed: str, counted: Counted | None = None
) -> None:
    """`/rank [月|年|2026-05|2026] [单位|个人]`, answered where it was asked, with a picture after it."""
    person = scene.check(Act.RANK)
    if counted is None:
        asked = read_asked(typed, today=office.today(work.now))
        counted = await _count(office, work, asked=asked)
    asked = counted.asked
    own = person.unit_id if asked.by_unit else person.id
    labels = await _labels(work, asked)
    lines = [
        Line(
            place=each.place,
            label=labels[each.subject],
            hundredths=each.hundredths,
            is_own=each.subject == own,
        )
        for each in counted.placed
    ]
    for message in render_ranking(scene.t, lines, asked=asked, apart=counted.apart):
        await answer(work, scene, message)
    if lines:
        chart = order_chart(scene.t, lines, asked=asked, day=office.today(work.now))
        await making.order(work, scene, chart)


async def _count(office: Office, work: Repositories, *, asked: RankingAsked) -> Counted:
    found = await placed(office, work, asked=asked)
    if asked.by_unit:
        return Counted(asked, found)
    of_units = sum(each.hundredths for each in await work.adoptions.sums_by_unit(asked.first, asked.last))
    return Counted(asked, found, of_units - sum(each.hundredths for each in found))


async def placed(
    office: Office, work: Repositories, *, asked: RankingAsked, more: Iterable[int] = ()
) -> Sequence[Placed]:
    """The ranking: who has points in these months, and, without any, who has sent items that count, and `more`."""
    # An item counts for the unit that it was written for, wherever its reporter works now.
    adoptions, items = work.adoptions, work.items
    sums = await (adoptions.sums_by_unit if asked.by_unit else adoptions.sums_by_person)(
        asked.first, asked.last
    )
    groups = await (items.count_by_unit if asked.by_unit else items.count_by_person)(asked.first, asked.last)
    void = office.settings.review.void
    sent = dict.fromkeys(subject for subject, state, reason, _ in groups if counts(state, reason, void))
    sent |= dict.fromkeys(more)
    levels = {channel.key: channel.level for channel in office.settings.channels}
    return ranking(sums, levels=levels, others=sent)


async def _labels(work: Work, asked: RankingAsked) -> dict[int, str]:
    """By id the unit's name, or the person's with the unit: of a month whose notice is out with the unit that it names."""
    if asked.by_unit:
        return {unit.id: unit.name for unit in work.directory.units}
    notice = await work.notices.of_month(asked.last) if asked.first == asked.last else None
    people = await quota.people_at(work, notice.published_at) if notice else work.directory.people
    return {person.id: person.label for person in people}
