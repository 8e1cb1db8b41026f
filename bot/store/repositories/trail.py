"""The audit trail as typed queries: who did what, when, before and after; what is worth a line is the desk's affair."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.clock import to_ms
from bot.model import AuditEntry
from bot.rules.chain import next_hash
from bot.store.jsontext import as_json
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_entry = mapper(AuditEntry)
FOR = "for"  # in what a line says of afterwards: the name of the person for whom somebody stood in


class Trail(Repository):
    """The audit trail, each line chained to the one before (rules/chain.py).

    `head` is the hash of the last line; who only reads needs none. It was read in the transaction that writes, and nobody
    else writes meanwhile, so that the chain costs no statement of its own.
    """

    def __init__(self, conn: Any, queries: Any, *, head: str | None) -> None:
        super().__init__(conn, queries)
        self._head = head
        self._standing: tuple[int, int, str] | None = None

    def stand_in(self, standing: tuple[int, int, str] | None) -> None:
        """Who stands in for whom in what is recorded from now on: the deputy's id, the person's id and name; None: nobody.

        Lines of either of the two are the deputy's, and say for whom.
        """
        self._standing = standing

    async def record(
        self,
        subject: str,
        subject_id: int,
        *,
        step: str,
        person_id: int | None,
        now: datetime,
        before: object = None,
        after: object = None,
    ) -> None:
        """One line; `person_id` None is the clock."""
        assert self._head is not None, "only a Work writes"
        if self._standing is not None and person_id in self._standing[:2]:
            person_id, _, name = self._standing
            after = {**(after if isinstance(after, dict) else {}), FOR: name}
        line: dict[str, Any] = {
            "subject": subject,
            "subject_id": subject_id,
            "person_id": person_id,
            "step": step,
            "before": None if before is None else as_json(before),
            "after": None if after is None else as_json(after),
            "done_at": to_ms(now),
        }
        head = next_hash(self._head, **line)
        await self._q.insert_audit(self._conn, **line, hash=head)
        self._head = head

    async def of(self, subject: str, subject_id: int) -> list[AuditEntry]:
        """The lines of one thing, the oldest first."""
        rows = await self._q.list_audit(self._conn, subject=subject, subject_id=subject_id)
        return [_entry(row) for row in rows]

    async def last_line(self) -> int:
        """The newest line's number; 0 where there is none."""
        last: int = await self._q.last_audit(self._conn)
        return last

    async def is_altered(self, *, since: int, month: str) -> bool:
        """Whether a line after that one may alter the figures of the month 'YYYY-MM', or of those before it."""
        return await self._q.find_altering_audit(self._conn, since=since, month=month) is not None
