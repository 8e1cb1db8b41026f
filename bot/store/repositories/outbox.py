"""Messages put aside to be sent: each is a row that commits with the change it tells of; nothing here talks to Telegram."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.clock import from_ms, to_ms
from bot.errors import PutOff
from bot.model import (
    GATHERED,
    Attachment,
    Chat,
    CircularFile,
    Document,
    LivePost,
    MadeFile,
    Message,
    OutboxRow,
    OutboxState,
    Person,
    PersonState,
    Policy,
    Priority,
    Product,
    RefusedRow,
)
from bot.rules.secrecy.traces import Traces
from bot.store.directory import Directory
from bot.store.express import EVERYWHERE, Express
from bot.store.jsontext import as_json
from bot.store.repositories.parameters import copy_params, edit_params, joint_params, send_params
from bot.store.repositories.rows import mapper

_post, _refused = mapper(LivePost), mapper(RefusedRow)

_ROWS_AT_ONCE = 500
_SETTLED_WITHIN = 0.2  # seconds
_PLACED = (
    "chat_id",
    "message_id",
    "message_thread_id",
    "parse_mode",
)  # where a call goes, and nothing that it says
ON_DISK = "on_disk"  # in a payload: where the file lies that the call may have to bring along
_SENDING = {"photo": "photo", "video": "video", "animation": "animation"}

LONGEST_PUT_OFF = timedelta(
    hours=1
)  # what Telegram asks for is shorter, and so are the rings of an urgent item


class Outbox:
    """What one Work wants sent. Some of it may leave at the commit, where `express` lets it; the rest is queued."""

    def __init__(
        self, conn: Any, queries: Any, *, now: datetime, directory: Directory, express: Express | None = None
    ) -> None:
        self._conn = conn
        self._q = queries
        self._now = now
        self._express = express
        self._barred: set[int] = set()
        self._promised: list[int] = []
        self._claimed: list[OutboxRow] = []
        self.directory = directory
        self.wrote = False  # whether something is queued
        self._first: int | None = None  # the id of the first row

    def end(self, *, is_kept: bool) -> None:
        """The Work is over."""
        if self._express is not None and (self._barred or self._promised):
            self._express.ended(
                barred=self._barred, promised=self._promised, rows=self._claimed, is_kept=is_kept
            )

    def _bar(self, chat_id: int) -> None:
        """Something is queued for the chat: what follows must not leave before it."""
        self.wrote = True
        if self._express is not None and chat_id not in self._barred:
            self._barred.add(chat_id)
            self._express.bar(chat_id)

    def _take_express(self, chat_id: int) -> bool:
        """Counts on a call to the chat at this Work's commit; False: it is to be queued."""
        if self._express is None or not self._express.take(chat_id):
            return False
        self._promised.append(chat_id)
        return True

    async def call(
        self,
        method: str,
        params: dict[str, Any],
        *,
        chat_id: int = 0,
        priority: Priority = Priority.REPLY,
        policy: Policy = Policy.REPEAT,
        state: OutboxState = OutboxState.QUEUED,
        post_id: int | None = None,
        post_message_id: int | None = None,
        send_at: datetime | None = None,
        about: str | None = None,
        lines: str | None = None,
    ) -> int:
        """Any call of the Bot API; `send_at` puts it off. What changes a living message says where that stands, if it knows.

        The row's id.
        """
        is_due = state is OutboxState.QUEUED and send_at is None and priority < Priority.BROADCAST
        stands = post_id is None or post_message_id is not None or method.startswith("send")
        is_claimed = bool(
            chat_id and is_due and stands and policy is Policy.REPEAT and self._take_express(chat_id)
        )
        if chat_id and not is_claimed:
            self._bar(chat_id)
        self.wrote |= not is_claimed
        payload, due_at = as_json(params), to_ms(send_at or self._now)
        row_id: int = await self._q.insert_outbox(
            self._conn,
            chat_id=chat_id,
            method=method,
            payload=payload,
            priority=int(priority),
            policy=policy,
            state=OutboxState.SENDING if is_claimed else state,
            attempts=int(is_claimed),
            post_id=post_id,
            send_at=due_at,
            now=to_ms(self._now),
            about=about,
            lines=lines,
        )
        self._first = self._first or row_id
        if is_claimed:
            row = OutboxRow(
                row_id,
                chat_id,
                method,
                payload,
                int(priority),
                policy,
                1,
                from_ms(due_at),
                post_id,
                post_message_id,
            )
            self._claimed.append(row)
        return row_id

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

    async def give_up(self, row_id: int, *, why: str) -> RefusedRow | None:
        """Telegram has refused a call for good; None where it was given up before, or settled otherwise."""
        row = await self._q.find_refused(self._conn, id=row_id, why=why)
        if row is None:
            return None
        await self._q.set_refused(self._conn, id=row_id, why=why, now=to_ms(self._now))
        refused = _refused(row)
        thread_id = refused.thread_id or json.loads(refused.payload or "{}").get("message_thread_id", 0)
        return replace(refused, thread_id=thread_id)

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

    async def give_up_rest(self, chat_id: int, about: str) -> bool:
        """What has not left of something in several messages stays here; whether none of it has arrived, nor may have."""
        await self._q.drop_unsent_about(self._conn, chat_id=chat_id, about=about, now=to_ms(self._now))
        return await self._q.find_arrived(self._conn, chat_id=chat_id, about=about) is None

    async def has_arrived_since(self, chat_id: int, moment: datetime) -> bool:
        """Whether Telegram has taken a message to the chat since."""
        row = await self._q.find_sent_since(self._conn, chat_id=chat_id, since=to_ms(moment))
        return row is not None

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

    async def send_document(
        self,
        chat: Chat,
        document: Document,
        *,
        priority: Priority = Priority.REPLY,
        send_at: datetime | None = None,
    ) -> None:
        """A small file; its bytes travel in the row, so that they are there after a crash. `send_at` puts it off."""
        params: dict[str, Any] = {
            "chat_id": chat.chat_id,
            "caption": str(document.caption),
            "parse_mode": "HTML",
            "document": {"name": document.name, "base64": base64.b64encode(document.content).decode()},
        }
        if chat.thread_id:
            params["message_thread_id"] = chat.thread_id
        state = OutboxState.QUEUED if self._may_write(chat.chat_id) else OutboxState.WAITING
        await self.call(
            "sendDocument", params, chat_id=chat.chat_id, priority=priority, state=state, send_at=send_at
        )

    async def send_file(
        self,
        chat: Chat,
        file: Attachment | CircularFile,
        *,
        caption: str = "",
        priority: Priority = Priority.REPLY,
    ) -> None:
        """A file that somebody sent, given back as Telegram knows it; where it does not any more, from the files folder."""
        method = _SENDING.get(file.kind, "document")
        params: dict[str, Any] = {
            "chat_id": chat.chat_id,
            "caption": str(caption),
            "parse_mode": "HTML",
            method: file.file_id,
        }
        if file.sha256 is not None:
            params[ON_DISK] = {"sha256": file.sha256, "name": file.name or file.kind, "field": method}
        if chat.thread_id:
            params["message_thread_id"] = chat.thread_id
        state = OutboxState.QUEUED if self._may_write(chat.chat_id) else OutboxState.WAITING
        await self.call(
            f"send{method.capitalize()}", params, chat_id=chat.chat_id, state=state, priority=priority
        )

    async def send_made(
        self,
        file: MadeFile,
        product: Product,
        *,
        caption: str,
        priority: Priority = Priority.REPLY,
        send_at: datetime | None = None,
    ) -> int:
        """A file that the bot has made, from the files folder, where it was ordered. The row's id."""
        params: dict[str, Any] = {
            "chat_id": file.chat_id,
            "caption": caption,
            "parse_mode": "HTML",
            ON_DISK: {"sha256": product.sha256, "name": file.name, "field": file.form}
            | ({"preview": product.preview} if product.preview else {}),
        }
        if file.thread_id:
            params["message_thread_id"] = file.thread_id
        if file.reply_to is not None:
            params["reply_parameters"] = {"message_id": file.reply_to, "allow_sending_without_reply": True}
        return await self.call(
            f"send{file.form.capitalize()}",
            params,
            chat_id=file.chat_id,
            priority=priority,
            state=OutboxState.QUEUED if self._may_write(file.chat_id) else OutboxState.WAITING,
            about=file.about,
            send_at=send_at,
        )

    async def send_kept(self, chat: Chat, *, sha256: str, name: str) -> None:
        """A document of ours that is kept in the files folder."""
        params: dict[str, Any] = {
            "chat_id": chat.chat_id,
            ON_DISK: {"sha256": sha256, "name": name, "field": "document"},
        }
        if chat.thread_id:
            params["message_thread_id"] = chat.thread_id
        state = OutboxState.QUEUED if self._may_write(chat.chat_id) else OutboxState.WAITING
        await self.call("sendDocument", params, chat_id=chat.chat_id, state=state)

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

    async def find_post_at(self, chat_id: int, message_id: int) -> LivePost | None:
        """Which living message stands at this place."""
        row = await self._q.find_post_by_message(self._conn, chat_id=chat_id, message_id=message_id)
        return _post(row) if row else None

    async def is_sending_to(self, chat_id: int) -> bool:
        """Whether a living message is on its way to the chat, so that nobody knows yet where it stands."""
        return await self._q.find_sending_to(self._conn, chat_id=chat_id) is not None

    async def posts(self, slot: str) -> list[LivePost]:
        """Everywhere that something is shown, copies for those included who stand in for somebody now."""
        principals = {each.person_id for each in self.directory.deputies}
        standing = [one for one in principals if self.directory.deputy_of(one, self._now)]
        slots = [slot, *(copy_slot(slot, person_id) for person_id in standing)]
        return [_post(row) for row in await self._q.list_posts(self._conn, slots=as_json(slots))]

    async def release(self, telegram_id: int) -> None:
        """The private chat is open: what waited for it may go."""
        self._bar(telegram_id)
        await self._q.release_waiting(self._conn, chat_id=telegram_id, now=to_ms(self._now))

    async def hold_back(self, telegram_id: int) -> None:
        """The private chat is shut: what is queued for it waits."""
        await self._q.hold_for_account(self._conn, chat_id=telegram_id)

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

    async def waiting(self) -> dict[int, int]:
        """How many messages wait for which account."""
        return {row[0]: row[1] for row in await self._q.count_waiting(self._conn)}

    async def held_words(self, row_id: int) -> tuple[int, str] | None:
        """Chat and text of a message in doubt; None where it is in doubt no more."""
        row = await self._q.find_in_doubt(self._conn, id=row_id)
        return (row[0], str(json.loads(row[1]).get("text", ""))) if row else None

    async def resolve_doubt(self, row_id: int, *, send: bool) -> bool:
        """An administrator's answer on a held message: send it, or leave it. False: it was answered before."""
        if not await self._q.find_outbox(self._conn, id=row_id, state=OutboxState.HELD):
            return False
        self._bar(EVERYWHERE)
        state = OutboxState.QUEUED if send else OutboxState.DROPPED
        await self._q.set_outbox_state(self._conn, id=row_id, state=state, now=to_ms(self._now))
        return True

    async def follow_clock(self) -> None:
        """The clock has been put back: what it put off by its old time must not wait until that time comes again."""
        self._bar(EVERYWHERE)
        await self._q.follow_clock(
            self._conn, now=to_ms(self._now), latest=to_ms(self._now + LONGEST_PUT_OFF)
        )

    def follow_move(self) -> None:
        """Calls have followed a group that became a supergroup."""
        self._bar(EVERYWHERE)

    async def count_restored(self) -> int:
        """How many messages of a restored copy wait for an administrator's decision."""
        return int(await self._q.count_restored(self._conn))

    async def resolve_restored(self, *, send: bool) -> int:
        """An administrator's answer on all of them; how many there were."""
        count = await self.count_restored()
        if count:
            self._bar(EVERYWHERE)
            await (self._q.send_restored if send else self._q.drop_restored)(self._conn, now=to_ms(self._now))
        return count

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

    async def reminders_to(self, telegram_id: int) -> list[tuple[int, str]]:
        """Private reminders to an account that have not left: the row's id, and what it is about."""
        rows = await self._q.list_reminders_to(self._conn, chat_id=telegram_id)
        return [(row[0], row[1]) for row in rows]

    async def reminders_due(self, *, most: int) -> list[tuple[int, int]]:
        """Private reminders that are to leave now: the row's id, and the account."""
        rows = await self._q.list_reminders_due(self._conn, now=to_ms(self._now), most=most)
        return [(row[0], row[1]) for row in rows]

    async def put_off(self, row_id: int, telegram_id: int, *, send_at: datetime) -> None:
        """What has not left leaves at another moment."""
        self._bar(telegram_id)
        await self._q.put_off(self._conn, id=row_id, send_at=to_ms(send_at))

    async def drop(self, row_id: int) -> None:
        """What has not left stays here."""
        await self._q.drop_unsent(self._conn, id=row_id, now=to_ms(self._now))

    async def drop_copies(self, telegram_id: int, *, about: str, slots: str) -> None:
        """Copies for a deputy that have not left stay here, and those that stand there change no more."""
        await self._q.drop_copies(self._conn, chat_id=telegram_id, about=about, now=to_ms(self._now))
        await self.shut_out(telegram_id, slots=slots)

    def _may_write(self, chat_id: int) -> bool:
        return chat_id <= 0 or chat_id in self.directory.open_accounts


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
