"""Papers to read as typed queries; who may see and do what with them is the desk's affair."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.clock import to_ms
from bot.model import Attachment, Circular, CircularFile, CircularReader
from bot.store.jsontext import as_json
from bot.store.repositories.repository import Repository, as_ms
from bot.store.repositories.rows import mapper

_circular, _reader, _file = mapper(Circular), mapper(CircularReader), mapper(CircularFile)


class Circulars(Repository):
    """What is circulated, who is to read it and who has."""

    async def add(
        self,
        circular_id: int,
        *,
        title: str,
        brief: str,
        scope: Iterable[str],
        due_at: datetime | None,
        posted_by: int,
        now: datetime,
    ) -> None:
        """A paper is circulated."""
        await self._q.insert_circular(
            self._conn,
            id=circular_id,
            title=title,
            brief=brief,
            scope=as_json(list(scope)),
            due_at=as_ms(due_at),
            posted_by=posted_by,
            posted_at=to_ms(now),
        )

    async def find(self, circular_id: int) -> Circular | None:
        """One circular."""
        row = await self._q.find_circular(self._conn, id=circular_id)
        return _circular(row) if row else None

    async def open(self, *, most: int) -> list[Circular]:
        """Those that are not closed, the newest first."""
        return [_circular(row) for row in await self._q.list_open_circulars(self._conn, most=most)]

    async def newest(self, *, posted_by: int | None, most: int) -> list[Circular]:
        """The newest, closed ones too; of one writer, or of all."""
        rows = await self._q.list_newest_circulars(self._conn, posted_by=posted_by or 0, most=most)
        return [_circular(row) for row in rows]

    async def to_list(self, now: datetime, *, most: int) -> list[Circular]:
        """Open ones past due whose writers have not got the list, the longest ago first."""
        rows = await self._q.list_circulars_to_list(self._conn, now=to_ms(now), most=most)
        return [_circular(row) for row in rows]

    async def close(self, circular_id: int, *, now: datetime) -> None:
        """It is called off."""
        await self._q.close_circular(self._conn, id=circular_id, closed_at=to_ms(now))

    async def reopen(self, circular_id: int) -> None:
        """It is out again."""
        await self._q.reopen_circular(self._conn, id=circular_id)

    async def set_due(self, circular_id: int, due_at: datetime) -> None:
        """Another due time, after which the list comes again."""
        await self._q.set_circular_due(self._conn, id=circular_id, due_at=to_ms(due_at))

    async def mark_listed(self, circular_id: int, *, now: datetime) -> None:
        """Its writer has got the list."""
        await self._q.set_circular_listed(self._conn, id=circular_id, listed_at=to_ms(now))

    async def add_reader(self, circular_id: int, person_id: int) -> int:
        """Somebody is to read it. The row's id."""
        return int(
            await self._q.insert_circular_reader(self._conn, circular_id=circular_id, person_id=person_id)
        )

    async def find_reader(self, reader_id: int) -> CircularReader | None:
        """One reader of one circular."""
        row = await self._q.find_circular_reader(self._conn, id=reader_id)
        return _reader(row) if row else None

    async def readers(self, circular_id: int) -> list[CircularReader]:
        """Everybody who is to read it, in the order of units."""
        return [
            _reader(row) for row in await self._q.list_circular_readers(self._conn, circular_id=circular_id)
        ]

    async def unread_of(self, person_id: int) -> list[CircularReader]:
        """What somebody has still to read, the nearest due first."""
        return [_reader(row) for row in await self._q.list_unread(self._conn, person_id=person_id)]

    async def unread(self) -> list[CircularReader]:
        """What everybody has still to read, person by person."""
        return [_reader(row) for row in await self._q.list_all_unread(self._conn)]

    async def mark_read(self, reader_id: int, *, by: int | None, now: datetime) -> bool:
        """It is read, by a deputy where `by` says so; False where it was before."""
        row = await self._q.mark_circular_read(self._conn, id=reader_id, read_at=to_ms(now), read_by=by)
        return row is not None

    async def add_file(self, circular_id: int, file: Attachment) -> None:
        """A file goes with it: its bytes stay on disk as long as the circular."""
        await self._q.insert_circular_file(
            self._conn,
            circular_id=circular_id,
            file_id=file.file_id,
            kind=file.kind,
            name=file.name,
            sha256=file.sha256,
            size=file.size,
        )

    async def files(self, circular_id: int) -> list[CircularFile]:
        """The files that go with it, in their order."""
        return [_file(row) for row in await self._q.list_circular_files(self._conn, circular_id=circular_id)]

    async def wipe(self, circular_id: int, *, gone: str) -> None:
        """Nothing stays of what was written in it, nor of its files; these words stand in its place."""
        await self._q.wipe_circular(self._conn, id=circular_id, gone=gone)
        await self._q.delete_circular_files(self._conn, circular_id=circular_id)
