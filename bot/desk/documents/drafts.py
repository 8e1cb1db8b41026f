"""The form that leads to a paper to read, its files, and its sending; what becomes of it then is in reading and changes."""

from __future__ import annotations

from markupsafe import Markup

from bot.desk.common import forms
from bot.desk.common.addressees import names_of, people_of
from bot.desk.common.forms import AUTHOR, Mechanism, Published
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.documents import cards
from bot.desk.items import attachments
from bot.locale.texts import Texts
from bot.model import AttachmentState, Draft, Message, Person
from bot.rules.circular_form import CIRCULAR, scope_of
from bot.rules.forms import DUE, TEXT, FormDraft
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.common.addressees import listed
from bot.views.documents import drafts as words


def check_writer(scene: Scene) -> Person:
    """The person, if they may circulate a paper from here."""
    return scene.check(Act.DOC)


async def preview(office: Office, work: Work, t: Texts, written: FormDraft) -> list[Markup]:
    """The paper as it would be sent out."""
    scope, due_at = scope_of(written), written.moment(DUE)
    units, people = names_of(work, scope)
    return words.preview_lines(
        t,
        title=written.title,
        brief=written.text(TEXT),
        scope=listed(t, scope, units=units, people=people),
        count=len(people_of(work, scope, besides=work.directory.get_person(written.extra[AUTHOR]))),
        due_at=due_at,
        unusual=office.unusual(due_at, now=work.now) if due_at else None,
    )


async def keep_file(office: Office, work: Work, scene: Scene, draft: Draft) -> bool:
    """The file of a message is to go with the paper: it is fetched and looked at. False, with why, where it is too large."""
    notes = attachments.notes_at_once(office, scene)
    for note in notes:
        await answer(work, scene, Message(note))
    if notes:
        return False
    await attachments.keep(work, scene, draft_id=draft.id)
    return True


async def publish(
    office: Office, work: Work, scene: Scene, draft: Draft, written: FormDraft
) -> Published | Toast:
    """`发布`: the paper gets its number and goes to each who is to read it; who that is stays as it is now."""
    files = await work.attachments.of_draft(draft.id)
    if any(file.state is AttachmentState.WANTED for file in files):
        return scene.toast(words.still_coming, alert=True)
    author, scope = forms.author_of(work, scene, draft), scope_of(written)
    people = people_of(work, scope, besides=author)
    if not people:
        return scene.toast(words.nobody, alert=True)
    circular_id = await work.numbers.next("circular")
    await work.circulars.add(
        circular_id,
        title=written.title,
        brief=written.text(TEXT),
        scope=scope.codes,
        due_at=written.moment(DUE),
        posted_by=author.id,
        now=work.now,
    )
    for file in files:
        if file.state is AttachmentState.HAD:
            await work.circulars.add_file(circular_id, file)
    after = {"scope": list(scope.codes), "readers": len(people)}
    await work.trail.record(
        "circular", circular_id, step="post", person_id=scene.actor.id, now=work.now, after=after
    )
    circular, kept = await cards.get_circular(work, circular_id), await work.circulars.files(circular_id)
    for person in people:
        reader = await cards.get_reader(work, await work.circulars.add_reader(circular_id, person.id))
        await cards.send(office, work, circular, reader, kept)
    lost = [file.name or scene.t.plain("a file") for file in files if file.state is not AttachmentState.HAD]
    missing = words.files_missing(scene.t, lost) if lost else None
    standing = await cards.standing_of(work, circular)
    last = cards.for_writer(scene.t, work, circular, standing, missing=missing)
    return Published(
        last, lambda t: words.published(t, circular.code), circular.id, slot=cards.writer_slot(circular_id)
    )


MECHANISM = Mechanism(CIRCULAR, words.WORDS, check_writer, preview, publish, keep_file)
