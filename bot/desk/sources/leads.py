"""Leads (线索): what a reading of a network source has brought, shown to the desk, and what editors do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.desk.common import forms as frame
from bot.desk.common import living
from bot.desk.common.audience import tell_administrators, tell_desk
from bot.desk.common.forms import Published
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.undoing import check_decider, check_in_time, is_in_time
from bot.desk.demands import drafts
from bot.errors import NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Draft, Entry, FeedReading, FeedState, Lead, LeadState, Person
from bot.rules import forms
from bot.rules.demand_form import DEMAND
from bot.rules.forms import FormDraft
from bot.rules.leads import SAME_WITHIN, Known, link_key, sift
from bot.rules.rights import Act
from bot.rules.secrecy.rulebook import Screening
from bot.rules.states import UNDO_WITHIN
from bot.sections import Feed
from bot.store.work import Work
from bot.views.common.waiting import Waiting
from bot.views.sources import leads as words

AT_ONCE = 5  # leads of one reading in one message; /feeds has the rest
LEAD = "lead_id"  # in a demand's draft: the lead that it is made of
_LISTED_MOST = 200
_WAITS_FOR = timedelta(days=7)  # what nobody has taken up by then is no news any more
_PATIENCE = 3  # failures in a row before the administrators hear of a source
_RARELY = timedelta(hours=6)  # a source that is read so seldom is reported a failure earlier


# --- a reading ------------------------------------------------------------------------------------------


async def take_reading(office: Office, work: Work, feed: Feed, reading: FeedReading) -> None:
    """A source was read: what is new in it goes to the desk, in the working hours; found outside them, when these begin."""
    before = await work.feeds.find(feed.name)
    is_known = before is not None and before.url == feed.url and before.read_at is not None
    found = [] if reading.is_unchanged else await _keep(office, work, feed, reading, is_first=not is_known)
    await _save(work, feed, before if is_known else None, reading)
    if before is not None and before.told_on is not None:
        await tell_administrators(office, work, lambda t: words.render_alive(t, feed.name))
    if not office.is_at_work(work.now):
        for lead in found:
            await work.leads.set_state(lead.id, LeadState.WAITING)
        return
    waited = [
        lead
        for lead in await work.leads.in_state(LeadState.WAITING, most=_LISTED_MOST)
        if lead.feed == feed.name
    ]
    new = sorted([*waited, *found], key=_age, reverse=True)
    for lead in new[AT_ONCE:]:
        await work.leads.set_state(lead.id, LeadState.LISTED)
    if new:
        await _show(office, work, new[:AT_ONCE], more=len(new[AT_ONCE:]))


async def _keep(
    office: Office, work: Work, feed: Feed, reading: FeedReading, *, is_first: bool
) -> list[Lead]:
    """Every entry that fits is remembered; those that are to be shown."""
    lately = await work.leads.found_since(work.now - SAME_WITHIN)
    sifted = sift(
        [entry for entry in reading.entries if not _is_marked(office, entry)],
        words=feed.words,
        keys={lead.link_key for lead in lately},
        known=[Known(lead.link_key, lead.title, lead.found_at) for lead in lately],
        names={*(unit.name for unit in work.directory.units), *office.settings.desk.places},
        now=work.now,
        is_first=is_first,
    )
    found = []
    for each in sifted:
        state = LeadState.LISTED if each.is_news else LeadState.PASSED
        lead_id = await work.leads.add(
            feed.name, each.entry, link_key=each.link_key, state=state, now=work.now
        )
        lead = await work.leads.find(lead_id) if lead_id is not None else None
        if lead is not None and each.is_news:
            found.append(lead)
    await work.leads.see(feed.name, [link_key(entry) for entry in reading.entries], now=work.now)
    return found


def _is_marked(office: Office, entry: Entry) -> bool:
    """Whether it bears a marking, wherever it was published: the desk passes nothing on that does, and keeps nothing of it."""
    return office.rulebook.screen(f"{entry.title}\n{entry.summary}").screening is Screening.BLOCK


async def _save(work: Work, feed: Feed, before: FeedState | None, reading: FeedReading) -> None:
    is_same = reading.is_unchanged and before is not None
    await work.feeds.save(
        FeedState(
            name=feed.name,
            url=feed.url,
            due_at=work.now + feed.every,
            etag=before.etag if is_same and before else reading.etag,
            modified=before.modified if is_same and before else reading.modified,
            read_at=work.now,
            entries=before.entries if is_same and before else len(reading.entries),
            fault=None,
            failures=0,
            failing_since_at=None,
            told_on=None,
        )
    )


async def take_failure(office: Office, work: Work, feed: Feed, why: str) -> None:
    """A source could not be read: the administrators hear of one that stays dead, once a day."""
    before = await work.feeds.find(feed.name)
    is_known = before is not None and before.url == feed.url
    failures = (before.failures if before and is_known else 0) + 1
    since = before.failing_since_at if before and is_known else None
    told_on = before.told_on if before and is_known else None
    today = office.today(work.now).isoformat()
    patience = _PATIENCE - 1 if feed.every >= _RARELY else _PATIENCE
    is_due = failures >= patience and told_on != today and office.is_at_work(work.now)
    state = FeedState(
        name=feed.name,
        url=feed.url,
        due_at=work.now + feed.every,
        etag=before.etag if before and is_known else None,
        modified=before.modified if before and is_known else None,
        read_at=before.read_at if before and is_known else None,
        entries=before.entries if before and is_known else 0,
        fault=why,
        failures=failures,
        failing_since_at=since or work.now,
        told_on=today if is_due else told_on,
    )
    await work.feeds.save(state)
    if is_due:
        await tell_administrators(office, work, lambda t: words.render_dead(t, state))


def _age(lead: Lead) -> tuple[float, int]:
    return ((lead.published_at or lead.found_at).timestamp(), lead.id)


# --- showing them ---------------------------------------------------------------------------------------


async def _show(office: Office, work: Work, leads: Sequence[Lead], *, more: int) -> None:
    message = await work.leads.show(leads)
    shown = await work.leads.of_message(message)
    now = work.now
    await tell_desk(
        office,
        work,
        lambda t: words.render_leads(t, _with_names(work, shown), now=now, more=more),
        slot=slot_name(Slot.LEADS, message),
    )


async def show_feeds(office: Office, work: Work, scene: Scene) -> None:
    """`/feeds`: each source with its last reading and what came of it."""
    scene.check(Act.FEEDS)
    states, counts = await work.feeds.all(), await work.leads.counts()
    rows = []
    for feed in office.settings.feeds:
        state = states.get(feed.name)
        of_feed = {kind: counts.get((feed.name, kind), 0) for kind in LeadState}
        rows.append(words.FeedRow(feed.name, state if state and state.url == feed.url else None, of_feed))
    listed = sum(number for (_, state), number in counts.items() if state is LeadState.LISTED)
    for message in words.render_feeds(scene.t, rows, listed=listed):
        await answer(work, scene, message)


async def show_more(office: Office, work: Work, scene: Scene) -> Toast | None:
    """`看其余线索`: the next few of what no message has shown yet, here."""
    scene.check(Act.FEEDS)
    listed = await work.leads.in_state(LeadState.LISTED, most=_LISTED_MOST)
    if not listed:
        return scene.toast(lambda t: t.plain("There are no further leads."))
    message = await work.leads.show(listed[:AT_ONCE])
    shown = await work.leads.of_message(message)
    view = words.render_leads(scene.t, _with_names(work, shown), now=work.now, more=len(listed[AT_ONCE:]))
    await answer(work, scene, view, slot=slot_name(Slot.LEADS, message))
    return None


# --- what editors do with one ---------------------------------------------------------------------------


async def turn(office: Office, work: Work, scene: Scene, *, lead_id: int) -> Toast | None:
    """`转为选题`: begins a demand with the lead's title and link, here and for who pressed; the others see who does it."""
    lead = await _get(work, lead_id)
    refused = await _decide(office, work, scene, lead, LeadState.TURNED)
    if refused is None:
        text = f"{lead.title}\n{lead.link}".strip()
        written = forms.from_words(DEMAND, text).with_(**{LEAD: lead.id})
        await frame.begin(office, work, scene, drafts.MECHANISM, forms.ask_all(DEMAND, written))
    return refused


async def _publish(
    office: Office, work: Work, scene: Scene, draft: Draft, written: FormDraft
) -> Published | Toast:
    """`发布` of a demand: a lead that it was made of says so."""
    outcome = await drafts.publish(office, work, scene, draft, written)
    lead = await work.leads.find(int(written.extra.get(LEAD) or 0))
    if isinstance(outcome, Toast) or lead is None or lead.demand_id is not None:
        return outcome
    author = frame.author_of(work, scene, draft)
    await work.leads.decide(
        lead, LeadState.TURNED, person_id=author.id, now=work.now, demand_id=outcome.number
    )
    await _record(work, lead, step="turn", person_id=author.id)
    await update(office, work, lead)
    return outcome


async def ignore(office: Office, work: Work, scene: Scene, *, lead_id: int) -> Toast | None:
    """`忽略`."""
    lead = await _get(work, lead_id)
    refused = await _decide(office, work, scene, lead, LeadState.IGNORED)
    return refused or scene.toast(lambda t: t.plain("Ignored."))


async def undo(office: Office, work: Work, scene: Scene, *, lead_id: int) -> Toast | None:
    """`撤销`: of 忽略 within ten minutes, by who decided; of 转为选题 until the topic is posted, after ten minutes by anybody."""
    editor = scene.check(Act.DECIDE_LEAD)
    lead = await _get(work, lead_id)
    is_open = lead.state is LeadState.TURNED and lead.demand_id is None
    if lead.decided_at is None or not (is_open or lead.state is LeadState.IGNORED):
        raise WrongState("This has been settled already.")
    if not is_open or is_in_time(work, lead.decided_at):
        if lead.decided_by is not None:
            check_decider(work, editor, lead.decided_by)
        check_in_time(work, lead.decided_at)
    await work.leads.decide(lead, LeadState.SHOWN, person_id=None, now=None)
    await _record(work, lead, step="undo", person_id=editor.id)
    await update(office, work, lead)
    return None


async def _decide(office: Office, work: Work, scene: Scene, lead: Lead, state: LeadState) -> Toast | None:
    editor = scene.check(Act.DECIDE_LEAD)
    if lead.state is not LeadState.SHOWN or not await work.leads.decide(
        lead, state, person_id=editor.id, now=work.now
    ):
        return settled(work, scene, lead)
    await _record(work, lead, step=state.value, person_id=editor.id)
    await update(office, work, lead)
    return None


def settled(work: Work, scene: Scene, lead: Lead) -> Toast:
    """Somebody else was faster."""
    name, at = _name(work, lead.decided_by), lead.decided_at or work.now
    return scene.toast(lambda t: words.settled(t, name=name, at=at), alert=True)


async def update(office: Office, work: Work, lead: Lead) -> None:
    """The message that shows the lead, as it stands; in ten minutes without what cannot be undone any more."""
    if lead.message is None:
        return
    shown = _with_names(work, await work.leads.of_message(lead.message))
    counts = await work.leads.counts()
    more = sum(counts.get((feed, LeadState.LISTED), 0) for feed in {each.lead.feed for each in shown})
    slot, now = slot_name(Slot.LEADS, lead.message), work.now
    later = now + UNDO_WITHIN + timedelta(seconds=1)
    await living.update(office, work, slot, lambda t: words.render_leads(t, shown, now=now, more=more))
    if any(each.lead.state is LeadState.IGNORED for each in shown):
        await living.update_later(
            office, work, slot, lambda t: words.render_leads(t, shown, now=later, more=more), send_at=later
        )


async def waiting(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    """What /today says of it to editors: what lately came to the desk, and nobody has decided."""
    since = work.now - _WAITS_FOR
    shown = await work.leads.in_state(LeadState.SHOWN, most=_LISTED_MOST)
    return words.waiting(t, [lead for lead in shown if lead.found_at >= since])


async def _get(work: Work, lead_id: int) -> Lead:
    lead = await work.leads.find(lead_id)
    if lead is None:
        raise NotFound("This button is out of date. Please send the command again.")
    return lead


def _with_names(work: Work, leads: Sequence[Lead]) -> list[words.Shown]:
    return [words.Shown(lead, _name(work, lead.decided_by)) for lead in leads]


def _name(work: Work, person_id: int | None) -> str:
    return work.directory.get_person(person_id).name if person_id is not None else ""


DEMANDS = replace(drafts.MECHANISM, publish=_publish)


async def _record(work: Work, lead: Lead, *, step: str, person_id: int) -> None:
    await work.trail.record("lead", lead.id, step=step, person_id=person_id, now=work.now)
