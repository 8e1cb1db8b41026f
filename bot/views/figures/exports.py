"""What tables an export has, column by column, and what is said about the file; their rows are in export_cells.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.locale.texts import N_, Texts
from bot.model import (
    Message,
    Order,
)
from bot.rules.exports import Asked
from bot.views.figures.point_lists import span_words

_BODY = 60  # half-width characters of the column, however long the text is


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head (a catalogue message), its type as the workbook knows it, and its width where that is not the content's."""

    head: str
    type: str = "text"
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A table's name (a catalogue message) and its columns, in the order of the cells."""

    name: str
    columns: tuple[Column, ...]

    def described(self, t: Texts, asked: Asked, *, as_of: datetime) -> dict[str, Any]:
        """The table's part of the maker's spec: name, title and columns."""
        name, span = t.plain(self.name), span_words(t, asked.first, asked.last)
        return {
            "name": name,
            "plain": True,
            "title": t.plain("{span}: {name} (as of {moment})", span=span, name=name, moment=as_of),
            "columns": [
                {"head": t.plain(each.head), "type": each.type}
                | ({"width": each.width} if each.width else {})
                for each in self.columns
            ],
        }


ITEMS = Look(
    N_("Items"),
    (
        Column(N_("Item number")),
        Column(N_("Received at"), "time"),
        Column(N_("Counted in")),
        Column(N_("Unit")),
        Column(N_("Name")),
        Column(N_("Title")),
        Column(N_("Category")),
        Column(N_("Urgent")),
        Column(N_("Themes")),
        Column(N_("Joint units")),
        Column(N_("Source")),
        Column(N_("Topic")),
        Column(N_("State")),
        Column(N_("Reason")),
        Column(N_("Counts for the quota")),
        Column(N_("Responsible editor")),
        Column(N_("Decided at"), "time"),
        Column(N_("Merged into")),
        Column(N_("Follow-up to")),
        Column(N_("Text"), "long", _BODY),
    ),
)
ADOPTIONS = Look(
    N_("Adoptions"),
    (
        Column(N_("Day of adoption"), "date"),
        Column(N_("Item number")),
        Column(N_("Title")),
        Column(N_("Unit")),
        Column(N_("Name")),
        Column(N_("Channel")),
        Column(N_("Adopted as")),
        Column(N_("Issue")),
        Column(N_("Handed in late")),
        Column(N_("Booked in")),
        Column(N_("Recorded by")),
        Column(N_("Recorded at"), "time"),
        Column(N_("Taken back at"), "time"),
        Column(N_("Taking back booked in")),
    ),
)
BOOKINGS = Look(
    N_("Bookings"),
    (
        Column(N_("Topic")),
        Column(N_("Title")),
        Column(N_("Unit")),
        Column(N_("Name")),
        Column(N_("State")),
        Column(N_("Booked at"), "time"),
        Column(N_("Due at"), "time"),
        Column(N_("Item handed in")),
        Column(N_("Difficulty")),
    ),
)
READERS = Look(
    N_("Readers"),
    (
        Column(N_("Paper")),
        Column(N_("Title")),
        Column(N_("Sent out by")),
        Column(N_("Sent out at"), "time"),
        Column(N_("Read by (time)"), "time"),
        Column(N_("Unit")),
        Column(N_("Name")),
        Column(N_("Read at"), "time"),
        Column(N_("Deputy")),
    ),
)
POINTS = Look(
    N_("Point lines"),
    (
        Column(N_("Day"), "date"),
        Column(N_("Booked in")),
        Column(N_("Item number")),
        Column(N_("Title")),
        Column(N_("Unit")),
        Column(N_("Name")),
        Column(N_("Channel")),
        Column(N_("Adopted as")),
        Column(N_("Points"), "points"),
        Column(N_("Rule")),
        Column(N_("Rules of")),
    ),
)
FEES = Look(
    N_("Fee lines"),
    (
        Column(N_("Day"), "date"),
        Column(N_("Listed in")),
        Column(N_("Item number")),
        Column(N_("Title")),
        Column(N_("Unit")),
        Column(N_("Name")),
        Column(N_("Channel")),
        Column(N_("Adopted as")),
        Column(N_("Fee (yuan)"), "money"),
        Column(N_("Rule")),
    ),
)
SHORTFALLS = Look(
    N_("Shortfalls"),
    (
        Column(N_("Month")),
        Column(N_("Unit")),
        Column(N_("Name")),
        Column(N_("Owed"), "int"),
        Column(N_("Done"), "int"),
        Column(N_("Missing"), "int"),
        Column(N_("Standing")),
    ),
)
TASKS = Look(
    N_("Supervision tasks"),
    (
        Column(N_("Number")),
        Column(N_("Title")),
        Column(N_("Lead (unit)")),
        Column(N_("Accepted by")),
        Column(N_("Accepted at"), "time"),
        Column(N_("Helping")),
        Column(N_("Set by")),
        Column(N_("Set at"), "time"),
        Column(N_("Due at"), "time"),
        Column(N_("State")),
        Column(N_("Overdue")),
        Column(N_("Progress reports"), "int"),
        Column(N_("Reported as done at"), "time"),
        Column(N_("Ended at"), "time"),
        Column(N_("Working days taken"), "int"),
        Column(N_("Source")),
        Column(N_("What is required"), "long", _BODY),
    ),
)
ATTENDANCE = Look(
    N_("Attendance"),
    (
        Column(N_("Number")),
        Column(N_("Title")),
        Column(N_("Meeting begins at"), "time"),
        Column(N_("Meeting place")),
        Column(N_("Called by (person)")),
        Column(N_("State")),
        Column(N_("Unit")),
        Column(N_("Name")),
        Column(N_("Answer")),
        Column(N_("Reason")),
        Column(N_("Answered by")),
        Column(N_("Answered at"), "time"),
    ),
)
KEYPOINTS = Look(
    N_("Key points"),
    (
        Column(N_("Month")),
        Column(N_("Number"), "int"),
        Column(N_("Title")),
        Column(N_("Angle")),
        Column(N_("Suggested units")),
        Column(N_("Due on"), "date"),
        Column(N_("Published at"), "time"),
        Column(N_("Items that count"), "int"),
        Column(N_("Of these adopted"), "int"),
        Column(N_("Have read them"), "int"),
    ),
)


def order_export(t: Texts, asked: Asked) -> Order:
    """The file; its rows are gathered when it is made."""
    span = span_words(t, asked.first, asked.last)
    return Order(
        "export",
        {"first": asked.first, "last": asked.last, "form": asked.form.value},
        file_name(t, asked),
        caption=t.plain("Data of {span}", span=span),
    )


def file_name(t: Texts, asked: Asked) -> str:
    """信息数据_2026-05.xlsx."""
    return t.plain("data_{period}.{ending}", period=asked.period, ending=asked.form.ending)


def render_begun(t: Texts, asked: Asked, *, files: int) -> Message:
    """The file is being made."""
    span = span_words(t, asked.first, asked.last)
    if files > 1:
        return Message(
            t(
                "Making the file for {span}: it is large, so each month is a file of its own, {count} in all.",
                span=span,
                count=files,
            )
        )
    return Message(t("Making the file for {span}; it comes here.", span=span))
