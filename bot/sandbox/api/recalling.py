"""What the bot had said in an earlier world, put back where it stood: no call is made, and nobody is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.api.context import Context
from bot.sandbox.api.keyboards import check_markup
from bot.sandbox.world.records import StoredFile


@dataclass
class Said:
    """A text of the bot's: `params` are those of the call that said it last, an edit's too."""

    chat_id: int
    message_id: int
    params: dict[str, Any]
    at: datetime
    edited_at: datetime | None = None


def recall_text(ctx: Context, said: Said) -> None:
    """Puts it into its chat, which there must be; the messages of a chat in the order of their numbers."""
    chat, args = ctx.world.chats[said.chat_id], Arguments(said.params)
    message = ctx.world.draft(chat, ctx.world.bot)
    message.id, message.date = said.message_id, int(said.at.timestamp())
    message.edit_date = int(said.edited_at.timestamp()) if said.edited_at else None
    message.text, message.entities = ctx.formatted(args, "text")
    message.markup = check_markup(args.mapping("reply_markup"))
    answered = Arguments(args.mapping("reply_parameters") or {}).integer("message_id")
    message.reply_to = answered if answered in chat.messages else None
    ctx.world.recall(chat, message)


def recall_file(ctx: Context, file_id: str, data: bytes, *, name: str, mime: str) -> None:
    """Bytes that somebody sent, known by the same id as then."""
    ctx.world.files[file_id] = StoredFile(
        file_id, f"recalled-{file_id}", name, mime, data, f"recalled/{file_id}"
    )
