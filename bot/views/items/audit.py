"""The audit trail in words; what is recorded is the desk's affair."""

from __future__ import annotations

import json
from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import AuditEntry, Item, ItemState, Message, Reason
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.paging import paged
from bot.views.items.cards import headline

STEPS = {
    "submit": N_("Submitted"),
    "receive": N_("Taken"),
    "release": N_("Put back"),
    "undo": N_("Decision taken back"),
    "adopt": N_("Adopted"),
    "return": N_("Returned"),
    "reject": N_("Not adopted"),
    "merge": N_("Merged"),
    "revise": N_("Revised"),
    "edit": N_("Edited"),
    "withdraw": N_("Withdrawn"),
    "fulfil": N_("Handed in for a demand"),
}


def history_lines(t: Texts, entries: Sequence[AuditEntry]) -> list[Markup]:
    """A line for each step: when, who, what, and the reason where there is one."""
    return [_line(t, entry) for entry in entries]


def _line(t: Texts, entry: AuditEntry) -> Markup:
    step = t.plain(STEPS[entry.step]) if entry.step in STEPS else entry.step
    line = t("{at} {who} {step}", at=entry.done_at, who=entry.person or t.plain("The system"), step=step)
    detail = _detail(t, json.loads(entry.after) if entry.after else {})
    return line + Markup(" · ") + detail if detail else line


def _detail(t: Texts, after: dict[str, object]) -> str:
    if after.get("reason"):
        ready = labels.REASONS[Reason(str(after["reason"]))]
        return str(after.get("reason_text") or t.plain(ready))
    if after.get("version"):
        return t.plain("Version {version}", version=after["version"])
    return ""


def render_audit(t: Texts, item: Item, entries: Sequence[AuditEntry]) -> list[Message]:
    """Every decision on an item with the states before and after."""
    lines = [headline(t, item)]
    for entry in entries:
        lines.append(_line(t, entry))
        for mark, side in (("−", entry.before), ("+", entry.after)):
            words = _state_words(t, json.loads(side)) if side else ""
            if words:
                lines.append(t("  {mark} {words}", mark=mark, words=words))
    return paged(lines)


def _state_words(t: Texts, values: dict[str, object]) -> str:
    shown = []
    for name, value in values.items():
        if value in (None, "", [], False) or name in ("reason", "reason_text"):
            continue
        word = labels.state(t, ItemState(str(value))) if name == "state" else shorten(str(value), 60)
        shown.append(word if name == "state" else f"{name}: {word}")
    return " · ".join(shown)
