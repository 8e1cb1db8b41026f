"""Papers to read, for those who read them and those who ask who has: 已阅, /docs, /readers, and a number sent alone."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.common import by_name, living
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.documents import cards
from bot.errors import BadInput, NotAllowed
from bot.model import Chat, Circular, CircularReader, Person
from bot.rules.numbers import code_of
from bot.rules.rights import EDITORS, Act
from bot.rules.text import shorten
from bot.store.work import Work
from bot.views.common.deputies import copy_head
from bot.views.documents import circulars as words

_CHOICES = 20


async def press_read(office: Office, work: Work, scene: Scene, *, reader_id: int) -> Toast | None:
    """`已阅`: it is recorded who has read it and when; the writer's message counts one more."""
    person = scene.check(Act.DOCS)
    reader, circular = await _own(work, person, reader_id)
    if reader.read_at is not None:
        read_at = reader.read_at
        return scene.toast(lambda t: words.read_before(t, read_at))
    if circular.closed_at is not None:
        return scene.toast(words.called_off, alert=True)
    by = None if person.id == reader.person_id else person.id
    await work.circulars.mark_read(reader.id, by=by, now=work.now)
    await work.trail.record(
        "circular",
        circular.id,
        step="read",
        person_id=person.id,
        now=work.now,
        after={"reader": reader.person_id},
    )
    await cards.show_to_reader(office, work, circular, await cards.get_reader(work, reader.id))
    await cards.show_to_writer(office, work, circular)
    return scene.toast(lambda t: words.read_toast(t, circular))


async def list_unread(office: Office, work: Work, scene: Scene) -> None:
    """`/docs`: what the person has still to read."""
    person = scene.check(Act.DOCS)
    await answer(work, scene, words.render_unread(scene.t, await unread_of(work, person), now=work.now))


async def unread_of(work: Work, person: Person) -> list[tuple[int, Circular]]:
    """What somebody has still to read, each with the id of the reader's row, the nearest due first."""
    return [
        (reader.id, await cards.get_circular(work, reader.circular_id))
        for reader in await work.circulars.unread_of(person.id)
    ]


async def press_open(office: Office, work: Work, scene: Scene, *, reader_id: int) -> Toast | None:
    """One of the list: the paper once more at the chat's end, its files with it."""
    person = scene.check(Act.DOCS)
    reader, circular = await _own(work, person, reader_id)
    await _send_again(office, work, scene, circular, reader)
    return None


async def list_readers(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/readers D3`: who has read it and when, who has not, who cannot be reached; bare, which one."""
    person = scene.check(Act.READERS)
    if not text.strip():
        own = None if person.role in EDITORS else person.id
        circulars = await work.circulars.newest(posted_by=own, most=_CHOICES)
        await answer(work, scene, words.render_choose(scene.t, circulars))
        return
    await show_readers(work, scene, circular_id=read_number(text))


async def press_readers(office: Office, work: Work, scene: Scene, *, circular_id: int) -> Toast | None:
    """The same, by a button."""
    await show_readers(work, scene, circular_id=circular_id)
    return None


async def show_readers(work: Work, scene: Scene, *, circular_id: int) -> None:
    """How far a paper has been read, for whoever wrote it and for editors."""
    person = scene.check(Act.READERS)
    circular = await cards.get_circular(work, circular_id)
    check_steers(person, circular)
    for message in words.render_standing(scene.t, circular, await cards.standing_of(work, circular)):
        await answer(work, scene, message)


async def open_number(office: Office, work: Work, scene: Scene, number: int) -> None:
    """`D3` sent alone: to a reader the paper, to its writer and editors how far it has been read."""
    person, circular = scene.actor, await cards.get_circular(work, number)
    readers = {each.person_id: each for each in await work.circulars.readers(number)}
    stood_for = [each.id for each in work.directory.stood_for(person.id, work.now)]
    own = next((readers[each] for each in (person.id, *stood_for) if each in readers), None)
    if own is not None:
        await _send_again(office, work, scene, circular, own)
    if own is None or circular.posted_by == person.id or person.role in EDITORS:
        await show_readers(work, scene, circular_id=number)


def check_steers(person: Person, circular: Circular) -> None:
    """NotAllowed for anybody but editors and whoever wrote it."""
    if person.role not in EDITORS and circular.posted_by != person.id:
        raise NotAllowed(
            "Only an editor or whoever sent out {code} may do this. Nothing was changed.", code=circular.code
        )


def read_number(typed: str) -> int:
    """D3, d3, 阅文3, 3. BadInput for anything else."""
    code = code_of(typed) or code_of(f"D{typed.strip()}")
    if code is None or code.letter != "D":
        raise BadInput(
            "“{value}” is not a paper's number. Write for example D3; /docs lists what you have to read.",
            value=shorten(typed.strip(), 40),
        )
    return code.number


async def _own(work: Work, person: Person, reader_id: int) -> tuple[CircularReader, Circular]:
    """A paper that the person is to read, or stands in for somebody who is. NotAllowed for others."""
    reader = await cards.get_reader(work, reader_id)
    if not by_name.stands_for(work, person, reader.person_id):
        raise NotAllowed("This paper is for somebody else to read.")
    return reader, await cards.get_circular(work, reader.circular_id)


async def _send_again(
    office: Office, work: Work, scene: Scene, circular: Circular, reader: CircularReader
) -> None:
    for page in words.whole_text(scene.own_t, circular):
        await answer(work, scene, page)
    files = await work.circulars.files(circular.id)
    slot = cards.reader_slot(reader.id)
    message = cards.for_reader(scene.own_t, work, circular, reader, files=len(files))
    if reader.person_id != scene.actor.id:  # who stands in reads for whom
        head = copy_head(scene.own_t, work.directory.get_person(reader.person_id))
        message = replace(message, text=f"{head}\n{message.text}")
    await living.send_anew(work, slot, Chat(scene.telegram_id), message, last=message)
    for file in files:
        caption = words.file_caption(scene.own_t, circular)
        await work.outbox.send_file(Chat(scene.telegram_id), file, caption=caption)
