"""What the paper and the tables of a monthly notice share: their names, words without markup, hidden numbers of people."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.rules.notice import MonthNotice
from bot.rules.secrecy.personal import mask
from bot.views.figures.notices import (
    Frame,
    number_words,
    title,
)
from bot.views.figures.point_lists import carried_words


def marked_draft(t: Texts, words: str, *, is_draft: bool) -> str:
    """A title that says so where it is a draft."""
    return t.plain("{title} (draft)", title=words) if is_draft else words


def name_fields(t: Texts, notice: MonthNotice, frame: Frame) -> dict[str, str]:
    """What a file is called by: title and number."""
    words = marked_draft(t, title(t, notice.month), is_draft=frame.is_draft)
    return {"title": words, "number": number_words(t, notice.month, frame.number)}


def carried_on(t: Texts, notice: MonthNotice) -> str:
    """That earlier years' targets go on."""
    return plain_text(carried_words(t, (row.target_of for row in notice.units)))


def masked(text: str) -> str:
    """With people's numbers hidden."""
    return mask(text)[0]


def plain_text(line: Markup) -> str:
    """What a line of a message says, without its tags."""
    return line.unescape()
