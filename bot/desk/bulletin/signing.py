"""送签, 签发, 退改: the bulletin goes to the signers, who number, freeze and post it, or send it back.

All that issuing comes to is in one Work: it is numbered once, whoever else signs, and posted, whatever becomes of the process.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.desk.bulletin import composing
from bot.desk.common import announcing, by_name, living, making
from bot.desk.common.audience import desks, texts_at
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import points, printing
from bot.desk.people import deputy_days
from bot.errors import NotAllowed, NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import (
    Bulletin,
    BulletinState,
    Chat,
    Deputy,
    Message,
    Person,
    Place,
    PlaceKind,
    Policy,
    Priority,
    Role,
)
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.bulletin import composing as words
from bot.views.bulletin import issued as issued_words
from bot.views.bulletin import paper
from bot.views.bulletin.composing import Composed
from bot.views.common.bulletins import issue_words
from bot.views.common.deputies import in_place_of

KEY = "bulletin"  # in the ledger, where a group is owed one that was issued


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
    await printing.refresh(office, work, bulletin.id)
    readers = printing.at_signing(office, work)
    others = [chat for chat in readers if chat != scene.chat]
    for chat in others:
        await _send_to(office, work, chat, shown, copy_of=readers[chat])
    if others:
        await printing.drop_drafts(
            work, bulletin.id, within=others
        )  # of an earlier sending: one paper is enough
        await making.order_for(office, work, others, await printing.order_draft(office, work, shown))
    names = [person.name for person in signers]
    return scene.toast(lambda t: t.plain("Sent to be signed: {names}.", names=t.listed(names)))


async def _send_to(
    office: Office, work: Work, chat: Chat, shown: Composed, *, copy_of: Person | None
) -> None:
    """A signer's message, or the copy for who stands in for one; it has the place of whatever showed the bulletin there."""
    t, slot = texts_at(office, work, chat), printing.slot_of(shown.bulletin)
    message = words.render_composed(t, shown, printing.viewer_in(office, work, chat))
    if copy_of is None:
        await living.send_anew(work, slot, chat, message, last=words.render_moved(t))
    else:
        await living.make_way(work, slot, chat, last=words.render_moved(t))
        await by_name.copy(office, work, copy_of, message, slot=slot)


async def send_to_deputy(office: Office, work: Work, begun: Deputy) -> None:
    """Who begins to stand in for a signer gets what is with the signers by now."""
    bulletin = await work.bulletins.find_open()
    if bulletin is None or bulletin.state is not BulletinState.SIGNING:
        return
    lacks = await lacking(office, work, begun, printing.slot_of(bulletin))
    if lacks is not None:
        chat, signer = lacks
        shown = await printing.composed_of(office, work, bulletin)
        await _send_to(office, work, chat, shown, copy_of=signer)
        await making.order_for(office, work, [chat], await printing.order_draft(office, work, shown))


async def lacking(office: Office, work: Work, begun: Deputy, slot: str) -> tuple[Chat, Person] | None:
    """Where a copy is lacking for who begins to stand in, and for which signer.

    None where they sign in their own right, for nobody who signs, or have it already: sent since, or for another signer.
    """
    deputy = work.directory.get_person(begun.deputy_id)
    chat = Chat(deputy.telegram_id or 0)
    signer = printing.at_signing(office, work).get(chat)
    has_copy = any(
        post.chat_id == chat.chat_id and post.slot != slot for post in await work.outbox.posts(slot)
    )
    return (chat, signer) if signer is not None and not has_copy else None


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
    await check_signer(office, work, scene)
    bulletin = await composing.get_open(work, bulletin_id)
    shown = await printing.composed_of(office, work, bulletin)
    composing.check_filled(shown)
    viewer = printing.viewer_in(office, work, scene.chat)
    message = words.render_composed(scene.t, shown, viewer, is_asking=True)
    await work.outbox.show(printing.slot_of(bulletin), scene.chat, message)
    return None


async def issue(office: Office, work: Work, scene: Scene, *, bulletin_id: int, revision: int) -> Toast:
    """确认签发: numbered, frozen, and posted to leaders and work groups. What has changed since it was read is not."""
    signer = await check_signer(office, work, scene)
    bulletin = await composing.get(work, bulletin_id)
    if bulletin.state is BulletinState.ISSUED:
        name = printing.decider_name(scene.own_t, work, bulletin.signed_by, bulletin.deputy_id)
        raise WrongState("{name} has issued it already. Nothing was changed.", name=name)
    shown = await printing.composed_of(office, work, bulletin)
    composing.check_filled(shown)
    if bulletin.revision != revision:
        await printing.refresh(office, work, bulletin.id)
        raise WrongState(
            "The bulletin has been changed since you looked at it. Nothing was issued; please read it again."
        )
    await _issue(office, work, scene, bulletin, signer=signer)
    number, is_supplement = shown.number, shown.bulletin.is_supplement

    def name_of(t: Texts) -> str:
        return issue_words(t, number, is_supplement=is_supplement)

    await by_name.tell_done(
        office, work, scene, signer.id, lambda t: t.plain("{issue} is issued.", issue=name_of(t))
    )
    return scene.toast(lambda t: t.plain("Issued: {issue}.", issue=name_of(t)))


async def _issue(office: Office, work: Work, scene: Scene, bulletin: Bulletin, *, signer: Person) -> None:
    """The paper goes to the leaders, the work groups, and where it was signed."""
    shown = await printing.composed_of(office, work, bulletin)
    t, year = office.texts(None), office.today(work.now).year
    deputy = by_name.deputy_in(work, scene, signer)
    by = in_place_of(t, signer.name, deputy.name if deputy else None)
    spec = await printing.paper_of(office, work, shown, signer=by)
    await printing.drop_drafts(work, bulletin.id)
    groups, owed = await work_groups(work, KEY, bulletin.id)
    leaders = leaders_of(work)
    file_name = paper.file_name(t, shown.mark, shown.number, year=year, is_supplement=bulletin.is_supplement)
    order = paper.order_issued(spec, name=file_name, template=office.settings.bulletin.template)
    made_id = await making.order_for(office, work, [*leaders, *groups, scene.chat], order)
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
        deputy_id=deputy.id if deputy else None,
        groups=len(groups) + owed,  # these get it once they take messages
        content={"spec": spec, "items": items},
        made_id=made_id,
        now=work.now,
    )
    name = issue_words(t, shown.number, is_supplement=bulletin.is_supplement)
    own = points.own_channel(office).key
    for entry in shown.entries:
        await work.bulletins.mark_printed(entry.item.id, channel=own, issue=name)
    await composing.record(work, bulletin, step="issue", person_id=signer.id, number=f"{year} {name}")
    await _post(office, work, await composing.get(work, bulletin.id), leaders, groups)


async def _post(
    office: Office, work: Work, bulletin: Bulletin, leaders: list[Chat], groups: list[Chat]
) -> None:
    issue = printing.issue_of(office, bulletin)

    def render_done(t: Texts) -> Message:
        name = printing.decider_name(t, work, bulletin.signed_by, bulletin.deputy_id)
        return issued_words.render_done(t, issue, signer=name, groups=bulletin.groups)

    slot = slot_name(Slot.ISSUED, bulletin.id)
    for chat in leaders:
        await work.outbox.say(chat, printing.render_issued_in(office, work, chat, issue), slot=slot)
    for chat in groups:
        await _post_in_group(office, work, bulletin, chat)
    done = printing.slot_of(bulletin)
    for chat in desks(work):  # what stands there already says so below
        if await work.outbox.find_post(done, chat) is None:
            await work.outbox.say(chat, render_done(texts_at(office, work, chat)))
    await living.update(office, work, done, render_done)


async def _post_in_group(office: Office, work: Work, bulletin: Bulletin, chat: Chat) -> None:
    await work.outbox.say(
        chat,
        printing.render_issued_in(office, work, chat, printing.issue_of(office, bulletin)),
        slot=slot_name(Slot.ISSUED, bulletin.id),
        policy=Policy.HOLD,
        priority=Priority.BROADCAST,
        about=announcing.about_of(KEY, bulletin.id, chat),
    )


async def _post_owed(office: Office, work: Work, place: Place, bulletin_id: int) -> bool:
    """A bulletin that a work group could not take when it was issued, with its file, while it is news."""
    bulletin, chat = await composing.get(work, bulletin_id), Chat(place.chat_id, place.thread_id)
    if not is_news(office, work, bulletin.signed_at):
        return False
    await _post_in_group(office, work, bulletin, chat)
    await send_file(office, work, bulletin, chat)
    return True


def is_news(office: Office, work: Work, moment: datetime | None) -> bool:
    """Whether what was issued then is still announced where it could not be: as long as a month's notice is."""
    return moment is not None and work.now - moment <= office.settings.schedule.notice.catch_up


async def send_file(office: Office, work: Work, bulletin: Bulletin, chat: Chat) -> None:
    """An issued bulletin's paper; it is made anew where it is not on disk."""
    spec = (bulletin.content or {}).get("spec")
    if not isinstance(spec, dict):
        return
    issue = printing.issue_of(office, bulletin)
    name = paper.file_name(
        office.texts(None),
        issue.mark,
        bulletin.number or 0,
        year=bulletin.year or 0,
        is_supplement=bulletin.is_supplement,
    )
    if bulletin.sha256 is not None:
        await work.outbox.send_kept(chat, sha256=bulletin.sha256, name=name)
        return
    order = paper.order_issued(spec, name=name, template=office.settings.bulletin.template)
    await work.bulletins.order(bulletin.id, made_id=await making.order_for(office, work, [chat], order))


async def send_back(
    office: Office, work: Work, scene: Scene, *, bulletin_id: int, signer_id: int, reason: str
) -> None:
    """退改 with its reason, by or for that signer: whoever sent it is told, and goes on with it."""
    signer = await check_signer(office, work, scene, first=signer_id)
    bulletin = await composing.get_open(work, bulletin_id)
    check_at_signers(bulletin)
    await work.bulletins.save(replace(bulletin, state=BulletinState.COMPOSING, reason=reason))
    await composing.record(work, bulletin, step="send_back", person_id=signer.id)
    shown = await printing.composed_of(office, work, await composing.get(work, bulletin.id))
    await printing.refresh(office, work, bulletin.id)
    sender = work.directory.get_person(bulletin.sent_by) if bulletin.sent_by is not None else None
    deputy = by_name.deputy_in(work, scene, signer)
    if sender is not None and sender.id != scene.actor.id:

        def sent_back(t: Texts) -> Message:
            name = in_place_of(t, signer.name, deputy.name if deputy else None)
            return words.render_sent_back(t, shown, signer=name, reason=reason)

        await by_name.tell(office, work, sender, sent_back)
    await by_name.tell_done(office, work, scene, signer.id, lambda t: words.returned(t, shown))
    await answer(work, scene, words.render_returned(scene.t, shown))


async def check_signer(office: Office, work: Work, scene: Scene, *, first: int | None = None) -> Person:
    """The signer as or for whom somebody acts here: themselves, or the one in whose place they stand now.

    Of several that is `first` (by id), else whose copy they press under. The trail then says who stood in for whom.
    """
    actor = scene.check(Act.SIGN)
    if first is None:
        first = await by_name.whose_copy(work, scene.chat, scene.message_id)
    signer = printing.signs_as(office, work, actor, first=first)
    if signer is None or not by_name.stands_for(work, actor, signer.id):
        raise NotAllowed(
            "Only the signers whom the settings name, or else administrators, do this. Nothing was changed."
        )
    return signer


def check_at_signers(bulletin: Bulletin) -> None:
    """WrongState where editors have it."""
    if bulletin.state is not BulletinState.SIGNING:
        raise WrongState("The bulletin is not with the signers any more. Nothing was changed.")


async def work_groups(work: Work, key: str, number: int) -> tuple[list[Chat], int]:
    """The work groups that take messages, and how many others there are, which are owed what is numbered so."""
    places, owed = await announcing.open_places(work, PlaceKind.WORK, key, number)
    return [Chat(place.chat_id, place.thread_id) for place in places], owed


def leaders_of(work: Work) -> list[Chat]:
    """The leaders' private chats."""
    return [
        Chat(person.telegram_id)
        for person in work.directory.with_role(Role.LEADER)
        if person.telegram_id is not None
    ]


deputy_days.AT_BEGIN.append(send_to_deputy)
announcing.OWED[KEY] = (PlaceKind.WORK, _post_owed)
