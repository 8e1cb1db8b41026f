"""What those who are called to a meeting read: the invitation, their answer to it, its changes and its reminders."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Attendance, Attendee, Button, Keyboard, Meeting, Message
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button

TITLE = 80  # characters, in one line
_BRIEF = 2500

ATTENDANCE = {
    Attendance.COMING: N_("coming"),
    Attendance.EXCUSED: N_("excused"),
    Attendance.OPEN: N_("no answer so far"),
}


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who is called to a meeting, with what their message says beside it: `by` called it, `deputy` answered for them."""

    attendee: Attendee
    by: str
    deputy: str | None = None


def facts(t: Texts, meeting: Meeting) -> list[Markup]:
    """When and where."""
    lines = [t("Time: {moment}", moment=t.due(meeting.begins_at))]
    if meeting.place:
        lines.append(t("Place: {place}", place=meeting.place))
    return lines


def render_invitation(t: Texts, meeting: Meeting, invited: Invited) -> Message:
    """The meeting, what the person has said, and the buttons for what they may say instead."""
    lines = [
        t("🗓 Meeting {code}: <b>{title}</b>", code=meeting.code, title=meeting.title),
        *_body(t, meeting, invited),
        _standing(t, invited),
    ]
    return Message(Markup("\n").join(lines), keyboard=answers(t, invited.attendee))


def render_changed(t: Texts, meeting: Meeting, invited: Invited, *, before: Meeting) -> Message:
    """The same after a change, with what it was before."""
    was = []
    if before.begins_at != meeting.begins_at:
        was.append(t.due(before.begins_at))
    if before.place != meeting.place:
        was.append(before.place or t.plain("no place"))
    lines = [
        t("🔁 Meeting {code} has changed: <b>{title}</b>", code=meeting.code, title=meeting.title),
        t("Before: <s>{was}</s>", was=t.listed(was)),
        *_body(t, meeting, invited),
        _standing(t, invited),
    ]
    if invited.attendee.answer is not Attendance.OPEN:
        lines.append(t("If that is different now, please answer again."))
    return Message(Markup("\n").join(lines), keyboard=answers(t, invited.attendee))


def render_replaced(t: Texts, meeting: Meeting) -> Message:
    """The last words of a message about a meeting that has changed since; the new one follows it."""
    return Message(
        t(
            "🗓 Meeting {code}: {title}\n<s>{when}</s>\nThis has changed, see the newer message.",
            code=meeting.code,
            title=shorten(meeting.title, TITLE),
            when=_where(t, meeting),
        )
    )


def render_off(t: Texts, meeting: Meeting, *, by: str) -> Message:
    """It does not take place."""
    return Message(
        t(
            "❌ Meeting {code} is cancelled: <b>{title}</b>\n<s>{when}</s>\nCancelled by {by}.",
            code=meeting.code,
            title=meeting.title,
            when=_where(t, meeting),
            by=by,
        )
    )


def render_missed(t: Texts, meeting: Meeting) -> Message:
    """For somebody whose chat was not open in time: what the invitation that waited for them has become."""
    return Message(
        t(
            "🗓 You were called to the meeting {code} “{title}”, which began on {begins}. The message could not reach you before: "
            "the private chat with me was not open.",
            code=meeting.code,
            title=shorten(meeting.title, TITLE),
            begins=t.due(meeting.begins_at),
        )
    )


def render_reminder(t: Texts, meeting: Meeting, invited: Invited, *, is_soon: bool) -> Message:
    """It comes near, within the hour where `is_soon`; who has not answered is asked."""
    lines = [
        t("⏰ Meeting {code}: <b>{title}</b>", code=meeting.code, title=shorten(meeting.title, TITLE)),
        *facts(t, meeting),
        *([t("It begins within the hour.")] if is_soon else []),
        _standing(t, invited),
    ]
    return Message(Markup("\n").join(lines), keyboard=answers(t, invited.attendee))


def render_past(t: Texts, meeting: Meeting) -> Message:
    """The last words of a reminder, and the answer to a look at a meeting that is over."""
    return Message(
        t(
            "⏰ Meeting {code}: {title}\n{when}",
            code=meeting.code,
            title=meeting.title,
            when=_where(t, meeting),
        )
    )


def answers(t: Texts, attendee: Attendee) -> Keyboard:
    """参加 and 请假, without the one that has been said."""
    of = (attendee.meeting_id, attendee.person_id)
    buttons: list[Button] = []
    if attendee.answer is not Attendance.COMING:
        label = t.plain("Attend") if attendee.answer is Attendance.OPEN else t.plain("Attend after all")
        buttons.append(button(label, Press.MEETING_COME, *of))
    if attendee.answer is not Attendance.EXCUSED:
        label = (
            t.plain("Be excused") if attendee.answer is Attendance.OPEN else t.plain("Be excused after all")
        )
        buttons.append(button(label, Press.MEETING_EXCUSE, *of))
    return (tuple(buttons),)


def render_ask_reason(t: Texts, meeting: Meeting, *, person: str | None) -> Message:
    """After 请假: the reason is asked for; `person` is whose deputy asks."""
    return Message(
        t(
            "Why can {person} not come to {code} {title}? Please send the reason in one message.",
            person=person,
            code=meeting.code,
            title=shorten(meeting.title, TITLE),
        )
        if person
        else t(
            "Why can you not come to {code} {title}? Please send the reason in one message.",
            code=meeting.code,
            title=shorten(meeting.title, TITLE),
        )
    )


def render_excuse_left(t: Texts, meeting: Meeting, attendee: Attendee) -> Message:
    """`取消` in the place of the reason: the answer stays what it was."""
    return Message(
        t(
            "You were not excused from {code}. Your answer: {answer}.",
            code=meeting.code,
            answer=t.plain(ATTENDANCE[attendee.answer]),
        )
    )


def render_excused(t: Texts, meeting: Meeting, *, reason: str, by: str) -> Message:
    """To who was excused: it is passed on to whoever called the meeting, `by`."""
    return Message(
        t(
            "📝 Excused from {code}; {by} has been told.\nReason: {reason}\n"
            "If you can come after all, press the button above, until it begins.",
            code=meeting.code,
            reason=reason,
            by=by,
        )
    )


def excuse_name(t: Texts, meeting: Meeting) -> str:
    """The question in a few words."""
    return t.plain("Why you are excused from {code}", code=meeting.code)


def said(t: Texts, meeting: Meeting, answer: Attendance) -> str:
    """The answer to a press of 参加, and to one of what was said before."""
    return t.plain("{code}: {answer}", code=meeting.code, answer=t.plain(ATTENDANCE[answer]))


def render_reason_over(t: Texts, meeting: Meeting, answer: Attendance, *, by: str) -> Message:
    """In the place of the question for a reason: the other of the two who may answer has."""
    return Message(
        t(
            "{answer}, by {name}. No reason is needed from you any more.",
            answer=said(t, meeting, answer),
            name=by,
        )
    )


def render_noted(t: Texts, meeting: Meeting) -> Message:
    """参加 as a typed reply."""
    return Message(
        t("✅ You are coming to {code}, {begins}.", code=meeting.code, begins=t.due(meeting.begins_at))
    )


def render_reply_how(t: Texts, meeting: Meeting, attendee: Attendee) -> Message:
    """A reply to an invitation that says neither."""
    return Message(
        t("That was not passed on. Will you come to {code}? Please press a button.", code=meeting.code),
        keyboard=answers(t, attendee),
    )


def _body(t: Texts, meeting: Meeting, invited: Invited) -> list[Markup]:
    lines = facts(t, meeting)
    if meeting.brief:
        lines.append(Markup.escape(shorten(meeting.brief, _BRIEF)))
    return [*lines, t("Called by: {by}", by=invited.by)]


def _standing(t: Texts, invited: Invited) -> Markup:
    attendee = invited.attendee
    if attendee.answer is Attendance.OPEN:
        return t("Will you come? Please press a button.")
    line = (
        t("✅ You are coming.")
        if attendee.answer is Attendance.COMING
        else t("📝 You are excused: {reason}", reason=attendee.reason or "…")
    )
    return line + (t(" (answered by {deputy})", deputy=invited.deputy) if invited.deputy else "")


def _where(t: Texts, meeting: Meeting) -> str:
    return t.listed([t.due(meeting.begins_at), *([meeting.place] if meeting.place else [])])


def no_longer(t: Texts, name: str) -> Markup:
    """Above a file that takes a meeting out of a former deputy's calendar."""
    return t("You stand in for {name} no more.", name=name)
