"""Words after a meeting: what could be written about it (可写的点), and what became of each line."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Meeting, Message
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.meetings.invitations import TITLE

_LINE = 200


def render_question(t: Texts, meeting: Meeting, *, person_id: int) -> Message:
    """Two hours after its begin, to whoever came."""
    return Message(
        t(
            "✍️ What from the meeting {code} “{title}” could be written about? Reply to this message, one point a line; each "
            "becomes a proposal for the weekly consultation. Nothing? Then you need not answer.",
            code=meeting.code,
            title=shorten(meeting.title, TITLE),
        ),
        keyboard=((button(t.plain("Write points"), Press.MEETING_POINTS, meeting.id, person_id),),),
    )


def render_ask(t: Texts, meeting: Meeting) -> Message:
    """After 写要点."""
    return Message(t("Please send what could be written about {code}, one point a line.", code=meeting.code))


def points_name(t: Texts, meeting: Meeting) -> str:
    """The question in a few words."""
    return t.plain("Points from {code}", code=meeting.code)


def render_left(t: Texts, meeting: Meeting) -> Message:
    """`取消` in the place of points."""
    return Message(t("No points from {code} were passed on.", code=meeting.code))


def render_none(t: Texts) -> Message:
    """无."""
    return Message(t("Understood, nothing this time. Thank you."))


def render_taken(
    t: Texts, meeting: Meeting, *, taken: Sequence[str], refused: Sequence[str], least: int, most: int
) -> Message:
    """Which lines are proposals now, and which are not because of their length."""
    lines = []
    if taken:
        lines.append(
            t.n(
                "✅ {n} point from {code} is a proposal now, for the weekly consultation:",
                "✅ {n} points from {code} are proposals now, for the weekly consultation:",
                len(taken),
                code=meeting.code,
            )
        )
        lines += [
            t("{number}. {point}", number=number, point=shorten(point, _LINE))
            for number, point in enumerate(taken, start=1)
        ]
    if refused:
        lines.append(t("Not taken, since a point has {least} to {most} characters:", least=least, most=most))
        lines += [t("· {point}", point=shorten(point, _LINE)) for point in refused]
        lines.append(t("Please send these again, each in a line of its own."))
    return Message(Markup("\n").join(lines))
