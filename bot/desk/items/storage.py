"""Items are kept: numbered and stored, or rewritten as a new version, with receipt and card; conversations are in drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from bot.desk.common.office import Office, Scene, answer, answers, open_button
from bot.desk.demands import bookings
from bot.desk.items import cards
from bot.desk.items import quota as item_quota
from bot.errors import WrongState
from bot.model import Demand, Item, ItemPart, Kind, Person
from bot.rules.changes import describe_changes
from bot.rules.dates import month_of
from bot.rules.onestep import SubmissionText
from bot.rules.rings import is_pressing
from bot.rules.states import Step, next_state
from bot.store.work import Work
from bot.views.common import labels
from bot.views.items import cards as views
from bot.views.items import submissions


@dataclass(frozen=True, slots=True)
class Source:
    """The messages that an item is made of, and what the reporter could not type."""

    chat_id: int
    parts: Sequence[tuple[int, str]]  # message id and text
    sent_at: datetime  # the message's own date, its edit's, or when a button was pressed
    place: int = 0
    origin: str | None = None
    has_attachment: bool = False


async def store(
    office: Office, work: Work, scene: Scene, *, person: Person, parsed: SubmissionText, source: Source
) -> Item:
    """Numbers and keeps a complete item; puts the receipt, the cards and the rings in the outbox."""
    demand = await bookings.find_for_item(work, parsed.demand_number) if parsed.demand_number else None
    month = month_of(source.sent_at, office.zone)
    item = await work.items.add(
        person=person,
        received_at=source.sent_at,
        month=month,
        title=parsed.title,
        body=parsed.body,
        kind=parsed.kind or Kind.ORDINARY,
        is_urgent=parsed.urgent,
        themes=parsed.themes,
        joint_units=parsed.joint_units,
        source=parsed.source,
        origin=source.origin,
        demand_id=demand.id if demand else None,
    )
    await work.items.add_parts(
        ItemPart(source.chat_id, message_id, source.place, item.id, part, text)
        for part, (message_id, text) in enumerate(source.parts)
        if message_id  # of a draft that was begun in another chat nobody knows them
    )
    await cards.record(work, item, step="submit", person_id=person.id)
    notes = await _notes(office, work, scene, item=item, parsed=parsed, demand=demand, source=source)
    await _send_receipt(office, work, scene, item=item, person=person, notes=notes)
    await cards.show_first(office, work, item, is_new=True)
    await cards.ring_on(office, work, item, since=work.now)
    return item


async def _send_receipt(
    office: Office, work: Work, scene: Scene, *, item: Item, person: Person, notes: Sequence[Markup]
) -> None:
    count, quota = await item_quota.standing(office, work, person=person, month=item.month)
    shut = not scene.is_private and scene.telegram_id not in work.directory.open_accounts
    receipt = views.render_receipt(
        scene.t,
        item,
        count=count,
        quota=quota,
        other_month=None if item.month == month_of(work.now, office.zone) else item.month,
        notes=notes,
        open_button=open_button(office, scene.t) if shut else None,
    )
    # What presses is answered by itself. Where nothing limits a group, nothing waits for long either.
    may_join = (
        not scene.is_private and not is_pressing(item) and office.settings.telegram.limits.group_per_minute
    )
    line = (
        views.render_receipt_line(scene.t, item, count=count, quota=quota, notes=notes) if may_join else None
    )
    await work.outbox.say(
        scene.chat,
        receipt,
        reply_to=scene.message_id or None,
        about=answers(scene),
        line=line,
    )


async def _notes(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    item: Item,
    parsed: SubmissionText,
    demand: Demand | None,
    source: Source,
) -> list[Markup]:
    """What the receipt says beside number and count: what could not be used as typed, and what it fulfilled."""
    t = scene.t
    notes = submissions.unused_words(t, parsed)
    if demand is not None:
        outcome = await bookings.fulfil(office, work, demand_id=demand.id, item=item, person=scene.actor)
        notes.append(submissions.fulfilled(t, demand, outcome))
    elif parsed.demand_number or parsed.demand_unknown:
        wanted = parsed.demand_unknown or f"T{parsed.demand_number}"
        notes.append(submissions.no_such_demand(t, wanted, choices=await bookings.open_choices(work)))
    if source.has_attachment:
        notes.append(submissions.attachment_not_kept(t))
    return notes


def check_revisable(scene: Scene, item: Item) -> None:
    if next_state(item.state, Step.REVISE) is None:
        raise WrongState(
            "{number} is {state} and can no longer be revised.",
            number=item.number,
            state=labels.state(scene.t, item.state),
        )


async def store_revision(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    item: Item,
    parsed: SubmissionText,
    parts: Sequence[tuple[int, str]],
) -> None:
    """A revised text becomes the item's next version, and the item waits for review again under its old number."""
    check_revisable(scene, item)
    await work.items.add_parts(
        ItemPart(scene.chat.chat_id, message_id, 0, item.id, place, text)
        for place, (message_id, text) in enumerate(parts, len(await work.items.parts_of_item(item.id)))
        if message_id  # the text that the revision began with came in no message
    )
    await rewrite(office, work, scene, item=item, parsed=parsed, step=Step.REVISE)


async def rewrite(
    office: Office, work: Work, scene: Scene, *, item: Item, parsed: SubmissionText, step: Step
) -> None:
    """The item's next version, by an edit before review or by a revision; its cards and its reporter are told."""
    changed = replace(
        item,
        title=parsed.title,
        body=parsed.body,
        kind=parsed.kind or item.kind,
        is_urgent=parsed.urgent,
        themes=parsed.themes,
        joint_units=parsed.joint_units,
        source=parsed.source,
        version=item.version + 1,
        state=next_state(item.state, step) or item.state,
    )
    if step is Step.REVISE:
        cleared = replace(changed, reason=None, reason_text=None, editor_id=None, decided_at=None)
        await work.items.set_state(cleared)
        changed = cleared
    await work.items.rewrite(changed, now=work.now)
    await cards.record(work, changed, step=step.value, person_id=scene.actor.id, before=item)
    changes = describe_changes(f"{item.title}\n{item.body}", f"{changed.title}\n{changed.body}")
    if step is Step.REVISE:
        await cards.show_again(office, work, changed, changes=changes)
    else:
        await cards.update(office, work, changed, changes=changes)
    await answer(work, scene, views.render_edited(scene.t, changed, changes))
