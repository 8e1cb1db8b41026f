"""What adds to an item that there is: in answer to 已退回, behind 补充：, or by a button under the preview of what looks new."""

from __future__ import annotations

from datetime import timedelta

from bot.desk.common import by_name
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.items import cards, draft_preview, drafts, rewriting
from bot.errors import NotFound, WrongState
from bot.model import DraftKind, Item
from bot.rules.item_draft import Content, apart, behind, content_of
from bot.rules.rights import Act
from bot.rules.text import clean, count_chars
from bot.store.work import Work

# What was sent back longer ago is hardly meant by a text that names nothing.
_ASKED_LATELY = timedelta(days=14)
_MOST = 2  # of them


async def meant(work: Work, scene: Scene, *, replied: Item | None = None) -> tuple[int, ...]:
    """The items (by id) that a long private text may add to: which its reply names, and what was sent back lately.

    A deputy may answer for the person as well.
    """
    since = work.now - _ASKED_LATELY
    people = [scene.actor, *work.directory.stood_for(scene.actor.id, work.now)]
    returned = [item for person in people for item in await work.items.returned(person.id)]
    lately = sorted(
        (item for item in returned if item.decided_at is not None and item.decided_at >= since),
        key=lambda item: item.decided_at or work.now,
        reverse=True,
    )
    found = [*([replied] if replied is not None else []), *lately]
    # What is being revised already has a conversation of its own, and the writer has said that the text is none of its.
    under_way = await work.drafts.in_chat(scene.chat.chat_id, scene.telegram_id)
    revised = {content_of(each.data).revises for each in under_way if each.kind is DraftKind.ITEM}
    return tuple(dict.fromkeys(item.id for item in found if item.id not in revised))[:_MOST]


async def begin_revision_with(office: Office, work: Work, scene: Scene, *, item: Item) -> None:
    """A reply to 已退回: its text is the revision, shown before it is handed in."""
    content = Content(revises=item.id, parts=((0, drafts.text_of(item)),))
    draft = await drafts.start(work, scene, content, step=drafts.REPLACE)
    await drafts.take_text(office, work, scene, draft)


async def begin(office: Office, work: Work, scene: Scene, *, item: Item, text: str) -> bool:
    """补充：… as a reply to one's own receipt: the item with that behind it, shown before it is handed in. False for no text."""
    if not count_chars(text):
        return False
    content = Content(revises=item.id, parts=((0, drafts.text_of(item)), (scene.message_id, clean(text))))
    draft = await drafts.start(work, scene, content, step=drafts.PREVIEW)
    await draft_preview.show_preview(office, work, scene, draft, content)
    return True


async def add(office: Office, work: Work, scene: Scene, *, draft_id: int, item_id: int) -> Toast:
    """补入 2026-0001 under the preview of a new item: the draft becomes that item's revision, shown before it is handed in."""
    draft = await drafts.own(work, scene, draft_id)
    content = content_of(draft.data)
    if content.revises is not None or content.pending or item_id not in content.meant:
        raise WrongState("This has been settled already.")
    item = await cards.get_item(work, item_id)
    scene_of_reporter = by_name.for_person(work, scene, item.person_id)
    if item.person_id != scene_of_reporter.check(Act.REVISE).id:
        raise NotFound("There is no item {number}, or you may not see it.", number=item.number)
    rewriting.check_revisable(scene, item)
    themes, names = office.settings.desk.themes, work.directory.names
    content = behind(content, drafts.text_of(item), item_id=item.id, themes=themes, names=names)
    await drafts.save(work, draft, content, step=draft.step)
    await draft_preview.show_preview(office, work, scene, draft, content)
    number, is_behind = item.number, content.before is not None
    return scene.toast(
        lambda t: (
            t.plain("It stands behind the text of {number} now; press Submit.", number=number)
            if is_behind
            else t.plain("It takes the place of the text of {number} now; press Submit.", number=number)
        )
    )


async def take_apart(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast:
    """另作新信息: the draft is what it was before the button, an item of its own."""
    draft = await drafts.own(work, scene, draft_id)
    content = content_of(draft.data)
    if content.revises is None or content.pending or content.revises not in content.meant:
        raise WrongState("This has been settled already.")
    content = apart(content)
    await drafts.save(work, draft, content, step=draft.step)
    await draft_preview.show_preview(office, work, scene, draft, content)
    return scene.toast(lambda t: t.plain("It is an item of its own again."))
