"""The audit trail in words; what is recorded is the desk's affair."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import AdoptionKind, AuditEntry, Fault, Item, ItemState, Message
from bot.rules.changes import Change
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press
from bot.views.common.paging import paged, turns
from bot.views.items.parts import headline, shared

_TITLE = 60
STEPS = {
    "submit": N_("Submitted"),
    "receive": N_("Taken"),
    "release": N_("Release"),
    "undo": N_("Decision undone"),
    "adopt": N_("Adopted"),
    "return": N_("Returned"),
    "reject": N_("Not adopted"),
    "merge": N_("Merged"),
    "reserve": N_("Kept in reserve"),
    "revise": N_("Revised"),
    "edit": N_("Edited"),
    "ask_correction": N_("Correction asked for"),
    "correct": N_("Corrected"),
    "refuse_correction": N_("Correction refused"),
    "withdraw_correction": N_("Correction asked for no more"),
    "undo_correction": N_("Decision on the correction undone"),
    "urgent": N_("Marked urgent"),
    "withdraw": N_("Withdrawn"),
    "comment": N_("Commented"),
    "object": N_("Objected to the edited text"),
    "copyedit": N_("Text edited by the desk"),
    "copyedit_undo": N_("Edited text taken back"),
    "comment_undo": N_("Comment taken back"),
    "fulfil": N_("Handed in for a topic"),
    "hold": N_("Held for secrecy review"),
    "free": N_("Let pass after secrecy review"),
    "destroy": N_("Destroyed"),
    "wipe": N_("Wiped: an edit had given it a marking"),
    "open_numbers": N_("Opened personal numbers"),
    "repeat": N_("Linked as a repetition"),
    "apart": N_("Made an item of its own"),
    "part": N_("On its own again: the item that it was merged into was withdrawn"),
    "different": N_("Another event"),
    "follows": N_("Linked as a follow-up"),
    "take": N_("Recorded as taken"),
    "take_back": N_("Recorded as taken: undone"),
    "fault": N_("Found at fault"),
    "fault_undo": N_("Found at fault: undone"),
    "send_up": N_("Sent up"),
    "unsend": N_("Not sent up"),
    "offer_shared": N_("Shared with partners"),
    "leave_shared": N_("Not used by a partner"),
    "end_shared": N_("No longer shared"),
    "leader_comment": N_("A leader's comment"),
    "leader_comment_pass": N_("A leader's comment passed on"),
    "leader_comment_keep": N_("A leader's comment not passed on"),
    "leader_comment_ask": N_("What was decided of a leader's comment taken back"),
    "leader_comment_undo": N_("A leader's comment: undone"),
    "share": N_("Shares set"),
    "joined": N_("Another item was merged into it"),
    "parted": N_("Another item is merged into it no more"),
    "recount": N_("Points recounted"),
    "exemplar": N_("Chosen as a good example"),
    "exemplar_undo": N_("No longer a good example"),
    "answer_undo": N_("Answer taken back"),
}


_REASON = ("reason", "reason_text")


def history_lines(t: Texts, entries: Sequence[AuditEntry]) -> list[Markup]:
    """A line for each step: when, who, what, and the reason where there is one."""
    return [_line(t, entry) for entry in entries]


def _line(t: Texts, entry: AuditEntry) -> Markup:
    step = t.plain(STEPS[entry.step]) if entry.step in STEPS else entry.step
    after = json.loads(entry.after) if entry.after else {}
    who = entry.person or t.plain("The system")
    if after.get("for"):
        who = t.plain("{deputy} for {person}", deputy=who, person=after["for"])
    line = t("{at} {who} {step}", at=entry.done_at, who=who, step=step)
    before = json.loads(entry.before) if entry.before else {}
    if all(before.get(key) == after.get(key) for key in _REASON):
        after = {key: value for key, value in after.items() if key not in _REASON}  # said of an earlier step
    detail = _detail(t, after)
    return line + Markup(" · ") + detail if detail else line


def _detail(t: Texts, after: dict[str, object]) -> str:
    if after.get("reason"):
        text = after.get("reason_text")
        return labels.reason(t, str(after["reason"]), str(text) if text else None)
    if "share" in after:
        share = after["share"]
        return shared(t, None if share is None else int(str(share)))
    if after.get("other"):
        return str(after["other"])
    if after.get("taken"):
        kinds = {kind.value: kind for kind in AdoptionKind}
        channel, *said = str(after["taken"]).split()
        rest = [labels.adoption_kind(t, kinds[word]) if word in kinds else word for word in said]
        return " ".join([labels.channel_name(t, channel), *rest])
    if after.get("fault"):
        return labels.fault(t, Fault(str(after["fault"])))
    if after.get("leader"):
        return str(after["leader"])
    if after.get("refused"):
        return str(after["refused"])
    if after.get("version"):
        return t.plain("Version {version}", version=after["version"])
    return ""


def merged_into(entries: Sequence[AuditEntry]) -> set[int]:
    """The items (by id) that the lines say an item was merged into."""
    after = [json.loads(entry.after) for entry in entries if entry.after]
    return {int(values["merged_into"]) for values in after if values.get("merged_into")}


def render_audit(
    t: Texts,
    item: Item,
    entries: Sequence[AuditEntry],
    *,
    numbers: Mapping[int, str],
    changes: Mapping[int, Sequence[Change]],
    titles: Mapping[int, tuple[str, str]],
    page: int = 0,
) -> Message:
    """Every decision on an item with what was before and after, a page of it.

    `numbers` are those of the items in `merged_into`; `changes` are what each version changed in the text, by its number,
    `titles` the title before and of it.
    """
    lines = [headline(t, item)]
    for entry in entries:
        before, after = (json.loads(side) if side else {} for side in (entry.before, entry.after))
        told = [_state_change(t, before, after, numbers)]
        if after.get("version") != before.get("version"):
            version = int(after.get("version") or 1)
            told.append(_title_change(t, *titles.get(version, ("", ""))))
            told += [_text_change(t, version, change) for change in changes.get(version, ())]
        lines += [_line(t, entry), *(t("  {change}", change=change) for change in told if change)]
    pages = paged(lines)
    page = min(max(page, 0), len(pages) - 1)
    keyboard = turns(t, Press.AUDIT_PAGE, page, len(pages), item.id)
    return Message(pages[page].text, keyboard=(keyboard,) if keyboard else ())


def _state_change(
    t: Texts, before: Mapping[str, object], after: Mapping[str, object], numbers: Mapping[int, str]
) -> Markup | None:
    if not after.get("state") or before.get("state") == after["state"]:
        return None
    state = labels.state(t, ItemState(str(after["state"])))
    if not before.get("state"):
        return t("State: {state}", state=state)
    change = t(
        "State: {before} → {state}", before=labels.state(t, ItemState(str(before["state"]))), state=state
    )
    number = numbers.get(int(str(after.get("merged_into") or 0)))
    return change + t(" (into {number})", number=number) if number else change


def _title_change(t: Texts, before: str, after: str) -> Markup | None:
    old, new = shorten(before, _TITLE), shorten(after, _TITLE)
    return t("Title: {before} → {after}", before=old, after=new) if old and new and old != new else None


def _text_change(t: Texts, version: int, change: Change) -> Markup:
    fields: dict[str, object] = {"version": version, "before": change.before, "after": change.after}
    if not change.before:
        return t("Version {version}: added {after}", **fields)
    if not change.after:
        return t("Version {version}: took out {before}", **fields)
    return t("Version {version}: {before} → {after}", **fields)
