"""送签, 签发, 退改: the bulletin goes to the signers, who number, freeze and post it, or send it back.

All that issuing comes to is in one Work: it is numbered once, whoever else signs, and posted, whatever becomes of the process.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.desk.bulletin import composing
from bot.desk.common import by_name, living, making
from bot.desk.common.audience import desks, texts_at
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import points, printing
from bot.errors import NotAllowed, NotFound, WrongState
from bot.model import Bulletin, BulletinState, Chat, Person, PlaceKind, Policy, Priority, Role
from bot.rules.places import may_try
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.bulletin import composing as words
from bot.views.bulletin import issued as issued_words
from bot.views.bulletin import paper
from bot.views.common.bulletins import issue_words


async def send(office: Office, work: Work, scene: Scene, *, bulletin_id: int) -> Toast:
    """送签: each signer gets it in private, with the paper, 签发 and 退改."""
    editor = scene.check(Act.ISSUE)
    bulletin = await composing.get_open(work, bulletin_id)
    if bulletin.state is not BulletinState.COMPOSING:
        raise WrongState("The bulletin is with the signers already. Nothing was changed.")
    composing.check_filled(await printing.composed_of(office, work, bulletin))
    signers = printing.signers_of(office, work)
    if not signers:
        raise NotFound(
            "Nobody can sign: whoever the settings name as signers has not joined the desk. Nothing was changed; please tell an "
            "administrator."
        )
    sent = replace(
        bulletin,
        state=BulletinState.SIGNING,
        reason=None,
        gone=(),
        sent_by=editor.id,
        sent_at=work.now,
    )
    await work.bulletins.save(sent)
    await composing.record(work, bulletin, step="send", person_id=editor.id)
    shown = await printing.composed_of(office, work, await composing.get(work, bulletin.id))
    chats = [Chat(person.telegram_id) for person in signers if person.telegram_id is not None]
    await printing.refresh(office, work, bulletin.id)
    for chat in chats:
        t, viewer = texts_at(office, work, chat), printing.viewer_in(office, work, chat)
        message = words.render_composed(t, shown, viewer)
        if chat != scene.chat:
            await living.send_anew(
                work, printing.slot_of(bulletin), chat, message, last=words.render_moved(t)
            )
    others = [chat for chat in chats if chat != scene.chat]
    if others:
        await printing.drop_drafts(
            work, bulletin.id, within=others
        )  # of an earlier sending: one paper is enough
        await making.order_for(office, work, others, await printing.order_draft(office, work, shown))
    names = [person.name for person in signers]
    return scene.toast(lambda t: t.plain("Sent to be signed: {names}.", names=t.listed(names)))


async def fetch_back(office: Office, work: Work, scene: Scene, *, bulletin_id: int) -> Toast:
    """取回: editors go on with it."""
    editor = scene.check(Act.ISSUE)
    bulletin = await composing.get_open(work, bulletin_id)
    check_at_signers(bulletin)
    await work.bulletins.save(replace(bulletin, state=BulletinState.COMPOSING))
    await composing.record(work, bulletin, step="fetch_back", person_id=editor.id)
    await printing.refresh(office, work, bulletin.id)
    return scene.toast(lambda t: t.plain("It can be changed again."))


async def ask_sure(office: Office, work: Work, scene: Scene, *, bulletin_id: int) -> Toast | None:
    """签发: asks first, since it cannot be undone."""
    check_signer(office, scene)
    bulletin = await composing.get_open(work, bulletin_id)
    shown = await printing.composed_of(office, work, bulletin)
    composing.check_filled(shown)
    viewer = printing.viewer_in(office, work, scene.chat)
    message = words.render_composed(scene.t, shown, viewer, is_asking=True)
    await work.outbox.show(printing.slot_of(bulletin), scene.chat, message)
    return None


async def issue(office: Office, work: Work, scene: Scene, *, bulletin_id: int, revision: int) -> Toast:
    """确认签发: numbered, frozen, and posted to leaders and work groups. What has changed since it was read is not."""
    signer = check_signer(office, scene)
    bulletin = await composing.get(work, bulletin_id)
    if bulletin.state is BulletinState.ISSUED:
        name = work.directory.get_person(bulletin.signed_by).name if bulletin.signed_by is not None else ""
        raise WrongState("{name} has issued it already. Nothing was changed.", name=name)
    shown = await printing.composed_of(office, work, bulletin)
    composing.check_filled(shown)
    if bulletin.revision != revision:
        await printing.refresh(office, work, bulletin.id)
        raise WrongState(
            "The bulletin has been changed since you looked at it. Nothing was issued; please read it again."
        )
    await _issue(office, work, bulletin, signer=signer, chat=scene.chat)
    number, is_supplement = shown.number, shown.bulletin.is_supplement
    return scene.toast(
        lambda t: t.plain("Issued: {issue}.", issue=issue_words(t, number, is_supplement=is_supplement))
    )


async def _issue(office: Office, work: Work, bulletin: Bulletin, *, signer: Person, chat: Chat) -> None:
    """The paper goes to the leaders, the work groups, and where it was signed."""
    shown = await printing.composed_of(office, work, bulletin)
    t, year = office.texts(None), office.today(work.now).year
    spec = await printing.paper_of(office, work, shown, signer=signer.name)
    await printing.drop_drafts(work, bulletin.id)
    groups, leaders = work_groups(work), leaders_of(work)
    file_name = paper.file_name(t, shown.mark, shown.number, year=year, is_supplement=bulletin.is_supplement)
    order = paper.order_issued(spec, name=file_name, template=office.settings.bulletin.template)
    made_id = await making.order_for(office, work, [*leaders, *groups, chat], order)
    items = [
        {"item_id": entry.item.id, "number": entry.item.number, "title": entry.item.title, "by": entry.by}
        for entry in shown.entries
    ]
    await work.bulletins.issue(
        bulletin.id,
        year=year,
        number=shown.number,
        total=shown.total,
        signed_by=signer.id,
        groups=len(groups),
        content={"spec": spec, "items": items},
        made_id=made_id,
        now=work.now,
    )
    name = issue_words(t, shown.number, is_supplement=bulletin.is_supplement)
    own = points.own_channel(office).key
    for entry in shown.entries:
        await work.bulletins.mark_printed(entry.item.id, channel=own, issue=name)
    await composing.record(work, bulletin, step="issue", person_id=signer.id, number=f"{year} {name}")
    await _post(office, work, await composing.get(work, bulletin.id), leaders, groups, signer=signer)


async def _post(
    office: Office, work: Work, bulletin: Bulletin, leaders: list[Chat], groups: list[Chat], *, signer: Person
) -> None:
    issue = printing.issue_of(office, bulletin)
    slot = slot_name(Slot.ISSUED, bulletin.id)
    for chat in leaders:
        await work.outbox.say(chat, printing.render_issued_in(office, work, chat, issue), slot=slot)
    for chat in groups:
        message = printing.render_issued_in(office, work, chat, issue)
        await work.outbox.say(chat, message, slot=slot, policy=Policy.HOLD, priority=Priority.BROADCAST)
    done = printing.slot_of(bulletin)
    for chat in desks(work):  # what stands there already says so below
        if await work.outbox.find_post(done, chat) is None:
            message = issued_words.render_done(
                texts_at(office, work, chat), issue, signer=signer.name, groups=bulletin.groups
            )
            await work.outbox.say(chat, message)
    await living.update(
        office,
        work,
        done,
        lambda t: issued_words.render_done(t, issue, signer=signer.name, groups=bulletin.groups),
    )


async def send_back(office: Office, work: Work, scene: Scene, *, bulletin_id: int, reason: str) -> None:
    """退改 with its reason: whoever sent it is told, and goes on with it."""
    signer = check_signer(office, scene)
    bulletin = await composing.get_open(work, bulletin_id)
    check_at_signers(bulletin)
    await work.bulletins.save(replace(bulletin, state=BulletinState.COMPOSING, reason=reason))
    await composing.record(work, bulletin, step="send_back", person_id=signer.id)
    shown = await printing.composed_of(office, work, await composing.get(work, bulletin.id))
    await printing.refresh(office, work, bulletin.id)
    sender = work.directory.get_person(bulletin.sent_by) if bulletin.sent_by is not None else None
    if sender is not None and sender.id != signer.id:
        message = partial(words.render_sent_back, shown=shown, signer=signer.name, reason=reason)
        await by_name.tell(office, work, sender, message)
    await answer(work, scene, words.render_returned(scene.t, shown))


def check_signer(office: Office, scene: Scene) -> Person:
    """The person, if they may sign."""
    person = scene.check(Act.SIGN)
    if not printing.may_sign(office, person):
        raise NotAllowed(
            "Only the signers whom the settings name, or else administrators, do this. Nothing was changed."
        )
    return person


def check_at_signers(bulletin: Bulletin) -> None:
    """WrongState where editors have it."""
    if bulletin.state is not BulletinState.SIGNING:
        raise WrongState("The bulletin is not with the signers any more. Nothing was changed.")


def work_groups(work: Work) -> list[Chat]:
    """The work groups that take messages."""
    places = work.directory.places_of(PlaceKind.WORK)
    return [Chat(place.chat_id, place.thread_id) for place in places if may_try(place, work.now)]


def leaders_of(work: Work) -> list[Chat]:
    """The leaders' private chats."""
    return [
        Chat(person.telegram_id)
        for person in work.directory.with_role(Role.LEADER)
        if person.telegram_id is not None
    ]
