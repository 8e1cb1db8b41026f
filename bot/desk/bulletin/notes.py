"""What is typed about the bulletin in the making: the editor's note (按语), and why a signer sends it back (退改)."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.bulletin import composing, signing
from bot.desk.common import by_name, conversations
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.items import cards, printing
from bot.errors import BadInput, WrongState
from bot.locale.texts import Texts
from bot.model import BulletinState, Draft, DraftKind
from bot.rules.rights import Act
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.bulletin import composing as words

MOST = 500
_NOTE, _REASON = "note", "reason"
_NONE = ("无", "没有", "none")


async def ask_note(
    office: Office, work: Work, scene: Scene, *, bulletin_id: int, item_id: int
) -> Toast | None:
    """按语: asks for the note on an item, or (0) on the whole."""
    scene.check(Act.ISSUE)
    bulletin = await composing.get_open(work, bulletin_id)
    _check_composing(bulletin.state)
    item = await cards.get_item(work, item_id) if item_id else None
    note = bulletin.note
    if item is not None:
        entry = await work.bulletins.of_item(item.id)
        if entry is None or entry.bulletin_id != bulletin.id:
            raise WrongState("This item is not in the bulletin any more. Nothing was changed.")
        note = entry.note
    data = {"bulletin_id": bulletin.id, "item_id": item_id}
    about = f"bulletin_note:{bulletin.id}:{item_id}:{scene.telegram_id}"
    draft = await conversations.begin(work, scene, DraftKind.BULLETIN, step=_NOTE, data=data, about=about)
    await conversations.ask(work, scene, draft, words.render_ask_note(scene.t, item, note=note))
    return None


async def ask_reason(office: Office, work: Work, scene: Scene, *, bulletin_id: int) -> Toast | None:
    """退改: asks for the reason, which sends it back."""
    signer = await signing.check_signer(office, work, scene)
    bulletin = await composing.get_open(work, bulletin_id)
    signing.check_at_signers(bulletin)
    data = {"bulletin_id": bulletin.id, "item_id": 0, "signer_id": signer.id}
    about = f"bulletin_reason:{bulletin.id}:{scene.telegram_id}"
    draft = await conversations.begin(work, scene, DraftKind.BULLETIN, step=_REASON, data=data, about=about)
    shown = await printing.composed_of(office, work, bulletin)
    await conversations.ask(work, scene, draft, words.render_ask_reason(scene.t, shown))
    return None


async def take(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The note, or the reason."""
    text = clean(scene.text)
    if not 0 < count_chars(text) <= MOST:
        raise BadInput(
            "This has {count} characters; at most {most} are possible. Nothing was changed.",
            count=count_chars(text),
            most=MOST,
        )
    check_passable(office, text)
    bulletin_id = int(str(draft.data["bulletin_id"]))
    if draft.step == _REASON:
        signer_id = int(str(draft.data.get("signer_id", scene.actor.id)))
        by_name.check_stands_for(work, scene, signer_id)
        await work.bulletins.say(bulletin_id, scene.chat, scene.message_id, now=work.now)
        await signing.send_back(
            office, work, scene, bulletin_id=bulletin_id, signer_id=signer_id, reason=text
        )
        await work.drafts.delete(draft.id)
        return
    scene.check(Act.ISSUE)
    bulletin = await composing.get_open(work, bulletin_id)
    _check_composing(bulletin.state)
    note = None if text.casefold() in _NONE else text
    item_id = int(str(draft.data["item_id"]))
    if item_id:
        entry = await work.bulletins.of_item(item_id)
        if entry is None or entry.bulletin_id != bulletin.id:
            raise WrongState("This item is not in the bulletin any more. Nothing was changed.")
        await work.bulletins.save_item(replace(entry, note=note))
    else:
        bulletin = replace(bulletin, note=note)
    await work.bulletins.say(bulletin.id, scene.chat, scene.message_id, item_id=item_id or None, now=work.now)
    await work.drafts.delete(draft.id)
    await work.bulletins.save(bulletin)
    await printing.refresh(office, work, bulletin.id)
    await answer(work, scene, words.render_noted(scene.t, is_kept=note is not None))


def _check_composing(state: BulletinState) -> None:
    if state is not BulletinState.COMPOSING:
        raise WrongState("The bulletin is with the signers. Nothing was changed; take it back first.")


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消`: nothing is changed."""
    await work.drafts.delete(draft.id)
    await answer(work, scene, words.render_left(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """What is asked for."""
    return words.note_name(t, is_reason=draft.step == _REASON)


CONVERSATION = Conversation(
    kind=DraftKind.BULLETIN, take=take, cancel=cancel, is_asking=lambda draft: True, name=name, is_bare=True
)
