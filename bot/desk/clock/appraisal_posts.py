"""The clock's post of the yearly appraisal; how it is reckoned is in desk/figures."""

from __future__ import annotations

from functools import partial

from bot.desk.clock.wording import Messages, Wording
from bot.desk.common.office import Office
from bot.desk.figures import appraisal, appraisals
from bot.locale.texts import Texts
from bot.model import Order, Person, Role
from bot.rules.appraisal import Appraisal
from bot.store.work import Work
from bot.views.figures import appraisal as appraisal_words
from bot.views.figures import appraisal_files


async def compose(office: Office, work: Work, t: Texts, period: str) -> Messages:
    """To the desk; nothing of a year in which nothing came."""
    shown, frame = await _appraised(office, work, period)
    return appraisal_words.render_appraisal(t, shown, frame) if shown.whole.received else []


async def _appraised(office: Office, work: Work, period: str) -> tuple[Appraisal, appraisal_words.Frame]:
    """The year as it is published, or would be."""
    kept = await appraisal.published(work, period)
    shown = kept[0] if kept else await appraisal.reckon_beside(office, work, year=period)
    return shown, appraisal_words.Frame(office.settings.desk.name, kept[1] if kept else None)


async def to_leaders(office: Office, work: Work, period: str) -> list[tuple[Person, Wording]]:
    """To the leaders in private, with the word that the files follow."""
    leaders = work.directory.with_role(Role.LEADER)
    if not leaders:
        return []
    shown, frame = await _appraised(office, work, period)
    if not shown.whole.received:
        return []

    def tell(person: Person) -> Messages:
        t = office.t_for(person)
        return [*appraisal_words.render_appraisal(t, shown, frame), appraisal_words.render_files(t, shown)]

    return [(person, partial(tell, person)) for person in leaders]


async def files(office: Office, work: Work, t: Texts, period: str) -> list[Order]:
    """The tables, the paper, and a sheet for each person."""
    shown, frame = await _appraised(office, work, period)
    if not shown.whole.received:
        return []
    titles, day = await appraisals.titles_of(work, shown), office.today(work.now)
    return appraisal_files.order_files(t, shown, frame, titles=titles, day=day)


async def keep(office: Office, work: Work, period: str) -> None:
    """From the posting on it stays as it is."""
    await appraisal.keep(office, work, year=period)
