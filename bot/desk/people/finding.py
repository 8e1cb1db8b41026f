"""Who may be meant by a name that somebody typed; nothing is changed here."""

from __future__ import annotations

from bot.errors import NotFound
from bot.model import Person, PersonState
from bot.rules.names import squeeze
from bot.store.work import Work


def present(work: Work) -> list[Person]:
    """Everybody who is not removed."""
    return [person for person in work.directory.people if person.state is not PersonState.REMOVED]


def near_to(work: Work, name: str) -> list[Person]:
    """Whose name and unit hold what was typed."""
    return [p for p in present(work) if squeeze(name) in squeeze(p.unit + p.name)]


def find_near(work: Work, name: str) -> list[Person]:
    """Whose name and unit hold what was typed. NotFound where there is nobody."""
    near = near_to(work, name)
    if not near:
        raise NotFound("Nobody on the roster is called “{name}”. /members lists everybody.", name=name[:40])
    return near
