"""Words of the weekly consultation's agenda (会商), its topics and what becomes of them, and of leaders' own wishes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Demand, Keyboard, KeyPoint, Message, Proposal, ProposalState
from bot.rules.periods import week_days
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.demands.proposals import choices, outcome

_TOPIC = 60  # characters
_OPEN, _DECIDED, _OVERDUE, _POINTS = 20, 8, 8, 10  # shown at most
_A_ROW = 5
_NOTHING = Markup("")


class Week(NamedTuple):
    """What came and was adopted in some days; `taken` by channel on these days, `is_apart`: the own one of other items too."""

    first_day: date
    last_day: date
    received: int
    counted: int
    adopted: int
    taken: tuple[tuple[str, int], ...]
    is_apart: bool = False


class Overdue(NamedTuple):
    """A booking or commission whose demand is past due."""

    demand: Demand
    unit: str


class Topic(NamedTuple):
    """A proposed topic."""

    proposal: Proposal
    by: str
    is_wish: bool
    decided_by: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """Everything that is spoken of, leaders' wishes first."""

    week: str
    last: Week
    now: Week
    topics: Sequence[Topic]
    waiting: int
    oldest_at: datetime | None
    overdue: Sequence[Overdue]
    month: str
    uncovered: Sequence[KeyPoint]
    points: int


def render_agenda(t: Texts, agenda: Agenda, *, chosen: int = 0) -> Message:
    """The agenda; under it a number for each open topic, or what can be done about the `chosen` one."""
    monday, sunday = week_days(agenda.week)
    still = [topic for topic in agenda.topics if topic.proposal.state is ProposalState.OPEN]
    done = [topic for topic in agenda.topics if topic.proposal.state is not ProposalState.OPEN]
    lines = [
        t("📋 <b>Agenda of the consultation ({begin} – {end})</b>", begin=t.day(monday), end=t.day(sunday))
    ]
    lines += [
        _NOTHING,
        t("<b>Figures</b>"),
        _week_line(t, agenda.last, is_last=True),
        _week_line(t, agenda.now, is_last=False),
    ]
    lines += [_NOTHING, t("<b>Topics</b>")]
    picked = next((topic for topic in still if topic.proposal.id == chosen), None)
    for number, topic in enumerate(still[:_OPEN], start=1):
        line = _topic_line(t, topic, number)
        lines.append(t("👉 {line}", line=line) if topic is picked else line)
    if len(still) > _OPEN:
        lines.append(t("… and {count} more, shown once these are decided", count=len(still) - _OPEN))
    if not still:
        lines.append(t("No topic is open."))
    lines += [_decided_line(t, topic) for topic in done[-_DECIDED:]]
    lines += _waiting_lines(t, agenda)
    return Message(Markup("\n").join(lines), keyboard=_keyboard(t, agenda.week, still[:_OPEN], picked))


def _week_line(t: Texts, week: Week, *, is_last: bool) -> Markup:
    fields: dict[str, object] = {
        "begin": t.day(week.first_day),
        "end": t.day(week.last_day),
        "received": week.received,
        "counted": week.counted,
        "adopted": week.adopted,
    }
    line = (
        t("Last week ({begin} – {end}): received {received}, counted {counted}, adopted {adopted}", **fields)
        if is_last
        else t(
            "This week so far ({begin} – {end}): received {received}, counted {counted}, adopted {adopted}",
            **fields,
        )
    )
    if week.taken:
        taken = t.listed(f"{name} {number}" for name, number in week.taken)
        line += t("; taken by: {taken}", taken=taken)
        if week.is_apart:
            line += t(" (on these days, of whatever week's items)")
    return line


def _topic_line(t: Texts, topic: Topic, number: int) -> Markup:
    words = shorten(" ".join(topic.proposal.text.split()), _TOPIC)
    if topic.is_wish:
        return t("{number}. 📌 Leader's wish: {words} ({by})", number=number, words=words, by=topic.by)
    return t("{number}. {words} ({by})", number=number, words=words, by=topic.by)


def _decided_line(t: Texts, topic: Topic) -> Markup:
    words = shorten(" ".join(topic.proposal.text.split()), 30)
    line = t("· {words} {outcome}", words=words, outcome=outcome(t, topic.proposal))
    return line + t(" ({name})", name=topic.decided_by) if topic.decided_by else line


def _waiting_lines(t: Texts, agenda: Agenda) -> list[Markup]:
    lines: list[Markup] = []
    if agenda.waiting:
        line = t.n("{n} item waits for review", "{n} items wait for review", agenda.waiting)
        if agenda.oldest_at is not None:
            line += t(", the oldest since {at}: /queue", at=agenda.oldest_at)
        lines += [_NOTHING, t("<b>Items waiting</b>"), line]
    if agenda.overdue:
        lines += [_NOTHING, t("<b>Overdue</b>")]
        lines += [
            t(
                "{code} {title}: {unit}, was due {due}",
                code=each.demand.code,
                title=shorten(each.demand.title, 30),
                unit=each.unit,
                due=t.due(each.demand.due_at),
            )
            for each in agenda.overdue[:_OVERDUE]
        ]
        if len(agenda.overdue) > _OVERDUE:
            lines.append(t("… and {count} more", count=len(agenda.overdue) - _OVERDUE))
    if agenda.uncovered:
        lines += [
            _NOTHING,
            t(
                "<b>Key points of {month} not covered yet</b> ({left} of {total})",
                month=t.month(agenda.month),
                left=len(agenda.uncovered),
                total=agenda.points,
            ),
        ]
        lines += [
            t("{number}. {point}", number=point.number, point=shorten(point.title, 30))
            for point in agenda.uncovered[:_POINTS]
        ]
        if len(agenda.uncovered) > _POINTS:
            lines.append(t("… and {count} more", count=len(agenda.uncovered) - _POINTS))
    return lines


def _keyboard(t: Texts, week: str, still: Sequence[Topic], picked: Topic | None) -> Keyboard:
    minutes = (button(t.plain("Minutes"), Press.MINUTES_LIST, "all"),)
    if picked is not None:
        back = (button(t.plain("Back"), Press.AGENDA_TOPIC, week, 0),)
        return (*choices(t, picked.proposal, is_wish=picked.is_wish), back)
    if len(still) == 1:
        return (*choices(t, still[0].proposal, is_wish=still[0].is_wish), minutes)
    numbers = [
        button(str(number), Press.AGENDA_TOPIC, week, topic.proposal.id)
        for number, topic in enumerate(still, start=1)
    ]
    rows = tuple(tuple(numbers[at : at + _A_ROW]) for at in range(0, len(numbers), _A_ROW))
    return (*rows, minutes)


def render_moved(t: Texts, *, week: str) -> Message:
    """An older agenda's last words."""
    monday, _ = week_days(week)
    return Message(t("📋 The agenda of the week of {day}: see the newer one below.", day=t.day(monday)))


def out_of_date(t: Texts) -> str:
    """A button of long ago."""
    return t.plain("This agenda is out of date: /consult")


def render_ask_month(
    t: Texts, proposal: Proposal, *, months: Sequence[str], known: Collection[str]
) -> Message:
    """To which month's key points? Those that are `known` to the groups change there at once."""
    row = tuple(
        button(
            t.plain("{month} (published)", month=t.month_name(each)) if each in known else t.month_name(each),
            Press.PROPOSAL_LIST,
            proposal.id,
            each,
        )
        for each in months
    )
    words = shorten(" ".join(proposal.text.split()), _TOPIC)
    return Message(t("To which month's key points shall “{words}” be added?", words=words), keyboard=(row,))


def listed(t: Texts, point: KeyPoint, *, is_published: bool, is_posted: bool) -> str:
    """For who decided. What is published for a month to come is posted when that begins."""
    fields: dict[str, object] = {"month": t.month(point.month), "number": point.number}
    if is_published and not is_posted:
        return t.plain(
            "Added to the key points of {month} as no. {number}; they go to the work groups when the month begins.",
            **fields,
        )
    if is_published:
        return t.plain(
            "Added to the key points of {month} as no. {number}; the work groups see it.", **fields
        )
    return t.plain(
        "Added to the key points of {month} as no. {number}; to publish them: /keypoints", **fields
    )


def reopened(t: Texts) -> str:
    """For who has taken a decision back."""
    return t.plain("Undone: the topic is open again.")


def reopened_alone(t: Texts) -> str:
    """The same where the month's key points were written anew since: those are their writer's."""
    return t.plain(
        "Undone: the topic is open again. The key points have been changed since and stay as they are; see /keypoints"
    )


def render_own(t: Texts, proposals: Sequence[Proposal]) -> Message:
    """A leader's own, with what became of each."""
    lines = [t("<b>Topics that you have given</b>")]
    lines += [
        t(
            "{at} {words}: {outcome}",
            at=proposal.made_at,
            words=shorten(" ".join(proposal.text.split()), 40),
            outcome=outcome(t, proposal),
        )
        for proposal in proposals
    ]
    return Message(Markup("\n").join(lines))
