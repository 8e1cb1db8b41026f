"""People look at items: /my, /item, /audit, 全文; nothing is changed here."""

from __future__ import annotations

from itertools import pairwise

from bot.desk.common.office import Office, Scene, Toast, answer, answer_privately
from bot.desk.items import cards
from bot.desk.items import quota as item_quota
from bot.errors import BadInput, NotFound
from bot.model import Chat, Item, ItemState, Person, PlaceKind
from bot.rules.changes import Change, describe_changes
from bot.rules.dates import month_of
from bot.rules.rights import Act, Where, may, may_see_item
from bot.rules.text import as_number
from bot.store.work import Work
from bot.views.items import audit as audit_views
from bot.views.items import cards as views


async def list_mine(office: Office, work: Work, scene: Scene) -> None:
    """`/my`: one's newest items with their states."""
    person = scene.check(Act.MY)
    items = await work.items.of_person(person.id)
    month = month_of(work.now, office.zone)
    count, quota = await item_quota.standing(office, work, person=person, month=month)
    for message in views.render_mine(scene.t, items, count=count, quota=quota):
        await answer_privately(office, work, scene, message)


async def show_item(office: Office, work: Work, scene: Scene, *, number: str) -> None:
    """`/item 2026-0001`: the item with its history, where everybody may read it who can see the answer.

    An editor gets a card as well while it is to be decided: one that was lost elsewhere is never missed.
    """
    person = scene.check(Act.ITEM)
    item = await _find_visible(work, person, number=number)
    notes = await cards.notes_of(work, item)
    entries = await work.trail.of("item", item.id)
    history = audit_views.history_lines(scene.t, entries)
    for message in views.render_item(scene.t, item, notes, history=history):
        if item.state is ItemState.ADOPTED or _is_desk(scene):
            await answer(work, scene, message)
        else:
            await answer_privately(office, work, scene, message)
    if item.state in cards.UNDECIDED and may(person.role, Act.REVIEW, Where.PRIVATE):
        chat = scene.chat if _is_desk(scene) else Chat(scene.telegram_id)
        await cards.open_in(office, work, item, chat)


async def show_by_button(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """全文 on a card, or a number under /my."""
    person = scene.check(Act.ITEM)
    item = await cards.get_item(work, item_id)
    if not may_see_item(person, item):
        raise NotFound("There is no item {number}, or you may not see it.", number=item.number)
    if _is_desk(scene):
        messages = views.render_full_text(scene.t, item)
    else:
        notes = await cards.notes_of(work, item)
        entries = await work.trail.of("item", item.id)
        history = audit_views.history_lines(scene.t, entries)
        messages = views.render_item(scene.t, item, notes, history=history)
    for message in messages:
        await answer(work, scene, message)
    return None


async def show_audit(office: Office, work: Work, scene: Scene, *, number: str) -> None:
    """`/audit 2026-0001`: every decision with what was before and after."""
    person = scene.check(Act.AUDIT)
    item = await _find_visible(work, person, number=number)
    entries = await work.trail.of("item", item.id)
    others = [await cards.get_item(work, item_id) for item_id in audit_views.merged_into(entries)]
    numbers = {other.id: other.number for other in others}
    changes = await _changes_of_versions(work, item)
    for message in audit_views.render_audit(scene.t, item, entries, numbers=numbers, changes=changes):
        await answer(work, scene, message)


async def _changes_of_versions(work: Work, item: Item) -> dict[int, list[Change]]:
    """What each version changed in the text of the one before, by its number."""
    versions = await work.items.versions(item.id)
    return {
        number: describe_changes(before, after)
        for (_, _, before, _), (number, _, after, _) in pairwise(versions)
    }


async def _find_visible(work: Work, person: Person, *, number: str) -> Item:
    if not number.strip():
        raise BadInput(cards.NUMBER_HINT)
    item = await work.items.find_number(as_number(number))
    if item is None or not may_see_item(person, item):
        raise NotFound("There is no item {number}, or you may not see it.", number=number.strip()[:20])
    return item


def _is_desk(scene: Scene) -> bool:
    return scene.place is not None and scene.place.kind is PlaceKind.DESK
