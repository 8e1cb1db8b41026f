"""The conversation that leads to a demand, and its posting; closing and extending one is in changes, proposals in proposals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.desk.common import conversations
from bot.desk.common.audience import tell_desk
from bot.desk.common.conversations import Conversation, preview_slot
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.demands import cards, proposals, trail
from bot.errors import BadInput, NotAllowed, WrongState
from bot.locale.texts import Texts
from bot.model import BookingState, Demand, Draft, DraftKind, Kind, Message, Person, Role
from bot.rules import demand_draft as drafts
from bot.rules.demand_draft import DemandDraft, Fault, Reader
from bot.rules.rights import ADMINS, PLANNERS, STAFF, Act, Where
from bot.rules.text import clean
from bot.store.work import Work
from bot.views.demands import drafts as words
from bot.views.demands.proposals import decided_before

ASKING, PREVIEW, CHANGING = "asking", "preview", "changing"
OUT_OF_DATE = "This button is out of date. Please send the command again."


def check_planner(scene: Scene) -> Person:
    """The person, if they may post a demand from here. NotAllowed says what to do instead."""
    if scene.role in STAFF and scene.role not in PLANNERS:
        raise NotAllowed("Topics are posted by the desk. You can propose one: /propose your words")
    if scene.role in PLANNERS and scene.where in (Where.WORK, Where.PARTNER):
        raise NotAllowed(
            "Topics are posted from the private chat with me or from the desk group; please send the text there. "
            "Nothing was posted."
        )
    return scene.check(Act.DEMAND)


async def announce_tagged(office: Office, work: Work, scene: Scene) -> None:
    """A message that begins with #需求: a preview, or a draft that asks for what is missing (manual, section 4)."""
    check_planner(scene)
    check_passable(office, scene.text)
    written, faults = drafts.read_whole(clean(scene.text), reader=_reader(office, work))
    await begin(office, work, scene, written, faults=faults, is_kept=True)


async def announce_stepwise(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/demand`: asks for one part after the other; what was typed with the command is taken already."""
    check_planner(scene)
    check_passable(office, text)
    written, faults = drafts.read_whole(clean(text), reader=_reader(office, work))
    await begin(office, work, scene, drafts.ask_all(written), faults=faults)


async def turn_proposal(office: Office, work: Work, scene: Scene, *, proposal_id: int) -> Toast | None:
    """`转为选题` under a proposal: begins a demand with its words, here and for who pressed."""
    scene.check(Act.DECIDE_PROPOSAL)
    if not await proposals.is_open(work, proposal_id):
        return scene.toast(decided_before, alert=True)
    proposal = await proposals.get_proposal(work, proposal_id)
    written = drafts.from_words(proposal.text, proposal_id=proposal.id)
    await begin(office, work, scene, drafts.ask_all(written))
    return None


async def begin_with_text(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """A demand with somebody's words, which were no demand when they were written."""
    check_planner(scene)
    check_passable(office, text)
    written, faults = drafts.read_whole(text, reader=_reader(office, work))
    if not written.title:
        written, faults = drafts.recheck(drafts.from_words(text), now=work.now), []
    await begin(office, work, scene, written, faults=faults, is_kept=True)


async def begin(
    office: Office,
    work: Work,
    scene: Scene,
    written: DemandDraft,
    *,
    faults: Sequence[Fault] = (),
    is_kept: bool = False,
) -> None:
    """A new draft beside whatever conversations the person has."""
    draft = await conversations.begin(
        work, scene, DraftKind.DEMAND, step=ASKING, data=drafts.to_data(written)
    )
    await _go_on(office, work, scene, draft, written, faults=faults, is_kept=is_kept)


async def take_text(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """A message inside the conversation: the answer to the question, or, under a preview, what is to change."""
    check_planner(scene)
    _check_writer(work, scene, draft)
    written = _content(draft)
    check_passable(office, scene.text)
    read = drafts.answer if written.to_ask else drafts.change
    written, faults = read(written, clean(scene.text), reader=_reader(office, work))
    await _go_on(office, work, scene, draft, written, faults=faults)


async def skip(office: Office, work: Work, scene: Scene, *, draft_id: int, field: str | None) -> Toast | None:
    """`跳过`: the part that was asked for stays at its default."""
    draft = await _get_draft(work, scene, draft_id)
    written = _content(draft)
    if not written.to_ask or written.to_ask[0] != field or written.to_ask[0] in drafts.REQUIRED:
        return scene.toast(words.asked_before, alert=True)
    await _go_on(office, work, scene, draft, drafts.skip(written))
    return None


async def choose_kind(
    office: Office, work: Work, scene: Scene, *, draft_id: int, kind: str | None
) -> Toast | None:
    """A category, chosen by button."""
    draft = await _get_draft(work, scene, draft_id)
    written = _content(draft)
    if kind not in list(Kind):
        raise BadInput(OUT_OF_DATE)
    if drafts.Field.KIND not in written.to_ask:
        return scene.toast(words.asked_before, alert=True)
    await _go_on(office, work, scene, draft, drafts.set_kind(written, Kind(kind)))
    return None


async def choose_unit(
    office: Office, work: Work, scene: Scene, *, draft_id: int, unit_id: int
) -> Toast | None:
    """A named unit, chosen by button where the typed one is not on the roster."""
    draft = await _get_draft(work, scene, draft_id)
    written = _content(draft)
    if unit_id not in {unit.id for unit in work.directory.units}:
        raise BadInput(OUT_OF_DATE)
    if drafts.Field.UNITS not in written.to_ask:
        return scene.toast(words.asked_before, alert=True)
    await _go_on(office, work, scene, draft, drafts.add_unit(written, unit_id))
    return None


async def ask_change(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`修改` under a preview: says what may be sent."""
    draft = await _get_draft(work, scene, draft_id)
    await _save(work, draft, _content(draft), step=CHANGING)
    how = words.render_edit_how(scene.t, in_group=not scene.is_private)
    await conversations.ask(work, scene, draft, how)
    return None


async def cancel(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`取消` under a preview: the draft is thrown away."""
    draft = await _get_draft(work, scene, draft_id)
    await _end(work, scene, draft, words.render_cancelled(scene.t))
    return None


async def post(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`发布`: the demand gets its number and is posted in every work group, and to the named units in private."""
    draft = await _get_draft(work, scene, draft_id)
    written = drafts.recheck(_content(draft), now=work.now)
    if written.to_ask:
        await _go_on(office, work, scene, draft, written)
        return scene.toast(lambda t: words.not_complete(t, written), alert=True)
    if written.proposal_id and not await proposals.is_open(work, written.proposal_id):
        await _save(work, draft, replace(written, proposal_id=None), step=PREVIEW)
        return scene.toast(words.proposal_decided, alert=True)
    demand = await _store(work, scene, draft, written)
    unreachable = await _ask_units(office, work, demand)
    groups = await cards.post_in_groups(office, work, demand)
    if written.proposal_id:
        await proposals.mark_turned(
            office, work, written.proposal_id, demand=demand, person_id=scene.actor.id
        )
    author = work.directory.get_person(demand.posted_by)
    if author.role is Role.LEADER:
        await tell_desk(office, work, lambda t: words.render_posted_by_leader(t, demand, by=author.label))
    posted = words.render_posted(scene.t, demand, groups=groups, unreachable=unreachable)
    await _end(work, scene, draft, posted)
    return scene.toast(lambda t: words.posted_toast(t, demand))


async def _store(work: Work, scene: Scene, draft: Draft, written: DemandDraft) -> Demand:
    """The demand under the next number, by whoever wrote the draft, with a question to every named unit."""
    assert written.due_at is not None
    author = work.directory.find_account(draft.telegram_id) or scene.actor
    demand_id = await work.numbers.next("demand")
    await work.demands.add(
        demand_id,
        title=written.title,
        brief=written.brief,
        kind=written.kind,
        due_at=written.due_at,
        slots=written.total_slots,
        units=written.units,
        posted_by=author.id,
        now=work.now,
    )
    await trail.record(work, demand_id, step="post", person_id=scene.actor.id, after=drafts.to_data(written))
    for unit_id in written.units:
        await work.demands.add_booking(
            demand_id, unit_id=unit_id, person_id=None, state=BookingState.ASKED, now=work.now
        )
    return await cards.get_demand(work, demand_id)


async def _ask_units(office: Office, work: Work, demand: Demand) -> words.Unreachable:
    """Asks the named units' people in private; whom that cannot reach now."""
    units, waiting = [], []
    for booking in await work.demands.bookings(demand.id):
        await trail.record_booking(work, booking, step="ask", person_id=demand.posted_by)
        people = await cards.ask_unit(office, work, demand, booking)
        if not people:
            units.append(booking.unit)
        waiting += [person.label for person in people if not work.directory.is_open(person)]
    return words.Unreachable(units, waiting)


async def _go_on(
    office: Office,
    work: Work,
    scene: Scene,
    draft: Draft,
    written: DemandDraft,
    *,
    faults: Sequence[Fault] = (),
    is_kept: bool = False,
) -> None:
    """Saves what has been said, and asks the next question or shows a fresh preview at the chat's end."""
    await _save(work, draft, written, step=ASKING if written.to_ask else PREVIEW)
    slot = preview_slot(draft.id)
    await work.outbox.take_away(slot, scene.chat)
    if written.to_ask:
        question = words.render_question(
            scene.t, draft.id, written, faults=faults, in_group=not scene.is_private, is_kept=is_kept
        )
        await conversations.ask(work, scene, draft, question)
        return
    names = [work.directory.unit_name(unit_id) for unit_id in written.units]
    assert written.due_at is not None
    preview = words.render_preview(
        scene.t,
        draft.id,
        written,
        units=names,
        attachment=scene.attachment is not None,
        is_day_off=not office.calendar.is_workday(office.today(written.due_at)),
    )
    await answer(work, scene, preview, slot=slot)


async def _end(work: Work, scene: Scene, draft: Draft, last: Message) -> None:
    """The conversation is over; its preview gets its last words."""
    await conversations.end_with(work, scene, draft, last)


async def _save(work: Work, draft: Draft, written: DemandDraft, *, step: str) -> None:
    await work.drafts.save(draft.id, step=step, data=drafts.to_data(written), now=work.now)


def _content(draft: Draft) -> DemandDraft:
    data: dict[str, Any] = draft.data
    return drafts.from_data(data)


async def _get_draft(work: Work, scene: Scene, draft_id: int) -> Draft:
    """The draft behind a button, for its writer or an administrator. NotAllowed for others, WrongState where it is gone."""
    check_planner(scene)
    draft = await work.drafts.find(draft_id)
    if draft is None or draft.kind is not DraftKind.DEMAND or draft.chat_id != scene.chat.chat_id:
        raise WrongState("This draft has been posted, cancelled or replaced already. Nothing was changed.")
    _check_writer(work, scene, draft)
    return draft


def _check_writer(work: Work, scene: Scene, draft: Draft) -> None:
    if draft.telegram_id != scene.telegram_id and scene.role not in ADMINS:
        writer = work.directory.find_any_account(draft.telegram_id)
        raise NotAllowed(
            "This draft is {name}'s; only they or an administrator can use its buttons.",
            name=writer.name if writer else "?",
        )


async def resume(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The draft's question or preview, anew at this chat's end."""
    check_planner(scene)
    _check_writer(work, scene, draft)
    await conversations.follow(work, scene, draft)
    await _go_on(office, work, scene, draft, _content(draft))


async def cancel_draft(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` typed: the draft is thrown away."""
    _check_writer(work, scene, draft)
    await _end(work, scene, draft, words.render_cancelled(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """The draft in a few words."""
    return words.draft_name(t, title=_content(draft).title)


def _reader(office: Office, work: Work) -> Reader:
    return Reader(
        now=work.now,
        zone=office.zone,
        calendar=office.calendar,
        day_end=office.settings.desk.day_end,
        units=work.directory.units,
    )


CONVERSATION = Conversation(
    kind=DraftKind.DEMAND,
    take=take_text,
    cancel=cancel_draft,
    is_asking=lambda draft: draft.step in (ASKING, CHANGING),
    name=name,
    resume=resume,
)
