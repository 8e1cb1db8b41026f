"""A paper to read of which an edit has marked a message: its words and files go, and whatever shows it says so."""

from __future__ import annotations

from bot.desk.common.office import Blanked, Office
from bot.desk.common.secrecy import gone, left_of
from bot.desk.documents import cards
from bot.store.work import Work


async def blank(office: Office, work: Work, circular_id: int) -> Blanked:
    """It keeps its number, and who has read it."""
    circular, files = await cards.get_circular(work, circular_id), await work.circulars.files(circular_id)
    await work.circulars.wipe(circular.id, gone=gone(office))
    for file in files:
        await work.attachments.wipe_circulated(file)
    bare = await cards.get_circular(work, circular.id)
    for reader in await work.circulars.readers(circular.id):
        await cards.show_to_reader(office, work, bare, reader)
    await cards.show_to_writer(office, work, bare)
    of_files = [text for file in files for text in (file.name, file.file_id)]
    return Blanked(
        lambda t: circular.code,
        left_of(office, circular.title, circular.brief, *of_files),
        since=circular.posted_at,
        number=circular.code,
    )
