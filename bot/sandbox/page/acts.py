"""What the page may ask a person to do, by name, each with a JSON body; the reading side is in `control`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.sandbox.page.entries import message_entry, user_brief
from bot.sandbox.page.fields import Fields
from bot.sandbox.world.errors import ActionError
from bot.sandbox.world.groups import Groups
from bot.sandbox.world.people import People
from bot.sandbox.world.records import Chat, Json, Message, User


class Body(Fields):
    """One request's fields that name persons, chats and messages; and what a person can do."""

    def __init__(self, values: Json, *, people: People, groups: Groups) -> None:
        super().__init__(values)
        self.people = people
        self.groups = groups
        self.world = people.world

    def user(self, name: str = "as") -> User:
        """The person a field names."""
        user = self.world.users.get(self.number(name) or 0)
        if user is None or (user.is_bot and name == "as"):
            raise ActionError("no such person")
        return user

    def chat(self, name: str = "chat") -> Chat:
        """A chat of the acting person's."""
        chat = self.world.chats.get(self.number(name) or 0)
        if chat is None or not chat.has(self.user().id):
            raise ActionError("no such chat")
        return chat

    def message(self) -> Message:
        """A message of that chat."""
        message = self.chat().messages.get(self.number("message") or 0)
        if message is None:
            raise ActionError("the message is gone")
        return message


async def _send(body: Body) -> Json:
    sent = body.people.say(
        body.user(),
        body.text("text"),
        chat=body.chat(),
        reply_to=body.number("reply_to"),
        thread=body.number("thread"),
    )
    return {"messages": [message_entry(body.world, m, body.user()) for m in sent]}


async def _start(body: Body) -> Json:
    return {"chat": body.people.start(body.user(), body.text("payload") or None).chat_id}


async def _edit(body: Body) -> Json:
    body.people.edit(body.user(), body.message(), body.text("text"))
    return {}


async def _delete(body: Body) -> Json:
    body.people.delete(body.user(), body.message())
    return {}


async def _press(body: Body) -> Json:
    rows = body.message().inline_rows
    row, column = body.number("row") or 0, body.number("column") or 0
    if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
        raise ActionError("no such button")
    button = rows[row][column]
    answer = await body.people.press(body.user(), body.message(), button, seconds=15)
    started = "url" in button and not answer.url
    return {
        "text": answer.text,
        "alert": answer.alert,
        "url": answer.url,
        "chat": body.user().id if started else None,
    }


async def _forward(body: Body) -> Json:
    copy = body.people.forward(body.user(), body.message(), to=body.chat("to"))
    return {"chat": copy.chat_id}


async def _block(body: Body) -> Json:
    body.people.block(body.user())
    return {}


async def _unblock(body: Body) -> Json:
    body.people.unblock(body.user())
    return {}


async def _read(body: Body) -> Json:
    chat, user = body.chat(), body.user()
    chat.read[user.id] = max(chat.read.get(user.id, 0), body.number("message") or 0)
    return {}


async def _join(body: Body) -> Json:
    chat = body.world.chats.get(body.number("chat") or 0)
    if chat is None or chat.is_private:
        raise ActionError("no such chat")
    body.groups.join(chat, body.user())
    return {}


async def _leave(body: Body) -> Json:
    body.groups.leave(body.chat(), body.user())
    return {}


async def _add(body: Body) -> Json:
    body.groups.join(body.chat(), body.user("user"), by=body.user())
    return {}


async def _remove(body: Body) -> Json:
    if not body.chat().members[body.user().id].is_admin:
        raise ActionError("not an administrator")
    body.groups.leave(body.chat(), body.user("user"), by=body.user())
    return {}


async def _promote(body: Body) -> Json:
    if not body.chat().members[body.user().id].is_admin:
        raise ActionError("not an administrator")
    body.groups.promote(body.chat(), body.user("user"), by=body.user())
    return {}


async def _migrate(body: Body) -> Json:
    return {"chat": body.groups.migrate(body.chat()).id}


async def _topic(body: Body) -> Json:
    name = body.text("name").strip()
    if not 1 <= len(name) <= 128:
        raise ActionError("a topic's name has 1 to 128 characters")
    topic = body.groups.create_topic(body.chat(), body.user(), name)
    return {"thread": topic.id}


async def _new_user(body: Body) -> Json:
    """A person who was not there: for trying what a stranger sees."""
    name = body.text("name").strip()
    if not 1 <= len(name) <= 64:
        raise ActionError("a name has 1 to 64 characters")
    world = body.world
    user = world.add_user(body.number("id") or max(world.users) + 1, name)
    return user_brief(user)


async def _new_group(body: Body) -> Json:
    title = body.text("title").strip()
    if not 1 <= len(title) <= 128:
        raise ActionError("a title has 1 to 128 characters")
    kind = "group" if body.text("kind") == "group" else "supergroup"
    forum = kind == "supergroup" and bool(body.values.get("forum"))
    chat = body.world.add_group(title, kind=kind, is_forum=forum, members=[body.user()], with_bot=False)
    body.groups.join(chat, body.world.bot, by=body.user())
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
