"""Words about supervision tasks that are set, given more time or called off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Message, Task
from bot.rules.workdays import Unusual
from bot.views.common.addressees import out_of_reach_lines
from bot.views.common.callbacks import Press, button
from bot.views.common.dues import unusual_lines
from bot.views.supervision.cards import titled

MORE_DAYS = (3, 5, 10)  # working days


def _lines(lines: Sequence[Markup]) -> Markup:
    return Markup("\n").join(lines)


def render_set(
    t: Texts, task: Task, *, people: int, without_account: Sequence[str], shut: Sequence[str]
) -> Message:
    """The last words of the form: its number, and who cannot be reached."""
    lines = [
        t("Posted: {task}", task=titled(t, task)),
        t("Due: {due}", due=t.due(task.due_at)),
        t("People asked to accept it: {count}", count=people),
        *out_of_reach_lines(t, without_account=without_account, shut=shut),
        t("How it stands: send {code}", code=task.code),
    ]
    return Message(_lines(lines))


def set_toast(t: Texts, task: Task) -> str:
    """For whoever pressed 发布."""
    return t.plain("Posted as {code}.", code=task.code)


def render_set_to_leader(t: Texts, task: Task, *, by: str, units: Sequence[str]) -> Message:
    """To the leader whose comment it goes back to: it is being seen to, by whom and until when."""
    return Message(
        t(
            "📋 Your comment has become the supervision task {task}: {units}, due {due} ({by}).",
            task=titled(t, task),
            units=t.listed(units),
            due=t.due(task.due_at),
            by=by,
        )
    )


def render_source_gone(t: Texts, task: Task, *, leader: str) -> Message:
    """To who set it: the comment that it goes back to was taken back."""
    return Message(
        t(
            "↩️ The comment by {leader} that {task} goes back to was recorded by mistake and has been taken back. The task goes "
            "on; if it is not wanted any more, call it off: /close_{code}",
            leader=leader,
            task=titled(t, task),
            code=task.code,
        )
    )


def render_set_by_leader(t: Texts, task: Task, *, by: str, units: Sequence[str]) -> Message:
    """To the desk: a leader has set one."""
    return Message(
        t(
            "📋 {by} has set the supervision task {task}: {units}, due {due}.",
            by=by,
            task=titled(t, task),
            units=t.listed(units),
            due=t.due(task.due_at),
        )
    )


def render_close_question(t: Texts, task: Task) -> Message:
    """/close B4: asked first."""
    return Message(
        t("{task}: call it off? Everybody who sees to it will be told.", task=titled(t, task)),
        keyboard=(
            (
                button(t.plain("Yes, call it off"), Press.TASK_CLOSE_SURE, task.id),
                button(t.plain("Back"), Press.TASK_CLOSE_BACK, task.id),
            ),
        ),
    )


def render_closed(t: Texts, task: Task) -> Message:
    """The question's last words."""
    return Message(t("⚫ {task} is called off; everybody who saw to it has been told.", task=titled(t, task)))


def render_kept(t: Texts, task: Task) -> Message:
    """返回 under the question."""
    return Message(t("{task} stays as it is.", task=titled(t, task)))


def render_called_off(t: Texts, task: Task, *, name: str) -> Message:
    """To everybody who saw to it, who set it and the leader."""
    return Message(
        t("⚫ {task} was called off by {name}; nothing more is to be done.", task=titled(t, task), name=name)
    )


def render_how_long(t: Texts, task: Task) -> Message:
    """/extend B4: how much more time."""
    buttons = tuple(
        button(t.plain("{days} working days", days=days), Press.TASK_EXTEND, task.id, days)
        for days in MORE_DAYS
    )
    words = t(
        "{task} is due {due}. How much more time? Or write it: <code>/extend {code} 20 June</code>",
        task=titled(t, task),
        due=t.due(task.due_at),
        code=task.code,
    )
    return Message(words, keyboard=(buttons,))


def _new_due(t: Texts, task: Task, *, before: datetime) -> Markup:
    return t("It was due {before} and is now due {due}.", before=t.due(before), due=t.due(task.due_at))


def render_extended(t: Texts, task: Task, *, before: datetime, unusual: Unusual) -> Message:
    """The answer to /extend."""
    lines = [titled(t, task), _new_due(t, task, before=before)]
    lines += unusual_lines(t, task.due_at, unusual)
    lines.append(t("Everybody who sees to it has been told."))
    return Message(_lines(lines))


def render_new_due(t: Texts, task: Task, *, before: datetime, name: str) -> Message:
    """To everybody who sees to it."""
    lines = [t("⏳ {task}: {name} gives more time.", task=titled(t, task), name=name)]
    return Message(_lines([*lines, _new_due(t, task, before=before)]))
