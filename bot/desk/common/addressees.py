"""Who the addressees of a header are now, and whom of them the bot cannot reach; how names are read is in rules/addressees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.model import Person, PersonState, Role
from bot.rules.addressees import Addressees, Roster, Sort
from bot.rules.rights import ADMINS
from bot.store.work import Work

ANY = frozenset(Sort)


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """Whom a private message cannot reach now: those without an account never, the others once they open the chat."""

    without_account: tuple[Person, ...] = ()
    shut: tuple[Person, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.without_account or self.shut)


def roster_of(work: Work, *, sorts: frozenset[Sort] = ANY) -> Roster:
    """Against what a header's names are read; `sorts` are those that it may name."""
    people = [person for person in work.directory.people if person.state is not PersonState.REMOVED]
    return Roster(work.directory.units, people, sorts)


def people_of(work: Work, addressees: Addressees, *, besides: Person | None = None) -> list[Person]:
    """The active people who are addressed now, each once, in the order of units and names; `besides` is left out (the writer)."""
    roles = {*addressees.roles, *(ADMINS if Role.ADMIN in addressees.roles else ())}
    units, persons = set(addressees.units), set(addressees.people)
    found = [
        person
        for person in work.directory.active()
        if addressees.everybody or person.role in roles or person.unit_id in units or person.id in persons
        if besides is None or person.id != besides.id
    ]
    return sorted(found, key=lambda person: (person.unit_id, person.id))


def names_of(work: Work, addressees: Addressees) -> tuple[dict[int, str], dict[int, str]]:
    """What the units and the persons among them are called, by id, for `views.common.addressees.listed`."""
    return (
        {unit_id: work.directory.unit_name(unit_id) for unit_id in addressees.units},
        {person_id: work.directory.get_person(person_id).label for person_id in addressees.people},
    )


def out_of_reach(work: Work, people: Iterable[Person]) -> OutOfReach:
    """Those of them whom a private message cannot reach now; to be named to whoever sent it."""
    away = [person for person in people if not work.directory.is_open(person)]
    return OutOfReach(
        tuple(person for person in away if person.telegram_id is None),
        tuple(person for person in away if person.telegram_id is not None),
    )
