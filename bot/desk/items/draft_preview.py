"""The preview of an item under way: what would be taken as what, in the message that its buttons stand under."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from bot.desk.common.conversations import preview_slot
from bot.desk.common.office import Office, Scene, answer
from bot.desk.items import cards, keypoints
from bot.model import Draft, Item, Keyboard, Kind, Message
from bot.rules.changes import describe_changes
from bot.rules.item_draft import NO_DEMAND, Content, content_of, read
from bot.rules.months import month_of
from bot.rules.onestep import BODY_MIN, SubmissionText
from bot.rules.states import Step, next_state
from bot.rules.text import count_chars
from bot.store.work import Work
from bot.views.items import drafts as words
from bot.views.items import previews as views


async def show_preview(
    office: Office,
    work: Work,
    scene: Scene,
    draft: Draft,
    content: Content,
    *,
    note: Markup | None = None,
    is_anew: bool = True,
) -> None:
    """A fresh preview at the chat's end, so that it always stands below the newest text; else where it is.

    `note` is a line about a file, above it.
    """
    view, slot = await view_of(office, work, scene, draft, content), preview_slot(draft.id)
    message = _as_typed(scene, views.render_preview(scene.t, view, note=note))
    if not is_anew:
        await work.outbox.show(slot, scene.chat, message)
        return
    await work.outbox.take_away(slot, scene.chat)
    await answer(work, scene, message, slot=slot)


async def refresh(
    office: Office,
    work: Work,
    scene: Scene,
    draft: Draft,
    content: Content,
    *,
    keyboard: Keyboard | None = None,
) -> None:
    """The preview that is there, brought up to date."""
    view = await view_of(office, work, scene, draft, content)
    message = _as_typed(scene, views.render_preview(scene.t, view, keyboard=keyboard))
    await work.outbox.show(preview_slot(draft.id), scene.chat, message)


async def count_body(office: Office, work: Work, draft: Draft) -> int:
    """The characters of the draft's text without its title, as its preview counts them."""
    return count_chars((await parsed_of(office, work, content_of(draft.data))).body)


async def parsed_of(office: Office, work: Work, content: Content) -> SubmissionText:
    """The draft's text as it would be taken."""
    item = await cards.get_item(work, content.revises) if content.revises else None
    return read(content, themes=office.settings.desk.themes, names=work.directory.names, item=item)


async def view_of(
    office: Office, work: Work, scene: Scene, draft: Draft, content: Content
) -> views.DraftView:
    """What the preview shows."""
    item = await cards.get_item(work, content.revises) if content.revises else None
    parsed = read(content, themes=office.settings.desk.themes, names=work.directory.names, item=item)
    number = parsed.demand_number
    if item is not None and number is None and content.demand_id != NO_DEMAND:
        number = item.demand_id
    demand = await work.demands.find(number) if number else None
    changes = describe_changes(f"{item.title}\n{item.body}", f"{parsed.title}\n{parsed.body}") if item else ()
    month = item.month if item else month_of(work.now, office.zone)
    return views.DraftView(
        draft_id=draft.id,
        title=parsed.title,
        body=parsed.body,
        kind=parsed.kind or Kind.ORDINARY,
        themes=parsed.themes,
        is_urgent=parsed.urgent,
        demand=demand,
        is_linked=item is not None and demand is not None and item.demand_id == demand.id,
        keypoint=await keypoints.named(work, month, parsed.keypoint),
        keypoint_typed=parsed.keypoint,
        origin=content.origin,
        number=item.number if item else None,
        state=item.state if item else None,
        missing=words.missing_parts(scene.t, title=parsed.title, body=parsed.body, least=BODY_MIN),
        changes=changes,
        files=await work.attachments.of_draft(draft.id) if content.has_attachment else (),
        cleaning=parsed.cleaning,
        parts=sum(1 for message_id, _ in content.parts if message_id),
        may_add=await _may_add(work, content) if item is None else (),
        may_part=content.revises in content.meant,
    )


async def _may_add(work: Work, content: Content) -> list[Item]:
    """What the draft may add to instead, as far as that can be revised still."""
    found = await work.items.find_all(content.meant) if content.meant else []
    return [item for item in found if next_state(item.state, Step.REVISE) is not None]


def _as_typed(scene: Scene, preview: Message) -> Message:
    """In private the writer sees the own words as they are, people's numbers too."""
    return replace(preview, shows_numbers=scene.is_private)
