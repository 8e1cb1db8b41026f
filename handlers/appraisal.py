"""/appraisal."""

from __future__ import annotations

from telegram import Update

from bot.desk.figures import appraisals
from handlers.context import DeskContext, after_command
from handlers.words import command


async def on_appraisal(update: Update, context: DeskContext) -> None:
    """/appraisal 2026 张三."""
    office, scene, now = context.office, await context.scene(update), context.clock.now()
    year, name = appraisals.asked(office, scene, typed=after_command(update), now=now)
    today = office.today(now)
    found = await context.database.look(lambda seen: appraisals.find(office, seen, year=year, today=today))
    async with context.work() as work:
        await appraisals.show(office, work, context.scene_in(work, update), found, name=name)


HANDLERS = command("appraisal", on_appraisal)
