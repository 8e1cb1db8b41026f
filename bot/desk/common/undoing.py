"""Who may undo what was decided, and how long: the same for every decision."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.errors import NotAllowed, WrongState
from bot.model import Person
from bot.rules.states import UNDO_WITHIN
from bot.store.work import Work


def check_decider(work: Work, person: Person, by: int) -> None:
    """NotAllowed for anybody but the person with the id `by`, who decided."""
    if by != person.id:
        raise NotAllowed(
            "Only {name}, who decided, can undo this. Nothing was changed.",
            name=work.directory.get_person(by).name,
        )


def check_in_time(work: Work, at: datetime) -> None:
    """WrongState where what was decided `at` can be undone no more."""
    if work.now - at > UNDO_WITHIN:
        raise WrongState(
            "A decision can be undone for {minutes} minutes; that time is over. Nothing was changed.",
            minutes=UNDO_WITHIN // timedelta(minutes=1),
        )
