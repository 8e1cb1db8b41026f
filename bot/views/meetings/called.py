"""What whoever called a meeting, and editors, read of it: how it stands, who comes, and the questions before a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Attendance, Attendee, Keyboard, Meeting, MeetingState, Message
from bot.rules.text import shorten
from bot.views.common.addressees import out_of_reach_lines
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged
from bot.views.common.waiting import Waiting
from bot.views.meetings.invitations import TITLE, answers, facts

_BRIEF = 1500
_EXCUSED_SHOWN = 10
_LIST_MOST = 20  # a longer list is no help on a phone
_LABEL = 40  # characters
_STATES = {
    MeetingState.BEGUN: N_("It has begun."),
    MeetingState.OVER: N_("It is over."),
    MeetingState.OFF: N_("❌ It was cancelled."),
}
_HEADINGS = {
    Attendance.COMING: N_("✅ Coming ({count})"),
    Attendance.EXCUSED: N_("📝 Excused ({count})"),
    Attendance.OPEN: N_("❔ No answer ({count})"),
}
_PAST_HEADINGS = {**_HEADINGS, Attendance.COMING: N_("✅ Came ({count})")}


@dataclass(frozen=True, slots=True)
class Answered:
    """One who is called to a meeting, by unit and name, and what they said, or `deputy` for them."""

    name: str
    attendee: Attendee
    deputy: str | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """Everybody who is called, as whoever called them sees it; `named` is how they were named, `without_account` and `shut` are
    those of them whom nothing reaches, or not yet."""

    by: str
    named: str
    answered: Sequence[Answered]
    without_account: Sequence[str] = ()
    shut: Sequence[str] = ()


def render_called(t: Texts, meeting: Meeting, called: Called) -> Message:
    """How it stands, with what can be changed as long as it is ahead."""
    lines = [
        t("🗓 Meeting {code}: <b>{title}</b>", code=meeting.code, title=meeting.title),
        *facts(t, meeting),
        t("For: {named}", named=shorten(called.named, 400)),
        *([Markup.escape(shorten(meeting.brief, _BRIEF))] if meeting.brief else []),
        t("Called by: {by}", by=called.by),
        counts(t, called.answered),
    ]
    excused = [each for each in called.answered if each.attendee.answer is Attendance.EXCUSED]
    lines += [_excuse(t, each) for each in excused[:_EXCUSED_SHOWN]]
    if meeting.state in _STATES:
        lines.append(t(_STATES[meeting.state]))
    else:
        lines += out_of_reach_lines(t, without_account=called.without_account, shut=called.shut)
    return Message(Markup("\n").join(lines), keyboard=_keyboard(t, meeting))


def counts(t: Texts, answered: Sequence[Answered]) -> Markup:
    """参加 5 · 请假 1 · 未答 2."""
    number = {kind: sum(each.attendee.answer is kind for each in answered) for kind in Attendance}
    return t(
        "Coming {coming} · excused {excused} · no answer {missing}",
        coming=number[Attendance.COMING],
        excused=number[Attendance.EXCUSED],
        missing=number[Attendance.OPEN],
    )


def _keyboard(t: Texts, meeting: Meeting) -> Keyboard:
    who = button(t.plain("Who comes"), Press.MEETING_LIST, meeting.id)
    if meeting.state is not MeetingState.AHEAD:
        return ((who,),)
    return (
        (
            button(t.plain("Change the time"), Press.MEETING_TIME, meeting.id),
            button(t.plain("Change the place"), Press.MEETING_PLACE, meeting.id),
        ),
        (who, button(t.plain("Cancel the meeting"), Press.MEETING_CANCEL, meeting.id)),
    )


def render_attendance(t: Texts, meeting: Meeting, called: Called, *, now: datetime) -> list[Message]:
    """`/attendance M2`: who comes or came, who is excused and why, who has not answered, who cannot be reached."""
    headings = _PAST_HEADINGS if now >= meeting.begins_at else _HEADINGS
    lines = [
        t("🗓 Meeting {code}: <b>{title}</b>", code=meeting.code, title=shorten(meeting.title, TITLE)),
        *facts(t, meeting),
        *([t(_STATES[meeting.state])] if meeting.state in _STATES else []),
    ]
    for kind in (Attendance.COMING, Attendance.EXCUSED, Attendance.OPEN):
        group = [each for each in called.answered if each.attendee.answer is kind]
        if not group:
            continue
        lines.append(t("<b>{heading}</b>", heading=t(headings[kind], count=len(group))))
        if kind is Attendance.EXCUSED:
            lines += [_excuse(t, each) for each in group]
        else:
            lines.append(t("{names}", names=t.listed(_name(t, each) for each in group)))
    lines += out_of_reach_lines(t, without_account=called.without_account, shut=called.shut)
    return paged(lines)


def _excuse(t: Texts, answered: Answered) -> Markup:
    return t("· {name}: {reason}", name=_name(t, answered), reason=answered.attendee.reason or "…")


def _name(t: Texts, answered: Answered) -> str:
    if answered.deputy:
        return t.plain("{name} (answered by {deputy})", name=answered.name, deputy=answered.deputy)
    return answered.name


def render_excuse(t: Texts, meeting: Meeting, *, who: str, reason: str, deputy: str | None) -> Message:
    """To whoever called it: somebody is excused, and why."""
    lines = [
        t(
            "📝 {who} cannot come to {code} {title}: {reason}",
            who=who,
            code=meeting.code,
            title=shorten(meeting.title, TITLE),
            reason=reason,
        )
    ]
    if deputy:
        lines.append(t("Answered by {deputy}.", deputy=deputy))
    return Message(Markup("\n").join(lines))


def render_after_all(t: Texts, meeting: Meeting, *, who: str) -> Message:
    """To whoever called it: who was excused comes after all."""
    return Message(
        t(
            "✅ {who} comes to {code} {title} after all.",
            who=who,
            code=meeting.code,
            title=shorten(meeting.title, TITLE),
        )
    )


# --- changes --------------------------------------------------------------------------------------------------


def render_ask_time(t: Texts, meeting: Meeting, *, in_group: bool) -> Message:
    """After 改时间."""
    lines = [
        t(
            "{code} begins on {begins}. When is it to begin instead? For example “Friday 15:00” or “20 June 9:30”.",
            code=meeting.code,
            begins=t.due(meeting.begins_at),
        )
    ]
    if in_group:
        lines.append(t("Please reply to this message."))
    return Message(Markup("\n").join(lines), ask=in_group)


def render_ask_place(t: Texts, meeting: Meeting, *, in_group: bool) -> Message:
    """After 改地点."""
    lines = [
        t("{code} is held at {place}. Where is it to be instead?", code=meeting.code, place=meeting.place)
        if meeting.place
        else t("Where is {code} to be held?", code=meeting.code)
    ]
    if in_group:
        lines.append(t("Please reply to this message."))
    return Message(Markup("\n").join(lines), ask=in_group)


def place_name(t: Texts, meeting: Meeting) -> str:
    """What its changed place is called where nothing may be said of the words."""
    return t.plain("the place of {code}", code=meeting.code)


def excuse_reason(t: Texts, meeting: Meeting) -> str:
    """The same of why somebody is excused."""
    return t.plain("the excuse from {code}", code=meeting.code)


def change_name(t: Texts, meeting: Meeting) -> str:
    """The question in a few words."""
    return t.plain("A change of {code}", code=meeting.code)


def render_change_left(t: Texts, meeting: Meeting) -> Message:
    """`取消` in the place of a new time or place."""
    return Message(t("{code} stays as it was.", code=meeting.code))


def render_changed_by(t: Texts, meeting: Meeting, *, told: int) -> Message:
    """To whoever changed it: everybody has been told."""
    return Message(
        t(
            "🔁 {code} is changed: {begins}{place}. Told: {told}, with a new calendar file.",
            code=meeting.code,
            begins=t.due(meeting.begins_at),
            place=f" · {meeting.place}" if meeting.place else "",
            told=told,
        )
    )


def render_off_question(t: Texts, meeting: Meeting, *, called: int) -> Message:
    """取消会议 cannot be undone: it asks first."""
    return Message(
        t(
            "Cancel {code} {title}, {begins}? {called} people will be told at once; this cannot be undone.",
            code=meeting.code,
            title=shorten(meeting.title, TITLE),
            begins=t.due(meeting.begins_at),
            called=called,
        ),
        keyboard=(
            (
                button(t.plain("Yes, cancel it"), Press.MEETING_SURE, meeting.id),
                button(t.plain("Back"), Press.MEETING_BACK, meeting.id),
            ),
        ),
    )


def render_kept(t: Texts, meeting: Meeting) -> Message:
    """返回 under the question."""
    return Message(t("{code} takes place as called.", code=meeting.code))


def render_called_off(t: Texts, meeting: Meeting, *, told: int) -> Message:
    """To whoever called it off: everybody has been told."""
    return Message(
        t(
            "❌ {code} {title} is cancelled. Told: {told}, with a calendar file that takes it out.",
            code=meeting.code,
            title=shorten(meeting.title, TITLE),
            told=told,
        )
    )


# --- lists ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ahead:
    """A meeting that is ahead, with the reader's own answer, None where they are not called to it."""

    meeting: Meeting
    answer: Attendance | None


_OWN = {
    Attendance.COMING: N_("you are coming"),
    Attendance.EXCUSED: N_("you are excused"),
    Attendance.OPEN: N_("❔ please answer"),
}


def render_meetings(t: Texts, rows: Sequence[Ahead], *, calls: bool) -> Message:
    """`/meetings`: what is ahead, the nearest first, each with a button; `calls`: the reader may call one."""
    how = t("Call one: /meeting") if calls else Markup("")
    if not rows:
        lines = [t("No meeting is ahead."), how]
        return Message(Markup("\n").join(line for line in lines if line))
    lines = [t("<b>Meetings ahead ({count})</b>", count=len(rows))]
    for row in rows[:_LIST_MOST]:
        own = f" · {t.plain(_OWN[row.answer])}" if row.answer else ""
        place = f" · {shorten(row.meeting.place, 30)}" if row.meeting.place else ""
        lines.append(
            t(
                "{code} {title}\n{begins}{place}{own}",
                code=row.meeting.code,
                title=shorten(row.meeting.title, TITLE),
                begins=t.due(row.meeting.begins_at),
                place=place,
                own=own,
            )
        )
    if how:
        lines.append(how)
    return Message(
        Markup("\n").join(lines), keyboard=_rows(t, [row.meeting for row in rows], Press.MEETING_OPEN)
    )


def render_which(t: Texts, meetings: Sequence[Meeting]) -> Message:
    """A bare `/attendance`: whose attendance."""
    if not meetings:
        return Message(t("You have called no meeting. Call one: /meeting"))
    return Message(t("Who comes to which meeting?"), keyboard=_rows(t, meetings, Press.MEETING_LIST))


def _rows(t: Texts, meetings: Sequence[Meeting], press: Press) -> Keyboard:
    labels = [
        (
            shorten(f"{each.code} {t.day(each.begins_at.astimezone(t.zone).date())} {each.title}", _LABEL),
            each.id,
        )
        for each in meetings[:_LIST_MOST]
    ]
    return tuple((button(label, press, of),) for label, of in labels)


def waiting(t: Texts, rows: Sequence[tuple[Meeting, Attendee]]) -> list[Waiting]:
    """The lines of /today: what is to be answered, with its buttons, and where the person has to be."""
    found = []
    for meeting, attendee in rows:
        is_open = attendee.answer is Attendance.OPEN
        fields = {
            "code": meeting.code,
            "title": shorten(meeting.title, 24),
            "begins": t.due(meeting.begins_at),
        }
        line = (
            t("🗓 Meeting {code} {title}, {begins}: please answer", **fields)
            if is_open
            else t("🗓 Meeting {code} {title}, {begins}", **fields)
        )
        found.append(Waiting(line, answers(t, attendee)[0] if is_open else ()))
    return found
