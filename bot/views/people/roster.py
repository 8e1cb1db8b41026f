"""Words about an imported roster: what it changed, what is wrong with it, the file of personal links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Message, Person, Unit
from bot.rules.roster import Fault
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged

_DOUBTFUL_MOST = 20
_UNITS_MOST = 1500  # characters of the names of new units


@dataclass(frozen=True, slots=True)
class Link:
    """A personal link and whom it is for."""

    person: Person
    address: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """What an import did: to how many people, and of how many units it set the yearly target."""

    added: int
    changed: int
    same: int
    targets: int = 0


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that an import makes, and the roster's units that may have been meant."""

    name: str
    alike: tuple[str, ...]


def render_offer(t: Texts, draft_id: int, *, name: str) -> Message:
    """A table sent without a word."""
    keyboard = (
        (
            button(t.plain("Import as the roster"), Press.ROSTER_READ, draft_id),
            button(t.plain("Cancel"), Press.ROSTER_CANCEL, draft_id),
        ),
    )
    return Message(t("“{name}”: import it as the roster?", name=shorten(name, 60)), keyboard=keyboard)


def render_plan(
    t: Texts,
    draft_id: int,
    *,
    rows: int,
    added: int,
    new_units: Sequence[NewUnit],
    offers: Sequence[tuple[int, str, Unit]] = (),
) -> Message:
    """What an import would do, before it makes units.

    Each of `offers` is a button: the place of a new unit, its name, and the roster's unit that may be meant.
    """
    lines = [
        t("People in the roster: {rows}, of them new: {added}.", rows=rows, added=added),
        *_new_units(t, new_units),
        t("Nothing has been changed yet."),
    ]
    meant = tuple(
        (
            button(
                f"{shorten(name, 20)} → {shorten(unit.name, 20)}", Press.ROSTER_UNIT, draft_id, place, unit.id
            ),
        )
        for place, name, unit in offers[:_DOUBTFUL_MOST]
    )
    keyboard = (
        *meant,
        (
            button(t.plain("Import it"), Press.ROSTER_IMPORT, draft_id),
            button(t.plain("Cancel"), Press.ROSTER_CANCEL, draft_id),
        ),
    )
    return Message(Markup("\n").join(lines), keyboard=keyboard)


def render_roster_left(t: Texts) -> Message:
    """The file was not imported."""
    return Message(t("Not imported; nothing was changed."))


def roster_name(t: Texts) -> str:
    """A roster that waits for a yes."""
    return t.plain("Roster file")


def _new_units(t: Texts, new_units: Sequence[NewUnit]) -> list[Markup]:
    """The units that an import makes; those that may be a slip first."""
    if not new_units:
        return []
    doubtful = [new for new in new_units if new.alike]
    lines = [
        t("⚠️ {unit}: did you mean {names}?", unit=new.name, names=t.listed(new.alike))
        for new in doubtful[:_DOUBTFUL_MOST]
    ]
    names = shorten(t.listed(new.name for new in new_units), _UNITS_MOST)
    return [t("New units, {count}: {names}", count=len(new_units), names=names), *lines]


def render_roster_form(t: Texts) -> Message:
    """/roster without a file."""
    lines = [
        t("Please send me the roster as a .csv or .xlsx file, with the caption /roster."),
        t(
            "Columns by header, in any order: unit and name are required; role, employment (full-time or part-time), "
            "monthly quota (items), yearly points (of the unit), Telegram (numeric id) and joined (the day) may be there."
        ),
    ]
    return Message(Markup("\n").join(lines))


def render_imported(
    t: Texts, counts: Counts, *, links: int, new_units: Sequence[NewUnit] = (), remarks: Sequence[Markup] = ()
) -> list[Message]:
    """The import in figures, and the units that it made."""
    lines = [
        t(
            "Roster imported: {added} added, {changed} changed, {same} as before.",
            added=counts.added,
            changed=counts.changed,
            same=counts.same,
        ),
        *_targets_set(t, counts.targets),
        *_new_units(t, new_units),
    ]
    if links:
        lines.append(
            t.n(
                "{n} person has no Telegram account yet; the personal link is in the file.",
                "{n} people have no Telegram account yet; their personal links are in the file.",
                links,
            )
        )
    return paged([*lines, *remarks])


def _targets_set(t: Texts, number: int) -> list[Markup]:
    if not number:
        return []
    return [t.n("Yearly target set for {n} unit.", "Yearly targets set for {n} units.", number)]


def fault_line(t: Texts, fault: Fault) -> Markup:
    """第 5 行：…"""
    reason = t(fault.key, **fault.fields)
    return t("Row {line}: {reason}", line=fault.line, reason=reason) if fault.line else reason


def render_faults(t: Texts, faults: Sequence[Fault]) -> list[Message]:
    """Every fault with its row, as many messages as it takes."""
    heading = t.n(
        "Nothing was imported: {n} fault. Please correct it and send the file again.",
        "Nothing was imported: {n} faults. Please correct them and send the file again.",
        len(faults),
    )
    return paged([heading, *(fault_line(t, fault) for fault in faults)])


def faults_table(t: Texts, faults: Sequence[Fault]) -> list[list[str]]:
    """The same as a table, for a file."""
    rows = [[t.plain("Row"), t.plain("Reason")]]
    rows += [[str(fault.line or ""), t.plain(fault.key, **fault.fields)] for fault in faults]
    return rows


def faults_caption(t: Texts, faults: Sequence[Fault]) -> Markup:
    """Under the file of faults."""
    return t("All {count} faults are in this file.", count=len(faults))


def links_table(t: Texts, links: Sequence[Link]) -> list[list[str]]:
    """The personal links."""
    rows = [
        [t.plain("Unit"), t.plain("Name"), t.plain("Role"), t.plain("Personal link"), t.plain("Valid until")]
    ]
    rows += [
        [
            link.person.unit,
            link.person.name,
            labels.role(t, link.person.role),
            link.address,
            f"{link.expires_at.astimezone(t.zone):%Y-%m-%d %H:%M}",
        ]
        for link in links
    ]
    return rows


def links_caption(t: Texts) -> Markup:
    """Under the file of links."""
    return t("Personal links: each works once, for 7 days. Please pass each on to that person only.")
