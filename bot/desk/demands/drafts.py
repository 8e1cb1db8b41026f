"""The form that leads to a demand, and its posting; closing and extending one is in changes, proposals in proposals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup

from bot.desk.common import forms
from bot.desk.common.audience import tell_desk
from bot.desk.common.forms import Mechanism, Published
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.common.secrecy import check_passable
from bot.desk.demands import cards, proposals, trail
from bot.errors import NotAllowed
from bot.locale.texts import Texts
from bot.model import BookingState, Demand, Draft, Person, Proposal, Role, Subject
from bot.rules import forms as rules
from bot.rules.demand_form import COMMISSION, DEMAND, PROPOSAL, UNITS, kind_of, total_slots
from bot.rules.forms import DUE, TEXT, TITLE, FormDraft
from bot.rules.rights import PLANNERS, STAFF, Act, Where
from bot.store.work import Work
from bot.views.demands import drafts as words


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


async def turn_proposal(office: Office, work: Work, scene: Scene, *, proposal_id: int) -> Toast | None:
    """`转为选题` under a proposal: begins a demand with its words, here and for who pressed."""
    scene.check(Act.DECIDE_PROPOSAL)
    if (said := await proposals.decided(work, proposal_id)) is not None:
        return scene.toast(said, alert=True)
    proposal = await proposals.get_proposal(work, proposal_id)
    written = (await _from_proposal(work, proposal)).with_(**{PROPOSAL: proposal.id})
    await forms.begin(office, work, scene, MECHANISM, rules.ask_all(DEMAND, written))
    return None


async def commission_proposal(office: Office, work: Work, scene: Scene, *, proposal_id: int) -> Toast | None:
    """`约稿` under a proposal: the same for named units; when it is due and which units are asked."""
    scene.check(Act.DECIDE_PROPOSAL)
    if (said := await proposals.decided(work, proposal_id)) is not None:
        return scene.toast(said, alert=True)
    proposal = await proposals.get_proposal(work, proposal_id)
    written = (await _from_proposal(work, proposal)).with_(**{PROPOSAL: proposal.id, COMMISSION: True})
    await forms.begin(office, work, scene, MECHANISM, replace(written, to_ask=(DUE, UNITS)))
    return None


async def _from_proposal(work: Work, proposal: Proposal) -> FormDraft:
    """What an edit does to the proposal's message it does to what is made of it."""
    messages = await work.writings.of(Subject.PROPOSAL, proposal.id)
    return forms.from_messages(rules.from_words(DEMAND, proposal.text), messages)


async def begin_with_text(
    office: Office, work: Work, scene: Scene, *, text: str, messages: Iterable[tuple[int, int]] = ()
) -> None:
    """A demand with somebody's words, which were no demand when they were written; `messages` said them."""
    check_planner(scene)
    check_passable(office, text)
    written, faults = rules.read_whole(DEMAND, text, reader=forms.reader_of(office, work))
    if not written.title:
        written, faults = rules.recheck(DEMAND, rules.from_words(DEMAND, text), now=work.now), []
    written = forms.from_messages(written, messages)
    await forms.begin(office, work, scene, MECHANISM, written, faults=faults, is_kept=True)


async def preview(office: Office, work: Work, t: Texts, written: FormDraft) -> list[Markup]:
    """The demand as it would be posted."""
    due_at = written.moment(DUE)
    assert due_at is not None
    return words.preview_lines(
        t,
        title=written.title,
        brief=written.text(TEXT),
        due_at=due_at,
        slots=total_slots(written),
        units=[work.directory.unit_name(unit_id) for unit_id in written.addressees(UNITS).units],
        kind=kind_of(written),
        unusual=office.unusual(due_at, now=work.now),
    )


async def publish(
    office: Office, work: Work, scene: Scene, draft: Draft, written: FormDraft
) -> Published | Toast:
    """`发布`: the demand gets its number and is posted in every work group, and to the named units in private."""
    proposal_id = written.extra.get(PROPOSAL)
    if proposal_id and not await proposals.is_open(work, proposal_id):
        await forms.save(work, draft, written.with_(**{PROPOSAL: None}), step=forms.PREVIEW)
        return scene.toast(words.proposal_decided, alert=True)
    if written.extra.get(COMMISSION) and not written.addressees(UNITS).units:
        await forms.go_on(office, work, scene, MECHANISM, draft, replace(written, to_ask=(UNITS,)))
        return scene.toast(words.needs_units, alert=True)
    demand = await _store(work, scene, draft, written)
    unreachable = await _ask_units(office, work, demand)
    groups, owed = await cards.post_in_groups(office, work, demand)
    if proposal_id:
        await proposals.mark_turned(office, work, proposal_id, demand=demand, person_id=scene.actor.id)
    author = work.directory.get_person(demand.posted_by)
    if author.role is Role.LEADER:
        await tell_desk(office, work, lambda t: words.render_posted_by_leader(t, demand, by=author.label))
    last = words.render_posted(scene.t, demand, groups=groups, owed=owed, unreachable=unreachable)
    return Published(last, lambda t: words.posted_toast(t, demand), demand.id)


async def _store(work: Work, scene: Scene, draft: Draft, written: FormDraft) -> Demand:
    """The demand under the next number, by whoever wrote the draft, with a question to every named unit."""
    due_at, units = written.moment(DUE), written.addressees(UNITS).units
    assert due_at is not None
    demand_id = await work.numbers.next("demand")
    await work.demands.add(
        demand_id,
        title=written.title,
        brief=written.text(TEXT),
        kind=kind_of(written),
        due_at=due_at,
        slots=total_slots(written),
        units=units,
        posted_by=forms.author_of(work, scene, draft).id,
        now=work.now,
    )
    after = {key: value for key, value in written.values.items() if key not in (TITLE, TEXT)}
    await trail.record(work, demand_id, step="post", person_id=scene.actor.id, after=after)
    for unit_id in units:
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


MECHANISM = Mechanism(DEMAND, words.WORDS, check_planner, preview, publish)
