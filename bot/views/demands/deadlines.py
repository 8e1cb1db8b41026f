"""Words about due times that come near or pass: reminders, 督办, freed slots, new due times, the desk's daily list."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Booking, BookingState, Button, Demand, Message
from bot.rules.booking import Notice
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.demands.cards import TITLE

_HEADINGS = {
    Notice.DAY_BEFORE: N_("⏰ Due on the next working day: {code} {title}"),
    Notice.DUE_TODAY: N_("⏰ Due today: {code} {title}"),
    Notice.OVERDUE: N_("🔴 Supervision: {code} {title} is past due"),
}
_SECTIONS = {
    Notice.OVERDUE: N_("🔴 Past due"),
    Notice.DUE_TODAY: N_("⏰ Due today"),
    Notice.DAY_BEFORE: N_("⏰ Due on the next working day"),
}


def render_notice(t: Texts, demand: Demand, booking: Booking, notice: Notice) -> Message:
    """A reminder, or the word that it is past due, to the unit's people."""
    lines = [
        t(_HEADINGS[notice], code=demand.code, title=shorten(demand.title, TITLE)),
        t("Due: {due}", due=t.due(demand.due_at)),
        t("{who} · {state}", who=_who(booking), state=t.plain(labels.BOOKINGS[booking.state])),
    ]
    if notice is Notice.OVERDUE:
        lines.append(
            t(
                "Please hand in as soon as you can; after the grace period the slot is freed, "
                "which counts in the yearly assessment."
            )
        )
    return Message(Markup("\n").join(lines), keyboard=(_answers(t, booking),))


def _answers(t: Texts, booking: Booking) -> tuple[Button, ...]:
    hand_in = button(t.plain("Hand in"), Press.HAND_IN, booking.demand_id)
    if booking.state is BookingState.ASKED:
        return (
            button(t.plain("Accept"), Press.COMMISSION_ACCEPT, booking.id),
            button(t.plain("Explain difficulty"), Press.COMMISSION_DECLINE, booking.id),
        )
    return (hand_in,)


def render_overdue_to_desk(t: Texts, demand: Demand, booking: Booking) -> Message:
    """督办, for the desk."""
    return Message(
        t(_HEADINGS[Notice.OVERDUE], code=demand.code, title=shorten(demand.title, TITLE))
        + Markup("\n")
        + t("{who} · due {due}. The unit has been told.", who=_who(booking), due=t.due(demand.due_at))
    )


def render_lapsed_to_desk(t: Texts, demand: Demand, booking: Booking) -> Message:
    """A slot was freed after the grace period."""
    return Message(
        t(
            "🔴 Lapsed: {who} handed in nothing for {code} {title}, due {due}. "
            "The slot has been freed; it counts in the yearly assessment.",
            who=_who(booking),
            code=demand.code,
            title=shorten(demand.title, TITLE),
            due=t.due(demand.due_at),
        )
    )


def render_lapsed_to_unit(t: Texts, demand: Demand) -> Message:
    """The same for a unit's people who did not book themselves."""
    return Message(
        t(
            "🔴 Your unit handed in nothing for {code} {title}, due {due}. "
            "The slot has been freed; it counts in the yearly assessment.",
            code=demand.code,
            title=shorten(demand.title, TITLE),
            due=t.due(demand.due_at),
        )
    )


def new_due(t: Texts, demand: Demand) -> Markup:
    """Under a card whose demand was given more time."""
    return t("The due time is now {due}.", due=t.due(demand.due_at))


def render_new_due(t: Texts, demand: Demand) -> Message:
    """The same for the reporters of a unit that has been asked and has not answered."""
    return Message(
        t("{code} {title}", code=demand.code, title=shorten(demand.title, TITLE))
        + Markup("\n")
        + new_due(t, demand)
    )


def digest_lines(t: Texts, rows: Sequence[tuple[Notice, Demand, Booking]]) -> list[Markup]:
    """The desk's list of the day: what is past due, due today, due on the next working day."""
    if not rows:
        return []
    lines = [t("<b>Bookings due</b>")]
    for notice, heading in _SECTIONS.items():
        group = [(demand, booking) for each, demand, booking in rows if each is notice]
        if group:
            lines.append(t("{heading} ({count})", heading=t(heading), count=len(group)))
            lines += [
                t(
                    "{code} {title} · {who} · {state} · due {due}",
                    code=demand.code,
                    title=shorten(demand.title, TITLE),
                    who=_who(booking),
                    state=t.plain(labels.BOOKINGS[booking.state]),
                    due=t.due(demand.due_at),
                )
                for demand, booking in group
            ]
    return lines


def _who(booking: Booking) -> str:
    return f"{booking.unit} {booking.person}" if booking.person else booking.unit
