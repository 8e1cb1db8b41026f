"""The conversation that leads to an item, or to its revision: texts gathered, previewed, submitted; its state is a draft row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from bot.desk.common import conversations
from bot.desk.common.conversations import Conversation, preview_slot
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.typed import typed_label
from bot.desk.items import attachments, cards, draft_preview
from bot.errors import WrongState
from bot.locale.texts import Texts
from bot.model import Draft, DraftKind, Item, Message
from bot.rules.item_draft import Content, add_to, change, content_of, drops_body, is_title, read
from bot.rules.near_miss import near_miss
from bot.rules.numbers import named_by
from bot.rules.onestep import BODY_MIN, TAGS_OTHER, has_tag, parse_submission, without_command
from bot.rules.rights import Act
from bot.rules.spoken import spoken
from bot.rules.text import clean, count_chars, is_courtesy, join_parts
from bot.store.work import Work
from bot.views.items import drafts as views
from bot.views.items import previews

COLLECT, PREVIEW, REPLACE, SPLIT = "collect", "preview", "replace", "split"
READ = "read"  # a file is on its way, in which the text may be
EDITED = "edited"  # what came of an edit that is not taken over by itself; it waits for its button
_WORD_MOST = 6  # characters of a button's word, which is no text of an item


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a conversation is begun for: a new item, one for a demand, there perhaps for somebody's booking, or a new version."""

    demand_id: int | None = None
    revises: int | None = None
    for_person: int | None = None


async def begin(office: Office, work: Work, scene: Scene, *, purpose: Purpose = Purpose()) -> None:
    """`/submit`, `报送`, 交稿 under a booking, 修改 under an item: asks for the text, unless one is being written already.

    Nothing that somebody wrote is given up for it: they are asked what is to become of that first.
    """
    scene.check(Act.SUBMIT)
    open_drafts = await open_in(office, work, scene)
    same = [draft for draft in open_drafts if _purpose(draft) == purpose]
    written = [draft for draft in open_drafts if content_of(draft.data).text and draft.step != SPLIT]
    own_text = [draft for draft in written if content_of(draft.data).revises is None]
    if purpose.revises is None and own_text:
        await _ask_what_first(office, work, scene, own_text[0], purpose=purpose)
    elif same:
        await go_on(office, work, scene, draft_id=same[0].id)
    else:
        await begin_anew(office, work, scene, purpose=purpose)


async def begin_anew(office: Office, work: Work, scene: Scene, *, purpose: Purpose) -> None:
    """A conversation beside those that there are."""
    scene.check(Act.SUBMIT)
    if purpose.revises is not None:
        item = await cards.get_item(work, purpose.revises)
        parts = ((0, text_of(item)),)
        content = Content(revises=item.id, parts=parts, asked_change=True)
        draft = await start(work, scene, content, step=REPLACE)
        question = views.render_ask_revision(scene.t, item, in_group=not scene.is_private)
    else:
        demand = await work.demands.find(purpose.demand_id) if purpose.demand_id else None
        content = Content(demand_id=purpose.demand_id, for_person=purpose.for_person)
        draft = await start(work, scene, content, step=COLLECT)
        question = views.render_ask_text(scene.t, demand=demand)
    await conversations.ask(work, scene, draft, question)


async def _ask_what_first(
    office: Office, work: Work, scene: Scene, draft: Draft, *, purpose: Purpose
) -> None:
    """Somebody begins an item while another one waits to be handed in."""
    view = await draft_preview.view_of(office, work, scene, draft, content_of(draft.data))
    await answer(work, scene, views.render_unfinished(scene.t, view, demand_id=purpose.demand_id))


async def begin_with_text(office: Office, work: Work, scene: Scene, *, meant: Sequence[int] = ()) -> None:
    """A long or forwarded text in private, outside any conversation, or what stands behind `/submit`: straight to the preview.

    `meant` are items (by id) that it may add to instead.
    """
    scene.check(Act.SUBMIT)
    near = near_miss(clean(scene.text))
    if near is not None and not near.left_out:
        scene = replace(scene, text=near.text)  # 报送：早茶开园 is not what it is called
    draft = await start(work, scene, Content(meant=() if near else tuple(meant)), step=COLLECT)
    await take_text(office, work, scene, draft)


async def ask_rest(office: Office, work: Work, scene: Scene) -> None:
    """A one-step message that is too short: kept as a draft, and the rest is asked for."""
    content = Content(
        parts=((scene.message_id, clean(scene.text)),),
        origin=scene.forwarded_from,
        has_attachment=scene.file is not None,
    )
    draft = await start(work, scene, content, step=COLLECT)
    await attachments.keep(work, scene, draft_id=draft.id)
    await ask_missing(office, work, scene, draft, content)


async def ask_missing(office: Office, work: Work, scene: Scene, draft: Draft, content: Content) -> None:
    """The question for the rest of a draft that is too short, at the chat's end."""
    parsed = read(content, themes=office.settings.desk.themes, names=work.directory.names)
    missing = views.missing_parts(scene.t, title=parsed.title, body=parsed.body, least=BODY_MIN)
    notes = attachments.notes_at_once(office, scene)
    rest = views.render_ask_rest(
        scene.t, title=parsed.title, missing=[*notes, *missing], in_group=not scene.is_private
    )
    await conversations.ask(work, scene, draft, rest)


async def ask_split(office: Office, work: Work, scene: Scene, *, texts: Sequence[str]) -> None:
    """Several tags in one message: nothing is numbered before the sender has said what it is."""
    content = Content(
        parts=((scene.message_id, clean(scene.text)),),
        origin=scene.forwarded_from,
        has_attachment=scene.file is not None,
        texts=tuple(texts),
    )
    draft = await start(work, scene, content, step=SPLIT)
    await attachments.keep(work, scene, draft_id=draft.id)
    titles = [parse_submission(text).title for text in texts]
    question = views.render_ask_split(scene.t, draft.id, titles=titles)
    await answer(work, scene, question, slot=preview_slot(draft.id))


async def take_text(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """A message inside the conversation: added to the draft (or, after 修改, what is to change in it), and previewed."""
    conversations.check_writer(scene, draft)
    text = as_typed(scene)
    if scene.attachment is None and (hint := _hint_at(office, work, scene, draft, text)) is not None:
        await answer(work, scene, hint)
        return
    draft = await follow(work, scene, draft)
    content = content_of(draft.data)
    if draft.step == SPLIT:
        raise WrongState(
            "This text was not kept. Please choose first by a button above (several items, or one), then send it again."
        )
    part = (scene.message_id, text)
    themes, names = office.settings.desk.themes, work.directory.names
    if draft.step in (REPLACE, EDITED):
        pending = (*content.pending, part)
        whole = join_parts([each for _, each in pending])
        drops = drops_body(content, whole, themes=themes, names=names)
        if drops is not None:
            content = replace(content, pending=pending)
            await save(work, draft, content, step=REPLACE)
            await attachments.keep(work, scene, draft_id=draft.id)
            await _ask_drop(work, scene, draft, drops)
            return
        content = change(content, whole, part=scene.message_id, themes=themes, names=names)
        content = replace(content, pending=())
    elif content.asked_change and is_title(text) and await _answers_newest(work, scene, draft):
        content = change(content, text, part=scene.message_id, themes=themes, names=names)
    elif content.parts and is_title(text) and not read(content, themes=themes, names=names).title:
        content = replace(content, parts=(part, *content.parts))  # the title came after the text
    else:
        content = replace(content, parts=(*content.parts, part))
    content = replace(
        content,
        origin=content.origin or scene.forwarded_from,
        has_attachment=content.has_attachment or scene.file is not None,
        sent_at=None,
        thread_id=scene.chat.thread_id,
    )
    await work.drafts.save(draft.id, step=PREVIEW, data=asdict(content), now=work.now)
    await attachments.keep(work, scene, draft_id=draft.id)
    await draft_preview.show_preview(office, work, scene, draft, content)


def _hint_at(office: Office, work: Work, scene: Scene, draft: Draft, text: str) -> Message | None:
    """What is said of a text that is no item's: thanks, a button's word, a number alone, what begins with another tag."""
    if has_tag(text, tags=TAGS_OTHER):
        return views.render_other_tag(scene.t)
    if (
        is_courtesy(text)
        or (count_chars(text) <= _WORD_MOST and spoken(text) is not None)
        or typed_label(office, text, previews.LABELS) is not None
        or named_by(text, year=office.today(work.now).year) is not None
    ):
        return views.render_no_content(scene.t, text, may_submit=draft.step == PREVIEW)
    return None


async def _answers_newest(work: Work, scene: Scene, draft: Draft) -> bool:
    """Whether the text replies to the newest question of the draft."""
    if scene.reply_to is None:
        return False
    post = await work.outbox.find_post_at(scene.chat.chat_id, scene.reply_to)
    return post is not None and post.slot == slot_name(Slot.QUESTION, draft.id)


async def _ask_drop(work: Work, scene: Scene, draft: Draft, drops: tuple[int, int]) -> None:
    before, after = drops
    await conversations.ask(
        work, scene, draft, views.render_ask_drop(scene.t, draft.id, before=before, after=after)
    )


async def settle_pending(
    office: Office, work: Work, scene: Scene, *, draft_id: int, is_whole: bool
) -> Toast | None:
    """整篇替换, or 续在原文后: the writer's word on a text that would leave far less of the body."""
    draft = await own(work, scene, draft_id)
    content = content_of(draft.data)
    if not content.pending:
        raise WrongState("This has been settled already.")
    text, last = join_parts([each for _, each in content.pending]), content.pending[-1][0]
    themes, names = office.settings.desk.themes, work.directory.names
    settle = change if is_whole else add_to
    content = replace(settle(content, text, part=last, themes=themes, names=names), pending=())
    await save(work, draft, content, step=PREVIEW)
    await work.outbox.take_away(slot_name(Slot.QUESTION, draft.id), scene.chat)
    await draft_preview.show_preview(office, work, scene, draft, content)
    return None


async def edit_part(office: Office, work: Work, scene: Scene, draft: Draft) -> bool:
    """An edited message that the draft holds; False where it holds none such."""
    if not holds(draft, scene) or draft.step == SPLIT:
        return False
    content = with_edit(content_of(draft.data), scene)
    if content == content_of(draft.data):
        return True
    await save(work, draft, content, step=draft.step)
    if draft.step == COLLECT:
        await ask_missing(office, work, scene, draft, content)
    elif draft.step in (PREVIEW, REPLACE):
        await draft_preview.show_preview(office, work, scene, draft, content, is_anew=draft.step == PREVIEW)
    return True


def as_typed(scene: Scene) -> str:
    """What the message says of an item: without the command with which it may begin."""
    return without_command(clean(scene.text), command=Act.SUBMIT.value)


def holds(draft: Draft, scene: Scene) -> bool:
    """Whether the message is one of those that the draft was put together from."""
    content = content_of(draft.data)
    return any(message_id == scene.message_id for message_id, _ in (*content.parts, *content.pending))


def with_edit(content: Content, scene: Scene) -> Content:
    """The draft with the message as it is now."""

    def edited(parts: tuple[tuple[int, str], ...]) -> tuple[tuple[int, str], ...]:
        return tuple((m, as_typed(scene) if m == scene.message_id else text) for m, text in parts)

    return replace(content, parts=edited(content.parts), pending=edited(content.pending))


async def ask_replacement(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """修改: the next message says what is to change."""
    draft = await own(work, scene, draft_id)
    await save(work, draft, replace(content_of(draft.data), asked_change=True), step=REPLACE)
    question = views.render_edit_how(scene.t, draft.id, in_group=not scene.is_private)
    await conversations.ask(work, scene, draft, question)
    return None


async def go_back(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """返回 from a choice, or from 修改, to the preview."""
    draft = await own(work, scene, draft_id)
    if draft.step == REPLACE:
        await save(work, draft, replace(content_of(draft.data), pending=()), step=PREVIEW)
    await draft_preview.refresh(office, work, scene, draft, content_of(draft.data))
    return None


async def go_on(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """A draft is taken up again."""
    await resume(office, work, scene, await own(work, scene, draft_id))
    return None


async def resume(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The draft's preview, or its question, anew at this chat's end."""
    conversations.check_writer(scene, draft)
    draft = await follow(work, scene, draft)
    content = content_of(draft.data)
    if draft.step == SPLIT:
        await ask_split(office, work, replace(scene, text=content.text), texts=content.texts)
        await conversations.end(work, scene, draft)
    elif content.pending:
        whole = join_parts([each for _, each in content.pending])
        themes, names = office.settings.desk.themes, work.directory.names
        drops = drops_body(content, whole, themes=themes, names=names)
        await _ask_drop(work, scene, draft, drops or (0, 0))
    elif content.revises is not None and draft.step == REPLACE:
        item = await cards.get_item(work, content.revises)
        question = views.render_ask_revision(scene.t, item, in_group=not scene.is_private)
        await conversations.ask(work, scene, draft, question)
    elif content.parts:
        await save(work, draft, content, step=PREVIEW)
        await draft_preview.show_preview(office, work, scene, draft, content)
    else:
        demand = await work.demands.find(content.demand_id) if content.demand_id else None
        await conversations.ask(work, scene, draft, views.render_ask_text(scene.t, demand=demand))


async def follow(work: Work, scene: Scene, draft: Draft) -> Draft:
    """The draft in this chat. The numbers of messages that it has from another one mean nothing here."""
    if not await conversations.follow(work, scene, draft):
        return draft
    content = content_of(draft.data)
    content = replace(content, parts=tuple((0, text) for _, text in content.parts))
    await save(work, draft, content, step=draft.step)
    return replace(draft, chat_id=scene.chat.chat_id, data=asdict(content))


async def cancel(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """取消: the draft is thrown away."""
    await cancel_draft(office, work, scene, await own(work, scene, draft_id))
    return None


async def cancel_draft(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The writer gives the draft up; an item that it would have changed stays as it is."""
    conversations.check_writer(scene, draft)
    content = content_of(draft.data)
    item = await cards.get_item(work, content.revises) if content.revises else None
    await conversations.end_with(work, scene, draft, views.render_cancelled(scene.t, item))


async def open_in(office: Office, work: Work, scene: Scene) -> list[Draft]:
    """The person's items under way in this chat, the newest first."""
    drafts = await work.drafts.in_chat(scene.chat.chat_id, scene.telegram_id)
    return [
        draft
        for draft in drafts
        if draft.kind is DraftKind.ITEM and not conversations.is_too_old(office, draft, now=work.now)
    ]


async def own(work: Work, scene: Scene, draft_id: int) -> Draft:
    """The draft behind a button, if it is the presser's own and still open."""
    draft = await work.drafts.find(draft_id)
    if draft is None or draft.kind is not DraftKind.ITEM:
        raise WrongState("This draft has been submitted, cancelled or replaced already. Nothing was changed.")
    conversations.check_writer(scene, draft)
    return draft


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """What the draft is, in a few words."""
    content = content_of(draft.data)
    parsed = await draft_preview.parsed_of(office, work, content)
    item = await cards.get_item(work, content.revises) if content.revises else None
    return views.draft_name(t, title=parsed.title, number=item.number if item else None)


def _purpose(draft: Draft) -> Purpose:
    content = content_of(draft.data)
    return Purpose(content.demand_id or None, content.revises, content.for_person)


async def start(work: Work, scene: Scene, content: Content, *, step: str) -> Draft:
    """A conversation begins at this step."""
    return await conversations.begin(work, scene, DraftKind.ITEM, step=step, data=asdict(content))


def text_of(item: Item) -> str:
    """An item's text as a draft holds it."""
    return f"{item.title}\n{item.body}"


async def save(work: Work, draft: Draft, content: Content, *, step: str) -> None:
    await work.drafts.save(draft.id, step=step, data=asdict(content), now=work.now)


CONVERSATION = Conversation(
    kind=DraftKind.ITEM,
    take=take_text,
    cancel=cancel_draft,
    is_asking=lambda draft: draft.step in (COLLECT, REPLACE),
    name=name,
    is_open=lambda draft: draft.step != EDITED,
    resume=resume,
)
