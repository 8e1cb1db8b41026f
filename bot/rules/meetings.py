"""Meetings: when their reminders are due, where they stand, and what words typed about them mean (manual, section 7)."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.errors import BadInput
from bot.model import Attendance, Meeting, MeetingState
from bot.rules.dates import parse_start
from bot.rules.text import clean, count_chars
from bot.rules.workdays import WorkCalendar

EVE_AT = time(16, 0)  # on the working day before
HOUR = timedelta(hours=1)
POINTS_AFTER = timedelta(hours=2)
POINTS_WITHIN = timedelta(days=2)  # a desk that was down longer does not ask any more
PLACE_MOST = 100  # characters
REASON_LEAST, REASON_MOST = 2, 200

_PEOPLE = 1_000_000  # more than there are people on a roster
_NUMBER = re.compile(r"(?:会议|meeting)?#?m?-?0*([1-9]\d{0,8})")
_BULLET = re.compile(
    r"\s*(?:[-*•·●○▪◆]+|[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.．、,，]|[①-⑳])\s*(?!\d)"
)
_NONE = re.compile(
    r"(暂时?|目前|现在)?(都|还|也|确实)?(没有|没|无)(了|啦|吧|呢|什么|可写的?|点|要点|补充|其他|别的|内容|的)*"
    r"[。.!！~，, ]*(谢谢您?|辛苦了?)?[。.!！~]*|就这些了?[。.!！~]*|(no|none|nothing)( more| else)?[.!]*",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\s。.!！~～，,、;；:：👍🙏]+")
_COMING = re.compile(
    r"(?:好的?|收到|可以|我|本人|已)*(?:能|会|准时|按时|确认)*(?:参加|到会|参会|到场|出席)|coming|attend(?:ing)?|i(?:(?:wi|')?ll)?(?:come|attend)"
)
_ABSENT = re.compile(
    r"(?:我|本人|因|请)*(?:请假|请个假|告假|不能参加|无法参加|参加不了|来不了|去不了|不参加|不能到会|无法到会|(?:be\s*)?excused?|cannot|can't)",
    re.I,
)


def excuse_number(meeting_id: int, person_id: int) -> int:
    """One number for somebody's excuse from a meeting, by which the messages are kept that it was written in."""
    return meeting_id * _PEOPLE + person_id


def excuse_of(number: int) -> tuple[int, int]:
    """The reverse: meeting and person."""
    return divmod(number, _PEOPLE)


class Reminding(StrEnum):
    """The two reminders of a meeting."""

    EVE = "eve"  # at 16:00 on the working day before
    HOUR = "hour"  # an hour before


def parse_meeting_number(raw: str) -> int:
    """The number of a meeting as people type it: 2, M2, m02, 会议2. BadInput otherwise."""
    plain = "".join(unicodedata.normalize("NFKC", raw).casefold().split())
    match = _NUMBER.fullmatch(plain)
    if match is None:
        raise BadInput("Which meeting do you mean? Its number looks like M2; /meetings lists them.")
    return int(match[1])


def parse_begin(
    raw: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    calendar: WorkCalendar,
    before: datetime | None = None,
) -> datetime:
    """When a meeting begins (aware, UTC), from words; `before` is when it was to begin. BadInput where it stays the same."""
    begins_at = parse_start(raw, now=now, zone=zone, calendar=calendar, before=before)
    if begins_at == before:
        raise BadInput("That is the time that it has already.")
    return begins_at


def read_place(raw: str) -> str:
    """A place, in one line. BadInput where there is none, or it is too long for lists."""
    place = " ".join(clean(raw).split()).rstrip("。．，,；;、 ")
    if not count_chars(place) or len(place) > PLACE_MOST:
        raise BadInput("A place has at most {most} characters in one line.", most=PLACE_MOST)
    return place


def read_reason(raw: str) -> str:
    """Why somebody is excused. BadInput where it is too short to say anything, or too long for a list."""
    reason = " ".join(clean(raw).split())
    if count_chars(reason) < REASON_LEAST or len(reason) > REASON_MOST:
        raise BadInput(
            "Please give the reason in {least} to {most} characters; nothing was passed on yet.",
            least=REASON_LEAST,
            most=REASON_MOST,
        )
    return reason


def read_reply(text: str) -> Attendance | None:
    """What a reply to an invitation says in words: 参加, or 请假 with a reason around it; None for anything else."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", clean(text))).casefold()
    if _COMING.fullmatch(plain):
        return Attendance.COMING
    return Attendance.EXCUSED if _ABSENT.match(plain) else None


def reason_in(text: str) -> str:
    """The reason that stands with the word 请假; empty where there is the word alone."""
    rest = _ABSENT.sub("", " ".join(clean(text).split()), count=1).strip("。.!！，,、;；:： ")
    return rest if count_chars(rest) >= REASON_LEAST else ""


def split_points(text: str) -> list[str]:
    """What could be written about, one a line, without the bullets and figures before them; empty for 无."""
    lines = [_BULLET.sub("", line, count=1).strip() for line in clean(text).split("\n")]
    return [line for line in lines if count_chars(line) and not _NONE.fullmatch(line)]


def eve_of(begins_at: datetime, *, zone: ZoneInfo, calendar: WorkCalendar) -> datetime:
    """When the reminder of the day before is due: 16:00 on the working day before."""
    day = calendar.previous_workday(begins_at.astimezone(zone).date())
    return datetime.combine(day, EVE_AT, tzinfo=zone)


def due_reminding(
    meeting: Meeting, *, now: datetime, zone: ZoneInfo, calendar: WorkCalendar
) -> Reminding | None:
    """The reminder that is due now, perhaps for a while; None where none is.

    One whose moment had passed when the meeting got its time is none: everybody has just been told. From an hour before on only
    that one counts, and from the begin on none.
    """
    if meeting.state is MeetingState.OFF or now >= meeting.begins_at:
        return None
    hour_at = meeting.begins_at - HOUR
    if now >= hour_at:
        return Reminding.HOUR if meeting.timed_at < hour_at else None
    eve_at = eve_of(meeting.begins_at, zone=zone, calendar=calendar)
    return Reminding.EVE if meeting.timed_at < eve_at <= now else None


def settled_timings(
    meeting: Meeting, *, now: datetime, zone: ZoneInfo, calendar: WorkCalendar
) -> tuple[int, int]:
    """Up to which timing the two reminders are over for somebody who answers now: they know what those would say."""
    eve = meeting.timing if now >= eve_of(meeting.begins_at, zone=zone, calendar=calendar) else 0
    return eve, meeting.timing if now >= meeting.begins_at - HOUR else 0


def state_at(meeting: Meeting, now: datetime) -> MeetingState:
    """Where it stands by the time: also back, where a clock was fast and has been put right. OVER is what the asking makes it."""
    if meeting.state is MeetingState.OFF:
        return MeetingState.OFF
    if now < meeting.begins_at:
        return MeetingState.AHEAD
    return MeetingState.OVER if meeting.state is MeetingState.OVER else MeetingState.BEGUN


def asks_for_points(meeting: Meeting, now: datetime) -> bool:
    """Whether it began two hours ago, and not so long ago that nobody would know any more."""
    return POINTS_AFTER <= now - meeting.begins_at < POINTS_WITHIN
