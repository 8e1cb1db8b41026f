"""Leaders' comments: /comment and its buttons."""

from __future__ import annotations

from telegram import Update

from bot.desk.items import leader_comments, passing_on
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import command


async def on_comment(update: Update, context: DeskContext) -> None:
    """/comment 2026-0001 张县长:文字."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await leader_comments.command(context.office, work, scene, typed=after_command(update))


_BUTTONS: dict[Press, Ask] = {
    Press.LEADER_COMMENT: lambda o, w, s, p: leader_comments.ask(o, w, s, item_id=p.number()),
    Press.LEADER_NAME: lambda o, w, s, p: leader_comments.press_who(
        o, w, s, draft_id=p.number(), leader_id=p.number(1)
    ),
    Press.LEADER_LEFT: lambda o, w, s, p: leader_comments.press_leave(o, w, s, draft_id=p.number()),
    Press.LEADER_PASS: lambda o, w, s, p: leader_comments.pass_on(o, w, s, comment_id=p.number()),
    Press.LEADER_KEEP: lambda o, w, s, p: leader_comments.keep(o, w, s, comment_id=p.number()),
    Press.LEADER_ASK_AGAIN: lambda o, w, s, p: passing_on.undo(o, w, s, comment_id=p.number()),
    Press.LEADER_UNDO: lambda o, w, s, p: leader_comments.undo(o, w, s, comment_id=p.number()),
}

HANDLERS = [button_handler(_BUTTONS), *command("comment", on_comment)]
