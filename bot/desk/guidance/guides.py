"""The writing guide: `/guide` shows it page by page, `/guide 更新` puts the office's own in force, `恢复` the one before."""

from __future__ import annotations

from bot.desk.common import conversations
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.typed import press_typed
from bot.desk.items import attachments
from bot.errors import BadInput, WrongState
from bot.locale.texts import Texts
from bot.model import Attachment, Draft, DraftKind, Guide, Message, Reading, Refusal
from bot.rules.rights import Act, may
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.common.callbacks import Press
from bot.views.guidance import guides as words
from bot.views.items import attachments as file_words

SUBJECT = "guide"  # in the audit trail
LEAST, MOST = 20, 20_000  # characters
_SLOT = slot_name(Slot.GUIDE, "all")
_WORDS, _READING, _PREVIEW = "words", "reading", "preview"
_UPDATE, _RESTORE = ("更新", "更改", "update"), ("恢复", "撤销", "restore")


async def command(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/guide`, `/guide 更新` with or without the text or a file, `/guide 恢复`."""
    scene.check(Act.GUIDE)
    head, _, rest = clean(text).strip().partition("\n")
    word, _, behind = head.partition(" ")
    if word in _RESTORE and not behind and not rest:
        await _restore(work, scene)
    elif word in _UPDATE:
        await _update(office, work, scene, text=f"{behind}\n{rest}".strip())
    elif word:
        raise BadInput(
            "Only /guide, <code>/guide update</code> or <code>/guide restore</code> is understood."
        )
    else:
        await _show(work, scene)


# --- looking at it --------------------------------------------------------------------------------------


async def _show(work: Work, scene: Scene) -> None:
    message = await _page(work, scene, page=0)
    await work.outbox.take_away(_SLOT, scene.chat)
    await answer(work, scene, message, slot=_SLOT)


async def turn_page(office: Office, work: Work, scene: Scene, *, page: int) -> Toast | None:
    """Another page, in its place."""
    scene.check(Act.GUIDE)
    await work.outbox.show(_SLOT, scene.chat, await _page(work, scene, page=page))
    return scene.toast(words.guide_name)


async def _page(work: Work, scene: Scene, *, page: int) -> Message:
    guide = await work.guides.in_force()
    examples = len(await work.exemplars.newest(most=words.EXAMPLES_MOST))
    may_set = may(scene.role, Act.SET_GUIDE, scene.where)
    return words.render_page(scene.t, guide, page=page, examples=examples, may_set=may_set)


# --- putting another in force ---------------------------------------------------------------------------


async def _update(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    scene.check(Act.SET_GUIDE)
    draft = await conversations.begin(
        work,
        scene,
        DraftKind.GUIDE,
        step=_WORDS,
        data={"text": "", "message_id": scene.message_id, "thread_id": scene.chat.thread_id},
    )
    if scene.file is not None:
        await take_file(office, work, scene, draft)
    elif count_chars(text):
        await _preview(office, work, scene, draft, text)
    else:
        await conversations.ask(work, scene, draft, words.render_ask_text(scene.t))


async def take_words(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The text, or another one instead of what the preview shows; a file where one comes with it."""
    scene.check(Act.SET_GUIDE)
    if scene.file is not None:
        await take_file(office, work, scene, draft)
    elif draft.step != _PREVIEW or not await _press_typed(office, work, scene, draft):
        await _preview(office, work, scene, draft, clean(scene.text))


async def _press_typed(office: Office, work: Work, scene: Scene, draft: Draft) -> bool:
    """The word of a button under the preview, typed."""
    acts = {Press.GUIDE_PUT: put, Press.GUIDE_CANCEL: press_cancel}
    return await press_typed(
        office,
        work,
        scene,
        lambda t: words.buttons(t, draft.id),
        lambda pressed: acts[pressed.press](office, work, scene, draft_id=draft.id),
    )


async def take_file(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """A file in the place of the text: it is fetched and read, then shown."""
    scene.check(Act.SET_GUIDE)
    if scene.file is None or scene.file.size > attachments.MOST_BYTES:
        raise BadInput(
            "Please send the guide as a text, or as a .docx or .txt of at most 20 MB. Nothing was changed."
        )
    data = {**draft.data, "message_id": scene.message_id}
    await work.drafts.save(draft.id, step=_READING, data=data, now=work.now)
    await attachments.keep(work, scene, draft_id=draft.id)
    await _show_preview(work, scene, draft, words.render_reading(scene.t))


async def take_reading(
    office: Office, work: Work, scene: Scene, draft: Draft, file: Attachment, reading: Reading
) -> None:
    """The file has been read, or cannot be; its words are all that is kept of it."""
    await work.attachments.remove(file)
    if draft.step != _READING or not may(scene.role, Act.SET_GUIDE, scene.where):
        return  # a text came instead meanwhile
    text = clean(reading.text or "")
    if reading.fault is not None:
        contact = office.settings.secrecy.contact
        note = file_words.refusal_words(scene.t, file, Refusal(reading.fault), contact=contact)
    elif not count_chars(text):
        note = words.unread(scene.t)
    else:
        try:
            await _preview(office, work, scene, draft, text)
            return
        except BadInput as refused:
            note = scene.t(refused.key, **refused.fields)
    await work.drafts.save(draft.id, step=_WORDS, data=draft.data, now=work.now)
    await work.outbox.take_away(conversations.preview_slot(draft.id), scene.chat)
    await conversations.ask(work, scene, draft, words.render_ask_other(scene.t, note))


async def _preview(office: Office, work: Work, scene: Scene, draft: Draft, text: str) -> None:
    count = count_chars(text)
    if not LEAST <= count <= MOST:
        raise BadInput(
            "A writing guide has {least} to {most} characters; this one has {count}. Nothing was changed.",
            least=LEAST,
            most=MOST,
            count=count,
        )
    check_passable(office, text)
    data = {**draft.data, "text": text, "message_id": scene.message_id}
    await work.drafts.save(draft.id, step=_PREVIEW, data=data, now=work.now)
    await _show_preview(work, scene, draft, words.render_preview(scene.t, draft.id, text))


async def _show_preview(work: Work, scene: Scene, draft: Draft, message: Message) -> None:
    slot = conversations.preview_slot(draft.id)
    if await work.outbox.find_post(slot, scene.chat) is not None:
        await work.outbox.show(slot, scene.chat, message)
    else:
        await answer(work, scene, message, slot=slot)


async def put(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`确认更新`: in force for everybody from now on."""
    editor = scene.check(Act.SET_GUIDE)
    draft = await conversations.get_own(work, scene, draft_id, DraftKind.GUIDE)
    if draft.step != _PREVIEW:
        raise WrongState("The file is still being read; please wait a moment.")
    guide_id = await work.guides.add(str(draft.data["text"]), person_id=editor.id, now=work.now)
    await _record(work, guide_id, step="put", person_id=editor.id)
    await conversations.end_with(work, scene, draft, words.render_put(scene.t, guide_id))
    return None


async def press_cancel(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`取消` under the preview."""
    await cancel(office, work, scene, await conversations.get_own(work, scene, draft_id, DraftKind.GUIDE))
    return None


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The guide stays as it is."""
    await conversations.end(work, scene, draft)
    await answer(work, scene, words.render_left(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """The conversation in a few words."""
    return words.guide_name(t)


# --- the one before ---------------------------------------------------------------------------------------


async def press_restore(office: Office, work: Work, scene: Scene, *, guide_id: int) -> Toast | None:
    """`恢复上一版` under the word that another is in force."""
    scene.check(Act.SET_GUIDE)
    in_force = await work.guides.in_force()
    if in_force is None or in_force.id != guide_id:
        raise WrongState("The guide has been changed since. Nothing was changed; see /guide")
    await _restore(work, scene)
    return None


async def _restore(work: Work, scene: Scene) -> None:
    editor = scene.check(Act.SET_GUIDE)
    dropped = await work.guides.in_force()
    if dropped is None:
        raise WrongState("The guide that comes with the bot is in force; there is none before it.")
    await work.guides.drop(dropped.id, at=work.now)
    await _record(work, dropped.id, step="drop", person_id=editor.id)
    await answer(work, scene, words.render_restored(scene.t, dropped, await work.guides.in_force()))


async def press_undo(office: Office, work: Work, scene: Scene, *, guide_id: int) -> Toast | None:
    """`撤销` of 恢复: what was dropped is in force again, unless another one was put there since."""
    editor = scene.check(Act.SET_GUIDE)
    dropped, in_force = await work.guides.find(guide_id), await work.guides.in_force()
    if dropped is None or dropped.dropped_at is None or not _is_before(in_force, dropped):
        raise WrongState("The guide has been changed since. Nothing was changed; see /guide")
    await work.guides.drop(dropped.id, at=None)
    await _record(work, dropped.id, step="put", person_id=editor.id)
    await answer(work, scene, words.render_put(scene.t, dropped.id))
    return None


def _is_before(in_force: Guide | None, dropped: Guide) -> bool:
    return in_force is None or in_force.id < dropped.id


async def _record(work: Work, guide_id: int, *, step: str, person_id: int) -> None:
    await work.trail.record(SUBJECT, guide_id, step=step, person_id=person_id, now=work.now)


CONVERSATION = Conversation(
    kind=DraftKind.GUIDE,
    take=take_words,
    cancel=cancel,
    is_asking=lambda draft: draft.step == _WORDS,
    name=name,
    check=lambda scene, draft: scene.check(Act.SET_GUIDE),
)
