"""The roster as a table: its columns, what its cells may say, whom its rows mean; reading files and saving are elsewhere.

The columns are those of the manual, section 1. An empty cell says nothing: it leaves a known person as they are, and gives a
new one the default. Faults are collected, never raised one by one, because a clerk corrects a file once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.errors import BadInput
from bot.model import Person, PersonState, Role, RosterRow
from bot.rules.cells import (
    normal,
    read_account,
    read_day,
    read_employment,
    read_points,
    read_quota,
    read_role,
)
from bot.rules.names import read_name, read_unit, squeeze

ROWS_MOST = 5000
_HEADER_WITHIN = 10  # a title and a note may stand above the header

UNIT, NAME, ROLE, EMPLOYMENT = "单位", "姓名", "职务", "类别"
QUOTA, POINTS, ACCOUNT, JOINED = "月任务", "年任务", "Telegram", "入职"
_ALIASES = {
    UNIT: ("单位", "单位名称", "工作单位", "所在单位", "unit"),
    NAME: ("姓名", "名字", "name"),
    ROLE: ("职务", "角色", "role"),
    EMPLOYMENT: ("类别", "专兼职", "专职兼职", "employment"),
    QUOTA: ("月任务", "月任务数", "每月任务", "月度任务", "monthlyquota"),
    POINTS: ("年任务", "年任务分", "全年任务", "年度任务", "yearlypoints"),
    ACCOUNT: ("telegram", "telegramid", "telegram编号", "telegram号", "tg", "tgid"),
    JOINED: ("入职", "入职日期", "入职时间", "joined"),
}
_ENGLISH = {
    UNIT: "unit",
    NAME: "name",
    ROLE: "role",
    EMPLOYMENT: "employment",
    QUOTA: "monthly quota",
    POINTS: "yearly points",
    JOINED: "joined",
}
_COLUMNS = {alias: column for column, aliases in _ALIASES.items() for alias in aliases}
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
        start, columns = _find_header(table)
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


def has_header(table: Sequence[Sequence[str]]) -> bool:
    """Whether a table is a roster, by its header."""
    try:
        _find_header(table)
    except BadInput:
        return False
    return True


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


def _find_header(table: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """How many rows end with the header, and which column stands where."""
    filled = [(line, row) for line, row in enumerate(table, 1) if any(cell.strip() for cell in row)]
    if not filled:
        raise BadInput("The file is empty.")
    line, row = max(filled[:_HEADER_WITHIN], key=lambda pair: len(_known(pair[1])))
    known = _known(row)
    columns = [column for column, _ in known]
    if not known:
        raise BadInput("No header row was found. The first row must name the columns: unit, name and so on.")
    for wanted in (UNIT, NAME):
        if wanted not in columns:
            raise BadInput("The column “{column}” is missing in the header.", column=_called(wanted))
    repeated = next((column for column in columns if columns.count(column) > 1), None)
    if repeated:
        raise BadInput("The column “{column}” stands in the header twice.", column=_called(repeated))
    return line, dict(known)


def _called(column: str) -> Callable[[Any], str]:
    """The column's name in the language in which it is told; files may have either."""
    return lambda t: column if t.language == "zh" else _ENGLISH.get(column, column)


def _known(row: Sequence[str]) -> list[tuple[str, int]]:
    """The columns that a header row names, each with its place."""
    names = [re.sub(r"\([^()]*\)", "", normal(cell)) for cell in row]
    plain = ["".join(char for char in name if char.isalnum()) for name in names]
    return [(_COLUMNS[name], place) for place, name in enumerate(plain) if name in _COLUMNS]


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
