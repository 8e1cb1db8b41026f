"""Questions to the desk, writing guides and good examples as typed queries; who may say what is the desk's affair."""

from __future__ import annotations

from datetime import datetime

from bot.clock import to_ms
from bot.model import Exemplar, Guide, Inquiry, InquiryText
from bot.store.repositories.repository import Repository, as_ms
from bot.store.repositories.rows import mapper

_inquiry, _text, _guide, _exemplar = mapper(Inquiry), mapper(InquiryText), mapper(Guide), mapper(Exemplar)


class Inquiries(Repository):
    """What people ask the desk, and the threads."""

    async def add(self, person_id: int, *, now: datetime) -> int:
        """A new question; its words are the first text of its thread."""
        return int(await self._q.insert_inquiry(self._conn, person_id=person_id, asked_at=to_ms(now)))

    async def find(self, inquiry_id: int) -> Inquiry | None:
        """One question."""
        row = await self._q.find_inquiry(self._conn, id=inquiry_id)
        return _inquiry(row) if row else None

    async def of(self, person_id: int, *, most: int) -> list[Inquiry]:
        """What somebody has asked, the newest first."""
        rows = await self._q.list_inquiries_of(self._conn, person_id=person_id, most=most)
        return [_inquiry(row) for row in rows]

    async def open(self, *, until: datetime, most: int) -> list[Inquiry]:
        """What nobody has answered that has waited since `until` or longer, the longest first."""
        rows = await self._q.list_open_inquiries(self._conn, until=to_ms(until), most=most)
        return [_inquiry(row) for row in rows]

    async def say(
        self,
        inquiry_id: int,
        *,
        person_id: int,
        from_desk: bool,
        text: str,
        chat_id: int,
        message_id: int,
        now: datetime,
    ) -> InquiryText:
        """A further text of the thread."""
        text_id = await self._q.insert_inquiry_text(
            self._conn,
            inquiry_id=inquiry_id,
            person_id=person_id,
            from_desk=int(from_desk),
            text=text,
            chat_id=chat_id,
            message_id=message_id,
            said_at=to_ms(now),
        )
        return _text(await self._q.find_inquiry_text(self._conn, id=text_id))

    async def find_text(self, text_id: int) -> InquiryText | None:
        """One text."""
        row = await self._q.find_inquiry_text(self._conn, id=text_id)
        return _text(row) if row else None

    async def texts(self, inquiry_id: int) -> list[InquiryText]:
        """The thread, the first first."""
        return [_text(row) for row in await self._q.list_inquiry_texts(self._conn, inquiry_id=inquiry_id)]

    async def of_message(self, chat_id: int, message_id: int) -> list[InquiryText]:
        """What a message became."""
        rows = await self._q.list_inquiry_texts_of_message(self._conn, chat_id=chat_id, message_id=message_id)
        return [_text(row) for row in rows]

    async def take_back(self, text: InquiryText) -> None:
        """It was not said after all; a question of which nothing is left was not asked."""
        await self._q.delete_inquiry_text(self._conn, id=text.id)
        if not await self.texts(text.inquiry_id):
            await self._q.delete_inquiry(self._conn, id=text.inquiry_id)

    async def wipe_one(self, text_id: int) -> None:
        """Nothing stays of one text, but that it was."""
        await self._q.wipe_inquiry_text(self._conn, id=text_id)


class Guides(Repository):
    """The office's own writing guides."""

    async def add(self, text: str, *, person_id: int, now: datetime) -> int:
        """This one is in force from now on; its id."""
        return int(await self._q.insert_guide(self._conn, text=text, person_id=person_id, set_at=to_ms(now)))

    async def find(self, guide_id: int) -> Guide | None:
        """One guide."""
        row = await self._q.find_guide(self._conn, id=guide_id)
        return _guide(row) if row else None

    async def in_force(self) -> Guide | None:
        """The newest that was not dropped; None: the one that comes with the bot."""
        row = await self._q.find_guide_in_force(self._conn)
        return _guide(row) if row else None

    async def drop(self, guide_id: int, *, at: datetime | None) -> None:
        """The one before it is in force again; without a moment this one is, after all."""
        await self._q.drop_guide(self._conn, id=guide_id, dropped_at=as_ms(at))


class Exemplars(Repository):
    """Items that are good examples."""

    async def choose(self, item_id: int, *, comment: str, person_id: int, now: datetime) -> None:
        """An item is one, or one with another comment."""
        await self._q.insert_exemplar(
            self._conn, item_id=item_id, comment=comment, person_id=person_id, chosen_at=to_ms(now)
        )

    async def find(self, item_id: int) -> Exemplar | None:
        """One good example."""
        row = await self._q.find_exemplar(self._conn, item_id=item_id)
        return _exemplar(row) if row else None

    async def newest(self, *, most: int) -> list[Exemplar]:
        """Those that are adopted still, the newest first."""
        return [_exemplar(row) for row in await self._q.list_exemplars(self._conn, most=most)]

    async def revoke(self, item_id: int) -> None:
        """It is one no more."""
        await self._q.delete_exemplar(self._conn, item_id=item_id)
