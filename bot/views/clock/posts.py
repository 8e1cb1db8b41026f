"""Words of what the clock posts, and of its previews; who gets which post is decided in desk/clock/posts.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from bot.locale.texts import N_, Texts, catalogue
from bot.model import Demand, Keyboard, Message
from bot.rules.booking import Choice
from bot.rules.periods import Period, week_days
from bot.rules.quota import Absent, Change, MonthFigures, Short
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.labels import halved
from bot.views.common.paging import paged
from bot.views.demands.cards import button_rows, choice_button
from bot.views.figures.shortfall import people_lines, totals_lines, what_counts

TITLES = {
    "keypoints": N_("Key points of the month"),
    "demands": N_("Open topics"),
    "reminder": N_("Reminder"),
    "shortfall": N_("Shortfall list"),
    "notice_draft": N_("Draft of the monthly notice"),
    "notice": N_("Monthly notice"),
    "deadlines": N_("Due dates"),
    "liaison": N_("Liaison with partners"),
    "rotation": N_("Training next week"),
    "reading": N_("Papers to read"),
    "consultation": N_("Agenda of the consultation"),
    "digest": N_("The week's digest for leaders"),
    "appraisal": N_("Yearly appraisal"),
}
_TOPICS_A_MESSAGE = 30  # as many as a phone shows buttons for; Telegram takes 100
_TITLE = 80  # characters of a topic's title in a list
_NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class Topic:
    """An open demand in a list. `units` are the names of the units that it is commissioned to, if any."""

    demand: Demand
    free: int
    units: tuple[str, ...]
    choice: Choice


def topic_buttons(t: Texts, topics: Sequence[Topic]) -> Keyboard:
    """`预约 T3` `候补 T6`: what can be done about each of the topics."""
    return button_rows(
        [
            choice_button(t, topic.demand, topic.choice, is_only=False)
            for topic in topics
            if topic.choice is not Choice.NONE
        ]
    )


def render_demands(t: Texts, topics: Sequence[Topic], *, week: str) -> list[Message]:
    """The weekly list of open topics with their buttons, some thirty a message.

    A commission has none: who was asked has buttons in private, and nobody else may book it.
    """
    lines = demands_lines(t, topics, week=week)
    if not topics:
        return paged(lines)
    title, *rows, blank, how = lines
    messages: list[Message] = []
    for start in range(0, len(rows), _TOPICS_A_MESSAGE):
        end = start + _TOPICS_A_MESSAGE
        shown = [*([] if start else [title]), *rows[start:end], *([blank, how] if end >= len(rows) else [])]
        messages += paged(
            shown, keyboard=topic_buttons(t, [each for each in topics[start:end] if not each.units])
        )
    return messages


def demands_lines(t: Texts, topics: Sequence[Topic], *, week: str) -> list[Markup]:
    """The weekly list of open topics. With none it is one line: a silent Monday would look like a failure."""
    monday, sunday = week_days(week)
    span = {"first": t.day(monday), "last": t.day(sunday)}
    if not topics:
        return [t("Topics of the week ({first} – {last}): none is open. To propose one: /propose", **span)]
    title = t("<b>Topics of the week ({first} – {last})</b>", **span)
    how = t("To book, press a button below. What your unit has booked: /bookings")
    return [title, *(_topic(t, topic) for topic in topics), _NOTHING, how]


def day_title(t: Texts, today: date) -> Markup:
    """Above the desk's list of the day."""
    return t("<b>{day} ({weekday}): what waits for the desk</b>", day=t.day(today), weekday=t.weekday(today))


def shortfall_lines(t: Texts, figures: MonthFigures, *, names: str, desk: str, today: date) -> list[Markup]:
    """Who fell short in a month that is over; `names` is the setting `[notices] names`, `desk` the office's name."""
    title = t("<b>{month}: shortfall list</b>", month=t.month(figures.month))
    return _standing(t, figures, title=title, names=names, end=[_signature(t, desk, today)])


def reminder_lines(t: Texts, figures: MonthFigures, *, names: str, desk: str, today: date) -> list[Markup]:
    """Who still owes how many in the month under way."""
    month = t.month(figures.month)
    title = t("<b>{month}: items submitted by {day}</b>", month=month, day=t.day(today))
    ask = t("Please submit what is missing by 24:00 on {last}.", last=t.day(last_day(figures.month)))
    return _standing(t, figures, title=title, names=names, ask=ask, end=[_signature(t, desk, today)])


def _signature(t: Texts, desk: str, today: date) -> Markup:
    return t("{desk} information desk, {day}", desk=desk, day=t.day(today))


def own_reminder_lines(t: Texts, short: Short, *, month: str, topics: Sequence[Topic]) -> list[Markup]:
    """What one person still owes in the month under way, and the topics that may help."""
    lines = [
        t("<b>{month}: your items</b>", month=t.month(month)),
        t(
            "Hello {name}, you have submitted {done} of {quota} items this month, with {missing} still to go. "
            "Please submit them by 24:00 on {last}.",
            name=short.name,
            done=short.done,
            quota=short.quota,
            missing=short.missing,
            last=t.day(last_day(month)),
        )
        + halved(t, is_halved=short.is_halved),
        what_counts(t),
    ]
    if topics:
        lines += [_NOTHING, t("Topics that you may book below:")]
        lines += [_topic(t, topic) for topic in topics]
    return lines


def read_title(typed: str) -> tuple[str | None, str]:
    """A post's key from its key or title in either language, and what stands behind it; None for any other word."""
    text = " ".join(typed.casefold().split())
    period, _, title = text.partition(" ")
    found = _headed(text)
    # The period may as well stand first: /preview 2026-05 notice.
    return found or (_headed(f"{title} {period}") if title else None) or (None, text)


def _headed(text: str) -> tuple[str, str] | None:
    for key, title in TITLES.items():
        for name in (key, title.casefold(), catalogue("zh").gettext(title)):
            if text == name or text.startswith(f"{name} "):
                return key, text[len(name) :].strip()
    return None


def render_choose(t: Texts, *, unknown: str) -> Message:
    """The posts as buttons, each with its title."""
    lines = [t("Which post do you want to preview? Nothing will be posted.")]
    if unknown:
        lines.insert(0, t("There is no post “{name}”.", name=shorten(unknown, 40)))
    keyboard = tuple((button(t.plain(title), Press.PREVIEW, key),) for key, title in TITLES.items())
    return Message(Markup("\n").join(lines), keyboard=keyboard)


def preview_head(
    t: Texts, *, key: str, period: str, kind: Period, places: Sequence[str] | None, done: int
) -> list[Markup]:
    """The lines above a preview: what it is, about when, and for which groups; None: people alone are told."""
    shown = t.month(period) if kind in (Period.MONTH, Period.LAST_MONTH) else period
    if kind is Period.LAST_YEAR:
        shown = t.plain("the year {year}", year=period)
    lines = [
        t("<b>Preview</b>: {title} ({key}), {period}", title=t.plain(TITLES[key]), key=key, period=shown)
    ]
    if places is None:
        lines.append(t("Goes out in private, to no group."))
    elif places:
        lines.append(t("Goes to: {places}", places=t.listed(places)))
    else:
        lines.append(t("No group is bound for it yet, so nobody would see it: use /bind there."))
    if done:
        lines.append(t.n("{n} group has it already.", "{n} groups have it already.", done))
    return lines


def preview_empty(t: Texts) -> Markup:
    """There is nothing to post."""
    return t("There is nothing to post at present.")


def preview_private(t: Texts, names: Sequence[str]) -> Markup:
    """Who would hear in private, above the first one's message."""
    return t.n(
        "In private to {n} person: {names}. For example:",
        "In private to {n} people: {names}. For example:",
        len(names),
        names=shorten(t.listed(names), 1000),
    )


def last_day(month: str) -> date:
    """The last day of a month written 2026-05."""
    first = date.fromisoformat(f"{month}-01")
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _topic(t: Texts, topic: Topic) -> Markup:
    fields: dict[str, object] = {
        "code": topic.demand.code,
        "title": shorten(topic.demand.title, _TITLE),
        "due": t.due(topic.demand.due_at),
        "free": topic.free,
        "slots": topic.demand.slots,
    }
    if topic.units:
        units = shorten(t.listed(topic.units), 200)
        return t("<b>{code}</b> {title}\ndue {due} · commissioned from {units}", **fields, units=units)
    if not topic.free:
        return t("<b>{code}</b> {title}\ndue {due} · fully booked ({slots}), waiting list open", **fields)
    return t.n(
        "<b>{code}</b> {title}\ndue {due} · {free} of {n} slot free",
        "<b>{code}</b> {title}\ndue {due} · {free} of {n} slots free",
        topic.demand.slots,
        **fields,
    )


def _standing(
    t: Texts,
    figures: MonthFigures,
    *,
    title: Markup,
    names: str,
    ask: Markup | None = None,
    end: Sequence[Markup],
) -> list[Markup]:
    """A month's list; one line of thanks where nobody falls short."""
    if not figures.short:
        return [
            t(
                "{month}: all {owing} people have met their quota. Thank you!",
                month=t.month(figures.month),
                owing=figures.owing,
            )
        ]
    people = people_lines(t, figures.short, names=names)
    asked = [] if ask is None else [ask]
    return [title, *totals_lines(t, figures), _NOTHING, *people, _NOTHING, *asked, what_counts(t), *end]


def absent_lines(t: Texts, absent: Sequence[Absent]) -> list[Markup]:
    """For administrators: who has no account, and owes nothing for that."""
    if not absent:
        return []
    names = t.listed(f"{each.unit} {each.name}" for each in absent)
    return [
        t.n(
            "{n} person has no account yet and is not counted:",
            "{n} people have no account yet and are not counted:",
            len(absent),
        ),
        t("{names}", names=names),
        t("New links: /members"),
    ]


def later_lines(t: Texts, changes: Sequence[Change]) -> list[Markup]:
    """For administrators: who stands otherwise than the month was posted."""
    if not changes:
        return [t("This month has been posted and stays as posted; nothing has changed since.")]
    return [
        t("This month has been posted and stays as posted. Changed since:"),
        *(
            t(
                "{unit} {name}: posted {before}, now {now}",
                unit=each.unit,
                name=each.name,
                before=_count_of(t, each.before),
                now=_count_of(t, each.now),
            )
            for each in changes
        ),
    ]


def _count_of(t: Texts, short: Short | None) -> str:
    return f"{short.done}/{short.quota}" if short else t.plain("not listed")
