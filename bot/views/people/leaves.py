"""Words of months off (免报): what was registered, and who has some."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Message, Person
from bot.views.common.callbacks import Press, button
from bot.views.people.members import BUTTONS_MOST, LEAVE_BACK


def render_leave(
    t: Texts,
    person: Person,
    *,
    month: str,
    on_leave: bool,
    is_out: bool = False,
    may_correct: bool = False,
) -> Message:
    """/leave, done. `is_out`: the month's notice is, and stays as it was published."""
    if on_leave:
        text = t(
            "{person} is on leave in {month}: no quota for that month.",
            person=person.label,
            month=t.month(month),
        )
    else:
        text = t("{person} is no longer on leave in {month}.", person=person.label, month=t.month(month))
    lines = [text]
    if is_out:
        lines.append(t("The notice of {month} is out and stays as it is.", month=t.month(month)))
        if may_correct:
            lines[-1] += t(" To correct it: /correct {month}", month=month)
    return Message(Markup("\n").join(lines))


def render_leave_as_before(t: Texts, person: Person, *, month: str, on_leave: bool) -> Message:
    """/leave for what is so already."""
    fields = {"person": person.label, "month": t.month(month)}
    if on_leave:
        return Message(t("{person} is on leave in {month} already. Nothing was changed.", **fields))
    return Message(t("{person} is not on leave in {month}. Nothing was changed.", **fields))


def render_leaves(t: Texts, months: Sequence[tuple[Person, str]]) -> Message:
    """/leave without words: who has a month off, each with a button that takes it back."""
    lines = [t("<b>Months off</b>")] if months else [t("Nobody has been given a month off since last month.")]
    lines += (t("{month}: {person}", month=t.month(month), person=person.label) for person, month in months)
    keyboard = [
        (
            button(
                t.plain("Cancel {month} {name}", month=t.month(month), name=person.name),
                Press.MEMBER,
                person.id,
                LEAVE_BACK,
                month,
            ),
        )
        for person, month in months[:BUTTONS_MOST]
    ]
    return Message(Markup("\n").join((*lines, _leave_form(t))), keyboard=tuple(keyboard))


def render_leave_form(t: Texts) -> Message:
    """/leave with too few words."""
    return Message(_leave_form(t))


def _leave_form(t: Texts) -> Markup:
    return t(
        "Please write /leave name month, for example <code>/leave Anna 2026-05</code>; "
        "with “cancel” behind it to take it back."
    )
