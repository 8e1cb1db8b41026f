"""Words of leaders' comments (批示): to whoever records one, to the desk with 可转达 不转达, to those who wrote the item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Button, CommentState, Item, LeaderComment, Message, Task, TaskState
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paragraphs
from bot.views.items.adoptions import Got, signed
from bot.views.items.parts import headline, lines_of

_EXCERPT = 40
STATES = {
    CommentState.ASKED: N_("not passed on yet"),
    CommentState.PASSED: N_("passed on"),
    CommentState.KEPT: N_("not to be passed on"),
}
LEVELS = {1: N_("of the county"), 2: N_("of the city"), 3: N_("of the province"), 4: N_("of the state")}


@dataclass(frozen=True, slots=True)
class Said:
    """A leader's comment with the leader's unit and name."""

    comment: LeaderComment
    leader: str


def render_form(t: Texts, *, is_leader: bool) -> Message:
    """A bare /comment."""
    if is_leader:
        return Message(
            t(
                "Write the item's number and what you have to say:\n"
                "<code>/comment 2026-0001 Please look into this and report back.</code>"
            )
        )
    return Message(
        t(
            "Write the item's number, the leader and a colon, and the comment:\n"
            "<code>/comment 2026-0001 Magistrate Zhang: please look into this.</code>"
        )
    )


def comment_button(t: Texts, item: Item) -> Button:
    """批示 under an item, in a leader's private chat."""
    return button(t.plain("Comment as a leader"), Press.LEADER_COMMENT, item.id)


def render_ask(t: Texts, item: Item) -> Message:
    """The leader is asked for the text."""
    return Message(
        lines_of([headline(t, item), t("What is your comment? Please reply to this message with it.")]),
        ask=True,
    )


def render_who(
    t: Texts, item: Item, *, typed: str, leaders: Sequence[tuple[int, str]], draft_id: int
) -> Message:
    """Which leader is meant; `leaders` are ids and names."""
    rows = [(button(label, Press.LEADER_NAME, draft_id, leader_id),) for leader_id, label in leaders]
    words = t("Which leader is “{name}”? Nothing has been recorded yet.", name=shorten(typed, 40))
    cancel = (button(t.plain("Cancel"), Press.LEADER_LEFT, draft_id),)
    return Message(lines_of([headline(t, item), words]), keyboard=(*rows, cancel))


def render_left(t: Texts) -> Message:
    """It was given up."""
    return Message(t("Cancelled; no comment has been recorded."))


def said_lines(t: Texts, said: Sequence[Said]) -> list[Markup]:
    """Under /item: who said what, and whether it is passed on."""
    found: list[Markup] = []
    for each in said:
        state = t.plain(STATES[each.comment.state])
        found += [t("🖋 {leader}, {at} ({state}):", leader=each.leader, at=_day(each), state=state)]
        found += _words(t, each)
    return found


def _day(said: Said) -> str:
    return said.comment.day.isoformat()


def _words(t: Texts, said: Said) -> Sequence[Markup]:
    text = said.comment.words
    return paragraphs(text) if text else [t("(nothing is left of the text)")]


def _head(t: Texts, item: Item, said: Said) -> list[Markup]:
    return [t("🖋 Comment by {leader}:", leader=said.leader), headline(t, item), *_words(t, said)]


def _standing(t: Texts, said: Said) -> Markup:
    level = t.plain(LEVELS.get(said.comment.level, LEVELS[1]))
    if said.comment.by_deputy:
        return t("Level: {level}, a deputy's", level=level)
    return t("Level: {level}", level=level)


def render_to_desk(
    t: Texts,
    item: Item,
    said: Said,
    *,
    got: Sequence[Got] = (),
    decided_by: str | None = None,
    tasks: Sequence[Task] = (),
    can_undo: bool = False,
) -> Message:
    """To the desk: whether it may reach who wrote the item, and 转督办; `tasks` are those that it has become."""
    lines = [*_head(t, item, said), _standing(t, said), *_got_lines(t, got)]
    passed = said.comment.state is CommentState.PASSED
    buttons = [] if passed else [button(t.plain("May be passed on"), Press.LEADER_PASS, said.comment.id)]
    if said.comment.state is CommentState.ASKED:
        lines.append(t("May the item's writer read it?"))
        buttons.append(button(t.plain("Keep to ourselves"), Press.LEADER_KEEP, said.comment.id))
    else:
        state = t.plain(STATES[said.comment.state])
        lines.append(t("<b>{state}</b> · {name}", state=state[:1].upper() + state[1:], name=decided_by or ""))
    lines += task_lines(t, tasks)
    if not said.comment.words:
        return Message(lines_of(lines))
    if can_undo:
        buttons.append(button(t.plain("Undo"), Press.LEADER_ASK_AGAIN, said.comment.id))
    rows = [tuple(buttons)] if buttons else []
    if all(task.state is TaskState.CALLED_OFF for task in tasks):
        rows.append((button(t.plain("Make it a supervision task"), Press.TASK_OF_COMMENT, said.comment.id),))
    return Message(lines_of(lines), keyboard=tuple(rows))


def task_lines(t: Texts, tasks: Sequence[Task]) -> list[Markup]:
    """已转督办：B4."""
    return [t("📋 Supervision task: {codes}", codes=t.listed(task.code for task in tasks))] if tasks else []


def render_noted(
    t: Texts, item: Item, said: Said, *, got: Sequence[Got] = (), may_undo: bool = True
) -> Message:
    """To whoever recorded it."""
    lines = [
        *_head(t, item, said),
        _standing(t, said),
        *_got_lines(t, got),
        t("Recorded. The desk decides whether the item's writer may read it."),
    ]
    keyboard = ((button(t.plain("Undo"), Press.LEADER_UNDO, said.comment.id),),) if may_undo else ()
    return Message(lines_of(lines), keyboard=keyboard)


def _got_lines(t: Texts, got: Sequence[Got]) -> list[Markup]:
    return [t("{label} {points}", label=each.label, points=signed(t, each.hundredths)) for each in got]


def render_told(t: Texts, item: Item, said: Said) -> Message:
    """To those who wrote the item, once it may be passed on."""
    return Message(lines_of(_head(t, item, said)))


def render_not_passed(t: Texts, item: Item) -> Message:
    """In the place of what was passed on by mistake."""
    return Message(
        lines_of([headline(t, item), t("A message about this item was sent by mistake and taken back.")])
    )


def render_undone(t: Texts, item: Item, *, leader: str) -> Message:
    """Everywhere that the comment stood."""
    words = t("The comment by {leader} was recorded by mistake and has been taken back.", leader=leader)
    return Message(lines_of([headline(t, item), words]))


def comment_name(t: Texts, item: Item) -> str:
    """The conversation in a few words."""
    return t.plain("A leader's comment on {number}", number=item.number)
