"""Words of the form that leads to a paper to read: fields, questions, preview, answer, and what is said of its files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Message
from bot.rules.circular_form import SCOPE
from bot.rules.forms import DUE, TEXT, TITLE
from bot.rules.secrecy.personal import mask
from bot.rules.text import shorten
from bot.rules.workdays import Unusual
from bot.views.common.dues import unusual_lines
from bot.views.common.forms import QUESTION_DUE, QUESTION_TITLE, FormWords, title_and_text

WORDS = FormWords(
    fields={TITLE: N_("title"), TEXT: N_("text"), SCOPE: N_("readers"), DUE: N_("read by")},
    questions={
        TITLE: QUESTION_TITLE,
        TEXT: N_("Please send the text in one message, or the file. If the title says it all, skip this."),
        SCOPE: N_(
            "Who is to read it? Names, units, roles or everybody, with commas between. If you skip this, reporters and editors."
        ),
        DUE: QUESTION_DUE,
    },
    named=N_("Paper “{title}”"),
    unnamed=N_("Paper without a title"),
    cancelled=N_("Cancelled. The paper was not sent out."),
)


def preview_lines(
    t: Texts,
    *,
    title: str,
    brief: str,
    scope: str,
    count: int,
    due_at: datetime | None,
    unusual: Unusual | None,
) -> list[Markup]:
    """The paper as it would be sent out: to whom, and to how many."""
    lines = [
        t("📝 Preview of a paper to read"),
        *title_and_text(t, title=title, text=brief),
        t("Readers: {scope} ({count})", scope=shorten(scope, 400), count=count),
        t("Read by: {due}", due=t.due(due_at)) if due_at else t("Read by: no due time"),
        *(unusual_lines(t, due_at, unusual) if due_at and unusual else []),
    ]
    if mask(title)[1] or mask(brief)[1]:
        lines.append(
            t(
                "⚠️ Mobile, identity and bank card numbers are hidden when it is sent. Please give an office telephone."
            )
        )
    return lines


def nobody(t: Texts) -> str:
    """发布 where nobody is addressed."""
    return t.plain("Nobody is within the readers that you named, so nothing was sent. Please change them.")


def still_coming(t: Texts) -> str:
    """发布 while a file has not been looked at."""
    return t.plain("The file is still being fetched and checked. Please press again in a few seconds.")


def published(t: Texts, code: str) -> str:
    """发布."""
    return t.plain("Sent out as {code}.", code=code)


def render_numbers(t: Texts, *, name: str) -> Message:
    """In a file there are people's numbers, which nobody hides there."""
    return Message(
        t(
            "⚠️ There are mobile, identity or bank card numbers in {name}. It would be sent as it is: please make sure that "
            "everybody may have them, or take them out.",
            name=shorten(name, 60) or t.plain("a file"),
        )
    )


def files_missing(t: Texts, names: Sequence[str]) -> Markup:
    """In a preview's last words: files that did not go with it."""
    return t("⚠️ Not sent with it: {names}", names=shorten(t.listed(names), 300))
