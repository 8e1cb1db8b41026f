"""People, units and places as the desk knows them; no behaviour beyond reading one's own fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.model.enums import Employment, Hindrance, PersonState, PlaceKind, Role


@dataclass(frozen=True, slots=True)
class Unit:
    """A township or department (乡镇/部门)."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class UnitTarget:
    """The points (in hundredths) that a unit is to reach in a year (年任务); a later year without one goes by it."""

    unit_id: int
    year: int
    points: int


@dataclass(frozen=True, slots=True)
class QuotaNumbers:
    """Items a month as the settings had them from the month YYYY-MM on: by employment, and by the unit's name."""

    month: str
    part_time: int
    full_time: int
    units: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roster. `telegram_id` is None until an invitation has been used."""

    id: int
    telegram_id: int | None
    name: str
    unit_id: int
    unit: str
    role: Role
    employment: Employment
    month_quota: int | None
    joined_on: date
    left_on: date | None
    state: PersonState
    language: str | None

    @property
    def label(self) -> str:
        """Unit and name, as the field writes a reporter."""
        return f"{self.unit} {self.name}"

    @property
    def hears(self) -> bool:
        """Whether what is said to the person in private gets there, at once or when the chat is opened."""
        return self.telegram_id is not None and self.state is PersonState.ACTIVE


@dataclass(frozen=True, slots=True)
class Place:
    """A bound chat; `thread_id` 0 means the whole chat, another number one topic of a forum.

    `hindrance` says why Telegram refused a message there, `refused_at` when it did so last.
    """

    id: int
    chat_id: int
    thread_id: int
    kind: PlaceKind
    title: str
    language: str | None
    hindrance: Hindrance | None = None
    refused_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """A stranger's wish to join, waiting for a decision."""

    id: int
    telegram_id: int
    unit: str
    name: str
    state: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One valid line of an imported roster; None where the file says nothing."""

    line: int
    unit: str
    name: str
    role: Role | None
    employment: Employment | None
    month_quota: int | None
    yearly_points: int | None
    telegram_id: int | None
    joined_on: date | None
