"""The clock's posts of the monthly notice: its draft at the desk, and the notice itself; its buttons are in notices."""

from __future__ import annotations

from functools import partial

from bot.desk.clock.wording import Messages, Wording
from bot.desk.common.office import Office
from bot.desk.figures import notices
from bot.locale.texts import Texts
from bot.model import Order, Person, PlaceKind, Role
from bot.rules.rights import ADMINS
from bot.store.work import Work
from bot.views.common.paging import paged
from bot.views.figures import notice_files, notice_tables
from bot.views.figures import notices as notice_words


async def notice(office: Office, work: Work, t: Texts, period: str) -> Messages:
    """To the work groups, as it is frozen from then on."""
    notice = await notices.ready(office, work, t, month=period)
    return paged(notice_words.notice_lines(t, notice.figures, notice.frame))


async def to_leaders(office: Office, work: Work, period: str) -> list[tuple[Person, Wording]]:
    """To the leaders in private."""
    concerned: list[tuple[Person, Wording]] = []
    of_language: dict[str, Messages] = {}
    for person in work.directory.with_role(Role.LEADER):
        t = office.t_for(person)
        if t.language not in of_language:
            of_language[t.language] = await notice(office, work, t, period)
        concerned.append((person, partial(list, of_language[t.language])))
    return concerned


async def files(office: Office, work: Work, t: Texts, period: str) -> list[Order]:
    """The picture, the paper and the tables."""
    notice = await notices.ready(office, work, t, month=period)
    return notice_files.order_files(t, notice.figures, notice.frame, desk=office.settings.desk.name)


async def publish(office: Office, work: Work, period: str) -> None:
    """It is numbered and frozen."""
    await notices.publish(office, work, month=period)


async def is_held(work: Work, period: str) -> bool:
    """Whether somebody has put it off, so that the clock does not publish it."""
    return await notices.held_by(work, period) is not None and await work.notices.of_month(period) is None


async def draft(office: Office, work: Work, t: Texts, period: str) -> Messages:
    """The draft, and under it what becomes of it; nothing where the notice is out already."""
    if await work.notices.of_month(period) is not None:
        return []
    draft = await notices.ready(office, work, t, month=period, is_draft=True)
    under = await notices.foot(office, work, t, month=period)
    return [*paged(notice_words.notice_lines(t, draft.figures, draft.frame)), under]


async def own_draft(office: Office, work: Work, period: str) -> list[tuple[Person, Wording]]:
    """Where no desk group is bound, the administrators read it in private."""
    if work.directory.places_of(PlaceKind.DESK):
        return []
    concerned: list[tuple[Person, Wording]] = []
    for person in work.directory.with_role(*ADMINS):
        messages = await draft(office, work, office.t_for(person), period)
        if messages:
            concerned.append((person, partial(list, messages)))
    return concerned


async def draft_files(office: Office, work: Work, t: Texts, period: str) -> list[Order]:
    """The tables that go with the draft."""
    if await work.notices.of_month(period) is not None:
        return []
    draft = await notices.ready(office, work, t, month=period, is_draft=True)
    return [notice_tables.order_tables(t, draft.figures, draft.frame)]
