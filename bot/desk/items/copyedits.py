"""改稿: an editor edits an item's text; what its reporter sent stays beside it, and 有异议 brings the matter back to the desk."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.common import by_name, conversations, living
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer, answer_privately
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import cards, choices, comments, corrections, earlier, printing, rewriting
from bot.desk.items.storage import original_of
from bot.desk.items.undo import check_undo
from bot.errors import BadInput, NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Draft, DraftKind, Item
from bot.rules.changes import describe_changes
from bot.rules.edits import apply_edit, as_rewritten
from bot.rules.item_draft import Content, read
from bot.rules.onestep import is_complete
from bot.rules.rights import Act, may_see_item, may_see_original
from bot.rules.states import Step, next_state
from bot.rules.text import NEARLY_FULL, clean, count_chars, join_parts, utf16_length
from bot.store.work import Work
from bot.views.common import labels
from bot.views.items import copyedits as views

_UNDO = "copyedit"  # of what can be undone
_DONE = frozenset({"完", "完毕", "done"})


async def edit(office: Office, work: Work, scene: Scene, *, argument: str) -> None:
    """`/edit 2026-0001`, alone or with the edited text on the following lines."""
    scene.check(Act.EDIT)
    number, _, text = argument.strip().partition("\n")
    if not number.strip():
        await choices.choose_to_edit(office, work, scene)
        return
    item = await cards.find_by_number(office, work, number)
    if item is None or not may_see_item(scene.actor, item):
        raise cards.no_item(office, work, number)
    if text.strip():
        await _apply(office, work, scene, item, clean(text))
    else:
        await _ask(work, scene, item)


async def press(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """`改稿` on a card."""
    scene.check(Act.EDIT)
    await _ask(work, scene, await cards.get_item(work, item_id))
    return None


async def _ask(work: Work, scene: Scene, item: Item) -> None:
    _check(work, item)
    data = {"revises": item.id, "version": item.version, "parts": []}
    draft = await conversations.begin(work, scene, DraftKind.COPYEDIT, step="text", data=data)
    *before, question = views.render_ask(scene.t, item)
    for message in before:
        await answer(work, scene, message)
    await conversations.ask(work, scene, draft, question)


async def take_text(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The edited text, as a reply to the question; what fills a message waits for the rest."""
    scene.check(Act.EDIT)
    item, parts = await _item_of(work, draft), _parts(draft)
    if item.version != draft.data["version"]:
        raise WrongState(
            "The text of {number} has changed meanwhile; your edited text was not taken over. Please look at it and edit it "
            "again.",
            number=item.number,
        )
    text = clean(scene.text)
    is_done = bool(parts) and text.casefold() in _DONE
    if not is_done:
        parts.append((scene.message_id, text))
    if not is_done and utf16_length(text) >= NEARLY_FULL:
        data = {**draft.data, "parts": [list(part) for part in parts]}
        await work.drafts.save(draft.id, step=draft.step, data=data, now=work.now)
        await answer(
            work, scene, views.render_more(scene.t, count=sum(count_chars(each) for _, each in parts))
        )
        return
    await _apply(office, work, scene, item, join_parts([each for _, each in parts]))
    await conversations.end(work, scene, draft)


async def _apply(office: Office, work: Work, scene: Scene, item: Item, text: str) -> None:
    """The text is the item's next version, cleaned and looked at like a submission."""
    editor = scene.actor
    _check(work, item)
    themes, names = office.settings.desk.themes, work.directory.names
    current = read(Content(parts=((0, f"{item.title}\n{item.body}"),)), themes=themes, names=names)
    words = apply_edit(item, current, read(Content(parts=((0, text),)), themes=themes, names=names)).words
    if not is_complete(words):
        raise BadInput(
            "An item needs a title on the first line and 20 characters of text. Nothing was changed; please reply once more."
        )
    edited = as_rewritten(item, words, demand_id=item.demand_id)
    if edited == item:
        raise BadInput("This is the text as it is. Nothing was changed.")
    before_rule, rule = (
        office.rulebook.screen("\n".join([each.title, each.body, each.source or ""])).rule
        for each in (item, edited)
    )
    if rule and rule != before_rule:
        raise BadInput(
            "Not taken over, and not kept: what you wrote may be internal. Please turn to the secrecy officers."
        )
    edited = replace(edited, version=item.version + 1)
    await work.items.rewrite(edited, now=work.now, original=original_of(words), edited_by=editor.id)
    await cards.record(work, edited, step=Step.COPYEDIT.value, person_id=editor.id, before=item)
    kept = {"after": [edited.version], **earlier.kept_of(item)}
    await work.undos.save(_UNDO, item.id, person_id=editor.id, before=kept, now=work.now)
    await _follow(office, work, item, edited)
    changes = describe_changes(f"{item.title}\n{item.body}", f"{edited.title}\n{edited.body}")
    reporter = work.directory.get_person(item.person_id)
    await by_name.tell_anew(
        office,
        work,
        reporter,
        _slot(item),
        lambda t: views.render_to_reporter(t, edited, before=item, editor=editor.name, changes=changes),
    )
    known = cards.hints_for(office, item)
    hints = [hint for hint in cards.hints_for(office, edited) if hint not in known]
    issue = await printing.issue_in(work, edited)
    done = views.render_done(
        scene.t, edited, changes=changes, hints=hints, reporter=reporter.name, printed=issue
    )
    await answer(work, scene, done)


async def _follow(office: Office, work: Work, before: Item, after: Item) -> None:
    """What hangs on the item's version goes on with the new one: 撤销 of its decision, a correction that waits, rings, cards."""
    undo = await work.undos.find("item", before.id)
    if undo is not None and undo.before["after"] == [before.state.value, before.version]:
        kept = {**undo.before, "after": [after.state.value, after.version]}
        await work.undos.save("item", before.id, person_id=undo.person_id, before=kept, now=undo.done_at)
    asked = await work.corrections.asked_about(before.id)
    if asked is not None and asked.version == before.version:
        await work.corrections.reword(
            asked.id, chat_id=asked.chat_id, words=asked.words, version=after.version, now=work.now
        )
        again = await corrections.get(work, asked.id)
        await corrections.update(office, work, again, await corrections.view_of(office, work, again, after))
    await rewriting.follow_rings(office, work, before, after)
    await cards.update(office, work, after, before=before)


async def undo(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast:
    """`撤销` within ten minutes, by whoever edited: the text is what it was."""
    editor = scene.check(Act.EDIT)
    item = await cards.get_item(work, item_id)
    kept = check_undo(work, scene, item, await work.undos.find(_UNDO, item.id), as_it_is=[item.version])
    restored = await earlier.as_kept(work, item, kept.before)
    await work.items.take_version_back(item, restored)
    await work.undos.delete(_UNDO, item.id)
    await cards.record(work, restored, step="copyedit_undo", person_id=editor.id, before=item)
    await _follow(office, work, item, restored)
    await living.update(
        office, work, _slot(item), lambda t: views.render_undone(t, restored, editor=editor.name)
    )
    return scene.toast(lambda t: t.plain("Undone: {number} has its text of before.", number=item.number))


async def show_as_sent(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """报送稿: what its reporter sent, to the reporter and to editors."""
    item = await cards.get_item(work, item_id)
    person = by_name.for_person(work, scene, item.person_id).check(Act.ITEM)
    if not may_see_original(person, item):
        raise NotFound("There is no item {number}, or you may not see it.", number=item.number)
    title, body = await work.items.as_sent(item.id)
    for message in views.render_as_sent(scene.t, item, title=title, body=body):
        if scene.is_at_desk:
            await answer(work, scene, message)
        else:
            is_own = item.person_id == person.id
            await answer_privately(office, work, scene, replace(message, shows_numbers=is_own))
    return None


async def press_object(
    office: Office, work: Work, scene: Scene, *, item_id: int, version: int
) -> Toast | None:
    """`有异议` under what the reporter was told: asks for words."""
    scene.check(Act.ITEM)
    item = await cards.get_item(work, item_id)
    if not by_name.stands_for(work, scene.actor, item.person_id):
        raise NotFound("There is no item {number}, or you may not see it.", number=item.number)
    if item.version != version:
        raise WrongState(
            "The text of {number} has changed again since. Nothing was sent.", number=item.number
        )
    data = {"revises": item.id, "parts": []}
    draft = await conversations.begin(work, scene, DraftKind.OBJECTION, step="words", data=data)
    await conversations.ask(work, scene, draft, views.render_ask_objection(scene.t, item))
    return None


async def take_objection(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The reporter's words: to the desk, under the card, which shows them until an editor answers."""
    item = await _item_of(work, draft)
    by_name.check_stands_for(work, scene, item.person_id)
    await comments.answer_desk(office, work, scene, item, objects=True)
    await conversations.end(work, scene, draft)


def _check(work: Work, item: Item) -> None:
    if next_state(item.state, Step.COPYEDIT) is None:
        raise WrongState(
            "{number} is {state}; its text is not edited now. Nothing was changed.",
            number=item.number,
            state=lambda t: labels.state_in(t, item.state),
        )


async def _item_of(work: Work, draft: Draft) -> Item:
    return await cards.get_item(work, int(str(draft.data["revises"])))


def _parts(draft: Draft) -> list[tuple[int, str]]:
    kept = draft.data["parts"]
    return [(int(part[0]), str(part[1])) for part in kept] if isinstance(kept, list) else []


def _slot(item: Item) -> str:
    return slot_name(Slot.COPYEDIT, item.id)


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of the text: nothing is changed."""
    await conversations.end(work, scene, draft)
    item = await _item_of(work, draft)
    await answer(work, scene, views.render_cancelled(scene.t, item))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Which item's text is asked for."""
    return views.question_name(t, await _item_of(work, draft))


async def name_objection(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """To which item's text something is objected."""
    return views.objection_name(t, await _item_of(work, draft))


CONVERSATION = Conversation(
    kind=DraftKind.COPYEDIT,
    take=take_text,
    cancel=cancel,
    is_asking=lambda draft: True,
    name=name,
    is_bare=True,
)
OBJECTION = Conversation(
    kind=DraftKind.OBJECTION,
    take=take_objection,
    cancel=cancel,
    is_asking=lambda draft: True,
    name=name_objection,
    is_bare=True,
)
