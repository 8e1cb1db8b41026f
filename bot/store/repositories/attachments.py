"""Files that people sent as typed queries; how they come to the disk is delivery's affair, what they are for the desk's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.clock import to_ms
from bot.model import Attachment, AttachmentState, Chat, CircularFile, Refusal, SentFile
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_attachment = mapper(Attachment)


class Attachments(Repository):
    """The files of items and drafts.

    `wrote`: there may be something to download once this is committed; `wiped`: files whose bytes then go, SHA-256 each.
    """

    def __init__(self, conn: Any, queries: Any) -> None:
        super().__init__(conn, queries)
        self.wrote = False
        self.wiped: set[str] = set()

    async def add(
        self,
        file: SentFile,
        chat: Chat,
        message_id: int,
        telegram_id: int,
        *,
        album: str | None,
        item_id: int | None,
        draft_id: int | None,
        report_id: int | None = None,
        offer_id: int | None = None,
        refusal: Refusal | None,
        now: datetime,
        try_at: datetime | None = None,
    ) -> int:
        """A file that came along, to be got from `try_at` on or at once; with a `refusal` not at all. Its id."""
        self.wrote |= refusal is None
        added: int = await self._q.insert_attachment(
            self._conn,
            item_id=item_id,
            draft_id=draft_id,
            report_id=report_id,
            offer_id=offer_id,
            file_id=file.file_id,
            unique_id=file.unique_id,
            kind=file.kind,
            name=file.name,
            size=file.size,
            mime=file.mime,
            chat_id=chat.chat_id,
            message_id=message_id,
            telegram_id=telegram_id,
            album=album,
            state=AttachmentState.WANTED if refusal is None else AttachmentState.REFUSED,
            reason=refusal,
            try_at=to_ms(try_at or now),
            now=to_ms(now),
        )
        return added

    async def find(self, attachment_id: int) -> Attachment | None:
        """One file."""
        row = await self._q.find_attachment(self._conn, id=attachment_id)
        return _attachment(row) if row else None

    async def of_item(self, item_id: int) -> list[Attachment]:
        """An item's files, in the order in which they were sent."""
        return _all(await self._q.list_attachments_of_item(self._conn, item_id=item_id))

    async def of_report(self, report_id: int) -> list[Attachment]:
        """What came with a report of a supervision task."""
        return _all(await self._q.list_attachments_of_report(self._conn, report_id=report_id))

    async def of_task(self, task_id: int) -> list[Attachment]:
        """What came with all reports of one."""
        return _all(await self._q.list_attachments_of_task(self._conn, task_id=task_id))

    async def of_offer(self, offer_id: int) -> list[Attachment]:
        """What came with a partner's offer."""
        return _all(await self._q.list_attachments_of_offer(self._conn, offer_id=offer_id))

    async def give_to_report(self, draft_id: int, *, report_id: int) -> None:
        """What was sent while a report was asked for goes with it."""
        await self._q.give_draft_to_report(self._conn, draft_id=draft_id, report_id=report_id)

    async def enclose(self, attachment_id: int, *, report_id: int | None, offer_id: int | None) -> None:
        """The file came with these words."""
        self.wrote = True
        await self._q.enclose_attachment(self._conn, id=attachment_id, report_id=report_id, offer_id=offer_id)

    async def of_draft(self, draft_id: int) -> list[Attachment]:
        """A draft's files, in the order in which they were sent."""
        return _all(await self._q.list_attachments_of_draft(self._conn, draft_id=draft_id))

    async def of_album(self, chat_id: int, telegram_id: int, album: str) -> list[Attachment]:
        """What has come of somebody's album so far, whatever it belongs to."""
        return _all(
            await self._q.list_attachments_of_album(
                self._conn, chat_id=chat_id, telegram_id=telegram_id, album=album
            )
        )

    async def give_draft(self, draft_id: int, *, item_id: int) -> None:
        """The draft has become an item, or a version of one."""
        await self._q.give_draft_attachments(self._conn, draft_id=draft_id, item_id=item_id)

    async def give(self, attachment_id: int, *, item_id: int | None, draft_id: int | None) -> None:
        """The file belongs there."""
        self.wrote = True
        await self._q.give_attachment(self._conn, id=attachment_id, item_id=item_id, draft_id=draft_id)

    async def wipe(self, attachment: Attachment) -> None:
        """Nothing stays of the file, nor of its name; its bytes go with the commit, unless something else has the same."""
        if attachment.sha256 is not None:
            self.wiped.add(attachment.sha256)
        await self.settle(attachment, AttachmentState.REFUSED, reason=Refusal.MARKED, name="")

    async def remove(self, attachment: Attachment) -> None:
        """Nothing stays of a file that is no item's; its bytes go with the commit, unless something else has the same."""
        if attachment.sha256 is not None:
            self.wiped.add(attachment.sha256)
        await self._q.delete_attachment(self._conn, id=attachment.id)

    async def wipe_circulated(self, file: CircularFile) -> None:
        """Nothing stays of a file that went with a paper to read; its bytes go as above."""
        if file.sha256 is not None:
            self.wiped.add(file.sha256)
            await self._q.delete_loose_attachments(self._conn, sha256=file.sha256)

    async def settle(
        self,
        attachment: Attachment,
        state: AttachmentState,
        *,
        sha256: str | None = None,
        size: int | None = None,
        reason: str | None = None,
        name: str | None = None,
    ) -> bool:
        """What became of it; False: that was settled before."""
        row = await self._q.settle_attachment(
            self._conn,
            id=attachment.id,
            state=state,
            sha256=sha256,
            size=attachment.size if size is None else size,
            reason=reason,
            name=attachment.name if name is None else name,
        )
        return row is not None


def _all(rows: Sequence[Any]) -> list[Attachment]:
    return [_attachment(row) for row in rows]
