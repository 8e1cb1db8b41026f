"""Words of the form that leads to a demand: fields, questions, preview, answer; posts are in demands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Demand, Kind, Message
from bot.rules.demand_form import KIND, SLOTS, UNITS
from bot.rules.forms import DUE, TEXT, TITLE
from bot.rules.text import shorten
from bot.rules.workdays import Unusual
from bot.views.common import labels
from bot.views.common.dues import unusual_lines
from bot.views.common.forms import QUESTION_DUE, QUESTION_TITLE, FormWords, title_and_text

WORDS = FormWords(
    fields={
        TITLE: N_("title"),
        TEXT: N_("brief"),
        DUE: N_("due time"),
        SLOTS: N_("slots"),
        UNITS: N_("named units"),
        KIND: N_("category"),
    },
    questions={
        TITLE: QUESTION_TITLE,
        TEXT: N_("What should the item be about? Please send the brief in one message."),
        DUE: QUESTION_DUE,
        SLOTS: N_("How many units may book it (1 to 99)? If you skip this, one."),
        UNITS: N_("Which units is it commissioned from? If you skip this, every unit can book it."),
        KIND: N_("Which category should the items have? If you skip this, any."),
    },
    named=N_("Topic “{title}”"),
    unnamed=N_("Topic without a title"),
    cancelled=N_("Cancelled. The topic was not posted."),
    file_left=N_("The attached file is not posted with it. Please send it to the group yourself."),
    options={kind.value: words for kind, words in labels.KINDS.items()},
)


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Whom a commission cannot reach: units without any account, and people whose private chat is not open yet."""

    units: Sequence[str]
    people: Sequence[str]


def preview_lines(
    t: Texts,
    *,
    title: str,
    brief: str,
    due_at: datetime,
    slots: int,
    units: Sequence[str],
    kind: Kind | None,
    unusual: Unusual,
) -> list[Markup]:
    """The demand as it would be posted; `unusual`: what may not be meant about its day."""
    lines = [
        t("📝 Preview of a commission") if units else t("📝 Preview of a topic"),
        *title_and_text(t, title=title, text=brief),
        t("Due: {due}", due=t.due(due_at)),
        *unusual_lines(t, due_at, unusual),
        t("Slots: {count}", count=slots),
        t("For: {units}", units=shorten(t.listed(units), 400)) if units else t("For: every unit"),
    ]
    if kind:
        lines.append(t("Category: {kind}", kind=labels.kind(t, kind)))
    return lines


def render_posted_by_leader(t: Texts, demand: Demand, *, by: str) -> Message:
    """For the desk: a leader has posted a demand."""
    return Message(
        t(
            "📌 {by} has posted {code}: {title}, due {due}",
            by=by,
            code=demand.code,
            title=shorten(demand.title, 80),
            due=t.due(demand.due_at),
        )
    )


def posted_toast(t: Texts, demand: Demand) -> str:
    """发布."""
    return t.plain("Posted as {code}.", code=demand.code)


def proposal_decided(t: Texts) -> str:
    """Somebody else was faster."""
    return t.plain("This proposal has been decided already. Press Post again to post the topic on its own.")


def render_posted(t: Texts, demand: Demand, *, groups: int, owed: int, unreachable: Unreachable) -> Message:
    """The preview's last words: the number, where it stands, and whom it cannot reach. `owed`: groups that take no messages."""
    lines = [
        t("✅ Posted as <b>{code}</b> {title}", code=demand.code, title=demand.title),
        t("Due: {due}", due=t.due(demand.due_at)),
        t("Work groups: {count}", count=groups)
        if groups or owed
        else t(
            "⚠️ No work group is bound, so no group has seen it. An administrator binds one with /bind work, "
            "and it is posted there at once."
        ),
    ]
    if owed:
        lines.append(
            t.n(
                "⚠️ {n} work group takes no messages from me at present; it is posted there once it does.",
                "⚠️ {n} work groups take no messages from me at present; it is posted there once they do.",
                owed,
            )
        )
    if unreachable.units:
        lines.append(
            t(
                "⚠️ Nobody in these units has a Telegram account here: {units}. Please tell them another way.",
                units=t.listed(unreachable.units),
            )
        )
    if unreachable.people:
        lines.append(
            t(
                "⚠️ These people have not opened the private chat; their message waits: {people}",
                people=shorten(t.listed(unreachable.people), 600),
            )
        )
    lines.append(t("Close it: /close_{number} · give more time: /extend_{number}", number=demand.id))
    return Message(Markup("\n").join(lines))


def needs_units(t: Texts) -> str:
    """A commission without units."""
    return t.plain("A commission names the units that are to write. Please say which.")
