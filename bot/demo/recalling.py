"""What a kept demo's bot had said, put back into chats that begin empty: its outbox remembers that for a month."""

from __future__ import annotations

import json
from typing import Any

from bot.app import Desk
from bot.clock import from_ms
from bot.sandbox import Said, Sandbox
from bot.store.files import path_of

Place = tuple[int, int]  # a chat, and a message in it


async def recall(desk: Desk, sandbox: Sandbox) -> set[Place]:
    """Puts the bot's texts back where they stood, with their buttons and dates; which messages those are.

    What people wrote is gone: the desk keeps no chats.
    """
    said: dict[Place, Said] = {}
    pinned: dict[Place, None] = {}
    database = desk.database
    for chat_id, method, payload, message_id, at in await database.queries.list_settled(database.reader):
        params = json.loads(payload) if payload else {}
        place = chat_id, params.get("message_id") or message_id
        if chat_id in sandbox.world.chats and place[1] is not None:
            _follow(said, pinned, place, method=method, params=params, at=at)
    for place in sorted(said):
        sandbox.recall(said[place])
    for chat_id, message_id in pinned:
        if (chat_id, message_id) in said:
            sandbox.world.chats[chat_id].pinned.append(message_id)
    await _recall_files(desk, sandbox)
    return set(said)


def _follow(
    said: dict[Place, Said],
    pinned: dict[Place, None],
    place: Place,
    *,
    method: str,
    params: dict[str, Any],
    at: int,
) -> None:
    """What stands in the chats after one call more. Of what was wiped nothing comes back."""
    match method:
        case "sendMessage" if params:
            said[place] = Said(*place, params, from_ms(at))
        case "editMessageText" if params and place in said:
            kept = {"reply_parameters": said[place].params.get("reply_parameters")}
            said[place] = Said(*place, params | kept, said[place].at, edited_at=from_ms(at))
        case "editMessageText" | "deleteMessage":
            said.pop(place, None)
        case "pinChatMessage":
            pinned[place] = None
        case "unpinChatMessage":
            pinned.pop(place, None)


async def _recall_files(desk: Desk, sandbox: Sandbox) -> None:
    """What people sent is given back by the ids that it had."""
    database, folder = desk.database, desk.office.settings.storage.files
    for file_id, name, mime, sha256 in await database.queries.list_kept_files(database.reader):
        path = path_of(folder, sha256)
        if path.is_file():
            sandbox.recall_file(file_id, path.read_bytes(), name=name, mime=mime)
