"""The week's digest for leaders: what was adopted, with 批示, and what of it stands out; sent by the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial

from bot.desk.common.office import Office
from bot.locale.texts import Texts
from bot.model import Item, Message, Person, Role
from bot.rules.periods import Period, period_of, week_days
from bot.store.work import Work
from bot.views.planning import digest as words
from bot.views.planning.digest import Adopted

_KEY = "digest"  # in the ledger
_MOST = 200


async def compose(office: Office, work: Work, t: Texts, week: str) -> list[Message]:
    """Nothing in any group."""
    return []


async def to_leaders(
    office: Office, work: Work, week: str
) -> list[tuple[Person, Callable[[], list[Message]]]]:
    """The leaders, and what words the digest for each; nobody in a week in which nothing was adopted."""
    leaders = work.directory.with_role(Role.LEADER)
    begin, end = await _span(office, work, week)
    found = await _adopted(office, work, begin, end) if leaders else []
    if not found:
        return []
    days = office.today(begin), office.today(end)
    return [(person, partial(_worded, office.t_for(person), found, *days)) for person in leaders]


def _worded(t: Texts, found: list[Adopted], begin: date, end: date) -> list[Message]:
    return [words.render_digest(t, found, begin=begin, end=end)]


async def _span(office: Office, work: Work, week: str) -> tuple[datetime, datetime]:
    """From the digest before on, or, without one, the Friday before: what is adopted after a digest belongs to the next."""
    monday, _ = week_days(week)
    friday = monday - timedelta(days=3)
    before = await work.first_posted(_KEY, period_of(Period.WEEK, friday))
    begin = before or datetime.combine(friday, time(), office.zone)
    return begin, await work.first_posted(_KEY, week) or work.now


async def _adopted(office: Office, work: Work, begin: datetime, end: datetime) -> list[Adopted]:
    newest: list[Item] = await work.items.newest_adopted(most=_MOST)
    names = {channel.key: channel.name for channel in office.settings.channels if channel.level >= 2}
    found = []
    for item in newest:
        if item.decided_at is None or not begin < item.decided_at <= end:
            continue
        taken = [
            names[each.channel]
            for each in await work.adoptions.of_item(item.id)
            if each.stands and each.channel in names
        ]
        comments = len(await work.leader_comments.of_item(item.id))
        points = sum(line.hundredths for line in await work.adoptions.lines_of_item(item.id))
        found.append(Adopted(item, tuple(dict.fromkeys(taken)), comments, points))
    return found
