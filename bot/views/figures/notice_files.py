"""The monthly notice as files: a chart, an official paper, and tables; its words for a chat are in notices.py.

Names and titles are masked here, as whatever goes past the messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Order
from bot.rules.notice import MonthNotice, UnitRow, by_unit
from bot.rules.points import completion, written
from bot.rules.secrecy.personal import mask
from bot.views.common.labels import channel_name
from bot.views.figures.notice_corrections import (
    Corrected,
    correction_lead,
    correction_number,
    correction_title,
)
from bot.views.figures.notices import (
    HANDED,
    LEVELS,
    Frame,
    apart_note,
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
from bot.views.figures.point_lists import carried_words
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
                "label": _masked(row.name),
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
        blocks += [{"text": _masked(_plain(line))} for line in booking_lines(t, notice)]
    if notice.keypoints:
        at += 1
        blocks += _heading(t, at, t.plain("Coverage of the key points"))
        blocks += [{"text": _masked(_plain(line))} for line in keypoint_lines(t, notice)]
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
        "title": _draft(t, title(t, notice.month), is_draft=frame.is_draft),
        "addressee": t.plain("To the governments of townships and the county's departments:"),
        "blocks": blocks,
        "signer": frame.issuer,
        "date": whole_day(t, frame.day),
    }
    name = t.plain("{title} ({number}).docx", **_named(t, notice, frame))
    return Order("paper", spec, name, caption="", form="document")


def _draft(t: Texts, words: str, *, is_draft: bool) -> str:
    return t.plain("{title} (draft)", title=words) if is_draft else words


def _named(t: Texts, notice: MonthNotice, frame: Frame) -> dict[str, str]:
    words = _draft(t, title(t, notice.month), is_draft=frame.is_draft)
    return {"title": words, "number": number_words(t, notice.month, frame.number)}


def _heading(t: Texts, at: int, words: str) -> list[dict[str, Any]]:
    return [{"heading": section(t, at, words), "level": 1}]


def _standing_blocks(t: Texts, notice: MonthNotice, *, names: str) -> list[dict[str, Any]]:
    has_target = any(row.target for row in notice.units)
    narrow: list[tuple[str, int]] = [(t.plain("Place"), 11)]
    if names != "private":
        narrow.append((t.plain("Owed"), 11))
    narrow += [(t.plain("Sent in"), 11), (t.plain("Valid"), 11)]
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
        if carried := _carried(t, notice):
            blocks.append({"text": carried})
    if notice.people:
        blocks.append(_people_table(t, notice))
        blocks += _left_out(t, len(notice.people))
    return blocks


def _carried(t: Texts, notice: MonthNotice) -> str:
    """That earlier years' targets go on."""
    return _plain(carried_words(t, (row.target_of for row in notice.units)))


def _left_out(t: Texts, rows: int) -> list[dict[str, Any]]:
    """That the paper has no more of them."""
    left = rows - _MOST_ROWS
    if left <= 0:
        return []
    return [{"text": _plain(t.n("… and {n} more, in the table", "… and {n} more, in the table", left))}]


def _unit_cells(row: UnitRow, notice: MonthNotice, *, names: str, has_target: bool) -> list[str]:
    cells = [str(row.place or "—"), _masked(row.name)]
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
        [str(row.place), _masked(row.unit), _masked(row.name), written(row.hundredths)]
        for row in notice.people[:_MOST_ROWS]
    ]
    return {
        "table": {"columns": columns, "rows": rows},
        "caption": t.plain("Persons, by this month's points"),
    }


def _short_blocks(t: Texts, notice: MonthNotice, *, names: str) -> list[dict[str, Any]]:
    """Totals, and a table of persons or units as the settings name them."""
    blocks: list[dict[str, Any]] = [{"text": _plain(line)} for line in totals_lines(t, notice.quota)]
    short = notice.quota.short
    if short and names == "public":
        heads = [t.plain("Unit"), t.plain("Name"), t.plain("Owed"), t.plain("Valid"), t.plain("Missing")]
        rows = [
            [_masked(each.unit), _masked(each.name), str(each.quota), str(each.done), str(each.missing)]
            for each in short[:_MOST_ROWS]
        ]
        blocks.append({"table": {"columns": _columns(heads, (56, 40, 20, 20, 20)), "rows": rows}})
        blocks += _left_out(t, len(short))
    elif short and names == "units":
        heads = [t.plain("Unit"), t.plain("Persons"), t.plain("Missing")]
        rows = [[_masked(unit), str(people), str(missing)] for unit, people, missing in by_unit(short)]
        blocks.append({"table": {"columns": _columns(heads, (86, 35, 35)), "rows": rows}})
    return [*blocks, {"text": _plain(what_counts(t))}]


def _columns(heads: Sequence[str], widths: Sequence[int], *, left: int = 2) -> Columns:
    """The first columns, of names, stand left."""
    last = min(left, len(heads) - 2)
    return [
        {"head": head, "width": width, "align": "left" if at < last else "center"}
        for at, (head, width) in enumerate(zip(heads, widths, strict=True))
    ]


def order_tables(t: Texts, notice: MonthNotice, frame: Frame, *, is_corrected: bool = False) -> Order:
    """The notice's figures as tables, a sheet for each; `is_corrected`: as a correction has made them."""
    sheets = [_whole_sheet(t, notice), _units_sheet(t, notice, frame)]
    if notice.people:
        sheets.append(_people_sheet(t, notice))
    if notice.bookings:
        sheets.append(_bookings_sheet(t, notice))
    if notice.keypoints:
        sheets.append(_keypoints_sheet(t, notice))
    sheets += _short_sheets(t, notice, names=frame.names)
    name = t.plain("{title} ({number}).xlsx", **_named(t, notice, frame))
    if is_corrected:
        name = t.plain("{title} ({number}, corrected).xlsx", **_named(t, notice, frame))
    return Order("workbook", {"sheets": sheets}, name, caption="", form="document")


def _column(head: str, kind: str, width: int | None = None) -> dict[str, Any]:
    return {"head": head, "type": kind} | ({"width": width} if width else {})


def _whole_sheet(t: Texts, notice: MonthNotice) -> dict[str, Any]:
    now, before = notice.now, notice.before
    rows: list[list[Any]] = [
        [t.plain("items received"), now.received, before.received],
        [t.plain("items that count"), now.counted, before.counted],
        [t.plain("items adopted"), now.adopted, before.adopted],
        *(
            [t.plain("taken by {channel}", channel=channel_name(t, row.key)), row.number, row.before]
            for row in notice.channels
        ),
        [t.plain("leaders' comments"), now.comments, before.comments],
        [t.plain("people with a quota"), notice.quota.owing, None],
        [t.plain("quota not met"), len(notice.quota.short), None],
        [t.plain("items missing"), notice.quota.missing, None],
        [t.plain("people exempt"), notice.quota.exempt, None],
    ]
    columns = [
        _column(t.plain("Figure"), "text", 30),
        _column(t.plain("This month"), "int"),
        _column(t.plain("Month before"), "int"),
    ]
    return {
        "name": t.plain("Overall"),
        "title": title(t, notice.month),
        "columns": columns,
        "rows": rows,
        "notes": overall(t, notice),
    }


def _units_sheet(t: Texts, notice: MonthNotice, frame: Frame) -> dict[str, Any]:
    shows_owed = frame.names != "private"
    columns = [_column(t.plain("Place"), "int"), _column(t.plain("Unit"), "text", 24)]
    columns += [_column(t.plain("Owed"), "int")] if shows_owed else []
    columns += [_column(t.plain("Sent in"), "int"), _column(t.plain("Valid"), "int")]
    columns += [_column(channel_name(t, row.key), "int") for row in notice.channels]
    columns += [
        _column(t.plain("Comments"), "int"),
        _column(t.plain("Month's points"), "points"),
        _column(t.plain("Year's points"), "points"),
        _column(t.plain("Yearly target"), "points"),
        _column(t.plain("Completion"), "percent"),
    ]
    rows: list[list[Any]] = []
    for row in notice.units:
        cells: list[Any] = [row.place or None, _masked(row.name)]
        cells += [row.owed] if shows_owed else []
        cells += [row.received, row.counted, *row.taken, row.comments, row.month, row.year, row.target]
        cells.append(row.year / row.target if row.target else None)
        rows.append(cells)
    notes = [t.plain("Time passed: {passed}", passed=passed(notice))]
    if notice.shared:
        notes.append(shared_note(t))
    if notice.is_apart:
        notes.append(apart_note(t))
    if carried := _carried(t, notice):
        notes.append(carried)
    return {
        "name": t.plain("Units"),
        "title": title(t, notice.month),
        "columns": columns,
        "rows": rows,
        "notes": notes,
    }


def _people_sheet(t: Texts, notice: MonthNotice) -> dict[str, Any]:
    columns = [
        _column(t.plain("Place"), "int"),
        _column(t.plain("Unit"), "text", 24),
        _column(t.plain("Name"), "text", 12),
        _column(t.plain("Month's points"), "points"),
    ]
    rows = [[row.place, _masked(row.unit), _masked(row.name), row.hundredths] for row in notice.people]
    return {
        "name": t.plain("Persons"),
        "title": t.plain("Persons, by this month's points"),
        "columns": columns,
        "rows": rows,
    }


def _bookings_sheet(t: Texts, notice: MonthNotice) -> dict[str, Any]:
    columns = [
        _column(t.plain("Topic"), "text", 8),
        _column(t.plain("Title"), "text", 40),
        _column(t.plain("Unit"), "text", 24),
        _column(t.plain("Handed in"), "text", 14),
    ]
    rows = [
        [f"T{row.demand_id}", _masked(row.title), _masked(row.unit), t.plain(HANDED[row.became])]
        for row in notice.bookings
    ]
    words = t.plain("Commissions and bookings")
    return {"name": words, "title": words, "columns": columns, "rows": rows}


def _keypoints_sheet(t: Texts, notice: MonthNotice) -> dict[str, Any]:
    return {
        "name": t.plain("Key points"),
        "title": title(t, notice.month),
        "columns": [
            _column(t.plain("No."), "int"),
            _column(t.plain("Key point"), "text", 46),
            _column(t.plain("Items"), "int"),
            _column(t.plain("Adopted"), "int"),
        ],
        "rows": [[row.number, _masked(row.title), row.items, row.adopted] for row in notice.keypoints],
    }


def _short_sheets(t: Texts, notice: MonthNotice, *, names: str) -> list[dict[str, Any]]:
    """Who fell short; none where the settings name nobody."""
    short = notice.quota.short
    if not short or names == "private":
        return []
    words = t.plain("Tasks not fulfilled")
    numbers = [_column(t.plain("Missing"), "int")]
    if names == "units":
        columns = [_column(t.plain("Unit"), "text", 24), _column(t.plain("Persons"), "int"), *numbers]
        rows: list[list[Any]] = [[_masked(unit), people, missing] for unit, people, missing in by_unit(short)]
    else:
        columns = [
            _column(t.plain("Unit"), "text", 24),
            _column(t.plain("Name"), "text", 12),
            _column(t.plain("Owed"), "int"),
            _column(t.plain("Valid"), "int"),
            *numbers,
        ]
        rows = [
            [_masked(each.unit), _masked(each.name), each.quota, each.done, each.missing] for each in short
        ]
    return [{"name": words, "title": words, "columns": columns, "rows": rows}]


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
        blocks.append({"text": _masked(t.plain("Why: {why}", why=why))})
    rows = [[_masked(each.who), each.what, each.before, each.after] for each in lines]
    blocks.append({"table": {"columns": _columns(heads, (50, 46, 30, 30)), "rows": rows}})
    # So that the signature does not begin a page alone where the table ends one.
    blocks.append({"text": t.plain("So corrected.")})
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


def _masked(text: str) -> str:
    return mask(text)[0]


def _plain(line: Markup) -> str:
    return line.unescape()
