"""Words about an imported roster: what it changed, what is wrong with it, the file of personal links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Message, Person
from bot.rules.roster import Fault
from bot.views.common import labels
from bot.views.common.paging import paged


@dataclass(frozen=True, slots=True)
class Link:
    """A personal link and whom it is for."""

    person: Person
    address: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """What an import did."""

    added: int
    changed: int
    same: int


def render_roster_form(t: Texts) -> Message:
    """/roster without a file."""
    lines = [
        t("Please send me the roster as a .csv or .xlsx file, with the caption /roster."),
        t("Columns by header: 单位 姓名 职务 类别 月任务 年任务 Telegram 入职. 单位 and 姓名 are required."),
    ]
    return Message(Markup("\n").join(lines))


def render_imported(t: Texts, counts: Counts, *, links: int) -> Message:
    """The import in figures."""
    lines = [
        t(
            "Roster imported: {added} added, {changed} changed, {same} as before.",
            added=counts.added,
            changed=counts.changed,
            same=counts.same,
        )
    ]
    if links:
        lines.append(
            t.n(
                "{n} person has no Telegram account yet; the personal link is in the file.",
                "{n} people have no Telegram account yet; their personal links are in the file.",
                links,
            )
        )
    return Message(Markup("\n").join(lines))


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
    """The personal links; these columns are read by other programs, so they stay Chinese."""
    rows = [["单位", "姓名", "职务", "链接", "有效期至"]]
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
    return t("Personal links: each works once, for 7 days. Please pass each on to that person alone.")
