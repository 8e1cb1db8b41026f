"""Words about demands: posts, one in full, the list, closing, extending; drafts and bookings have files of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Booking, BookingState, Button, Demand, DemandState, Keyboard, Message
from bot.rules.booking import (
    Choice,
    Standing,
    booking_facts,
    can_take,
    choice_of,
    demand_facts,
    latest_of_units,
    slots_of,
    standing_of,
)
from bot.rules.splitting import MESSAGE_LIMIT
from bot.rules.text import shorten, utf16_length
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged, paragraphs

ROWS_MOST = 40  # units in a post; the others are counted, and named by /topics T12
BUTTONS_MOST = 96  # Telegram takes 100 under one message
BUTTONS_A_ROW = 3
TITLE = 40  # characters of a title where several demands stand together
_MARGIN = 200  # UTF-16 units kept for the hint that a brief was shortened

STANDINGS = {
    Standing.OPEN: N_("🟢 Open for booking"),
    Standing.FULL: N_("🟡 Fully booked"),
    Standing.AWAITED: N_("🟡 Kept for the named units until they answer"),
    Standing.UNARRANGED: N_("🟠 To be arranged otherwise"),
    Standing.OVERDUE: N_("🔴 Overdue"),
    Standing.DELIVERED: N_("✅ Everything handed in"),
    Standing.CLOSED: N_("⚫ Closed"),
}


def headline(t: Texts, demand: Demand) -> Markup:
    """Number and title, as every message about a demand begins."""
    if demand.units:
        return t("📌 <b>Commission {code}</b> <b>{title}</b>", code=demand.code, title=demand.title)
    return t("📌 <b>Topic {code}</b> <b>{title}</b>", code=demand.code, title=demand.title)


def render_post(t: Texts, demand: Demand, bookings: Sequence[Booking], *, now: datetime) -> Message:
    """The living post in a work group: the brief, who has booked, what is free, and the button that fits."""
    rows = _rows(t, bookings, with_notes=False)
    shown = rows[:ROWS_MOST]
    if len(rows) > len(shown):
        shown.append(
            t("… and {count} more: /topics_{number}", count=len(rows) - len(shown), number=demand.id)
        )
    tail = [*_facts(t, demand, bookings, now=now), *shown]
    keyboard = _choice_keyboard(t, demand, bookings, now=now)
    return Message(_with_brief(t, demand, tail), keyboard=keyboard)


def render_commission(t: Texts, demand: Demand, booking: Booking, *, now: datetime) -> Message:
    """The private message to a named unit's reporters: `接受` `说明困难` until somebody has answered."""
    standing = standing_of(demand_facts(demand), (), now=now)
    is_delivered = booking.state is BookingState.FULFILLED and standing is Standing.OVERDUE
    is_waiting = booking.state is BookingState.ASKED and demand.state is DemandState.OPEN
    tail = [
        t("Due: {due}", due=t.due(demand.due_at)),
        t("{unit}: {state}", unit=booking.unit, state=_state(t, booking)),
    ]
    if (
        booking.state is BookingState.CANCELLED and booking.person_id is None
    ):  # only the closing voids a question
        tail[-1] = t("{unit}: closed before an answer came; none is needed any more.", unit=booking.unit)
    if standing in (Standing.OVERDUE, Standing.CLOSED) and not is_delivered:
        tail.append(t(STANDINGS[standing]))
    elif is_waiting:
        tail.append(t("Your unit is asked for this item. Please accept it, or say what stands in the way."))
    answers = (
        button(t.plain("Accept"), Press.COMMISSION_ACCEPT, booking.id),
        button(t.plain("Explain difficulty"), Press.COMMISSION_DECLINE, booking.id),
    )
    return Message(_with_brief(t, demand, tail), keyboard=(answers,) if is_waiting else ())


def render_details(
    t: Texts,
    demand: Demand,
    bookings: Sequence[Booking],
    *,
    now: datetime,
    posted_by: str,
    with_notes: bool,
) -> list[Message]:
    """One demand in full, with who booked; `with_notes` shows the desk why a unit declined."""
    lines = [
        headline(t, demand),
        *_facts(t, demand, bookings, now=now),
        t("Posted by {name}, {at}", name=posted_by, at=demand.posted_at),
        *(paragraphs(demand.brief) if demand.brief else ()),
        *(_rows(t, bookings, with_notes=with_notes) or [t("Nobody has booked yet.")]),
    ]
    return paged(lines, keyboard=_choice_keyboard(t, demand, bookings, now=now))


def render_topics(
    t: Texts,
    demands: Sequence[Demand],
    bookings: Mapping[int, Sequence[Booking]],
    *,
    unit_id: int | None,
    now: datetime,
) -> list[Message]:
    """The open demands: first what can be booked, last what is overdue, the nearest due first.

    Buttons are for what the unit `unit_id` can still book; None: for a reader who does not book.
    """
    if not demands:
        return [Message(t("There are no open topics at present. You can propose one: /propose your words"))]
    rows = [(demand, bookings.get(demand.id, ())) for demand in demands]
    rows.sort(key=lambda row: _ORDER[standing_of(demand_facts(row[0]), booking_facts(row[1]), now=now)])
    buttons = [
        choice_button(t, demand, choice, is_only=len(demands) == 1)
        for demand, made in rows
        if (choice := _own_choice(demand, made, unit_id=unit_id, now=now)) is not Choice.NONE
    ]
    lines = [t("<b>Open topics ({count})</b>", count=len(demands))]
    lines += [_topic(t, demand, made, now=now) for demand, made in rows]
    lines += [Markup(""), t("In full, for example: /topics_{number}", number=rows[0][0].id)]
    return paged(lines, keyboard=button_rows(buttons))


def _own_choice(demand: Demand, bookings: Sequence[Booking], *, unit_id: int | None, now: datetime) -> Choice:
    if unit_id is None:
        return Choice.NONE
    return can_take(demand_facts(demand), booking_facts(bookings), unit_id=unit_id, now=now)


def _topic(t: Texts, demand: Demand, bookings: Sequence[Booking], *, now: datetime) -> Markup:
    """One demand in a list, with a blank line above. Its due time begins a line, so that a phone does not break it."""
    facts = booking_facts(bookings)
    standing, slots = standing_of(demand_facts(demand), facts, now=now), slots_of(demand_facts(demand), facts)
    fields: dict[str, object] = {"due": t.due(demand.due_at), "free": slots.free, "total": slots.total}
    lines = [
        Markup(""),
        t(
            "{mark} <b>{code}</b> {title}",
            mark=t.plain(STANDINGS[standing])[0],
            code=demand.code,
            title=shorten(demand.title, TITLE),
        ),
        t(_SHORT[standing], **fields),
    ]
    if demand.units:
        lines.append(_named_units(t, demand, bookings))
    holders = [each.unit for each in latest_of_units(bookings) if each.state in _ACCEPTED]
    if holders:
        shown = t.listed(holders[:_HOLDERS_MOST]) + ("…" if len(holders) > _HOLDERS_MOST else "")
        lines.append(t("Booked by: {units}", units=shown))
    return Markup("\n").join(lines)


def choice_button(t: Texts, demand: Demand, choice: Choice, *, is_only: bool) -> Button:
    """`预约` or `候补`; beside others the demand's number stands on the button too."""
    press = Press.BOOK if choice is Choice.BOOK else Press.QUEUE
    if is_only:
        label = t.plain("Book") if choice is Choice.BOOK else t.plain("Join the waiting list")
    elif choice is Choice.BOOK:
        label = t.plain("Book {code}", code=demand.code)
    else:
        label = t.plain("Wait for {code}", code=demand.code)
    return button(label, press, demand.id)


def button_rows(buttons: Sequence[Button]) -> Keyboard:
    """Many buttons, few enough a row to be read on a phone and few enough in all for Telegram."""
    shown = buttons[:BUTTONS_MOST]
    return tuple(tuple(shown[at : at + BUTTONS_A_ROW]) for at in range(0, len(shown), BUTTONS_A_ROW))


# In a list: what can be booked comes first, what is overdue last.
_ORDER = {
    Standing.OPEN: 0,
    Standing.AWAITED: 1,
    Standing.UNARRANGED: 2,
    Standing.FULL: 3,
    Standing.OVERDUE: 4,
    Standing.DELIVERED: 5,
    Standing.CLOSED: 6,
}
_SHORT = {
    Standing.OPEN: N_("due {due}, free {free}/{total}"),
    Standing.FULL: N_("due {due}, fully booked"),
    Standing.AWAITED: N_("due {due}, answer awaited"),
    Standing.UNARRANGED: N_("due {due}, to be arranged otherwise"),
    Standing.OVERDUE: N_("was due {due}, overdue"),
    Standing.DELIVERED: N_("was due {due}, everything handed in"),
    Standing.CLOSED: N_("was due {due}, closed"),
}
_ACCEPTED = frozenset({BookingState.BOOKED, BookingState.FULFILLED})
_HOLDERS_MOST = 4
_UNITS_MOST = 200  # characters of the named units


def _with_brief(t: Texts, demand: Demand, tail: Iterable[Markup]) -> Markup:
    """Headline, brief and tail in one message; a brief too long for it is shortened with where to read it."""
    head, rest = headline(t, demand), Markup("\n").join(tail)
    if not demand.brief:
        return Markup("\n").join([head, rest])
    room = max(0, MESSAGE_LIMIT - utf16_length(head) - utf16_length(rest) - _MARGIN)
    brief = demand.brief
    if utf16_length(brief) > room:
        brief = _cut(brief, room)
        rest = Markup("\n").join([t("(shortened; in full: /topics_{number})", number=demand.id), rest])
    return Markup("\n").join([head, Markup.escape(brief), rest])


def _cut(text: str, room: int) -> str:
    """The start of the text within `room` UTF-16 units, '…' included."""
    most = room
    while utf16_length(cut := shorten(text, most)) > room:
        most -= (utf16_length(cut) - room + 1) // 2
    return cut


def _facts(t: Texts, demand: Demand, bookings: Sequence[Booking], *, now: datetime) -> list[Markup]:
    facts = booking_facts(bookings)
    slots = slots_of(demand_facts(demand), facts)
    lines = [t("Due: {due}", due=t.due(demand.due_at))]
    if demand.units:  # what is free there is not for everybody
        lines.append(_named_units(t, demand, bookings))
    elif demand.state is DemandState.OPEN:
        lines.append(t("Free slots: {free}/{total}", free=slots.free, total=slots.total))
    if demand.kind:
        lines.append(t("Category: {kind}", kind=labels.kind(t, demand.kind)))
    lines.append(_standing(t, demand, bookings, now=now))
    return lines


def _named_units(t: Texts, demand: Demand, bookings: Sequence[Booking]) -> Markup:
    """Whom a commission is for; each of them was asked by a booking, which knows its name."""
    names = {booking.unit_id: booking.unit for booking in bookings}
    units = t.listed(names[unit_id] for unit_id in demand.units if unit_id in names)
    return t("For: {units}", units=shorten(units, _UNITS_MOST))


def _standing(t: Texts, demand: Demand, bookings: Sequence[Booking], *, now: datetime) -> Markup:
    standing = standing_of(demand_facts(demand), booking_facts(bookings), now=now)
    return t(STANDINGS[standing])


def _rows(t: Texts, bookings: Sequence[Booking], *, with_notes: bool) -> list[Markup]:
    """Who has booked, and then who waits, in line. That a unit has declined, and why, is the desk's to know (`with_notes`)."""
    shown = [
        each for each in latest_of_units(bookings) if with_notes or each.state is not BookingState.DECLINED
    ]
    waiting = [each for each in shown if each.state is BookingState.QUEUED]
    others = [each for each in shown if each.state is not BookingState.QUEUED]
    lines = []
    for place, booking in enumerate(others, 1):
        line = t("{place}. {who} · {state}", place=place, who=_who(booking), state=_state(t, booking))
        if with_notes and booking.note and booking.state is BookingState.DECLINED:
            line += Markup("\n    ") + t(
                "Difficulty: {note}", note=shorten(" ".join(booking.note.split()), 300)
            )
        lines.append(line)
    lines += [
        t("Waiting list {place}: {who}", place=place, who=_who(booking))
        for place, booking in enumerate(waiting, 1)
    ]
    return lines


def _who(booking: Booking) -> str:
    unit = shorten(booking.unit, 30)
    return f"{unit} {shorten(booking.person, 20)}" if booking.person else unit


def _state(t: Texts, booking: Booking) -> str:
    return t.plain(labels.BOOKINGS[booking.state])


def _choice(demand: Demand, bookings: Sequence[Booking], *, now: datetime) -> Choice:
    return choice_of(demand_facts(demand), booking_facts(bookings), now=now)


def _choice_keyboard(t: Texts, demand: Demand, bookings: Sequence[Booking], *, now: datetime) -> Keyboard:
    choice = _choice(demand, bookings, now=now)
    return () if choice is Choice.NONE else ((choice_button(t, demand, choice, is_only=True),),)
