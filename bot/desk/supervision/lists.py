"""People look at supervision tasks: the ledger, and one of them with its history; nothing is changed here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.desk.common import living
from bot.desk.common.office import Office, Scene, Toast, answer, answer_privately
from bot.desk.common.slots import Slot, slot_name
from bot.desk.supervision import cards
from bot.errors import NotFound
from bot.model import Chat, Message, Person
from bot.rules.months import month_after, month_bounds, month_of, parse_month
from bot.rules.numbers import month_written
from bot.rules.rights import PLANNERS, Act
from bot.rules.supervision import Standing
from bot.store.work import Work
from bot.views.supervision import lists as words
from bot.views.supervision.cards import Ways, render_card_below, render_details

PAGE = 8
_ORDER = list(Standing)


async def command(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """`/tasks [2026-06]`: the ledger of a month, the present one by default; of the own unit for who is not of the desk."""
    scene.check(Act.TASKS)
    raw, today = typed.strip(), office.today(work.now)
    if raw.upper().startswith("B") and raw[1:].isdigit():
        await show(office, work, scene, task_id=int(raw[1:]))
        return
    month = month_of(work.now, office.zone)
    if raw:
        month = month_written(raw) or parse_month(raw, today=today)
    slot = _slot(month)
    message = await _page(office, work, scene, month=month, page=0)
    if scene.is_private or scene.is_at_desk:
        await work.outbox.take_away(slot, scene.chat)
        await answer(work, scene, message, slot=slot)
    else:
        await answer_privately(office, work, scene, message, slot=slot)


async def turn(office: Office, work: Work, scene: Scene, *, page: int, month: str) -> Toast | None:
    """Another page, in its place."""
    scene.check(Act.TASKS)
    written = month_written(month)
    if written is None or not (scene.is_private or scene.is_at_desk):
        raise NotFound("This button is out of date. Please send the command again.")
    message = await _page(office, work, scene, month=written, page=page)
    if await work.outbox.find_post(_slot(written), scene.chat):
        await work.outbox.show(_slot(written), scene.chat, message)
    else:
        await answer(work, scene, message, slot=_slot(written))
    return None


async def press_show(office: Office, work: Work, scene: Scene, *, task_id: int) -> Toast | None:
    """A number under a list or a message."""
    await show(office, work, scene, task_id=task_id)
    return None


async def show(office: Office, work: Work, scene: Scene, *, task_id: int) -> None:
    """`B4` sent alone: the task in full with its history, and the buttons that the reader can use."""
    person = scene.check(Act.TASKS)
    task = await work.supervision.find(task_id)
    parts = await work.supervision.parts(task_id)
    if task is None or not cards.may_see(work, person, task, parts):
        raise NotFound("There is no supervision task {code}, or you may not see it.", code=f"B{task_id}")
    view = await cards.view_of(office, work, task)
    is_here = scene.is_private or scene.is_at_desk
    ways = await cards.ways_of(work, task, person, steers=True) if is_here else Ways()
    if is_here and any(said.files for said in view.said):
        ways = replace(ways, has_files=True)
    t = scene.t if is_here else scene.own_t
    *before, last = render_details(t, view, ways)
    for message in before:
        await (answer(work, scene, message) if is_here else answer_privately(office, work, scene, message))
    if scene.is_private and cards.is_concerned(person, parts) and ways.sees_to_it:
        # What they do by its buttons is to be seen where they press them, and the card is far above by now.
        slot = cards.card_slot(task_id)
        await living.make_way(work, slot, scene.chat, last=render_card_below(t, task))
        await answer(work, scene, last, slot=slot)
    else:
        await (answer(work, scene, last) if is_here else answer_privately(office, work, scene, last))


async def redraw(office: Office, work: Work, task_id: int) -> None:
    """Its words were wiped: its cards say so, and the lists that named it go."""
    await cards.update_cards(office, work, task_id)
    task = await cards.get_task(work, task_id)
    month, last = month_of(task.set_at, office.zone), month_of(work.now, office.zone)
    while month <= last:
        for post in await work.outbox.posts(_slot(month)):
            await work.outbox.take_away(post.slot, Chat(post.chat_id, post.thread_id))
        month = month_after(month)


async def _page(office: Office, work: Work, scene: Scene, *, month: str, page: int) -> Message:
    since, before = month_bounds(month, office.zone)
    person = scene.actor
    rows = await _rows(office, work, person, since, before)
    pages = max(1, -(-len(rows) // PAGE))
    page = min(max(page, 0), pages - 1)
    counts = {standing: sum(row.standing is standing for row in rows) for standing in Standing}
    t = scene.t if scene.is_private or scene.is_at_desk else scene.own_t
    return words.render_ledger(
        t,
        rows[page * PAGE : (page + 1) * PAGE],
        counts=counts,
        month=month,
        unit=None if person.role in PLANNERS else person.unit,
        page=page,
        pages=pages,
    )


async def _rows(
    office: Office, work: Work, person: Person, since: datetime, before: datetime
) -> list[words.Row]:
    """What was under way in that time and concerns the person: overdue first, then the nearest due."""
    tasks = await work.supervision.alive(since, before)
    parts, reports = await work.supervision.parts_of(tasks), await work.supervision.reports_of(tasks)
    rows = []
    for task in tasks:
        if not cards.may_see(work, person, task, parts[task.id]):
            continue
        lead = cards.part_view(work, cards.lead_of(parts[task.id]))
        days = cards.days_of(office, work, task, reports[task.id])
        rows.append(words.Row(cards.standing_of(office, work, task), task, lead, days))
    return sorted(rows, key=lambda row: _ORDER.index(row.standing))


def _slot(month: str) -> str:
    return slot_name(Slot.TASKS, month)
