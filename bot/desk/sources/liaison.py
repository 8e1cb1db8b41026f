"""The month's liaison post (资源共享) to the partner groups: what was shared and taken, and what is planned."""

from __future__ import annotations

from markupsafe import Markup

from bot.desk.common.office import Office
from bot.locale.texts import Texts
from bot.rules.months import month_bounds
from bot.store.work import Work
from bot.views.sources import partner_offers as words


async def lines(office: Office, work: Work, t: Texts, period: str) -> list[Markup]:
    """About the month 'YYYY-MM' that is over, and the one in which it is posted; nothing where there is nothing at all."""
    begins, ends = month_bounds(period, office.zone)
    now = f"{office.today(work.now):%Y-%m}"
    shared = await work.partner_offers.shared_between(begins, ends)
    offers = [
        (each, work.directory.get_person(each.person_id).unit)
        for each in await work.partner_offers.since(begins)
        if each.offered_at < ends or each.state.value == "open"
    ]
    demands = [each for each in await work.demands.open() if not each.units and each.due_at > work.now]
    if not (shared or offers or demands):
        return []
    return words.liaison_lines(
        t, month=period, other_month=now, shared=shared, offers=offers, keypoints=[], demands=demands
    )
