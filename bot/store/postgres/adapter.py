"""aiosql's door to asyncpg: `:name` becomes `$1`, rows come back as sequences, refusals in the house's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from socket import gaierror
from typing import Any

import asyncpg
from aiosql.utils import VAR_REF

from bot.errors import StoreAway, StoreError, Worded

# The first two signs of an error's code: connection, right of entry, no such database, state of the transaction, deadlock,
# want of room or memory, a lock that did not come, shut down by an administrator, the machine.
_PASSING = ("08", "25", "28", "3D", "40", "53", "55", "57", "58")
_NO_RIGHT = "42501"
_AWAY = ("08", "57P")  # connection; starting, or shutting down

# What an operator meets, by its code: the server's own words are English, and say less of what to do.
_WORDS = {
    "28P01": Worded("the password in storage.url is wrong"),
    "28000": Worded("the server does not let this user in; see its pg_hba.conf"),
    "3D000": Worded("there is no database of that name"),
    _NO_RIGHT: Worded("the user in storage.url lacks the right for it"),
    "53100": Worded("the disk of the server is full"),
    "53200": Worded("the server is out of memory"),
    "53300": Worded("the server takes no more connections"),
    "25006": Worded("the server can only be read from, as a standby"),
    "40P01": Worded("two transactions waited for each other"),
    "55P03": Worded("another transaction holds what is needed"),
    "57P01": Worded("the server is shutting down"),
    "57P03": Worded("the server is just starting or shutting down"),
}

TROUBLES = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # of a connection that the server has just ended
    OSError,
    TimeoutError,
)


def store_error(error: BaseException) -> StoreError:
    """PostgreSQL's refusal, or the want of an answer, without what people wrote and without a password."""
    if isinstance(error, asyncpg.PostgresError):
        code = error.sqlstate or ""
        said: Worded = Worded("{error} ({code})", error=_first_line(error), code=code)
        if code in _WORDS:
            said = Worded(
                "{words} ({error}, {code})", words=_WORDS[code], error=_first_line(error), code=code
            )
        if code.startswith(_AWAY):
            return StoreAway("PostgreSQL: {error}", error=said)
        if code.startswith(_PASSING) or code == _NO_RIGHT:
            return StoreError("PostgreSQL: {error}", error=said, passing=True)
        # Its own words may quote a value.
        return StoreError("PostgreSQL: {error} ({code})", error=type(error).__name__, code=code)
    if isinstance(error, asyncpg.DataError):
        return StoreError("PostgreSQL: a value of a kind that the column does not take")
    if isinstance(error, TimeoutError):
        return StoreAway("PostgreSQL: no answer in time")
    if isinstance(error, ConnectionRefusedError):
        return StoreAway("PostgreSQL: no server takes the connection ({error})", error=_first_line(error))
    if isinstance(error, gaierror):
        return StoreAway("PostgreSQL: no machine of that name is known ({error})", error=_first_line(error))
    return StoreAway("PostgreSQL: {error}", error=_first_line(error))


def _first_line(error: BaseException) -> str:
    words = str(error.args[0] if error.args and not isinstance(error, OSError) else error)
    return words.partition("\n")[0][:300]


@contextmanager
def translated() -> Iterator[None]:
    """Lets the driver's errors out as StoreError."""
    try:
        yield
    except TROUBLES as error:
        raise store_error(error) from error


class NumberedAdapter:
    """Runs each named query as one prepared statement. `conn` is a connection of asyncpg's, or its pool."""

    # aiosql would wrap selects of an async driver in generators; as plain functions they hand our coroutines through.
    is_aio_driver = False

    def __init__(self) -> None:
        self._names: dict[str, list[str]] = {}

    def process_sql(self, name: str, _operation: Any, sql: str) -> str:
        """Numbers the parameters in the order in which they first stand; casts and quoted text stay."""
        names = self._names[name] = []

        def number(match: Any) -> str:
            variable = match["var_name"]
            if variable is None:
                return str(match[0])
            if variable not in names:
                names.append(variable)
            return f"{match['lead']}${names.index(variable) + 1}"

        return VAR_REF.sub(number, sql)

    def _arguments(self, name: str, parameters: Any) -> list[Any]:
        return [_storable(parameters[each]) for each in self._names[name]]

    async def select(self, conn: Any, name: str, sql: str, parameters: Any, _record: Any = None) -> list[Any]:
        """All rows."""
        with translated():
            return list(await conn.fetch(sql, *self._arguments(name, parameters)))

    async def select_one(self, conn: Any, name: str, sql: str, parameters: Any, _record: Any = None) -> Any:
        """The first row, or None."""
        rows = await self.select(conn, name, sql, parameters)
        return rows[0] if rows else None

    async def select_value(self, conn: Any, name: str, sql: str, parameters: Any) -> Any:
        """The first column of the first row, or None."""
        row = await self.select_one(conn, name, sql, parameters)
        return row[0] if row else None

    async def insert_returning(self, conn: Any, name: str, sql: str, parameters: Any) -> Any:
        """What RETURNING says first."""
        return await self.select_value(conn, name, sql, parameters)

    async def insert_update_delete(self, conn: Any, name: str, sql: str, parameters: Any) -> None:
        """A write whose count nobody asks for; where it matters, the query says RETURNING."""
        await self.select(conn, name, sql, parameters)

    async def insert_update_delete_many(
        self, conn: Any, name: str, sql: str, parameters: Iterable[Any]
    ) -> None:
        """One statement over many rows, sent together."""
        with translated():
            await conn.executemany(sql, [self._arguments(name, row) for row in parameters])


def _storable(value: Any) -> Any:
    """PostgreSQL's text holds every character but NUL, which nobody sees either."""
    return value.replace("\0", "") if isinstance(value, str) and "\0" in value else value
