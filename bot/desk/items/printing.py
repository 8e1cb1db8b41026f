"""The bulletin in the making, as its items know it: they drop out of it, change in it, and go from what was issued.

How it is composed and signed is in desk/bulletin.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from bot.desk.common import living, making
from bot.desk.common.audience import texts_at
from bot.desk.common.office import Office
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import points
from bot.locale.texts import Texts
from bot.model import (
    AttachmentState,
    Bulletin,
    BulletinState,
    Chat,
    Item,
    ItemState,
    MadeState,
    Message,
    Order,
    Person,
    Role,
)
from bot.rules.bulletins import next_number, without, without_notes
from bot.rules.rights import ADMINS, EDITORS
from bot.store.work import Work
from bot.views.bulletin import issued as issued_words
from bot.views.bulletin import paper
from bot.views.bulletin.composing import Composed, Entry, Viewer, render_composed
from bot.views.bulletin.issued import Issue, Printed
from bot.views.bulletin.paper import Imprint
from bot.views.common.bulletins import default_mark, issuer_name
from bot.views.common.deputies import in_place_of


def mark_of(office: Office) -> str:
    """The bulletin's name."""
    settings = office.settings
    return settings.bulletin.name or default_mark(office.texts(None), desk=settings.desk.name)


def slot_of(bulletin: Bulletin) -> str:
    """The living message that shows the bulletin in the making."""
    return slot_name(Slot.BULLETIN, bulletin.id)


def may_sign(office: Office, person: Person | None) -> bool:
    """Whether somebody may sign the bulletin: whom the settings name, else administrators."""
    if person is None:
        return False
    named = office.settings.bulletin.signers
    return person.telegram_id in named if named else person.role in ADMINS


def signers_of(office: Office, work: Work) -> list[Person]:
    """Those who sign, as far as they can be written to."""
    named = [work.directory.find_account(account) for account in office.settings.bulletin.signers]
    people = named or work.directory.with_role(*ADMINS)
    return [person for person in people if person is not None and person.telegram_id is not None]


def signs_as(office: Office, work: Work, actor: Person | None, *, first: int | None = None) -> Person | None:
    """In whose place somebody may sign: their own, else that of a signer whom they stand in for; of several `first` (by id)."""
    if actor is None or may_sign(office, actor):
        return actor
    found = [each for each in work.directory.stood_for(actor.id, work.now) if may_sign(office, each)]
    return min(found, key=lambda each: each.id != first, default=None)


def at_signing(office: Office, work: Work) -> dict[Chat, Person | None]:
    """The private chats of those who sign, and of whoever stands in for one of them now (for whom), each once."""
    signers = signers_of(office, work)
    found: dict[Chat, Person | None] = {Chat(signer.telegram_id or 0): None for signer in signers}
    for signer in signers:
        deputy = work.directory.deputy_of(signer.id, work.now)
        if deputy is not None and deputy.telegram_id is not None:
            found.setdefault(Chat(deputy.telegram_id), signer)
    return found


def viewer_in(office: Office, work: Work, chat: Chat) -> Viewer:
    """Who reads what stands in a chat: in a group those who compose, and perhaps those who sign."""
    if chat.chat_id < 0:
        return Viewer(may_edit=True, may_sign=True)
    person = work.directory.find_account(chat.chat_id)
    return Viewer(
        may_edit=person is not None and person.role in EDITORS,
        may_sign=signs_as(office, work, person) is not None,
    )


async def is_printable(office: Office, work: Work, item: Item) -> bool:
    """Whether it may be in a bulletin: adopted, and not given back by the county's own channel."""
    if item.state is not ItemState.ADOPTED:
        return False
    own = points.own_channel(office).key
    stands = [each.stands for each in await work.adoptions.of_item(item.id) if each.channel == own]
    return not stands or any(stands)


async def composed_of(office: Office, work: Work, bulletin: Bulletin) -> Composed:
    """The bulletin in the making as it stands, with the numbers that it would get now."""
    entries = []
    for each in await work.bulletins.items(bulletin.id):
        item = await work.items.find(each.item_id)
        if item is not None:
            photos = await _photos(work, item)
            chosen = [photo for photo in each.pictures if photo in photos]
            entries.append(Entry(item, each.note, await _authors(work, item), photos, chosen))
    gone = [item for item_id in bulletin.gone if (item := await work.items.find(item_id)) is not None]
    changed = await work.bulletins.rewritten(bulletin.id) if bulletin.state is BulletinState.SIGNING else []
    number, total = await numbers_of(office, work, bulletin)
    return Composed(
        bulletin,
        mark_of(office),
        entries,
        gone,
        [entry.item for entry in entries if entry.item.id in changed],
        number,
        total,
        sender=work.directory.get_person(bulletin.sent_by).name if bulletin.sent_by is not None else "",
        signers=[person.name for person in signers_of(office, work)],
    )


async def numbers_of(office: Office, work: Work, bulletin: Bulletin) -> tuple[int, int | None]:
    """The number within its year and the number in all (None: a supplement) of what is issued today."""
    rules, is_supplement = office.settings.bulletin, bulletin.is_supplement
    number = next_number(
        await work.bulletins.last_number(office.today(work.now).year, is_supplement=is_supplement),
        await work.bulletins.last_number(None, is_supplement=is_supplement),
        first=rules.first_supplement if is_supplement else rules.first_number,
    )
    if is_supplement:
        return number, None
    return number, (await work.bulletins.last_total() or rules.first_total - 1) + 1


async def photos_of(work: Work, item: Item) -> dict[int, str]:
    """The item's photos that are on disk: SHA-256 by the attachment's id."""
    return {
        file.id: file.sha256
        for file in await work.attachments.of_item(item.id)
        if file.kind == "photo" and file.state is AttachmentState.HAD and file.sha256 is not None
    }


async def _photos(work: Work, item: Item) -> list[int]:
    return list(await photos_of(work, item))


async def _authors(work: Work, item: Item) -> str:
    """供稿: its reporter, the units that reported jointly, and those whose items were merged into it."""
    merged = [each for each in await work.items.contained_in(item.id) if each.editor_id is not None]
    names = (f"{each.unit} {each.reporter}" for each in (item, *merged))
    return "、".join(dict.fromkeys((*names, *item.joint_units)))


async def order_draft(office: Office, work: Work, shown: Composed) -> Order:
    """The paper as it would be now, without who signs it."""
    spec, t = await paper_of(office, work, shown, signer=""), office.texts(None)
    name = paper.file_name(
        t,
        shown.mark,
        shown.number,
        year=office.today(work.now).year,
        is_supplement=shown.bulletin.is_supplement,
    )
    template = office.settings.bulletin.template
    return paper.order_draft(t, spec, name=name, template=template, bulletin_id=shown.bulletin.id)


async def paper_of(office: Office, work: Work, shown: Composed, *, signer: str) -> dict[str, object]:
    """What is printed, in the desk's own language."""
    rules, desk = office.settings.bulletin, office.settings.desk
    composer = shown.bulletin.sent_by if shown.bulletin.sent_by is not None else shown.bulletin.begun_by
    imprint = Imprint(
        issuer=issuer_name(office.texts(None), issuer=rules.issuer, desk=desk.name),
        to_above=rules.to_above,
        to_beside=rules.to_beside,
        to_below=rules.to_below,
        editor=rules.editor or work.directory.get_person(composer).name,
        reviewer=rules.reviewer,
        signer=signer,
        phone=rules.phone,
        copies=rules.copies,
    )
    pictures: dict[int, str] = {}
    for entry in shown.entries:
        pictures |= await photos_of(work, entry.item) if entry.pictures else {}
    return paper.spec_of(office.texts(None), shown, imprint, pictures=pictures, day=office.today(work.now))


async def drop_drafts(work: Work, bulletin_id: int, *, within: Collection[Chat] | None = None) -> None:
    """Drafts of this paper that are not made yet do not arrive any more; with `within` those alone that go to none but these."""
    for file in await work.made_files.wanted(paper.KIND):
        chats = {Chat(file.chat_id, file.thread_id), *(Chat(*other[:2]) for other in file.also)}
        if file.spec.get(paper.DRAFT_OF) == bulletin_id and (within is None or chats <= set(within)):
            await work.made_files.settle(file.id, MadeState.GIVEN_UP)


async def _send_draft(office: Office, work: Work, bulletin_id: int) -> None:
    """The signers' paper has old words: they get it as it is now, in the place of one that is still being made for them."""
    bulletin = await work.bulletins.find(bulletin_id)
    chats = list(at_signing(office, work))
    if bulletin is None or not chats:
        return
    await drop_drafts(work, bulletin_id, within=chats)
    shown = await composed_of(office, work, bulletin)
    await making.order_for(office, work, chats, await order_draft(office, work, shown))


async def refresh(office: Office, work: Work, bulletin_id: int, *, but: Chat | None = None) -> None:
    """Brings what shows the bulletin in the making up to date, wherever it stands."""
    bulletin = await work.bulletins.find(bulletin_id)
    if bulletin is None or bulletin.state is BulletinState.ISSUED:
        return
    shown = await composed_of(office, work, bulletin)
    for post in await work.outbox.posts(slot_of(bulletin)):
        chat = Chat(post.chat_id, post.thread_id)
        if chat != but:
            message = render_composed(texts_at(office, work, chat), shown, viewer_in(office, work, chat))
            await work.outbox.show(slot_of(bulletin), chat, message)


async def follow(office: Office, work: Work, item: Item) -> None:
    """Something about an item has changed: the bulletin in the making shows it so, or without it."""
    printed = await work.bulletins.of_item(item.id)
    bulletin = await work.bulletins.find(printed.bulletin_id) if printed is not None else None
    if bulletin is None or bulletin.state is BulletinState.ISSUED:
        return
    if not await is_printable(office, work, item):
        await work.bulletins.take_out(item.id)
        bulletin = replace(bulletin, gone=(*bulletin.gone, item.id))
        if not await work.bulletins.items(bulletin.id):
            bulletin = replace(bulletin, state=BulletinState.COMPOSING)
    await work.bulletins.save(bulletin)
    await refresh(office, work, bulletin.id)
    has_dropped_out = item.id in bulletin.gone
    if bulletin.state is BulletinState.SIGNING and (work.items.wrote or has_dropped_out):
        await _send_draft(office, work, bulletin.id)


async def issue_in(work: Work, item: Item) -> Bulletin | None:
    """The issued bulletin in which an item is printed."""
    printed = await work.bulletins.of_item(item.id)
    bulletin = await work.bulletins.find(printed.bulletin_id) if printed is not None else None
    return bulletin if bulletin is not None and bulletin.state is BulletinState.ISSUED else None


def issue_of(office: Office, bulletin: Bulletin) -> Issue:
    """What was issued, as it is read."""
    content = bulletin.content or {}
    rows = content.get("items")
    items = [Printed(**row) for row in rows] if isinstance(rows, list) else []
    signed_at = bulletin.signed_at
    day = office.today(signed_at) if signed_at is not None else date.min
    spec = content.get("spec")
    mark = str(spec.get("mark")) if isinstance(spec, dict) else mark_of(office)
    return Issue(bulletin, mark, day, items)


def render_issued_in(office: Office, work: Work, chat: Chat, issue: Issue) -> Message:
    """What was issued, for whoever reads in that chat: 批示 under it for a leader."""
    person = work.directory.find_account(chat.chat_id) if chat.chat_id > 0 else None
    is_leader = person is not None and person.role is Role.LEADER
    return issued_words.render_issued(texts_at(office, work, chat), issue, for_leader=is_leader)


def decider_name(t: Texts, work: Work, person_id: int | None, deputy_id: int | None) -> str:
    """Who signed, or decided on a correction, and who did so in their place."""
    if person_id is None:
        return ""
    deputy = work.directory.get_person(deputy_id).name if deputy_id is not None else None
    return in_place_of(t, work.directory.get_person(person_id).name, deputy)


async def wipe(office: Office, work: Work, item: Item) -> list[str]:
    """Nothing stays of an item in what is composed or was issued. By these texts it is found where it was repeated."""
    printed = await work.bulletins.of_item(item.id)
    bulletin = await work.bulletins.find(printed.bulletin_id) if printed is not None else None
    if printed is None or bulletin is None:
        return []
    texts = [printed.note or ""]
    if bulletin.state is not BulletinState.ISSUED:
        return texts  # it drops out as its card changes
    await work.bulletins.save_item(replace(printed, note=None, pictures=()))
    errata = await work.bulletins.errata(bulletin.id)
    texts += [bulletin.note or "", bulletin.sha256 or "", *(each.words for each in errata)]
    if bulletin.sha256 is not None:
        work.made_files.wiped.add(bulletin.sha256)
    # The note on the whole and the corrections may tell of it.
    await work.bulletins.wipe_errata(bulletin.id)
    await _blank(office, work, replace(bulletin, note=None, content=_without(bulletin, item)))
    return texts


async def wipe_words(office: Office, work: Work, chat_id: int, message_id: int) -> list[str]:
    """An edit has given a marking to a message by which something was typed about a bulletin: nothing of it stays.

    By these texts it is found where it was repeated.
    """
    texts: list[str] = []
    for said in await work.bulletins.said_in(chat_id, message_id):
        bulletin = await work.bulletins.find(said.bulletin_id)
        if bulletin is None:
            continue
        work.wipes = True
        if said.erratum_id is not None:
            erratum = await work.bulletins.find_erratum(said.erratum_id)
            texts += [erratum.words] if erratum is not None else []
            await work.bulletins.wipe_erratum(said.erratum_id)
            await _show_no_words(office, work, slot_name(Slot.ERRATUM, said.erratum_id))
            continue
        entries = await work.bulletins.items(bulletin.id)
        for entry in entries if said.item_id is not None else ():
            if entry.item_id == said.item_id:
                texts.append(entry.note or "")
                await work.bulletins.save_item(replace(entry, note=None))
        if said.item_id is None:
            texts += [bulletin.note or "", bulletin.reason or ""]
            bulletin = replace(bulletin, note=None, reason=None)
        if bulletin.state is not BulletinState.ISSUED:
            await work.bulletins.save(bulletin)
            await refresh(office, work, bulletin.id)
            continue
        content = dict(bulletin.content or {})
        spec = content.get("spec")
        if isinstance(spec, dict):
            content["spec"] = without_notes(spec)
        texts.append(bulletin.sha256 or "")
        if bulletin.sha256 is not None:
            work.made_files.wiped.add(bulletin.sha256)
        await _blank(office, work, replace(bulletin, note=None, content=content))
    return [text for text in texts if text]


async def _show_no_words(office: Office, work: Work, slot: str) -> None:
    await living.update(office, work, slot, issued_words.render_no_words)


async def _blank(office: Office, work: Work, blanked: Bulletin) -> None:
    """Something of an issued bulletin is not to be read any more: what shows it is without it, and it has no file."""
    await work.bulletins.blank(blanked, blanked.content)
    issue = issue_of(office, blanked)
    slot = slot_name(Slot.ISSUED, blanked.id)
    for post in await work.outbox.posts(slot):
        chat = Chat(post.chat_id, post.thread_id)
        await work.outbox.show(slot, chat, render_issued_in(office, work, chat, issue))
    await living.update(
        office,
        work,
        slot_of(blanked),
        lambda t: issued_words.render_done(
            t,
            issue,
            signer=decider_name(t, work, blanked.signed_by, blanked.deputy_id),
            groups=blanked.groups,
        ),
    )


def _without(bulletin: Bulletin, item: Item) -> dict[str, object]:
    content = dict(bulletin.content or {})
    rows, spec = content.get("items"), content.get("spec")
    if not isinstance(rows, list) or not isinstance(spec, dict):
        return content
    left = []
    for place, row in enumerate(rows):
        if row["item_id"] == item.id:
            spec = without(spec, place)
            row = {**row, "title": "", "by": ""}
        left.append(row)
    return {**content, "items": left, "spec": spec}
