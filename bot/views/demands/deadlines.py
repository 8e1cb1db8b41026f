"""Words about due times that come near or pass: 催稿, freed slots, the desk's daily list; new due times are in changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Booking, BookingState, Button, Demand, Keyboard, Message
from bot.rules.booking import Notice
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.demands.cards import TITLE, button_rows
from bot.views.demands.changes import who

Row = tuple[Notice, Demand, Booking]

_HEADINGS = {
    Notice.DAY_BEFORE: N_("⏰ Reminder: {code} {title} is due on the next working day"),
    Notice.DUE_TODAY: N_("⏰ Reminder: {code} {title} is due today"),
    Notice.OVERDUE: N_("🔴 Reminder: {code} {title} is overdue"),
}
_UNANSWERED_HEADINGS = {
    Notice.DAY_BEFORE: N_("⏰ Please answer: the commission {code} {title} is due on the next working day"),
    Notice.DUE_TODAY: N_("⏰ Please answer: the commission {code} {title} is due today"),
    Notice.OVERDUE: N_("🔴 Please answer: the commission {code} {title} is overdue"),
}
_SECTIONS = {
    Notice.LAPSED: N_("🔴 Freed"),
    Notice.OVERDUE: N_("🔴 Overdue"),
    Notice.DUE_TODAY: N_("⏰ Due today"),
    Notice.DAY_BEFORE: N_("⏰ Due on the next working day"),
}
_UNANSWERED = (BookingState.ASKED, BookingState.UNANSWERED)


def render_notice(
    t: Texts, demand: Demand, booking: Booking, notice: Notice, *, freed_at: datetime
) -> Message:
    """A reminder to the unit's people; `freed_at` is when the slot is freed for want of an item, or of an answer."""
    is_asked = booking.state is BookingState.ASKED
    headings = _UNANSWERED_HEADINGS if is_asked else _HEADINGS
    lines = [
        t(headings[notice], code=demand.code, title=shorten(demand.title, TITLE)),
        t("Due: {due}", due=t.due(demand.due_at)),
        t("{who} · {state}", who=who(booking), state=t.plain(labels.BOOKINGS[booking.state])),
    ]
    if is_asked:
        lines.append(
            t(
                "Please accept it or explain your difficulty by {freed}; after that it is recorded as "
                "unanswered and arranged otherwise.",
                freed=t.due(freed_at),
            )
        )
    elif notice is Notice.OVERDUE:
        lines.append(
            t(
                "Please hand in by {freed}; after that the slot is freed, which counts in the yearly appraisal.",
                freed=t.due(freed_at),
            )
        )
    return Message(Markup("\n").join(lines), keyboard=(_answers(t, booking),))


def _answers(t: Texts, booking: Booking) -> tuple[Button, ...]:
    if booking.state is BookingState.ASKED:
        return (
            button(t.plain("Accept"), Press.COMMISSION_ACCEPT, booking.id),
            button(t.plain("Explain difficulty"), Press.COMMISSION_DECLINE, booking.id),
        )
    return (button(t.plain("Hand in"), Press.HAND_IN, booking.demand_id),)


def render_lapsed_to_unit(t: Texts, demand: Demand, booking: Booking) -> Message:
    """A slot was freed after the grace period: for a unit's people who did not book themselves."""
    fields = {
        "code": demand.code,
        "title": shorten(demand.title, TITLE),
        "due": t.due(demand.due_at),
    }
    if booking.state is BookingState.UNANSWERED:
        return Message(
            t(
                "🔴 Your unit has not answered the commission {code} {title}, due {due}. It will be "
                "arranged otherwise, and the missing answer counts in the yearly appraisal.",
                **fields,
            )
        )
    return Message(
        t(
            "🔴 Your unit handed in nothing for {code} {title}, due {due}. The slot has been freed; "
            "this counts in the yearly appraisal.",
            **fields,
        )
    )


def digest_lines(t: Texts, rows: Sequence[Row]) -> list[Markup]:
    """The desk's list of the day: what was freed, what is overdue, due today, due on the next working day."""
    lines: list[Markup] = []
    for notice, heading in _SECTIONS.items():
        group = [(demand, booking) for each, demand, booking in rows if each is notice]
        if group:
            lines.append(t("<b>{heading} ({count})</b>", heading=t(heading), count=len(group)))
            lines += [_row(t, demand, booking) for demand, booking in group]
    return lines


def _row(t: Texts, demand: Demand, booking: Booking) -> Markup:
    return t(
        "{code} {title} · {who} · {state} · due {due}",
        code=demand.code,
        title=shorten(demand.title, TITLE),
        who=who(booking),
        state=t.plain(labels.BOOKINGS[booking.state]),
        due=t.due(demand.due_at),
    )


def arrange_buttons(t: Texts, rows: Sequence[Row]) -> Keyboard:
    """`安排 T4` for each commission that is overdue and unanswered."""
    demands = {
        demand.id: demand
        for notice, demand, booking in rows
        if notice in (Notice.LAPSED, Notice.OVERDUE) and booking.state in _UNANSWERED
    }
    return button_rows(
        [
            button(t.plain("Arrange {code}", code=each.code), Press.ARRANGE, each.id)
            for each in demands.values()
        ]
    )
