"""Which messages of a chat a page asks for; how they are shown is elsewhere."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from bot.sandbox.world.records import Message


def stretch(
    messages: Sequence[Message],
    *,
    limit: int,
    thread: int | None,
    before: int | None,
    after: int | None,
    around: int | None,
) -> tuple[Sequence[Message], bool, bool]:
    """At most `limit` messages in order, and whether there are older and newer ones.

    Of one topic if `thread` names it (0: the general one). The newest, unless `before`, `after` or `around` is a number.
    """
    if thread is not None:
        messages = [message for message in messages if (message.thread_id or 0) == thread]
    if after is not None:
        start = bisect_right(messages, after, key=_number)
    else:
        end = len(messages) if before is None else bisect_left(messages, before, key=_number)
        if around is not None:
            end = min(end, bisect_left(messages, around, key=_number) + limit // 2 + 1)
        start = max(0, end - limit)
        limit = end - start
    page = messages[start : start + limit]
    return page, start > 0, start + len(page) < len(messages)


def _number(message: Message) -> int:
    return message.id
