"""Files that the bot makes as typed queries; what they look like is the making's affair, what they are for the desk's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.clock import to_ms
from bot.model import GATHERED, Chat, MadeFile, MadeState, Order, Product
from bot.rules.secrecy.traces import Traces
from bot.store.jsontext import as_json
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_made = mapper(MadeFile)


class MadeFiles(Repository):
    """`wrote`: there is something to make once this is committed; `wiped`: files whose bytes then go, SHA-256 each."""

    def __init__(self, conn: Any, queries: Any) -> None:
        super().__init__(conn, queries)
        self.wrote = False
        self.wiped: set[str] = set()

    async def order(
        self,
        order: Order,
        chat: Chat,
        *,
        language: str,
        now: datetime,
        reply_to: int | None = None,
        about: str | None = None,
        also: Sequence[tuple[Chat, str]] = (),
    ) -> int:
        """A file that an answer has: it is made after the commit, and sent there once it is on disk. Its id.

        `also` are other chats that get it, each with the language of its caption.
        """
        self.wrote = True
        made_id: int = await self._q.insert_made(
            self._conn,
            kind=order.kind,
            spec=as_json(order.spec),
            name=order.name,
            caption=order.caption,
            form=order.form,
            chat_id=chat.chat_id,
            thread_id=chat.thread_id,
            reply_to=reply_to,
            about=about,
            language=language,
            also=as_json([[other.chat_id, other.thread_id, theirs] for other, theirs in also]),
            now=to_ms(now),
        )
        return made_id

    async def add_message(self, file: MadeFile, product: Product, *, outbox_id: int) -> None:
        """One more message by which a file is sent: to another chat, or a page of it. It is kept and goes as that does."""
        await self._q.insert_made_message(
            self._conn,
            made_id=file.id,
            name=file.name,
            form=file.form,
            chat_id=file.chat_id,
            thread_id=file.thread_id,
            sha256=product.sha256,
            size=product.size,
            outbox_id=outbox_id,
        )

    async def find(self, made_id: int) -> MadeFile | None:
        """One file."""
        row = await self._q.find_made(self._conn, id=made_id)
        return _made(row) if row else None

    async def wanted(self, kind: str) -> list[MadeFile]:
        """Files of this kind that are not made yet."""
        return [_made(row) for row in await self._q.list_wanted_made(self._conn, kind=kind)]

    async def settle(
        self, made_id: int, state: MadeState, *, product: Product | None = None, outbox_id: int | None = None
    ) -> bool:
        """What became of it, and the message that it goes with; False: that was settled before."""
        row = await self._q.settle_made(
            self._conn,
            id=made_id,
            state=state,
            sha256=product.sha256 if product else None,
            size=product.size if product else 0,
            outbox_id=outbox_id,
        )
        return row is not None

    async def drop(self, chat_id: int, about: str) -> None:
        """Nothing of what is about this is made for the chat."""
        await self._q.drop_made(self._conn, chat_id=chat_id, about=about)

    async def wipe(self, traces: Traces, *, since: datetime, gathered: bool = False) -> None:
        """Nothing stays of files ordered since then that hold any of these traces of a text, or, with `gathered`, may hold them
        whatever their order says; the outbox sees to their messages.
        """
        rows = await self._q.list_made_since(self._conn, since=to_ms(since))
        for made_id, kind, spec, caption, sha256 in rows:
            is_traced = traces.holds_piece(spec, caption) or traces.holds_word(spec, caption)
            if is_traced or (gathered and kind in GATHERED):
                self.wiped |= {sha256} if sha256 is not None else set()
                await self._q.delete_made(self._conn, id=made_id)
