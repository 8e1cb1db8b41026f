"""The answer to what was stored: the receipt with its notes, hints and buttons; storing is in storage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from bot.desk.common import living, reminders
from bot.desk.common.office import Office, Scene, Toast, answers, open_button
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import bookings
from bot.desk.demands import cards as demand_cards
from bot.desk.items import attachments, cards, keypoints
from bot.desk.items import quota as item_quota
from bot.errors import NotAllowed, WrongState
from bot.locale.texts import Texts
from bot.model import Item, ItemState, Keyboard, Message, Person
from bot.rules.cleaning import Cleaning, clean_item
from bot.rules.hints import Hint
from bot.rules.months import month_of
from bot.rules.names import units_meant
from bot.rules.onestep import SubmissionText, parse_submission
from bot.rules.rights import Act
from bot.rules.rings import is_pressing
from bot.rules.secrecy.personal import numbers_in
from bot.store.work import Work
from bot.views.common import labels
from bot.views.items import cleaning as cleaning_views
from bot.views.items import held as held_views
from bot.views.items import receipts as views
from bot.views.items import submissions
from bot.views.items.hints import hint_lines, urgent_button

MOST_OWED = 3  # topics that a receipt asks about


@dataclass(frozen=True, slots=True)
class Remarks:
    """What an answer says of an item's text beside the notes: what cleaning did, and hints."""

    lines: Sequence[Markup]
    buttons: Keyboard
    asks: bool  # whether a button waits for an answer


async def send(
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
    if count == quota:  # what waits for the morning to say that some are owed is void
        await reminders.withdraw(work, person, slot_name(Slot.POST, "reminder"))
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
        or parsed.no_colon
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


def remarks_on(t: Texts, item: Item, *, cleaning: Cleaning | None, hints: Sequence[Hint]) -> Remarks:
    if cleaning is None and not hints:
        return _NO_REMARKS
    urgent = urgent_button(t, item, hints) if item.state in cards.UNDECIDED else []
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
            state=lambda t: labels.state_in(t, item.state),
        )
    demand = await bookings.check_hand_in(work, scene, demand_id=demand_id)
    linked = replace(item, demand_id=demand.id)
    await work.items.link(item.id, demand_id=demand.id)
    await cards.record(work, linked, step="fulfil", person_id=person.id, before=item)
    outcome = await bookings.fulfil(office, work, demand_id=demand.id, item=linked, person=person)
    await cards.update(office, work, linked)
    count, quota = await item_quota.standing(office, work, person=person, month=item.month)
    other_month = None if item.month == month_of(work.now, office.zone) else item.month
    cleaning = await _cleaning_of(work, item)

    def render(t: Texts) -> Message:
        # All that the receipt said and asked still holds, but for the question that has been answered.
        remarks = remarks_on(t, linked, cleaning=cleaning, hints=cards.hints_for(office, linked))
        return views.render_receipt(
            t,
            linked,
            count=count,
            quota=quota,
            other_month=other_month,
            notes=[submissions.fulfilled(t, demand, outcome), *remarks.lines],
            first=submissions.pressing_lines(t, linked, duty_phone=office.settings.desk.duty_phone),
            rows=remarks.buttons,
        )

    await living.update(office, work, slot_name(Slot.RECEIPT, item.id), render)
    return scene.toast(lambda t: str(submissions.fulfilled(t, demand, outcome).unescape()))


async def _cleaning_of(work: Work, item: Item) -> Cleaning | None:
    """What cleaning did to the item as it stands, and what it asks about."""
    names = work.directory.names
    for original in await work.items.originals(item.id):
        if original.version == item.version:
            return parse_submission(original.text, themes=(), names=names).cleaning
    cleaned = clean_item(item.body, names=names)
    return Cleaning(item.body, {}, cleaned.doubts) if cleaned.doubts else None


def match_joint(
    work: Work, t: Texts, parsed: SubmissionText, *, before: Item | None = None
) -> tuple[SubmissionText, list[Markup]]:
    """The units behind 联合 as the roster writes them, and what is to be said of those that it writes otherwise."""
    if not parsed.joint_units or (before is not None and parsed.joint_units == before.joint_units):
        return parsed, []
    meant = units_meant(parsed.joint_units, [unit.name for unit in work.directory.units])
    return replace(parsed, joint_units=meant.names), submissions.joint_notes(t, meant)


async def notes_of(
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
    if parsed.keypoint or (before is not None and before.keypoint):
        notes += await keypoints.notes_of(work, t, item, typed=parsed.keypoint, before=before)
    if personal := numbers_in(f"{item.title}\n{item.body}"):
        notes.append(held_views.personal_note(t, personal))
    return notes
