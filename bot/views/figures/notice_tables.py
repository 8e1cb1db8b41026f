"""The tables (.xlsx) that go with a monthly notice, sheet by sheet."""

from __future__ import annotations

from typing import Any

from bot.locale.texts import Texts
from bot.model import Order
from bot.rules.notice import MonthNotice, by_unit
from bot.views.common.labels import channel_name
from bot.views.figures.notice_parts import carried_on, masked, name_fields
from bot.views.figures.notices import (
    HANDED,
    Frame,
    apart_note,
    overall,
    passed,
    shared_note,
    title,
)


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
    name = t.plain("{title} ({number}).xlsx", **name_fields(t, notice, frame))
    if is_corrected:
        name = t.plain("{title} ({number}, corrected).xlsx", **name_fields(t, notice, frame))
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
    columns += [_column(t.plain("Sent in"), "int"), _column(t.plain("Counting"), "int")]
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
        cells: list[Any] = [row.place or None, masked(row.name)]
        cells += [row.owed] if shows_owed else []
        cells += [row.received, row.counted, *row.taken, row.comments, row.month, row.year, row.target]
        cells.append(row.year / row.target if row.target else None)
        rows.append(cells)
    notes = [t.plain("Time passed: {passed}", passed=passed(notice))]
    if notice.shared:
        notes.append(shared_note(t))
    if notice.is_apart:
        notes.append(apart_note(t))
    if carried := carried_on(t, notice):
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
    rows = [[row.place, masked(row.unit), masked(row.name), row.hundredths] for row in notice.people]
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
        [f"T{row.demand_id}", masked(row.title), masked(row.unit), t.plain(HANDED[row.became])]
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
        "rows": [[row.number, masked(row.title), row.items, row.adopted] for row in notice.keypoints],
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
        rows: list[list[Any]] = [[masked(unit), people, missing] for unit, people, missing in by_unit(short)]
    else:
        columns = [
            _column(t.plain("Unit"), "text", 24),
            _column(t.plain("Name"), "text", 12),
            _column(t.plain("Owed"), "int"),
            _column(t.plain("Counting"), "int"),
            *numbers,
        ]
        rows = [[masked(each.unit), masked(each.name), each.quota, each.done, each.missing] for each in short]
    return [{"name": words, "title": words, "columns": columns, "rows": rows}]
