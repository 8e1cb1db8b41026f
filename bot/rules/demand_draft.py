"""A demand while it is being written: what typed words change in it and what is still to be asked; nothing is stored here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import BadInput
from bot.model import Kind, Unit
from bot.rules.dates import parse_due
from bot.rules.names import find_alike, squeeze
from bot.rules.onestep import DemandText, parse_demand, parse_slots
from bot.rules.text import count_chars, shorten
from bot.rules.workdays import WorkCalendar

_ENDS = "。．，,；;、 "  # a title stands before other words, which begin with their own signs
TITLE_MOST = 100  # characters; a title stands in lists and on buttons
_CLOSE_NAMES_MOST = 5
_SKIPS = frozenset({"跳过", "无", "没有", "不限", "skip", "none", "-"})
_LONG_HEADER = re.compile(
    r"\s*(?P<name>标题|题目|title|说明|要求|brief)\s*[:：](?P<value>.*)", re.DOTALL | re.I
)


class Field(StrEnum):
    """The parts of a demand, in the order in which they are asked for."""

    TITLE = "title"
    BRIEF = "brief"
    DUE = "due"
    SLOTS = "slots"
    UNITS = "units"
    KIND = "kind"


REQUIRED = frozenset({Field.TITLE, Field.DUE})  # the others have a default


@dataclass(frozen=True, slots=True)
class DemandDraft:
    """What has been said of a demand so far. `to_ask` holds what must be asked before there is a preview."""

    title: str = ""
    brief: str = ""
    due_at: datetime | None = None
    slots: int | None = None
    units: tuple[int, ...] = ()
    kind: Kind | None = None
    to_ask: tuple[Field, ...] = ()
    proposal_id: int | None = None

    @property
    def total_slots(self) -> int:
        """One by default; a commission has at least one for each of its units."""
        return max(self.slots or 1, len(self.units))


@dataclass(frozen=True, slots=True)
class Fault:
    """Why some typed words could not be used: a catalogue message and its fields; a tuple is a list of names."""

    field: Field
    key: str
    fields: dict[str, Any]
    choices: tuple[tuple[int, str], ...] = ()  # the units that may be meant


@dataclass(frozen=True, slots=True)
class Reader:
    """What typed words are read against: the moment (aware), the desk's days and hours, and its units."""

    now: datetime
    zone: ZoneInfo
    calendar: WorkCalendar
    day_end: time
    units: Sequence[Unit]


Result = tuple[DemandDraft, list[Fault]]


def to_data(draft: DemandDraft) -> dict[str, Any]:
    """The draft as JSON-able values."""
    return {
        "title": draft.title,
        "brief": draft.brief,
        "due_at": draft.due_at.isoformat() if draft.due_at else None,
        "slots": draft.slots,
        "units": list(draft.units),
        "kind": draft.kind,
        "to_ask": list(draft.to_ask),
        "proposal_id": draft.proposal_id,
    }


def from_data(data: dict[str, Any]) -> DemandDraft:
    """The reverse of `to_data`."""
    return DemandDraft(
        title=data["title"],
        brief=data["brief"],
        due_at=datetime.fromisoformat(data["due_at"]) if data["due_at"] else None,
        slots=data["slots"],
        units=tuple(data["units"]),
        kind=Kind(data["kind"]) if data["kind"] else None,
        to_ask=tuple(Field(name) for name in data["to_ask"]),
        proposal_id=data["proposal_id"],
    )


def read_whole(text: str, *, reader: Reader) -> Result:
    """A demand written in one message, with or without its tag; what is missing or unusable is in `to_ask`."""
    return _apply(DemandDraft(), parse_demand(text), reader=reader)


def from_words(text: str, *, proposal_id: int | None = None) -> DemandDraft:
    """A draft with words that were no demand: the first line is the title, and where there is more, all of it the brief."""
    title = shorten(" ".join(text.split("\n", 1)[0].split()), TITLE_MOST)
    brief = "" if title == text.strip() else text
    return DemandDraft(title=title.rstrip(_ENDS), brief=brief, proposal_id=proposal_id)


def ask_all(draft: DemandDraft) -> DemandDraft:
    """The draft with every part still to be asked that has not been given: the step-by-step way."""
    given = {
        Field.TITLE: draft.title,
        Field.BRIEF: draft.brief,
        Field.DUE: draft.due_at,
        Field.SLOTS: draft.slots,
        Field.UNITS: draft.units,
        Field.KIND: draft.kind,
    }
    return replace(draft, to_ask=tuple(f for f in Field if not given[f] or f in draft.to_ask))


def change(draft: DemandDraft, text: str, *, reader: Reader) -> Result:
    """What was sent after 修改: whatever it names replaces the old, whatever it does not name stays."""
    long = _LONG_HEADER.fullmatch(text)
    if long is not None:
        is_title = long["name"].casefold() in ("标题", "题目", "title")
        return _set(draft, Field.TITLE if is_title else Field.BRIEF, long["value"].strip(), reader=reader)
    return _apply(draft, parse_demand(text), reader=reader)


def answer(draft: DemandDraft, text: str, *, reader: Reader) -> Result:
    """What was sent in answer to the first question of `to_ask`; header lines are taken for what they name."""
    field = draft.to_ask[0]
    if field not in REQUIRED and text.strip().casefold() in _SKIPS:
        return skip(draft), []
    parsed = parse_demand(text)
    if field is Field.TITLE or not parsed.title:
        return _apply(draft, parsed, reader=reader)
    if field is Field.BRIEF or parsed.brief:
        return _set(draft, field, text.strip(), reader=reader)
    draft, faults = _apply(draft, replace(parsed, title=""), reader=reader)
    draft, more = _set(draft, field, parsed.title, reader=reader)
    return draft, faults + more


def skip(draft: DemandDraft) -> DemandDraft:
    """The first question is left at its default."""
    return replace(draft, to_ask=draft.to_ask[1:])


def set_kind(draft: DemandDraft, kind: Kind) -> DemandDraft:
    """The category, chosen by button."""
    return _settled(replace(draft, kind=kind), Field.KIND)


def add_unit(draft: DemandDraft, unit_id: int) -> DemandDraft:
    """A named unit, chosen by button."""
    return _settled(replace(draft, units=tuple(dict.fromkeys((*draft.units, unit_id)))), Field.UNITS)


def recheck(draft: DemandDraft, *, now: datetime) -> DemandDraft:
    """The draft with what it lacks in `to_ask`: a due time may have passed while the draft lay about."""
    lacking = {Field.TITLE} if not draft.title else set()
    if draft.due_at is None or draft.due_at <= now:
        lacking.add(Field.DUE)
    return _asking(draft, *lacking)


def _apply(draft: DemandDraft, parsed: DemandText, *, reader: Reader) -> Result:
    faults: list[Fault] = []
    kind = parsed.kind.value if parsed.kind else parsed.kind_unknown
    given = (
        (Field.TITLE, parsed.title),
        (Field.BRIEF, parsed.brief),
        (Field.DUE, parsed.due_raw),
        (Field.SLOTS, parsed.slots_raw),
        (Field.KIND, kind),
    )
    for field, raw in given:
        if raw:
            draft, found = _set(draft, field, raw, reader=reader)
            faults += found
    if parsed.units:
        # A header names all the units anew; an answer to a question about unknown ones adds to those that were known.
        draft, found = _set_units(replace(draft, units=()), parsed.units, reader=reader)
        faults += found
    asked = {Field.TITLE: draft.title, Field.DUE: draft.due_at}
    return _asking(draft, *(field for field, value in asked.items() if not value)), faults


def _set(draft: DemandDraft, field: Field, raw: str, *, reader: Reader) -> Result:
    """One part from its typed words; words that cannot be used leave the part as it was, and to be asked."""
    if field is Field.UNITS:
        return _set_units(draft, [word for word in re.split(r"[、，,;；\s]+", raw) if word], reader=reader)
    try:
        return _settled(replace(draft, **_read(field, raw, reader=reader)), field), []
    except BadInput as error:
        return _asking(draft, field), [Fault(field, error.key, error.fields)]


def _read(field: Field, raw: str, *, reader: Reader) -> dict[str, Any]:
    if field is Field.TITLE:
        return {"title": _read_title(raw)}
    if field is Field.DUE:
        due_at = parse_due(
            raw, now=reader.now, zone=reader.zone, calendar=reader.calendar, day_end=reader.day_end
        )
        return {"due_at": due_at}
    if field is Field.SLOTS:
        return {"slots": parse_slots(raw)}
    if field is Field.KIND:
        return {"kind": _read_kind(raw)}
    return {"brief": raw}


def _read_title(raw: str) -> str:
    title = " ".join(raw.split()).rstrip(_ENDS)
    if count_chars(title) == 0:
        raise BadInput("The title is empty.")
    if len(title) > TITLE_MOST:
        raise BadInput(
            "The title has {count} characters; at most {most} fit. What belongs to the brief goes on the lines below it.",
            count=len(title),
            most=TITLE_MOST,
        )
    return title


def _read_kind(raw: str) -> Kind:
    kind = parse_demand(f"类别:{raw}").kind
    if kind is None:
        raise BadInput("Category “{value}” is unknown.", value=shorten(raw.strip(), 40))
    return kind


def _set_units(draft: DemandDraft, words: Sequence[str], *, reader: Reader) -> Result:
    by_name = {squeeze(unit.name): unit.id for unit in reader.units}
    known = [by_name[squeeze(word)] for word in words if squeeze(word) in by_name]
    unknown = [word for word in words if squeeze(word) not in by_name and word.casefold() not in _SKIPS]
    draft = replace(draft, units=tuple(dict.fromkeys((*draft.units, *known))))
    if not unknown:
        return _settled(draft, Field.UNITS), []
    return _asking(draft, Field.UNITS), [_unknown_unit(word, reader.units) for word in unknown]


def _unknown_unit(word: str, units: Sequence[Unit]) -> Fault:
    shown = shorten(word, 40)
    ids = {unit.name: unit.id for unit in units}
    close = tuple(find_alike(word, ids, most=_CLOSE_NAMES_MOST))
    if close:
        return Fault(
            Field.UNITS,
            "There is no unit “{value}”. Did you mean: {names}?",
            {"value": shown, "names": close},
            tuple((ids[name], name) for name in close),
        )
    return Fault(
        Field.UNITS, "There is no unit “{value}”. Please write it as on the roster.", {"value": shown}
    )


def _settled(draft: DemandDraft, field: Field) -> DemandDraft:
    return replace(draft, to_ask=tuple(each for each in draft.to_ask if each is not field))


def _asking(draft: DemandDraft, *fields: Field) -> DemandDraft:
    return replace(draft, to_ask=tuple(each for each in Field if each in fields or each in draft.to_ask))
