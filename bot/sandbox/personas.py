"""A person as tests drive them: what they do, and what they see; all in process, without HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.sandbox.world.callbacks import Answer
from bot.sandbox.world.errors import ActionError
from bot.sandbox.world.groups import Groups
from bot.sandbox.world.people import People
from bot.sandbox.world.records import Chat, Json, Message, User

Place = Chat | int | None

PATIENCE = 20.0  # seconds; only what fails waits so long, on a machine whose cores are all busy less may be too little


@dataclass(frozen=True)
class Seen:
    """A message as it looked when it was read. `buttons` are rows of (label, callback data or address).

    `keyboard` is the reply keyboard's labels, `revision` orders what was seen (see `Persona.wait_for`).
    """

    id: int
    chat_id: int
    sender: str
    by_bot: bool
    text: str
    entities: tuple[Json, ...]
    buttons: tuple[tuple[tuple[str, str], ...], ...]
    keyboard: tuple[tuple[str, ...], ...]
    reply_to: int | None
    thread_id: int | None
    edited: bool
    document: bytes | None
    file_name: str
    is_photo: bool
    album: str | None
    service: Json | None
    revision: int

    @property
    def labels(self) -> list[str]:
        """All inline buttons' labels in reading order."""
        return [label for row in self.buttons for label, _ in row]


class Persona:
    """One person. Where `chat` is left out, the private chat with the bot is meant."""

    def __init__(self, user: User, *, people: People, groups: Groups) -> None:
        self.user = user
        self.people = people
        self.groups = groups
        self.world = people.world
        self.mark = 0

    @property
    def id(self) -> int:
        """The person's Telegram id, which is also their private chat's."""
        return self.user.id

    async def start(self, payload: str | None = None) -> Seen:
        """Press Start, or open the bot by a link with a payload."""
        self._act()
        return see(self.people.start(self.user, payload))

    async def say(
        self, text: str, chat: Place = None, reply_to: Seen | int | None = None, thread: int | None = None
    ) -> Seen:
        """Write a text; gives the (last) message as sent."""
        self._act()
        sent = self.people.say(self.user, text, chat=self._chat(chat), reply_to=_id(reply_to), thread=thread)
        return see(sent[-1])

    async def edit(self, message: Seen, text: str) -> Seen:
        """Change one's own message."""
        self._act()
        found = self._find(message)
        self.people.edit(self.user, found, text)
        return see(found)

    async def delete(self, message: Seen) -> None:
        """Delete a message."""
        self._act()
        self.people.delete(self.user, self._find(message))

    async def press(self, message: Seen, label_or_data: str, *, timeout: float = PATIENCE) -> Answer:
        """Press an inline button by its label or data and wait for the bot's answer.

        Raises TimeoutError after `timeout` seconds, ActionError where the message has no such button now.
        """
        self._act()
        found = self._find(message)
        for button in (b for row in found.inline_rows for b in row):
            if label_or_data in (button["text"], button.get("callback_data"), button.get("url")):
                return await self.people.press(self.user, found, button, seconds=timeout)
        raise ActionError(f"no button {label_or_data!r}; there are {see(found).labels}")

    async def send_document(
        self,
        data: bytes,
        name: str,
        caption: str = "",
        chat: Place = None,
        reply_to: Seen | int | None = None,
        thread: int | None = None,
    ) -> Seen:
        """Send a file."""
        sent = await self._send([(name, data)], caption, chat, False, _id(reply_to), thread)
        return sent[0]

    async def send_photo(
        self, data: bytes, caption: str = "", chat: Place = None, thread: int | None = None
    ) -> Seen:
        """Send a picture."""
        sent = await self._send([("photo.jpg", data)], caption, chat, True, None, thread)
        return sent[0]

    async def send_video(
        self, data: bytes, name: str = "video.mp4", caption: str = "", chat: Place = None
    ) -> Seen:
        """Send a video."""
        self._act()
        sent = self.people.send_files(
            self.user, [(name, data)], chat=self._chat(chat), caption=caption, as_videos=True
        )
        return see(sent[0])

    async def send_album(
        self,
        files: Sequence[tuple[str, bytes]],
        caption: str = "",
        chat: Place = None,
        as_photos: bool = True,
        thread: int | None = None,
        caption_on: int = 0,
    ) -> list[Seen]:
        """Send two to ten photos or documents as one album, (name, bytes) each; the caption stands on one of them."""
        return await self._send(files, caption, chat, as_photos, None, thread, caption_on)

    async def forward(self, message: Seen, to: Place = None) -> Seen:
        """Forward a message, by default to the bot."""
        self._act()
        return see(self.people.forward(self.user, self._find(message), to=self._chat(to)))

    async def block(self) -> None:
        """Stop the bot."""
        self._act()
        self.people.block(self.user)

    async def unblock(self) -> None:
        """Take that back."""
        self._act()
        self.people.unblock(self.user)

    async def join(self, chat: Place) -> None:
        """Join a group."""
        self._act()
        self.groups.join(self._chat(chat), self.user)

    async def leave(self, chat: Place) -> None:
        """Leave a group."""
        self._act()
        self.groups.leave(self._chat(chat), self.user)

    def messages(self, chat: Place = None, *, since: int = 0) -> list[Seen]:
        """What the person sees in a chat, newest last; only what is new or edited after a revision."""
        return [see(message) for message in self._chat(chat).messages.values() if message.revision > since]

    def message(self, message: Seen) -> Seen:
        """The same message as it looks now; raises ActionError where it was deleted."""
        return see(self._find(message))

    def keyboard(self, chat: Place = None) -> list[list[str]]:
        """The labels of the reply keyboard that the person sees in a chat."""
        rows = self._chat(chat).keyboards.get(self.id, {}).get("keyboard", [])
        return [[button["text"] for button in row] for row in rows]

    async def wait_for(
        self,
        wanted: str | Callable[[Seen], bool],
        chat: Place = None,
        timeout: float = PATIENCE,
        since: int | Seen | None = None,
    ) -> Seen:
        """The first message of another's, new or edited, that holds `wanted` or for which it is true.

        Only what came after `since` counts: a Seen or its revision, by default this person's last action; 0 is
        everything. Raises TimeoutError after `timeout` seconds, saying what is there instead.
        """
        revision = self.mark if since is None else since.revision if isinstance(since, Seen) else since
        deadline = time.monotonic() + timeout
        while True:
            fresh = self._of_others(chat, revision)
            for seen in fresh:
                if wanted in seen.text if isinstance(wanted, str) else wanted(seen):
                    return seen
            left = deadline - time.monotonic()
            if left <= 0 or not await self.world.journal.bell.wait(left):
                raise TimeoutError(
                    f"no {wanted!r} for {self.user.name}; since then: {[s.text for s in fresh]}"
                )

    def _of_others(self, chat: Place, revision: int) -> list[Seen]:
        messages = self._chat(chat).messages.values()
        fresh = [m for m in messages if m.sender is not self.user and m.revision > revision]
        return [see(message) for message in sorted(fresh, key=lambda m: m.revision)]

    async def _send(
        self,
        files: Sequence[tuple[str, bytes]],
        caption: str,
        chat: Place,
        as_photos: bool,
        reply_to: int | None,
        thread: int | None,
        caption_on: int = 0,
    ) -> list[Seen]:
        self._act()
        sent = self.people.send_files(
            self.user,
            files,
            chat=self._chat(chat),
            caption=caption,
            as_photos=as_photos,
            caption_on=caption_on,
            reply_to=reply_to,
            thread=thread,
        )
        return [see(message) for message in sent]

    def _act(self) -> None:
        self.mark = self.world.journal.last_id

    def _chat(self, chat: Place) -> Chat:
        if isinstance(chat, Chat):
            return chat
        return self.world.chats[self.id if chat is None else chat]

    def _find(self, message: Seen) -> Message:
        found = self.world.chats[message.chat_id].messages.get(message.id)
        if found is None:
            raise ActionError("the message is gone")
        return found


def see(message: Message) -> Seen:
    """A snapshot of a message."""
    markup = message.markup or {}
    return Seen(
        id=message.id,
        chat_id=message.chat_id,
        sender=message.sender.name,
        by_bot=message.sender.is_bot,
        text=message.text,
        entities=tuple(message.entities),
        buttons=tuple(
            tuple((b["text"], b.get("callback_data") or b.get("url", "")) for b in row)
            for row in message.inline_rows
        ),
        keyboard=tuple(tuple(b["text"] for b in row) for row in markup.get("keyboard", [])),
        reply_to=message.reply_to,
        thread_id=message.thread_id,
        edited=message.edit_date is not None,
        document=message.file.data if message.file else None,
        file_name=message.file.name if message.file else "",
        is_photo=message.is_photo,
        album=message.media_group_id,
        service=message.service,
        revision=message.revision,
    )


def _id(message: Seen | int | None) -> int | None:
    return message.id if isinstance(message, Seen) else message
