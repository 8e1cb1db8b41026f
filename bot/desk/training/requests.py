"""`/rotation 申请 [2026-07]`: a reporter asks for a place in training; the desk plans one (安排) or says why not (婉拒)."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.common import by_name, conversations
from bot.desk.common.audience import tell_desk
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.common.slots import Slot, slot_name
from bot.desk.training import cards, plans
from bot.errors import BadInput
from bot.locale.texts import Texts
from bot.model import Draft, DraftKind, PlaceRequest, PlaceRequestState
from bot.rules.months import parse_month
from bot.rules.rights import Act
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.training import requests as words
from bot.views.training.rota import ASK

LEAST, MOST = 2, 300  # characters of a reason


async def ask(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """The wish, with a month where one is named: to the desk. While one waits there, only its month can become another."""
    person = scene.check(Act.ASK_ROTATION)
    today = office.today(work.now)
    month = parse_month(typed, today=today, future=True) if typed.strip() else None
    if month is not None and month < f"{today:%Y-%m}":
        raise BadInput("{month} is over. Nothing was sent.", month=month)
    earlier = await work.training.open_request_of(person.id)
    if earlier is not None:
        await _move(office, work, scene, earlier, month=month)
        return
    request = await work.training.ask(person.id, month=month, now=work.now)
    await cards.record(work, request, step="ask", person_id=person.id)
    await tell_desk(
        office,
        work,
        lambda t: words.render_request(t, request, who=person.label),
        slot=slot_name(Slot.PLACE_REQUEST, request.id),
    )
    await cards.answer_asker(office, work, scene, request, words.render_received(scene.own_t, request))


async def _move(
    office: Office, work: Work, scene: Scene, earlier: PlaceRequest, *, month: str | None
) -> None:
    """Says what waits with the desk already; where another month is named, the desk's card has that one from now on."""
    if month is None or month == earlier.month:
        await cards.answer_asker(office, work, scene, earlier, words.render_waiting(scene.own_t, earlier))
        return
    await work.training.set_month(earlier.id, month)
    request = replace(earlier, month=month)
    await cards.record(work, request, step="month", person_id=scene.actor.id)
    await cards.show(office, work, request, before=earlier)
    moved = words.render_moved(scene.own_t, request, before=earlier)
    await cards.answer_asker(office, work, scene, request, moved)


async def press_ask(office: Office, work: Work, scene: Scene, *, word: str | None) -> Toast | None:
    """`申请跟班学习` under the rota; the button bears a word, since it is about nothing that has a number."""
    if word != ASK:
        raise BadInput("This button is out of date. Please send the command again.")
    waits = await work.training.open_request_of(scene.check(Act.ASK_ROTATION).id) is not None
    await ask(office, work, scene, typed="")
    return None if waits else scene.toast(lambda t: t.plain("Asked; the desk will answer."))


async def place(office: Office, work: Work, scene: Scene, *, request_id: int) -> Toast | None:
    """`安排`: begins the plan; one that was declined can still be planned."""
    scene.check(Act.PLAN_ROTATION)
    request = await cards.get(work, request_id)
    if request.state in (PlaceRequestState.PLACED, PlaceRequestState.WITHDRAWN):
        raise cards.settled(work, request)
    await plans.begin_placing(office, work, scene, request)
    return None


async def decline(office: Office, work: Work, scene: Scene, *, request_id: int) -> Toast | None:
    """`婉拒`: asks why."""
    scene.check(Act.PLAN_ROTATION)
    request = await cards.get(work, request_id)
    if request.state is not PlaceRequestState.OPEN:
        raise cards.settled(work, request)
    draft = await conversations.begin(
        work, scene, DraftKind.PLACE_DECLINED, step="reason", data={"request_id": request.id}
    )
    who = work.directory.get_person(request.person_id).label
    await conversations.ask(work, scene, draft, words.render_ask_reason(scene.t, who=who))
    return None


async def take_reason(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """Why not: to who asked."""
    editor, text = scene.check(Act.PLAN_ROTATION), clean(scene.text)
    if not LEAST <= count_chars(text) <= MOST:
        raise BadInput(
            "A reason has {least} to {most} characters; nothing was decided.", least=LEAST, most=MOST
        )
    check_passable(office, text)
    request = await cards.get(work, int(str(draft.data["request_id"])))
    await conversations.end(work, scene, draft)
    if request.state is not PlaceRequestState.OPEN:
        by = cards.decider(work, request)
        await answer(work, scene, words.render_overtaken(scene.t, request, by=by))
        return
    state = PlaceRequestState.DECLINED
    await work.training.decide(request.id, state, by=editor.id, reason=text, now=work.now)
    request = await cards.get(work, request.id)
    await cards.record(work, request, step="decline", person_id=editor.id)
    person = work.directory.get_person(request.person_id)
    await cards.show_both(office, work, request)
    await by_name.tell(office, work, person, words.render_declined(office.t_for(person), request))
    await answer(work, scene, words.render_told(scene.t, who=person))


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of the reason: the wish waits on."""
    await conversations.end(work, scene, draft)
    await answer(work, scene, words.render_left(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Who is to be declined."""
    request = await cards.get(work, int(str(draft.data["request_id"])))
    return words.request_name(t, who=work.directory.get_person(request.person_id).label)


CONVERSATION = Conversation(
    kind=DraftKind.PLACE_DECLINED,
    take=take_reason,
    cancel=cancel,
    is_asking=lambda draft: True,
    name=name,
    is_bare=True,
)
