"""Messages on their way in and out, before Telegram's own shapes; nothing here sends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from bot.model.record import record


class Priority(IntEnum):
    """Which of several waiting messages goes first."""

    URGENT = 0
    REPLY = 1
    BROADCAST = 2


class Policy(StrEnum):
    """What to do with a message that may or may not have been delivered when we crashed or timed out."""

    REPEAT = "repeat"  # a receipt: twice is better than never
    HOLD = "hold"  # a group post: ask an administrator


@record
class Button:
    """One inline button: either `data` (a callback) or `url`."""

    label: str
    data: str | None = None
    url: str | None = None


Keyboard = tuple[tuple[Button, ...], ...]


@record
class Message:
    """An outgoing text in Telegram's HTML; `keyboard` () means none.

    `reply_keyboard` rows are the labels of the keyboard under the input field, which `takes_keyboard` takes away; `ask` asks the
    reader to reply (ForceReply). People's numbers are hidden in every message but one that `shows_numbers`,
    and but in the office's own words, which are `public`.
    """

    text: str
    keyboard: Keyboard = ()
    reply_keyboard: tuple[tuple[str, ...], ...] = ()
    takes_keyboard: bool = False
    ask: bool = False
    shows_numbers: bool = False
    public: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """An outgoing file with its caption (HTML)."""

    name: str
    content: bytes = field(repr=False)
    caption: str = ""


@record
class Chat:
    """Where a message goes: a chat, and a topic of it (0: none)."""

    chat_id: int
    thread_id: int = 0


@dataclass(frozen=True, slots=True)
class LivePost:
    """A message of ours that is kept up to date; `message_id` is None until Telegram has taken it.

    `head` (HTML) stands above whatever it shows: of a copy, for whom it is.
    """

    id: int
    slot: str
    chat_id: int
    thread_id: int
    message_id: int | None
    head: str | None = None


@record
class OutboxRow:
    """A call to the Bot API, waiting or in flight."""

    id: int
    chat_id: int
    method: str
    payload: str
    priority: int
    policy: Policy
    attempts: int
    send_at: datetime
    post_id: int | None
    post_message_id: int | None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A call that Telegram has refused for good.

    `about` says whom or what it was for, `lines` are those of a receipt (HTML). `slot` is its living message's.
    """

    id: int
    chat_id: int
    method: str
    payload: str
    about: str | None
    lines: str | None
    post_id: int | None
    slot: str | None
    thread_id: int


BLOCKED = "blocked"  # the key of an update of which nothing else was kept


@dataclass(frozen=True, slots=True)
class Blocked:
    """A message that carried a marking: all that is known of it.

    `telegram_id` is 0 where no account stands behind it; `at` is when it was sent, or edited, in whole seconds; `album` is
    the number that Telegram gives to the messages of an album.
    """

    rule: str
    chat_id: int
    thread_id: int
    telegram_id: int
    message_id: int
    at: int
    is_private: bool
    is_edit: bool
    album: str = ""


@record
class InboxRow:
    """An update as Telegram sent it, waiting to be handled."""

    seq: int
    update_id: int
    lane: str
    payload: str
    attempts: int
    try_at: datetime
    received_at: datetime
