"""The conversation that leads to an item, or to its revision: texts gathered, previewed, submitted; its state is a draft row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from bot.desk.common.conversations import slot_of
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.items import cards
from bot.errors import BadInput, NotAllowed, WrongState
from bot.model import Draft, Item, Keyboard, Kind
from bot.rules.changes import describe_changes
from bot.rules.item_draft import Content, content_of, is_title, read
from bot.rules.onestep import BODY_MIN, SubmissionText, parse_submission
from bot.rules.rights import Act
from bot.rules.text import clean
from bot.store.work import Work
from bot.views.items import drafts as views

KIND = "submit"
COLLECT, PREVIEW, REPLACE, SPLIT = "collect", "preview", "replace", "split"


async def begin(office: Office, work: Work, scene: Scene, *, demand_id: int | None = None) -> None:
    """`/submit`, `报送`, or 交稿 under a booking: asks for the text."""
    scene.check(Act.SUBMIT)
    demand = await work.demands.find(demand_id) if demand_id else None
    await _start(work, scene, Content(demand_id=demand_id), step=COLLECT)
    await answer(work, scene, views.render_ask_text(scene.t, demand=demand, number=None))


async def begin_revision(office: Office, work: Work, scene: Scene, *, item: Item) -> None:
    """`/revise 2026-0001`, or 修改 under what the reporter was told."""
    await _start(work, scene, Content(revises=item.id), step=COLLECT)
    await answer(work, scene, views.render_ask_text(scene.t, demand=None, number=item.number))


async def begin_with_text(office: Office, work: Work, scene: Scene) -> None:
    """A long or forwarded text in private, outside any conversation: straight to the preview."""
    scene.check(Act.SUBMIT)
    draft = await _start(work, scene, Content(), step=COLLECT)
    await take_text(office, work, scene, draft)


async def ask_rest(office: Office, work: Work, scene: Scene) -> None:
    """A one-step message that is too short: kept as a draft, and the rest is asked for."""
    content = Content(
        parts=((scene.message_id, clean(scene.text)),),
        origin=scene.forwarded_from,
        has_attachment=scene.attachment is not None,
    )
    await _start(work, scene, content, step=COLLECT)
    parsed = read(content, themes=office.settings.desk.themes)
    missing = views.missing_parts(scene.t, title=parsed.title, body=parsed.body, least=BODY_MIN)
    rest = views.render_ask_rest(scene.t, title=parsed.title, missing=missing, in_group=not scene.is_private)
    await answer(work, scene, rest)


async def ask_split(office: Office, work: Work, scene: Scene, *, texts: Sequence[str]) -> None:
    """Several tags in one message: nothing is numbered before the sender has said what it is."""
    content = Content(
        parts=((scene.message_id, clean(scene.text)),),
        origin=scene.forwarded_from,
        texts=tuple(texts),
    )
    draft = await _start(work, scene, content, step=SPLIT)
    titles = [parse_submission(text).title for text in texts]
    await answer(
        work, scene, views.render_ask_split(scene.t, draft.id, titles=titles), slot=slot_of(draft.id)
    )


async def take_text(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """A message inside the conversation: added to the draft (or, after 修改, put in its place), and previewed."""
    content = content_of(draft.data)
    if draft.step == SPLIT:
        raise WrongState("Please choose first by a button above: several items, or one?")
    kept = () if draft.step == REPLACE else content.parts
    part = (scene.message_id, clean(scene.text))
    parts = (*kept, part)
    if kept and is_title(part[1]) and not read(content, themes=office.settings.desk.themes).title:
        parts = (part, *kept)  # the title came after the text
    content = replace(
        content,
        parts=parts,
        origin=content.origin or scene.forwarded_from,
        has_attachment=content.has_attachment or scene.attachment is not None,
    )
    await _save(work, draft, content, step=PREVIEW)
    await _show_preview(office, work, scene, draft, content)


async def edit_part(office: Office, work: Work, scene: Scene, draft: Draft) -> bool:
    """An edited message that the draft holds; False where it holds none such."""
    content = content_of(draft.data)
    if not any(message_id == scene.message_id for message_id, _ in content.parts) or draft.step == SPLIT:
        return False
    parts = tuple((m, clean(scene.text) if m == scene.message_id else text) for m, text in content.parts)
    content = replace(content, parts=parts)
    await _save(work, draft, content, step=draft.step)
    if draft.step == PREVIEW:
        await _show_preview(office, work, scene, draft, content)
    return True


async def ask_replacement(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """修改: the next message takes the draft's place."""
    draft = await own(work, scene, draft_id)
    await _save(work, draft, content_of(draft.data), step=REPLACE)
    await work.outbox.say(scene.chat, views.render_edit_how(scene.t))
    return None


async def choose_kind(
    office: Office, work: Work, scene: Scene, *, draft_id: int, kind: str | None
) -> Toast | None:
    """类别: shows the four, or takes one."""
    draft = await own(work, scene, draft_id)
    content = content_of(draft.data)
    if kind is None:
        parsed = await _parsed(office, work, content)
        keyboard = views.kind_keyboard(scene.t, draft.id, chosen=parsed.kind or Kind.ORDINARY)
        await _refresh(office, work, scene, draft, content, keyboard=keyboard)
        return None
    if kind not in list(Kind):
        raise BadInput("This button is out of date. Please send the command again.")
    await _change(office, work, scene, draft, replace(content, kind=kind))
    return None


async def choose_theme(
    office: Office, work: Work, scene: Scene, *, draft_id: int, place: str | None
) -> Toast | None:
    """主题: shows the configured ones, or switches one on or off."""
    draft = await own(work, scene, draft_id)
    content, themes = content_of(draft.data), office.settings.desk.themes
    if not themes:
        return Toast(scene.t.plain("This desk has set no themes."), alert=True)
    if place is not None:
        if not place.isdigit() or int(place) >= len(themes):
            raise BadInput("This button is out of date. Please send the command again.")
        theme, chosen = themes[int(place)], (await _parsed(office, work, content)).themes
        switched = tuple(t for t in chosen if t != theme) if theme in chosen else (*chosen, theme)
        content = replace(content, themes=switched)
        await _save(work, draft, content, step=draft.step)
    chosen = (await _parsed(office, work, content)).themes
    keyboard = views.theme_keyboard(scene.t, draft.id, themes=themes, chosen=chosen)
    await _refresh(office, work, scene, draft, content, keyboard=keyboard)
    return None


async def switch_urgent(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """紧急: on or off."""
    draft = await own(work, scene, draft_id)
    content = content_of(draft.data)
    parsed = await _parsed(office, work, content)
    await _change(office, work, scene, draft, replace(content, urgent=not parsed.urgent))
    return None


async def go_back(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """返回 from a choice to the preview."""
    draft = await own(work, scene, draft_id)
    await _refresh(office, work, scene, draft, content_of(draft.data))
    return None


async def cancel(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """取消: the draft is thrown away."""
    draft = await own(work, scene, draft_id)
    await work.outbox.part_with(slot_of(draft.id), scene.chat, views.render_cancelled(scene.t))
    await work.drafts.delete(draft.chat_id, draft.telegram_id)
    return None


async def find(office: Office, work: Work, scene: Scene) -> Draft | None:
    """The person's conversation in this chat; one that was left too long is forgotten."""
    draft = await work.drafts.find(scene.chat.chat_id, scene.telegram_id)
    if draft and work.now - draft.updated_at > office.settings.desk.draft_keep:
        await work.drafts.delete(draft.chat_id, draft.telegram_id)
        return None
    return draft


async def own(work: Work, scene: Scene, draft_id: int) -> Draft:
    """The draft behind a button, if it is the presser's own and still open."""
    draft = await work.drafts.find(scene.chat.chat_id, scene.telegram_id)
    if draft is None or draft.id != draft_id or draft.kind != KIND:
        post = await work.outbox.find_post_at(scene.chat.chat_id, scene.message_id)
        if not scene.is_private and post is not None and post.slot == slot_of(draft_id):
            raise NotAllowed("This draft belongs to somebody else; only they can use its buttons.")
        raise WrongState("This draft has been submitted, cancelled or replaced already. Nothing was changed.")
    return draft


async def _start(work: Work, scene: Scene, content: Content, *, step: str) -> Draft:
    """A new conversation; the one that the person had in this chat is given up and its preview taken away."""
    old = await work.drafts.find(scene.chat.chat_id, scene.telegram_id)
    if old is not None:
        await work.outbox.take_away(slot_of(old.id), scene.chat)
        await work.drafts.delete(old.chat_id, old.telegram_id)
    await work.drafts.save(
        scene.chat.chat_id, scene.telegram_id, kind=KIND, step=step, data=asdict(content), now=work.now
    )
    draft = await work.drafts.find(scene.chat.chat_id, scene.telegram_id)
    assert draft is not None
    return draft


async def _save(work: Work, draft: Draft, content: Content, *, step: str) -> None:
    await work.drafts.save(
        draft.chat_id, draft.telegram_id, kind=KIND, step=step, data=asdict(content), now=work.now
    )


async def end(work: Work, scene: Scene, draft: Draft) -> None:
    """The conversation is over; its preview goes."""
    await work.drafts.delete(draft.chat_id, draft.telegram_id)
    await work.outbox.take_away(slot_of(draft.id), scene.chat)


async def _change(office: Office, work: Work, scene: Scene, draft: Draft, content: Content) -> None:
    await _save(work, draft, content, step=draft.step)
    await _refresh(office, work, scene, draft, content)


async def _parsed(office: Office, work: Work, content: Content) -> SubmissionText:
    item = await cards.get_item(work, content.revises) if content.revises else None
    return read(content, themes=office.settings.desk.themes, item=item)


async def _view(office: Office, work: Work, scene: Scene, draft: Draft, content: Content) -> views.DraftView:
    item = await cards.get_item(work, content.revises) if content.revises else None
    parsed = read(content, themes=office.settings.desk.themes, item=item)
    demand = await work.demands.find(parsed.demand_number) if parsed.demand_number else None
    changes = describe_changes(f"{item.title}\n{item.body}", f"{parsed.title}\n{parsed.body}") if item else ()
    return views.DraftView(
        draft_id=draft.id,
        title=parsed.title,
        body=parsed.body,
        kind=parsed.kind or Kind.ORDINARY,
        themes=parsed.themes,
        is_urgent=parsed.urgent,
        demand=demand,
        origin=content.origin,
        number=item.number if item else None,
        missing=views.missing_parts(scene.t, title=parsed.title, body=parsed.body, least=BODY_MIN),
        changes=changes,
    )


async def _show_preview(office: Office, work: Work, scene: Scene, draft: Draft, content: Content) -> None:
    """A fresh preview at the chat's end, so that it always stands below the newest text."""
    view = await _view(office, work, scene, draft, content)
    await work.outbox.take_away(slot_of(draft.id), scene.chat)
    await answer(work, scene, views.render_preview(scene.t, view), slot=slot_of(draft.id))


async def _refresh(
    office: Office,
    work: Work,
    scene: Scene,
    draft: Draft,
    content: Content,
    *,
    keyboard: Keyboard | None = None,
) -> None:
    """The preview that is there, brought up to date."""
    view = await _view(office, work, scene, draft, content)
    message = views.render_preview(scene.t, view, keyboard=keyboard)
    await work.outbox.show(slot_of(draft.id), scene.chat, message)
