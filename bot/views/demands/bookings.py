"""Words about bookings: what a press comes to, the booker's private card, a unit's list; posts are in demands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Booking, BookingState, Button, Demand, DemandState, Message
from bot.rules.booking import BookDecision, Standing
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged
from bot.views.demands.cards import STANDINGS, TITLE

_LAPSES = (BookingState.LAPSED, BookingState.UNANSWERED)
_BRIEF = 600  # characters of a commission's brief on a card
ROWS_MOST = 48  # of two buttons each; Telegram takes 100 under one message

# What a press comes to, short enough for a callback answer. Fields: code, title, due, unit, name, units, place.
_OUTCOMES = {
    BookDecision.BOOK: N_("Booked {code} for {unit}; due {due}."),
    BookDecision.ACCEPT_OFFER: N_("Booked {code} for {unit}; due {due}."),
    BookDecision.QUEUE: N_("{unit} is on the waiting list of {code}, place {place}."),
    BookDecision.ALREADY_YOURS: N_("You have booked {code} already. To cancel the booking: /unbook_{number}"),
    BookDecision.ALREADY_UNIT: N_("{code} is booked for {unit} already, by {name}."),
    BookDecision.ALREADY_DONE: N_("{unit} has handed in its item for {code} already."),
    BookDecision.ALREADY_QUEUED: N_("{unit} is on the waiting list of {code} already, place {place}."),
    BookDecision.FULL: N_("{code} is fully booked. You can join the waiting list in the private chat."),
    BookDecision.OVERDUE: N_("{code} was due {due}; it can no longer be booked. Nothing was changed."),
    BookDecision.CLOSED: N_("{code} is closed; it can no longer be booked. Nothing was changed."),
    BookDecision.NOT_NAMED: N_("{code} is commissioned from {units} only. Nothing was changed."),
}


def left_open(t: Texts, demand: Demand, booking: Booking) -> Markup:
    """A unit's booking that nobody of it sees to any more, on a line."""
    return t(
        "{code} {title} · {unit} · {state} · due {due}",
        code=demand.code,
        title=shorten(demand.title, TITLE),
        unit=booking.unit,
        state=t.plain(labels.BOOKINGS[booking.state]),
        due=t.due(demand.due_at),
    )


def outcome(
    t: Texts,
    *,
    decision: BookDecision,
    demand: Demand,
    unit: str,
    name: str,
    units: Sequence[str],
    place: int,
) -> str:
    """What a press of 预约 or 候补 came to."""
    return t.plain(
        _OUTCOMES[decision],
        code=demand.code,
        number=demand.id,
        due=t.due(demand.due_at),
        unit=unit,
        name=name,
        units=shorten(t.listed(units), 60),
        place=place,
    )


def open_chat_hint(t: Texts, text: str) -> str:
    """A callback answer for somebody whose private chat is shut."""
    hint = t.plain("The details wait in the private chat; please open it with me.")
    return f"{shorten(text, 120)} {hint}"


def render_full(t: Texts, demand: Demand) -> Message:
    """Fully booked: the private message with `候补`."""
    return Message(
        t("{code} {title} is fully booked.", code=demand.code, title=demand.title)
        + Markup("\n")
        + t("On the waiting list, you are asked as soon as a slot comes free."),
        keyboard=((button(t.plain("Join the waiting list"), Press.QUEUE, demand.id),),),
    )


def render_over(t: Texts, demand: Demand) -> Message:
    """In place of a reminder, or of 名额已满 with `候补`: the demand is closed."""
    return Message(
        t("<b>{code}</b> {title}", code=demand.code, title=demand.title)
        + Markup("\n")
        + t("This topic has been closed; nothing more is needed.")
    )


def render_card(
    t: Texts, demand: Demand, booking: Booking, *, place: int, now: datetime, note: Markup | None = None
) -> Message:
    """The booker's own message: how the booking stands, until when, and what can be done with it."""
    lines = [t("<b>{code}</b> {title}", code=demand.code, title=demand.title)]
    if demand.units and demand.brief:  # the commission itself becomes the card
        lines.append(Markup.escape(shorten(demand.brief, _BRIEF)))
    lines += _standing(t, demand, booking, place=place, now=now)
    if note is not None:
        lines.append(note)
    buttons = () if demand.state is DemandState.CLOSED else _buttons(t, booking, code="")
    return Message(Markup("\n").join(lines), keyboard=(tuple(buttons),) if buttons else ())


def render_older_card(t: Texts, demand: Demand) -> Message:
    """What is left of a card when a newer one stands below."""
    return Message(
        t("<b>{code}</b> {title}", code=demand.code, title=demand.title)
        + Markup("\n")
        + t("See the newer message below.")
    )


def _standing(t: Texts, demand: Demand, booking: Booking, *, place: int, now: datetime) -> list[Markup]:
    is_closed = demand.state is DemandState.CLOSED
    if is_closed and booking.state not in (BookingState.FULFILLED, *_LAPSES):
        return [
            t(
                "This topic has been closed; nothing more is needed from {unit}. Thank you.",
                unit=booking.unit,
            )
        ]
    due = t("Due: {due}", due=t.due(demand.due_at))
    if booking.state is BookingState.BOOKED:
        past = [t("⚠️ Past due. Please hand in as soon as you can.")] if now > demand.due_at else []
        return [t("✅ Booked for {unit}.", unit=booking.unit), due, *past]
    if booking.state is BookingState.QUEUED:
        return [t("🕓 {unit} is on the waiting list, place {place}.", unit=booking.unit, place=place), due]
    if booking.state is BookingState.OFFERED and booking.answer_by_at is not None:
        until = t.due(booking.answer_by_at)
        return [
            t(
                "🔔 A slot has come free and is kept for {unit} until {until}. Do you take it?",
                unit=booking.unit,
                until=until,
            ),
            due,
        ]
    if booking.state is BookingState.CANCELLED and booking.note == "expired":
        return [t("The time to answer is over; the slot is no longer kept for your unit.")]
    if booking.state is BookingState.UNANSWERED:
        return [
            t(
                "🔴 No answer came by {due}, so the commission will be arranged otherwise. This counts in "
                "the yearly appraisal.",
                due=t.due(demand.due_at),
            ),
            *([t(STANDINGS[Standing.CLOSED])] if is_closed else []),
        ]
    if booking.state is BookingState.LAPSED:
        return [
            t(
                "🔴 Nothing was handed in by {due}, so the slot has been freed. This counts in the yearly "
                "appraisal.",
                due=t.due(demand.due_at),
            ),
            *([t(STANDINGS[Standing.CLOSED])] if is_closed else []),
        ]
    if booking.state is BookingState.FULFILLED:
        return [t("📨 {unit} has handed in its item. Thank you.", unit=booking.unit)]
    return [t("{unit}: {state}", unit=booking.unit, state=t.plain(labels.BOOKINGS[booking.state]))]


def _buttons(t: Texts, booking: Booking, *, code: str) -> list[Button]:
    """What can be done with a booking; in a list each button says with which (`code`)."""

    def press(label: str, what: Press, target: int) -> Button:
        return button(f"{label} {code}".rstrip(), what, target)

    if booking.state is BookingState.BOOKED:
        return [
            press(t.plain("Hand in"), Press.HAND_IN, booking.demand_id),
            press(t.plain("Cancel booking"), Press.UNBOOK, booking.demand_id),
        ]
    if booking.state is BookingState.QUEUED:
        return [press(t.plain("Leave the waiting list"), Press.UNBOOK, booking.demand_id)]
    if booking.state is BookingState.OFFERED:
        return [
            press(t.plain("Accept"), Press.OFFER_TAKE, booking.id),
            press(t.plain("Decline the slot"), Press.OFFER_LEAVE, booking.id),
        ]
    if booking.state is BookingState.ASKED:
        return [
            press(t.plain("Accept"), Press.COMMISSION_ACCEPT, booking.id),
            press(t.plain("Explain difficulty"), Press.COMMISSION_DECLINE, booking.id),
        ]
    return []


def render_bookings(
    t: Texts, unit: str, rows: Sequence[tuple[Demand, Booking]], *, now: datetime
) -> list[Message]:
    """A unit's bookings with due dates and states; those under way carry their buttons."""
    if not rows:
        return [
            Message(t("{unit} has no bookings. Open topics: /topics", unit=unit)),
        ]
    lines = [t("<b>Bookings of {unit}</b>", unit=unit)]
    lines += [_booking_line(t, demand, booking, now=now) for demand, booking in rows]
    live = [(demand, booking) for demand, booking in rows if demand.state is DemandState.OPEN]
    groups = [_buttons(t, booking, code=demand.code if len(rows) > 1 else "") for demand, booking in live]
    return paged(lines, keyboard=tuple(tuple(group) for group in groups if group)[:ROWS_MOST])


def _booking_line(t: Texts, demand: Demand, booking: Booking, *, now: datetime) -> Markup:
    line = t(
        "<b>{code}</b> {title} · {state} · due {due}",
        code=demand.code,
        title=shorten(demand.title, TITLE),
        state=t.plain(labels.BOOKINGS[booking.state]),
        due=t.due(demand.due_at),
    )
    if booking.person:
        line += Markup(" · ") + t("{name}", name=booking.person)
    if booking.state in (BookingState.BOOKED, BookingState.ASKED) and now > demand.due_at:
        line += Markup(" · ") + t("overdue")
    if demand.state is DemandState.CLOSED:
        line += Markup(" · ") + t("topic closed")
    return line


def no_offer(t: Texts) -> str:
    """A press on an offer that is over."""
    return t.plain("This slot is no longer kept for your unit. /topics shows what is open.")


def offer_left(t: Texts, demand: Demand, *, goes_on: bool) -> str:
    """放弃; `goes_on`: somebody else waits for the slot, and has been asked."""
    if not goes_on:
        return t.plain("You have declined; the slot of {code} is free again.", code=demand.code)
    return t.plain("You have declined; the slot of {code} goes to the next in line.", code=demand.code)


def taken_on(t: Texts, demand: Demand) -> str:
    """To the person in whose place it was accepted."""
    return t.plain("{code} {title} is accepted", code=demand.code, title=demand.title)


def declined_for(t: Texts, demand: Demand) -> str:
    """To the person in whose place a difficulty was explained."""
    return t.plain("a difficulty with {code} {title} is explained", code=demand.code, title=demand.title)


def cancelled(t: Texts, demand: Demand) -> str:
    """取消预约, or leaving the waiting list, as an answer."""
    return t.plain("Your booking of {code} is cancelled; others can book it now.", code=demand.code)


def left_line(t: Texts, demand: Demand) -> str:
    """Out of the waiting list."""
    return t.plain("You have left the waiting list of {code}.", code=demand.code)


def cancelled_by(t: Texts, name: str) -> Markup:
    """For the booker, when a colleague gave the booking back."""
    return t("Booking cancelled by {name}.", name=name)


def answered(t: Texts, booking: Booking) -> str:
    """A commission that has its answer already."""
    return t.plain(
        "{unit} has answered already: {state}.",
        unit=booking.unit,
        state=t.plain(labels.BOOKINGS[booking.state]),
    )


def render_words(text: str) -> Message:
    """What would be a callback answer, as a message."""
    return Message(Markup.escape(text))


def render_ask_difficulty(t: Texts, demand: Demand, *, in_group: bool) -> Message:
    """说明困难: asks for the difficulty in words."""
    lines = [
        t(
            "What stands in the way of {code} {title}? Please write it in one message; the desk will read it.",
            code=demand.code,
            title=shorten(demand.title, TITLE),
        )
    ]
    if in_group:
        lines.append(t("Please reply to this message."))
    return Message(Markup("\n").join(lines), ask=in_group)


def render_declined(t: Texts, demand: Demand) -> Message:
    """The desk has been told."""
    return Message(t("Thank you. The desk has been told that {code} cannot be taken on.", code=demand.code))


def render_difficulty_cancelled(t: Texts) -> Message:
    """The unit has not declined after all."""
    return Message(t("Cancelled. The commission is still waiting for your unit's answer."))


def difficulty_name(t: Texts, demand: Demand) -> str:
    """A commission whose difficulty is asked for, in a few words."""
    return t.plain("Difficulty with {code}", code=demand.code)
