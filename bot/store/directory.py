"""The roster and the places, held in memory: who is who and what is bound where; read only, dropped whole on a change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from bot.model import (
    Chat,
    Deputy,
    Person,
    PersonState,
    Place,
    PlaceKind,
    QuietHours,
    QuotaNumbers,
    Reminder,
    Role,
    Unit,
)
from bot.rules.names import squeeze
from bot.rules.rights import may_stand_in

FORMER_UNITS = "units:former"  # in `meta`, as JSON


class Versions(NamedTuple):
    """Which picture it is. Accounts open far more often than the roster changes, and count for themselves."""

    roster: str  # people, units, places, leaves and periods of training
    accounts: str  # who has opened the private chat, and the languages


def versions_of(row: Sequence[Any]) -> Versions:
    """The first two columns of a row: the versions as they are stored, no accounts' one before the first change."""
    return Versions(row[0], row[1] or "0")


@dataclass(frozen=True, slots=True)
class Directory:
    """One consistent picture of people, units and places."""

    versions: Versions
    people: tuple[Person, ...]
    units: tuple[Unit, ...]
    places: tuple[Place, ...]
    open_accounts: frozenset[int]  # Telegram ids that the bot may write to in private
    languages: dict[int, str]  # what accounts outside the roster chose
    leaves: frozenset[tuple[int, str]]  # person and month off
    quotas: tuple[QuotaNumbers, ...] = ()  # the earliest first
    former_units: Mapping[str, str] = field(default_factory=dict)  # what units were called, by their name now
    training: Mapping[int, tuple[tuple[date, date], ...]] = field(default_factory=dict)  # periods, by person
    quiet: dict[int, QuietHours] = field(default_factory=dict)  # by the person
    switched_off: frozenset[tuple[int, Reminder]] = frozenset()
    deputies: tuple[Deputy, ...] = ()  # now or later; their time may be over without anybody having heard
    _by_id: dict[int, Person] = field(default_factory=dict)
    _by_account: dict[int, Person] = field(default_factory=dict)
    _by_unit: dict[str, Unit] = field(default_factory=dict)
    _by_place: dict[tuple[int, int], Place] = field(default_factory=dict)
    _names: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_id.update((person.id, person) for person in self.people)
        self._by_account.update((p.telegram_id, p) for p in self.people if p.telegram_id is not None)
        self._by_unit.update((squeeze(unit.name), unit) for unit in self.units)
        self._names.update(dict.fromkeys([*(p.name for p in self.people), *(u.name for u in self.units)]))
        self._by_place.update(((place.chat_id, place.thread_id), place) for place in self.places)

    @property
    def names(self) -> Collection[str]:
        """What people and units are called, which cleaning leaves as it is."""
        return self._names.keys()

    def with_account(self, telegram_id: int, *, is_open: bool) -> Directory:
        """The same picture with one private chat open, or shut."""
        change = self.open_accounts.union if is_open else self.open_accounts.difference
        return replace(self, open_accounts=change((telegram_id,)))

    def with_language(self, telegram_id: int, language: str) -> Directory:
        """The same picture with the language that an account has chosen."""
        return replace(self, languages={**self.languages, telegram_id: language})

    def get_person(self, person_id: int) -> Person:
        """Somebody who is or was on the roster."""
        return self._by_id[person_id]

    def find_account(self, telegram_id: int) -> Person | None:
        """The active person behind a Telegram account; suspended and removed people are nobody here."""
        person = self._by_account.get(telegram_id)
        return person if person and person.state is PersonState.ACTIVE else None

    def find_any_account(self, telegram_id: int) -> Person | None:
        """The person behind a Telegram account, whatever became of them."""
        return self._by_account.get(telegram_id)

    def named(self, name: str) -> list[Person]:
        """Everyone not removed whose name, or unit and name, is this; blanks and width do not count."""
        return [p for p in self.people if p.state is not PersonState.REMOVED and _bears(p, squeeze(name))]

    def gone(self, name: str) -> list[Person]:
        """Those of them who were removed: what they have written still counts."""
        return [p for p in self.people if p.state is PersonState.REMOVED and _bears(p, squeeze(name))]

    def active(self) -> list[Person]:
        """Everyone who may work here at present."""
        return [person for person in self.people if person.state is PersonState.ACTIVE]

    def with_role(self, *roles: Role) -> list[Person]:
        """The active people with one of these roles."""
        return [person for person in self.active() if person.role in roles]

    def of_unit(self, unit_id: int) -> list[Person]:
        """The active reporters of a unit."""
        return [person for person in self.active() if person.unit_id == unit_id]

    def find_unit(self, name: str) -> Unit | None:
        """A unit by its name; blanks and width do not count."""
        return self._by_unit.get(squeeze(name))

    def unit_name(self, unit_id: int) -> str:
        """The name of a unit that exists."""
        return next(unit.name for unit in self.units if unit.id == unit_id)

    def find_place(self, chat: Chat) -> Place | None:
        """The bound place of a message: its own topic, or else the whole chat."""
        return self._by_place.get((chat.chat_id, chat.thread_id)) or self._by_place.get((chat.chat_id, 0))

    def places_of(self, *kinds: PlaceKind) -> list[Place]:
        """The places bound as one of these kinds."""
        return [place for place in self.places if place.kind in kinds]

    def is_on_leave(self, person_id: int, month: str) -> bool:
        """Whether the person has the month 'YYYY-MM' off."""
        return (person_id, month) in self.leaves

    def quota_numbers(self, month: str) -> QuotaNumbers | None:
        """What the settings said in the month 'YYYY-MM'; for months before the first, what they said in that. None: not noted."""
        held = [each for each in self.quotas if each.month <= month] or list(self.quotas[:1])
        return held[-1] if held else None

    def wants(self, person_id: int, kind: Reminder) -> bool:
        """Whether the person has not switched off this kind of reminder."""
        return (person_id, kind) not in self.switched_off

    def deputy_of(self, person_id: int, now: datetime) -> Person | None:
        """Who stands in for the person at this moment; nobody where one of the two may not (any more)."""
        for each in self.deputies:
            if each.person_id == person_id and each.begins_at <= now < each.ends_at:
                person, deputy = self._by_id[person_id], self._by_id[each.deputy_id]
                active = person.state is PersonState.ACTIVE and deputy.state is PersonState.ACTIVE
                if active and may_stand_in(deputy.role, for_role=person.role):
                    return deputy
        return None

    def stood_for(self, deputy_id: int, now: datetime) -> list[Person]:
        """For whom somebody stands in at this moment."""
        principals = dict.fromkeys(each.person_id for each in self.deputies if each.deputy_id == deputy_id)
        found = ((person_id, self.deputy_of(person_id, now)) for person_id in principals)
        return [self._by_id[person_id] for person_id, deputy in found if deputy and deputy.id == deputy_id]

    def is_open(self, person: Person) -> bool:
        """Whether the bot may write to this person in private."""
        return person.telegram_id is not None and person.telegram_id in self.open_accounts

    def reachable(self, people: Iterable[Person]) -> list[Person]:
        """Those of `people` with a Telegram account."""
        return [person for person in people if person.telegram_id is not None]


def _bears(person: Person, wanted: str) -> bool:
    return wanted in (squeeze(person.name), squeeze(person.unit) + squeeze(person.name))
