"""Words of the conversation that leads to a demand: questions, faults, preview, answer; posts are in demands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Button, Demand, Keyboard, Kind, Message
from bot.rules.demand_draft import REQUIRED, DemandDraft, Fault, Field
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.demands.changes import day_off_hint

PREVIEW_BRIEF = 2500

FIELDS = {
    Field.TITLE: N_("title"),
    Field.BRIEF: N_("brief"),
    Field.DUE: N_("due time"),
    Field.SLOTS: N_("slots"),
    Field.UNITS: N_("named units"),
    Field.KIND: N_("category"),
}
QUESTIONS = {
    Field.TITLE: N_("What is the title?"),
    Field.BRIEF: N_("What should the item be about? Please send the brief in one message."),
    Field.DUE: N_(
        "When is it due? For example 2026-06-20, 20 June, 3 days, 3 workdays or Friday; "
        "with 17:00, or else the end of the working day."
    ),
    Field.SLOTS: N_("How many units may book it (1 to 99)? If you skip this, one."),
    Field.UNITS: N_("Which units is it commissioned from? If you skip this, every unit can book it."),
    Field.KIND: N_("Which category should the items have? If you skip this, any."),
}


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Whom a commission cannot reach: units without any account, and people whose private chat is not open yet."""

    units: Sequence[str]
    people: Sequence[str]


def render_question(
    t: Texts,
    draft_id: int,
    draft: DemandDraft,
    *,
    faults: Sequence[Fault] = (),
    in_group: bool,
    is_kept: bool = False,
) -> Message:
    """What could not be used, what is still needed, and the next question. `is_kept`: the message has become a draft."""
    field = draft.to_ask[0]
    lines = (
        [t("Kept as a draft, not yet posted: “{title}”", title=shorten(draft.title, 60) or "…")]
        if is_kept
        else []
    )
    lines += render_faults(t, faults)
    needed = [t.plain(FIELDS[each]) for each in draft.to_ask]
    if is_kept or len(faults) > 1:
        lines.append(t("Still needed: {fields}", fields=t.listed(needed)))
    lines.append(t(QUESTIONS[field]))
    if in_group:
        lines.append(t("Please reply to this message."))
    keyboard = (*_units_meant(draft_id, faults), *_answers(t, draft_id, field))
    # In a group only replies reach us: the input field is set to reply where no button is needed.
    if in_group and field in REQUIRED:
        return Message(Markup("\n").join(lines), ask=True)
    return Message(Markup("\n").join(lines), keyboard=keyboard)


def _units_meant(draft_id: int, faults: Sequence[Fault]) -> Keyboard:
    """A button for each unit that may be meant by one that nobody knows."""
    meant = dict(pair for fault in faults for pair in fault.choices)
    return tuple((button(name, Press.DEMAND_UNIT, draft_id, unit_id),) for unit_id, name in meant.items())


def render_faults(t: Texts, faults: Sequence[Fault]) -> list[Markup]:
    """Why some words could not be used, a line each."""
    return [
        Markup("⚠️ ")
        + t(
            fault.key,
            **{
                name: t.listed(value) if isinstance(value, tuple) else value
                for name, value in fault.fields.items()
            },
        )
        for fault in faults
    ]


def _answers(t: Texts, draft_id: int, field: Field) -> tuple[tuple[Button, ...], ...]:
    rows = []
    if field is Field.KIND:
        kinds = [button(labels.kind(t, kind), Press.DEMAND_KIND, draft_id, kind.value) for kind in Kind]
        rows += [tuple(kinds[:2]), tuple(kinds[2:])]
    cancel = button(t.plain("Cancel"), Press.DEMAND_CANCEL, draft_id)
    skip = button(t.plain("Skip"), Press.DEMAND_SKIP, draft_id, field.value)
    rows.append((cancel,) if field in REQUIRED else (skip, cancel))
    return tuple(rows)


def render_preview(
    t: Texts,
    draft_id: int,
    draft: DemandDraft,
    *,
    units: Sequence[str],
    attachment: bool,
    is_day_off: bool,
) -> Message:
    """The demand as it would be posted, with 发布 修改 取消; `is_day_off`: it is due when nobody is at work."""
    assert draft.due_at is not None
    lines = [
        t("📝 Preview of a commission") if units else t("📝 Preview of a topic"),
        t("<b>{title}</b>", title=draft.title),
        *([Markup.escape(shorten(draft.brief, PREVIEW_BRIEF))] if draft.brief else []),
        t("Due: {due}", due=t.due(draft.due_at)),
        *([day_off_hint(t, draft.due_at)] if is_day_off else []),
        t("Slots: {count}", count=draft.total_slots),
        t("For: {units}", units=shorten(t.listed(units), 400)) if units else t("For: every unit"),
    ]
    if draft.kind:
        lines.append(t("Category: {kind}", kind=labels.kind(t, draft.kind)))
    if attachment:
        lines.append(t("The attached file is not posted with it. Please send it to the group yourself."))
    lines.append(t("Nothing is posted yet."))
    keyboard = (
        (
            button(t.plain("Post"), Press.DEMAND_POST, draft_id),
            button(t.plain("Edit"), Press.DEMAND_EDIT, draft_id),
            button(t.plain("Cancel"), Press.DEMAND_CANCEL, draft_id),
        ),
    )
    return Message(Markup("\n").join(lines), keyboard=keyboard)


def render_edit_how(t: Texts, *, in_group: bool) -> Message:
    """After 修改: what to send."""
    lines = [
        t(
            "Please send the whole text again, or only the line that changes, for example “Due: Friday”. "
            "What you do not mention stays."
        )
    ]
    if in_group:
        lines.append(t("Please reply to this message."))
    return Message(Markup("\n").join(lines), ask=in_group)


def asked_before(t: Texts) -> str:
    """A press under a question that has been answered."""
    return t.plain("This question has been answered already.")


def not_complete(t: Texts, draft: DemandDraft) -> str:
    """发布 before everything is there."""
    return t.plain(
        "Not posted yet. Still needed: {fields}", fields=t.listed(t.plain(FIELDS[f]) for f in draft.to_ask)
    )


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


def draft_name(t: Texts, *, title: str) -> str:
    """A draft in a few words, for lists and buttons."""
    return t.plain("Topic “{title}”", title=shorten(title, 20)) if title else t.plain("Topic without a title")


def render_cancelled(t: Texts) -> Message:
    """The draft is gone."""
    return Message(t("Cancelled. The topic was not posted."))


def render_posted(t: Texts, demand: Demand, *, groups: int, unreachable: Unreachable) -> Message:
    """The preview's last words: the number, where it stands, and whom it cannot reach."""
    lines = [
        t("✅ Posted as <b>{code}</b> {title}", code=demand.code, title=demand.title),
        t("Due: {due}", due=t.due(demand.due_at)),
        t("Work groups: {count}", count=groups)
        if groups
        else t(
            "⚠️ No work group is bound, so no group has seen it. An administrator binds one with /bind work"
        ),
    ]
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
