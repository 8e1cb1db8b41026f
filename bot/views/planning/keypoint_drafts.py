"""Words of a month's key points while they are being written; those that are published are in keypoints.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Button, KeyPoint, Message
from bot.rules.keypoints import MOST, USUAL, Difference, Doubt, Fault
from bot.rules.named_keypoints import Covered
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged
from bot.views.planning.keypoints import ANGLE, NOTHING, change_lines, point_line

_FAULTS = 10


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


def buttons(t: Texts, draft_id: int) -> tuple[Button, Button, Button]:
    """发布 修改 取消 under the preview."""
    return (
        button(t.plain("Publish"), Press.KEYPOINTS_POST, draft_id),
        button(t.plain("Edit"), Press.KEYPOINTS_EDIT, draft_id),
        button(t.plain("Cancel"), Press.KEYPOINTS_CANCEL, draft_id),
    )


def render_preview(t: Texts, draft: DraftView) -> list[Message]:
    """What would be published, with 发布 修改 取消; with lines that cannot be used, what is wrong with each."""
    month = t.month(draft.month)
    rows: list[tuple[Button, ...]] = []
    publish, edit, cancel = buttons(t, draft.draft_id)
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
        lines += [point_line(t, point, angle=shorten(point.angle, ANGLE)) for point in draft.points]
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
                t("⚠️ Points so far: {count}; a month has at most {most}.", count=len(draft.points), most=MOST)
            )
        elif not least <= len(draft.points) <= most:
            notes.append(
                t(
                    "Points so far: {count}; {least} to {most} are usual.",
                    count=len(draft.points),
                    least=least,
                    most=most,
                )
            )
        notes.append(_when(t, draft))
    return paged([*lines, NOTHING, *notes] if notes else lines, keyboard=tuple(rows))


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


def render_kept(t: Texts) -> Message:
    """A published month was written anew, and what it had before stands under other numbers there."""
    return Message(
        t(
            "What was published before keeps its number, since items have named it by that; what is new gets a number of its own."
        )
    )


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
