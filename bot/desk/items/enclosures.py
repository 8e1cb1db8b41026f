"""Files that come with words for others, a report of a supervision task or a partner's offer: kept with these, and passed on.

They are looked at as closely as the words before anybody gets them; delivery says when one is there (desk/attached).
"""

from __future__ import annotations

from collections.abc import Collection

from markupsafe import Markup

from bot.desk.common.office import Office, Scene
from bot.desk.items import attachments
from bot.locale.texts import Texts
from bot.model import Attachment, AttachmentState, Chat, Message, Refusal
from bot.store.work import Work
from bot.views.items import enclosures as words
from bot.views.items.attachments import refusal_words


async def keep(
    work: Work, scene: Scene, *, report_id: int | None = None, offer_id: int | None = None
) -> None:
    """The file that came with the message, and what came before of its album, belongs to these words."""
    if scene.file is None:
        return
    if scene.album is not None:
        parts = await work.attachments.of_album(scene.chat.chat_id, scene.telegram_id, scene.album)
        for part in parts:
            if part.item_id is None and part.draft_id is None and not part.is_enclosed:
                await work.attachments.enclose(part.id, report_id=report_id, offer_id=offer_id)
        if any(part.message_id == scene.message_id for part in parts):
            return
    await attachments.record(work, scene, scene.file, report_id=report_id, offer_id=offer_id)


async def join_album(work: Work, scene: Scene) -> bool:
    """A further part of an album whose words went to others goes there, too; False where it is of no such one."""
    if scene.album is None:
        return False
    for other in await work.attachments.of_album(scene.chat.chat_id, scene.telegram_id, scene.album):
        if other.is_enclosed:
            await keep(work, scene, report_id=other.report_id, offer_id=other.offer_id)
            return True
    return False


def notes(office: Office, scene: Scene) -> list[Markup]:
    """What its sender is told at once: that the file follows, or why it does not."""
    at_once = attachments.notes_at_once(office, scene)
    if at_once or scene.file is None:
        return at_once
    return [words.follows(scene.t)]


async def pass_on(work: Work, file: Attachment, chat: Chat, *, caption: Markup, t: Texts) -> None:
    """To one chat that has the words. A file with people's numbers goes into no group: there it is said where to get it."""
    if attachments.may_hold_numbers(file) and chat.chat_id < 0:
        await work.outbox.say(chat, words.render_withheld(t, caption=caption))
    else:
        await work.outbox.send_file(chat, file, caption=caption)


async def tell_lost(office: Office, work: Work, file: Attachment, why: Refusal) -> None:
    """Its sender hears that the file was not passed on, and that the words were."""
    person = work.directory.find_account(file.telegram_id)
    if person is not None and why is not Refusal.MARKED:
        t = office.t_for(person)
        said = refusal_words(t, file, why, contact=office.settings.secrecy.contact)
        await work.outbox.tell(person, Message(Markup("\n").join([said, words.only_words(t)])))


def there(files: Collection[Attachment]) -> list[Attachment]:
    """Those that can be given."""
    return [each for each in files if each.state is AttachmentState.HAD]
