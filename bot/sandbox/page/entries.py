"""Records of the world -> the JSON that the page shows to one person; the Bot API's shapes are elsewhere."""

from __future__ import annotations

from datetime import datetime

from bot.sandbox.api.calls import Call
from bot.sandbox.page.backing import Queue
from bot.sandbox.world.records import Chat, Json, Message, User
from bot.sandbox.world.world import World

_TEXT_SHOWN_IN_A_QUOTE = 120
_UNREAD_COUNTED = 1000  # nobody reads a longer number, and a list of people asks it of everybody


def user_brief(user: User) -> Json:
    """Who somebody is."""
    return {
        "id": user.id,
        "name": user.name,
        "username": user.username,
        "bot": user.is_bot,
        "note": user.note,
    }


def unread(chat: Chat, user: User) -> int:
    """How many messages of others the person has not seen, as far as it is counted."""
    seen = chat.read.get(user.id, 0)
    count = 0
    for message in reversed(chat.messages.values()):
        if message.id <= seen or count >= _UNREAD_COUNTED:
            break
        count += message.sender is not user
    return count


def persona_json(world: World, user: User) -> Json:
    """A person as the list of persons shows them."""
    return {**user_brief(user), "unread": sum(unread(chat, user) for chat in world.chats_of(user.id))}


def chat_entry(world: World, chat: Chat, user: User) -> Json:
    """A chat as that person's list and its head show it."""
    last = next(reversed(chat.messages.values()), None)
    shape: Json = {
        "id": chat.id,
        "type": chat.type,
        "title": world.bot.name if chat.is_private else chat.title,
        "forum": chat.is_forum,
        "topics": [{"id": number, "name": name} for number, name in chat.topics.items()],
        "members": sum(1 for member in chat.members.values() if member.is_present),
        "unread": unread(chat, user),
        "seen": chat.read.get(user.id, 0),
        "last": message_entry(world, last, user) if last else None,
        "keyboard": chat.keyboards.get(user.id),
        "opened": chat.opened,
        "blocked": chat.blocked,
        "writable": chat.migrated_to is None,
        "pinned": [message_entry(world, chat.messages[number], user) for number in chat.pinned[-1:]],
    }
    if not chat.is_private:
        shape["people"] = [
            {**user_brief(member.user), "status": member.status}
            for member in chat.members.values()
            if member.is_present
        ]
    return shape


def message_entry(world: World, message: Message, user: User) -> Json:
    """A message as that person sees it."""
    chat = world.chats[message.chat_id]
    member = chat.members.get(user.id)
    mine = message.sender is user
    plain = message.service is None and message.forward_origin is None
    return {
        "id": message.id,
        "chat": message.chat_id,
        "from": {"id": message.sender.id, "name": message.sender.name, "bot": message.sender.is_bot},
        "date": message.date,
        "edited": message.edit_date,
        "revision": message.revision,
        "text": message.text,
        "entities": message.entities,
        "reply": _quote(chat, message),
        "forward": _origin(message),
        "file": _file(message),
        "album": message.media_group_id,
        "inline": [
            [{"text": b["text"], "url": b.get("url"), "data": b.get("callback_data")} for b in row]
            for row in message.inline_rows
        ],
        "service": _service(world, message),
        "thread": message.thread_id,
        "mine": mine,
        "editable": mine and plain,
        "deletable": mine or chat.is_private or (member is not None and member.may("can_delete_messages")),
    }


def call_entry(call: Call) -> Json:
    """A call of the Bot API."""
    return {
        "number": call.number,
        "at": when(call.at),
        "method": call.method,
        "params": call.params,
        "result": call.result,
        "error": call.error,
        "fault": call.fault,
        "seconds": round(call.seconds, 4),
    }


def queue_entry(queue: Queue) -> Json:
    """One of the application's queues."""
    rows = [{**vars(row), "at": when(row.at)} for row in queue.rows]
    return {"key": queue.key, "counts": queue.counts, "rows": rows}


def when(moment: datetime) -> int:
    """An aware moment as milliseconds since 1970, as scripts count."""
    return round(moment.timestamp() * 1000)


def _quote(chat: Chat, message: Message) -> Json | None:
    original = chat.messages.get(message.reply_to or 0)
    # Every message of a topic is a reply to the topic's first one; no client shows that.
    if original is None or original.id == message.thread_id:
        return None
    text = original.text or (original.file.name if original.file else "")
    return {"id": original.id, "name": original.sender.name, "text": text[:_TEXT_SHOWN_IN_A_QUOTE]}


def _origin(message: Message) -> str | None:
    origin = message.forward_origin
    if origin is None:
        return None
    sender = origin.get("sender_user")
    if sender is None:
        return str(origin.get("sender_user_name", ""))
    return f"{sender['first_name']} {sender.get('last_name', '')}".strip()


def _file(message: Message) -> Json | None:
    file = message.file
    if file is None:
        return None
    return {
        "id": file.id,
        "name": file.name,
        "size": file.size,
        "photo": message.is_photo,
        "width": file.width,
        "height": file.height,
        "preview": file.preview
        and {
            "id": file.preview.id,
            "width": file.preview.width,
            "height": file.preview.height,
        },
    }


def _service(world: World, message: Message) -> Json | None:
    """A service message as a kind and a name; the page puts it into words."""
    if message.service is None:
        return None
    kind, value = next(iter(message.service.items()))
    name = ""
    if kind == "new_chat_members":
        name = "、".join(f"{u['first_name']} {u.get('last_name', '')}".strip() for u in value)
    elif kind == "left_chat_member":
        name = f"{value['first_name']} {value.get('last_name', '')}".strip()
    elif kind == "forum_topic_created":
        name = str(value["name"])
    elif kind == "new_chat_title":
        name = str(value)
    return {"kind": kind, "name": name, "actor": message.sender.name}
