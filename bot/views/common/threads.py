"""A thread as both sides read it, line by line."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Comment, InquiryText
from bot.views.common.paging import paragraphs


def said_lines(t: Texts, said: Sequence[Comment | InquiryText]) -> list[Markup]:
    """Who said what, the first first; of what was wiped only that it was said."""
    lines: list[Markup] = []
    for each in said:
        who = t("{at} {name}: ", at=each.said_at, name=each.person)
        first, *more = paragraphs(each.text) or [Markup("…")]
        lines += [who + first, *more]
    return lines


def comment_lines(t: Texts, comments: Sequence[Comment]) -> list[Markup]:
    """Everything that was said of an item, under a heading."""
    lines = said_lines(t, comments)
    return [Markup(""), t("<b>Comments</b>"), *lines] if lines else []
