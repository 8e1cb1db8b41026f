"""What tells one copy of the bot from another on PostgreSQL: its lanes, who leads, and the bell; a connection held for that.

Locks of the session: a copy that dies loses them with its connection, and another one takes over; so does a copy that says
nothing for a while, because it is stopped. docs/sending.md says how such a one is kept from sending when it goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg

from bot.clock import seconds_since_boot
from bot.store.postgres.adapter import TROUBLES, store_error

OFFICE = 0x7A686962  # "zhib": the first key of all our advisory locks; the second says what for
WORK, INBOX, LEAD, MIGRATE = 1, 2, 3, 4  # INBOX stands in sql/postgres/delivery.sql
_LANES = OFFICE + 1  # the second key is the lane's hash
BELL = "zhibao_outbox"
CLOSE_WITHIN = 0.5  # seconds; the server notices all the same, and SIGTERM leaves little time
_ANSWER_WITHIN = 5.0  # seconds; a server that does not answer for so long has lost us
# A copy that stands still (stopped, or its machine asleep) keeps its connection open and would keep its locks: the server ends
# it after so many seconds without a word. A copy that leads asks every second (app.LEAD_EVERY).
_SILENCE = 10.0
_SINCE = 14  # the server's version that can
# So long after a word of the server's nobody else can lead. Half of the silence is left to a call that is on its way.
_LEASE = 5.0

_TAKE = "SELECT lane, pg_try_advisory_lock($1, hashtext(lane)) FROM unnest($2::text[]) AS lane"
_RELEASE = "SELECT pg_advisory_unlock($1, hashtext(lane)) FROM unnest($2::text[]) AS lane"


class Presence:
    """One copy's locks. `on_bell` is called when another copy has put something into the outbox, or has an item for the one
    that leads to compare.

    Two lanes with one hash are two locks to the server where one copy holds both; where two copies want them, one waits.
    """

    def __init__(self, connect: Callable[[], Awaitable[Any]], *, on_bell: Callable[[], None]) -> None:
        self._connect = connect
        self._on_bell = on_bell
        self._conn: Any = None
        self._turn = asyncio.Lock()  # a connection does one thing at a time
        self._taken: set[str] = set()
        self._leads = False
        self._sure_until = 0.0  # on a clock that runs while the process, or the machine, stands still

    @property
    def leads(self) -> bool:
        """Whether no other copy can lead now: False where the connection is lost, or nothing was heard for too long."""
        return self._leads and seconds_since_boot() < self._sure_until

    async def open(self) -> None:
        """Connects. StoreError where that is impossible."""
        async with self._turn:
            await self._asking("SELECT 1")

    async def close(self) -> None:
        """Gives everything up."""
        async with self._turn:
            if self._conn is not None:
                conn, self._conn = self._conn, None
                self._forget()
                try:
                    await conn.close(timeout=CLOSE_WITHIN)
                except TROUBLES:
                    conn.terminate()

    async def take_lanes(self, lanes: Sequence[str]) -> set[str]:
        """Those of `lanes` that are this copy's now."""
        if self._conn is not None and self._taken.issuperset(lanes):
            return set(lanes)
        async with self._turn:
            await self._ensure()
            wanted = sorted(set(lanes) - self._taken)
            if wanted:
                rows = await self._asking(_TAKE, _LANES, wanted)
                self._taken.update(row[0] for row in rows if row[1])
            return self._taken.intersection(lanes)

    async def release_lanes(self, lanes: Sequence[str]) -> None:
        """Other copies may have these. Where the connection is lost they have them already."""
        async with self._turn:
            held = sorted(self._taken.intersection(lanes))
            if held:
                self._taken.difference_update(held)
                await self._asking(_RELEASE, _LANES, held)

    async def lead(self) -> bool:
        """Whether this copy leads now; asks the server each time, which shows a connection that is lost."""
        async with self._turn:
            await self._ensure()
            if self._leads:
                await self._asking("SELECT 1")
            else:
                (row,) = await self._asking("SELECT pg_try_advisory_lock($1, $2)", OFFICE, LEAD)
                self._leads = row[0]
            return self._leads

    async def still_leads(self) -> bool:
        """Whether this copy has led without a break since `lead` said so; a lead that was lost is not taken anew."""
        async with self._turn:
            if self._leads:
                await self._asking("SELECT 1")
            return self._leads

    async def resign(self) -> None:
        """Another copy may lead."""
        async with self._turn:
            if self._leads:
                self._leads = False
                await self._asking("SELECT pg_advisory_unlock($1, $2)", OFFICE, LEAD)

    async def _asking(self, sql: str, *arguments: Any) -> list[Any]:
        """Rows of one statement; a connection on which it fails, or is broken off, is given up with all its locks."""
        await self._ensure()
        asked_at = seconds_since_boot()
        try:
            rows = list(await self._conn.fetch(sql, *arguments, timeout=_ANSWER_WITHIN))
            self._sure_until = asked_at + _LEASE
            return rows
        except BaseException as error:
            self._give_up()
            if isinstance(error, TROUBLES):
                raise store_error(error) from error
            raise

    async def _ensure(self) -> None:
        if self._conn is not None and not self._conn.is_closed():
            return
        self._forget()
        try:
            conn = await self._connect()
            conn.add_termination_listener(self._lost)
            self._conn = conn
            if conn.get_server_version().major >= _SINCE:
                await conn.execute(f"SET idle_session_timeout TO '{_SILENCE:.0f}s'")
            await conn.add_listener(BELL, self._rung)
        except TROUBLES as error:
            self._give_up()
            raise store_error(error) from error

    def _give_up(self) -> None:
        conn, self._conn = self._conn, None
        self._forget()
        if conn is not None:
            conn.terminate()

    def _lost(self, conn: asyncpg.Connection) -> None:
        if conn is self._conn:
            self._conn = None
            self._forget()

    def _forget(self) -> None:
        self._taken.clear()
        self._leads = False

    def _rung(self, *_: object) -> None:
        self._on_bell()
