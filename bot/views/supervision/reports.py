"""Words while a supervision task is seen to: accepted, reported on, more time asked for, and what who set it answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Keyboard, Message, Person, ReportKind, ReportState, Task, TaskReport
from bot.rules import supervision as rules
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.deputies import in_place_of
from bot.views.common.labels import TASK_STATES
from bot.views.common.paging import paragraphs
from bot.views.common.told import not_told
from bot.views.supervision.cards import Said, answer_buttons, answer_lines, titled

MORE_DAYS = (3, 5, 10)  # working days that are offered


def _lines(lines: Sequence[Markup]) -> Markup:
    return Markup("\n").join(lines)


def taken(t: Texts, *, name: str, at: datetime) -> str:
    """Who was first, for whoever pressed too late."""
    return t.plain("{name} accepted it on {at} already.", name=name, at=at)


def accepted_toast(t: Texts, task: Task) -> str:
    """For whoever was first."""
    return t.plain("You have accepted {code}; due {due}.", code=task.code, due=t.due(task.due_at))


def render_accepted(t: Texts, task: Task, *, by: str, deputy: str | None = None, is_lead: bool) -> Message:
    """To who set it, and to the leader whose comment it goes back to; `deputy` did so for `by`."""
    by = in_place_of(t, by, deputy)
    if is_lead:
        return Message(t("✅ {task}: accepted by {by}.", task=titled(t, task), by=by))
    return Message(t("✅ {task}: accepted by {by}, who helps.", task=titled(t, task), by=by))


ASKS = {
    ReportKind.FEEDBACK: N_("{task}: how does it go? Please reply with the progress."),
    ReportKind.DONE: N_(
        "{task}: what was done, and with what result? Please reply with it; whoever set the task decides whether it is done."
    ),
}


def render_ask(t: Texts, task: Task, *, kind: ReportKind) -> Message:
    """反馈 and 办结: asks for the words."""
    return Message(t(ASKS[kind], task=titled(t, task)), ask=True)


def render_ask_time(t: Texts, task: Task, *, draft_id: int) -> Message:
    """申请延期: how long, and why."""
    buttons = tuple(
        button(t.plain("{days} working days", days=days), Press.TASK_DAYS, draft_id, days)
        for days in MORE_DAYS
    )
    words = t(
        "{task}: due {due}. How much more time do you need, and why? Press, or reply for example: 5 working days, "
        "the funds are not there yet. This can be asked once.",
        task=titled(t, task),
        due=t.due(task.due_at),
    )
    return Message(words, keyboard=(buttons,))


def render_ask_why_time(t: Texts, task: Task, *, until_at: datetime) -> Message:
    """How long is known: why."""
    words = t(
        "{task}: until {until}. Why? Please reply with the reason.",
        task=titled(t, task),
        until=t.due(until_at),
    )
    return Message(words, ask=True)


def render_ask_how_long(t: Texts, task: Task, *, draft_id: int) -> Message:
    """Why is known: how long."""
    buttons = tuple(
        button(t.plain("{days} working days", days=days), Press.TASK_DAYS, draft_id, days)
        for days in MORE_DAYS
    )
    words = t(
        "{task}: the reason is noted. How much more time? Press, or reply for example: 5 working days",
        task=titled(t, task),
    )
    return Message(words, keyboard=(buttons,))


def render_left(t: Texts) -> Message:
    """`取消` in the place of the words."""
    return Message(t("Cancelled; nothing was passed on."))


RECEIVED = {
    ReportKind.FEEDBACK: N_("✅ {task}: your progress report was passed on to {name} and the desk."),
    ReportKind.DONE: N_("✅ {task}: reported as done; {name} decides, and you will hear."),
    ReportKind.MORE_TIME: N_(
        "✅ {task}: asked {name} for more time; you will hear. Until then the present time holds."
    ),
}


def render_received(
    t: Texts, task: Task, report: TaskReport, *, name: str, notes: Sequence[Markup] = ()
) -> Message:
    """To who reported: it has arrived, and with whom; `notes` are about a file that came along."""
    lines = [t(RECEIVED[report.kind], task=titled(t, task), name=name)]
    return Message(_lines([*lines, *notes]))


HEADS = {
    ReportKind.FEEDBACK: N_("📝 {task}: progress, {by}:"),
    ReportKind.DONE: N_("📨 {task}: reported as done, {by}:"),
    ReportKind.MORE_TIME: N_("⏳ {task}: {by} asks for time until {until} (due {due}):"),
}

GIVEN = N_("⏳ {task}: {by} asks for time until {until}:")


def render_report(
    t: Texts, task: Task, said: Said, *, may_answer: bool = False, may_undo: bool = False, files: int = 0
) -> Message:
    """To who set the task, with the buttons that answer it, and to others who hear of it."""
    report = said.report
    # Once more time is given, the task's due time is the one that was asked for.
    is_given = report.kind is ReportKind.MORE_TIME and report.state is ReportState.AGREED
    head = t(
        GIVEN if is_given else HEADS[report.kind],
        task=titled(t, task),
        by=said.by_words(t),
        until=t.due(report.until_at or report.said_at),
        due=t.due(task.due_at),
    )
    words = paragraphs(report.words) if report.words else [t("(nothing is left of the text)")]
    lines = [head, *words, *_follows(t, files)]
    may_answer = may_answer and not rules.is_over(task.state)
    if report.state is not ReportState.ASKED or not may_answer:
        lines += answer_lines(t, task, said)
    keyboard: Keyboard = ()
    if report.state is ReportState.ASKED and may_answer:
        keyboard = (answer_buttons(t, report),)
    elif may_undo and report.state in (ReportState.AGREED, ReportState.REFUSED):
        keyboard = ((button(t.plain("Undo"), Press.TASK_UNDO, report.id),),)
    return Message(_lines(lines), keyboard=keyboard)


WHY = {
    ReportKind.DONE: N_("{task} goes back to be completed: what is missing? Please reply with the reason."),
    ReportKind.MORE_TIME: N_("{task} gets no more time: why? Please reply with the reason."),
}


def render_ask_reason(t: Texts, task: Task, *, kind: ReportKind) -> Message:
    """退回补办 and 不同意: asks for the reason."""
    return Message(t(WHY[kind], task=titled(t, task)), ask=True)


def state_words(t: Texts, task: Task) -> str:
    """办结, within a sentence."""
    return t.plain(TASK_STATES[task.state])


TOLD = {
    (ReportKind.DONE, ReportState.AGREED): N_("✅ {task}: {name} agrees that it is done."),
    (ReportKind.DONE, ReportState.REFUSED): N_(
        "↩️ {task}: {name} sends it back to be completed. Reason: {reason}"
    ),
    (ReportKind.MORE_TIME, ReportState.AGREED): N_(
        "✅ {task}: {name} agrees to more time. It is now due {due}."
    ),
    (ReportKind.MORE_TIME, ReportState.REFUSED): N_(
        "✖️ {task}: {name} does not agree to more time. Reason: {reason}\nIt stays due {due}."
    ),
}


def render_answered(
    t: Texts, task: Task, report: TaskReport, *, name: str, deputy: str | None = None, is_unit: bool = True
) -> Message:
    """To who reported, and to others whom it concerns: what was answered. After 退回补办 the unit has its buttons here."""
    name = in_place_of(t, name, deputy)
    words = TOLD.get((report.kind, report.state), N_("{task}: {name} has answered."))
    reason = report.reason or ""
    goes_on = is_unit and (report.kind, report.state) == (ReportKind.DONE, ReportState.REFUSED)
    own = (
        button(t.plain("Report progress"), Press.TASK_FEEDBACK, task.id),
        button(t.plain("Report as done"), Press.TASK_REPORT, task.id),
    )
    return Message(
        t(words, task=titled(t, task), name=name, reason=reason, due=t.due(task.due_at)),
        keyboard=(own,) if goes_on else (),
    )


def render_decided(t: Texts, task: Task, report: TaskReport, *, who: Person, is_overdue: bool) -> Message:
    """To who answered, where a reason was typed: it has been passed on."""
    lines = [t("{who} has been told: {task}", who=who.label, task=titled(t, task))]
    if not who.hears:
        lines = [titled(t, task), not_told(t, who.label)]
    if not is_overdue:
        return Message(_lines(lines))
    lines.append(t("It was due {due}: does the unit need more time?", due=t.due(task.due_at)))
    return Message(
        _lines(lines),
        keyboard=((button(t.plain("Give more time"), Press.TASK_EXTEND, task.id),),),
    )


def render_press_first(t: Texts, task: Task, report: TaskReport) -> Message:
    """To who answers in words what a button decides."""
    yes, no = (each.label for each in answer_buttons(t, report))
    return Message(
        t(
            "{task}: please press “{yes}” or “{no}” under the report; the reason is asked for then. Nothing was passed on yet.",
            task=titled(t, task),
            yes=yes,
            no=no,
        )
    )


def _follows(t: Texts, files: int) -> list[Markup]:
    """That files came along, which are sent once they have been looked at."""
    return [t.n("📎 1 attachment, below", "📎 {n} attachments, below", files)] if files else []


def render_reply(t: Texts, task: Task, said: Said, *, to: ReportKind, files: int = 0) -> Message:
    """To who reported: what who set the task says to it; and what is said to that again. A reply goes on."""
    head = (
        N_("💬 {task}: {name} has replied to you:")
        if to is ReportKind.REPLY
        else N_("💬 {task}: {name} on your report:")
    )
    words = paragraphs(said.report.words) if said.report.words else [t("(nothing is left of the text)")]
    return Message(
        _lines([t(head, task=titled(t, task), name=said.by_words(t)), *words, *_follows(t, files)])
    )


def render_passed_on(t: Texts, task: Task, *, who: str, notes: Sequence[Markup] = ()) -> Message:
    """To who said it."""
    return Message(_lines([t("{task}: passed on to {who}.", task=titled(t, task), who=who), *notes]))


def render_undone(t: Texts, task: Task, report: TaskReport, *, name: str) -> Message:
    """To whoever had heard of the answer: it is taken back."""
    words = {
        ReportKind.DONE: N_("↩️ {task}: {name} has taken the answer back; the report still waits for one."),
        ReportKind.MORE_TIME: N_(
            "↩️ {task}: {name} has taken the answer back; the request still waits for one. Due {due}."
        ),
    }.get(report.kind, N_("↩️ {task}: {name} has taken the answer back."))
    return Message(t(words, task=titled(t, task), name=name, due=t.due(task.due_at)))


def decided_toast(t: Texts, report: TaskReport) -> str:
    """For whoever pressed."""
    if report.kind is ReportKind.DONE:
        return t.plain("Agreed: it is done.")
    return t.plain("Agreed: it has more time.")


def report_name(t: Texts, task: Task, *, step: str) -> str:
    """The conversation in a few words."""
    words = {
        "feedback": N_("Progress of {code}"),
        "done": N_("Report of {code} as done"),
        "more_time": N_("More time for {code}"),
        "why_done": N_("Why {code} goes back"),
        "why_more_time": N_("Why {code} gets no more time"),
    }
    name = words.get(step, N_("About {code}"))
    return t.plain(name, code=task.code, title=shorten(task.title, 20))


DONE_FOR = {
    "accept": N_("{code} {title}: accepted"),
    "feedback": N_("{code} {title}: progress reported"),
    "done": N_("{code} {title}: reported as done"),
    "more_time": N_("{code} {title}: more time asked for"),
    "reply": N_("{code} {title}: a reply passed on"),
    "agree": N_("{code} {title}: agreed to what was reported"),
    "refuse": N_("{code} {title}: not agreed to what was reported"),
}


def done_for(t: Texts, task: Task, what: str) -> str:
    """What a deputy did in somebody's place, for that person."""
    done = DONE_FOR.get(what, N_("About {code}"))
    return t.plain(done, code=task.code, title=shorten(task.title, 20))
