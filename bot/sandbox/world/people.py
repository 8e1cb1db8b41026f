"""What a person does in a chat with a client: write, edit, delete, press, forward, send files; membership is elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.world.callbacks import Answer, Callbacks
from bot.sandbox.world.entities import find_entities, utf16_length
from bot.sandbox.world.errors import ActionError
from bot.sandbox.world.images import image_size
from bot.sandbox.world.records import Chat, Json, Message, StoredFile, User
from bot.sandbox.world.shapes import user_json
from bot.sandbox.world.world import World

MAX_TEXT = 4096
MAX_CAPTION = 1024
_START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class People:
    """Persons' actions in the world; each gives the bot exactly the updates that Telegram would."""

    def __init__(self, world: World, callbacks: Callbacks) -> None:
        self.world = world
        self.callbacks = callbacks

    def say(
        self, user: User, text: str, *, chat: Chat, reply_to: int | None = None, thread: int | None = None
    ) -> list[Message]:
        """Write a text; a client cuts what is longer than 4096 units into several messages."""
        body = text.strip()
        if not body:
            raise ActionError("the text is empty")
        self._enter(user, chat)
        return [self.world.post(chat, self._draft(user, chat, part, reply_to, thread)) for part in _cut(body)]

    def start(self, user: User, payload: str | None = None) -> Message:
        """Press Start, or open `https://t.me/<bot>?start=<payload>`: sends `/start payload` in the private chat."""
        if payload and not _START_PAYLOAD.fullmatch(payload):
            raise ActionError("a start parameter has at most 64 of A-Z a-z 0-9 _ -")
        text = f"/start {payload}" if payload else "/start"
        return self.say(user, text, chat=self.world.chats[user.id])[0]

    def send_files(
        self,
        user: User,
        files: Sequence[tuple[str, bytes]],
        *,
        chat: Chat,
        caption: str = "",
        as_photos: bool = False,
        as_videos: bool = False,
        caption_on: int = 0,
        reply_to: int | None = None,
        thread: int | None = None,
    ) -> list[Message]:
        """Send documents, photos or videos, (name, bytes) each; two to ten are one album, the caption on one of them."""
        if not 1 <= len(files) <= 10:
            raise ActionError("one to ten files at once")
        if utf16_length(caption.strip()) > MAX_CAPTION:
            raise ActionError("the caption is too long")
        if as_photos and any(image_size(data) is None for _, data in files):
            raise ActionError("not a picture")
        self._enter(user, chat)
        album = self.world.new_album() if len(files) > 1 else None
        sent = []
        for number, (name, data) in enumerate(files):
            message = self._draft(
                user, chat, caption.strip() if number == caption_on else "", reply_to, thread
            )
            message.file = self.world.store(data, name, is_photo=as_photos)
            message.is_photo, message.is_video, message.media_group_id = as_photos, as_videos, album
            sent.append(self.world.post(chat, message))
        return sent

    def edit(self, user: User, message: Message, text: str) -> None:
        """Change the text or caption of one's own message."""
        if message.sender is not user or message.service is not None or message.forward_origin is not None:
            raise ActionError("not a message of one's own")
        body = text.strip()
        if utf16_length(body) > (MAX_CAPTION if message.file else MAX_TEXT):
            raise ActionError("the text is too long")
        if not body and message.file is None:
            raise ActionError("the text is empty")
        if body == message.text:
            return
        message.text, message.entities = body, find_entities(body)
        self.world.edited(message)

    def delete(self, user: User, message: Message) -> None:
        """Delete one's own message, any in a private chat, or another's as an administrator who may."""
        chat = self.world.chats[message.chat_id]
        member = chat.members.get(user.id)
        may = chat.is_private or (member is not None and member.may("can_delete_messages"))
        if message.sender is not user and not may:
            raise ActionError("not allowed to delete this message")
        self.world.delete(message)

    def forward(self, user: User, message: Message, *, to: Chat) -> Message:
        """Forward a message into another chat; who wrote it first stays named."""
        self._enter(user, to)
        copy = self._draft(user, to, "", None, None)
        copy.text, copy.entities = message.text, list(message.entities)
        copy.file, copy.is_photo, copy.is_video = message.file, message.is_photo, message.is_video
        copy.forward_origin = message.forward_origin or origin_json(message)
        return self.world.post(to, copy)

    async def press(self, user: User, message: Message, button: Json, *, seconds: float = 10) -> Answer:
        """Press an inline button and wait for the bot's answer, at most `seconds` (then TimeoutError).

        A url button that starts this bot does what Start does; other addresses come back in `Answer.url`.
        """
        if not self.world.chats[message.chat_id].has(user.id):
            raise ActionError("not a member of this chat")
        if button not in [b for row in message.inline_rows for b in row]:
            raise ActionError("no such button")
        if "url" in button:
            payload = self.start_payload(button["url"])
            if payload is None:
                return Answer(url=button["url"])
            self.start(user, payload)
            return Answer()
        if "callback_data" not in button:
            raise ActionError("this kind of button does nothing here")
        query_id = self.callbacks.open()
        self.world.mailbox.put(
            "callback_query",
            {
                "id": query_id,
                "from": user_json(user),
                "message": self.world.message_json(message),
                "chat_instance": str(message.chat_id * 7919),
                "data": button["callback_data"],
            },
        )
        return await self.callbacks.wait(query_id, seconds=seconds)

    def start_payload(self, url: str) -> str | None:
        """The payload of a link that starts this bot; None for any other address."""
        parts = urlsplit(url)
        if parts.hostname not in ("t.me", "telegram.me") or parts.path.strip("/") != self.world.bot.username:
            return None
        return parse_qs(parts.query).get("start", [""])[0]

    def _enter(self, user: User, chat: Chat) -> None:
        """Check that the person may write there; writing in the private chat opens it."""
        if not chat.has(user.id) or chat.migrated_to is not None:
            raise ActionError("not a member of this chat")
        if chat.is_private:
            if chat.blocked:
                self.unblock(user)
            chat.opened = True

    def block(self, user: User) -> None:
        """Stop and block the bot."""
        self._set_blocked(user, True)

    def unblock(self, user: User) -> None:
        """Take the bot's block back."""
        self._set_blocked(user, False)

    def _set_blocked(self, user: User, blocked: bool) -> None:
        chat = self.world.chats[user.id]
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        bot = user_json(self.world.bot)
        states = [{"user": bot, "status": "member"}, {"user": bot, "status": "kicked", "until_date": 0}]
        self.world.mailbox.put(
            "my_chat_member",
            {
                "chat": self.world.chat_json(chat),
                "from": user_json(user),
                "date": self.world.timestamp(),
                "old_chat_member": states[0 if blocked else 1],
                "new_chat_member": states[1 if blocked else 0],
            },
        )
        self.world.journal.add("chat", chat.id)

    def _draft(self, user: User, chat: Chat, text: str, reply_to: int | None, thread: int | None) -> Message:
        if reply_to is not None and reply_to not in chat.messages:
            raise ActionError("the message to reply to is gone")
        if thread is not None and thread not in chat.topics:
            raise ActionError("no such topic")
        message = self.world.draft(chat, user)
        message.text, message.entities = text, find_entities(text)
        message.reply_to = reply_to
        message.thread_id = thread
        if thread is None and reply_to is not None and chat.is_forum:
            message.thread_id = chat.messages[reply_to].thread_id
        return message


def origin_json(message: Message) -> Json:
    """Telegram's MessageOrigin for a message that is forwarded for the first time."""
    return {"type": "user", "date": message.date, "sender_user": user_json(message.sender)}


def file_of(message: Message) -> StoredFile:
    """The file of a message that has one; raises ActionError otherwise."""
    if message.file is None:
        raise ActionError("no file in this message")
    return message.file


def _cut(text: str) -> list[str]:
    parts = []
    rest = text
    while utf16_length(rest) > MAX_TEXT:
        size = MAX_TEXT
        while utf16_length(rest[:size]) > MAX_TEXT:
            size -= 1
        newline = rest.rfind("\n", size // 2, size)
        size = newline if newline > 0 else size
        parts.append(rest[:size].strip())
        rest = rest[size:].strip()
    return [part for part in [*parts, rest] if part]
