"""`/issue 更正 25 文字`: a mistake in an issued bulletin is mended by a numbered correction, which a signer issues."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.bulletin import signing
from bot.desk.common import announcing, by_name, living
from bot.desk.common.audience import texts_at
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import printing
from bot.desk.people import deputy_days
from bot.errors import BadInput, NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import (
    Chat,
    Deputy,
    Erratum,
    ErratumState,
    Message,
    Person,
    Place,
    PlaceKind,
    Policy,
    Priority,
)
from bot.rules.bulletins import ErratumAsked
from bot.rules.rights import Act
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.bulletin import issued as words
from bot.views.bulletin.issued import Issue

MOST = 1000
_SUBJECT = "erratum"  # of the audit trail


async def ask(office: Office, work: Work, scene: Scene, asked: ErratumAsked) -> None:
    """A correction is asked for: here, and of each signer."""
    editor = scene.check(Act.ISSUE)
    named = asked.named
    bulletin = (
        await work.bulletins.find_total(named.number)
        if named.is_total
        else await work.bulletins.find_issued(named.year, named.number, is_supplement=named.is_supplement)
    )
    if bulletin is None:
        raise NotFound("There is no such bulletin; nothing was sent. All of them: /issues")
    text = clean(asked.words)
    if not 0 < count_chars(text) <= MOST:
        raise BadInput("A correction has at most {most} characters; nothing was sent.", most=MOST)
    check_passable(office, text)
    erratum = await _get(
        work, await work.bulletins.add_erratum(bulletin.id, words=text, asked_by=editor.id, now=work.now)
    )
    await work.bulletins.say(bulletin.id, scene.chat, scene.message_id, erratum_id=erratum.id, now=work.now)
    issue = printing.issue_of(office, bulletin)
    slot = slot_name(Slot.ERRATUM, erratum.id)
    question = words.render_ask_erratum(scene.t, issue, erratum, by=editor.name)
    await answer(work, scene, question, slot=slot)
    for chat, copy_of in printing.at_signing(office, work).items():
        if chat == scene.chat:
            continue
        message = words.render_ask_erratum(texts_at(office, work, chat), issue, erratum, by=editor.name)
        if copy_of is None:
            await work.outbox.say(chat, message, slot=slot)
        else:
            await by_name.copy(office, work, copy_of, message, slot=slot)


async def send_to_deputy(office: Office, work: Work, begun: Deputy) -> None:
    """Who begins to stand in for a signer gets the corrections that nobody has decided on."""
    for erratum in await work.bulletins.asked_errata():
        slot = slot_name(Slot.ERRATUM, erratum.id)
        bulletin = await work.bulletins.find(erratum.bulletin_id)
        lacks = await signing.lacking(office, work, begun, slot)
        if bulletin is None or lacks is None:
            continue
        chat, signer = lacks
        by = work.directory.get_person(erratum.asked_by).name
        issue = printing.issue_of(office, bulletin)
        message = words.render_ask_erratum(texts_at(office, work, chat), issue, erratum, by=by)
        await by_name.copy(office, work, signer, message, slot=slot)


async def issue(office: Office, work: Work, scene: Scene, *, erratum_id: int) -> Toast:
    """发布更正: it is numbered, and goes to leaders and work groups."""
    signer = await signing.check_signer(office, work, scene)
    erratum = await _get_asked(work, erratum_id)
    number = await _decide(work, scene, erratum, ErratumState.ISSUED, by=signer)
    await _record(work, erratum, step="issue", person_id=signer.id)
    erratum = replace(await _get(work, erratum.id), number=number)
    bulletin = await work.bulletins.find(erratum.bulletin_id)
    assert bulletin is not None
    of = printing.issue_of(office, bulletin)
    for chat in signing.leaders_of(work):
        await work.outbox.say(chat, words.render_erratum(texts_at(office, work, chat), of, erratum))
    groups, _ = await signing.work_groups(work, _SUBJECT, erratum.id)
    for chat in groups:
        await _post_in_group(office, work, chat, of, erratum)
    await _show(office, work, erratum)

    def issued(t: Texts) -> str:
        return t.plain("Correction No. {number} is issued.", number=number)

    await by_name.tell_done(office, work, scene, signer.id, issued)
    return scene.toast(issued)


async def _post_in_group(office: Office, work: Work, chat: Chat, of: Issue, erratum: Erratum) -> None:
    await work.outbox.say(
        chat,
        words.render_erratum(texts_at(office, work, chat), of, erratum),
        policy=Policy.HOLD,
        priority=Priority.BROADCAST,
        about=announcing.about_of(_SUBJECT, erratum.id, chat),
    )


async def _post_owed(office: Office, work: Work, place: Place, erratum_id: int) -> bool:
    """A correction that a work group could not take when it was issued, while it is news."""
    erratum = await _get(work, erratum_id)
    bulletin = await work.bulletins.find(erratum.bulletin_id)
    if bulletin is None or not signing.is_news(office, work, erratum.decided_at):
        return False
    of = printing.issue_of(office, bulletin)
    await _post_in_group(office, work, Chat(place.chat_id, place.thread_id), of, erratum)
    return True


async def drop(office: Office, work: Work, scene: Scene, *, erratum_id: int) -> Toast:
    """不发: by a signer, or whoever asked for it."""
    person = scene.check(Act.SIGN)
    erratum = await _get_asked(work, erratum_id)
    if person.id != erratum.asked_by:
        person = await signing.check_signer(office, work, scene)
    await _decide(work, scene, erratum, ErratumState.DROPPED, by=person)
    await _record(work, erratum, step="drop", person_id=person.id)
    await _show(office, work, await _get(work, erratum.id))
    await by_name.tell_done(
        office, work, scene, person.id, lambda t: t.plain("The correction is not issued.")
    )
    return scene.toast(lambda t: t.plain("Nothing is sent."))


async def _decide(
    work: Work, scene: Scene, erratum: Erratum, state: ErratumState, *, by: Person
) -> int | None:
    deputy = by_name.deputy_in(work, scene, by)
    return await work.bulletins.decide_erratum(
        erratum, state, by=by.id, deputy_id=deputy.id if deputy else None, now=work.now
    )


async def _show(office: Office, work: Work, erratum: Erratum) -> None:
    """What asks for it says what became of it."""
    bulletin = await work.bulletins.find(erratum.bulletin_id)
    assert bulletin is not None
    issue = printing.issue_of(office, bulletin)
    by = work.directory.get_person(erratum.asked_by).name

    def render(t: Texts) -> Message:
        decider = printing.decider_name(t, work, erratum.decided_by, erratum.deputy_id)
        return words.render_ask_erratum(t, issue, erratum, by=by, decided_by=decider)

    await living.update(office, work, slot_name(Slot.ERRATUM, erratum.id), render)


async def _get(work: Work, erratum_id: int) -> Erratum:
    found = await work.bulletins.find_erratum(erratum_id)
    if found is None:
        raise NotFound("This button is out of date. Please send the command again.")
    return found


async def _get_asked(work: Work, erratum_id: int) -> Erratum:
    erratum = await _get(work, erratum_id)
    if erratum.state is not ErratumState.ASKED:
        raise WrongState("This has been decided already. Nothing was changed.")
    return erratum


async def _record(work: Work, erratum: Erratum, *, step: str, person_id: int) -> None:
    await work.trail.record(
        _SUBJECT, erratum.id, step=step, person_id=person_id, now=work.now, after={"step": step}
    )


deputy_days.AT_BEGIN.append(send_to_deputy)
announcing.OWED[_SUBJECT] = (PlaceKind.WORK, _post_owed)
