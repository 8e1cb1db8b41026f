"""What every method of every repository owes on a file that another program holds: StoreError, and nothing else.

The methods are found, and their arguments made from what they are annotated with, so that a new one is held to it as well.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import sqlite3
import types
import typing
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

import bot.store.repositories as room
from bot.errors import StoreError
from bot.store.directory import Directory, Versions
from bot.store.repositories.numbers import Numbers
from bot.store.repositories.repository import Repository
from bot.store.repositories.search import Search
from bot.store.sqlite.adapter import load_queries
from bot.store.sqlite.connection import PatientConnection
from bot.store.sqlite.migrate import migrate
from tests.support.table import each_row

NOW = datetime(2026, 6, 3, 4, tzinfo=UTC)
SIMPLE: dict[Any, Any] = {
    Any: "1",
    int: 1,
    str: "1",
    bool: True,
    datetime: NOW,
    date: NOW.date(),
    bytes: b"1",
    object: "1",
    Callable[[str], str]: str,
}
# What only names its arguments in words.
WORDS = dict.fromkeys(
    ("title", "body", "kind", "is_urgent", "themes", "joint_units", "source", "origin", "demand_id")
)


JSON = {"payload": "{}"}  # texts that are read again


def made(kind: Any) -> Any:
    """Something of this kind."""
    if kind in SIMPLE:
        return SIMPLE[kind]
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return made(next(part for part in parts if part is not types.NoneType))
    if origin is tuple:
        return tuple(made(part) for part in parts if part is not ...)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {made(parts[0]): made(parts[1])}
    if isinstance(origin, type) and issubclass(origin, Iterable):
        return [made(parts[0])]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return kind(*(made(each) for each in typing.get_type_hints(kind).values()))
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return kind(**arguments(kind.__init__))
    raise AssertionError(f"say in this test how a {kind} is made")


def arguments(function: Callable[..., Any]) -> dict[str, Any]:
    """What a call of it must be given."""
    kinds = typing.get_type_hints(function)
    given: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            given |= WORDS
        elif parameter.default is parameter.empty and name != "self":
            given[name] = JSON.get(name) or made(kinds[name])
    return given


def classes() -> list[type[Any]]:
    """Whatever in the room has methods that ask the database; of what builds on another the whole alone."""
    found = []
    for entry in pkgutil.iter_modules(room.__path__):
        module = importlib.import_module(f"{room.__name__}.{entry.name}")
        kinds = [kind for _, kind in inspect.getmembers(module, inspect.isclass)]
        found += [
            kind
            for kind in kinds
            if kind.__module__ == module.__name__
            and "conn" in init(kind)
            and asks(kind)
            and not any(each.__module__.startswith(room.__name__) for each in kind.__subclasses__())
        ]
    return found


def init(kind: type[Any]) -> list[str]:
    """What its making asks for."""
    return list(inspect.signature(kind).parameters)


def asks(kind: type[Any]) -> list[str]:
    """Its public coroutine functions."""
    return [n for n, _ in inspect.getmembers(kind, inspect.iscoroutinefunction) if not n.startswith("_")]


METHODS = [
    pytest.param(kind, name, id=f"{kind.__name__}.{name}") for kind in classes() for name in asks(kind)
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tables."""
    path = tmp_path_factory.mktemp("office") / "desk.db"
    migrate(path)
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA journal_mode = DELETE")  # with a write-ahead log one may read beside a writer
    conn.close()
    return path


@pytest.fixture
async def locked(office: Path) -> AsyncIterator[PatientConnection]:
    """A connection to an office's file that somebody else has for himself, to read and to write."""
    other = sqlite3.connect(office, isolation_level=None)
    conn = PatientConnection(office)
    await conn
    try:
        await conn.execute_fetchall("PRAGMA busy_timeout = 0")
        other.execute("BEGIN EXCLUSIVE")
        with suppress(StoreError):
            await conn.begin()
        yield conn
    finally:
        await conn.close()
        other.close()


def repository(kind: type[Any], conn: PatientConnection) -> Any:
    """One on this connection, with whatever else its making asks for."""
    queries = load_queries()
    known = {
        "numbers": Numbers(conn, queries),
        "search": Search(conn, queries),
        "head": "1",
        "now": NOW,
        "directory": Directory(Versions("1", "1"), (), (), (), frozenset(), {}, frozenset()),
        "express": None,
    }
    return kind(conn, queries, **{name: known[name] for name in init(kind)[2:]})


@each_row(("kind", "name"), METHODS)
async def test_a_locked_file_is_a_trouble_that_passes(
    locked: PatientConnection, kind: type[Any], name: str
) -> None:
    method = getattr(repository(kind, locked), name)
    with pytest.raises(StoreError) as trouble:
        await method(**arguments(getattr(kind, name)))
    assert (str(trouble.value), trouble.value.passing) == ("database is locked", True)


def test_every_repository_of_a_work_is_held_to_it() -> None:
    """The repositories that a Work has, and its outbox: a new one counts once it is there."""
    held = {kind.__name__ for kind in classes()}
    assert held == {"Outbox", *(kind.__name__ for kind in Repository.__subclasses__())}
    assert len(METHODS) > 90
