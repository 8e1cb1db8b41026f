"""Items are kept: numbered and stored, with receipt and card; their next versions are in rewriting, conversations in drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from bot.desk.common import by_name
from bot.desk.common.office import Office, Scene, answer
from bot.desk.demands import bookings
from bot.desk.items import attachments, cards, followups, held, keypoints, receipts, rings, wiping
from bot.model import Attachment, Item, ItemPart, ItemState, Kind, Person
from bot.model.record import record
from bot.rules.months import month_of
from bot.rules.onestep import SubmissionText
from bot.rules.rings import is_pressing
from bot.rules.states import Step
from bot.store.work import Work
from bot.views.items import attachments as file_views
from bot.views.items import held as held_views
from bot.views.items import submissions


@record
class Source:
    """The messages that an item is made of, and what the reporter could not type."""

    chat_id: int
    parts: Sequence[tuple[int, str]]  # message id and text
    sent_at: datetime  # the message's own date, its edit's, or when a button was pressed
    place: int = 0
    origin: str | None = None
    has_attachment: bool = False  # of the message, or (`draft_id`) of the draft that the item was
    draft_id: int | None = None
    for_person: int | None = None  # by whose booking a deputy began it
    notes: Sequence[Markup] = ()  # what else its receipt says


async def store(
    office: Office, work: Work, scene: Scene, *, person: Person, parsed: SubmissionText, source: Source
) -> Item:
    """Numbers and keeps a complete item; puts the receipt, the cards and the rings in the outbox."""
    demand = await bookings.find_for_item(work, parsed.demand_number) if parsed.demand_number else None
    scene = await bookings.for_holder(work, scene, demand, for_person=source.for_person)
    deputy = by_name.deputy_in(work, scene, scene.actor)
    person = scene.actor if deputy is not None else person
    month, joint = month_of(source.sent_at, office.zone), list[Markup]()
    keypoint = await keypoints.named(work, month, parsed.keypoint)
    if parsed.joint_units:
        parsed, joint = receipts.match_joint(work, scene.t, parsed)
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
        keypoint=keypoint.number if keypoint else None,
        original=original_of(parsed),
    )
    await work.items.add_parts(
        ItemPart(source.chat_id, message_id, source.place, item.id, part, text)
        for part, (message_id, text) in enumerate(source.parts)
        if message_id  # of a draft that was begun in another chat nobody knows them
    )
    await cards.record(work, item, step="submit", person_id=person.id)
    files: Sequence[Attachment] = ()
    if source.has_attachment:
        files = await attachments.hand_over(work, scene, item_id=item.id, draft_id=source.draft_id)
    texts = [parsed.title, *(text for _, text in source.parts), parsed.body, source.origin or ""]
    if rule := held.alarm_of(office, texts, file_names=[file.name for file in files]):
        if parsed.follows:
            item = await followups.keep_link(office, work, scene, item, typed=parsed.follows)
        return await hold(office, work, scene, item, rule=rule)
    notes = [*source.notes, *joint]
    if deputy is not None:
        notes.append(submissions.handed_in_for(scene.t, person))
    notes += await receipts.notes_of(office, work, scene, item=item, parsed=parsed)
    if parsed.follows:
        item, said = await followups.follow(office, work, scene, item, typed=parsed.follows)
        notes += said
    if source.has_attachment:
        notes += [*attachments.notes_at_once(office, scene), *file_views.summaries(scene.t, files)]
    hints = cards.hints_for(office, item)
    await receipts.send(
        office,
        work,
        scene,
        item=item,
        person=person,
        notes=notes,
        remarks=receipts.remarks_on(scene.t, item, cleaning=parsed.cleaning, hints=hints),
        parsed=parsed,
        parts=len({abs(message_id) for message_id, _ in source.parts}),
    )
    await cards.show_first(office, work, item, is_new=True, files=files, hints=hints)
    await rings.ring_on(office, work, item)
    await by_name.tell_done(office, work, scene, person.id, lambda t: submissions.reported_for(t, item))
    return item


async def hold(
    office: Office, work: Work, scene: Scene, item: Item, *, rule: str, before: Item | None = None
) -> Item:
    """The item waits for the secrecy officers, and its reporter hears so; `before`: the version of the item before this one."""
    kept = await conceal(office, work, item, rule=rule, before=before)
    phone = office.settings.desk.duty_phone
    call = submissions.telephone_line(scene.t, phone) if is_pressing(kept) else None
    await answer(work, scene, held_views.render_held_receipt(scene.t, kept, call=call, public=phone))
    return kept


async def conceal(office: Office, work: Work, item: Item, *, rule: str, before: Item | None = None) -> Item:
    """The item waits for the secrecy officers, whoever had seen it before; what is said of it holds no word of it."""
    await work.search.forget(item.id)
    kept = replace(item, state=ItemState.HELD, reason=None, reason_text=None, editor_id=None, decided_at=None)
    await work.items.set_state(kept)
    if item.state is not ItemState.HELD:
        await cards.record(work, kept, step=Step.HOLD.value, person_id=None, before=item)
        await work.undos.delete("item", item.id)
        await work.likenesses.forget(item.id)
        await wiping.take_back_found(office, work, item)
        await rings.call_off(work, before or item)
        await cards.update(office, work, kept)
    had_rung = before is not None and before.state is ItemState.HELD and rings.is_rung(before)
    if had_rung and before is not None and not rings.is_rung(kept):
        await rings.call_off(work, before)
    is_news = item.state is not ItemState.HELD or (rings.is_rung(kept) and not had_rung)
    await held.ask_officers(office, work, kept, rule=rule, is_news=is_news)
    if not had_rung:
        await rings.ring_on(office, work, kept)
    return kept


def original_of(parsed: SubmissionText) -> str | None:
    """What was typed, where cleaning changed it."""
    return parsed.cleaning.original if parsed.cleaning and parsed.cleaning.counts else None
