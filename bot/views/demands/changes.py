"""Words about demands that change: closed, open again, given more time, arranged otherwise; posts are in cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Booking, BookingState, Button, Demand, DemandState, Message, Unit
from bot.rules.text import shorten
from bot.rules.workdays import Unusual
from bot.views.common.callbacks import Press, button
from bot.views.common.dues import unusual_lines
from bot.views.demands.cards import BUTTONS_MOST, TITLE, button_rows

MORE_DAYS = (3, 5, 10)  # working days that 延期 offers
_NOTE = 300  # characters of a difficulty

_NEWS: Mapping[BookingState, str] = {
    BookingState.DECLINED: N_("{who}: difficulty: {note}"),
    BookingState.CANCELLED: N_("{who}: has given it back"),
    BookingState.UNANSWERED: N_("{who}: no answer"),
    BookingState.ASKED: N_("{who}: has not answered yet"),
    BookingState.BOOKED: N_("{who}: has accepted"),
    BookingState.FULFILLED: N_("{who}: has handed in"),
    BookingState.LAPSED: N_("{who}: overdue, nothing handed in"),
}

_CLOSED_FIRST = N_("{who}: closed before an answer came")


def _titled(t: Texts, demand: Demand) -> Markup:
    return t("{code} {title}", code=demand.code, title=shorten(demand.title, TITLE))


def who(booking: Booking) -> str:
    """The unit, and who acted for it."""
    return f"{booking.unit} {booking.person}" if booking.person else booking.unit


def render_close_question(t: Texts, demand: Demand, *, booked: int) -> Message:
    """/close where units have booked: asked first (manual, section 1)."""
    return Message(
        t.n(
            "{code}: {n} unit has booked it. Close it?",
            "{code}: {n} units have booked it. Close it?",
            booked,
            code=demand.code,
        )
        + Markup("\n")
        + _titled(t, demand),
        keyboard=(
            (
                button(t.plain("Yes, close it"), Press.CLOSE_CONFIRM, demand.id),
                button(t.plain("Back"), Press.CLOSE_BACK, demand.id),
            ),
        ),
    )


def render_kept_open(t: Texts, demand: Demand) -> Message:
    """返回 under the question."""
    return Message(t("{code} stays open.", code=demand.code))


def render_closed(t: Texts, demand: Demand, *, told: int) -> Message:
    """The answer to /close, with `恢复`."""
    return Message(
        t("{code} is closed: {title}", code=demand.code, title=shorten(demand.title, TITLE)) + _told(t, told),
        keyboard=((button(t.plain("Reopen"), Press.REOPEN, demand.id),),),
    )


def render_closed_to_unit(t: Texts, demand: Demand) -> Message:
    """The word to a unit that had been asked."""
    return Message(t("{code} is closed: {title}", code=demand.code, title=shorten(demand.title, TITLE)))


def render_reopened(t: Texts, demand: Demand, *, told: int) -> Message:
    """The answer to 恢复."""
    return Message(
        t("{code} is open again: {title}", code=demand.code, title=shorten(demand.title, TITLE))
        + _told(t, told)
    )


def _told(t: Texts, count: int) -> Markup:
    """How many heard of it, where anybody had to."""
    return Markup("\n") + t("Units told: {count}", count=count) if count else Markup("")


def reopened(t: Texts) -> Markup:
    """Under a card whose demand was closed by mistake."""
    return t("The topic is open again; please go on with it.")


def render_reopened_to_unit(t: Texts, demand: Demand) -> Message:
    """The same for a unit that had been asked and has not answered."""
    return Message(_titled(t, demand) + Markup("\n") + reopened(t))


def render_extended(t: Texts, demand: Demand, *, before: datetime, told: int, unusual: Unusual) -> Message:
    """The answer to /extend: the old and the new date."""
    lines = [_titled(t, demand), new_due(t, demand, before=before)]
    lines += unusual_lines(t, demand.due_at, unusual)
    return Message(Markup("\n").join(lines) + _told(t, told))


def new_due(t: Texts, demand: Demand, *, before: datetime) -> Markup:
    """From when to when; also under a card whose demand was given more time."""
    return t("The due time was {before} and is now {due}.", before=t.due(before), due=t.due(demand.due_at))


def render_new_due(t: Texts, demand: Demand, *, before: datetime) -> Message:
    """The same for the reporters of a unit that has been asked and has not answered."""
    return Message(_titled(t, demand) + Markup("\n") + new_due(t, demand, before=before))


def render_arrangement(t: Texts, demand: Demand, bookings: Sequence[Booking], *, now: datetime) -> Message:
    """For the desk: how the named units have answered a commission, and what can be done about it."""
    lines = [
        t(
            "⚠️ <b>{code}</b> {title}: to be arranged otherwise",
            code=demand.code,
            title=shorten(demand.title, TITLE),
        )
    ]
    lines += _news(t, bookings, is_over=demand.state is DemandState.CLOSED)
    lines.append(t("Due: {due}", due=t.due(demand.due_at)))
    is_closed = demand.state is DemandState.CLOSED
    is_over = is_closed or now > demand.due_at
    if is_closed:
        lines.append(t("It is closed: give it more time first, then it can be arranged otherwise."))
    elif is_over:
        lines.append(t("It is overdue: give it more time first, then it can be arranged otherwise."))
    return Message(Markup("\n").join(lines), keyboard=_ways(t, demand, is_over=is_over))


def render_closed_by_itself(t: Texts, demand: Demand, bookings: Sequence[Booking]) -> Message:
    """The clock has closed a demand that nobody took on, with `延期`, which opens it again."""
    lines = [
        t(
            "⚫ <b>{code}</b> {title}: closed by itself",
            code=demand.code,
            title=shorten(demand.title, TITLE),
        ),
        t("Due: {due}", due=t.due(demand.due_at)),
        *_news(t, bookings, is_over=True),
    ]
    if not bookings:
        lines.append(t("No unit has booked it."))
    lines.append(t("To look for a unit after all, give it more time: it opens again."))
    return Message(
        Markup("\n").join(lines),
        keyboard=((button(t.plain("Extend"), Press.ARRANGE_EXTEND, demand.id),),),
    )


def render_closed_by(t: Texts, demand: Demand, bookings: Sequence[Booking], *, name: str) -> Message:
    """What the desk was to arrange has been closed by somebody: how the units had answered by then."""
    lines = [
        t(
            "⚫ <b>{code}</b> {title}: closed ({name})",
            code=demand.code,
            title=shorten(demand.title, TITLE),
            name=name,
        ),
        *_news(t, bookings, is_over=True),
        t("Due: {due}", due=t.due(demand.due_at)),
    ]
    return Message(Markup("\n").join(lines))


def render_given_time(t: Texts, demand: Demand) -> Message:
    """The same once it has been given more time, or was opened again."""
    return Message(
        t(
            "✅ {code} {title}: open until {due}.",
            code=demand.code,
            title=shorten(demand.title, TITLE),
            due=t.due(demand.due_at),
        )
    )


def _news(t: Texts, bookings: Sequence[Booking], *, is_over: bool) -> list[Markup]:
    """How each unit stands, in a line; `is_over`: the demand is closed, and nobody is waited for."""
    shown = {booking.unit_id: booking for booking in bookings if booking.state in _NEWS}
    return [
        t(
            _CLOSED_FIRST if is_over and booking.state is BookingState.ASKED else _NEWS[booking.state],
            who=who(booking),
            note=shorten(" ".join((booking.note or "").split()), _NOTE),
        )
        for booking in shown.values()
    ]


def _ways(t: Texts, demand: Demand, *, is_over: bool) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    if not is_over:
        rows.append(
            (
                button(t.plain("Ask another unit"), Press.ARRANGE_UNIT, demand.id),
                button(t.plain("Open to all"), Press.ARRANGE_OPEN, demand.id),
            )
        )
    more_time = button(t.plain("Extend"), Press.ARRANGE_EXTEND, demand.id)
    if demand.state is DemandState.CLOSED:
        return (*rows, (more_time,))
    return (*rows, (more_time, button(t.plain("Close"), Press.ARRANGE_CLOSE, demand.id)))


def render_unit_choice(t: Texts, demand: Demand, units: Sequence[Unit]) -> Message:
    """改约其他单位: which one."""
    buttons = [
        button(shorten(unit.name, 20), Press.ARRANGE_UNIT, demand.id, unit.id)
        for unit in units[: BUTTONS_MOST - 1]
    ]
    back = (button(t.plain("Back"), Press.ARRANGE, demand.id),)
    text = t(
        "{code} {title}: which unit is to be asked?", code=demand.code, title=shorten(demand.title, TITLE)
    )
    return Message(text, keyboard=(*button_rows(buttons), back))


def render_no_such_unit(t: Texts, demand: Demand, *, typed: str, alike: Sequence[Unit]) -> Message:
    """A unit was typed that is not on the roster, or has nobody who could be asked: a button for each that may be meant."""
    buttons = [button(shorten(unit.name, 20), Press.ARRANGE_UNIT, demand.id, unit.id) for unit in alike]
    value = shorten(" ".join(typed.split()), 20)
    if not alike:
        return Message(
            t("There is no unit “{value}” that can be asked; nothing was changed.", value=value),
            keyboard=((button(t.plain("Ask another unit"), Press.ARRANGE_UNIT, demand.id),),),
        )
    names = t.listed(unit.name for unit in alike)
    return Message(
        t("There is no unit “{value}”. Did you mean: {names}?", value=value, names=names),
        keyboard=button_rows(buttons),
    )


def render_day_choice(t: Texts, demand: Demand) -> Message:
    """延期: how long."""
    buttons = tuple(
        button(t.plain("{days} working days", days=days), Press.ARRANGE_EXTEND, demand.id, days)
        for days in MORE_DAYS
    )
    back = (button(t.plain("Back"), Press.ARRANGE, demand.id),)
    text = t(
        "{code} {title}: how much more time? You may also reply with a number of days or a day.",
        code=demand.code,
        title=shorten(demand.title, TITLE),
    )
    return Message(text, keyboard=(buttons, back))


def render_asked(t: Texts, demand: Demand, *, unit: str, by: str, is_reached: bool) -> Message:
    """The arrangement's last words: another unit has been asked."""
    text = t(
        "✅ {code} {title}: {unit} has been asked instead ({name}).",
        code=demand.code,
        title=shorten(demand.title, TITLE),
        unit=unit,
        name=by,
    )
    if not is_reached:
        text += Markup("\n") + t(
            "⚠️ Nobody in these units has a Telegram account here: {units}. Please tell them another way.",
            units=unit,
        )
    return Message(text)


def render_opened(t: Texts, demand: Demand, *, by: str) -> Message:
    """The same: it is open to every unit."""
    return Message(
        t(
            "✅ {code} {title}: open to every unit ({name}).",
            code=demand.code,
            title=shorten(demand.title, TITLE),
            name=by,
        )
    )


def render_accepted_to_poster(t: Texts, demand: Demand, booking: Booking) -> Message:
    """For whoever posted a commission: a unit has accepted it."""
    return Message(
        t(
            "✅ {who} has accepted the commission {code} {title}.",
            who=who(booking),
            code=demand.code,
            title=shorten(demand.title, TITLE),
        )
    )


def render_declined_to_poster(t: Texts, demand: Demand, booking: Booking) -> Message:
    """The same: a unit has a difficulty. The desk looks for another way."""
    return Message(
        t(
            "⚠️ {who} cannot take on the commission {code} {title}. Difficulty: {note}\nThe desk is looking for another way.",
            who=who(booking),
            code=demand.code,
            title=shorten(demand.title, TITLE),
            note=shorten(booking.note or "", _NOTE),
        )
    )


def render_handed_in_to_poster(t: Texts, demand: Demand, *, who: str, number: str, title: str) -> Message:
    """For whoever posted a demand: an item for it has come."""
    return Message(
        t(
            "📨 {who} has handed in for {code} {title}: <b>{number}</b> {item}",
            who=who,
            code=demand.code,
            title=shorten(demand.title, TITLE),
            number=number,
            item=shorten(title, TITLE),
        )
    )
