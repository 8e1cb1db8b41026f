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
from bot.rules.keypoints import MOST, USUAL, Covered, Difference, Doubt, Fault
from bot.rules.text import shorten, utf16_length
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged
from bot.views.common.waiting import Waiting
from bot.views.demands.cards import button_rows, choice_button

_MOST = 3900  # of 4096: tags are not counted, what is escaped is
_TITLE = 40
_DEMANDS = 8
_FAULTS = 10
_NOTHING = Markup("")


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
    tail = [_NOTHING, how, *_demand_lines(t, shown, more=len(demands) > len(shown))]
    if readers:
        tail.append(t.n("👁 Read by {n} person", "👁 Read by {n} people", readers))
    text = Markup("")
    for angle in (200, 40, 0):  # twenty long ones have room for their titles
        lines = [head, *(_point(t, point, angle=angle) for point in points), *tail]
        text = Markup("\n").join(lines)
        if utf16_length(str(text)) <= _MOST:
            break
    read = button(t.plain("Read"), Press.KEYPOINTS_READ, month)
    booking = button_rows([choice_button(t, each.demand, each.choice, is_only=False) for each in shown])
    return Message(text, keyboard=((read,), *booking))


def _point(t: Texts, point: KeyPoint, *, angle: int) -> Markup:
    line = t("<b>{number}. {title}</b>", number=point.number, title=point.title)
    facts = []
    if point.angle and angle:
        facts.append(t("Angle: {angle}", angle=shorten(point.angle, angle)))
    if point.units:
        facts.append(t("Suggested: {units}", units=point.units))
    if point.due_on:
        facts.append(t("by {day}", day=t.day(point.due_on)))
    return Markup("\n").join([line, t("; ").join(facts)]) if facts else line


def _demand_lines(t: Texts, demands: Sequence[Offered], *, more: bool) -> list[Markup]:
    if not demands:
        return []
    lines = [_NOTHING, t("<b>Open topics</b>")]
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
        lines += [_NOTHING] if lines else []
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
        lines += [_NOTHING, *how_lines(t, months[-1])]
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


# --- while they are being written ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DraftView:
    """What a preview shows. `changes`: to what there was; `at_once`: it is published during its month."""

    draft_id: int
    month: str
    points: Sequence[KeyPoint]
    faults: Sequence[Fault]
    doubts: Sequence[Doubt]
    changes: Sequence[Difference] | None
    items: Mapping[int, Covered]
    at_once: bool
    goes_out: str  # when the clock posts it, where it does


def render_ask(t: Texts, *, month: str) -> Message:
    """The lines are what is sent next."""
    lines = [
        t("Key points of {month}: please send them, a line each:", month=t.month(month)),
        t("<pre>1. title | angle | suggested units | due</pre>"),
        t("Columns may be left out from the right. Usually three to eight, at most twenty."),
    ]
    return Message(Markup("\n").join(lines), ask=True)


def render_preview(t: Texts, draft: DraftView) -> list[Message]:
    """What would be published, with 发布 修改 取消; with lines that cannot be used, what is wrong with each."""
    month = t.month(draft.month)
    rows: list[tuple[Button, ...]] = []
    edit = button(t.plain("Edit"), Press.KEYPOINTS_EDIT, draft.draft_id)
    cancel = button(t.plain("Cancel"), Press.KEYPOINTS_CANCEL, draft.draft_id)
    if draft.faults:
        lines = [
            t(
                "⚠️ Key points of {month}: some lines cannot be used. Nothing has been published or changed.",
                month=month,
            )
        ]
        lines += [_fault(t, fault) for fault in draft.faults[:_FAULTS]]
        if len(draft.faults) > _FAULTS:
            lines.append(t("… and {count} more", count=len(draft.faults) - _FAULTS))
        lines.append(t("Please send these lines again with their numbers; the others are kept."))
        rows.append((edit, cancel))
    else:
        lines = [t("📝 <b>Preview: key points of {month}</b>", month=month)]
        lines += [_point(t, point, angle=200) for point in draft.points]
        publish = button(t.plain("Publish"), Press.KEYPOINTS_POST, draft.draft_id)
        rows += [(publish, edit), (cancel,)]
    notes = [_doubt(t, doubt) for doubt in draft.doubts]
    if draft.changes is not None and not draft.faults:
        notes.append(
            t("Changes to what has been published:")
            if draft.changes
            else t("Nothing differs from what has been published.")
        )
        notes += change_lines(t, draft.changes, items=draft.items)
    if not draft.faults:
        least, most = USUAL
        if len(draft.points) > MOST:
            notes.append(
                t("⚠️ These are {count}; a month has at most {most}.", count=len(draft.points), most=MOST)
            )
        elif not least <= len(draft.points) <= most:
            notes.append(
                t(
                    "These are {count}; {least} to {most} are usual.",
                    count=len(draft.points),
                    least=least,
                    most=most,
                )
            )
        notes.append(_when(t, draft))
    return paged([*lines, _NOTHING, *notes] if notes else lines, keyboard=tuple(rows))


def _when(t: Texts, draft: DraftView) -> Markup:
    if draft.at_once:
        return t("Not published yet. “Publish” posts it in the work groups at once and pins it there.")
    if draft.goes_out:
        return t(
            "Not published yet. Once published, it is posted in the work groups and pinned there on {at}.",
            at=draft.goes_out,
        )
    return t(
        "Not published yet. The scheduled post is switched off: it is posted when its month has begun and it is published then."
    )


def _fault(t: Texts, fault: Fault) -> Markup:
    why = t(fault.key, **fault.fields)
    return t("Line {number} “{raw}”: {why}", number=fault.number, raw=shorten(fault.raw, 30), why=why)


def _doubt(t: Texts, doubt: Doubt) -> Markup:
    unit = shorten(doubt.unit, 20)
    if doubt.alike:
        return t(
            "Line {number}: the roster has no unit “{unit}”. Is one of these meant: {names}?",
            number=doubt.number,
            unit=unit,
            names=t.listed(doubt.alike),
        )
    return t(
        "Line {number}: the roster has no unit “{unit}”; it is shown as you wrote it.",
        number=doubt.number,
        unit=unit,
    )


def render_edit_how(t: Texts, *, in_group: bool) -> Message:
    """What may be sent after 修改."""
    text = t(
        "Please send the lines that change, with their numbers, for example <code>3. title | angle | units | due</code>; "
        "<code>drop 4</code> takes one out."
    )
    if in_group:
        text += Markup("\n") + t("In the group, please reply to this message.")
    return Message(text, ask=True)


def render_loose(t: Texts) -> Message:
    """A text that names no line."""
    return Message(
        t(
            "Nothing was changed: please begin each line with its number, e.g. <code>3. title | angle | units | due</code>."
        )
    )


def draft_name(t: Texts, *, month: str) -> str:
    """The conversation in a few words."""
    return t.plain("Key points of {month}", month=t.month(month))


def not_complete(t: Texts) -> str:
    """发布 while lines are faulty."""
    return t.plain("Not published: some lines cannot be used yet.")


def changed_meanwhile(t: Texts) -> str:
    """Somebody else was faster."""
    return t.plain("Somebody has changed these key points meanwhile. Please look at what differs now.")


def render_published(
    t: Texts, *, month: str, groups: int, at_once: bool, goes_out: str, changed: bool
) -> Message:
    """For who published."""
    fields: dict[str, object] = {"month": t.month(month)}
    if changed:
        return Message(
            t("✅ The key points of {month} have been changed, and the work groups told.", **fields)
        )
    if at_once:
        return Message(
            t.n(
                "✅ The key points of {month} are published and pinned in {n} work group.",
                "✅ The key points of {month} are published and pinned in {n} work groups.",
                groups,
                **fields,
            )
        )
    if goes_out:
        return Message(
            t(
                "✅ The key points of {month} are published. They are posted in the work groups on {at}.",
                at=goes_out,
                **fields,
            )
        )
    return Message(t("✅ The key points of {month} are published.", **fields))


def render_cancelled(t: Texts, *, month: str) -> Message:
    """Nothing is published or changed."""
    return Message(t("Cancelled; nothing was changed in the key points of {month}.", month=t.month(month)))


def unread(t: Texts, *, month: str) -> list[Waiting]:
    """The month's key points in /today, with the same button that stands under them in the groups."""
    read = button(t.plain("Read"), Press.KEYPOINTS_READ, month)
    return [
        Waiting(t("🧭 Key points of {month}, not read yet: /keypoints", month=t.month_name(month)), (read,))
    ]


def named(t: Texts, *, month: str, number: int) -> str:
    """What one is called where nothing may be said of its words."""
    return t.plain("key point {number} of {month}", number=number, month=t.month(month))
