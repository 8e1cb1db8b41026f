"""Supervision tasks (督办): setting one, the ledger, and what units and whoever set it do."""

from __future__ import annotations

from telegram import Update

from bot.desk.supervision import changes, decisions, enclosed, forms, lists, reports
from bot.model import ReportKind
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import command


async def on_tasks(update: Update, context: DeskContext) -> None:
    """/tasks."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await lists.command(context.office, work, scene, typed=after_command(update))


_BUTTONS: dict[Press, Ask] = {
    Press.TASK_ACCEPT: lambda o, w, s, p: reports.accept(o, w, s, part_id=p.number()),
    Press.TASK_FEEDBACK: lambda o, w, s, p: reports.ask_words(
        o, w, s, task_id=p.number(), kind=ReportKind.FEEDBACK
    ),
    Press.TASK_REPORT: lambda o, w, s, p: reports.ask_words(
        o, w, s, task_id=p.number(), kind=ReportKind.DONE
    ),
    Press.TASK_TIME: lambda o, w, s, p: reports.ask_words(
        o, w, s, task_id=p.number(), kind=ReportKind.MORE_TIME
    ),
    Press.TASK_DAYS: lambda o, w, s, p: reports.choose_days(o, w, s, draft_id=p.number(), days=p.number(1)),
    Press.TASK_AGREE: lambda o, w, s, p: decisions.agree(o, w, s, report_id=p.number()),
    Press.TASK_REFUSE: lambda o, w, s, p: decisions.ask_reason(o, w, s, report_id=p.number()),
    Press.TASK_UNDO: lambda o, w, s, p: decisions.undo(o, w, s, report_id=p.number()),
    Press.TASK_SHOW: lambda o, w, s, p: lists.press_show(o, w, s, task_id=p.number()),
    Press.TASKS_PAGE: lambda o, w, s, p: lists.turn(o, w, s, page=p.number(), month=p.word(1) or ""),
    Press.TASK_EXTEND: lambda o, w, s, p: changes.press_extend(
        o, w, s, task_id=p.number(), days=p.number(1) if p.word(1) else None
    ),
    Press.TASK_CLOSE: lambda o, w, s, p: changes.press_close(o, w, s, task_id=p.number()),
    Press.TASK_CLOSE_SURE: lambda o, w, s, p: changes.confirm_close(o, w, s, task_id=p.number()),
    Press.TASK_OF_COMMENT: lambda o, w, s, p: forms.begin_from_comment(o, w, s, comment_id=p.number()),
    Press.TASK_FILES: lambda o, w, s, p: enclosed.press_files(o, w, s, task_id=p.number()),
    Press.TASK_CLOSE_BACK: lambda o, w, s, p: changes.keep(o, w, s, task_id=p.number()),
}

HANDLERS = [*command("tasks", on_tasks), button_handler(_BUTTONS)]
