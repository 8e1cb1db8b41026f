"""Messages put aside to be sent, and those that live on where they stand: each comes to calls, in calls.py and file_calls.py."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.clock import to_ms
from bot.errors import PutOff
from bot.model import (
    GATHERED,
    Chat,
    LivePost,
    Message,
    OutboxState,
    Person,
    PersonState,
    Policy,
    Priority,
    RefusedRow,
)
from bot.rules.secrecy.traces import Traces
from bot.store.jsontext import as_json
from bot.store.repositories.file_calls import FileCalls
from bot.store.repositories.parameters import copy_params, edit_params, joint_params, send_params
from bot.store.repositories.rows import mapper

_post = mapper(LivePost)

_ROWS_AT_ONCE = 500
_SETTLED_WITHIN = 0.2  # seconds
_PLACED = (
    "chat_id",
    "message_id",
    "message_thread_id",
    "parse_mode",
)  # where a call goes, and nothing that it says


class Outbox(FileCalls):
    """The messages that one Work wants sent or changed, over the calls that they come to."""

    async def say(
        self,
        chat: Chat,
        message: Message,
        *,
        slot: str | None = None,
        reply_to: int | None = None,
        priority: Priority = Priority.REPLY,
        policy: Policy = Policy.REPEAT,
        send_at: datetime | None = None,
        about: str | None = None,
        line: str | None = None,
        head: str | None = None,
    ) -> None:
        """A new message. With `slot` it lives on, and `show` can change it later; `send_at` puts it off.

        `head` (HTML) stands above it, whatever it shows later.

        `about` says whom or what it is for, should Telegram refuse it (desk/common/about.py). With `line`, the message in short
        (HTML), it may be put together with others that have one and wait in the same place; together they reply to nobody.
        """
        if line is not None and await self._join(chat, message, about=about, line=line):
            return
        post_id: int | None = None
        if slot is not None:
            post_id = await self._q.insert_post(
                self._conn, slot=slot, chat_id=chat.chat_id, thread_id=chat.thread_id, head=head
            )
        await self.call(
            "sendMessage",
            send_params(chat, headed(message, head), reply_to=reply_to),
            chat_id=chat.chat_id,
            priority=priority,
            policy=policy,
            state=OutboxState.QUEUED if self._may_write(chat.chat_id) else OutboxState.WAITING,
            post_id=post_id,
            send_at=send_at,
            about=about,
            lines=line,
        )

    async def _join(self, chat: Chat, message: Message, *, about: str | None, line: str) -> bool:
        """Adds the line to those of a message that waits in the same place; whether there was one with room."""
        rows = await self._q.list_waiting_receipts(self._conn, chat_id=chat.chat_id)
        for row_id, payload, others, lines in rows:
            joint = joint_params(json.loads(payload), chat, message, text=f"{lines}\n{line}")
            if joint is None:
                continue
            await self._q.join_receipt(
                self._conn,
                id=row_id,
                payload=as_json(joint),
                about=f"{others} {about}",
                lines=joint["text"],
            )
            return True
        return False

    async def send_copy(
        self, row: RefusedRow, telegram_id: int, *, slot: str | None = None, has_buttons: bool = True
    ) -> None:
        """What was refused elsewhere goes to this private chat; with `slot` it lives on there."""
        params = copy_params(json.loads(row.payload), telegram_id, has_buttons=has_buttons)
        post_id = None
        if slot is not None:
            post_id = await self._q.insert_post(
                self._conn, slot=slot, chat_id=telegram_id, thread_id=0, head=None
            )
        state = OutboxState.QUEUED if self._may_write(telegram_id) else OutboxState.WAITING
        await self.call(row.method, params, chat_id=telegram_id, state=state, post_id=post_id)

    async def abandon(self, post_id: int) -> None:
        """The living message is gone, or will never stand anywhere: its slot is free, and what waits for it stays here."""
        await self._q.drop_queued_all(self._conn, post_id=post_id, now=to_ms(self._now))
        await self._q.delete_post(self._conn, id=post_id)

    async def tell(
        self,
        person: Person,
        message: Message,
        *,
        slot: str | None = None,
        reply_to: int | None = None,
        priority: Priority = Priority.REPLY,
    ) -> None:
        """A private message; it waits until the person opens the chat.

        Nothing where there is nobody to write to: no account, or somebody suspended or removed.
        """
        if person.telegram_id is not None and person.state is PersonState.ACTIVE:
            await self.say(Chat(person.telegram_id), message, slot=slot, reply_to=reply_to, priority=priority)

    async def show(
        self, slot: str, chat: Chat, message: Message, *, priority: Priority = Priority.REPLY
    ) -> None:
        """Brings the living message of `slot` in `chat` up to date, or sends it where there is none."""
        post = await self.find_post(slot, chat)
        if post is None:
            await self.say(chat, message, slot=slot, priority=priority)
        else:
            await self._update(post, message, priority=priority)

    async def show_later(self, slot: str, chat: Chat, message: Message, *, send_at: datetime) -> None:
        """Words that the living message takes at that moment, unless it changes before."""
        post = await self.find_post(slot, chat)
        if post is not None:
            await self.call(
                "editMessageText",
                edit_params(chat.chat_id, headed(message, post.head)),
                chat_id=chat.chat_id,
                priority=Priority.BROADCAST,
                post_id=post.id,
                post_message_id=post.message_id,
                send_at=send_at,
            )

    async def renew(
        self, slot: str, chat: Chat, message: Message, *, priority: Priority = Priority.REPLY
    ) -> None:
        """Takes the living message away and sends it anew at the chat's end."""
        await self.take_away(slot, chat)
        await self.say(chat, message, slot=slot, priority=priority)

    async def take_away(self, slot: str, chat: Chat) -> None:
        """Deletes the living message of `slot` in `chat`, if there is one. What takes its place may leave first."""
        post = await self.find_post(slot, chat)
        if post is None:
            return
        await self._q.drop_queued_all(self._conn, post_id=post.id, now=to_ms(self._now))
        if post.message_id is not None:
            if not await self._q.find_deletion(self._conn, post_id=post.id):
                params = {"chat_id": chat.chat_id, "message_id": post.message_id}
                await self.call("deleteMessage", params, chat_id=chat.chat_id, priority=Priority.BROADCAST)
        elif await self._q.find_send_under_way(self._conn, post_id=post.id):
            # The sender lets this wait until the message stands somewhere, and drops it where that never happens.
            await self.call(
                "deleteMessage", {}, chat_id=chat.chat_id, post_id=post.id, priority=Priority.BROADCAST
            )
        await self._q.delete_post(self._conn, id=post.id)

    async def take_away_later(self, slot: str, chat: Chat, *, send_at: datetime) -> None:
        """Deletes the living message of `slot` at a later moment, wherever it stands by then."""
        post = await self.find_post(slot, chat)
        if post is not None:
            await self.call("deleteMessage", {}, chat_id=chat.chat_id, post_id=post.id, send_at=send_at)

    async def rename(self, slot: str, chat: Chat, *, to: str) -> None:
        """The living message of `slot` in `chat`, if there is one, shows another thing from now on."""
        post = await self.find_post(slot, chat)
        if post is not None:
            await self._q.rename_post(self._conn, id=post.id, slot=to)

    async def let_go(self, slot: str, chat: Chat) -> None:
        """The living message stays as it is from now on; the slot is free for a new one."""
        post = await self.find_post(slot, chat)
        if post is not None:
            await self._q.delete_post(self._conn, id=post.id)

    async def part_with(self, slot: str, chat: Chat, message: Message) -> None:
        """Gives the living message its last words; the slot is free for a new one, which may leave first."""
        post = await self.find_post(slot, chat)
        if post is not None:
            await self._update(post, message, priority=Priority.BROADCAST)
            await self._q.delete_post(self._conn, id=post.id)

    async def reword(self, slot: str, chat: Chat, change: Callable[[str], str]) -> None:
        """The living message gets other words (HTML) made of those that it has, its buttons stay; nothing where there is none."""
        post = await self.find_post(slot, chat)
        row = await self._q.find_words(self._conn, post_id=post.id) if post is not None else None
        if post is None or not row or not row[0]:
            return
        params = json.loads(row[0])
        params["text"] = change(params["text"])
        queued = await self._q.find_queued_send(self._conn, post_id=post.id)
        if queued:
            self._bar(chat.chat_id)
            await self._q.replace_payload(self._conn, id=queued[0], payload=as_json(params))
            return
        await self._q.drop_queued_edits(self._conn, post_id=post.id, now=to_ms(self._now))
        kept = ("chat_id", "text", "parse_mode", "link_preview_options", "reply_markup")
        await self.call(
            "editMessageText",
            {name: params[name] for name in kept if name in params},
            chat_id=chat.chat_id,
            post_id=post.id,
            post_message_id=post.message_id,
        )

    async def find_post(self, slot: str, chat: Chat) -> LivePost | None:
        """The living message of `slot` in `chat`; where there is none, a copy of it for a deputy whose chat it is."""
        deputy = self.directory.find_account(chat.chat_id) if self.directory.deputies else None
        principals = self.directory.stood_for(deputy.id, self._now) if deputy else []
        for name in (slot, *(copy_slot(slot, person.id) for person in principals)):
            row = await self._q.find_post(
                self._conn, slot=name, chat_id=chat.chat_id, thread_id=chat.thread_id
            )
            if row:
                return _post(row)
        return None

    async def buttons_under(self, slot: str, chat: Chat) -> list[str]:
        """What the buttons say to us (callback_data) that stand under the living message of `slot` in `chat`, or will."""
        post = await self.find_post(slot, chat)
        row = await self._q.find_words(self._conn, post_id=post.id) if post is not None else None
        markup = json.loads(row[0]).get("reply_markup") if row and row[0] else None
        rows = markup.get("inline_keyboard", ()) if markup else ()
        return [each["callback_data"] for keys in rows for each in keys if "callback_data" in each]

    async def find_post_at(self, chat_id: int, message_id: int) -> LivePost | None:
        """Which living message stands at this place."""
        row = await self._q.find_post_by_message(self._conn, chat_id=chat_id, message_id=message_id)
        return _post(row) if row else None

    async def posts(self, slot: str) -> list[LivePost]:
        """Everywhere that something is shown, copies for those included who stand in for somebody now."""
        principals = {each.person_id for each in self.directory.deputies}
        standing = [one for one in principals if self.directory.deputy_of(one, self._now)]
        slots = [slot, *(copy_slot(slot, person_id) for person_id in standing)]
        return [_post(row) for row in await self._q.list_posts(self._conn, slots=as_json(slots))]

    async def standing(self) -> list[LivePost]:
        """Every living message that stands somewhere, also those that are kept up to date no more."""
        return [_post(row) for row in await self._q.list_standing(self._conn)]

    async def shut_out(self, telegram_id: int, *, slots: str = "%") -> None:
        """What waits for a private chat never leaves, and what stands there is brought up to date no more.

        `slots` is a pattern of SQL's LIKE for the living messages that it concerns; by default it concerns everything.
        """
        await self._q.drop_unsent_to(self._conn, chat_id=telegram_id, slots=slots, now=to_ms(self._now))
        await self._q.let_go_of_posts(self._conn, chat_id=telegram_id, slots=slots)

    async def wipe(
        self, traces: Traces, *, since: datetime, gathered: bool = False, questions: str = "?"
    ) -> list[LivePost]:
        """Nothing stays of messages made since then that hold any of these traces of a text, with `gathered` in a file too.

        What has not left stays here; what is under way is nothing but a sign if it is sent again. What has left and is kept up
        to date no more is deleted, as long as Telegram lets it be, and so are `questions` (how their slots begin), which nobody
        brings up to date; of other living messages the words are the caller's affair: those that still say something of it.
        PutOff where one is on its way, so that nobody knows yet where it will stand.
        """
        if traces.is_empty:
            return []
        after, living = 0, dict[tuple[str, int], bool]()
        while rows := await self._q.list_outbox_since(
            self._conn, since=to_ms(since), after=after, most=_ROWS_AT_ONCE
        ):
            after = rows[-1][0]
            for row_id, chat_id, method, payload, state, message_id, slot, spec, kind in rows:
                # What this Work says of it is its last word; it may have taken the place of what had not left.
                is_before = self._first is None or row_id < self._first
                is_over = state in (OutboxState.SENT, OutboxState.DROPPED) and traces.is_of(slot)
                is_found = (
                    (gathered and kind in GATHERED)
                    or traces.holds_piece(payload, spec, _words_in_file(payload))
                    or (is_before and (is_over or traces.holds_word(payload, spec)))
                )
                if slot is not None and state != OutboxState.DROPPED:
                    living[slot, chat_id] = is_found  # the newest call is what stands there
                if not is_found:
                    continue
                is_loose = slot is None or "#" in slot or slot.startswith(questions)
                if state == OutboxState.SENDING and is_loose and method.startswith("send"):
                    raise PutOff(_SETTLED_WITHIN)
                left = _sign(payload) if state == OutboxState.SENDING else ""
                await self._q.wipe_outbox(self._conn, id=row_id, payload=left, now=to_ms(self._now))
                if state == OutboxState.SENT and is_loose and message_id and method != "deleteMessage":
                    params = {"chat_id": chat_id, "message_id": message_id}
                    await self.call("deleteMessage", params, chat_id=chat_id, priority=Priority.BROADCAST)
        still = [where for where, is_found in living.items() if is_found]
        rows = await self._q.list_posts(self._conn, slots=as_json(sorted({slot for slot, _ in still})))
        return [post for post in map(_post, rows) if (post.slot, post.chat_id) in still]

    async def _update(self, post: LivePost, message: Message, *, priority: Priority) -> None:
        """A send that has not left takes the new words; otherwise an edit, which makes older ones pointless."""
        chat, message = Chat(post.chat_id, post.thread_id), headed(message, post.head)
        # What was to be shown later goes, too, where the message itself still waits to leave.
        await self._q.drop_queued_edits(self._conn, post_id=post.id, now=to_ms(self._now))
        queued = await self._q.find_queued_send(self._conn, post_id=post.id)
        if queued:
            self._bar(post.chat_id)
            payload = as_json(send_params(chat, message))
            await self._q.replace_payload(self._conn, id=queued[0], payload=payload)
            return
        await self.call(
            "editMessageText",
            edit_params(post.chat_id, message),
            chat_id=post.chat_id,
            priority=priority,
            post_id=post.id,
            post_message_id=post.message_id,
        )

    async def drop_copies(self, telegram_id: int, *, about: str, slots: str) -> None:
        """Copies for a deputy that have not left stay here, and those that stand there change no more."""
        await self._q.drop_copies(self._conn, chat_id=telegram_id, about=about, now=to_ms(self._now))
        await self.shut_out(telegram_id, slots=slots)


def copy_slot(slot: str, person_id: int) -> str:
    """The living copy, for their deputy, of a message to that person."""
    return f"{slot}@{person_id}"


def headed(message: Message, head: str | None) -> Message:
    """The message with these words (HTML) above it."""
    return replace(message, text=f"{head}\n{message.text}") if head else message


def _sign(payload: str) -> str:
    """The parameters of a call with everything that it says replaced by a sign."""
    params = {name: value for name, value in json.loads(payload).items() if name in _PLACED}
    return as_json({**params, "text": "⬛", "caption": "⬛"})


def _words_in_file(payload: str) -> str:
    """What stands in a small file whose bytes travel in the row: a calendar's lines are folded."""
    document = json.loads(payload).get("document") if '"base64"' in payload else None
    if not isinstance(document, dict):
        return ""
    return base64.b64decode(document["base64"]).replace(b"\r\n ", b"").decode("utf-8", "replace")
