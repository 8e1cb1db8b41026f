"""A message without a word: a file that something under way takes, or what can be no item."""

from __future__ import annotations

from bot.desk import conversing, forms
from bot.desk.common import by_name, conversations
from bot.desk.common.conversations import Asked, Take
from bot.desk.common.office import Office, Scene, answer
from bot.desk.common.slots import Slot
from bot.desk.guidance import guides
from bot.desk.items import (
    albums,
    cards,
    files,
    replies,
)
from bot.desk.supervision import enclosed as task_files
from bot.desk.supervision import reports as task_reports
from bot.model import DraftKind, Item, Message
from bot.rules.rights import Act, may
from bot.rules.states import Step, next_state
from bot.store.work import Work
from bot.views.common import hints

# Conversations that lead to no item and may be answered with a file: what is done with it as it comes.
TAKES_FILE: dict[DraftKind, Take] = {
    DraftKind.GUIDE: guides.take_file,
    DraftKind.TASK_REPORT: task_files.take_file,
}


async def take_file(office: Office, work: Work, scene: Scene) -> bool:
    """A file without a word: for the form or item that it answers, or that is under way here, or that begins with it."""
    if await _give_to_form(office, work, scene):
        return True
    if scene.file is None or not may(scene.role, Act.SUBMIT, scene.where):
        return False
    asked = None
    if scene.reply_to is not None:
        asked = await conversations.asked_by(work, chat_id=scene.chat.chat_id, message_id=scene.reply_to)
    if asked is not None and (item := await returned_item(work, scene, asked)) is not None:
        await files.begin_revision(office, work, scene, item)
        return True
    if (asked is None or asked.draft is None) and await replies.take_file(
        office, work, scene, least=conversing.LONG_ENOUGH
    ):
        return True
    if asked is not None and asked.slot.startswith(f"{Slot.TASK}:"):
        task_id = int(asked.slot.partition(":")[2])
        if await task_reports.reply_with_file(office, work, scene, task_id=task_id):
            return True
    drafts = [] if asked is None or asked.draft is None else [asked.draft]
    waiting = drafts or (await conversing.open_in(office, work, scene) if scene.is_private else [])
    if len(waiting) == 1 and (take := TAKES_FILE.get(waiting[0].kind)) is not None:
        await take(office, work, scene, waiting[0])
        return True
    if not drafts and scene.is_private:
        drafts = [
            draft for draft in await conversing.open_in(office, work, scene) if draft.kind is DraftKind.ITEM
        ]
    if drafts and drafts[0].kind is DraftKind.ITEM:
        await files.take_file(office, work, scene, drafts[0])
    elif not drafts and scene.is_private and not await conversing.open_in(office, work, scene):
        await files.begin_with_file(office, work, scene)
    else:
        return False
    return True


async def _give_to_form(office: Office, work: Work, scene: Scene) -> bool:
    """The file goes with what is being written as a form: that which it replies to, or in private the newest conversation."""
    if scene.file is None:
        return False
    asked = None
    if scene.reply_to is not None:
        asked = await conversations.asked_by(work, chat_id=scene.chat.chat_id, message_id=scene.reply_to)
    newest = await conversing.open_in(office, work, scene) if scene.is_private and asked is None else []
    draft = asked.draft if asked is not None else newest[0] if newest else None
    if draft is None or draft.kind is not DraftKind.FORM or not forms.takes_file(draft):
        return False
    await conversing.give(office, work, scene, draft)
    return True


async def join_form(office: Office, work: Work, scene: Scene) -> bool:
    """A further part of an album whose words are a form's goes with that, in a group, too; False where it is of no such one."""
    for other in await work.attachments.of_album(scene.chat.chat_id, scene.telegram_id, scene.album or ""):
        draft = await work.drafts.find(other.draft_id) if other.draft_id is not None else None
        if draft is not None and draft.kind is DraftKind.FORM and forms.takes_file(draft):
            await conversing.give(office, work, scene, draft)
            return True
    return False


async def refuse(office: Office, work: Work, scene: Scene) -> None:
    """A message that can be no item, or part of one: said in one line; a draft that is open stays as it is."""
    has_draft = bool(await conversing.open_in(office, work, scene))
    if scene.is_private or has_draft:
        hint = hint_at_file(scene, has_draft=has_draft)
        if scene.album:
            await albums.answer_without_words(work, scene, hint)
        else:
            await answer(work, scene, hint)


def hint_at_file(scene: Scene, *, has_draft: bool = False) -> Message:
    """What can be done about a message without a word, by what came along and who sent it."""
    return hints.render_no_item(
        scene.t,
        attachment=scene.attachment,
        has_draft=has_draft,
        may_submit=may(scene.role, Act.SUBMIT, scene.where),
        may_import=may(scene.role, Act.ROSTER, scene.where),
    )


async def returned_item(work: Work, scene: Scene, asked: Asked) -> Item | None:
    """The person's own item that the message says was returned."""
    slot, _, of = asked.slot.partition(":")
    item = await cards.get_item(work, int(of)) if slot == Slot.STEP else None
    is_own = item is not None and by_name.stands_for(work, scene.actor, item.person_id)
    return item if is_own and item is not None and next_state(item.state, Step.REVISE) is not None else None
