"""Words of the ledger of supervision tasks (督办台账)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Message, Task
from bot.rules.supervision import Standing
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.deputies import in_place_of
from bot.views.common.paging import turns
from bot.views.supervision.cards import MARKS, PartView, overdue_words, took_words

_TITLE = 40
_A_ROW = 4

STANDINGS = {
    Standing.OVERDUE: N_("overdue"),
    Standing.DUE: N_("due soon"),
    Standing.REPORTED: N_("reported as done"),
    Standing.OPEN: N_("under way"),
    Standing.DONE: N_("done"),
    Standing.CALLED_OFF: N_("no longer pursued"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A task in the ledger; `days` are the working days that it took, or is overdue."""

    standing: Standing
    task: Task
    lead: PartView
    days: int


def render_ledger(
    t: Texts,
    rows: Sequence[Row],
    *,
    counts: Mapping[Standing, int],
    month: str,
    unit: str | None,
    page: int,
    pages: int,
) -> Message:
    """A page of a month's; `unit` is the reader's own, where they see that unit's alone."""
    lines = [t("<b>Supervision tasks, {month}</b>", month=t.month(month))]
    if unit is not None:
        lines = [t("<b>Supervision tasks of {unit}, {month}</b>", unit=unit, month=t.month(month))]
    said = [
        t.plain("{standing} {count}", standing=t.plain(STANDINGS[standing]), count=count)
        for standing, count in counts.items()
        if count
    ]
    lines.append(Markup.escape(t.listed(said)) if said else t("There were none in this month."))
    for row in rows:
        lines += [Markup(""), *_row_lines(t, row)]
    buttons = [button(row.task.code, Press.TASK_SHOW, row.task.id) for row in rows]
    keyboard = [tuple(buttons[at : at + _A_ROW]) for at in range(0, len(buttons), _A_ROW)]
    keyboard.append(turns(t, Press.TASKS_PAGE, page, pages, month))
    return Message(Markup("\n").join(lines), keyboard=tuple(row for row in keyboard if row))


def _row_lines(t: Texts, row: Row) -> list[Markup]:
    """Number and title; who has it; how it stands and until when."""
    holder = row.lead.person or row.lead.named or ""
    who = f"{row.lead.unit} {in_place_of(t, holder, row.lead.deputy)}".strip()
    state: Markup = t(STANDINGS[row.standing])
    if row.standing is Standing.OVERDUE:
        state = overdue_words(t, row.days)
    elif row.standing is Standing.DONE:
        took = took_words(t, row.days)
        state = t("{state}, {more}", state=state, more=took) if row.days else took
    elif row.standing in (Standing.OPEN, Standing.DUE) and row.lead.person is None:
        state = t("{state}, {more}", state=state, more=t("not accepted yet"))
    title = shorten(row.task.title, _TITLE) or t.plain("(nothing is left of the text)")
    return [
        t("{mark} <b>{code}</b> {title}", mark=MARKS[row.standing], code=row.task.code, title=title),
        t("{who} · {state} · due {due}", who=who, state=state, due=t.due(row.task.due_at)),
    ]
