"""What a new version of an item changed, in words: its text by passages, its headers in one line."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Item, Kind
from bot.rules.changes import Change
from bot.rules.text import shorten
from bot.views.common import labels

VALUE = 40


def render_changes(t: Texts, changes: Sequence[Change]) -> Markup:
    """What a revision changed, a line each."""
    return Markup("\n").join([t("Changes:"), *(_change(t, change) for change in changes)])


def _change(t: Texts, change: Change) -> Markup:
    if not change.before:
        return t("· added: <b>{after}</b>", after=change.after)
    if not change.after:
        return t("· taken out: <s>{before}</s>", before=change.before)
    return t("· <s>{before}</s> → <b>{after}</b>", before=change.before, after=change.after)


def changed_headers(t: Texts, before: Item, after: Item) -> Markup | None:
    """类别：普通→政策；选题：→T3；紧急. None where no header has changed."""
    values = [
        (t.plain("Category"), labels.kind(t, before.kind), labels.kind(t, after.kind)),
        (t.plain("Topic"), _code(before.demand_id), _code(after.demand_id)),
        (t.plain("Key point"), str(before.keypoint or ""), str(after.keypoint or "")),
        (t.plain("Theme"), t.listed(before.themes), t.listed(after.themes)),
        (t.plain("Source"), before.source or "", after.source or ""),
        (t.plain("Jointly"), t.listed(before.joint_units), t.listed(after.joint_units)),
    ]
    words = [
        t(
            "{name}: {before} → {after}",
            name=name,
            before=shorten(old, VALUE),
            after=shorten(new, VALUE) or t.plain("none"),
        )
        for name, old, new in values
        if old != new
    ]
    if before.is_urgent != after.is_urgent:
        words.append(t("urgent") if after.is_urgent else t("not urgent"))
    return t("; ").join(words) if words else None


def _code(demand_id: int | None) -> str:
    return f"T{demand_id}" if demand_id else ""


def pressing_words(t: Texts, before: Item, after: Item) -> Markup | None:
    """That the desk is rung from now on, or no more."""
    if after.is_urgent != before.is_urgent:
        if after.is_urgent:
            return t("🔴 Now marked urgent; the desk has been alerted.")
        return t("No longer marked urgent.")
    if Kind.EARLY_WARNING in (before.kind, after.kind) and before.kind is not after.kind:
        if after.kind is Kind.EARLY_WARNING:
            return t("🟠 Now an early warning; the desk has been alerted.")
        return t("No longer an early warning.")
    return None
