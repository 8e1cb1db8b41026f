"""What is shown of a paper to read: to each reader, and to its writer how far it has been read; nothing is decided here."""

from __future__ import annotations

import json
from collections.abc import Sequence

from markupsafe import Markup

from bot.desk.common import by_name, living
from bot.desk.common.addressees import names_of, out_of_reach
from bot.desk.common.office import Office
from bot.desk.common.slots import Slot, slot_name
from bot.errors import NotFound
from bot.locale.texts import Texts
from bot.model import Chat, Circular, CircularFile, CircularReader, Message, PersonState, Priority
from bot.rules.addressees import Addressees
from bot.store.work import Work
from bot.views.common.addressees import listed
from bot.views.documents import circulars as words
from bot.views.documents.circulars import ReadBy, Standing


def writer_slot(circular_id: int) -> str:
    """The living message of a paper to its writer."""
    return slot_name(Slot.CIRCULAR, circular_id)


def reader_slot(reader_id: int) -> str:
    """The living message of a paper to one of its readers."""
    return slot_name(Slot.READER, reader_id)


async def get_circular(work: Work, circular_id: int) -> Circular:
    """A paper by its number. NotFound where there is none."""
    circular = await work.circulars.find(circular_id)
    if circular is None:
        raise NotFound("There is no paper {code}.", code=f"D{circular_id}")
    return circular


async def get_reader(work: Work, reader_id: int) -> CircularReader:
    """One reader of one paper. NotFound where there is none."""
    reader = await work.circulars.find_reader(reader_id)
    if reader is None:
        raise NotFound("There is no such paper for you to read.")
    return reader


async def send(
    office: Office, work: Work, circular: Circular, reader: CircularReader, files: Sequence[CircularFile]
) -> None:
    """The paper to somebody in private, its files below it; a longer text goes before it, whole."""
    person = work.directory.get_person(reader.person_id)
    for page in words.whole_text(office.t_for(person), circular):
        await by_name.tell(office, work, person, page)
    message = for_reader(office.t_for(person), work, circular, reader, files=len(files))
    await by_name.tell(office, work, person, message, slot=reader_slot(reader.id))
    for one in (person, work.directory.deputy_of(person.id, work.now)):
        if one is None or one.telegram_id is None or one.state is not PersonState.ACTIVE:
            continue
        caption = words.file_caption(office.t_for(one), circular)
        for file in files:
            await work.outbox.send_file(
                Chat(one.telegram_id), file, caption=caption, priority=Priority.BROADCAST
            )


async def show_to_reader(office: Office, work: Work, circular: Circular, reader: CircularReader) -> None:
    """Brings a reader's message up to date."""
    files = len(await work.circulars.files(circular.id))

    def render(t: Texts) -> Message:
        return for_reader(t, work, circular, reader, files=files)

    await living.update(office, work, reader_slot(reader.id), render)


async def show_to_readers(office: Office, work: Work, circular: Circular) -> int:
    """Brings the messages of all who have not read it up to date; how many they are."""
    unread = [each for each in await work.circulars.readers(circular.id) if each.read_at is None]
    for reader in unread:
        await show_to_reader(office, work, circular, reader)
    return len(unread)


async def show_to_writer(office: Office, work: Work, circular: Circular) -> None:
    """Brings the writer's message up to date: how many have read it."""
    standing = await standing_of(work, circular)

    def render(t: Texts) -> Message:
        return for_writer(t, work, circular, standing)

    await living.update(office, work, writer_slot(circular.id), render)


def for_writer(
    t: Texts, work: Work, circular: Circular, standing: Standing, *, missing: Markup | None = None
) -> Message:
    """A paper as its writer has it."""
    return words.render_for_writer(
        t, circular, standing, scope=scope_words(t, work, circular), missing=missing
    )


def scope_words(t: Texts, work: Work, circular: Circular) -> str:
    """To whom it was addressed, as its writer named them."""
    addressees = Addressees(tuple(json.loads(circular.scope)))
    units, people = names_of(work, addressees)
    return listed(t, addressees, units=units, people=people)


async def standing_of(work: Work, circular: Circular) -> Standing:
    """How far it has been read. Who has left the office without having read it is not waited for any more."""
    read, unread = [], []
    for reader in await work.circulars.readers(circular.id):
        person = work.directory.get_person(reader.person_id)
        if reader.read_at is not None:
            by = work.directory.get_person(reader.read_by).name if reader.read_by else None
            read.append(ReadBy(person.label, reader.read_at, by))
        elif person.state is PersonState.ACTIVE:
            unread.append(person)
    away = out_of_reach(work, unread)
    gone = {person.id for person in (*away.without_account, *away.shut)}
    return Standing(
        read=sorted(read, key=lambda each: each.read_at),
        unread=[person.label for person in unread if person.id not in gone],
        without_account=[person.label for person in away.without_account],
        shut=[person.label for person in away.shut],
    )


def for_reader(t: Texts, work: Work, circular: Circular, reader: CircularReader, *, files: int) -> Message:
    writer = work.directory.get_person(circular.posted_by)
    by = work.directory.get_person(reader.read_by).name if reader.read_by else None
    return words.render_for_reader(t, circular, reader, writer=writer.label, files=files, by=by)
