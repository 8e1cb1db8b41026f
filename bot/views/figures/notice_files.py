"""The monthly notice as files: a chart and an official paper; its tables are in notice_tables.py, its words in notices.py.

Names and titles are masked here, as whatever goes past the messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.locale.texts import Texts
from bot.model import Order
from bot.rules.notice import MonthNotice, UnitRow, by_unit
from bot.rules.points import completion, written
from bot.views.figures.notice_corrections import (
    Corrected,
    correction_lead,
    correction_number,
    correction_title,
)
from bot.views.figures.notice_parts import carried_on, marked_draft, masked, name_fields, plain_text
from bot.views.figures.notice_tables import order_tables
from bot.views.figures.notices import (
    LEVELS,
    Frame,
    booking_lines,
    keypoint_lines,
    number_words,
    overall,
    passed,
    section,
    shared_note,
    title,
    whole_day,
)
from bot.views.figures.shortfall import totals_lines, what_counts
from bot.views.items.adoptions import points

Columns = list[dict[str, Any]]
_TEXT_WIDTH = 156  # millimetres of a page between its margins
_MOST_ROWS = 300  # people in a table of the paper: twelve pages; the tables have all


def order_files(t: Texts, notice: MonthNotice, frame: Frame, *, desk: str) -> list[Order]:
    """What goes with the notice: chart, paper, tables, in this order."""
    return [
        *order_chart(t, notice, frame),
        order_paper(t, notice, frame, desk=desk),
        order_tables(t, notice, frame),
    ]


def order_chart(t: Texts, notice: MonthNotice, frame: Frame) -> list[Order]:
    """Units with points as bars; none where nobody has any."""
    rows = [row for row in notice.units if row.month > 0]
    if not rows:
        return []
    name = t.plain("Points by unit, {month}", month=t.month(notice.month))
    spec = {
        "title": name,
        "subtitle": number_words(t, notice.month, frame.number),
        "rest": t.plain("… and {count} more, in the text", count="{count}"),
        "bars": [
            {
                "place": row.place,
                "label": masked(row.name),
                "value": row.month,
                "shown": points(t, row.month),
                "is_own": False,
            }
            for row in rows
        ],
    }
    return [Order("ranking", spec, t.plain("ranking.png"), caption=name, form="photo")]


def order_paper(t: Texts, notice: MonthNotice, frame: Frame, *, desk: str) -> Order:
    """The notice in the layout of official papers."""
    blocks: list[dict[str, Any]] = [
        {
            "text": t.plain(
                "How government information was submitted and adopted in {month} is made known as follows.",
                month=t.month(notice.month),
            )
        }
    ]
    at = 1
    blocks += _heading(t, at, t.plain("The month as a whole"))
    blocks += [{"text": line} for line in overall(t, notice)]
    at += 1
    blocks += _heading(t, at, t.plain("Adoptions and points"))
    blocks += _standing_blocks(t, notice, names=frame.names)
    if notice.bookings:
        at += 1
        blocks += _heading(t, at, t.plain("Commissions and bookings"))
        blocks += [{"text": masked(plain_text(line))} for line in booking_lines(t, notice)]
    if notice.keypoints:
        at += 1
        blocks += _heading(t, at, t.plain("Coverage of the key points"))
        blocks += [{"text": masked(plain_text(line))} for line in keypoint_lines(t, notice)]
    if notice.quota.owing:
        at += 1
        blocks += _heading(t, at, t.plain("Tasks not fulfilled"))
        blocks += _short_blocks(t, notice, names=frame.names)
    spec = {
        "head": {
            "mark": t.plain("{desk} notice of government information", desk=desk),
            "number": number_words(t, notice.month, frame.number),
            "issuer": frame.issuer,
            "date": whole_day(t, frame.day),
        },
        "title": marked_draft(t, title(t, notice.month), is_draft=frame.is_draft),
        "addressee": t.plain("To the governments of townships and the county's departments:"),
        "blocks": blocks,
        "signer": frame.issuer,
        "date": whole_day(t, frame.day),
    }
    name = t.plain("{title} ({number}).docx", **name_fields(t, notice, frame))
    return Order("paper", spec, name, caption="", form="document")


def _heading(t: Texts, at: int, words: str) -> list[dict[str, Any]]:
    return [{"heading": section(t, at, words), "level": 1}]


def _standing_blocks(t: Texts, notice: MonthNotice, *, names: str) -> list[dict[str, Any]]:
    has_target = any(row.target for row in notice.units)
    narrow: list[tuple[str, int]] = [(t.plain("Place"), 11)]
    if names != "private":
        narrow.append((t.plain("Owed"), 11))
    narrow += [(t.plain("Sent in"), 11), (t.plain("Counting"), 11)]
    narrow += [(t.plain(LEVELS[level]), 8) for level in notice.levels]
    narrow += [(t.plain("Comments"), 11), (t.plain("Score"), 14), (t.plain("Year"), 14)]
    if has_target:
        narrow.append((t.plain("Completion"), 16))
    wide = _TEXT_WIDTH - sum(width for _, width in narrow)
    place, *others = [{"head": head, "width": width, "align": "center"} for head, width in narrow]
    columns = [place, {"head": t.plain("Unit"), "width": wide}, *others]
    rows = [_unit_cells(row, notice, names=names, has_target=has_target) for row in notice.units]
    blocks: list[dict[str, Any]] = [
        {"table": {"columns": columns, "rows": rows}, "caption": t.plain("Units, by this month's points")}
    ]
    if notice.shared:
        blocks.append({"text": shared_note(t)})
    if has_target:
        blocks.append({"text": t.plain("Time passed: {passed}", passed=passed(notice))})
        if carried := carried_on(t, notice):
            blocks.append({"text": carried})
    if notice.people:
        blocks.append(_people_table(t, notice))
        blocks += _left_out(t, len(notice.people))
    return blocks


def _left_out(t: Texts, rows: int) -> list[dict[str, Any]]:
    """That the paper has no more of them."""
    left = rows - _MOST_ROWS
    if left <= 0:
        return []
    return [{"text": plain_text(t.n("… and {n} more, in the table", "… and {n} more, in the table", left))}]


def _unit_cells(row: UnitRow, notice: MonthNotice, *, names: str, has_target: bool) -> list[str]:
    cells = [str(row.place or "—"), masked(row.name)]
    if names != "private":
        cells.append(str(row.owed))
    cells += [str(row.received), str(row.counted)]
    cells += [str(notice.taken_by(row, level)) for level in notice.levels]
    cells += [str(row.comments), written(row.month), written(row.year)]
    if has_target:
        cells.append(completion(row.year, row.target) if row.target else "—")
    return cells


def _people_table(t: Texts, notice: MonthNotice) -> dict[str, Any]:
    columns = [
        {"head": t.plain("Place"), "width": 16, "align": "center"},
        {"head": t.plain("Unit"), "width": 70},
        {"head": t.plain("Name"), "width": 40},
        {"head": t.plain("Month's points"), "width": 30, "align": "center"},
    ]
    rows = [
        [str(row.place), masked(row.unit), masked(row.name), written(row.hundredths)]
        for row in notice.people[:_MOST_ROWS]
    ]
    return {
        "table": {"columns": columns, "rows": rows},
        "caption": t.plain("Persons, by this month's points"),
    }


def _short_blocks(t: Texts, notice: MonthNotice, *, names: str) -> list[dict[str, Any]]:
    """Totals, and a table of persons or units as the settings name them."""
    blocks: list[dict[str, Any]] = [{"text": plain_text(line)} for line in totals_lines(t, notice.quota)]
    short = notice.quota.short
    if short and names == "public":
        heads = [t.plain("Unit"), t.plain("Name"), t.plain("Owed"), t.plain("Counting"), t.plain("Missing")]
        rows = [
            [masked(each.unit), masked(each.name), str(each.quota), str(each.done), str(each.missing)]
            for each in short[:_MOST_ROWS]
        ]
        blocks.append({"table": {"columns": _columns(heads, (56, 40, 20, 20, 20)), "rows": rows}})
        blocks += _left_out(t, len(short))
    elif short and names == "units":
        heads = [t.plain("Unit"), t.plain("Persons"), t.plain("Missing")]
        rows = [[masked(unit), str(people), str(missing)] for unit, people, missing in by_unit(short)]
        blocks.append({"table": {"columns": _columns(heads, (86, 35, 35)), "rows": rows}})
    return [*blocks, {"text": plain_text(what_counts(t))}]


def _columns(heads: Sequence[str], widths: Sequence[int], *, left: int = 2) -> Columns:
    """The first columns, of names, stand left."""
    last = min(left, len(heads) - 2)
    return [
        {"head": head, "width": width, "align": "left" if at < last else "center"}
        for at, (head, width) in enumerate(zip(heads, widths, strict=True))
    ]


def order_correction(
    t: Texts,
    lines: Sequence[Corrected],
    *,
    month: str,
    number: int,
    notice: int,
    why: str | None,
    frame: Frame,
    desk: str,
) -> Order:
    """A correction as an official paper: each figure before and after in a table."""
    words = correction_title(t, month)
    numbered = correction_number(t, month, number)
    heads = (t.plain("Whose"), t.plain("Figure"), t.plain("Published"), t.plain("As corrected"))
    blocks: list[dict[str, Any]] = [{"text": correction_lead(t, month=month, notice=notice)}]
    if why:
        blocks.append({"text": masked(t.plain("Why: {why}", why=why))})
    rows = [[masked(each.who), each.what, each.before, each.after] for each in lines]
    blocks.append({"table": {"columns": _columns(heads, (50, 46, 30, 30)), "rows": rows}})
    # So that the signature does not begin a page alone where the table ends one.
    blocks.append({"text": t.plain("The notice is corrected accordingly.")})
    spec = {
        "head": {
            "mark": t.plain("{desk} notice of government information", desk=desk),
            "number": numbered,
            "issuer": frame.issuer,
            "date": whole_day(t, frame.day),
        },
        "title": words,
        "addressee": t.plain("To the governments of townships and the county's departments:"),
        "blocks": blocks,
        "signer": frame.issuer,
        "date": whole_day(t, frame.day),
    }
    name = t.plain("{title} ({number}).docx", title=words, number=numbered)
    return Order("paper", spec, name, caption="", form="document")
