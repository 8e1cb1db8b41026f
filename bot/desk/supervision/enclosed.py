"""Files that came with what was said of a supervision task: passed on to who has read it, kept, and given again."""

from __future__ import annotations

from bot.desk.common import conversations
from bot.desk.common.audience import texts_at
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.items import albums, attachments, enclosures
from bot.desk.supervision import cards
from bot.errors import BadInput, NotFound
from bot.model import Attachment, Chat, Draft, ReportKind
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.supervision import enclosed as words


async def pass_on(office: Office, work: Work, file: Attachment) -> None:
    """One is there: to everybody who has the report's message, and to the leader whose comment the task goes back to."""
    assert file.report_id is not None
    report = await cards.get_report(work, file.report_id)
    task = await cards.get_task(work, report.task_id)
    chats = dict.fromkeys(
        Chat(post.chat_id, post.thread_id) for post in await work.outbox.posts(cards.report_slot(report.id))
    )
    if task.leader_id is not None and report.kind is not ReportKind.REPLY:
        leader = work.directory.get_person(task.leader_id)
        if leader.telegram_id is not None and leader.id != report.person_id:
            chats[Chat(leader.telegram_id)] = None
    said = cards.said_of(work, report)
    for chat in chats:
        t = texts_at(office, work, chat)
        caption = words.caption(t, task, said, name=file.name)
        await enclosures.pass_on(work, file, chat, caption=caption, t=t)


async def take_file(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """A picture or a paper in the place of the words: it goes with them, which are asked for still."""
    scene.check(Act.DO_TASK)
    if draft.step not in (ReportKind.FEEDBACK, ReportKind.DONE, ReportKind.MORE_TIME):
        raise BadInput("Please send the reason as text. Nothing was decided.")
    await attachments.keep(work, scene, draft_id=draft.id)
    noted = attachments.notes_at_once(office, scene)
    message = words.render_ask_words(scene.t, noted)
    if scene.album is not None:
        await albums.answer_without_words(work, scene, message)
    else:
        await conversations.ask(work, scene, draft, message)


async def keep(work: Work, scene: Scene, report_id: int, draft: Draft | None = None) -> int:
    """What came with the words of a report, and before them; how many files."""
    if draft is not None:
        await work.attachments.give_to_report(draft.id, report_id=report_id)
    await enclosures.keep(work, scene, report_id=report_id)
    return len(await work.attachments.of_report(report_id))


async def pass_on_there(office: Office, work: Work, report_id: int) -> None:
    """The report has just been told: what had come before its words follows; the rest does as soon as it is there."""
    for file in enclosures.there(await work.attachments.of_report(report_id)):
        await pass_on(office, work, file)


async def press_files(office: Office, work: Work, scene: Scene, *, task_id: int) -> Toast | None:
    """`附件` under a task: all that came with its reports. Those with people's numbers go to private chats alone, on record."""
    person = scene.check(Act.TASKS)
    task = await work.supervision.find(task_id)
    if task is None or not cards.may_see(work, person, task, await work.supervision.parts(task_id)):
        raise NotFound("There is no supervision task {code}, or you may not see it.", code=f"B{task_id}")
    files = enclosures.there(await work.attachments.of_task(task.id))
    if not files:
        return scene.toast(lambda t: t.plain("No attachment is there."))
    is_here = scene.is_private or scene.is_at_desk
    if any(attachments.may_hold_numbers(file) for file in files):
        await cards.record(work, task, step="open_numbers", person_id=person.id)
    for file in files:
        report = await cards.get_report(work, file.report_id or 0)
        caption = words.caption(scene.t, task, cards.said_of(work, report), name=file.name)
        own = not is_here or attachments.may_hold_numbers(file)
        to = Chat(scene.telegram_id) if own else scene.chat
        await work.outbox.send_file(to, file, caption=caption)
    if not scene.is_private and any(attachments.may_hold_numbers(file) for file in files):
        return scene.toast(lambda t: t.plain("Sent to you in private; this is on record."))
    return None
