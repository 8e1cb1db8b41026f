"""The page's live stream (Server-Sent Events): the journal as one person may see it, resumable by event number."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import StreamingResponse

from bot.sandbox.page.entries import chat_entry, message_entry
from bot.sandbox.world.closing import Closing
from bot.sandbox.world.journal import Event
from bot.sandbox.world.records import Json, User
from bot.sandbox.world.world import World

_HEARTBEAT_SECONDS = 15.0


def stream(world: World, user: User, request: Request, *, closing: Closing) -> StreamingResponse:
    """The events after the one that Last-Event-ID or `after` names, and then all that follow.

    An event "reset" says that some were forgotten and the page must read everything anew.
    """
    named = request.headers.get("last-event-id") or request.query_params.get("after", "")
    journal = world.journal
    after = journal.find(named) if named else journal.last_id
    return StreamingResponse(
        _lines(world, user, after, closing=closing),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


async def _lines(world: World, user: User, after: int | None, *, closing: Closing) -> AsyncIterator[str]:
    journal = world.journal
    yield "retry: 1000\n\n"
    while not closing.has_begun:
        events = None if after is None else journal.since(after)
        if events is None:
            after = journal.last_id
            yield f"id: {journal.mark()}\nevent: reset\ndata: {{}}\n\n"
            continue
        for event in events:
            kind, data = _seen(world, user, event)
            yield f"id: {journal.mark(event.id)}\nevent: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
            after = event.id
        if not events and not await journal.bell.wait(_HEARTBEAT_SECONDS):
            # An event, not a comment: the page must be able to tell a quiet stream from a dead one.
            yield "event: beat\ndata: {}\n\n"


def _seen(world: World, user: User, event: Event) -> tuple[str, Json]:
    """An event as that person sees it; what happens in others' chats is only "activity"."""
    chat = world.chats.get(event.chat_id or 0)
    if chat is None:
        return event.kind, event.data
    if not chat.has(user.id):
        return ("chats" if event.kind == "chat" else "activity"), {}
    if event.kind in ("message", "edited"):
        message = chat.messages.get(event.data["message"])
        if message is None:
            return "activity", {}
        return event.kind, {
            "message": message_entry(world, message, user),
            "chat": chat_entry(world, chat, user),
        }
    if event.kind == "chat":
        return "chat", {"chat": chat_entry(world, chat, user)}
    return event.kind, {"chat_id": chat.id, **event.data}
