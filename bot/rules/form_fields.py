"""The fields that forms are made of: a title, a text, a moment, a line, addressees, an item's number."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.errors import BadInput
from bot.rules.addressees import Sort, read_addressees
from bot.rules.dates import parse_due, parse_start
from bot.rules.forms import DUE, TEXT, TITLE, Field, Reader, Value, read_title
from bot.rules.numbers import is_item_number, item_number
from bot.rules.text import shorten

ANY = frozenset(Sort)


def title() -> Field:
    """标题: on the command's or the tag's line, or the first line."""
    return Field(TITLE, (), lambda raw, reader: Value(read_title(raw)), is_required=True)


def text() -> Field:
    """正文: what follows the headers."""
    return Field(TEXT, (), lambda raw, reader: Value(raw))


def due(*names: str, is_required: bool) -> Field:
    """截止: a moment to come, the end of the working day where no hour is given."""
    return Field(
        DUE,
        ("截止", "截至", "截止时间", "截止日期", "due", "due time", *names),
        _read_due,
        is_required=is_required,
        holds=_is_ahead,
        holds_moment=True,
    )


def start(key: str, *names: str) -> Field:
    """时间: a moment to come with its hour; required."""
    return Field(key, names, _read_start, is_required=True, holds=_is_ahead, holds_moment=True)


def words(key: str, *names: str, most: int = 100, is_required: bool = False) -> Field:
    """A line of words, such as a place."""
    return Field(key, names, partial(_read_words, most=most), is_required=is_required)


def addressees(key: str, *names: str, sorts: frozenset[Sort] = ANY, is_required: bool = False) -> Field:
    """Whom it is for; `sorts` are those that may be named here."""
    return Field(key, names, partial(_read_addressees, sorts=sorts), is_required=is_required, sorts=sorts)


def item(key: str, *names: str) -> Field:
    """An item's number, written whole or short."""
    return Field(key, names, _read_item)


def _is_ahead(value: str, now: datetime) -> bool:
    return datetime.fromisoformat(value) > now


def _read_due(raw: str, reader: Reader) -> Value:
    due_at = parse_due(
        raw, now=reader.now, zone=reader.zone, calendar=reader.calendar, day_end=reader.day_end
    )
    return Value(due_at.isoformat())


def _read_start(raw: str, reader: Reader) -> Value:
    return Value(parse_start(raw, now=reader.now, zone=reader.zone, calendar=reader.calendar).isoformat())


def _read_words(raw: str, reader: Reader, *, most: int) -> Value:
    line = " ".join(raw.split())
    if len(line) > most:
        raise BadInput("This has {count} characters; at most {most} fit.", count=len(line), most=most)
    return Value(line)


def _read_addressees(raw: str, reader: Reader, *, sorts: frozenset[Sort]) -> Value:
    found, unclear = read_addressees(raw, replace(reader.roster, sorts=sorts))
    return Value(found.codes, tuple(unclear))


def _read_item(raw: str, reader: Reader) -> Value:
    if not is_item_number(raw):
        raise BadInput(
            "“{value}” is not an item's number. Write for example 2026-0085 or 85.",
            value=shorten(raw.strip(), 40),
        )
    return Value(item_number(raw, year=reader.now.astimezone(reader.zone).year))
