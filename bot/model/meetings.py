"""Meetings (参会) and those who are called to them; what is decided about them is in rules/meetings.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MeetingState(StrEnum):
    """Where a meeting stands."""

    AHEAD = "ahead"
    BEGUN = "begun"  # its time has come: no answer counts any more
    OVER = "over"  # whoever came has been asked for what could be written about
    OFF = "off"  # 取消会议


class Attendance(StrEnum):
    """What somebody who is called to a meeting has said."""

    OPEN = "open"  # nothing yet
    COMING = "coming"  # 参加
    EXCUSED = "excused"  # 请假


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that was called. People see its id as M2.

    `attendees` are the codes of those who are called, as its writer named them (rules/addressees.py). `timing` counts the times
    that it has been given, the first is 1, `timed_at` is when it got the present one; `sequence` counts its changes, as
    calendars do.
    """

    id: int
    title: str
    brief: str
    begins_at: datetime
    place: str
    attendees: tuple[str, ...]
    state: MeetingState
    called_by: int
    called_at: datetime
    timing: int
    timed_at: datetime
    sequence: int

    @property
    def code(self) -> str:
        """The form that people see and type."""
        return f"M{self.id}"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who is called to a meeting, and what they have said, or a deputy for them.

    `eve_timing` and `hour_timing` are the timings for which the reminders of the day before and of the hour before have gone
    out, or were not needed; `is_asked`: they have been asked for what could be written about.
    """

    meeting_id: int
    person_id: int
    answer: Attendance
    reason: str | None
    answered_by: int | None
    answered_at: datetime | None
    eve_timing: int
    hour_timing: int
    is_asked: bool
