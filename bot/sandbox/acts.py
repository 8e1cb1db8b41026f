"""What the page may ask a person to do, by name, each with a JSON body; the reading side is in `control`."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from bot.sandbox.errors import ActionError
from bot.sandbox.page_json import message_entry, user_brief
from bot.sandbox.records import Chat, Json, Message, User

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox


class Body:
    """One request's fields, read as what they name; raises ActionError where they name nothing."""

    def __init__(self, sandbox: Sandbox, values: Json) -> None:
        self.sandbox = sandbox
        self.values = values

    def number(self, name: str) -> int | None:
        """An integer, None where it was not given."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise ActionError(f"{name} is not a number") from None

    def text(self, name: str) -> str:
        """A string, empty where it was not given."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def user(self, name: str = "as") -> User:
        """The person a field names."""
        user = self.sandbox.world.users.get(self.number(name) or 0)
        if user is None or (user.is_bot and name == "as"):
            raise ActionError("no such person")
        return user

    def chat(self, name: str = "chat") -> Chat:
        """A chat of the acting person's."""
        chat = self.sandbox.world.chats.get(self.number(name) or 0)
        if chat is None or not chat.has(self.user().id):
            raise ActionError("no such chat")
        return chat

    def message(self) -> Message:
        """A message of that chat."""
        message = self.chat().messages.get(self.number("message") or 0)
        if message is None:
            raise ActionError("the message is gone")
        return message


async def read_object(request: Request) -> dict[str, Any]:
    """A request's JSON object. Nothing else is taken: a form of another site cannot send JSON without asking first."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise ActionError("a JSON body is expected")
    try:
        value = json.loads(await request.body())
    except ValueError:
        raise ActionError("a JSON body is expected") from None
    if not isinstance(value, dict):
        raise ActionError("a JSON body is expected")
    return value


async def _send(body: Body) -> Json:
    sent = body.sandbox.people.say(
        body.user(),
        body.text("text"),
        chat=body.chat(),
        reply_to=body.number("reply_to"),
        thread=body.number("thread"),
    )
    return {"messages": [message_entry(body.sandbox.world, m, body.user()) for m in sent]}


async def _start(body: Body) -> Json:
    return {"chat": body.sandbox.people.start(body.user(), body.text("payload") or None).chat_id}


async def _edit(body: Body) -> Json:
    body.sandbox.people.edit(body.user(), body.message(), body.text("text"))
    return {}


async def _delete(body: Body) -> Json:
    body.sandbox.people.delete(body.user(), body.message())
    return {}


async def _press(body: Body) -> Json:
    rows = body.message().inline_rows
    row, column = body.number("row") or 0, body.number("column") or 0
    if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
        raise ActionError("no such button")
    button = rows[row][column]
    answer = await body.sandbox.people.press(body.user(), body.message(), button, seconds=15)
    started = "url" in button and not answer.url
    return {
        "text": answer.text,
        "alert": answer.alert,
        "url": answer.url,
        "chat": body.user().id if started else None,
    }


async def _forward(body: Body) -> Json:
    copy = body.sandbox.people.forward(body.user(), body.message(), to=body.chat("to"))
    return {"chat": copy.chat_id}


async def _block(body: Body) -> Json:
    body.sandbox.people.block(body.user())
    return {}


async def _unblock(body: Body) -> Json:
    body.sandbox.people.unblock(body.user())
    return {}


async def _read(body: Body) -> Json:
    chat, user = body.chat(), body.user()
    chat.read[user.id] = max(chat.read.get(user.id, 0), body.number("message") or 0)
    return {}


async def _join(body: Body) -> Json:
    chat = body.sandbox.world.chats.get(body.number("chat") or 0)
    if chat is None or chat.is_private:
        raise ActionError("no such chat")
    body.sandbox.groups.join(chat, body.user())
    return {}


async def _leave(body: Body) -> Json:
    body.sandbox.groups.leave(body.chat(), body.user())
    return {}


async def _add(body: Body) -> Json:
    body.sandbox.groups.join(body.chat(), body.user("user"), by=body.user())
    return {}


async def _remove(body: Body) -> Json:
    if not body.chat().members[body.user().id].is_admin:
        raise ActionError("not an administrator")
    body.sandbox.groups.leave(body.chat(), body.user("user"), by=body.user())
    return {}


async def _promote(body: Body) -> Json:
    if not body.chat().members[body.user().id].is_admin:
        raise ActionError("not an administrator")
    body.sandbox.groups.promote(body.chat(), body.user("user"), by=body.user())
    return {}


async def _migrate(body: Body) -> Json:
    return {"chat": body.sandbox.groups.migrate(body.chat()).id}


async def _topic(body: Body) -> Json:
    name = body.text("name").strip()
    if not 1 <= len(name) <= 128:
        raise ActionError("a topic's name has 1 to 128 characters")
    topic = body.sandbox.groups.create_topic(body.chat(), body.user(), name)
    return {"thread": topic.id}


async def _new_user(body: Body) -> Json:
    """A person who was not there: for trying what a stranger sees."""
    name = body.text("name").strip()
    if not 1 <= len(name) <= 64:
        raise ActionError("a name has 1 to 64 characters")
    world = body.sandbox.world
    user = world.add_user(body.number("id") or max(world.users) + 1, name)
    return user_brief(user)


async def _new_group(body: Body) -> Json:
    title = body.text("title").strip()
    if not 1 <= len(title) <= 128:
        raise ActionError("a title has 1 to 128 characters")
    kind = "group" if body.text("kind") == "group" else "supergroup"
    forum = kind == "supergroup" and bool(body.values.get("forum"))
    chat = body.sandbox.world.add_group(
        title, kind=kind, is_forum=forum, members=[body.user()], with_bot=False
    )
    body.sandbox.groups.join(chat, body.sandbox.world.bot, by=body.user())
    return {"chat": chat.id}


ACTS: dict[str, Callable[[Body], Awaitable[Json]]] = {
    "send": _send,
    "start": _start,
    "edit": _edit,
    "delete": _delete,
    "press": _press,
    "forward": _forward,
    "block": _block,
    "unblock": _unblock,
    "read": _read,
    "join": _join,
    "leave": _leave,
    "add": _add,
    "remove": _remove,
    "promote": _promote,
    "migrate": _migrate,
    "topic": _topic,
    "new_user": _new_user,
    "new_group": _new_group,
}
