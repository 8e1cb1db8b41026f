"""Calls that bring a file: small ones travel in their row, others lie on disk, where Telegram does not know them already."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from bot.model import (
    Attachment,
    Chat,
    CircularFile,
    Document,
    MadeFile,
    OutboxState,
    Priority,
    Product,
)
from bot.store.repositories.calls import Calls

ON_DISK = "on_disk"  # in a payload: where the file lies that the call may have to bring along
_SENDING = {"photo": "photo", "video": "video", "animation": "animation"}


class FileCalls(Calls):
    """Calls that send a document, a picture or a video."""

    async def send_document(
        self,
        chat: Chat,
        document: Document,
        *,
        priority: Priority = Priority.REPLY,
        send_at: datetime | None = None,
    ) -> None:
        """A small file; its bytes travel in the row, so that they are there after a crash. `send_at` puts it off."""
        params: dict[str, Any] = {
            "chat_id": chat.chat_id,
            "caption": str(document.caption),
            "parse_mode": "HTML",
            "document": {"name": document.name, "base64": base64.b64encode(document.content).decode()},
        }
        if chat.thread_id:
            params["message_thread_id"] = chat.thread_id
        state = OutboxState.QUEUED if self._may_write(chat.chat_id) else OutboxState.WAITING
        await self.call(
            "sendDocument", params, chat_id=chat.chat_id, priority=priority, state=state, send_at=send_at
        )

    async def send_file(
        self,
        chat: Chat,
        file: Attachment | CircularFile,
        *,
        caption: str = "",
        priority: Priority = Priority.REPLY,
    ) -> None:
        """A file that somebody sent, given back as Telegram knows it; where it does not any more, from the files folder."""
        method = _SENDING.get(file.kind, "document")
        params: dict[str, Any] = {
            "chat_id": chat.chat_id,
            "caption": str(caption),
            "parse_mode": "HTML",
            method: file.file_id,
        }
        if file.sha256 is not None:
            params[ON_DISK] = {"sha256": file.sha256, "name": file.name or file.kind, "field": method}
        if chat.thread_id:
            params["message_thread_id"] = chat.thread_id
        state = OutboxState.QUEUED if self._may_write(chat.chat_id) else OutboxState.WAITING
        await self.call(
            f"send{method.capitalize()}", params, chat_id=chat.chat_id, state=state, priority=priority
        )

    async def send_made(
        self,
        file: MadeFile,
        product: Product,
        *,
        caption: str,
        priority: Priority = Priority.REPLY,
        send_at: datetime | None = None,
    ) -> int:
        """A file that the bot has made, from the files folder, where it was ordered. The row's id."""
        params: dict[str, Any] = {
            "chat_id": file.chat_id,
            "caption": caption,
            "parse_mode": "HTML",
            ON_DISK: {"sha256": product.sha256, "name": file.name, "field": file.form}
            | ({"preview": product.preview} if product.preview else {}),
        }
        if file.thread_id:
            params["message_thread_id"] = file.thread_id
        if file.reply_to is not None:
            params["reply_parameters"] = {"message_id": file.reply_to, "allow_sending_without_reply": True}
        return await self.call(
            f"send{file.form.capitalize()}",
            params,
            chat_id=file.chat_id,
            priority=priority,
            state=OutboxState.QUEUED if self._may_write(file.chat_id) else OutboxState.WAITING,
            about=file.about,
            send_at=send_at,
        )

    async def send_kept(self, chat: Chat, *, sha256: str, name: str) -> None:
        """A document of ours that is kept in the files folder."""
        params: dict[str, Any] = {
            "chat_id": chat.chat_id,
            ON_DISK: {"sha256": sha256, "name": name, "field": "document"},
        }
        if chat.thread_id:
            params["message_thread_id"] = chat.thread_id
        state = OutboxState.QUEUED if self._may_write(chat.chat_id) else OutboxState.WAITING
        await self.call("sendDocument", params, chat_id=chat.chat_id, state=state)
