"""Words of the form by which a meeting is called: fields, questions, preview, answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Meeting, Message
from bot.rules.forms import TEXT, TITLE
from bot.rules.meeting_form import ATTENDEES, BEGIN, PLACE
from bot.rules.text import shorten
from bot.rules.workdays import Unusual
from bot.views.common.addressees import out_of_reach_lines
from bot.views.common.dues import unusual_lines
from bot.views.common.forms import QUESTION_TITLE, FormWords, title_and_text

WORDS = FormWords(
    fields={
        TITLE: N_("title"),
        TEXT: N_("what it is about"),
        BEGIN: N_("time"),
        PLACE: N_("meeting place"),
        ATTENDEES: N_("who attends"),
    },
    questions={
        TITLE: QUESTION_TITLE,
        TEXT: N_("What is it about, what is to be brought? Please send it in one message."),
        BEGIN: N_(
            "When does it begin? Day and hour, for example 20 June 15:00, Friday 9:30 or tomorrow 14:00."
        ),
        PLACE: N_("Where is it held?"),
        ATTENDEES: N_(
            "Who is to attend? Names, units, roles (reporters, editors, leaders, administrators, partners) or everybody, with "
            "commas between. If you skip this, the editors."
        ),
    },
    named=N_("Meeting “{title}”"),
    unnamed=N_("Meeting without a title"),
    cancelled=N_("Cancelled. No meeting was called."),
)


def preview_lines(
    t: Texts,
    *,
    title: str,
    brief: str,
    begins_at: datetime,
    place: str,
    named: str,
    count: int,
    without_account: Sequence[str],
    shut: Sequence[str],
    unusual: Unusual,
) -> list[Markup]:
    """The meeting as it would be called; `unusual`: what may not be meant about its day."""
    return [
        t("📝 Preview of a meeting"),
        *title_and_text(t, title=title, text=brief),
        t("Time: {moment}", moment=t.due(begins_at)),
        *unusual_lines(t, begins_at, unusual),
        t("Place: {place}", place=place or "—"),
        t("For: {named} ({count})", named=shorten(named, 400), count=count),
        *out_of_reach_lines(t, without_account=without_account, shut=shut),
    ]


def render_posted(t: Texts, meeting: Meeting, *, count: int) -> Message:
    """The preview's last words."""
    return Message(
        t.n(
            "✅ Meeting <b>{code}</b> is called: {n} person has been told in private, with a calendar file. They are reminded "
            "at 16:00 on the working day before and an hour before.",
            "✅ Meeting <b>{code}</b> is called: {n} people have been told in private, with a calendar file. They are reminded "
            "at 16:00 on the working day before and an hour before.",
            count,
            code=meeting.code,
        )
    )


def posted_toast(t: Texts, meeting: Meeting) -> str:
    """发布."""
    return t.plain("Posted as {code}.", code=meeting.code)
