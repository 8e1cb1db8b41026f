"""Good examples (好稿示例): `/exemplar 2026-0001 [点评]` by editors, shown to everybody under /guide."""

from __future__ import annotations

from bot.desk.common import living
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import cards
from bot.errors import BadInput, WrongState
from bot.model import Item, ItemState
from bot.rules.adopted import is_undo_word
from bot.rules.numbers import is_item_number
from bot.rules.rights import Act
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.common import labels
from bot.views.guidance import exemplars as words

MOST = 500  # characters of a comment


async def command(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/exemplar 2026-0001 [点评]`, with `撤销` behind it to take it back; bare: the list."""
    scene.check(Act.EXEMPLAR)
    number, _, rest = clean(text).strip().partition(" ")
    if "\n" in number:
        number, _, more = number.partition("\n")
        rest = f"{more} {rest}".strip()
    if not number:
        await _show_list(work, scene, may_revoke=True)
        return
    before, _, last = f"{number} {rest}".strip().rpartition(" ")
    if not is_item_number(number) and is_item_number(last):  # 撤销 85, or the comment first
        number, rest = last, before
    item = await cards.find_by_number(office, work, number)
    if item is None or item.state in (ItemState.HELD, ItemState.DESTROYED):
        raise cards.no_item(office, work, number)
    if is_undo_word(rest.strip()):
        await _revoke(office, work, scene, item)
    else:
        await _choose(office, work, scene, item, comment=rest.strip())


async def _choose(office: Office, work: Work, scene: Scene, item: Item, *, comment: str) -> None:
    editor = scene.check(Act.EXEMPLAR)
    if item.state is not ItemState.ADOPTED:
        raise WrongState(
            "{number} is {state}; only an adopted item can be a good example. Nothing was changed.",
            number=item.number,
            state=lambda t: labels.state_in(t, item.state),
        )
    if count_chars(comment) > MOST:
        raise BadInput(
            "The words under an example have at most {most} characters; these have {count}. Nothing was changed.",
            most=MOST,
            count=count_chars(comment),
        )
    before = await work.exemplars.find(item.id)
    if before is not None and (not comment or comment == before.comment):
        raise WrongState(
            "{number} is a good example already, by {name}, {at}. Nothing was changed.",
            number=item.number,
            name=before.person,
            at=before.chosen_at,
        )
    check_passable(office, comment)
    await work.exemplars.choose(item.id, comment=comment, person_id=editor.id, now=work.now)
    await cards.record(work, item, step="exemplar", person_id=editor.id)
    reporter = work.directory.get_person(item.person_id)
    slot = _slot(item)
    t = office.t_for(reporter)
    if before is None:
        message = words.render_to_reporter(t, item, name=reporter.name, comment=comment)
        await living.tell_anew(work, reporter, slot, message)
    else:
        await living.update(
            office,
            work,
            slot,
            lambda t: words.render_to_reporter(t, item, name=reporter.name, comment=comment),
        )
    await answer(work, scene, words.render_chosen(scene.t, item, reporter=reporter))


async def press_choose(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """One that could be an example, in the list."""
    scene.check(Act.EXEMPLAR)
    await _choose(office, work, scene, await cards.get_item(work, item_id), comment="")
    return None


async def press_revoke(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """`撤销` under the answer, or in the list."""
    scene.check(Act.EXEMPLAR)
    await _revoke(office, work, scene, await cards.get_item(work, item_id))
    return None


async def _revoke(office: Office, work: Work, scene: Scene, item: Item) -> None:
    editor = scene.check(Act.EXEMPLAR)
    before = await work.exemplars.find(item.id)
    if before is None:
        raise WrongState("{number} is no good example now. Nothing was changed.", number=item.number)
    await work.exemplars.revoke(item.id)
    await cards.record(work, item, step="exemplar_undo", person_id=editor.id)
    await living.update(office, work, _slot(item), lambda t: words.render_no_more(t, item))
    await answer(work, scene, words.render_revoked(scene.t, item, comment=before.comment))


async def press_list(office: Office, work: Work, scene: Scene) -> Toast | None:
    """`好稿示例` under /guide."""
    scene.check(Act.GUIDE)
    await _show_list(work, scene, may_revoke=False)
    return scene.toast(words.list_name)


async def press_show(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """One example: its text as it was adopted, and what is good about it."""
    scene.check(Act.GUIDE)
    item, chosen = await work.items.find(item_id), await work.exemplars.find(item_id)
    if item is None or chosen is None or item.state is not ItemState.ADOPTED:
        raise WrongState("This is no good example any more. See /guide")
    for message in words.render_example(scene.t, item, chosen):
        await answer(work, scene, message)
    return None


async def _show_list(work: Work, scene: Scene, *, may_revoke: bool) -> None:
    chosen = await work.exemplars.newest(most=words.MOST)
    items = {item.id: item for item in await work.items.find_all([each.item_id for each in chosen])}
    shown = [items[each.item_id] for each in chosen]
    newest = await work.items.newest_adopted(most=len(shown) + words.OFFERED) if may_revoke else []
    more = [item for item in newest if item.id not in items][: words.OFFERED]
    await answer(work, scene, words.render_list(scene.t, shown, more=more, may_revoke=may_revoke))


def _slot(item: Item) -> str:
    return slot_name(Slot.EXEMPLAR, item.id)
