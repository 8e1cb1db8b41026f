"""What partners have or plan (资源共享): `#选题` and `#报送` in a partner group; the desk makes a topic of it or not."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.desk.common import forms, living
from bot.desk.common.audience import tell_desk, texts_at
from bot.desk.common.forms import Mechanism, Published
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.undoing import check_decider, check_in_time
from bot.desk.demands import drafts
from bot.desk.items import enclosures
from bot.errors import BadInput, NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Attachment, Chat, Draft, PartnerOffer, PartnerOfferState, Person
from bot.rules import forms as rules
from bot.rules.demand_form import DEMAND
from bot.rules.forms import TEXT, TITLE, FormDraft
from bot.rules.onestep import TAGS_PLAN, TAGS_SUBMIT, has_tag, split_tagged, strip_tag
from bot.rules.rights import Act, may
from bot.rules.states import UNDO_WITHIN
from bot.rules.text import clean, count_chars, shorten
from bot.store.work import Work
from bot.views.common.waiting import Waiting
from bot.views.sources import partner_offers as words

SUBJECT = "partner_offer"  # in the audit trail
OFFER = "partner_offer"  # in a demand's draft: the offer that it is made of
LEAST, MOST, TITLE_MOST = 2, 3000, 200  # characters
_TAGS = (*TAGS_SUBMIT, *TAGS_PLAN)


async def take(office: Office, work: Work, scene: Scene) -> None:
    """A tagged message of a partner's in a partner group: kept, and shown to the desk; several tags are several offers."""
    partner = scene.check(Act.OFFER)
    offered = []
    for title, text, is_planned in _read(office, scene):
        offer = await work.partner_offers.add(
            partner.id,
            is_planned=is_planned,
            title=title,
            words=text,
            chat=scene.chat,
            message_id=scene.message_id,
            now=work.now,
        )
        await _record(work, offer, step="offer", person_id=partner.id)
        await tell_desk(
            office,
            work,
            partial(words.render_offer, offer=offer, by=partner.label),
            slot=slot_of(offer),
        )
        offered.append(offer)
    await enclosures.keep(work, scene, offer_id=offered[0].id)
    received = words.render_received(scene.t, offered, notes=enclosures.notes(office, scene))
    await answer(work, scene, received, slot=slot_name(Slot.OFFERED, offered[0].id))


def _read(office: Office, scene: Scene) -> list[tuple[str, str, bool]]:
    """Title, text, and whether it is planned, of each tag in the message. BadInput where one says too little or too much."""
    found = []
    for part in split_tagged(clean(scene.text), tags=_TAGS):
        is_planned = has_tag(part, tags=TAGS_PLAN)
        text = strip_tag(part, tags=_TAGS).strip()
        title, _, rest = text.partition("\n")
        if not count_chars(text):
            raise BadInput(
                "Please write what you have or plan behind the tag: #topic title, or #submit title."
            )
        if count_chars(text) < LEAST or len(text) > MOST:
            raise BadInput(
                "What you offer has {least} to {most} characters; yours has {count}. Nothing was passed on.",
                least=LEAST,
                most=MOST,
                count=len(text),
            )
        if len(title) > TITLE_MOST:
            title, rest = title[:TITLE_MOST], text
        check_passable(office, text)
        found.append((title.strip(), rest.strip(), is_planned))
    return found


async def pass_on(office: Office, work: Work, file: Attachment) -> None:
    """A file that came with an offer is there: to the desk, below the offer."""
    offer = await _get(work, file.offer_id or 0)
    by = work.directory.get_person(offer.person_id).label
    for post in await work.outbox.posts(slot_of(offer)):
        chat = Chat(post.chat_id, post.thread_id)
        t = texts_at(office, work, chat)
        caption = words.file_caption(t, offer, by=by, name=file.name)
        await enclosures.pass_on(work, file, chat, caption=caption, t=t)


async def edit(office: Office, work: Work, scene: Scene) -> bool:
    """An edited message that offered something: what is still open follows; one that has only now got its tag offers it now.

    False where it offers nothing.
    """
    offers = await work.partner_offers.of_message(scene.chat.chat_id, scene.message_id)
    if not offers:
        offers_now = may(scene.role, Act.OFFER, scene.where) and has_tag(scene.text, tags=_TAGS)
        if offers_now:
            await take(office, work, scene)
        return offers_now
    if not has_tag(scene.text, tags=_TAGS):
        await answer(work, scene, words.render_edit_lost(scene.t))
        return True
    read = _read(office, scene)
    if len(read) != len(offers) or any(each.state is not PartnerOfferState.OPEN for each in offers):
        await answer(work, scene, words.render_edit_lost(scene.t))
        return True
    renewed = [
        replace(offer, title=title, words=text, is_planned=is_planned)
        for offer, (title, text, is_planned) in zip(offers, read, strict=True)
    ]
    if renewed == offers:
        return True  # Telegram also reports what is shown behind an address
    for offer in renewed:
        await work.partner_offers.rewrite(
            offer.id, title=offer.title, words=offer.words, is_planned=offer.is_planned
        )
        await _record(work, offer, step="edit", person_id=offer.person_id)
        await update(office, work, offer)
    await living.update(
        office,
        work,
        slot_name(Slot.OFFERED, offers[0].id),
        lambda t: words.render_received(t, renewed),
    )
    return True


# --- what the desk does with it ---------------------------------------------------------------------------


async def turn(office: Office, work: Work, scene: Scene, *, offer_id: int) -> Toast | None:
    """`转为选题`: begins a demand with its words, here and for who pressed."""
    scene.check(Act.DECIDE_OFFER)
    offer = await _open(work, offer_id)
    is_long = len(offer.title) > rules.TITLE_MOST
    values = {
        TITLE: shorten(offer.title, rules.TITLE_MOST),
        TEXT: f"{offer.title}\n{offer.words}".strip() if is_long else offer.words,
    }
    written = FormDraft(
        DEMAND.key, {key: value for key, value in values.items() if value}, extra={OFFER: offer.id}
    )
    await forms.begin(office, work, scene, drafts.MECHANISM, rules.ask_all(DEMAND, written))
    return None


def following(demands: Mechanism) -> Mechanism:
    """Demands whose `发布` sees to the offers that they are made of: each says so, and its partner hears of it."""

    async def publish(
        office: Office, work: Work, scene: Scene, draft: Draft, written: FormDraft
    ) -> Published | Toast:
        offer = await work.partner_offers.find(int(written.extra.get(OFFER) or 0))
        if offer is not None and offer.state is not PartnerOfferState.OPEN:
            await forms.save(work, draft, written.with_(**{OFFER: None}), step=forms.PREVIEW)
            return scene.toast(words.decided_before, alert=True)
        outcome = await demands.publish(office, work, scene, draft, written)
        if isinstance(outcome, Toast) or offer is None:
            return outcome
        author = forms.author_of(work, scene, draft)
        await _decide(office, work, offer, PartnerOfferState.TURNED, by=author, demand_id=outcome.number)
        return outcome

    return replace(demands, publish=publish)


async def leave(office: Office, work: Work, scene: Scene, *, offer_id: int) -> Toast | None:
    """`不用`: the partner hears so; for ten minutes it can be undone."""
    editor = scene.check(Act.DECIDE_OFFER)
    offer = await _open(work, offer_id)
    await _decide(office, work, offer, PartnerOfferState.LEFT, by=editor)
    return scene.toast(lambda t: t.plain("The partner has been told."))


async def undo(office: Office, work: Work, scene: Scene, *, offer_id: int) -> Toast | None:
    """`撤销` of `不用`, by whoever decided."""
    editor = scene.check(Act.DECIDE_OFFER)
    offer = await _get(work, offer_id)
    if offer.state is not PartnerOfferState.LEFT or offer.decided_by is None or offer.decided_at is None:
        raise WrongState("This has been settled already.")
    check_decider(work, editor, offer.decided_by)
    check_in_time(work, offer.decided_at)
    await work.partner_offers.decide(offer.id, PartnerOfferState.OPEN, by=None, now=None)
    reopened = await _get(work, offer.id)
    await _record(work, reopened, step="undo", person_id=editor.id)
    await update(office, work, reopened)
    await _tell_partner(office, work, reopened)
    return scene.toast(lambda t: t.plain("Undone; the partner has been told."))


async def _decide(
    office: Office,
    work: Work,
    offer: PartnerOffer,
    state: PartnerOfferState,
    *,
    by: Person,
    demand_id: int | None = None,
) -> None:
    await work.partner_offers.decide(offer.id, state, by=by.id, now=work.now, demand_id=demand_id)
    decided = await _get(work, offer.id)
    await _record(work, decided, step=state.value, person_id=by.id)
    await update(office, work, decided)
    await _tell_partner(office, work, decided)


async def _tell_partner(office: Office, work: Work, offer: PartnerOffer) -> None:
    """Under the partner's own message; in private where that group is bound no more."""
    chat = Chat(offer.chat_id, offer.thread_id)
    if work.directory.find_place(chat) is None:
        partner = work.directory.get_person(offer.person_id)
        await work.outbox.tell(partner, words.render_outcome(office.t_for(partner), offer))
        return
    message = words.render_outcome(texts_at(office, work, chat), offer)
    await work.outbox.say(chat, message, reply_to=offer.message_id)


async def update(office: Office, work: Work, offer: PartnerOffer) -> None:
    """What the desk was shown, as the offer stands now."""
    by = work.directory.get_person(offer.person_id).label
    decided_by = work.directory.get_person(offer.decided_by).name if offer.decided_by is not None else ""
    await living.update(
        office, work, slot_of(offer), lambda t: words.render_offer(t, offer, by=by, decided_by=decided_by)
    )
    if offer.state is PartnerOfferState.LEFT:
        await living.update_later(
            office,
            work,
            slot_of(offer),
            lambda t: words.render_offer(t, offer, by=by, decided_by=decided_by, may_undo=False),
            send_at=work.now + UNDO_WITHIN,
        )


def slot_of(offer: PartnerOffer) -> str:
    """The living posts of an offer at the desk."""
    return slot_name(Slot.PARTNER_OFFER, offer.id)


async def _get(work: Work, offer_id: int) -> PartnerOffer:
    found = await work.partner_offers.find(offer_id)
    if found is None:
        raise NotFound("This button is out of date. Please send the command again.")
    return found


async def _open(work: Work, offer_id: int) -> PartnerOffer:
    """One that nobody has decided; else who did, and when."""
    offer = await _get(work, offer_id)
    if offer.state is not PartnerOfferState.OPEN:
        assert offer.decided_by is not None
        raise WrongState(
            "{name} has decided this already, {at}. Nothing was changed.",
            name=work.directory.get_person(offer.decided_by).name,
            at=offer.decided_at,
        )
    return offer


async def _record(work: Work, offer: PartnerOffer, *, step: str, person_id: int) -> None:
    after = {"state": offer.state.value, "demand": offer.demand_id}
    await work.trail.record(SUBJECT, offer.id, step=step, person_id=person_id, now=work.now, after=after)


async def waiting(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    """What /today says of it to editors: offers that nobody has decided."""
    offers = await work.partner_offers.since(work.now)
    return words.waiting(t, [(each, work.directory.get_person(each.person_id).label) for each in offers])
