"""Words of the monthly notice (通报) and its draft; as paper and tables: notice_files.py, corrected: notice_corrections.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Keyboard, Message
from bot.rules.notice import (
    BookingRow,
    Handed,
    MonthNotice,
    UnitRow,
    forecast,
)
from bot.rules.points import completion
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.labels import channel_name
from bot.views.figures.point_lists import carried_words, forecast_words
from bot.views.figures.shortfall import people_lines, totals_lines, what_counts
from bot.views.items.adoptions import points

_MOST_PEOPLE = 20  # named in a chat; the files have all
_TITLE = 40
_MOST_APPEALS = 5  # named: an answer to a button has 200 characters
_NUMBERS = "一二三四五六七八九"
_NOTHING = Markup("")
LEVELS = {1: N_("County"), 2: N_("City"), 3: N_("Province"), 4: N_("Nation"), 0: N_("Partners")}
HANDED = {
    Handed.IN_TIME: N_("handed in in time"),
    Handed.LATE: N_("handed in late"),
    Handed.LAPSED: N_("not handed in"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What a notice says beside its figures: its number in the year, who issues it, on which day, and the setting
    `[notices] names`. `is_draft`: it is not published yet."""

    number: int
    issuer: str
    day: date
    names: str
    is_draft: bool = False


def title(t: Texts, month: str) -> str:
    """2026年5月政务信息报送采用情况通报."""
    return t.plain("Government information in {month}: what was submitted and adopted", month=t.month(month))


def number_words(t: Texts, month: str, number: int) -> str:
    """2026年第5期."""
    return t.plain("{year}, no. {number}", year=month[:4], number=number)


def section(t: Texts, at: int, words: str) -> str:
    """一、总体情况."""
    number = _NUMBERS[at - 1] if t.language == "zh" else str(at)
    return t.plain("{number}. {title}", number=number, title=words)


def notice_lines(t: Texts, notice: MonthNotice, frame: Frame) -> list[Markup]:
    """The notice for a chat: short lines, no table."""
    head = t("<b>{title}</b>", title=title(t, notice.month))
    if frame.is_draft:
        head = t("<b>{title} (draft for objections)</b>", title=title(t, notice.month))
    lines = [head, t("{number}", number=number_words(t, notice.month, frame.number))]
    if frame.is_draft:
        lines[1] = t("To be published as {number}", number=number_words(t, notice.month, frame.number))
    for at, (words, body) in enumerate(_sections(t, notice, frame), start=1):
        lines += [_NOTHING, t("<b>{title}</b>", title=section(t, at, words)), *body]
    return [
        *lines,
        _NOTHING,
        t("{issuer}, {day}", issuer=frame.issuer, day=whole_day(t, frame.day)),
    ]


def whole_day(t: Texts, day: date) -> str:
    """2026年7月3日."""
    return t.plain("{day} {year}", day=t.day(day), year=day.year)


def _sections(t: Texts, notice: MonthNotice, frame: Frame) -> list[tuple[str, list[Markup]]]:
    """The sections that there is something to say in."""
    found = [
        (t.plain("The month as a whole"), [Markup.escape(line) for line in overall(t, notice)]),
        (t.plain("Adoptions and points"), _standing_lines(t, notice, frame)),
    ]
    if notice.bookings:
        found.append((t.plain("Commissions and bookings"), booking_lines(t, notice)))
    if notice.keypoints:
        found.append((t.plain("Coverage of the key points"), keypoint_lines(t, notice)))
    if notice.quota.owing:
        found.append((t.plain("Tasks not fulfilled"), short_lines(t, notice, names=frame.names)))
    return found


def overall(t: Texts, notice: MonthNotice) -> list[str]:
    """The county's month in sentences."""
    now, before = notice.now, notice.before
    lines = [
        t.plain(
            "Items received: {received} ({before} the month before), counted: {counted}, adopted: {adopted}; "
            "adoption rate: {rate} ({rate_before} the month before).",
            received=now.received,
            before=before.received,
            counted=now.counted,
            adopted=now.adopted,
            rate=_rate(now.rate),
            rate_before=_rate(before.rate),
        ),
        t.plain(
            "Adoptions by channel: {channels}.",
            channels=t.listed(
                t.plain(
                    "{channel} {number} ({before} the month before)",
                    channel=channel_name(t, row.key),
                    number=row.number,
                    before=row.before,
                )
                for row in notice.channels
            ),
        ),
        *([apart_note(t)] if notice.is_apart else []),
        t.plain(
            "Leaders' comments: {number} ({before} the month before).",
            number=now.comments,
            before=before.comments,
        ),
        t.plain(
            "Points of all units: {points} ({before} the month before).",
            points=points(t, now.hundredths),
            before=points(t, before.hundredths),
        ),
    ]
    if notice.county is not None:
        months = int(notice.month[5:])
        words = t.plain(
            "The county towards the city: target {target}, reached {points}, {percent} (time passed: {passed})",
            target=points(t, notice.county.target),
            points=points(t, notice.county.reached),
            percent=completion(notice.county.reached, notice.county.target),
            passed=passed(notice),
        )
        foreseen = forecast(notice.county.reached, months) if months < 12 else None
        lines.append(words + forecast_words(t, foreseen, months=months) + t.plain("."))
    return lines


def apart_note(t: Texts) -> str:
    """Why the channels took more, or less, than is adopted of the month's items."""
    return t.plain(
        "“Adopted” and the rate are of the month's own items, up to this notice; adoptions by channel belong to the month in "
        "which they are booked, those of earlier items too, and of items that were merged or wiped later."
    )


def passed(notice: MonthNotice) -> str:
    """41.7%: the time's progress."""
    return f"{notice.passed // 10}.{notice.passed % 10}%"


def _rate(rate: float | None) -> str:
    return "—" if rate is None else f"{rate:.1%}"


def _standing_lines(t: Texts, notice: MonthNotice, frame: Frame) -> list[Markup]:
    lines = [t("Units, by this month's points:")]
    placed = [row for row in notice.units if row.place]
    for row in placed:
        lines += _unit_lines(t, notice, row, names=frame.names)
    if others := [row for row in notice.units if not row.place]:
        lines += [_NOTHING, t("Without points this month, not placed:")] if placed else []
        for row in others:
            lines += _unit_lines(t, notice, row, names=frame.names)
    if notice.shared:
        lines.append(t("{words}", words=shared_note(t)))
    if any(row.target for row in notice.units):
        lines.append(t("Time passed: {passed}", passed=passed(notice)))
        if carried := carried_words(t, (row.target_of for row in notice.units)):
            lines.append(carried)
    if notice.people:
        lines += [_NOTHING, t("Persons:")]
        lines += [
            t(
                "{place}. {label} {points}",
                place=row.place,
                label=f"{row.unit} {row.name}",
                points=points(t, row.hundredths),
            )
            for row in notice.people[:_MOST_PEOPLE]
        ]
        left = len(notice.people) - _MOST_PEOPLE
        if left > 0:
            lines.append(t.n("… and {n} more, in the table", "… and {n} more, in the table", left))
    return lines


def shared_note(t: Texts) -> str:
    """Why a unit can have points of an item that is not among its adopted ones."""
    return t.plain(
        "Items and comments count for the unit that reported first; who reported jointly shares in the points."
    )


def _unit_lines(t: Texts, notice: MonthNotice, row: UnitRow, *, names: str) -> list[Markup]:
    """Two lines: points and completion, then what was owed, sent and adopted."""
    first = t(
        "{unit}: {month} this month, {year} this year",
        unit=f"{row.place}. {row.name}" if row.place else row.name,
        month=points(t, row.month),
        year=points(t, row.year),
    )
    if row.target:
        first += t(", {percent} of the target", percent=completion(row.year, row.target))
    # What a unit owes says of a single reporter whether they fell short: "private" leaves it out.
    owed = [t.plain("owed {number}", number=row.owed)] if names != "private" else []
    sent = [
        t.plain("received {number}", number=row.received),
        t.plain("counted {number}", number=row.counted),
    ]
    taken = [
        t.plain("{level} {number}", level=t.plain(LEVELS[level]), number=notice.taken_by(row, level))
        for level in notice.levels
    ]
    comments = t.plain("comments {number}", number=row.comments)
    figures = t.plain("; ").join((t.listed([*owed, *sent]), t.listed(taken), comments))
    second = t("· {figures}", figures=figures)
    return [first, second]


def booking_lines(t: Texts, notice: MonthNotice) -> list[Markup]:
    """How many were handed in in time, late, and not; the latter by name."""
    number = {became: sum(row.became is became for row in notice.bookings) for became in Handed}
    lines = [
        t(
            "Handed in in time: {in_time}, late: {late}, not handed in: {lapsed}.",
            in_time=number[Handed.IN_TIME],
            late=number[Handed.LATE],
            lapsed=number[Handed.LAPSED],
        )
    ]
    return lines + [_booking_line(t, row) for row in notice.bookings if row.became is not Handed.IN_TIME]


def _booking_line(t: Texts, row: BookingRow) -> Markup:
    return t(
        "{code} {title}: {unit}, {became}",
        code=f"T{row.demand_id}",
        title=shorten(row.title, _TITLE),
        unit=row.unit,
        became=t.plain(HANDED[row.became]),
    )


def keypoint_lines(t: Texts, notice: MonthNotice) -> list[Markup]:
    """What was covered, with how many items, and what was not."""
    met = [row for row in notice.keypoints if row.items]
    left = [row for row in notice.keypoints if not row.items]
    lines = [
        t(
            "Key points published: {total}; covered: {met}, not covered: {left}.",
            total=len(notice.keypoints),
            met=len(met),
            left=len(left),
        )
    ]
    if met:
        lines.append(t("Covered:"))
        lines += [
            t.n(
                "{number}. {title}: {n} item, {adopted} adopted",
                "{number}. {title}: {n} items, {adopted} adopted",
                row.items,
                number=row.number,
                title=shorten(row.title, _TITLE),
                adopted=row.adopted,
            )
            for row in met
        ]
    if left:
        lines.append(t("Not covered:"))
        lines += [t("{number}. {point}", number=row.number, point=shorten(row.title, _TITLE)) for row in left]
    return lines


def short_lines(t: Texts, notice: MonthNotice, *, names: str) -> list[Markup]:
    """Who fell short, as far as the settings name anybody."""
    lines = totals_lines(t, notice.quota)
    if notice.quota.short:
        lines += people_lines(t, notice.quota.short, names=names)
    return [*lines, what_counts(t)]


@dataclass(frozen=True, slots=True)
class DraftState:
    """What becomes of a draft: held back by somebody, published by somebody (None: by the clock), else published at `at`,
    or, where that is None, whenever the settings say."""

    at: datetime | None
    held_by: str | None = None
    published_by: str | None = None
    published_at: datetime | None = None
    number: int = 0
    appeals: Sequence[str | None] = ()  # not answered: the item's number of each, None for the month itself
    undecided: int = 0  # leaders' comments of which nobody has said whether they may be passed on


def render_draft_foot(t: Texts, *, month: str, state: DraftState, is_asking: bool = False) -> Message:
    """Under a draft: when it goes out, and the buttons that decide it; `is_asking`: whether that is to be now."""
    publish = button(t.plain("Publish"), Press.NOTICE_PUBLISH, month)
    keyboard: Keyboard = ()
    if state.published_at is not None:
        words = t(
            "Published on {at} as {number}.",
            at=state.published_at,
            number=number_words(t, month, state.number),
        )
        if state.published_by:
            words += t(" By {name}.", name=state.published_by)
    elif is_asking:
        words = t(
            "Publish the notice of {month} now? It goes to the work groups and the leaders and changes no more; it cannot be "
            "taken back.",
            month=t.month(month),
        )
        sure = button(t.plain("Yes, publish it"), Press.NOTICE_SURE, month)
        keyboard = ((sure, button(t.plain("Back"), Press.NOTICE_BACK, month)),)
    elif state.held_by is not None:
        words = t(
            "⏸ {name} holds the notice of {month} back: it is not published by itself. “Publish” does it now, “Publish by itself "
            "again” lets the clock do it.",
            name=state.held_by,
            month=t.month(month),
        )
        resume = button(t.plain("Publish by itself again"), Press.NOTICE_RESUME, month)
        keyboard = ((publish, resume),)
    else:
        words = t(
            "Please check it. It is published by itself on {at}; “Publish” does it now, “Hold back” stops it. "
            "Objections until then: <code>/appeal {month} why</code>",
            at=t.due(state.at) if state.at is not None else t.plain("the day that the settings name"),
            month=month,
        )
        keyboard = ((publish, button(t.plain("Hold back"), Press.NOTICE_HOLD, month)),)
    if state.undecided and state.published_at is None:
        words += Markup("\n") + t.n(
            "{n} leader's comment is counted, with its points, though nobody has said yet whether it may be passed on.",
            "{n} leaders' comments are counted, with their points, though nobody has said yet whether they may be passed on.",
            state.undecided,
        )
    if state.appeals:
        words += Markup("\n") + Markup.escape(open_appeals(t, state.appeals, month=month))
    return Message(words, keyboard=keyboard)


def open_appeals(t: Texts, appeals: Sequence[str | None], *, month: str) -> str:
    """How many appeals nobody has answered, and what they are about."""
    about = list(dict.fromkeys(number or t.month(month) for number in appeals))
    shown = [*about[:_MOST_APPEALS], *(["…"] if len(about) > _MOST_APPEALS else [])]
    return t.plain("Appeals not answered yet: {count} ({about}).", count=len(appeals), about=t.listed(shown))
