"""Words of the form that leads to a supervision task: fields, questions, preview; what follows is in changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Task
from bot.rules.forms import DUE, TEXT, TITLE
from bot.rules.supervision_form import HELPERS, LEAD, SOURCE
from bot.rules.workdays import Unusual
from bot.views.common.addressees import out_of_reach_lines
from bot.views.common.dues import unusual_lines
from bot.views.common.forms import QUESTION_TITLE, FormWords, title_and_text

WORDS = FormWords(
    fields={
        TITLE: N_("title"),
        TEXT: N_("what is required"),
        LEAD: N_("lead"),
        HELPERS: N_("those who help"),
        DUE: N_("due time"),
        SOURCE: N_("source"),
    },
    questions={
        TITLE: QUESTION_TITLE,
        TEXT: N_("What is to be done? Please send it in one message."),
        LEAD: N_("Which unit or person leads? Please write the name as on the roster."),
        HELPERS: N_("Which units or persons help? If you skip this, nobody."),
        DUE: N_(
            "When is it due? For example 2026-06-20, 3 workdays or Friday; if you skip this, 15 working days."
        ),
        SOURCE: N_("Which item's comment does it go back to? For example 2026-0085; if you skip this, none."),
    },
    named=N_("Supervision task “{title}”"),
    unnamed=N_("Supervision task without a title"),
    cancelled=N_("Cancelled. The supervision task was not posted."),
    file_left=N_("The attached file is not part of it. Please send it to the units yourself."),
)


def preview_lines(
    t: Texts,
    *,
    title: str,
    words: str,
    lead: str,
    helpers: Sequence[str],
    due_at: datetime,
    is_usual: bool,
    unusual: Unusual,
    source: Markup | None,
    empty: Sequence[str],
    without_account: Sequence[str],
    shut: Sequence[str],
) -> list[Markup]:
    """The task as it would be published; `empty`: where nobody is asked; `is_usual`: its due time was not given."""
    due = (
        t("Due: {due} (15 working days)", due=t.due(due_at))
        if is_usual
        else t("Due: {due}", due=t.due(due_at))
    )
    return [
        t("📝 Preview of a supervision task"),
        *title_and_text(t, title=title, text=words),
        t("Lead: {units}", units=lead),
        *([t("With: {units}", units=t.listed(helpers))] if helpers else []),
        due,
        *unusual_lines(t, due_at, unusual),
        *([source] if source is not None else []),
        *(
            [t("⚠️ Nobody is on the roster in: {units}. Please tell them another way.", units=t.listed(empty))]
            if empty
            else []
        ),
        *out_of_reach_lines(t, without_account=without_account, shut=shut),
    ]


def source_line(t: Texts, *, number: str, leader: str | None) -> Markup:
    """From which item it comes, and whose comment on it."""
    if leader is None:
        return t("Source: {source} (no leader's comment is recorded on it)", source=number)
    return t("Source: {source} (comment by {leader})", source=number, leader=leader)


def no_source_line(t: Texts, *, number: str) -> Markup:
    """There is no such item."""
    return t(
        "⚠️ There is no item {number}. Please correct the source, or write “Source: none”.", number=number
    )


def no_source(t: Texts, *, number: str) -> str:
    """发布 with an item that is not there."""
    return t.plain("Not posted yet: there is no item {number}. Please correct the source.", number=number)


def comment_words(t: Texts, *, leader: str, words: str) -> str:
    """What a leader said, as the beginning of what is required."""
    return t.plain("{leader} commented: {words}", leader=leader, words=words)


def comment_gone(t: Texts) -> str:
    """The comment that was quoted in it stands no more."""
    return t.plain(
        "The leader's comment has been taken back meanwhile. Nothing was posted; to post the task all the same, change its "
        "words, or press again."
    )


def turned_before(t: Texts, task: Task, *, name: str, is_written: bool) -> str:
    """Another editor was faster; `is_written`: the form is there, and can be published all the same."""
    if is_written:
        return t.plain(
            "{name} made {code} of this comment on {at} already. Nothing was posted; press again to post a second task.",
            name=name,
            code=task.code,
            at=task.set_at,
        )
    return t.plain(
        "{name} made {code} of this comment on {at} already. To look at it, send {code}.",
        name=name,
        code=task.code,
        at=task.set_at,
    )
