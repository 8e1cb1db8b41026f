"""Words about a month's key points (信息要点): the post, the list, and what is said while they are being written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Button, Demand, KeyPoint, Message
from bot.rules.booking import Choice
from bot.rules.keypoints import Difference
from bot.rules.named_keypoints import Covered
from bot.rules.text import shorten, utf16_length
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged
from bot.views.common.waiting import Waiting
from bot.views.demands.cards import button_rows, choice_button

_MOST = 3900  # of 4096: tags are not counted, what is escaped is
_TITLE = 40
ANGLE = 200  # characters that are shown of one
_DEMANDS = 8
NOTHING = Markup("")


class Offered(NamedTuple):
    """An open demand that stands under the key points, and the button that fits."""

    demand: Demand
    choice: Choice


def render_post(
    t: Texts, points: Sequence[KeyPoint], *, month: str, readers: int, demands: Sequence[Offered]
) -> Message:
    """The month's key points in a work group, the open demands under them, with 已阅."""
    shown = [each for each in demands if each.choice is not Choice.NONE][:_DEMANDS]
    head = t("📌 <b>Key points of {month}</b>", month=t.month(month))
    how = t(
        "When you submit, add a line <code>Key point: {number}</code> below the title.",
        number=points[0].number,
    )
    tail = [NOTHING, how, *_demand_lines(t, shown, more=len(demands) > len(shown))]
    if readers:
        tail.append(t.n("👁 Read by {n} person", "👁 Read by {n} people", readers))
    text = Markup("")
    for room in (ANGLE, 40, 0):  # twenty long ones have room for their titles
        lines = [head, *(point_line(t, point, angle=shorten(point.angle, room)) for point in points), *tail]
        text = Markup("\n").join(lines)
        if utf16_length(str(text)) <= _MOST:
            break
    read = button(t.plain("Read"), Press.KEYPOINTS_READ, month)
    booking = button_rows([choice_button(t, each.demand, each.choice, is_only=False) for each in shown])
    return Message(text, keyboard=((read,), *booking))


def point_line(t: Texts, point: KeyPoint, *, angle: str) -> Markup:
    """One of them, with as much of its angle as there is room for."""
    line = t("<b>{number}. {title}</b>", number=point.number, title=point.title)
    facts = []
    if angle:
        facts.append(t("Angle: {angle}", angle=angle))
    if point.units:
        facts.append(t("Suggested: {units}", units=t.listed(point.units.split("、"))))
    if point.due_on:
        facts.append(t("by {day}", day=t.day(point.due_on)))
    return Markup("\n").join([line, t("; ").join(facts)]) if facts else line


def _demand_lines(t: Texts, demands: Sequence[Offered], *, more: bool) -> list[Markup]:
    if not demands:
        return []
    lines = [NOTHING, t("<b>Open topics</b>")]
    lines += [
        t(
            "{code} {title} (due {due})",
            code=each.demand.code,
            title=shorten(each.demand.title, _TITLE),
            due=t.due(each.demand.due_at),
        )
        for each in demands
    ]
    return [*lines, t("All of them: /topics")] if more else lines


def render_changed(t: Texts, changes: Sequence[Difference], *, month: str) -> Message:
    """For the groups that have the month's post: what is new in it."""
    return Message(
        Markup("\n").join(
            [t("📌 The key points of {month} have changed:", month=t.month(month)), *change_lines(t, changes)]
        )
    )


def change_lines(
    t: Texts, changes: Sequence[Difference], *, items: Mapping[int, Covered] | None = None
) -> list[Markup]:
    """A line for each that is new, other than before, or gone."""
    return [
        _change(t, change, (items or {}).get((change.before or change.after or _NONE).number))
        for change in changes
    ]


_NONE = KeyPoint("", 0, "")


def _change(t: Texts, change: Difference, covered: Covered | None) -> Markup:
    before, after = change
    if before is None and after is not None:
        return t("New: {number}. {title}", number=after.number, title=after.title)
    if after is None and before is not None:
        line = t("Taken out: {number}. {title}", number=before.number, title=before.title)
        has = covered.items if covered else 0
        return line + t.n(" ({n} item is under it)", " ({n} items are under it)", has) if has else line
    if before is None or after is None:
        return Markup("")
    if before.title != after.title:
        return t(
            "Changed: {number}. {before} → {after}",
            number=after.number,
            before=before.title,
            after=after.title,
        )
    return t("Changed: {number}. {title} (angle, units or due day)", number=after.number, title=after.title)


def read_before(t: Texts, at: datetime) -> str:
    """Who presses again."""
    return t.plain("You have marked it as read already ({at}).", at=at)


def has_read(t: Texts, *, month: str) -> str:
    """The receipt."""
    return t.plain("Thank you. You have read the key points of {month}.", month=t.month(month))


def render_missing(t: Texts, *, month: str) -> Message:
    """For the desk, when the month begins."""
    return Message(
        t(
            "The key points of {name} have not been published yet. To write or publish them: <code>/keypoints {month}</code>",
            name=t.month(month),
            month=month,
        )
    )


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month's key points with how many items each has; `has_read` None where there is nothing to be read."""

    month: str
    points: Sequence[KeyPoint]
    items: Mapping[int, Covered]
    is_published: bool
    readers: int = 0
    may_read: bool = False


def render_list(t: Texts, views: Sequence[MonthView], *, months: Sequence[str], month: str) -> list[Message]:
    """`/keypoints`: the month's, with how many items each has. `months` are the months that whoever asks may write."""
    lines: list[Markup] = []
    rows: list[tuple[Button, ...]] = []
    for view in views:
        lines += [NOTHING] if lines else []
        lines += _month_lines(t, view)
        if view.may_read:
            rows.append((button(t.plain("Read"), Press.KEYPOINTS_READ, view.month),))
    if not views:
        lines.append(t("The key points of {month} have not been published yet.", month=t.month(month)))
    if months:
        known = {view.month for view in views}
        rows.append(
            tuple(
                button(
                    t.plain("Change {month}", month=t.month_name(each))
                    if each in known
                    else t.plain("Write {month}", month=t.month_name(each)),
                    Press.KEYPOINTS_WRITE,
                    each,
                )
                for each in months
            )
        )
        lines += [NOTHING, *how_lines(t, months[-1])]
    return paged(lines, keyboard=tuple(rows))


def how_lines(t: Texts, month: str) -> list[Markup]:
    """How they are written, to be copied."""
    return [
        t("To write them, send a line each, in private or in the desk group:"),
        t(
            "<pre>/keypoints {month}\n1. Summer grain purchases | prices, progress | Agriculture Office | 15 {month_name}\n"
            "2. Flood season | hidden hazards, reserves | Water Office, all townships\n3. Half-year economy</pre>",
            month=month,
            month_name=t.month_name(month),
        ),
    ]


def _month_lines(t: Texts, view: MonthView) -> list[Markup]:
    month = t.month(view.month)
    head = t("📌 <b>Key points of {month}</b>", month=month)
    if not view.is_published:
        head = t("📝 <b>Key points of {month}</b> (not published yet)", month=month)
    lines = [head]
    for point in view.points:
        line = t("{number}. {point}", number=point.number, point=point.title)
        covered = view.items.get(point.number)
        if covered is not None and covered.items:
            line += t.n(" · {n} item", " · {n} items", covered.items)
            if covered.adopted:
                line += t(", {n} adopted", n=covered.adopted)
        elif view.is_published:
            line += t(" · none yet")
        lines.append(line)
    if not view.points:
        lines.append(t("(none)"))
    if view.is_published:
        met = sum(1 for point in view.points if view.items.get(point.number))
        lines.append(
            t(
                "Covered: {met} of {total}; read by {readers}",
                met=met,
                total=len(view.points),
                readers=view.readers,
            )
        )
    return lines


def unread(t: Texts, *, month: str) -> list[Waiting]:
    """The month's key points in /today, with the same button that stands under them in the groups."""
    read = button(t.plain("Read"), Press.KEYPOINTS_READ, month)
    return [
        Waiting(t("🧭 Key points of {month}, not read yet: /keypoints", month=t.month_name(month)), (read,))
    ]


def named(t: Texts, *, month: str, number: int) -> str:
    """What one is called where nothing may be said of its words."""
    return t.plain("key point {number} of {month}", number=number, month=t.month(month))
