"""What a message is for, as its row keeps it: should Telegram refuse it, this says who is to get it instead."""

from __future__ import annotations

from bot.model import Chat

DESK = "desk"  # a word to the editors
ADMINISTRATORS = "administrators"
_ANSWER, _POST = "answer", "post"


def answer_to(telegram_id: int) -> str:
    """An answer to one person. Of several that were put together these stand one after another."""
    return f"{_ANSWER}:{telegram_id}"


def accounts_in(about: str | None) -> list[int]:
    """Whom an answer is for, a Telegram id for each of its lines; empty for what is no answer."""
    names = [word.partition(":") for word in (about or "").split()]
    return [int(account) for name, _, account in names if name == _ANSWER]


def clock_post(key: str, period: str, chat: Chat) -> str:
    """A message of a clock's post; the chat itself stands in the row, which follows it where it moves."""
    return f"{_POST}:{key}:{period}:{chat.thread_id}"


def place_name(chat_id: int, thread_id: int) -> str:
    """A place in the ledger of the clock's posts. `Work.move_chat` and `Work.follow_topic` know the form."""
    return f"{chat_id}:{thread_id}"


def post_in(about: str | None) -> tuple[str, str, int] | None:
    """Key, period and topic of a clock's post; None for anything else."""
    name, *parts = (about or "").split(":")
    return (parts[0], parts[1], int(parts[2])) if name == _POST else None
