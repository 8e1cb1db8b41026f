"""Words about a supervision task: its card in its people's private chats, and the task in full with its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Attachment, Button, Keyboard, Message, ReportKind, ReportState, Task, TaskReport
from bot.rules import supervision as rules
from bot.rules.splitting import MESSAGE_LIMIT
from bot.rules.supervision import Standing
from bot.rules.text import shorten, utf16_length
from bot.views.common.callbacks import Press, button
from bot.views.common.deputies import in_place_of
from bot.views.common.labels import TASK_STATES
from bot.views.common.paging import paged, paragraphs
from bot.views.items.attachments import list_lines

TITLE = 40  # characters of a title where several tasks stand together
_MARGIN = 200  # UTF-16 units kept for the hint that the words were shortened

MARKS = {
    Standing.OVERDUE: "🔴",
    Standing.DUE: "🟡",
    Standing.REPORTED: "🔵",
    Standing.OPEN: "🟢",
    Standing.DONE: "✅",
    Standing.CALLED_OFF: "⚫",
}


@dataclass(frozen=True, slots=True)
class PartView:
    """A unit's part: who was named for it, and who has accepted it, when; `deputy` did so in their place."""

    unit: str
    is_lead: bool
    named: str | None = None
    person: str | None = None
    accepted_at: datetime | None = None
    deputy: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What was reported, by whom, and who answered it; the deputies said so in their places."""

    report: TaskReport
    by: str
    answered_by: str | None = None
    deputy: str | None = None
    answer_deputy: str | None = None
    files: Sequence[Attachment] = ()

    def by_words(self, t: Texts) -> str:
        """云茶镇 王茗, or 沙河镇 李四代云茶镇 王茗."""
        return in_place_of(t, self.by, self.deputy)


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task with everything that is shown of it. `source` is the item's number, perhaps with its title.

    `days` are the working days that it is past due, or those that it took once it is done.
    """

    task: Task
    parts: Sequence[PartView]
    standing: Standing
    set_by: str
    leader: str | None = None
    source: str | None = None
    days: int = 0
    said: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class Ways:
    """What the reader can do with it by button. `accept` is the id of the part that is to be accepted."""

    accept: int | None = None
    is_alone: bool = False  # nobody else could accept it
    may_feed: bool = False
    may_report: bool = False
    may_ask_time: bool = False
    asked: Sequence[TaskReport] = field(default=())  # what waits for the reader's answer
    steers: bool = False  # 延期 and 撤销
    has_files: bool = False

    @property
    def sees_to_it(self) -> bool:
        """Whether the reader can accept it, or has, and does not steer it as well."""
        return (self.accept is not None or self.may_feed) and not self.steers


def titled(t: Texts, task: Task) -> Markup:
    """B4 and its title in short, where a message is about something that happened to it."""
    title = shorten(task.title, TITLE) or t.plain("(nothing is left of the text)")
    return t("<b>{code}</b> {title}", code=task.code, title=title)


def headline(t: Texts, task: Task) -> Markup:
    """Number and title, as its card begins."""
    title = task.title or t.plain("(nothing is left of the text)")
    return t("📋 <b>Supervision task {code}</b> <b>{title}</b>", code=task.code, title=title)


def part_words(t: Texts, part: PartView) -> Markup:
    """云茶镇（王茗 6月3日 12:05签收）."""
    who = f"{part.unit} {part.named}" if part.named else part.unit
    if part.person is not None and part.accepted_at is not None:
        name = in_place_of(t, part.person, part.deputy)
        return t("{who} (accepted by {name}, {at})", who=part.unit, name=name, at=part.accepted_at)
    return t("{who} (not accepted yet)", who=who)


def fact_lines(t: Texts, view: TaskView) -> list[Markup]:
    """Who leads, who helps, until when, from where, by whom."""
    task = view.task
    lead = [part_words(t, part) for part in view.parts if part.is_lead]
    helpers = [part_words(t, part) for part in view.parts if not part.is_lead]
    lines = [t("Lead: {units}", units=_listed(t, lead))]
    if helpers:
        lines.append(t("With: {units}", units=_listed(t, helpers)))
    lines.append(t("Due: {due}", due=t.due(task.due_at)))
    if view.source and view.leader:
        lines.append(t("Source: {source} (comment by {leader})", source=view.source, leader=view.leader))
    elif view.source:
        lines.append(t("Source: {source}", source=view.source))
    lines.append(t("Set by {name}, {at}", name=view.set_by, at=task.set_at))
    return lines


def state_line(t: Texts, view: TaskView) -> Markup:
    """Where it stands, how much was reported, and that it is overdue."""
    state = t.plain(TASK_STATES[view.task.state])
    mark = MARKS[view.standing]
    count = sum(said.report.kind is ReportKind.FEEDBACK for said in view.said)
    line = t("{mark} <b>{state}</b>", mark=mark, state=state)
    if view.standing is Standing.OVERDUE:
        line += " · " + overdue_words(t, view.days)
    if view.standing is Standing.DONE:
        line += " · " + took_words(t, view.days)
    if count:
        line += " · " + t.n("{n} progress report", "{n} progress reports", count)
    return line


def overdue_words(t: Texts, days: int) -> Markup:
    """逾期2个工作日."""
    if not days:
        return t("overdue")
    return t.n("overdue by {n} working day", "overdue by {n} working days", days)


def took_words(t: Texts, days: int) -> Markup:
    """用时6个工作日; 当天办结."""
    if not days:
        return t("done the same day")
    return t.n("took {n} working day", "took {n} working days", days)


def render_card(t: Texts, view: TaskView, ways: Ways, *, note: Markup | None = None) -> Message:
    """The living private message to everybody who has to see to it, with the buttons that the reader can use."""
    tail = [*fact_lines(t, view), state_line(t, view)]
    if note is not None:
        tail.append(note)
    elif ways.accept is not None:
        tail.append(
            t("Please accept it.")
            if ways.is_alone
            else t("Please accept it: whoever does so first sees to it.")
        )
    return Message(_with_words(t, view.task, tail), keyboard=keyboard(t, view.task, ways))


def render_card_below(t: Texts, task: Task) -> Message:
    """The card's last words where a newer message has taken its place."""
    return Message(Markup("\n").join((headline(t, task), t("See the newer message below."))))


def _with_words(t: Texts, task: Task, tail: Sequence[Markup]) -> Markup:
    """Headline, the words as long as they fit, and what stands below."""
    head, foot = headline(t, task), Markup("\n").join(tail)
    if not task.words:
        return Markup("\n").join((head, foot))
    room = MESSAGE_LIMIT - _MARGIN - utf16_length(str(head)) - utf16_length(str(foot))
    words = Markup("\n").join(paragraphs(task.words))
    if utf16_length(str(words)) > room:
        short = Markup("\n").join(paragraphs(shorten(task.words, max(room // 6, 100))))
        words = short + Markup("\n") + t("In full: send {code}", code=task.code)
    return Markup("\n").join((head, words, foot))


def keyboard(t: Texts, task: Task, ways: Ways) -> Keyboard:
    """What the reader can do, few buttons a row."""
    rows: list[tuple[Button, ...]] = []
    if ways.accept is not None:
        rows.append((button(t.plain("Accept"), Press.TASK_ACCEPT, ways.accept),))
    own = []
    if ways.may_feed:
        own.append(button(t.plain("Report progress"), Press.TASK_FEEDBACK, task.id))
    if ways.may_report:
        own.append(button(t.plain("Report as done"), Press.TASK_REPORT, task.id))
    if own:
        rows.append(tuple(own))
    if ways.may_ask_time:
        rows.append((button(t.plain("Ask for more time"), Press.TASK_TIME, task.id),))
    rows += [answer_buttons(t, report) for report in ways.asked]
    if ways.has_files:
        rows.append((button(t.plain("Attachments"), Press.TASK_FILES, task.id),))
    if ways.steers:
        rows.append(
            (
                button(t.plain("Give more time"), Press.TASK_EXTEND, task.id),
                button(t.plain("Call the task off"), Press.TASK_CLOSE, task.id),
            )
        )
    return tuple(rows)


def answer_buttons(t: Texts, report: TaskReport) -> tuple[Button, ...]:
    """同意办结 退回补办 under what was reported as done, 同意 不同意 under a request for more time."""
    if report.kind is ReportKind.DONE:
        return (
            button(t.plain("Agree that it is done"), Press.TASK_AGREE, report.id),
            button(t.plain("Send back to be completed"), Press.TASK_REFUSE, report.id),
        )
    return (
        button(t.plain("Agree"), Press.TASK_AGREE, report.id),
        button(t.plain("Do not agree"), Press.TASK_REFUSE, report.id),
    )


def report_lines(t: Texts, task: Task, said: Said) -> list[Markup]:
    """What was reported, with its words and the answer."""
    report = said.report
    head = t(
        PAST[report.kind],
        at=report.said_at,
        by=said.by_words(t),
        until=t.due(report.until_at or report.said_at),
    )
    words = paragraphs(report.words) if report.words else [t("(nothing is left of the text)")]
    return [head, *words, *list_lines(t, said.files), *answer_lines(t, task, said)]


PAST = {
    ReportKind.FEEDBACK: N_("{at} {by}, progress:"),
    ReportKind.DONE: N_("{at} {by}, reported as done:"),
    ReportKind.MORE_TIME: N_("{at} {by}, asked for time until {until}:"),
    ReportKind.REPLY: N_("💬 {at} {by}, reply:"),
}


def answer_lines(t: Texts, task: Task, said: Said) -> list[Markup]:
    """What was answered to it, by whom and when, and why."""
    report = said.report
    if report.state is ReportState.ASKED and rules.is_over(task.state):
        return [t("↳ needs no answer any more")]
    if report.state is ReportState.ASKED:
        return [t("↳ waits for an answer")]
    words = ANSWERS.get((report.kind, report.state))
    if words is None:
        return []
    at = report.answered_at or report.said_at
    name = in_place_of(t, said.answered_by or "?", said.answer_deputy)
    return [t(words, at=at, name=name, reason=report.reason or "…")]


ANSWERS = {
    (ReportKind.DONE, ReportState.AGREED): N_("↳ {at} {name}: agreed that it is done"),
    (ReportKind.DONE, ReportState.REFUSED): N_("↳ {at} {name}: sent back to be completed: {reason}"),
    (ReportKind.MORE_TIME, ReportState.AGREED): N_("↳ {at} {name}: agreed to more time"),
    (ReportKind.MORE_TIME, ReportState.REFUSED): N_("↳ {at} {name}: did not agree to more time: {reason}"),
}


def render_details(t: Texts, view: TaskView, ways: Ways) -> list[Message]:
    """The task in full, with everything that was reported, in order."""
    lines = [
        headline(t, view.task),
        *(paragraphs(view.task.words) if view.task.words else ()),
        *fact_lines(t, view),
        state_line(t, view),
    ]
    if view.said:
        lines += [Markup(""), t("<b>History</b>")]
        for said in view.said:
            lines += report_lines(t, view.task, said)
    return paged(lines, keyboard=keyboard(t, view.task, ways))


def _listed(t: Texts, words: Sequence[Markup]) -> Markup:
    return Markup(t.listed(words))  # noqa: S704 - each was escaped when it was made
