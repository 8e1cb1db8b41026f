"""What arrived at the far end, kept for counting; and its administrator, who answers the bot's doubts by what arrived."""

from __future__ import annotations

import itertools
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from tests.support.office import DESK_GROUP, FIRST_ID

_NUMBER = re.compile(r"\d{4}-\d{4,}")
_QUOTED = re.compile(r"<blockquote>(.*?)</blockquote>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_PLACE = re.compile(r"“(.+?)”")
AGAIN, THERE = "xs", "xl"  # the presses that answer a doubt: bot/views/common/callbacks.py


def group_of(place: int) -> tuple[int, str]:
    """The id and the title of a work group."""
    return -1_002_000_000_000 - place, f"工作群{place:02}"


@dataclass
class Witness:
    """`give` numbers an update and puts it before the bot: the administrator's answers go there."""

    give: Callable[[dict[str, Any]], None]
    receipts: Counter[str] = field(default_factory=Counter)  # by the item's number
    cards: Counter[str] = field(default_factory=Counter)
    posts: Counter[tuple[int, str]] = field(default_factory=Counter)  # by work group and first line
    reminders: Counter[int] = field(default_factory=Counter)  # by person
    alike: Counter[int] = field(default_factory=Counter)  # by person: "like an item that came before"
    words: dict[int, list[str]] = field(default_factory=dict)  # what stands in a work group
    strange: list[str] = field(default_factory=list)
    doubts: int = 0
    _presses: Any = field(default_factory=lambda: itertools.count(1))

    def see(self, method: str, params: dict[str, str], message_id: int) -> None:
        """One call."""
        if method != "sendMessage":
            return
        chat, text = int(params["chat_id"]), params["text"]
        if chat == DESK_GROUP:
            self._count(self.cards, text)
        elif chat < 0:
            self.words.setdefault(chat, []).append(_plain(text))
            self.posts[chat, _plain(text).partition("\n")[0]] += 1
        elif chat == FIRST_ID:
            self._decide(params, message_id)
        elif "已收到" in text:
            self._count(self.receipts, text)
        elif "提醒" in text:
            self.reminders[chat] += 1
        elif text.startswith("🔎"):
            self.alike[chat] += 1
        else:
            self.strange.append(text)

    def _count(self, numbers: Counter[str], text: str) -> None:
        found = _NUMBER.search(text)
        if found:
            numbers[found[0]] += 1
        else:
            self.strange.append(text)

    def _decide(self, params: dict[str, str], message_id: int) -> None:
        """Looks in the group, as the question asks, and presses what is true."""
        quoted, place = _QUOTED.search(params["text"]), _PLACE.search(params["text"])
        if quoted is None or place is None:
            return  # a greeting, a menu
        self.doubts += 1
        chat = next(chat for chat, title in map(group_of, range(1000)) if title == place[1])
        start = unescape(quoted[1]).rstrip("…")
        is_there = any(words.startswith(start) for words in self.words.get(chat, ()))
        wanted = THERE if is_there else AGAIN
        keys = [key for row in json.loads(params["reply_markup"])["inline_keyboard"] for key in row]
        (data,) = (key["callback_data"] for key in keys if key["callback_data"].startswith(wanted))
        user = {"id": FIRST_ID, "is_bot": False, "first_name": "主任"}
        number = next(self._presses)
        message = {
            "message_id": message_id,
            "date": int(time.time()),
            "chat": {"id": FIRST_ID, "type": "private", "first_name": "主任"},
            "text": "?",
        }
        query = {"id": str(number), "from": user, "chat_instance": "1", "data": data, "message": message}
        self.give({"callback_query": query})


def _plain(text: str) -> str:
    return unescape(_TAG.sub("", text))
