"""What is written as a form (a demand, a paper, a meeting, a task): what typed words change in it, what is still to be asked.

A Form says which parts there are; its fields are made in form_fields. Nothing is stored or looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import BadInput
from bot.rules.addressees import Addressees, Choice, Roster, Sort, Unclear
from bot.rules.dates import is_hour, names_hour, parse_day_or_span
from bot.rules.onestep import Parts, take_apart
from bot.rules.text import count_chars, shorten
from bot.rules.workdays import WorkCalendar

TITLE, TEXT, DUE = "title", "brief", "due"  # keys that every form has; drafts and buttons hold them
HALVES = "halves"  # in `extra`: days that still lack their hour, and hours that lack their day, by field
TITLE_MOST = 100  # characters; a title stands in lists and on buttons
_ENDS = "。．，,；;、 "  # a title stands before other words, which begin with their own signs
_NONE = frozenset({"无", "没有", "none", "-"})
_SKIPS = _NONE | {"跳过", "不限", "skip"}
# In answer to which units it is for: all of them, as where none is named.
_ALL_UNITS = frozenset(
    {"全部", "所有", "全体", "各单位", "全部单位", "所有单位", "不限单位", "单位不限", "all"}
)
_TITLE_NAMES = ("标题", "题目", "title")
_TEXT_NAMES = ("正文", "内容", "说明", "要求", "text", "brief")
_LONG_HEADER = re.compile(
    rf"\s*(?P<name>{'|'.join((*_TITLE_NAMES, *_TEXT_NAMES))})\s*[:：](?P<value>.*)", re.DOTALL | re.I
)


@dataclass(frozen=True, slots=True)
class Reader:
    """What typed words are read against: the moment (aware), the desk's days and hours, and its people and units."""

    now: datetime
    zone: ZoneInfo
    calendar: WorkCalendar
    day_end: time
    roster: Roster


@dataclass(frozen=True, slots=True)
class Value:
    """What typed words come to, as JSON can hold it, and the names among them that are unclear."""

    value: Any
    unclear: tuple[Unclear, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One part of a form. `names` are its header's, half-width and in small letters.

    `read` raises BadInput where the words cannot be used. `holds` says whether a value can still be used now. `options` are
    values that are offered as buttons. With `sorts` it holds addressees of these sorts, and an answer adds to them.
    One that `holds_moment` is what a day or an hour sent alone is meant for.
    """

    key: str
    names: tuple[str, ...]
    read: Callable[[str, Reader], Value]
    is_required: bool = False
    holds: Callable[[Any, datetime], bool] = lambda value, now: True
    options: tuple[str, ...] = ()
    sorts: frozenset[Sort] = frozenset()
    holds_moment: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """What there is to be written of one kind of thing: its fields in the order in which they are asked for, the title first.

    `key` is kept in drafts. `command` and `tags` begin a message that is one; `letter` stands before its numbers. `takes_file`: a
    file may go with it.
    """

    key: str
    command: str
    letter: str
    tags: tuple[str, ...]
    fields: tuple[Field, ...]
    takes_file: bool = False

    def field(self, key: str) -> Field:
        """One of its fields."""
        return next(each for each in self.fields if each.key == key)

    def is_required(self, key: str) -> bool:
        """Whether it cannot be left at a default."""
        return self.field(key).is_required


@dataclass(frozen=True, slots=True)
class FormDraft:
    """What has been said so far, by field. `to_ask` are the fields that must be asked for before there is a preview.

    `extra` holds what does not come from the form's own words: a proposal that is turned, a file.
    """

    form: str
    values: Mapping[str, Any] = field(default_factory=dict)
    to_ask: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The title; empty where there is none yet."""
        return self.text(TITLE)

    def text(self, key: str) -> str:
        """A field's words; empty where nothing was said."""
        return str(self.values.get(key) or "")

    def moment(self, key: str) -> datetime | None:
        """A field's moment, aware."""
        value = self.values.get(key)
        return datetime.fromisoformat(value) if value else None

    def number(self, key: str) -> int | None:
        """A field's number."""
        value = self.values.get(key)
        return None if value is None else int(value)

    def addressees(self, key: str) -> Addressees:
        """Whom a field names."""
        return Addressees(tuple(self.values.get(key) or ()))

    def with_(self, **extra: Any) -> FormDraft:
        """The draft with this beside what its form says; None takes it away."""
        merged = {**self.extra, **extra}
        return replace(self, extra={key: value for key, value in merged.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Fault:
    """Why some typed words could not be used: a catalogue message and its fields; a tuple is a list of names."""

    field: str
    key: str
    fields: dict[str, Any]
    choices: tuple[Choice, ...] = ()  # who may be meant


Result = tuple[FormDraft, list[Fault]]


def to_data(draft: FormDraft) -> dict[str, Any]:
    """The draft as JSON-able values."""
    return {
        "form": draft.form,
        "values": dict(draft.values),
        "to_ask": list(draft.to_ask),
        "extra": dict(draft.extra),
    }


def from_data(data: Mapping[str, Any]) -> FormDraft:
    """The reverse of `to_data`."""
    return FormDraft(data["form"], dict(data["values"]), tuple(data["to_ask"]), dict(data["extra"]))


def read_whole(form: Form, text: str, *, reader: Reader) -> Result:
    """One written in one message, with or without its tag; what is missing or unusable is in `to_ask`."""
    return _apply(form, FormDraft(form.key), _parts(form, text), reader=reader)


def from_words(form: Form, text: str) -> FormDraft:
    """A draft with words that were not written for it: the first line is the title; where there is more, all of it the text."""
    title = shorten(" ".join(text.split("\n", 1)[0].split()), TITLE_MOST)
    brief = "" if title == text.strip() else text
    return _with(_with(FormDraft(form.key), TITLE, title.rstrip(_ENDS)), TEXT, brief)


def ask_all(form: Form, draft: FormDraft) -> FormDraft:
    """The draft with every field still to be asked that has not been given: the step-by-step way."""
    return _asking(form, draft, *(each.key for each in form.fields if not draft.values.get(each.key)))


def change(form: Form, draft: FormDraft, text: str, *, reader: Reader) -> Result:
    """What was sent after 修改: whatever it names replaces the old, whatever it does not name stays."""
    long = _LONG_HEADER.fullmatch(text)
    if long is not None and not any(long["name"].casefold() in each.names for each in form.fields):
        key = TITLE if long["name"].casefold() in _TITLE_NAMES else TEXT
        return _set(form, draft, key, long["value"].strip(), reader=reader)
    parts = _parts(form, text)
    alone = not parts.headers and not parts.body
    if alone and (moment := _moment_of(form, parts.title, reader)) is not None:
        return _set(form, draft, moment, parts.title, reader=reader)
    return _apply(form, draft, parts, reader=reader)


def _moment_of(form: Form, line: str, reader: Reader) -> str | None:
    """The field that a line alone is a moment for: who sends one means no title by it."""
    for each in form.fields:
        if not each.holds_moment:
            continue
        try:
            each.read(line, reader)
        except BadInput as error:
            if "could not be read" in error.key:  # else a day that has passed, an hour that is missing
                continue
        return each.key
    return None


def answer(form: Form, draft: FormDraft, text: str, *, reader: Reader) -> Result:
    """What was sent in answer to the first question of `to_ask`; header lines are taken for what they name."""
    key = draft.to_ask[0]
    if not form.is_required(key) and text.strip().casefold() in (_SKIPS | _alls(form.field(key))):
        return skip(draft), []
    parts = _parts(form, text)
    if key == TITLE or not parts.title:
        return _apply(form, draft, parts, reader=reader)
    if key == TEXT or parts.body:
        return _set(form, draft, key, text.strip(), reader=reader, adds=True)
    draft, faults = _apply(form, draft, replace(parts, title=""), reader=reader)
    draft, more = _set(form, draft, key, parts.title, reader=reader, adds=True)
    return draft, faults + more


def _alls(each: Field) -> frozenset[str]:
    """Words for all that may be named there, where that is what it is without a word."""
    return _ALL_UNITS if each.sorts == {Sort.UNIT} else frozenset()


def skip(draft: FormDraft) -> FormDraft:
    """The first question is left at its default."""
    return replace(draft, to_ask=draft.to_ask[1:])


def edited(form: Form, draft: FormDraft, text: str, *, said: str, reader: Reader) -> Result:
    """The draft once its message says `text` instead of what it `said`: what the edit changed, and nothing else.

    What was answered or corrected beside the message stays, though the message still says the old.
    """
    before, after = _given(_parts(form, said)), _given(_parts(form, text))
    faults: list[Fault] = []
    for each in form.fields:
        was, raw = before.get(each.key, ""), after.get(each.key, "")
        if raw == was:
            continue
        if raw:
            draft, found = _set(form, draft, each.key, raw, reader=reader)
            faults += found
        elif draft.values.get(each.key) == _set(form, FormDraft(form.key), each.key, was, reader=reader)[
            0
        ].values.get(each.key):
            draft = _with(draft, each.key, None)
    lacking = [each.key for each in form.fields if each.is_required and not draft.values.get(each.key)]
    return _asking(form, draft, *lacking), faults


def choose(form: Form, draft: FormDraft, key: str, value: str) -> FormDraft:
    """A field's value, chosen by button: one of its options, or the code of an addressee."""
    if form.field(key).sorts:
        return _settled(_with(draft, key, list(draft.addressees(key).with_(value).codes)), key)
    return _settled(_with(draft, key, value), key)


def recheck(form: Form, draft: FormDraft, *, now: datetime) -> FormDraft:
    """The draft with what it lacks in `to_ask`: a due time may have passed while the draft lay about."""
    lacking = [
        each.key
        for each in form.fields
        if (not each.holds(value, now) if (value := draft.values.get(each.key)) else each.is_required)
    ]
    return _asking(form, draft, *lacking)


def read_title(raw: str) -> str:
    """A title of one line. BadInput where it is empty or longer than 100 characters."""
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


def _parts(form: Form, text: str) -> Parts:
    names = {name: each.key for each in form.fields for name in each.names}
    return take_apart(text, tags=form.tags, names=names)


def _apply(form: Form, draft: FormDraft, parts: Parts, *, reader: Reader) -> Result:
    faults: list[Fault] = []
    given = _given(parts)
    for each in form.fields:
        if raw := given.get(each.key):
            draft, found = _set(form, draft, each.key, raw, reader=reader)
            faults += found
    required = [each.key for each in form.fields if each.is_required and not draft.values.get(each.key)]
    return _asking(form, draft, *required), faults


def _given(parts: Parts) -> dict[str, str]:
    """What a message says, by field."""
    return {**parts.headers, TITLE: parts.title, TEXT: parts.body}


def _set(form: Form, draft: FormDraft, key: str, raw: str, *, reader: Reader, adds: bool = False) -> Result:
    """One field from its typed words; words that cannot be used leave it as it was, and to be asked.

    A header names all addressees anew; an answer to a question about unknown ones `adds` to those that were known.
    """
    each = form.field(key)
    skips = (_SKIPS | _alls(each)) if each.sorts else _NONE
    if not each.is_required and raw.strip().casefold() in skips and key != TEXT:
        return _settled(_with(draft, key, None), key), []
    if each.holds_moment:
        raw = _with_half(draft, key, raw, reader)
    try:
        read = each.read(raw, reader)
    except BadInput as error:
        if each.holds_moment and (half := _half_of(raw, reader)):
            draft = _with_halves(draft, key, half)
        return _asking(form, draft, key), [Fault(key, error.key, error.fields)]
    draft = _with_halves(draft, key, None)
    value = read.value
    if each.sorts:
        before = draft.addressees(key) if adds else Addressees()
        value = list(before.with_(*value).codes)
    draft = _with(draft, key, value)
    if read.unclear:
        faults = [Fault(key, each.key, each.fields, each.choices) for each in read.unclear]
        return _asking(form, draft, key), faults
    return _settled(draft, key), []


def _with_half(draft: FormDraft, key: str, raw: str, reader: Reader) -> str:
    """An hour sent alone with the day that was given, in this answer's place or before; a day alone with such an hour."""
    half = draft.extra.get(HALVES, {}).get(key)
    moment = draft.moment(key)
    if is_hour(raw):
        day = f"{moment.astimezone(reader.zone):%Y-%m-%d}" if moment else None
        day = half if half and not is_hour(half) else day
        return f"{day} {raw}" if day else raw
    try:
        lacks_hour = not names_hour(raw)
    except BadInput:
        return raw
    return f"{raw} {half}" if half and is_hour(half) and lacks_hour else raw


def _half_of(raw: str, reader: Reader) -> str | None:
    """What is good in words that are no moment yet: an hour without its day, or a day to come."""
    if is_hour(raw):
        return raw
    today = reader.now.astimezone(reader.zone).date()
    try:
        day = parse_day_or_span(raw, today=today, zone=reader.zone, calendar=reader.calendar)
    except BadInput:
        return None
    return day.isoformat() if day >= today else None


def _with_halves(draft: FormDraft, key: str, half: str | None) -> FormDraft:
    before = draft.extra.get(HALVES, {})
    halves = {**before, key: half} if half else {name: each for name, each in before.items() if name != key}
    return draft if halves == before else draft.with_(**{HALVES: halves or None})


def _with(draft: FormDraft, key: str, value: Any) -> FormDraft:
    values = {**draft.values, key: value}
    return replace(draft, values={key: value for key, value in values.items() if value not in (None, "", [])})


def _settled(draft: FormDraft, key: str) -> FormDraft:
    return replace(draft, to_ask=tuple(each for each in draft.to_ask if each != key))


def _asking(form: Form, draft: FormDraft, *keys: str) -> FormDraft:
    asked = {*keys, *draft.to_ask}
    return replace(draft, to_ask=tuple(each.key for each in form.fields if each.key in asked))
