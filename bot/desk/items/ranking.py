"""Rankings of a month or a year, for whoever asks; how they are counted is in rules/ranking.py."""

from __future__ import annotations

from bot.desk.common.office import Office, Scene, answer
from bot.rules.ranking import ranking, read_asked
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.items.ranking import Line, render_ranking


async def rank(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """`/rank [月|年|2026-05|2026] [单位|个人]`, answered where it was asked."""
    person = scene.check(Act.RANK)
    asked = read_asked(typed, today=office.today(work.now))
    # An item counts for the unit that it was written for, wherever its reporter works now.
    count = work.items.count_by_unit if asked.by_unit else work.items.count_by_person
    groups = await count(asked.first, asked.last)
    directory = work.directory
    own = person.unit_id if asked.by_unit else person.id
    lines = [
        Line(
            place=placed.place,
            label=directory.unit_name(placed.subject)
            if asked.by_unit
            else directory.get_person(placed.subject).label,
            adopted=placed.adopted,
            submitted=placed.submitted,
            is_own=placed.subject == own,
        )
        for placed in ranking(groups, office.settings.review.void)
    ]
    for message in render_ranking(scene.t, lines, asked=asked):
        await answer(work, scene, message)
