"""`/rotation 姓名 2026-06-08 2026-06-26 [导师]` and a rota as a file: read, matched with the roster, asked about, planned."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.desk.common import conversations
from bot.desk.common.addressees import roster_of
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.training import cards, periods
from bot.errors import BadInput, NotFound, WrongState
from bot.exports.tables import check_size, read_table_aside
from bot.locale.texts import Texts
from bot.model import Draft, DraftKind, Person, PlaceRequest, PlaceRequestState, Role, Rotation
from bot.rules.addressees import Sort, Unclear, read_addressees
from bot.rules.rights import EDITORS, Act
from bot.rules.roster import Fault
from bot.rules.text import clean
from bot.rules.training import Held, PlanText, has_header, read_plan, read_rows
from bot.store.work import Work
from bot.views.training import requests as request_words
from bot.views.training import rotations as words

_TRAINEE, _MENTOR, _DAYS = "trainee", "mentor", "days"  # what is asked
_NOBODY = ("无", "没有", "不设", "none", "no")
_PERSON = frozenset({Sort.PERSON})


@dataclass(frozen=True, slots=True)
class Plan:
    """A period on the way to the rota: what was typed, and who is meant as far as that is known.

    `request_id` asks for it, and stood so when somebody pressed 安排: `request_state`.
    """

    first: str
    last: str
    trainee: str = ""
    mentor: str = ""
    trainee_id: int | None = None
    mentor_id: int | None = None
    request_id: int | None = None
    request_state: str = PlaceRequestState.OPEN.value

    @classmethod
    def of(cls, read: PlanText, **known: Any) -> Plan:
        """What was read."""
        return cls(read.first.isoformat(), read.last.isoformat(), read.trainee, read.mentor, **known)


def check_may(scene: Scene) -> None:
    """NotAllowed for whoever may not plan; asked before a file is fetched, and again inside the Work."""
    scene.check(Act.PLAN_ROTATION)


async def plan_typed(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """A period in one line; who is not on the roster under that name is asked about."""
    check_may(scene)
    read = read_plan(clean(typed), today=office.today(work.now))
    await _go_on(office, work, scene, Plan.of(read))


async def begin_placing(office: Office, work: Work, scene: Scene, request: PlaceRequest) -> None:
    """`安排` under a request: asks for the days and the mentor."""
    check_may(scene)
    person = work.directory.get_person(request.person_id)
    data = {
        "trainee": person.label,
        "trainee_id": person.id,
        "request_id": request.id,
        "request_state": request.state.value,
    }
    draft = await conversations.begin(work, scene, DraftKind.ROTATION, step=_DAYS, data=data)
    question = request_words.render_ask_days(scene.t, who=person.label, request=request)
    await conversations.ask(work, scene, draft, question)


async def take_words(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """What answers the question: the days, or a name."""
    check_may(scene)
    data: dict[str, Any] = draft.data
    text = clean(scene.text)
    if draft.step == _DAYS:
        read = read_plan(text, today=office.today(work.now), needs_name=False)
        plan = Plan.of(
            read,
            trainee_id=data["trainee_id"],
            request_id=data["request_id"],
            request_state=data.get("request_state", PlaceRequestState.OPEN.value),
        )
    elif draft.step == _MENTOR:
        plan = replace(Plan(**data), mentor="" if text.casefold() in _NOBODY else text)
    else:
        plan = replace(Plan(**data), trainee=text)
    await _go_on(office, work, scene, plan, draft=draft)


async def choose(office: Office, work: Work, scene: Scene, *, draft_id: int, person_id: int) -> Toast | None:
    """A name under 是否指; 0: no mentor."""
    check_may(scene)
    draft = await conversations.get_own(work, scene, draft_id, DraftKind.ROTATION)
    if draft.step == _DAYS:
        raise WrongState("This has been settled already.")
    data: dict[str, Any] = draft.data
    plan = Plan(**data)
    if person_id and all(each.id != person_id for each in work.directory.active()):
        raise NotFound("This button is out of date. Please send the command again.")
    known: dict[str, Any] = (
        {"mentor_id": person_id or None, "mentor": ""} if draft.step == _MENTOR else {"trainee_id": person_id}
    )
    plan = replace(plan, **known)
    await _go_on(office, work, scene, plan, draft=draft)
    return None


async def press_cancel(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`取消` under that question."""
    await cancel(office, work, scene, await conversations.get_own(work, scene, draft_id, DraftKind.ROTATION))
    return None


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """Nothing is planned; a request still waits."""
    await conversations.end(work, scene, draft)
    await answer(work, scene, words.render_not_planned(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Whose period is being planned."""
    return words.plan_name(t, typed=str(draft.data["trainee"]))


async def _go_on(office: Office, work: Work, scene: Scene, plan: Plan, *, draft: Draft | None = None) -> None:
    """Plans it where everybody is known, else asks who is meant; of a wish that somebody else has decided meanwhile, says so."""
    wish = await work.training.find_request(plan.request_id) if plan.request_id is not None else None
    if wish is not None and wish.state.value != plan.request_state and draft is not None:
        await conversations.end(work, scene, draft)
        await answer(work, scene, request_words.render_overtaken(scene.t, wish, by=cards.decider(work, wish)))
        return
    trainee = mentor = None
    if plan.trainee_id is None:
        trainee, unclear = meant(work, plan.trainee)
        if unclear is not None:
            await _ask_who(work, scene, plan, unclear, step=_TRAINEE, draft=draft)
            return
    else:
        trainee = work.directory.get_person(plan.trainee_id)
    assert trainee is not None
    plan = replace(plan, trainee=trainee.label, trainee_id=trainee.id)
    if plan.mentor_id is not None:
        mentor = work.directory.get_person(plan.mentor_id)
    elif plan.mentor:
        mentor, unclear = meant(work, plan.mentor)
        if unclear is not None:
            await _ask_who(work, scene, plan, unclear, step=_MENTOR, draft=draft)
            return
    first, last = date.fromisoformat(plan.first), date.fromisoformat(plan.last)
    others = await work.training.between(min(first, last), max(first, last))
    periods.check_plan(office, work, trainee, mentor, first, last, others)
    if draft is not None:
        await conversations.end(work, scene, draft)
    rotation = await periods.add(
        office, work, trainee=trainee, mentor=mentor, first=first, last=last, by=scene.actor
    )
    request = await work.training.open_request_of(trainee.id) or wish
    if request is not None:
        await _place(office, work, scene, request)
    await _answer_planned(office, work, scene, [rotation])


async def _place(office: Office, work: Work, scene: Scene, request: PlaceRequest) -> None:
    """The wish is granted by the period; what the desk and who asked were shown says so."""
    state = PlaceRequestState.PLACED
    await work.training.decide(request.id, state, by=scene.actor.id, reason=None, now=work.now)
    await cards.show_both(office, work, await cards.get(work, request.id))


async def _ask_who(
    work: Work, scene: Scene, plan: Plan, unclear: Unclear, *, step: str, draft: Draft | None
) -> None:
    """是否指. Where nobody comes near, the name is refused as it stands; what was typed before is kept."""
    data = {each: getattr(plan, each) for each in Plan.__dataclass_fields__}
    typed = plan.mentor if step == _MENTOR else plan.trainee
    roles = EDITORS if step == _MENTOR else frozenset({Role.MEMBER})
    people = [work.directory.get_person(int(code.partition(".")[2])) for code, _ in unclear.choices]
    choices = [(each.id, each.label) for each in people if each.role in roles]
    if draft is None and not choices and step == _TRAINEE:
        raise _fault(unclear)
    if draft is not None:
        await conversations.end(work, scene, draft)
    draft = await conversations.begin(work, scene, DraftKind.ROTATION, step=step, data=data)
    question = words.render_which(scene.t, draft.id, typed=typed, choices=choices, is_mentor=step == _MENTOR)
    await answer(work, scene, question, slot=conversations.preview_slot(draft.id))


def meant(work: Work, typed: str) -> tuple[Person | None, Unclear | None]:
    """The one active person whom the words name, in either order of unit and name; else why that is unclear."""
    found, faults = read_addressees(typed, roster_of(work, sorts=_PERSON))
    if faults:
        return None, faults[0]
    if len(found.people) != 1:
        raise BadInput("One name was expected, not “{typed}”.", typed=typed[:40])
    return work.directory.get_person(found.people[0]), None


def _fault(unclear: Unclear) -> BadInput:
    fields: dict[str, Any] = {
        key: (lambda t, value=value: t.listed(value)) if isinstance(value, tuple) else value
        for key, value in unclear.fields.items()
    }
    return BadInput(unclear.key, **fields)


async def _answer_planned(office: Office, work: Work, scene: Scene, rotations: Sequence[Rotation]) -> None:
    stays = [periods.stay_of(office, work, each) for each in rotations]
    people = [work.directory.get_person(each.person_id) for each in rotations]
    away = [each.label for each in people if not work.directory.is_open(each)]
    for message in words.render_planned(scene.t, stays, unreached=away):
        await answer(work, scene, message)


# --- a rota as a file ---------------------------------------------------------------------------------------


async def read_file(
    download: Callable[[], Awaitable[bytes]], *, size: int, name: str = ""
) -> list[list[str]]:
    """The rows of a file that `download` fetches, `size` bytes by Telegram's word; before the Work, for it takes its time."""
    check_size(size)
    return await read_table_aside(await download(), is_roster=False, name=name, wanted=has_header)


async def take_file(office: Office, work: Work, scene: Scene, rows: Sequence[Sequence[str]]) -> None:
    """A file with the caption `/rotation`: planned whole, or answered with everything that is wrong in it."""
    check_may(scene)
    read = read_rows(rows, today=office.today(work.now))
    faults: list[Fault] = []
    good: list[tuple[Person, Person | None, PlanText]] = []
    standing: list[Rotation | Held] = [*await work.training.between(office.today(work.now), periods.LAST_DAY)]
    for row in read:
        try:
            if row.fault is not None:
                raise row.fault
            assert row.plan is not None
            trainee = named(work, row.plan.trainee)
            mentor = named(work, row.plan.mentor) if row.plan.mentor else None
            periods.check_plan(office, work, trainee, mentor, row.plan.first, row.plan.last, standing)
        except BadInput as error:
            faults.append(Fault(row.line, error.key, error.fields))
            continue
        good.append((trainee, mentor, row.plan))
        standing.append(Held(trainee.id, row.plan.first, row.plan.last))
    if faults:
        for message in words.render_faults(scene.t, faults):
            await answer(work, scene, message)
        return
    planned = []
    for trainee, mentor, plan in good:
        planned.append(
            await periods.add(
                office, work, trainee=trainee, mentor=mentor, first=plan.first, last=plan.last, by=scene.actor
            )
        )
        if (request := await work.training.open_request_of(trainee.id)) is not None:
            await _place(office, work, scene, request)
    await _answer_planned(office, work, scene, planned)


def named(work: Work, typed: str) -> Person:
    """The one active person whom the words name; BadInput says why there is none."""
    person, unclear = meant(work, typed)
    if person is None:
        assert unclear is not None
        raise _fault(unclear)
    return person


CONVERSATION = Conversation(
    kind=DraftKind.ROTATION,
    take=take_words,
    cancel=cancel,
    is_asking=lambda draft: True,
    name=name,
    is_bare=True,
)
