"""A request for a place, as it stands before the desk and before who asked; `撤回` of it by whoever asked."""

from __future__ import annotations

from bot.desk.common import living
from bot.desk.common.audience import tell_desk
from bot.desk.common.office import Office, Scene, Toast, answer_privately
from bot.desk.common.slots import Slot, slot_name
from bot.errors import NotAllowed, NotFound, WrongState
from bot.model import Chat, Message, PlaceRequest, PlaceRequestState
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.training import requests as words

SUBJECT = "place_request"  # in the audit trail


async def get(work: Work, request_id: int) -> PlaceRequest:
    """A wish by its id. NotFound where a button's data was altered."""
    found = await work.training.find_request(request_id)
    if found is None:
        raise NotFound("This button is out of date. Please send the command again.")
    return found


def decider(work: Work, request: PlaceRequest) -> str:
    """Who decided it; empty where nobody did."""
    return work.directory.get_person(request.decided_by).name if request.decided_by is not None else ""


def settled(work: Work, request: PlaceRequest) -> WrongState:
    """To who presses too late: who was first, and when."""
    if request.state is PlaceRequestState.WITHDRAWN:
        return WrongState(
            "{name} took this wish back on {at}. Nothing was changed.",
            name=decider(work, request),
            at=request.decided_at,
        )
    return WrongState(
        "{name} has decided this already, {at}. Nothing was changed.",
        name=decider(work, request),
        at=request.decided_at,
    )


async def answer_asker(
    office: Office, work: Work, scene: Scene, request: PlaceRequest, message: Message
) -> None:
    """To who asked, with 撤回: the newest such message says later what became of the wish."""
    slot = slot_name(Slot.PLACE_ASKED, request.id)
    await work.outbox.let_go(slot, Chat(scene.telegram_id))
    await answer_privately(office, work, scene, message, slot=slot)


async def show(
    office: Office, work: Work, request: PlaceRequest, *, before: PlaceRequest | None = None
) -> None:
    """The desk's card is as the wish is now; `before` is what it was, where its month has just changed."""
    who, by = work.directory.get_person(request.person_id).label, decider(work, request)
    await living.update(
        office,
        work,
        slot_name(Slot.PLACE_REQUEST, request.id),
        lambda t: words.render_request(t, request, who=who, by=by, before=before),
    )


async def show_both(office: Office, work: Work, request: PlaceRequest) -> None:
    """The same, and the answer to who asked: something was decided, or waits again."""
    await show(office, work, request)
    slot = slot_name(Slot.PLACE_ASKED, request.id)
    await living.update(office, work, slot, lambda t: words.render_wish(t, request))


async def record(work: Work, request: PlaceRequest, *, step: str, person_id: int) -> None:
    """A line of the audit trail."""
    after = {"state": request.state.value, "month": request.month}
    await work.trail.record(SUBJECT, request.id, step=step, person_id=person_id, now=work.now, after=after)


async def withdraw(office: Office, work: Work, scene: Scene, *, request_id: int) -> Toast:
    """`撤回` by whoever asked, until the desk has decided; the desk hears of it, and its card has no buttons any more."""
    person = scene.check(Act.ASK_ROTATION)
    request = await get(work, request_id)
    if request.person_id != person.id:
        raise NotAllowed(
            "Only {name}, who asked, can take this wish back. Nothing was changed.",
            name=work.directory.get_person(request.person_id).name,
        )
    if request.state is not PlaceRequestState.OPEN:
        raise settled(work, request)
    state = PlaceRequestState.WITHDRAWN
    await work.training.decide(request.id, state, by=person.id, reason=None, now=work.now)
    request = await get(work, request.id)
    await record(work, request, step="withdraw", person_id=person.id)
    await show_both(office, work, request)
    await tell_desk(office, work, lambda t: words.render_withdrawn(t, request, who=person.label))
    return scene.toast(lambda t: t.plain("Taken back; the desk has been told."))
