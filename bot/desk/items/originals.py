"""What cleaning did to an item: shown, with what was typed, and completed where it had to be asked (manual, section 2)."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.common.office import Office, Scene, Toast, answer, answer_privately
from bot.desk.items import cards, rewriting
from bot.errors import BadInput, NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Item, ItemState, Message
from bot.rules.changes import describe_changes
from bot.rules.cleaning import Cleaning, Cleanup, clean_item
from bot.rules.edits import Rewrite, words_of
from bot.rules.onestep import as_typed
from bot.rules.punctuation import widen
from bot.rules.rights import Act, may_see_original
from bot.rules.secrecy.personal import mask
from bot.rules.states import Step, next_state
from bot.store.work import Work
from bot.views.common import labels
from bot.views.items import cleaning as views

_MOST = 200  # changes that are looked at; who wants more reads the original


async def show_changes(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """看改动: what cleaning changed in the newest version that it changed."""
    item = await _find(work, scene, item_id)
    originals = await work.items.originals(item.id)
    if not originals:
        raise BadInput("Nothing was changed in this text.")
    newest = originals[-1]
    kept = f"{newest.title}\n{newest.body}"
    # Marks by the hundred would hide the rest: they are counted.
    typed, marks = widen(as_typed(newest.text))
    changes = describe_changes(_shown(scene, item, typed), _shown(scene, item, kept), most=_MOST)
    for message in views.render_cleaned(_language(scene), item, changes, marks=marks):
        await _answer(office, work, scene, item, message)
    return None


async def show_original(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """原文: the texts as they were typed."""
    item = await _find(work, scene, item_id)
    originals = await work.items.originals(item.id)
    if not originals:
        raise BadInput("Nothing was changed in this text.")
    shown = [replace(original, text=_shown(scene, item, original.text)) for original in originals]
    for message in views.render_originals(_language(scene), item, shown):
        await _answer(office, work, scene, item, message)
    return None


async def settle_noise(
    office: Office, work: Work, scene: Scene, *, item_id: int, version: int, is_noise: bool
) -> Toast | None:
    """清理 or 保留: the reporter's word on lines that may be noise, a table or codes."""
    person = scene.check(Act.SUBMIT)
    item = await cards.get_item(work, item_id)
    if item.person_id != person.id:
        raise NotFound("There is no item {number}, or you may not see it.", number=item.number)
    if item.version != version:
        raise WrongState("{number} has been changed since; nothing was done.", number=item.number)
    if not is_noise:
        return scene.toast(lambda t: t.plain("{number} stays as it is.", number=item.number))
    if next_state(item.state, Step.EDIT) is None:
        raise WrongState(
            "{number} is {state} and can no longer be changed.",
            number=item.number,
            state=lambda t: labels.state_in(t, item.state),
        )
    cleaned = clean_item(item.body, names=work.directory.names, with_doubts=True)
    if not cleaned.counts.get(Cleanup.NOISE) or not cleaned.text.strip():
        raise BadInput("There is nothing to clean here. Please change the text by /revise")
    known = [original for original in await work.items.originals(item.id) if original.version == version]
    original = known[0].text if known else f"{item.title}\n{item.body}"
    words = words_of(item, body=cleaned.text, cleaning=Cleaning(original, cleaned.counts, ()))
    await rewriting.rewrite(office, work, scene, item=item, to=Rewrite(words, item.demand_id), step=Step.EDIT)
    return scene.toast(lambda t: t.plain("Cleaned."))


def _shown(scene: Scene, item: Item, text: str) -> str:
    """The text as this person may see it: others than its reporter without people's numbers."""
    return text if item.person_id == scene.actor.id else mask(text)[0]


async def _find(work: Work, scene: Scene, item_id: int) -> Item:
    person = scene.check(Act.ITEM)
    item = await cards.get_item(work, item_id)
    is_held = item.state is ItemState.HELD  # what is held is shown to nobody who could read along
    if not may_see_original(person, item) or (is_held and not scene.is_private):
        raise NotFound("There is no item {number}, or you may not see it.", number=item.number)
    return item


def _language(scene: Scene) -> Texts:
    return scene.t if scene.is_at_desk else scene.own_t


async def _answer(office: Office, work: Work, scene: Scene, item: Item, message: Message) -> None:
    """At the desk where it was asked; else in private, where the reporter sees the numbers that are in the own text."""
    if scene.is_at_desk:
        await answer(work, scene, message)
    else:
        is_own = item.person_id == scene.actor.id
        await answer_privately(office, work, scene, replace(message, shows_numbers=is_own))
