"""Reporters change or take back their items: edited messages, /revise, /withdraw; first submissions are in submissions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.desk.common import by_name
from bot.desk.common.office import Office, Scene, Toast, answer, answer_privately
from bot.desk.demands import bookings
from bot.desk.items import (
    albums,
    attachments,
    cards,
    choices,
    corrections,
    drafts,
    exchanges,
    kept_edits,
    near_misses,
    partings,
    questions,
    rewriting,
    rings,
    submissions,
    undo,
)
from bot.desk.items import quota as item_quota
from bot.errors import BadInput, NotFound, WrongState
from bot.model import Item, ItemPart, ItemState, Person
from bot.rules.edits import Rewrite, apply_edit, as_draft, current_parts, is_new_to, read_parts
from bot.rules.item_draft import Content, read
from bot.rules.near_miss import near_miss
from bot.rules.numbers import number_first
from bot.rules.onestep import (
    TAGS_DEMAND,
    TAGS_OTHER,
    TAGS_SUBMIT,
    has_tag,
    is_complete,
    split_tagged,
    strip_tag,
)
from bot.rules.rights import Act, Where, may
from bot.rules.states import Step, asks_correction, next_state
from bot.rules.text import NEARLY_FULL, clean, count_chars, is_courtesy, is_hint_only, utf16_length
from bot.store.work import Work
from bot.views.common import labels
from bot.views.items import revisions as views

CONTINUES_WITHIN = timedelta(minutes=1)


async def edit_message(office: Office, work: Work, scene: Scene) -> None:
    """An edited message: a new version of its items before review; afterwards it is kept, and asked for or handed in by button.

    Telegram reports edits for changes that mean nothing here (a link preview, a reaction): the same text does nothing.
    """
    await exchanges.exchange(office, work, scene)
    parts = await work.items.parts_of_message(scene.chat.chat_id, scene.message_id)
    if not parts:
        await _edit_unknown(office, work, scene)
        return
    whole = clean(scene.text)
    if not scene.is_private and (near := near_miss(whole)) is not None:
        whole = near.text  # it was taken by the button, without the tag at its head
    is_retagged = has_tag(whole, tags=TAGS_OTHER)
    if is_retagged:
        whole = f"#{TAGS_SUBMIT[0]} {strip_tag(whole, tags=TAGS_OTHER)}"
    tagged = texts = split_tagged(whole, tags=TAGS_SUBMIT)
    if len(parts) == 1:
        texts = [submissions.as_one(texts)]
    if len(texts) != len(parts):
        raise BadInput(
            "This message holds several items, and their number has changed. The items stay as they were."
        )
    person = scene.actor
    for part, text in zip(parts, texts, strict=True):
        if text != part.text or await corrections.holds_other(work, part):
            await _edit_item(office, work, scene, person=person, part=part, text=text)
    if is_retagged:
        item = await cards.get_item(work, parts[0].item_id)
        if by_name.stands_for(work, person, item.person_id):
            await answer(work, scene, views.render_other_tag(scene.t, item))
    if len(tagged) > len(parts) and submissions.is_added(tagged[1:], to=parts[0].text):
        item = await cards.get_item(work, parts[0].item_id)
        if by_name.stands_for(work, person, item.person_id):
            await answer(work, scene, views.render_second_tag(scene.t, item))


async def _edit_unknown(office: Office, work: Work, scene: Scene) -> None:
    """No item came of this message: it may be part of a draft, or have got its tag only now."""
    if await submissions.edit_draft(office, work, scene) or await _edit_of_album(office, work, scene):
        return
    is_settled = has_tag(scene.text, tags=TAGS_SUBMIT)
    is_kept = await near_misses.edit(work, scene, is_settled=is_settled)
    if is_settled and may(scene.role, Act.SUBMIT, scene.where):
        await submissions.submit_tagged(office, work, scene)
    elif not is_kept and _is_meant_for_us(scene):
        await answer(work, scene, views.render_edit_unknown(scene.t))


async def _edit_of_album(office: Office, work: Work, scene: Scene) -> bool:
    """Words below another picture of an item's album: they join its text as if they had come with it. False for all else."""
    if scene.album is None or not count_chars(clean(scene.text)):
        return False
    files = await work.attachments.of_album(scene.chat.chat_id, scene.telegram_id, scene.album)
    item_id = next((each.item_id for each in files if each.item_id is not None), None)
    if item_id is None:
        return False
    item, parts = await cards.get_item(work, item_id), await work.items.parts_of_item(item_id)
    if (
        not parts
        or next_state(item.state, Step.EDIT) is None
        or await cards.copyedit_of(work, item) is not None
    ):
        raise _past_edits(item)
    await rewriting.add_part(office, work, scene, item=item, parts=parts, text=clean(scene.text))
    return True


def _is_meant_for_us(scene: Scene) -> bool:
    """Whether who edited this counts on its being read: what has been used already does not change by it.

    A message with nothing but an address is reported as edited when Telegram shows what is behind it.
    """
    text = clean(scene.text)
    is_bare = text.startswith("/") and len(text.split(maxsplit=1)) == 1
    if not text or is_bare or is_courtesy(text) or is_hint_only(text):
        return False
    is_command = text.startswith("/") and scene.where is Where.DESK  # elsewhere people write to each other
    return scene.is_private or scene.replies_to_us or is_command or has_tag(scene.text, tags=TAGS_DEMAND)


async def _edit_item(
    office: Office, work: Work, scene: Scene, *, person: Person, part: ItemPart, text: str
) -> None:
    item = await cards.get_item(work, part.item_id)
    scene = by_name.for_person(work, scene, item.person_id)
    if item.person_id != scene.actor.id:
        return
    person = scene.actor
    # What an editor has made of the text is not written over by an edit: it is asked for, or handed in anew.
    can_edit = next_state(item.state, Step.EDIT) is not None and await cards.copyedit_of(work, item) is None
    if item.state is ItemState.WITHDRAWN:
        raise WrongState(
            "{number} was taken back; your edit was not applied. To submit it again, send it as a new message.",
            number=item.number,
        )
    if not can_edit and not asks_correction(item.state) and next_state(item.state, Step.REVISE) is None:
        raise _past_edits(item)
    whole = await work.items.parts_of_item(item.id)
    current = whole
    if item.version > 1 and any(e.step == Step.REVISE for e in await work.trail.of("item", item.id)):
        current = current_parts(item, whole, names=work.directory.names)
    is_current = part in current
    parts = current if is_current else [each for each in whole if each not in current]
    asked = await work.corrections.asked_about(item.id)
    pending = {} if can_edit else corrections.texts_of(asked, scene.chat.chat_id)
    edited = [
        replace(each, text=text if each == part else pending.get(each.message_id, each.text))
        for each in parts
    ]
    themes = office.settings.desk.themes
    before = read_parts(parts, themes=themes, names=work.directory.names)
    after = read_parts(edited, themes=themes, names=work.directory.names)
    to = apply_edit(item, before, after)
    if not is_complete(to.words):
        raise BadInput(
            "After this edit {number} would lack a title or 20 characters of text. The version before the edit is kept.",
            number=item.number,
        )
    if can_edit and is_current:
        await work.items.set_part(replace(part, text=text))
        await rewriting.rewrite(office, work, scene, item=item, to=to, step=Step.EDIT)
        return
    is_news = is_new_to(item, to)
    content = as_draft(item, to, before=before, after=after, parts=edited)
    if asked is not None and not is_news:
        await corrections.withdraw(office, work, asked, item, person_id=person.id)
    elif asked is not None and asks_correction(item.state):
        await corrections.reword(office, work, scene, asked, item=item, content=content)
    elif is_news:
        await kept_edits.keep(office, work, scene, item=item, content=content)


def _past_edits(item: Item) -> WrongState:
    return WrongState(
        "{number} is {state} and can no longer be changed; your edit was not applied. If "
        "something is wrong, tell an editor.",
        number=item.number,
        state=lambda t: labels.state_in(t, item.state),
    )


async def take_continuation(office: Office, work: Work, scene: Scene) -> bool:
    """The rest of a one-step item that Telegram cut at its limit: the next message, within a minute, while it waits.

    False where the message is none; nothing has happened then.
    """
    text = clean(scene.text)
    if scene.person is None or not count_chars(text) or scene.replies_to_us:
        return False
    newest = await work.items.of_person(scene.person.id, most=1)
    if not newest or newest[0].state is not ItemState.WAITING:
        return False
    item, parts = newest[0], await work.items.parts_of_item(newest[0].id)
    if not parts:
        return False
    last = parts[-1]
    # What a file brought in has no message of its own that could have been cut.
    follows = last.chat_id == scene.chat.chat_id and 0 < last.message_id < scene.message_id
    since = scene.sent_at - item.received_at
    is_rest = since <= CONTINUES_WITHIN and utf16_length(last.text) >= NEARLY_FULL
    if not follows or not (is_rest or albums.is_of_one(scene, last, since=since)):
        return False
    if await cards.copyedit_of(work, item) is not None:
        return False
    await rewriting.add_part(office, work, scene, item=item, parts=parts, text=text)
    await attachments.keep(work, scene, item_id=item.id)
    return True


async def revise(office: Office, work: Work, scene: Scene, *, argument: str) -> None:
    """`/revise 2026-0001`, alone or with the revised text behind it or on the following lines."""
    person = scene.check(Act.REVISE)
    if not argument.strip():
        await choices.choose_to_revise(office, work, scene)
        return
    number, text = number_first(clean(argument))
    item = await find_own(office, work, person, number=number)
    rewriting.check_revisable(scene, item)
    if not text.strip():
        await drafts.begin(office, work, scene, purpose=drafts.Purpose(revises=item.id))
        return
    parsed = read(
        Content(parts=((scene.message_id, text),)),
        themes=office.settings.desk.themes,
        names=work.directory.names,
        item=item,
    )
    if not is_complete(parsed):
        raise BadInput(
            "Not revised: the title or at least 20 characters of text are missing. {number} stays as it was.",
            number=item.number,
        )
    to = Rewrite(parsed, item.demand_id)
    await rewriting.store_revision(office, work, scene, item=item, to=to, parts=((scene.message_id, text),))


async def begin_by_button(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """修改 under what the reporter was told."""
    item = await cards.get_item(work, item_id)
    scene = by_name.for_person(work, scene, item.person_id)
    person = scene.check(Act.REVISE)
    if item.person_id != person.id:
        raise NotFound("There is no item {number}, or you may not see it.", number=item.number)
    rewriting.check_revisable(scene, item)
    await drafts.begin(office, work, scene, purpose=drafts.Purpose(revises=item.id))
    return None


async def find_own(office: Office, work: Work, person: Person, *, number: str) -> Item:
    """The person's own item with this number; for anybody else's the answer is the same as for none."""
    item = await cards.find_by_number(office, work, number)
    if item is None or item.person_id != person.id:
        raise cards.no_item(office, work, number)
    return item


async def withdraw(office: Office, work: Work, scene: Scene, *, argument: str) -> None:
    """`/withdraw 2026-0001`: the reporter takes an item back before review."""
    person = scene.check(Act.WITHDRAW)
    if not argument.strip():
        await choices.choose_to_withdraw(office, work, scene)
        return
    await _withdraw(office, work, scene, await find_own(office, work, person, number=argument))


async def press_withdraw(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """An item under a bare `/withdraw`."""
    person = scene.check(Act.WITHDRAW)
    item = await cards.get_item(work, item_id)
    if item.person_id != person.id:
        raise NotFound("There is no item {number}, or you may not see it.", number=item.number)
    await _withdraw(office, work, scene, item)
    return None


async def _withdraw(office: Office, work: Work, scene: Scene, item: Item) -> None:
    person = scene.actor
    if next_state(item.state, Step.WITHDRAW) is None:
        raise WrongState(
            "{number} is {state} and can no longer be withdrawn.",
            number=item.number,
            state=lambda t: labels.state_in(t, item.state),
        )
    gone = replace(item, state=ItemState.WITHDRAWN, decided_at=work.now, editor_id=None)
    await undo.remember(work, item, decided=gone, person_id=person.id)
    await work.items.set_state(gone)
    await cards.record(work, gone, step="withdraw", person_id=person.id, before=item)
    await questions.forget(work, item, by=scene.actor)
    await bookings.unfulfil(office, work, item=gone)
    await rings.call_off(work, gone)
    await partings.part_all(office, work, gone, person_id=person.id)
    await cards.update(office, work, gone)
    await corrections.follow(office, work, gone)
    count, quota = await item_quota.standing(office, work, person=person, month=item.month)
    is_out = await work.notices.of_month(item.month) is not None
    said = views.render_withdrawn(scene.own_t, gone, count=count, quota=quota, is_out=is_out)
    await answer_privately(office, work, scene, said)
