"""People look at items: /item, /audit, 全文; nothing is changed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from markupsafe import Markup

from bot.desk.common.office import Office, Scene, Toast, answer, answer_privately
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import cards, choices, leader_comments, printing, undo
from bot.errors import NotFound
from bot.locale.texts import Texts
from bot.model import Chat, Comment, Item, Keyboard, Message, Role, Task
from bot.rules.changes import describe_changes
from bot.rules.rights import ITEM_READERS, Act, Where, may, may_see_original
from bot.rules.states import Step, next_state, takes_decisions
from bot.store.work import Work
from bot.views.items import audit as audit_views
from bot.views.items import lookup as views
from bot.views.items import revisions as revision_views
from bot.views.items.cleaning import original_button
from bot.views.items.copyedits import as_sent_button
from bot.views.items.leader_comments import comment_button


async def show_item(office: Office, work: Work, scene: Scene, *, number: str) -> None:
    """`/item 2026-0001`: the item with its history, where everybody may read it who can see the answer.

    An editor gets a card as well while it is to be decided: one that was lost elsewhere is never missed.
    """
    person = scene.check(Act.ITEM)
    if not number.strip():
        await choices.choose_to_see(office, work, scene)
        return
    item = await find_visible(office, work, scene, number=number)
    notes = await cards.notes_of(office, work, item)
    is_public = await cards.is_for_all(work, scene, item)
    t = scene.t if is_public else scene.own_t
    history = await _history(work, scene, item, t=t, is_public=is_public)
    leaders = await leader_comments.shown_to(work, scene, item, is_public=is_public)
    printed = await printing.issue_in(work, item)
    tasks = await _tasks(work, scene, item, is_public=is_public)
    keyboard = () if is_public and not scene.is_private else await _own_buttons(work, scene, item)
    keyboard += await _original_button(work, scene, item, t=t)
    said = await _comments(work, scene, item) if scene.is_private or scene.is_at_desk or not is_public else []
    for message in views.render_item(
        t,
        item,
        notes,
        history=history,
        comments=said,
        leaders=leaders,
        printed=printed,
        tasks=tasks,
        keyboard=keyboard,
    ):
        if is_public:
            await answer(work, scene, _as_theirs(scene, item, message))
        else:
            is_own = item.person_id == person.id
            await answer_privately(office, work, scene, replace(message, shows_numbers=is_own))
    if takes_decisions(item.state) and may(person.role, Act.REVIEW, Where.PRIVATE):
        chat = scene.chat if scene.is_at_desk else Chat(scene.telegram_id)
        await cards.open_in(office, work, item, chat)


async def show_by_button(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """全文 on a card, or a number under /my."""
    scene.check(Act.ITEM)
    item = await cards.get_item(work, item_id)
    if not await cards.is_visible(work, scene, item):
        raise NotFound("There is no item {number}, or you may not see it.", number=item.number)
    if scene.is_at_desk:
        messages = views.render_full_text(scene.t, item)
    else:
        notes = await cards.notes_of(office, work, item)
        history = await _history(work, scene, item, t=scene.t, is_public=True)
        leaders = await leader_comments.shown_to(work, scene, item, is_public=True)
        printed = await printing.issue_in(work, item)
        keyboard = await _own_buttons(work, scene, item) if scene.is_private else ()
        keyboard += await _original_button(work, scene, item, t=scene.t)
        said = await _comments(work, scene, item) if scene.is_private else []
        messages = views.render_item(
            scene.t,
            item,
            notes,
            history=history,
            comments=said,
            leaders=leaders,
            printed=printed,
            tasks=await _tasks(work, scene, item, is_public=True),
            keyboard=keyboard,
        )
    for message in messages:
        await answer(work, scene, _as_theirs(scene, item, message))
    return None


async def _comments(work: Work, scene: Scene, item: Item) -> list[Comment]:
    """What was said of the item, to its reporter and to editors; the others see nothing of it."""
    is_side = item.person_id == scene.actor.id or may(scene.role, Act.REVIEW, Where.PRIVATE)
    return await work.comments.of_item(item.id) if is_side else []


async def _tasks(work: Work, scene: Scene, item: Item, *, is_public: bool) -> list[Task]:
    """The supervision tasks that go back to it: for leaders, editors and the units that see to them; in no other group."""
    if is_public and not scene.is_private and not scene.is_at_desk:
        return []
    tasks = await work.supervision.of_item(item.id)
    if scene.role in ITEM_READERS:
        return tasks
    parts = await work.supervision.parts_of(tasks)
    return [task for task in tasks if any(part.unit_id == scene.actor.unit_id for part in parts[task.id])]


def _as_theirs(scene: Scene, item: Item, message: Message) -> Message:
    """The reporter sees the own item in private as it was written, people's numbers too."""
    is_own = scene.is_private and item.person_id == scene.actor.id
    return replace(message, shows_numbers=True) if is_own else message


async def _history(work: Work, scene: Scene, item: Item, *, t: Texts, is_public: bool) -> Sequence[Markup]:
    """Every step; that a leader commented is for leaders and editors alone."""
    entries = await work.trail.of("item", item.id)
    reads_all = scene.role in ITEM_READERS and (scene.is_private or scene.is_at_desk or not is_public)
    if not reads_all:
        entries = [entry for entry in entries if not entry.step.startswith(leader_comments.STEPS)]
    return audit_views.history_lines(t, entries)


async def _own_buttons(work: Work, scene: Scene, item: Item) -> Keyboard:
    """What the person may do to an item of their own, in private: 修改, 撤回, 撤销; 批示 for a leader."""
    if scene.role is Role.LEADER and scene.is_private:
        return ((comment_button(scene.own_t, item),),)
    if item.person_id != scene.actor.id:
        return ()
    return revision_views.own_keyboard(
        scene.own_t,
        item,
        may_revise=next_state(item.state, Step.REVISE) is not None,
        may_withdraw=next_state(item.state, Step.WITHDRAW) is not None,
        may_undo=await undo.is_open_to(work, item, person_id=scene.actor.id),
    )


async def _original_button(work: Work, scene: Scene, item: Item, *, t: Texts) -> Keyboard:
    """原文, where cleaning changed something, and 报送稿, where an editor edited the text, for who may see them."""
    if not may_see_original(scene.actor, item):
        return ()
    buttons = [original_button(t, item)] if await work.items.originals(item.id) else []
    if await cards.copyedit_of(work, item) is not None:
        buttons.append(as_sent_button(t, item))
    return (tuple(buttons),) if buttons else ()


async def show_audit(office: Office, work: Work, scene: Scene, *, number: str) -> None:
    """`/audit 2026-0001`: every decision with what was before and after."""
    scene.check(Act.AUDIT)
    if not number.strip():
        await choices.choose_to_audit(office, work, scene)
        return
    item = await find_visible(office, work, scene, number=number)
    slot = slot_name(Slot.AUDIT, item.id)
    await work.outbox.take_away(slot, scene.chat)
    await answer(work, scene, await _audit_page(work, scene, item, page=0), slot=slot)


async def turn_audit(office: Office, work: Work, scene: Scene, *, page: int, item_id: int) -> Toast | None:
    """Another page of the trail, in its place."""
    scene.check(Act.AUDIT)
    item = await cards.get_item(work, item_id)
    if not await cards.is_visible(work, scene, item):
        raise NotFound("There is no item {number}, or you may not see it.", number=item.number)
    message = await _audit_page(work, scene, item, page=page)
    await work.outbox.show(slot_name(Slot.AUDIT, item.id), scene.chat, message)
    return None


async def _audit_page(work: Work, scene: Scene, item: Item, *, page: int) -> Message:
    entries = await work.trail.of("item", item.id)
    others = [await cards.get_item(work, item_id) for item_id in audit_views.merged_into(entries)]
    numbers = {other.id: other.number for other in others}
    versions = await work.items.versions(item.id)
    changes = {
        number: describe_changes(before, after)
        for (_, _, before, _), (number, _, after, _) in pairwise(versions)
    }
    titles = {number: (before, after) for (_, before, _, _), (number, after, _, _) in pairwise(versions)}
    return audit_views.render_audit(
        scene.t, item, entries, numbers=numbers, changes=changes, titles=titles, page=page
    )


async def press_audit(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """An item under a bare `/audit`."""
    item = await cards.get_item(work, item_id)
    await show_audit(office, work, scene, number=item.number)
    return None


async def find_visible(office: Office, work: Work, scene: Scene, *, number: str) -> Item:
    """The item of this number. NotFound, too, where whoever asks, or reads along, may not see it."""
    item = await cards.find_by_number(office, work, number)
    if item is None or not await cards.is_visible(work, scene, item):
        raise cards.no_item(office, work, number)
    return item
