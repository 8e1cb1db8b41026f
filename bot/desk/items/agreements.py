"""Editors decide on corrections that reporters ask for: 同意更正, 不更正 with its reason, 撤销; the asking is in corrections."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.clock import to_ms
from bot.desk.common import by_name, conversations, living
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.items import cards, corrections, earlier, rewriting
from bot.desk.items.undo import check_undo
from bot.errors import BadInput, WrongState
from bot.locale.texts import Texts
from bot.model import Chat, Correction, CorrectionState, Draft, DraftKind, Item, Person
from bot.rules.edits import Rewrite, words_of
from bot.rules.item_draft import content_of
from bot.rules.rights import Act
from bot.rules.states import UNDO_WITHIN, Step, next_state
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.common import labels
from bot.views.items import corrections as views

REASON_MOST = 300
FIRST_SHOWN = 3


async def agree(
    office: Office, work: Work, scene: Scene, *, correction_id: int, seen: int | None = None
) -> Toast:
    """`同意更正`: the words are the item's next version, its state stays. `seen`: the moment (ms) of the words on its button."""
    editor = scene.check(Act.REVIEW)
    correction, item = await _find(work, scene, correction_id)
    if seen is not None and seen != to_ms(correction.asked_at):
        raise WrongState(
            "The reporter has changed the request meanwhile; please look at it again. Nothing was changed."
        )
    if next_state(item.state, Step.CORRECT) is None or item.version != correction.version:
        await corrections.withdraw(office, work, correction, item, person_id=None)
        return scene.toast(
            lambda t: t.plain(
                "{number} is {state} by now; the request has ended with it. Nothing was changed.",
                number=item.number,
                state=labels.state_in(t, item.state),
            ),
            alert=True,
        )
    before = await _take_parts(work, correction, item)
    reporter = work.directory.get_person(correction.person_id)
    to = corrections.words_of(office, work, content_of(correction.words), item)
    view = await corrections.view_of(office, work, correction, item)
    corrected, done = await rewriting.change(
        office, work, _scene_of(office, scene, reporter), item=item, to=to, step=Step.CORRECT, by=editor
    )
    await work.corrections.decide(
        correction.id, CorrectionState.AGREED, by=editor.id, now=work.now, before=before
    )
    await _remember(work, correction, corrected, CorrectionState.AGREED, editor)
    await corrections.forget_question(work, correction)
    agreed = await corrections.get(work, correction.id)
    # The item has changed: what is shown is what has changed in it.
    view = replace(view, correction=agreed, editor=editor.name, hints=(), asks_reason=False)
    await _show_decided(office, work, agreed, view)
    t = office.t_for(reporter)
    told = views.render_agreed(t, done) if done else views.render_request(t, view)
    await by_name.tell_anew(office, work, reporter, corrections.request_slot(agreed), told)
    return scene.toast(lambda t: t.plain("{number} is corrected.", number=item.number))


async def refuse(
    office: Office, work: Work, scene: Scene, *, correction_id: int, is_plain: bool = False
) -> Toast | None:
    """`不更正`: asks for the reason, which may be left out (`is_plain`)."""
    scene.check(Act.REVIEW)
    correction, item = await _find(work, scene, correction_id)
    if is_plain:
        await _refuse(office, work, scene, correction, item, reason=None)
        return scene.toast(lambda t: t.plain("{number} is not corrected.", number=item.number))
    slot = corrections.slot_of(correction)
    data = {"correction_id": correction.id}
    await conversations.begin(work, scene, DraftKind.CORRECTION, step="reason", data=data, about=slot)
    await _refresh(office, work, correction, item)
    return None


async def go_back(office: Office, work: Work, scene: Scene, *, correction_id: int) -> Toast | None:
    """返回: no reason is asked for any more."""
    scene.check(Act.REVIEW)
    correction, item = await _find(work, scene, correction_id)
    await corrections.forget_question(work, correction)
    await _refresh(office, work, correction, item)
    return None


async def forget_reason(office: Office, work: Work, correction_id: int) -> None:
    """Whoever was asked for the reason is no editor any more: the request waits as before."""
    correction = await corrections.get(work, correction_id)
    await corrections.forget_question(work, correction)
    await _refresh(office, work, correction, await cards.get_item(work, correction.item_id))


async def take_reason(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """A typed reason, as a reply to the request, by whichever editor."""
    scene.check(Act.REVIEW)
    text = clean(scene.text)
    if not count_chars(text):
        raise BadInput("Please write the reason in words.")
    if count_chars(text) > REASON_MOST:
        raise BadInput(
            "A reason has at most {most} characters; this one has {count}. Nothing was decided.",
            most=REASON_MOST,
            count=count_chars(text),
        )
    correction, item = await _find(work, scene, int(str(draft.data["correction_id"])))
    await _refuse(office, work, scene, correction, item, reason=text)
    reporter = work.directory.get_person(item.person_id)
    await answer(work, scene, views.render_refused_by_reply(scene.t, item, reporter=reporter))


async def undo(office: Office, work: Work, scene: Scene, *, correction_id: int) -> Toast:
    """`撤销`: the request waits again, the item reads as before. NotAllowed or WrongState say why not."""
    editor = scene.check(Act.REVIEW)
    correction = await corrections.get(work, correction_id)
    item = await cards.get_item(work, correction.item_id)
    await _check_undo(work, scene, correction, item)
    if correction.state is CorrectionState.AGREED:
        reporter = work.directory.get_person(correction.person_id)
        to = await _as_before(work, correction, item)
        await _give_parts_back(work, correction, item)
        item, _ = await rewriting.change(
            office,
            work,
            _scene_of(office, scene, reporter),
            item=item,
            to=to,
            step="undo_correction",
            by=editor,
        )
    else:
        await corrections.record(work, item, step="undo_correction", person_id=editor.id)
    await work.corrections.reopen(correction.id, version=item.version)
    await work.undos.delete(corrections.UNDO_SUBJECT, correction.id)
    again = await corrections.get(work, correction.id)
    await corrections.update(office, work, again, await corrections.view_of(office, work, again, item))
    return scene.toast(
        lambda t: t.plain("Undone: the correction of {number} waits again.", number=item.number)
    )


async def show_text(office: Office, work: Work, scene: Scene, *, correction_id: int) -> Toast | None:
    """`更正后全文`: the whole text as it is to be."""
    scene.check(Act.REVIEW)
    correction, item = await _find(work, scene, correction_id)
    view = await corrections.view_of(office, work, correction, item)
    for message in views.render_corrected_text(scene.t, view.corrected):
        await answer(work, scene, message)
    return None


async def open_request(office: Office, work: Work, scene: Scene, *, correction_id: int) -> Toast | None:
    """A number in the desk's nine o'clock post: the request stands here anew, with its buttons."""
    scene.check(Act.REVIEW)
    correction, item = await _find(work, scene, correction_id)
    view = await corrections.view_of(office, work, correction, item)
    words, last = views.render_correction(scene.t, view), views.render_moved(scene.t, item)
    await living.send_anew(work, corrections.slot_of(correction), scene.chat, words, last=last)
    return None


async def _find(work: Work, scene: Scene, correction_id: int) -> tuple[Correction, Item]:
    """The request that waits, and its item. WrongState tells the second of two editors who was first."""
    correction = await corrections.get(work, correction_id)
    item = await cards.get_item(work, correction.item_id)
    if correction.state is CorrectionState.WITHDRAWN:
        raise WrongState(
            "The correction of {number} is asked for no more. Nothing was changed.", number=item.number
        )
    if correction.state is not CorrectionState.ASKED:
        fields: dict[str, Any] = {
            "number": item.number,
            "editor": work.directory.get_person(correction.decided_by or 0).name,
            "at": correction.decided_at,
        }
        if correction.state is CorrectionState.AGREED:
            raise WrongState("{number} is corrected already: {editor}, {at}. Nothing was changed.", **fields)
        raise WrongState(
            "The correction of {number} is refused already: {editor}, {at}. Nothing was changed.", **fields
        )
    return correction, item


async def _refuse(
    office: Office, work: Work, scene: Scene, correction: Correction, item: Item, *, reason: str | None
) -> None:
    editor = scene.actor
    await work.corrections.decide(
        correction.id, CorrectionState.REFUSED, by=editor.id, now=work.now, reason=reason
    )
    await _remember(work, correction, item, CorrectionState.REFUSED, editor)
    await corrections.record(work, item, step="refuse_correction", person_id=editor.id, reason=reason)
    await corrections.forget_question(work, correction)
    refused = await corrections.get(work, correction.id)
    view = await corrections.view_of(office, work, refused, item)
    await _show_decided(office, work, refused, view)
    reporter = work.directory.get_person(correction.person_id)
    words = views.render_request(office.t_for(reporter), view)
    await by_name.tell_anew(office, work, reporter, corrections.request_slot(refused), words)


async def _show_decided(
    office: Office, work: Work, correction: Correction, view: views.CorrectionView
) -> None:
    """Both messages say what became of it; at the desk with 撤销 for ten minutes."""
    await corrections.update(office, work, correction, replace(view, may_undo=True))
    await living.update_later(
        office,
        work,
        corrections.slot_of(correction),
        lambda t: views.render_correction(t, view),
        send_at=work.now + UNDO_WITHIN,
    )


async def _refresh(office: Office, work: Work, correction: Correction, item: Item) -> None:
    view = await corrections.view_of(office, work, correction, item)
    slot = corrections.slot_of(correction)
    await living.update(office, work, slot, lambda t: views.render_correction(t, view))


def _scene_of(office: Office, scene: Scene, reporter: Person) -> Scene:
    """The reporter's private chat, to which what is said goes."""
    return replace(
        scene,
        telegram_id=reporter.telegram_id or 0,
        person=reporter,
        chat=Chat(reporter.telegram_id or 0),
        place=None,
        is_private=True,
        message_id=0,
        t=office.t_for(reporter),
    )


# --- what is undone ---------------------------------------------------------------------------------------


async def _remember(
    work: Work, correction: Correction, item: Item, state: CorrectionState, editor: Person
) -> None:
    kept = {"after": [state.value, item.state.value, item.version]}
    await work.undos.save(
        corrections.UNDO_SUBJECT, correction.id, person_id=editor.id, before=kept, now=work.now
    )


async def _check_undo(work: Work, scene: Scene, correction: Correction, item: Item) -> None:
    kept = await work.undos.find(corrections.UNDO_SUBJECT, correction.id)
    as_it_is: list[object] = [correction.state.value, item.state.value, item.version]
    is_newer = await work.corrections.asked_about(item.id) is not None
    check_undo(work, scene, item, None if is_newer else kept, as_it_is=as_it_is)


async def _take_parts(work: Work, correction: Correction, item: Item) -> dict[str, object]:
    """The messages hold the corrected text from now on; what they and the item's headers were, to undo it."""
    texts, parts = corrections.texts_of(correction, correction.chat_id), []
    for part in await work.items.parts_of_item(item.id):
        if part.chat_id == correction.chat_id and texts.get(part.message_id, part.text) != part.text:
            parts.append([part.message_id, part.text])
            await work.items.set_part(replace(part, text=texts[part.message_id]))
    return {
        **earlier.kept_of(item),
        "demand_id": item.demand_id,
        "follows_id": item.follows_id,
        "keypoint": item.keypoint,
        "parts": parts,
    }


async def _give_parts_back(work: Work, correction: Correction, item: Item) -> None:
    kept = correction.before["parts"]
    texts = dict(kept) if isinstance(kept, list) else {}
    for part in await work.items.parts_of_item(item.id):
        if part.chat_id == correction.chat_id and part.message_id in texts:
            await work.items.set_part(replace(part, text=texts[part.message_id]))


async def _as_before(work: Work, correction: Correction, item: Item) -> Rewrite:
    """The item's words before the correction."""
    before: dict[str, object] = correction.before
    words, follows_id = words_of(await earlier.as_kept(work, item, before)), before["follows_id"]
    if follows_id is not None and follows_id != item.follows_id:
        first = await cards.get_item(work, int(str(follows_id)))
        words = replace(words, follows=first.number)
    demand_id, keypoint = before["demand_id"], before.get("keypoint", item.keypoint)
    if keypoint is not None and keypoint != item.keypoint:
        words = replace(words, keypoint=str(keypoint))
    return Rewrite(
        words,
        demand_id=None if demand_id is None else int(str(demand_id)),
        stands_alone=follows_id is None and item.follows_id is not None,
        has_no_keypoint=keypoint is None and item.keypoint is not None,
    )


# --- the question for a reason ------------------------------------------------------------------------------


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of a reason: the request shows its usual buttons again."""
    await go_back(office, work, scene, correction_id=int(str(draft.data["correction_id"])))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Which request waits for a reason."""
    correction = await corrections.get(work, int(str(draft.data["correction_id"])))
    return views.question_name(t, await cards.get_item(work, correction.item_id))


CONVERSATION = Conversation(
    kind=DraftKind.CORRECTION,
    take=take_reason,
    cancel=cancel,
    is_asking=lambda draft: True,
    name=name,
    is_bare=True,
)
