"""The words of buttons as people type them instead of pressing: 接受, 已阅, 参加; what waits for one is the desk's affair."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from bot.model import Attendance
from bot.rules.meetings import read_reply
from bot.rules.text import clean


class Spoken(StrEnum):
    """A button's word, by its label's key."""

    ACCEPT = "Accept"
    READ = "Read"
    AGREE = "Agree"
    CONFIRM = "Confirm"
    ATTEND = "Attend"
    EXCUSE = "Be excused"


_TYPED = {
    Spoken.ACCEPT: ("接受", "我接受", "同意接受", "accept"),
    Spoken.READ: ("已阅", "已读", "已阅知", "阅", "read"),
    Spoken.AGREE: ("同意", "同意办结", "agree"),
    Spoken.CONFIRM: ("确认", "confirm"),
}
_BY_WORD = {typed: word for word, forms in _TYPED.items() for typed in forms}
_ANSWERS = {Attendance.COMING: Spoken.ATTEND, Attendance.EXCUSED: Spoken.EXCUSE}
_MOST = 29  # characters of 请假 with its reason: what is longer may be an item
_MARKS = "。.!！~～，, "


def spoken(text: str) -> Spoken | None:
    """The word that the text is, 请假 perhaps with a reason behind it; None for any other text."""
    plain = "".join(unicodedata.normalize("NFKC", clean(text)).casefold().split()).strip(_MARKS)
    if len(plain) > _MOST or "\n" in text.strip():
        return None
    if plain in _BY_WORD:
        return _BY_WORD[plain]
    said = read_reply(text)
    return None if said is None else _ANSWERS[said]
