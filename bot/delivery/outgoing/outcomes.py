"""What becomes of an outbox row after its call: pure decisions on the answer or the error; nothing is sent or stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.clock import to_ms
from bot.delivery.http.failures import NotSent, retry_seconds
from bot.delivery.outgoing.calling import Unsendable, is_send
from bot.delivery.outgoing.line import Line
from bot.logs import describe
from bot.model import Hindrance, OutboxRow, OutboxState, Policy

MOST_ATTEMPTS = 20
_LONGEST_WAIT = 60.0
_KEEP_ORDER = (
    5  # so many tries hold up the chat's later messages; then one bad message must not hold up the rest
)
_NO_TOKEN_WAIT = 60.0
# Telegram's words for what no later try can help with; it has no codes for them.
_HINDRANCES = (
    (Hindrance.MESSAGE_GONE, ("message to edit not found", "message can't be edited", "message_id_invalid")),
    (Hindrance.TOPIC_GONE, ("message thread not found", "topic_deleted", "topic_id_invalid")),
    (Hindrance.TOPIC_CLOSED, ("topic_closed",)),
    (Hindrance.NO_RIGHT, ("not enough rights", "no rights to send", "need administrator rights")),
    (Hindrance.NO_RIGHT, ("chat_write_forbidden", "chat_restricted", "_forbidden")),
    (Hindrance.PUT_OUT, ("bot was kicked", "bot is not a member", "chat was deleted", "chat not found")),
)
_PIN = "pinChatMessage"
_NO_PIN = (
    "not enough rights",
    "need administrator rights",
    "admin_required",
    "_forbidden",
    "can't be pinned",
)
_DONE_ANYWAY = (
    "message is not modified",
    "message to delete not found",
    "message can't be deleted",
    "message to unpin not found",
    "message to pin not found",
)


@dataclass(slots=True)
class Outcome:
    """A row's next state, and what else has to happen.

    `pause` seconds for `pause_chat` (None: for everything); `moved_to` is the chat's new id; `is_closed`: the person does not
    let the bot write; `hindrance`: Telegram refuses it for good, and the desk has to see to it; `is_noted`: the sent log has it,
    so that a kill does not repeat the call.
    """

    row: OutboxRow
    state: OutboxState
    attempts: int
    send_at: datetime
    message_id: int | None = None
    error: str | None = None
    pause: float = 0.0
    pause_chat: int | None = None
    moved_to: int | None = None
    is_closed: bool = False
    hindrance: Hindrance | None = None
    line: Line = Line.GOOD
    is_noted: bool = False

    def columns(self) -> dict[str, object]:
        """The outbox columns that change."""
        is_over = self.state in (OutboxState.SENT, OutboxState.DEAD)
        return {
            "id": self.row.id,
            "claim": self.row.attempts,
            "state": self.state,
            "attempts": self.attempts,
            "message_id": self.message_id,
            "error": self.error and self.error.replace("\0", ""),  # which PostgreSQL's text does not hold
            "send_at": to_ms(self.send_at),
            "settled_at": to_ms(self.send_at) if is_over else None,
        }

    @property
    def failed(self) -> bool:
        """Whether a call was made, or may have been, and did not go well; what was given back never was."""
        return self.state is not OutboxState.SENT and self.error is not None

    @property
    def made_post(self) -> bool:
        """Whether a living message stands somewhere now."""
        return bool(self.message_id and self.row.post_id and is_send(self.row.method))

    def post(self) -> dict[str, object]:
        """The living message's columns that change then."""
        return {"id": self.row.post_id, "message_id": self.message_id, "row": self.row.id}


def give_back(row: OutboxRow, *, state: OutboxState = OutboxState.QUEUED) -> Outcome:
    """A claimed row whose call never started: it was no attempt."""
    return Outcome(row, state, row.attempts - 1, row.send_at)


def is_repeatable(row: OutboxRow) -> bool:
    """Whether calling twice does no harm, or less harm than not at all."""
    return row.policy is Policy.REPEAT or row.method.startswith(("edit", "delete", "set"))


def doubt(row: OutboxRow, *, now: datetime) -> Outcome:
    """The last process ended during the call, and nobody knows whether it was made."""
    state = OutboxState.QUEUED if is_repeatable(row) else OutboxState.HELD
    return Outcome(row, state, row.attempts, now, error="stopped during the call")


def message_id_in(result: Any) -> int | None:
    """The number of the message that a call has made, if it has made one."""
    message_id = result.get("message_id") if isinstance(result, dict) else None
    return message_id if isinstance(message_id, int) else None


def accept(row: OutboxRow, message_id: int | None, *, now: datetime, is_noted: bool = False) -> Outcome:
    """The call went well, now or in the last process's life, which did not live to settle it."""
    return Outcome(row, OutboxState.SENT, row.attempts, now, message_id=message_id, is_noted=is_noted)


def judge(row: OutboxRow, error: Exception, *, now: datetime, jitter: float) -> Outcome:
    """The call raised `error`. `row.attempts` counts this call; `jitter` from 0 to 1 spreads repeats."""
    untried = row.attempts - 1
    if isinstance(error, RetryAfter):
        wait = retry_seconds(error)
        until = now + timedelta(seconds=wait)
        return Outcome(
            row,
            OutboxState.QUEUED,
            untried,
            until,
            error=_text(error),
            pause=wait,
            pause_chat=row.chat_id or None,
        )
    if isinstance(error, ChatMigrated):
        state = OutboxState.QUEUED if row.attempts < MOST_ATTEMPTS else OutboxState.DEAD
        # At once; but the desk may have failed to follow, and then the answer is the same again.
        until = now + timedelta(seconds=min(_LONGEST_WAIT, row.attempts - 1))
        return Outcome(row, state, row.attempts, until, error=_text(error), moved_to=error.new_chat_id)
    if isinstance(error, Forbidden | BadRequest):
        return _refused(row, error, now=now)
    if isinstance(error, Unsendable):
        return Outcome(row, OutboxState.DEAD, row.attempts, now, error=str(error))
    if isinstance(error, InvalidToken | EndPointNotFound):
        until = now + timedelta(seconds=_NO_TOKEN_WAIT)
        return Outcome(row, OutboxState.QUEUED, untried, until, error=_text(error))
    if isinstance(error, NotSent):
        return Outcome(row, OutboxState.QUEUED, untried, now, error=_text(error), line=Line.DOWN)
    return _in_doubt(row, error, now=now, jitter=jitter)


def _refused(row: OutboxRow, error: TelegramError, *, now: datetime) -> Outcome:
    text = error.message.lower()
    if any(known in text for known in _DONE_ANYWAY) and not is_send(row.method):
        return Outcome(row, OutboxState.SENT, row.attempts, now)
    # "chat not found" is what a person gets who never opened the chat, or deleted the account.
    if row.chat_id > 0 and (isinstance(error, Forbidden) or "chat not found" in text):
        return Outcome(row, OutboxState.WAITING, row.attempts - 1, now, error=_text(error), is_closed=True)
    return Outcome(
        row, OutboxState.DEAD, row.attempts, now, error=_text(error), hindrance=_hindrance(row, text)
    )


def _hindrance(row: OutboxRow, text: str) -> Hindrance | None:
    """Why a send or an edit is refused; in a private chat a message may be gone, and nothing else is known here."""
    if row.method == _PIN:
        return Hindrance.NO_PIN if any(word in text for word in _NO_PIN) else None
    if not row.method.startswith(("send", "edit")):
        return None
    found = next((why for why, words in _HINDRANCES if any(word in text for word in words)), None)
    return found if row.chat_id < 0 or found is Hindrance.MESSAGE_GONE else None


def _in_doubt(row: OutboxRow, error: Exception, *, now: datetime, jitter: float) -> Outcome:
    """Nobody knows whether Telegram has done it."""
    line = Line.SHAKY if isinstance(error, TelegramError) else Line.GOOD
    if not is_repeatable(row):
        return Outcome(row, OutboxState.HELD, row.attempts, now, error=_text(error), line=line)
    if row.attempts >= MOST_ATTEMPTS:
        return Outcome(row, OutboxState.DEAD, row.attempts, now, error=_text(error), line=line)
    wait = min(_LONGEST_WAIT, 2.0 ** (row.attempts - 1)) * (0.75 + jitter / 2)
    keeps_order = row.chat_id != 0 and row.attempts < _KEEP_ORDER
    return Outcome(
        row,
        OutboxState.QUEUED,
        row.attempts,
        now + timedelta(seconds=wait),
        error=_text(error),
        pause=wait if keeps_order else 0.0,
        pause_chat=row.chat_id,
        line=line,
    )


def _text(error: Exception) -> str:
    """Telegram's own words are safe to keep; any other error may quote a message."""
    return (
        f"{type(error).__name__}: {error.message}"[:300]
        if isinstance(error, TelegramError)
        else describe(error)
    )
