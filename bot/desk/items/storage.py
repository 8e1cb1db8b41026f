"""Items are kept: numbered and stored, or rewritten as a new version, with receipt and card; conversations are in drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from bot.desk.common import living
from bot.desk.common.office import Office, Scene, Toast, answer, answers, open_button
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import bookings
from bot.desk.demands import cards as demand_cards
from bot.desk.items import attachments, cards, corrections, followups, held
from bot.desk.items import quota as item_quota
from bot.errors import NotAllowed, WrongState
from bot.locale.texts import Texts
from bot.model import Attachment, Item, ItemPart, ItemState, Keyboard, Kind, Message, Person
from bot.rules.changes import describe_changes
from bot.rules.cleaning import Cleaning
from bot.rules.dates import month_of
from bot.rules.edits import Rewrite, apply_edit, as_rewritten
from bot.rules.hints import Hint
from bot.rules.onestep import SubmissionText, parse_submission
from bot.rules.rights import Act
from bot.rules.rings import is_pressing
from bot.rules.secrecy.personal import mask
from bot.rules.states import Step, next_state
from bot.rules.text import join_parts
from bot.store.work import Work
from bot.views.common import labels
from bot.views.items import attachments as file_views
from bot.views.items import cards as views
from bot.views.items import cleaning as cleaning_views
from bot.views.items import held as held_views
from bot.views.items import submissions
from bot.views.items.hints import hint_lines, urgent_button

MOST_OWED = 3  # topics that a receipt asks about


@dataclass(frozen=True, slots=True)
class Source:
    """The messages that an item is made of, and what the reporter could not type."""

    chat_id: int
    parts: Sequence[tuple[int, str]]  # message id and text
    sent_at: datetime  # the message's own date, its edit's, or when a button was pressed
    place: int = 0
    origin: str | None = None
    has_attachment: bool = False  # of the message, or (`draft_id`) of the draft that the item was
    draft_id: int | None = None
    notes: Sequence[Markup] = ()  # what else its receipt says


@dataclass(frozen=True, slots=True)
class Remarks:
    """What an answer says of an item's text beside the notes: what cleaning did, and hints."""

    lines: Sequence[Markup]
    buttons: Keyboard
    asks: bool  # whether a button waits for an answer


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
        original=_original(parsed),
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
        return await _hold(office, work, scene, item, rule=rule)
    notes = [*source.notes, *await _notes(office, work, scene, item=item, parsed=parsed)]
    if parsed.follows:
        item, said = await followups.follow(office, work, scene, item, typed=parsed.follows)
        notes += said
    if source.has_attachment:
        notes += [*attachments.notes_at_once(office, scene), *file_views.summaries(scene.t, files)]
    hints = cards.hints_for(office, item)
    await _send_receipt(
        office,
        work,
        scene,
        item=item,
        person=person,
        notes=notes,
        remarks=_remarks(scene, item, cleaning=parsed.cleaning, hints=hints),
        parsed=parsed,
        parts=len({abs(message_id) for message_id, _ in source.parts}),
    )
    await cards.show_first(office, work, item, is_new=True, files=files, hints=hints)
    await cards.ring_on(office, work, item)
    return item


async def _hold(office: Office, work: Work, scene: Scene, item: Item, *, rule: str) -> Item:
    """The item waits for the secrecy officers, whoever had seen it before; what is said of it holds no word of it."""
    kept = replace(item, state=ItemState.HELD, reason=None, reason_text=None, editor_id=None, decided_at=None)
    await work.items.set_state(kept)
    if item.state is not ItemState.HELD:
        await cards.record(work, kept, step=Step.HOLD.value, person_id=None, before=item)
        await work.undos.delete("item", item.id)
        await work.likenesses.forget(item.id)
        await cards.call_off_rings(work, item)
        await cards.update(office, work, kept)
    await held.ask_officers(office, work, kept, rule=rule)
    phone = office.settings.desk.duty_phone
    call = submissions.telephone_line(scene.t, phone) if is_pressing(kept) else None
    await answer(work, scene, held_views.render_held_receipt(scene.t, kept, call=call, public=phone))
    return kept


async def _send_receipt(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    item: Item,
    person: Person,
    notes: Sequence[Markup],
    remarks: Remarks,
    parsed: SubmissionText,
    parts: int,
) -> None:
    t, notes = scene.t, [*notes, *remarks.lines]
    count, quota = await item_quota.standing(office, work, person=person, month=item.month)
    shut = not scene.is_private and scene.telegram_id not in work.directory.open_accounts
    # Who names a topic has thought of it. Otherwise the unit may owe the item for one.
    is_named = parsed.demand_number or parsed.demand_unknown
    owed = [] if is_named else await work.demands.held_by(item.unit_id, most=MOST_OWED)
    length = submissions.length_line(t, item.body, parts=parts)
    lines = [length] if length else []
    lines += notes
    if owed:
        lines.append(submissions.ask_hand_in(t, owed))
    # Told where it helps at once, and once a month in private; in a group everybody would read it again with each reporter.
    if (
        (count == 1 and scene.is_private)
        or parsed.kind_unknown
        or parsed.demand_unknown
        or parsed.themes_unknown
    ):
        lines.append(submissions.correct_by_editing(t))
    receipt = views.render_receipt(
        t,
        item,
        count=count,
        quota=quota,
        other_month=None if item.month == month_of(work.now, office.zone) else item.month,
        notes=lines,
        open_button=open_button(office, t) if shut else None,
        first=submissions.pressing_lines(t, item, duty_phone=office.settings.desk.duty_phone),
        rows=(*remarks.buttons, *submissions.hand_in_rows(t, item, owed)),
    )
    # What presses or asks is answered by itself. Where nothing limits a group, nothing waits for long either.
    may_join = (
        not scene.is_private
        and not is_pressing(item)
        and not owed
        and scene.album is None
        and not remarks.asks
        and office.settings.telegram.limits.group_per_minute
    )
    line = views.render_receipt_line(t, item, count=count, quota=quota, notes=notes) if may_join else None
    await work.outbox.say(
        scene.chat,
        replace(receipt, public=office.settings.desk.duty_phone),
        slot=slot_name(Slot.RECEIPT, item.id) if owed or scene.album is not None else None,
        reply_to=scene.message_id or None,
        # The other parts of an album come one by one, and change how many files there are.
        send_at=work.now + attachments.ALBUM_WITHIN if scene.album is not None else None,
        about=answers(scene),
        line=line,
    )


def _original(parsed: SubmissionText) -> str | None:
    """What was typed, where cleaning changed it."""
    return parsed.cleaning.original if parsed.cleaning and parsed.cleaning.counts else None


def _remarks(scene: Scene, item: Item, *, cleaning: Cleaning | None, hints: Sequence[Hint]) -> Remarks:
    if cleaning is None and not hints:
        return _NO_REMARKS
    t, urgent = scene.t, urgent_button(scene.t, item, hints) if item.state in cards.UNDECIDED else []
    lines = cleaning_views.cleaned(t, cleaning) if cleaning else []
    buttons = cleaning_views.cleaned_buttons(t, item, cleaning) if cleaning else []
    asks = bool(urgent or (cleaning and cleaning.doubts))
    return Remarks([*lines, *hint_lines(t, hints)], (*urgent, *buttons), asks)


_NO_REMARKS = Remarks((), (), asks=False)


async def hand_in_item(office: Office, work: Work, scene: Scene, *, item_id: int, demand_id: int) -> Toast:
    """以此交 T3 稿 under a receipt: the item answers the topic after all."""
    person = scene.check(Act.SUBMIT)
    item = await cards.get_item(work, item_id)
    if item.person_id != person.id:
        raise NotAllowed("Only whoever sent the item can hand it in. Nothing was changed.")
    if item.demand_id is not None:
        raise WrongState(
            "{number} is linked to {code} already. Nothing was changed.",
            number=item.number,
            code=f"T{item.demand_id}",
        )
    if item.state in (ItemState.WITHDRAWN, ItemState.REJECTED, ItemState.MERGED):
        raise WrongState(
            "{number} is {state}; this is not possible now. Nothing was changed.",
            number=item.number,
            state=labels.state(scene.t, item.state),
        )
    demand = await bookings.check_hand_in(work, scene, demand_id=demand_id)
    linked = replace(item, demand_id=demand.id)
    await work.items.link(item.id, demand_id=demand.id)
    await cards.record(work, linked, step="fulfil", person_id=person.id, before=item)
    outcome = await bookings.fulfil(office, work, demand_id=demand.id, item=linked, person=person)
    await cards.update(office, work, linked)
    count, quota = await item_quota.standing(office, work, person=person, month=item.month)
    other_month = None if item.month == month_of(work.now, office.zone) else item.month

    def render(t: Texts) -> Message:
        note = submissions.fulfilled(t, demand, outcome)
        return views.render_receipt(
            t, linked, count=count, quota=quota, other_month=other_month, notes=[note]
        )

    await living.update(office, work, slot_name(Slot.RECEIPT, item.id), render)
    return Toast(str(submissions.fulfilled(scene.t, demand, outcome).unescape()))


async def _notes(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    item: Item,
    parsed: SubmissionText,
    before: Item | None = None,
) -> list[Markup]:
    """What the answer says beside number and count: what could not be used as typed, and what it fulfilled.

    Here bookings follow the item's link, which was another one `before`.
    """
    t, notes = scene.t, submissions.unused_words(scene.t, parsed)
    linked_before = before.demand_id if before else None
    if before is not None and linked_before and linked_before != item.demand_id:
        is_reopened = await bookings.unfulfil(office, work, item=before)
        notes.append(submissions.unlinked(t, linked_before, is_reopened=is_reopened))
    if item.demand_id is not None and item.demand_id != linked_before:
        outcome = await bookings.fulfil(office, work, demand_id=item.demand_id, item=item, person=scene.actor)
        demand = await demand_cards.get_demand(work, item.demand_id)
        notes.append(submissions.fulfilled(t, demand, outcome))
    if parsed.demand_unknown or parsed.demand_number not in (None, item.demand_id):
        wanted = parsed.demand_unknown or f"T{parsed.demand_number}"
        choices = await bookings.open_choices(work)
        notes.append(submissions.no_such_demand(t, wanted, choices=choices, linked=item.demand_id))
    if personal := mask(f"{item.title}\n{item.body}")[1]:
        notes.append(held_views.personal_note(t, personal))
    return notes


def check_revisable(scene: Scene, item: Item) -> None:
    """WrongState where no revision is possible; of what is adopted a correction can be asked for."""
    if item.state is ItemState.ADOPTED:
        raise WrongState(
            "{number} is adopted and is not revised any more. To have it corrected, edit your original message: the editors "
            "are asked.",
            number=item.number,
        )
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
    to: Rewrite,
    parts: Sequence[tuple[int, str]],
    draft_id: int | None = None,
) -> None:
    """A revised text becomes the item's next version, and the item waits for review again under its old number.

    Its messages (id and text) are those that hold the item from now on; id 0 is the text that the revision began with.
    """
    check_revisable(scene, item)
    chat_id, before = scene.chat.chat_id, await work.items.parts_of_item(item.id)
    known = {part.message_id: part for part in before if part.chat_id == chat_id}
    for place, (message_id, text) in enumerate(parts, len(before)):
        if message_id in known:
            await work.items.set_part(replace(known[message_id], text=text))
        elif message_id:
            await work.items.add_parts([ItemPart(chat_id, message_id, 0, item.id, place, text)])
    if draft_id is not None:
        await attachments.hand_over(work, scene, item_id=item.id, draft_id=draft_id)
    await rewrite(office, work, scene, item=item, to=to, step=Step.REVISE)


async def rewrite(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    item: Item,
    to: Rewrite,
    step: Step,
    length: Markup | None = None,
) -> None:
    """The item's next version, by an edit before review or by a revision, and the answer to its reporter, who is here."""
    _, message = await change(office, work, scene, item=item, to=to, step=step, length=length)
    if message is not None:
        await answer(work, scene, message)


async def change(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    item: Item,
    to: Rewrite,
    step: str,
    length: Markup | None = None,
    by: Person | None = None,
) -> tuple[Item, Message | None]:
    """The item's next version, with the notes, links and rings of a first one, and what is to be said to its reporter.

    `scene` is the reporter's, whoever brings it about (`by`). What changes nothing of the item is no version; there is
    something to say only where words in it could not be used.
    """
    words = to.words
    linked = await bookings.find_link(work, words.demand_number, linked=to.demand_id)
    changed = as_rewritten(item, words, demand_id=linked)
    is_revision, thread = step == Step.REVISE, list[Markup]()
    if words.follows:
        changed, thread = await followups.follow(office, work, scene, changed, typed=words.follows)
    elif to.stands_alone:
        changed, thread = await followups.stand_alone(office, work, scene, changed)
    if changed == item and not is_revision:
        notes = await _notes(office, work, scene, item=item, parsed=words, before=item)
        if notes := notes + thread:
            return item, views.render_edited(scene.t, item, before=item, changes=(), notes=notes)
        return item, None
    state = next_state(item.state, Step.REVISE) or item.state if is_revision else item.state
    changed = replace(changed, version=item.version + 1, state=state)
    if is_revision:
        changed = replace(changed, reason=None, reason_text=None, editor_id=None, decided_at=None)
        await work.items.set_state(changed)
    await work.items.rewrite(changed, now=work.now, original=_original(words))
    await cards.record(work, changed, step=step, person_id=(by or scene.actor).id, before=item)
    # What an editor agrees to has been looked at when it was asked for.
    rule = None if by else held.alarm_of(office, [changed.title, changed.body, changed.source or ""])
    if rule or changed.state is ItemState.HELD:  # what is held stays so until an officer says otherwise
        kept = await _hold(office, work, scene, changed, rule=rule or "")
        await corrections.follow(office, work, kept)
        return kept, None
    if by is None:
        await corrections.follow(office, work, changed)
    notes = await _notes(office, work, scene, item=changed, parsed=words, before=item)
    notes = [length, *notes, *thread] if length else notes + thread
    if is_revision or (_presses_more(item, changed) and changed.state in cards.UNDECIDED):
        await cards.show_again(office, work, changed, before=item)
    else:
        await cards.update(office, work, changed, before=item)
    await follow_rings(office, work, item, changed)
    changes = describe_changes(f"{item.title}\n{item.body}", f"{changed.title}\n{changed.body}")
    # What was said of the same text is not said again.
    is_new_text = (changed.title, changed.body) != (item.title, item.body)
    before = cards.hints_for(office, item)
    remarks = _remarks(
        scene,
        changed,
        cleaning=words.cleaning if is_new_text else None,
        hints=[hint for hint in cards.hints_for(office, changed) if hint not in before],
    )
    message = views.render_edited(
        scene.t,
        changed,
        before=item,
        changes=changes,
        notes=[*notes, *remarks.lines],
        buttons=remarks.buttons,
    )
    return changed, message


async def add_part(
    office: Office, work: Work, scene: Scene, *, item: Item, parts: Sequence[ItemPart], text: str
) -> None:
    """A further message of an item that waits: its next version."""
    texts, themes, last = [part.text for part in parts], office.settings.desk.themes, parts[-1]
    names = work.directory.names
    before = parse_submission(join_parts(texts), themes=themes, names=names)
    to = apply_edit(item, before, parse_submission(join_parts([*texts, text]), themes=themes, names=names))
    added = ItemPart(scene.chat.chat_id, scene.message_id, last.place, item.id, last.part + 1, text)
    await work.items.add_parts([added])
    length = submissions.length_line(scene.t, to.words.body, parts=len(texts) + 1)
    await rewrite(office, work, scene, item=item, to=to, step=Step.EDIT, length=length)


def _presses_more(before: Item, after: Item) -> bool:
    """Whether editors are to see the item anew: it has become urgent, or an early warning."""
    return (after.is_urgent and not before.is_urgent) or (is_pressing(after) and not is_pressing(before))


async def follow_rings(office: Office, work: Work, before: Item, after: Item) -> None:
    """What presses only now, or waits again, rings from now on; what presses no more rings no more."""
    rang = is_pressing(before) and before.state is ItemState.WAITING
    if rang and not is_pressing(after):
        await cards.call_off_rings(work, after)
    elif not rang:
        await cards.ring_on(office, work, after)
