"""Whom a header names (范围, 参加, 承办): roles, units, persons or everybody; who these are now is the desk's affair."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from bot.model import Person, PersonState, Role, Unit
from bot.rules.names import find_alike, squeeze
from bot.rules.text import shorten

_BETWEEN = re.compile(r"[、，,;；\n]+")
_BRACKETS = str.maketrans("", "", "()（）[]【】")
_CHOICES_MOST = 5
_ROLES = {
    Role.MEMBER: ("信息员", "报送员", "reporter", "reporters", "member", "members"),
    Role.EDITOR: ("编辑", "采编", "editor", "editors"),
    Role.LEADER: ("领导", "县领导", "leader", "leaders"),
    Role.ADMIN: ("管理员", "administrator", "administrators", "admin", "admins"),
    Role.PARTNER: ("联席", "联席单位", "partner", "partners"),
}
_BY_WORD = {word: role for role, words in _ROLES.items() for word in words}
_EVERYBODY = frozenset(
    {"全体", "全体人员", "全体成员", "全员", "所有人", "大家", "everyone", "everybody", "all"}
)
_BEFORE_ROLE = re.compile(
    r"^(?:全体|全部|所有|各位|各单位的?|全县的?|all|the)"
)  # 全体信息员 are the reporters


class Sort(StrEnum):
    """What one of the addressees is; the value begins its code."""

    EVERYBODY = "all"
    ROLE = "r"
    UNIT = "u"
    PERSON = "p"


@dataclass(frozen=True, slots=True)
class Addressees:
    """Who is meant, in the order in which they were named: codes, as they stand in a draft and on a button."""

    codes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.codes)

    @property
    def everybody(self) -> bool:
        """Whether 全体 is among them."""
        return Sort.EVERYBODY.value in self.codes

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that are named."""
        return tuple(Role(value) for value in self._values(Sort.ROLE))

    @property
    def units(self) -> tuple[int, ...]:
        """The ids of the units that are named."""
        return tuple(int(value) for value in self._values(Sort.UNIT))

    @property
    def people(self) -> tuple[int, ...]:
        """The ids of the persons who are named."""
        return tuple(int(value) for value in self._values(Sort.PERSON))

    def with_(self, *codes: str) -> Addressees:
        """These and more, each once."""
        return Addressees(tuple(dict.fromkeys((*self.codes, *codes))))

    def _values(self, sort: Sort) -> Iterator[str]:
        return (value for kind, _, value in (code.partition(".") for code in self.codes) if kind == sort)


def of_roles(*roles: Role) -> Addressees:
    """Everybody with one of these roles."""
    return Addressees(tuple(f"{Sort.ROLE}.{role}" for role in roles))


def of_units(*unit_ids: int) -> Addressees:
    """Everybody of these units."""
    return Addressees(tuple(f"{Sort.UNIT}.{unit_id}" for unit_id in unit_ids))


def of_people(*person_ids: int) -> Addressees:
    """These persons."""
    return Addressees(tuple(f"{Sort.PERSON}.{person_id}" for person_id in person_ids))


class Choice(NamedTuple):
    """Something that may be meant: what its button sends, and what stands on it."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """Why a name could not be used: a catalogue message and its fields; a tuple is a list of names.

    `choices` are those who may be meant.
    """

    key: str
    fields: dict[str, Any]
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """Against what names are read: the units, and everybody who is not removed. `sorts` are what may be named here."""

    units: Sequence[Unit]
    people: Sequence[Person]
    sorts: frozenset[Sort] = field(default=frozenset(Sort))


def read_addressees(raw: str, roster: Roster) -> tuple[Addressees, list[Unclear]]:
    """Whom the words name, and what is wrong with those that name nobody.

    Between names stand 、 or a comma; blanks where every part is known by itself (云茶镇 张三 is one person, not two names).
    """
    found, faults = Addressees(), []
    for word in filter(None, (part.strip() for part in _BETWEEN.split(raw))):
        codes, fault = _read(word, roster)
        if fault is not None and len(parts := word.split()) > 1:
            each = [_read(part, roster) for part in parts]
            if not any(problem for _, problem in each):
                codes, fault = [code for known, _ in each for code in known], None
        found = found.with_(*codes)
        if fault is not None:
            faults.append(fault)
    return found, faults


def unclear_unit(word: str, units: Sequence[Unit]) -> Unclear:
    """There is no such unit; the ones that may be meant."""
    shown = shorten(word, 40)
    ids = {unit.name: unit.id for unit in units}
    close = tuple(find_alike(word, ids, most=_CHOICES_MOST))
    if close:
        choices = tuple(Choice(f"{Sort.UNIT}.{ids[name]}", name) for name in close)
        return Unclear(
            "There is no unit “{value}”. Did you mean: {names}?", {"value": shown, "names": close}, choices
        )
    return Unclear("There is no unit “{value}”. Please write it as on the roster.", {"value": shown})


def _read(word: str, roster: Roster) -> tuple[list[str], Unclear | None]:
    form = squeeze(word)
    if Sort.EVERYBODY in roster.sorts and form in _EVERYBODY:
        return [Sort.EVERYBODY.value], None
    role = _BY_WORD.get(form) or _BY_WORD.get(_BEFORE_ROLE.sub("", form))
    if Sort.ROLE in roster.sorts and role is not None:
        return [f"{Sort.ROLE}.{role}"], None
    units = [unit for unit in roster.units if squeeze(unit.name) == form]
    if Sort.UNIT in roster.sorts and units:
        return [f"{Sort.UNIT}.{units[0].id}"], None
    if Sort.PERSON in roster.sorts:
        return _read_person(word, roster)
    return [], unclear_unit(word, roster.units)


def _read_person(word: str, roster: Roster) -> tuple[list[str], Unclear | None]:
    form = squeeze(unicodedata.normalize("NFKC", word).translate(_BRACKETS))
    named = [person for person in roster.people if form in _forms(person)]
    active = [person for person in named if person.state is PersonState.ACTIVE]
    shown = shorten(word, 40)
    if len(active) == 1:
        return [_code(active[0])], None
    if active:
        labels = tuple(person.label for person in active[:_CHOICES_MOST])
        return [], Unclear(
            "Several people are called “{value}”: {names}. Please write the unit before the name.",
            {"value": shown, "names": labels},
            _persons(active),
        )
    if named:
        return [], Unclear(
            "{name} is suspended at present and cannot be named here.", {"name": named[0].label}
        )
    return [], _unclear_name(word, roster)


def _unclear_name(word: str, roster: Roster) -> Unclear:
    """No person, and no unit either where units may be named: who may be meant."""
    ids = {unit.name: unit.id for unit in roster.units}
    close = find_alike(word, ids, most=_CHOICES_MOST) if Sort.UNIT in roster.sorts else []
    people = [
        person
        for person in roster.people
        if person.state is PersonState.ACTIVE and _is_near(squeeze(word), squeeze(person.name))
    ][: _CHOICES_MOST - len(close)]
    names = (*close, *(person.label for person in people))
    shown = shorten(word, 40)
    if names:
        choices = (*(Choice(f"{Sort.UNIT}.{ids[name]}", name) for name in close), *_persons(people))
        return Unclear(
            "Nobody here is called “{value}”, and no unit either. Did you mean: {names}?",
            {"value": shown, "names": names},
            choices,
        )
    return Unclear(
        "Nobody here is called “{value}”, and no unit either. Please write names and units as on the roster.",
        {"value": shown},
    )


def _forms(person: Person) -> tuple[str, str, str]:
    unit, name = squeeze(person.unit), squeeze(person.name)
    return name, unit + name, name + unit


def _code(person: Person) -> str:
    return f"{Sort.PERSON}.{person.id}"


def _persons(people: Iterable[Person]) -> tuple[Choice, ...]:
    return tuple(Choice(_code(person), person.label) for person in people)[:_CHOICES_MOST]


def _is_near(typed: str, name: str) -> bool:
    """张珊 or 小虎 for 张三 or 李小虎: the surname is right and one letter is not, or the surname is left out."""
    if len(typed) < 2:
        return False
    if name.endswith(typed) and len(name) > len(typed):
        return True
    wrong = [place for place, pair in enumerate(zip(typed, name, strict=False)) if pair[0] != pair[1]]
    return len(typed) == len(name) and typed[0] == name[0] and len(wrong) == 1
