"""The bulletin: /issue, /issues and their buttons."""

from __future__ import annotations

from telegram import Update

from bot.desk.bulletin import commands, composing, errata, issues, notes, signing
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import command


async def on_issue(update: Update, context: DeskContext) -> None:
    """/issue, /issue 更正 25 文字."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await commands.issue(context.office, work, scene, typed=after_command(update))


async def on_issues(update: Update, context: DeskContext) -> None:
    """/issues 25."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await issues.command(context.office, work, scene, typed=after_command(update))


_BUTTONS: dict[Press, Ask] = {
    Press.BULLETIN_OPEN: lambda o, w, s, p: composing.open_at(
        o, w, s, bulletin_id=p.number(), item_id=p.number(1)
    ),
    Press.BULLETIN_POOL: lambda o, w, s, p: composing.open_pool(
        o, w, s, bulletin_id=p.number(), page=p.number(1)
    ),
    Press.BULLETIN_CHOOSE: lambda o, w, s, p: composing.choose(
        o, w, s, bulletin_id=p.number(), item_id=p.number(1), page=p.number(2)
    ),
    Press.BULLETIN_UP: lambda o, w, s, p: composing.move(
        o, w, s, bulletin_id=p.number(), item_id=p.number(1), by=-1
    ),
    Press.BULLETIN_DOWN: lambda o, w, s, p: composing.move(
        o, w, s, bulletin_id=p.number(), item_id=p.number(1), by=1
    ),
    Press.BULLETIN_OUT: lambda o, w, s, p: composing.set_aside(
        o, w, s, bulletin_id=p.number(), item_id=p.number(1)
    ),
    Press.BULLETIN_NOTE: lambda o, w, s, p: notes.ask_note(
        o, w, s, bulletin_id=p.number(), item_id=p.number(1)
    ),
    Press.BULLETIN_PICTURES: lambda o, w, s, p: composing.open_pictures(
        o, w, s, bulletin_id=p.number(), item_id=p.number(1)
    ),
    Press.BULLETIN_PICTURE: lambda o, w, s, p: composing.set_picture(
        o,
        w,
        s,
        bulletin_id=p.number(),
        item_id=p.number(1),
        photo_id=p.number(2),
        is_in=p.word(3) == "in",
    ),
    Press.BULLETIN_KIND: lambda o, w, s, p: composing.set_kind(
        o, w, s, bulletin_id=p.number(), is_supplement=p.word(1) == "supplement"
    ),
    Press.BULLETIN_PREVIEW: lambda o, w, s, p: composing.preview(o, w, s, bulletin_id=p.number()),
    Press.BULLETIN_SEND: lambda o, w, s, p: signing.send(o, w, s, bulletin_id=p.number()),
    Press.BULLETIN_FETCH: lambda o, w, s, p: signing.fetch_back(o, w, s, bulletin_id=p.number()),
    Press.BULLETIN_SIGN: lambda o, w, s, p: signing.ask_sure(o, w, s, bulletin_id=p.number()),
    Press.BULLETIN_SURE: lambda o, w, s, p: signing.issue(
        o, w, s, bulletin_id=p.number(), revision=p.number(1)
    ),
    Press.BULLETIN_RETURN: lambda o, w, s, p: notes.ask_reason(o, w, s, bulletin_id=p.number()),
    Press.ISSUES_PAGE: lambda o, w, s, p: issues.turn(o, w, s, page=p.number(), year=p.number(1)),
    Press.ISSUE_SHOW: lambda o, w, s, p: issues.press(o, w, s, bulletin_id=p.number()),
    Press.ERRATUM_ISSUE: lambda o, w, s, p: errata.issue(o, w, s, erratum_id=p.number()),
    Press.ERRATUM_DROP: lambda o, w, s, p: errata.drop(o, w, s, erratum_id=p.number()),
}

HANDLERS = [button_handler(_BUTTONS), *command("issue", on_issue), *command("issues", on_issues)]
