"""/today in words: a line for each thing that waits, short enough for a phone, and the buttons that lead on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import (
    Appeal,
    Booking,
    BookingState,
    Bulletin,
    Button,
    Circular,
    Correction,
    Demand,
    Item,
    JoinRequest,
    LeaderComment,
    Message,
    Notice,
    Person,
    Proposal,
    Queue,
    Role,
)
from bot.rules.text import shorten
from bot.views.common.bulletins import issue_words
from bot.views.common.callbacks import Press, button
from bot.views.common.waiting import Waiting
from bot.views.demands.proposals import choices
from bot.views.items.mine import OpenDraft
from bot.views.items.queue import queue_lines

TITLE, LABEL = 24, 12  # characters: what stands on one line of a phone
_MOST_BUTTONS = 24
_A_ROW = 3
_MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def render_today(
    t: Texts,
    own: Sequence[Waiting],
    others: Sequence[tuple[Person, Sequence[Waiting]]],
    *,
    today: date,
) -> Message:
    """What waits for the person, then for those for whom they stand in."""
    own, others = _told_apart(own, others)
    lines = [t("<b>Today, {weekday} {day}</b>", day=t.day(today), weekday=t.weekday(today))]
    lines += [each.text for each in own]
    rows = [row for each in own for row in _rows(each.buttons)]
    for person, waiting in others:
        lines += [Markup(""), t("<b>For {person}</b>", person=person.label), *(each.text for each in waiting)]
        rows += [row for each in waiting for row in _rows(each.buttons)]
    if not own and not others:
        lines.append(t("Nothing waits for you. Have a good day."))
    rows = [*rows[:_MOST_BUTTONS], (button(t.plain("Refresh"), Press.TODAY),)]
    return Message(Markup("\n").join(lines), keyboard=tuple(rows))


def _rows(buttons: tuple[Button, ...]) -> list[tuple[Button, ...]]:
    if len(buttons) <= _A_ROW:
        return [buttons] if buttons else []
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _told_apart(
    own: Sequence[Waiting], others: Sequence[tuple[Person, Sequence[Waiting]]]
) -> tuple[list[Waiting], list[tuple[Person, list[Waiting]]]]:
    """Where the same label stands under several lines, these and their buttons are numbered: ① 转为选题, ② 转为选题."""
    everything = [*own, *(each for _, waiting in others for each in waiting)]
    labels = Counter(label for each in everything for label in {button.label for button in each.buttons})
    marks = iter(_MARKS)

    def apart(each: Waiting) -> Waiting:
        mark = next(marks, "") if any(labels[button.label] > 1 for button in each.buttons) else ""
        if not mark:
            return each
        buttons = tuple(replace(button, label=f"{mark} {button.label}") for button in each.buttons)
        return Waiting(Markup.escape(f"{mark} ") + each.text, buttons)

    return [apart(each) for each in own], [
        (person, [apart(each) for each in waiting]) for person, waiting in others
    ]


def returned(t: Texts, items: Sequence[Item]) -> list[Waiting]:
    """To revise."""
    found = [
        Waiting(
            t("↩️ Returned: {number} {title}", number=item.number, title=shorten(item.title, TITLE)),
            (button(t.plain("Edit {number}", number=item.number), Press.REVISE, item.id),),
        )
        for item in items[:2]
    ]
    return [*found, *_more(t, len(items) - 2, "/revise")]


def commissions(t: Texts, asked: Sequence[tuple[Demand, Booking]]) -> list[Waiting]:
    """To answer."""
    found = []
    for demand, booking in asked[:2]:
        is_offer = booking.state is BookingState.OFFERED
        take, leave = (
            (Press.OFFER_TAKE, Press.OFFER_LEAVE)
            if is_offer
            else (Press.COMMISSION_ACCEPT, Press.COMMISSION_DECLINE)
        )
        words = {"code": demand.code, "title": shorten(demand.title, TITLE), "due": t.due(demand.due_at)}
        text = (
            t("📨 A slot is kept for you: {code} {title}, due {due}", **words)
            if is_offer
            else t("📨 Commissioned, to be answered: {code} {title}, due {due}", **words)
        )
        buttons = (
            button(t.plain("Accept {code}", code=demand.code), take, booking.id),
            button(
                t.plain("Decline the slot") if is_offer else t.plain("Explain difficulty"), leave, booking.id
            ),
        )
        found.append(Waiting(text, buttons))
    return [*found, *_more(t, len(asked) - 2, "/bookings")]


def promised(t: Texts, demands: Sequence[Demand], *, now: datetime) -> list[Waiting]:
    """To hand in."""
    found = []
    for demand in demands[:3]:
        words = {"code": demand.code, "title": shorten(demand.title, TITLE), "due": t.due(demand.due_at)}
        text = (
            t("⚠️ Overdue: {code} {title}, was due {due}", **words)
            if demand.due_at < now
            else t("📌 To hand in: {code} {title}, due {due}", **words)
        )
        label = t.plain("Hand in {code}", code=demand.code)
        found.append(Waiting(text, (button(label, Press.HAND_IN, demand.id),)))
    return [*found, *_more(t, len(demands) - 3, "/bookings")]


def unread(t: Texts, papers: Sequence[tuple[int, Circular]], *, now: datetime) -> list[Waiting]:
    """To read; what is past its time says so."""
    found = [
        Waiting(
            t("📄 To read: {code} {title}", code=paper.code, title=shorten(paper.title, TITLE))
            + (t(" ⚠️ overdue") if paper.due_at is not None and paper.due_at < now else Markup("")),
            (button(t.plain("Open {code}", code=paper.code), Press.CIRCULAR_OPEN, reader_id),),
        )
        for reader_id, paper in papers[:2]
    ]
    return [*found, *_more(t, len(papers) - 2, "/docs")]


def quota_left(t: Texts, month: str, *, count: int, quota: int) -> list[Waiting]:
    """Still owed this month; nothing once it is met."""
    if count >= quota:
        return []
    words = {"month": t.month_name(month), "count": count, "quota": quota, "missing": quota - count}
    return [Waiting(t("📝 {month}: {count} of {quota} items, {missing} to go", **words))]


def drafts(t: Texts, found: Sequence[OpenDraft]) -> list[Waiting]:
    """To go on with."""
    shown = [
        Waiting(
            t("✍️ Not finished: {name}", name=draft.name),
            (
                button(
                    t.plain("Continue: {name}", name=shorten(draft.name, LABEL)),
                    Press.CONVERSATION_OPEN,
                    draft.draft_id,
                ),
            )
            if draft.may_go_on
            else (),
        )
        for draft in found[:2]
    ]
    return [*shown, *_more(t, len(found) - 2, "/my")]


def queue(t: Texts, waiting: Queue, first: Sequence[Item], *, taken: int) -> list[Waiting]:
    """To review."""
    lines = queue_lines(t, waiting, (), ())
    found = []
    if lines and waiting.count:
        buttons = tuple(button(item.number, Press.CARD_OPEN, item.id) for item in first)
        found.append(Waiting(Markup("🗂 ") + lines[0], buttons))
    if taken:
        found.append(
            Waiting(
                t.n("🔎 One item is in your hands: /queue", "🔎 {n} items are in your hands: /queue", taken)
            )
        )
    return found


def corrections(t: Texts, first: Sequence[tuple[Correction, Item]], *, total: int) -> list[Waiting]:
    """To agree to, or not."""
    if not total:
        return []
    buttons = tuple(
        button(t.plain("Correction {number}", number=item.number), Press.CORRECTION_OPEN, correction.id)
        for correction, item in first
    )
    return [Waiting(t("✏️ Corrections to be decided: {count}", count=total), buttons)]


def appeals(
    t: Texts, waiting: Sequence[Appeal], *, by: Mapping[int, str], numbers: Mapping[int, str]
) -> list[Waiting]:
    """To grant, or not."""
    found = []
    for appeal in waiting[:2]:
        about = numbers.get(appeal.item_id or 0) or (t.month(appeal.month) if appeal.month else "")
        text = t(
            "📮 Appeal of {by}, {about}: {words}",
            by=by[appeal.person_id],
            about=about,
            words=shorten(appeal.words, 2 * TITLE),
        )
        buttons = (
            button(t.plain("Grant"), Press.APPEAL_GRANT, appeal.id),
            button(t.plain("Figures stand"), Press.APPEAL_UPHOLD, appeal.id),
        )
        found.append(Waiting(text, buttons))
    return [*found, *_left(t, len(waiting) - 2)]


def proposals(t: Texts, waiting: Sequence[Proposal], people: Mapping[int, Person]) -> list[Waiting]:
    """To turn into a topic, or to answer."""
    found = []
    for proposal in waiting[:2]:
        person = people[proposal.person_id]
        is_wish = person.role is Role.LEADER
        fields = {"by": person.label, "words": shorten(proposal.text, 2 * TITLE)}
        text = t("⭐ {by} wishes: {words}", **fields) if is_wish else t("💡 {by} proposes: {words}", **fields)
        rows = choices(t, proposal, is_wish=is_wish)
        found.append(Waiting(text, tuple(each for row in rows for each in row)))
    return [*found, *_left(t, len(waiting) - 2)]


def leader_comments(t: Texts, waiting: Sequence[tuple[LeaderComment, Item]]) -> list[Waiting]:
    """To be passed on, or not."""
    found = []
    for comment, item in waiting[:2]:
        text = t("🖋 A leader's comment on {number}: may it be passed on?", number=item.number)
        buttons = (
            button(t.plain("May be passed on"), Press.LEADER_PASS, comment.id),
            button(t.plain("Keep to ourselves"), Press.LEADER_KEEP, comment.id),
            button(item.number, Press.FULL_TEXT, item.id),
        )
        found.append(Waiting(text, buttons))
    return [*found, *_left(t, len(waiting) - 2)]


def requests(t: Texts, waiting: Sequence[JoinRequest]) -> list[Waiting]:
    """To let in, or not."""
    found = [
        Waiting(
            t(
                "🙋 Wants to join: {unit} {name}",
                unit=shorten(request.unit, TITLE),
                name=shorten(request.name, LABEL),
            ),
            (
                button(t.plain("Approve"), Press.JOIN_PASS, request.id),
                button(t.plain("Refuse"), Press.JOIN_REFUSE, request.id),
            ),
        )
        for request in waiting[:2]
    ]
    return [*found, *_left(t, len(waiting) - 2)]


def signing(t: Texts) -> list[Waiting]:
    """To sign."""
    return [Waiting(t("📰 A bulletin waits for your signature: /issue"))]


def held(t: Texts, count: int) -> list[Waiting]:
    """To let pass or to destroy."""
    return [Waiting(t("🔒 Waiting for secrecy review: {count}. /held", count=count))] if count else []


def news(
    t: Texts, issued: Sequence[Bulletin], notices: Sequence[Notice], *, open_wishes: int
) -> list[Waiting]:
    """To read, and what has not been answered yet."""
    found = []
    for bulletin in issued:
        name = issue_words(t, bulletin.number or 0, is_supplement=bulletin.is_supplement)
        found.append(
            Waiting(t("📰 New bulletin: {name}", name=name), (button(name, Press.ISSUE_SHOW, bulletin.id),))
        )
    found += [
        Waiting(t("📊 Monthly notice of {month}: /rank", month=t.month(each.month))) for each in notices
    ]
    if open_wishes:
        found.append(
            Waiting(
                t.n(
                    "⭐ One wish of yours is with the desk.",
                    "⭐ {n} wishes of yours are with the desk.",
                    open_wishes,
                )
            )
        )
    return found


def _more(t: Texts, count: int, command: str) -> list[Waiting]:
    return [Waiting(t("… and {count} more: {command}", count=count, command=command))] if count > 0 else []


def _left(t: Texts, count: int) -> list[Waiting]:
    """Of what stands in the desk group."""
    return [Waiting(t("… and {count} more", count=count))] if count > 0 else []
