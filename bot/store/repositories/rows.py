"""Database rows into model objects, by the dataclasses' own annotations; no SQL here."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Any

from bot.clock import from_ms
from bot.store.jsontext import from_json

Row = Sequence[Any]
T = typing.TypeVar("T")


def _reader(annotation: Any) -> Callable[[Any], Any] | None:
    """How a column becomes a field; None where the value is good as it is."""
    if typing.get_origin(annotation) in (UnionType, typing.Union):
        inner = _reader(next(a for a in typing.get_args(annotation) if a is not type(None)))
        return None if inner is None else (lambda value: None if value is None else inner(value))
    if typing.get_origin(annotation) is tuple:
        return lambda value: tuple(from_json(value))
    if typing.get_origin(annotation) is dict:
        return from_json
    special: dict[Any, Callable[[Any], Any]] = {datetime: from_ms, date: date.fromisoformat, bool: bool}
    if annotation in special:
        return special[annotation]
    return annotation if isinstance(annotation, type) and issubclass(annotation, Enum) else None


def mapper(cls: type[T]) -> Callable[[Row], T]:
    """A function that builds `cls` from a row whose columns stand in the order of its fields."""
    hints = typing.get_type_hints(cls)
    names = [field.name for field in dataclasses.fields(cls)]  # type: ignore[arg-type]
    readers = [(place, reader) for place, name in enumerate(names) if (reader := _reader(hints[name]))]

    def build(row: Row) -> T:
        values = list(row)
        for place, read in readers:
            values[place] = read(values[place])
        return cls(*values)

    return build
