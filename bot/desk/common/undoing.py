"""Who may undo what was decided, and how long: the same for every decision."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.errors import NotAllowed, WrongState
from bot.locale.texts import N_
from bot.model import Person, Undo
from bot.rules.states import UNDO_WITHIN, can_be_undone
from bot.store.work import Work

_OVER = N_("A decision can be undone for {minutes} minutes; that time is over. Nothing was changed.")


def check_decider(work: Work, person: Person, by: int) -> None:
    """NotAllowed for anybody but the person with the id `by`, who decided."""
    if by != person.id:
        raise NotAllowed(
            "Only {name}, who decided, can undo this. Nothing was changed.",
            name=work.directory.get_person(by).name,
        )


def is_in_time(work: Work, at: datetime) -> bool:
    """Whether what was decided `at` can be undone still."""
    return can_be_undone(at, now=work.now)


def check_in_time(work: Work, at: datetime, *, over: str = _OVER, **fields: str) -> None:
    """WrongState where what was decided `at` can be undone no more; `over`, with its fields, says what can be done instead."""
    if not is_in_time(work, at):
        raise WrongState(over, alert=True, minutes=UNDO_WITHIN // timedelta(minutes=1), **fields)


def check_kept(work: Work, kept: Undo | None) -> Undo:
    """What was kept of a decision, to undo it. WrongState where that is gone, or the time is over."""
    if kept is None:
        raise WrongState(_OVER, minutes=UNDO_WITHIN // timedelta(minutes=1))
    check_in_time(work, kept.done_at)
    return kept
