"""Words of network sources: the leads of a reading with their buttons, the list of sources, and one that stays dead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Button, FeedState, Keyboard, Lead, LeadState, Message
from bot.rules.secrecy.personal import mask
from bot.rules.states import can_be_undone
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged
from bot.views.common.waiting import Waiting

_TITLE = 80
_FAULTS = {
    "address": N_("its address is not allowed: not http(s), or of this machine or an internal network"),
    "redirects": N_("it sends from one address to the next too often"),
    "unreached": N_("it cannot be reached"),
    "timeout": N_("it does not answer in time"),
    "large": N_("it is too large"),
    "packed": N_("it is packed in a way that cannot be read"),
    "broken": N_("it is no RSS or Atom"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A lead in a message, with who decided about it."""

    lead: Lead
    decided_by: str


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A source as /feeds shows it; no state where it was never read. `counts` are its leads by state."""

    name: str
    state: FeedState | None
    counts: Mapping[LeadState, int]


def render_leads(t: Texts, shown: Sequence[Shown], *, now: datetime, more: int = 0) -> Message:
    """The leads of one reading, each with its buttons while nobody has decided."""
    sources = list(dict.fromkeys(each.lead.feed for each in shown))
    lines = [t("📡 <b>Leads</b> from {sources}", sources=t.listed(sources))]
    keyboard: list[tuple[Button, ...]] = []
    for place, each in enumerate(shown, 1):
        lines.append(_line(t, place, each))
        if row := _buttons(t, place, each, now=now):
            keyboard.append(row)
    if more:
        lines.append(t.n("One more: /feeds", "{n} more: /feeds", more))
    # Links hold figures that no person's numbers are; titles are masked beforehand.
    return Message(Markup("\n").join(lines), keyboard=tuple(keyboard), shows_numbers=True)


def _line(t: Texts, place: int, shown: Shown) -> Markup:
    lead = shown.lead
    title = shorten(mask(lead.title)[0], _TITLE)
    head = (
        t('{place}. <a href="{link}">{title}</a>', place=place, link=lead.link, title=title)
        if lead.link
        else t("{place}. {title}", place=place, title=title)
    )
    if lead.published_at is not None:
        head += t(" {at}", at=lead.published_at)
    if lead.state is LeadState.IGNORED:
        head += t(" ✖️ ignored by {name}", name=shown.decided_by)
    elif lead.state is LeadState.TURNED and lead.demand_id is not None:
        head += t(" ✅ topic T{number} ({name})", number=lead.demand_id, name=shown.decided_by)
    elif lead.state is LeadState.TURNED:
        head += t(" ✏️ {name} makes a topic of it", name=shown.decided_by)
    return head


def _buttons(t: Texts, place: int, shown: Shown, *, now: datetime) -> tuple[Button, ...]:
    lead = shown.lead
    if lead.state is LeadState.SHOWN:
        return (
            button(t.plain("{place} Turn into a topic", place=place), Press.LEAD_TURN, lead.id),
            button(t.plain("{place} Ignore", place=place), Press.LEAD_IGNORE, lead.id),
        )
    is_fresh = lead.decided_at is not None and can_be_undone(lead.decided_at, now=now)
    is_open = lead.state is LeadState.TURNED and lead.demand_id is None
    if is_open or (lead.state is LeadState.IGNORED and is_fresh):
        return (button(t.plain("{place} Undo", place=place), Press.LEAD_UNDO, lead.id),)
    return ()


def settled(t: Texts, *, name: str, at: datetime) -> str:
    """Somebody else has decided about a lead."""
    if not name:
        return t.plain("This has been settled already.")
    return t.plain("{name} has decided about this already, {at}.", name=name, at=at)


def render_feeds(t: Texts, rows: Sequence[FeedRow], *, listed: int) -> list[Message]:
    """Each source with its last reading, and the button for what no message has shown yet."""
    if not rows:
        return [
            Message(
                t(
                    "No network source is set. An administrator of the machine adds them to the settings, "
                    "as <code>[[feeds]]</code>."
                )
            )
        ]
    lines = [t("<b>Network sources</b>")]
    for row in rows:
        lines += _row(t, row)
    keyboard: Keyboard = ()
    if listed:
        lines += [
            Markup(""),
            t.n("{n} lead that no message has shown yet", "{n} leads that no message has shown yet", listed),
        ]
        keyboard = ((button(t.plain("Show them"), Press.LEADS_MORE),),)
    return paged(lines, keyboard=keyboard)


def _row(t: Texts, row: FeedRow) -> list[Markup]:
    state = row.state
    if state is None or (state.read_at is None and state.fault is None):
        return [t("⚪ <b>{name}</b>: not read yet", name=row.name)]
    lines = []
    if state.fault is not None:
        lines.append(
            t(
                "🔴 <b>{name}</b>: not read since {since}, tried in vain: {count}: {why}",
                name=row.name,
                count=state.failures,
                since=state.failing_since_at or state.due_at,
                why=fault(t, state.fault),
            )
        )
    if state.read_at is not None:
        head = t("last read on {at}, {entries} entries", at=state.read_at, entries=state.entries)
        if state.fault is None:
            head = t("🟢 <b>{name}</b>: ", name=row.name) + head
        lines.append(head)
    counted = sum(number for kind, number in row.counts.items() if kind is not LeadState.PASSED)
    if counted:
        lines.append(
            t(
                "leads: {count}; made into topics: {turned}, ignored: {ignored}, to be looked at: {left}",
                count=counted,
                turned=row.counts.get(LeadState.TURNED, 0),
                ignored=row.counts.get(LeadState.IGNORED, 0),
                left=sum(
                    row.counts.get(kind, 0) for kind in (LeadState.SHOWN, LeadState.LISTED, LeadState.WAITING)
                ),
            )
        )
    return lines


def render_dead(t: Texts, state: FeedState) -> Message:
    """To the administrators: a source cannot be read."""
    return Message(
        t(
            "📡 The network source “{name}” has not been readable since {since} ({count} times): {why}. "
            "It is tried again by itself; its address is in the settings, all sources: /feeds",
            name=state.name,
            since=state.failing_since_at or state.due_at,
            count=state.failures,
            why=fault(t, state.fault or ""),
        )
    )


def render_alive(t: Texts, name: str) -> Message:
    """To the administrators: a source that they heard of can be read again."""
    return Message(t("📡 The network source “{name}” can be read again.", name=name))


def fault(t: Texts, why: str) -> str:
    """Why a source cannot be read."""
    kind, _, status = why.partition(":")
    if kind == "status":
        return t.plain("it answers with the error {status}", status=status)
    return t.plain(_FAULTS[kind]) if kind in _FAULTS else t.plain("it cannot be read")


def waiting(t: Texts, leads: Sequence[Lead]) -> list[Waiting]:
    """The newest of the leads that wait for the desk, in /today."""
    found = [
        Waiting(
            t("📡 Lead: {title}", title=shorten(mask(lead.title)[0], 30)),
            (
                button(t.plain("Turn into a topic"), Press.LEAD_TURN, lead.id),
                button(t.plain("Ignore"), Press.LEAD_IGNORE, lead.id),
            ),
        )
        for lead in leads[:2]
    ]
    left = len(leads) - len(found)
    return [*found, Waiting(t("… and {count} more", count=left))] if left > 0 else found  # in the desk group
