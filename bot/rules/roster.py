"""The roster as a table: its columns, what its cells may say, whom its rows mean; reading files and saving are elsewhere.

The columns are those of the manual, section 1. An empty cell says nothing: it leaves a known person as they are, and gives a
new one the default. Faults are collected, never raised one by one, because a clerk corrects a file once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.errors import BadInput
from bot.model import Person, PersonState, Role, RosterRow
from bot.rules.cells import (
    read_account,
    read_day,
    read_employment,
    read_points,
    read_quota,
    read_role,
)
from bot.rules.names import read_name, read_unit, squeeze
from bot.rules.roster_header import ACCOUNT, EMPLOYMENT, JOINED, NAME, POINTS, QUOTA, ROLE, UNIT, find_header

ROWS_MOST = 5000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one row of the file (1 is the first; 0: the file as a whole), as a catalogue message."""

    line: int
    key: str
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows that can be used, and every fault. The rows count only where there is no fault."""

    rows: tuple[RosterRow, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """Every row with the person of the roster that it means, None for a new one; and every fault."""

    pairs: tuple[tuple[RosterRow, Person | None], ...]
    faults: tuple[Fault, ...]


def read_roster(table: Sequence[Sequence[str]]) -> Reading:
    """The rows of a table of texts; row numbers are places in `table`, the first is 1."""
    try:
        start, columns = find_header(table)
    except BadInput as error:
        return Reading((), (_fault(0, error),))
    rows: list[RosterRow] = []
    faults: list[Fault] = []
    filled = [
        (line, row) for line, row in enumerate(table[start:], start + 1) if any(cell.strip() for cell in row)
    ]
    if not filled:
        return Reading((), (_fault(0, BadInput("There is no row below the header.")),))
    if len(filled) > ROWS_MOST:
        many = BadInput(
            "The file has {rows} rows; at most {most} are possible.", rows=len(filled), most=ROWS_MOST
        )
        return Reading((), (_fault(0, many),))
    for line, row in filled:
        cells = {column: row[place].strip() if place < len(row) else "" for column, place in columns.items()}
        read, found = _read_row(line, cells)
        faults += found
        if read is not None:
            rows.append(read)
    faults += _find_repeats(rows)
    return Reading(tuple(rows), tuple(sorted(faults, key=lambda fault: fault.line)))


def match_roster(rows: Sequence[RosterRow], people: Sequence[Person]) -> Matching:
    """Whom each row means: by Telegram id, else by unit and name among those not removed (manual, section 1)."""
    holders = {person.telegram_id: person for person in people if person.telegram_id is not None}
    named: dict[tuple[str, str], list[Person]] = {}
    for person in people:
        if person.state is not PersonState.REMOVED:
            named.setdefault((squeeze(person.unit), squeeze(person.name)), []).append(person)
    pairs: list[tuple[RosterRow, Person | None]] = []
    faults: list[Fault] = []
    taken: dict[int, int] = {}
    claimed = {row.telegram_id for row in rows if row.telegram_id is not None}
    for row in rows:
        namesakes = named.get((squeeze(row.unit), squeeze(row.name)), [])
        holder = holders.get(row.telegram_id or 0)
        if (
            row.telegram_id is not None and holder is None
        ):  # two of one name in one unit are told apart by their ids
            namesakes = [
                person for person in namesakes if person.telegram_id not in claimed and person.id not in taken
            ]
        try:
            meant = _match(row, holder=holder, namesakes=namesakes)
            if meant is not None and taken.setdefault(meant.id, row.line) != row.line:
                raise BadInput("This is the same person as row {first}.", first=taken[meant.id])
        except BadInput as error:
            faults.append(_fault(row.line, error))
        else:
            pairs.append((row, meant))
    return Matching(tuple(pairs), tuple(faults))


def _read_row(line: int, cells: dict[str, str]) -> tuple[RosterRow | None, list[Fault]]:
    """The row, None where it cannot be used, and all that is wrong in it."""
    faults: list[Fault] = []

    def read(column: str, reader: Callable[[str], T]) -> T | None:
        try:
            return reader(cells[column]) if cells.get(column) else None
        except BadInput as error:
            faults.append(_fault(line, error))
            return None

    if not cells[UNIT]:
        faults.append(_fault(line, BadInput("The unit is missing.")))
    if not cells[NAME]:
        faults.append(_fault(line, BadInput("The name is missing.")))
    row = RosterRow(
        line=line,
        unit=read(UNIT, read_unit) or "",
        name=read(NAME, read_name) or "",
        role=read(ROLE, read_role),
        employment=read(EMPLOYMENT, read_employment),
        month_quota=read(QUOTA, read_quota),
        yearly_points=read(POINTS, read_points),
        telegram_id=read(ACCOUNT, read_account),
        joined_on=read(JOINED, read_day),
    )
    return (row if row.unit and row.name else None), faults


def _find_repeats(rows: Sequence[RosterRow]) -> list[Fault]:
    """What stands in the file twice, and yearly points that contradict each other."""
    faults: list[Fault] = []
    accounts: dict[int, int] = {}
    names: dict[tuple[str, str], RosterRow] = {}
    points: dict[str, RosterRow] = {}
    for row in rows:
        first = row.line if row.telegram_id is None else accounts.setdefault(row.telegram_id, row.line)
        if first != row.line:
            account = str(row.telegram_id)
            error = BadInput(
                "The Telegram id {value} stands in row {first} already.", value=account, first=first
            )
            faults.append(_fault(row.line, error))
        same = names.setdefault((squeeze(row.unit), squeeze(row.name)), row)
        if same is not row and (row.telegram_id is None or same.telegram_id is None):
            first = same.line
            error = BadInput(
                "{person} stands in row {first} already.", person=f"{row.unit} {row.name}", first=first
            )
            faults.append(_fault(row.line, error))
        other = row if row.yearly_points is None else points.setdefault(squeeze(row.unit), row)
        if other.yearly_points != row.yearly_points:
            error = BadInput(
                "The yearly points of {unit} differ from those in row {first}.",
                unit=row.unit,
                first=other.line,
            )
            faults.append(_fault(row.line, error))
    return faults


def _match(row: RosterRow, *, holder: Person | None, namesakes: Sequence[Person]) -> Person | None:
    if holder is not None:
        is_same = squeeze(row.unit) == squeeze(holder.unit) or squeeze(row.name) == squeeze(holder.name)
        is_same = is_same or holder.role is Role.OWNER
        if not is_same or (namesakes and holder not in namesakes):
            raise BadInput(
                "The Telegram id {value} belongs to {person}.",
                value=str(row.telegram_id),
                person=holder.label,
            )
        return holder
    if len(namesakes) > 1:
        raise BadInput(
            "Several people are called {person}. Add their Telegram ids.", person=namesakes[0].label
        )
    person = namesakes[0] if namesakes else None
    if person is not None and person.role is Role.OWNER and row.telegram_id is not None:
        raise BadInput("{person} is an owner by the settings and keeps their account.", person=person.label)
    return person


def _fault(line: int, error: BadInput) -> Fault:
    return Fault(line, error.key, error.fields)
