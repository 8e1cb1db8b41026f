"""The model of users, chats and messages, and the one way a message comes into being; persons' actions are elsewhere."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from datetime import datetime

from bot.sandbox.world.images import image_size
from bot.sandbox.world.journal import Journal
from bot.sandbox.world.mailbox import Mailbox
from bot.sandbox.world.records import Chat, Json, Member, Message, StoredFile, User
from bot.sandbox.world.shapes import chat_json, message_json


class World:
    """Everything there is, in memory, for one event loop.

    `bot` is the bot under test. With `privacy` it reads in groups only what Telegram's privacy mode lets through. Messages,
    updates and files are numbered above `first_number`, for a bot that remembers those of an earlier world.
    """

    def __init__(self, *, bot: User, now: Callable[[], datetime], first_number: int = 0) -> None:
        self.bot = bot
        self.now = now
        self.privacy = False
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.mailbox = Mailbox(first_id=100_000_001 + first_number)
        self.journal = Journal()
        self._first_number = first_number
        self._next_group = 1
        self._next_album = 1
        self._next_file = first_number + 1

    # -- who and where

    def add_user(
        self,
        user_id: int,
        first_name: str,
        *,
        last_name: str = "",
        username: str = "",
        language_code: str = "zh-hans",
        note: dict[str, str] | None = None,
    ) -> User:
        """A new person who has not opened the chat with the bot; an existing id is renamed."""
        user = self.users.get(user_id)
        if user is None:
            user = self.users[user_id] = User(user_id, first_name)
            private = Chat(user_id, "private", members={user_id: Member(user)}, last_id=self._first_number)
            private.members[self.bot.id] = Member(self.bot)
            self.chats[user_id] = private
        user.first_name, user.last_name, user.username = first_name, last_name, username
        user.language_code, user.note = language_code, dict(note or {})
        self.journal.add("people")
        return user

    def add_group(
        self,
        title: str,
        *,
        kind: str = "supergroup",
        is_forum: bool = False,
        members: list[User] | None = None,
        with_bot: bool = True,
    ) -> Chat:
        """A new group or supergroup, silently: no service messages. The first member is its creator."""
        number = self._next_group
        self._next_group += 1
        chat_id = -1_000_000_000_000 - 1_500_000_000 - number if kind == "supergroup" else -400_000 - number
        chat = Chat(chat_id, kind, title, is_forum, last_id=self._first_number)
        for user in members or []:
            chat.members[user.id] = Member(user, "member" if chat.members else "creator")
        if with_bot:
            chat.members[self.bot.id] = Member(self.bot)
        self.chats[chat_id] = chat
        self.journal.add("chat", chat_id)
        return chat

    def people(self) -> list[User]:
        """Everybody but the bot, in the order they came."""
        return [user for user in self.users.values() if user is not self.bot]

    def chats_of(self, user_id: int) -> list[Chat]:
        """The chats that person sees: the one with the bot first, then the groups."""
        own = [self.chats[user_id]] if user_id in self.chats else []
        return own + [c for c in self.chats.values() if not c.is_private and c.has(user_id)]

    def chat_json(self, chat: Chat) -> Json:
        """Telegram's Chat for this chat."""
        return chat_json(chat, self.owner(chat))

    def message_json(self, message: Message) -> Json:
        """Telegram's Message for this message."""
        chat = self.chats[message.chat_id]
        return message_json(message, chat, owner=self.owner(chat), person=self.users.get)

    def owner(self, chat: Chat) -> User | None:
        """The person of a private chat."""
        return self.users[chat.id] if chat.is_private else None

    def timestamp(self) -> int:
        """The present moment in whole seconds."""
        return int(self.now().timestamp())

    # -- messages

    def post(self, chat: Chat, message: Message) -> Message:
        """Give the message its number, show it to everybody in the chat, and tell the bot where it may read it."""
        if chat.is_forum and message.thread_id is not None and message.reply_to is None:
            # Telegram makes every message of a topic a reply to the message that created the topic.
            message.reply_to = message.thread_id if message.thread_id in chat.messages else None
        chat.last_id += 1
        message.id = chat.last_id
        chat.messages[message.id] = message
        chat.read[message.sender.id] = message.id
        self._set_keyboard(chat, message)
        self.touch(message, "message")
        if message.sender is not self.bot and self._bot_reads(chat, message):
            self.mailbox.put("message", self.message_json(message))
        return message

    def recall(self, chat: Chat, message: Message) -> None:
        """Put back what stood in the chat in an earlier world, with its number and date; everybody has seen it."""
        chat.messages[message.id] = message
        chat.last_id = max(chat.last_id, message.id)
        chat.read.update(dict.fromkeys(chat.members, chat.last_id))
        self._set_keyboard(chat, message)
        self.touch(message, "message")

    def draft(self, chat: Chat, sender: User) -> Message:
        """A message to be filled in and given to `post`."""
        return Message(chat.id, 0, sender, self.timestamp())

    def service(self, chat: Chat, sender: User, content: Json) -> Message:
        """Post a service message such as `{"left_chat_member": ...}`."""
        message = self.draft(chat, sender)
        message.service = content
        return self.post(chat, message)

    def edited(self, message: Message) -> None:
        """Announce that a message's text has changed."""
        message.edit_date = self.timestamp()
        self.touch(message, "edited")
        chat = self.chats[message.chat_id]
        if message.sender is not self.bot and self._bot_reads(chat, message):
            self.mailbox.put("edited_message", self.message_json(message))

    def delete(self, message: Message) -> None:
        """Take a message out of its chat; Telegram tells the bot nothing."""
        chat = self.chats[message.chat_id]
        del chat.messages[message.id]
        if message.id in chat.pinned:
            chat.pinned.remove(message.id)
        self.journal.add("deleted", chat.id, message=message.id)

    def touch(self, message: Message, kind: str) -> None:
        """Note in the journal that the message is new or looks different now."""
        message.revision = self.journal.last_id + 1
        self.journal.add(kind, message.chat_id, message=message.id)

    def new_album(self) -> str:
        """A media_group_id nobody has."""
        self._next_album += 1
        return str(13_000_000_000_000_000 + self._next_album)

    def store(self, data: bytes, name: str, mime: str = "", *, is_photo: bool = False) -> StoredFile:
        """Keep bytes as a file of Telegram's."""
        number, self._next_file = self._next_file, self._next_file + 1
        kind = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        width, height = image_size(data) or (0, 0)
        folder = "photos" if is_photo else "documents"
        # The person's own file name is not part of the path: Telegram does not keep it there either.
        suffix = ".jpg" if is_photo else mimetypes.guess_extension(kind) or ""
        file = StoredFile(
            f"BQAC{number:08d}",
            f"AgAD{number:08d}",
            name,
            kind,
            data,
            f"{folder}/file_{number}{suffix}",
            width,
            height,
        )
        self.files[file.id] = file
        return file

    def _bot_reads(self, chat: Chat, message: Message) -> bool:
        if chat.is_private or not chat.has(self.bot.id):
            return chat.is_private
        if not self.privacy or chat.members[self.bot.id].is_admin or message.service is not None:
            return True
        original = chat.messages.get(message.reply_to or 0)
        if original is not None and original.sender is self.bot:
            return True
        name = self.bot.username.lower()
        command = message.text.split()[0].lower() if message.text.startswith("/") else ""
        return command.endswith(f"@{name}") or ("@" not in command and bool(command)) or self._names(message)

    def _names(self, message: Message) -> bool:
        return f"@{self.bot.username.lower()}" in message.text.lower()

    def _set_keyboard(self, chat: Chat, message: Message) -> None:
        markup = message.markup or {}
        if not {"keyboard", "remove_keyboard", "force_reply"} & markup.keys():
            return
        readers = [user_id for user_id in chat.members if user_id != self.bot.id]
        original = chat.messages.get(message.reply_to or 0)
        if markup.get("selective") and original is not None:
            readers = [original.sender.id]
        for user_id in readers:
            if "remove_keyboard" in markup:
                chat.keyboards.pop(user_id, None)
            else:
                chat.keyboards[user_id] = {**markup, "message_id": message.id}
