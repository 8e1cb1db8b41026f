"""`/leave`: a month in which a person owes nothing; without words, who has one, from last month on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.desk.common.office import Office, Scene, answer
from bot.desk.people.finding import find_near
from bot.errors import BadInput
from bot.model import Person
from bot.rules.months import month_of, parse_month, previous_month
from bot.rules.rights import Act
from bot.rules.spans import together
from bot.store.work import Work
from bot.views.people import leaves as leave_words
from bot.views.people import members as words

_CANCEL = ("取消", "撤销", "cancel")
_BETWEEN = re.compile(r"[\s,，、;；]+")


async def give_leave(office: Office, work: Work, scene: Scene, typed: str) -> None:
    """`/leave 姓名 2026-05`, with `取消` to take it back, in any order and for several months: no quota for these."""
    scene.check(Act.LEAVE)
    words_typed = [word for word in _BETWEEN.split(together(typed)) if word]
    tokens = [word for word in words_typed if word.casefold() not in _CANCEL]
    is_cancelled = len(tokens) < len(words_typed)
    if not tokens:
        since = previous_month(month_of(work.now, office.zone))
        leaves = sorted((month, person_id) for person_id, month in work.directory.leaves if month >= since)
        given = [(work.directory.get_person(person_id), month) for month, person_id in leaves]
        await answer(work, scene, leave_words.render_leaves(scene.t, given))
        return
    if len(tokens) < 2:
        await answer(work, scene, leave_words.render_leave_form(scene.t))
        return
    months, names = _apart(tokens, today=office.today(work.now))
    name = " ".join(names)
    if not name:
        await answer(work, scene, leave_words.render_leave_form(scene.t))
        return
    found = work.directory.named(name)
    near = found or find_near(work, name)
    for month in dict.fromkeys(months):
        if len(found) == 1:
            await set_leave(office, work, scene, found[0], month=month, on_leave=not is_cancelled)
        else:
            choice = words.render_choice(scene.t, near, typed=name, month=month, on_leave=not is_cancelled)
            await answer(work, scene, choice)


def _apart(tokens: Sequence[str], *, today: date) -> tuple[list[str], list[str]]:
    """Months, in any place, and the words of a name. A month in English words stands behind it: June Chen is somebody.

    BadInput where there is no month.
    """
    read = [_month(token, today=today) for token in tokens]
    behind = next((at for at in range(len(read), 0, -1) if read[at - 1] is None), 0)
    months = {at for at, month in enumerate(read) if month and (at >= behind or not _is_english(tokens[at]))}
    months = months or {at for at, month in enumerate(read) if month}
    if len(months) == len(tokens) and _is_english(tokens[0]):
        months.remove(0)  # May 2026-05: somebody called May
    if not months:
        parse_month(tokens[-1], today=today, future=True)
    return (
        [month for at, month in enumerate(read) if month and at in months],
        [token for at, token in enumerate(tokens) if at not in months],
    )


def _is_english(token: str) -> bool:
    return token.isascii() and token.isalpha()


def _month(token: str, *, today: date) -> str | None:
    try:
        return parse_month(token, today=today, future=True)
    except BadInput:
        return None


async def set_leave(
    office: Office, work: Work, scene: Scene, person: Person, *, month: str, on_leave: bool
) -> None:
    """The month off, or not; the person hears of it, unless it was so already."""
    if work.directory.is_on_leave(person.id, month) is on_leave:
        await answer(
            work, scene, leave_words.render_leave_as_before(scene.t, person, month=month, on_leave=on_leave)
        )
        return
    await work.people.set_leave(person.id, month=month, on_leave=on_leave)
    await work.refresh_directory()
    await work.trail.record(
        "person",
        person.id,
        step="leave",
        person_id=scene.actor.id,
        now=work.now,
        after={"month": month, "on_leave": on_leave},
    )
    is_out = await work.notices.newest(month) is not None
    done = leave_words.render_leave(
        scene.t, person, month=month, on_leave=on_leave, is_out=is_out, may_correct=True
    )
    await answer(work, scene, done)
    if person.telegram_id != scene.telegram_id:
        t = office.t_for(person)
        told = leave_words.render_leave(t, person, month=month, on_leave=on_leave, is_out=is_out)
        await work.outbox.tell(person, told)
