"""Words of /my: what one owes, what one has to do, what one has sent; a single item is in cards."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Button, Demand, Item, Message
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import turns
from bot.views.items.corrections import own_line
from bot.views.items.parts import reason_words

PAGE = 9  # items on a page
TODO_MOST = 5  # of each kind
TITLE, REASON, LABEL = 24, 50, 16  # characters: a title stays within two lines of a phone


@dataclass(frozen=True, slots=True)
class Owed:
    """How the month 'YYYY-MM' stands: so many items count, so many are required; `is_exempt`: none, though others owe some;
    `is_halved`: half of what others owe."""

    month: str
    count: int
    quota: int | None
    is_exempt: bool
    is_halved: bool = False


@dataclass(frozen=True, slots=True)
class Fulfilled:
    """How the month 'YYYY-MM', which is over, ended: so many items counted, so many were required; None: exempt."""

    month: str
    count: int
    quota: int | None


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A conversation that waits for its writer, and what it is in a few words; `characters` of text, where it has some."""

    draft_id: int
    name: str
    characters: int = 0
    may_go_on: bool = True
    may_cancel: bool = True


@dataclass(frozen=True, slots=True)
class Todo:
    """What waits for the person: the newest that were returned (of `returned_total`), what is open, which items are promised,

    of which a correction waits for an editor.
    """

    returned: Sequence[Item] = ()
    returned_total: int = 0
    drafts: Sequence[OpenDraft] = ()
    due: Sequence[Demand] = ()
    corrections: Sequence[Item] = ()


def render_mine(
    t: Texts,
    owed: Owed,
    before: Fulfilled | None,
    todo: Todo,
    items: Sequence[Item],
    *,
    page: int,
    pages: int,
    today: date,
    now: datetime,
) -> Message:
    """What is owed, and was the month before, then what is to do, then the items of one page; `page` counts from 0,
    `today` is the desk's."""
    lines = [_owed(t, owed), *([_fulfilled(t, before)] if before else [])]
    rows: list[tuple[Button, ...]] = []
    if page == 0:
        lines += _todo(t, todo, now=now)
        rows += _todo_buttons(t, todo)
    if not items and not todo.returned:
        lines += [Markup(""), t("You have sent no items yet. Send #submit with a title and a text.")]
    heading = None
    for item in items:
        own = t("<b>This month</b>") if item.month == owed.month else t("<b>Earlier</b>")
        if own != heading:
            lines += [Markup(""), own]
            heading = own
        lines.append(_line(t, item, today=today))
    numbers = [button(item.number, Press.FULL_TEXT, item.id) for item in items]
    rows += [tuple(numbers[at : at + 3]) for at in range(0, len(numbers), 3)]
    if pages > 1:
        rows.append(turns(t, Press.MINE_PAGE, page, pages))
    return Message(Markup("\n").join(lines), keyboard=tuple(rows))


def _owed(t: Texts, owed: Owed) -> Markup:
    return _standing(t, owed) + labels.halved(t, is_halved=owed.is_halved)


def _standing(t: Texts, owed: Owed) -> Markup:
    month, count, quota = t.month_name(owed.month), owed.count, owed.quota
    if quota is None and owed.is_exempt:
        if count:
            return t("No quota this month; {count} submitted.", count=count)
        return t("No quota this month.")
    if quota is None:
        return t("{month}: {count} submitted.", month=month, count=count)
    if count >= quota:
        return t("{month}: quota of {quota} met, {count} submitted.", month=month, quota=quota, count=count)
    year, number = map(int, owed.month.split("-"))
    last = t.day(date(year, number, monthrange(year, number)[1]))
    return t(
        "{month}: {count} of {quota} submitted, {missing} still to go by {day}.",
        month=month,
        count=count,
        quota=quota,
        missing=quota - count,
        day=last,
    )


def _fulfilled(t: Texts, before: Fulfilled) -> Markup:
    month, count, quota = t.month_name(before.month), before.count, before.quota
    if quota is None:
        return t("{month}: no quota, {count} submitted.", month=month, count=count)
    if count >= quota:
        return t(
            "{month}: {quota} owed, {count} submitted, quota met.", month=month, quota=quota, count=count
        )
    return t(
        "{month}: {quota} owed, {count} submitted, {missing} missing.",
        month=month,
        quota=quota,
        count=count,
        missing=quota - count,
    )


def _todo(t: Texts, todo: Todo, *, now: datetime) -> list[Markup]:
    lines = [
        t("↩️ <b>{number}</b> {title}", number=item.number, title=shorten(item.title, TITLE))
        + Markup("\n")
        + t("Reason: {reason}", reason=shorten(reason_words(t, item), REASON))
        for item in todo.returned
    ]
    more = todo.returned_total - len(todo.returned)
    if more > 0:
        lines.append(t("{count} more returned: /revise", count=more))
    lines += [own_line(t, item) for item in todo.corrections[:TODO_MOST]]
    for draft in todo.drafts[:TODO_MOST]:
        if draft.characters:
            lines.append(
                t("📝 Not submitted: {name}, {count} characters", name=draft.name, count=draft.characters)
            )
        else:
            lines.append(t("📝 Not finished: {name}", name=draft.name))
    more = len(todo.drafts) - TODO_MOST
    if more > 0:
        lines.append(t("{count} more unfinished: /cancel shows them all", count=more))
    for demand in todo.due[:TODO_MOST]:
        late = t("⚠️ overdue, was due {due}", due=t.due(demand.due_at))
        due = late if demand.due_at < now else t("due {due}", due=t.due(demand.due_at))
        lines.append(
            t("📌 <b>{code}</b> {title}", code=demand.code, title=shorten(demand.title, TITLE))
            + Markup("\n")
            + due
        )
    if len(todo.due) > TODO_MOST:
        lines.append(t("{count} more booked: /bookings", count=len(todo.due) - TODO_MOST))
    return [Markup(""), t("<b>To do</b>"), *lines] if lines else []


def _todo_buttons(t: Texts, todo: Todo) -> list[tuple[Button, ...]]:
    revise = [
        button(t.plain("Edit {number}", number=item.number), Press.REVISE, item.id) for item in todo.returned
    ]
    rows = [tuple(revise[at : at + 2]) for at in range(0, len(revise), 2)]
    rows += [draft_buttons(t, draft, label=shorten(draft.name, LABEL)) for draft in todo.drafts[:TODO_MOST]]
    hand_in = [
        button(t.plain("Hand in {code}", code=demand.code), Press.HAND_IN, demand.id)
        for demand in todo.due[:TODO_MOST]
    ]
    rows += [tuple(hand_in[at : at + 3]) for at in range(0, len(hand_in), 3)]
    return [row for row in rows if row]


def draft_buttons(t: Texts, draft: OpenDraft, *, label: str = "") -> tuple[Button, ...]:
    """To go on with a conversation, or to give it up; `label` says which, where several stand together."""
    go_on = t.plain("Continue: {name}", name=label) if label else t.plain("Continue")
    drop = t.plain("Delete this draft") if not label else t.plain("Delete")
    buttons = []
    if draft.may_go_on:
        buttons.append(button(go_on, Press.CONVERSATION_OPEN, draft.draft_id))
    if draft.may_cancel:
        buttons.append(button(drop, Press.CONVERSATION_CANCEL, draft.draft_id))
    return tuple(buttons)


def _line(t: Texts, item: Item, *, today: date) -> Markup:
    day = item.received_at.astimezone(t.zone).date()
    when = t.day(day) if day.year == today.year else day.isoformat()
    return t(
        "{mark} <b>{number}</b> {state} · {day}\n{title}",
        mark=labels.STATE_MARKS[item.state],
        number=item.number,
        state=labels.state(t, item.state),
        day=when,
        title=shorten(item.title, TITLE) or t.plain("(nothing is left of the text)"),
    )


LYING_MOST = 8  # drafts that one reminder names


def render_lying_together(t: Texts, drafts: Sequence[OpenDraft], *, until: datetime) -> Message:
    """The same of several: one message names them, each with its button."""
    shown = drafts[:LYING_MOST]
    lines = [t.n("📝 1 draft is not finished:", "📝 {n} drafts are not finished:", len(drafts))]
    lines += [
        t("{place}. {name}, {count} characters", place=place, name=draft.name, count=draft.characters)
        if draft.characters
        else t("{place}. {name}", place=place, name=draft.name)
        for place, draft in enumerate(shown, 1)
    ]
    if len(drafts) > len(shown):
        lines.append(t("… and {count} more: {command}", count=len(drafts) - len(shown), command="/my"))
    lines.append(t("They are kept until {until}.", until=until))
    keyboard = []
    for place, draft in enumerate(shown, 1):
        buttons = draft_buttons(t, draft)
        keyboard.append(tuple(replace(each, label=f"{place} {each.label}") for each in buttons))
    return Message(Markup("\n").join(lines), keyboard=tuple(keyboard))


def render_lying(t: Texts, draft: OpenDraft, *, until: datetime) -> Message:
    """The one reminder of a conversation that was left lying."""
    lines = [
        t("📝 Not submitted: {name}, {count} characters", name=draft.name, count=draft.characters)
        if draft.characters
        else t("📝 Not finished: {name}", name=draft.name),
        t("It is kept until {until}.", until=until),
    ]
    return Message(Markup("\n").join(lines), keyboard=(draft_buttons(t, draft),))
