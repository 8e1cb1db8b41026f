"""Next year's holidays, of which neither the calendar library nor the settings know: the administrators hear of it in time."""

from __future__ import annotations

from bot.desk.common.audience import tell_administrators
from bot.desk.common.office import Office
from bot.store.work import Work
from bot.views.upkeep import holidays as words

_JANUARY, _DECEMBER = 1, 12


async def mind_holidays(office: Office, work: Work) -> None:
    """In December of the year to come, in January of the present one, once each, within the hours of a working day."""
    today = office.today(work.now)
    if today.month not in (_JANUARY, _DECEMBER) or not office.is_at_work(work.now):
        return
    is_late = today.month == _JANUARY
    year = today.year if is_late else today.year + 1
    key = f"holidays:{year}:{today.month}"
    if office.calendar.knows(year) or await work.get_meta(key) is not None:
        return
    await work.set_meta(key, "told")
    await tell_administrators(office, work, lambda t: words.render_unknown(t, year=year, is_late=is_late))
