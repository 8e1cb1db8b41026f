"""Items that may be internal: kept from everybody but the secrecy officers, who let them pass or destroy them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.desk.common import living
from bot.desk.common.audience import officers, texts_at
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import bookings
from bot.desk.items import cards, followups, rings, wiping
from bot.desk.items import quota as item_quota
from bot.errors import NotAllowed, WrongState
from bot.locale.texts import Texts
from bot.model import Chat, Item, ItemState, Message, Person
from bot.rules.rights import Act
from bot.rules.secrecy.rulebook import Screening
from bot.rules.states import UNDO_WITHIN, Step, next_state
from bot.store.work import Work
from bot.views.common import labels
from bot.views.items import held as views

AT_ONCE = 10
PASSED = "held"  # the subject of an undo


def alarm_of(office: Office, texts: Sequence[str], *, file_names: Sequence[str] = ()) -> str | None:
    """The rule by which an item must wait for an officer; None for an ordinary one.

    A marking is here as well: what makes one may have been cut into several messages, each of which has none.
    """
    verdicts = [office.rulebook.screen("\n".join(texts))]
    verdicts += [office.rulebook.screen(name, file_name=True) for name in file_names]
    return next((each.rule for each in verdicts if each.screening is not Screening.CLEAR), None)


async def ask_officers(office: Office, work: Work, item: Item, *, rule: str, is_news: bool = False) -> None:
    """Each officer sees the item in private, with `放行` and `销毁`; at the chat's end where it `is_news` that it presses."""
    slot = slot_name(Slot.HELD, item.id)
    for chat in officers(office):
        message = views.render_held(texts_at(office, work, chat), item, rule=office.rulebook.name_of(rule))
        if is_news:
            await work.outbox.renew(slot, chat, message)
        else:
            await work.outbox.show(slot, chat, message)


def _rule_of(office: Office, item: Item) -> str:
    """The rule that the item's own words meet, as they are now; empty where they meet none."""
    return alarm_of(office, [item.title, item.body]) or ""


async def show_held(office: Office, work: Work, scene: Scene) -> None:
    """`/held`: what waits for the officers, each with its buttons."""
    check_officer(office, scene)
    items = await work.items.held(most=AT_ONCE)
    if not items:
        await answer(work, scene, views.render_none_held(scene.t))
    for item in items:
        rule = _rule_of(office, item)
        held = views.render_held(scene.t, item, rule=office.rulebook.name_of(rule))
        await work.outbox.renew(slot_name(Slot.HELD, item.id), scene.chat, held)


async def let_pass(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast:
    """放行: the item waits for review like any other from now on."""
    item, officer = await _held(office, work, scene, item_id, Step.FREE)
    passed = replace(item, state=ItemState.WAITING, decided_at=None)
    await work.items.set_state(passed)
    await work.likenesses.demand(passed)
    await work.search.demand(passed.id)
    await cards.record(work, passed, step=Step.FREE.value, person_id=_id(officer), before=item)
    reporter = work.directory.get_person(item.person_id)
    if item.demand_id is not None:
        await bookings.fulfil(office, work, demand_id=item.demand_id, item=passed, person=reporter)
    count, quota = await item_quota.standing(office, work, person=reporter, month=item.month)
    words = views.render_passed(office.t_for(reporter), passed, count=count, quota=quota)
    await work.outbox.tell(reporter, words)
    await rings.call_off(work, item)
    await cards.show_again(office, work, passed)
    await rings.ring_on(office, work, passed)
    await followups.tell_first(office, work, passed)
    rule = _rule_of(office, item)
    kept: dict[str, object] = {"by": scene.telegram_id, "rule": rule}
    await work.undos.save(
        PASSED, item.id, person_id=_id(officer) or item.person_id, before=kept, now=work.now
    )
    await _close(office, work, scene, passed, officer)
    return scene.toast(lambda t: t.plain("{number} has been let pass.", number=item.number))


async def destroy(
    office: Office, work: Work, scene: Scene, *, item_id: int, is_sure: bool = False
) -> Toast | None:
    """销毁: asks once more, and says what will be gone; then nothing of the text is left anywhere."""
    item, officer = await _held(office, work, scene, item_id, Step.DESTROY)
    if not is_sure:
        files = await work.attachments.of_item(item.id)
        question = views.render_ask_destroy(scene.t, item, files=len(files))
        await work.outbox.show(slot_name(Slot.HELD, item.id), scene.chat, question)
        return None
    wiped = await wiping.wipe_item(office, work, item, step=Step.DESTROY, person_id=_id(officer))
    reporter = work.directory.get_person(item.person_id)
    words = views.render_destroyed(office.t_for(reporter), wiped, contact=office.settings.secrecy.contact)
    await work.outbox.tell(reporter, words)
    await _close(office, work, scene, wiped, officer)
    return scene.toast(lambda t: t.plain("{number} has been destroyed.", number=item.number))


async def go_back(office: Office, work: Work, scene: Scene, *, item_id: int) -> None:
    """返回: the item with its two buttons again."""
    item, _ = await _held(office, work, scene, item_id, Step.DESTROY)
    rule = _rule_of(office, item)
    await work.outbox.show(
        slot_name(Slot.HELD, item.id),
        scene.chat,
        views.render_held(scene.t, item, rule=office.rulebook.name_of(rule)),
    )


def check_officer(office: Office, scene: Scene) -> None:
    """NotAllowed for everybody but the officers, in private."""
    if scene.telegram_id in office.officers:
        if not scene.is_private:
            raise NotAllowed("Please do this in the private chat with me.")
        return
    scene.check(Act.HELD)
    raise NotAllowed("Only the secrecy officers that the settings name see what is held.")


async def _held(
    office: Office, work: Work, scene: Scene, item_id: int, step: Step
) -> tuple[Item, Person | None]:
    check_officer(office, scene)
    item = await cards.get_item(work, item_id)
    if next_state(item.state, step) is None:
        raise WrongState(
            "{number} is {state}; this is not possible now. Nothing was changed.",
            number=item.number,
            state=lambda t: labels.state_in(t, item.state),
        )
    return item, scene.person


def _id(officer: Person | None) -> int | None:
    return officer.id if officer else None


async def _close(office: Office, work: Work, scene: Scene, item: Item, officer: Person | None) -> None:
    """Every officer's message says what was decided, without a word of the text; who let it pass has 撤销 for ten minutes."""
    who, slot = officer.name if officer else scene.display_name, slot_name(Slot.HELD, item.id)

    def decided(t: Texts) -> Message:
        return views.render_officer_decided(t, item, officer=who)

    await living.update(office, work, slot, decided)
    can_undo = item.state is not ItemState.DESTROYED
    for post in await work.outbox.posts(slot):
        chat = Chat(post.chat_id, post.thread_id)
        if can_undo and chat == scene.chat:
            t = texts_at(office, work, chat)
            undoable = views.render_officer_decided(t, item, officer=who, can_undo=True)
            await work.outbox.show(slot, chat, undoable)
            await work.outbox.show_later(slot, chat, decided(t), send_at=work.now + UNDO_WITHIN)
        else:
            await work.outbox.let_go(slot, chat)
