"""Meetings and who is called to them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table

from bot.store.tables.columns import Id, at, metadata, number, ref, row_id, words

meetings = Table(
    "meetings",
    metadata,
    row_id(),  # the number that people see, M2: given without gaps by a counter, never by the database
    words("title"),
    words("brief"),
    at("begins_at"),
    words("place"),
    words("attendees"),  # JSON list of codes: how its writer named them
    words("state"),  # model.MeetingState
    ref("called_by", "people"),
    at("called_at"),
    number("timing"),  # how many times it has been given
    at("timed_at"),  # when it got the present one
    number("sequence"),  # how often it was changed
    Index(None, "state", "begins_at"),
)

attendees = Table(  # who is called to a meeting, and what they have said
    "attendees",
    metadata,
    Column("meeting_id", Id, ForeignKey("meetings.id"), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    words("answer"),  # model.Attendance
    words("reason", nullable=True),  # why they are excused
    number("answered_by", nullable=True),  # the person, or a deputy
    at("answered_at", nullable=True),
    number("eve_timing", default="0"),  # the timing for which the reminder of the day before has gone out
    number("hour_timing", default="0"),  # the same an hour before
    number("is_asked", default="0"),  # 1: for what could be written about it
)
