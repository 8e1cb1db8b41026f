"""撤销 of 可转达 and 不转达 under a leader's comment; what is decided of one is in leader_comments."""

from __future__ import annotations

from bot.desk.common import living
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.undoing import check_decider, check_in_time
from bot.desk.items import cards, leader_comments
from bot.errors import WrongState
from bot.model import CommentState
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.items import leader_comments as words


async def undo(office: Office, work: Work, scene: Scene, *, comment_id: int) -> Toast:
    """By whoever decided, within ten minutes: the desk is asked again; what was passed on is taken back."""
    editor = scene.check(Act.DECIDE_COMMENT)
    comment = await leader_comments.get(work, comment_id)
    if comment.decided_at is None or comment.decided_by is None or not comment.words:
        raise WrongState("This has been undone already. Nothing was changed.")
    check_in_time(work, comment.decided_at)
    check_decider(work, editor, comment.decided_by)
    item = await cards.get_item(work, comment.item_id)
    await work.leader_comments.ask_again(comment.id)
    leader = work.directory.get_person(comment.leader_id).label
    await leader_comments.record(work, item, step="leader_comment_ask", person=editor, leader=leader)
    if comment.state is CommentState.PASSED:
        told = slot_name(Slot.LEADER_TOLD, comment.id)
        await living.leave(office, work, told, lambda t: words.render_not_passed(t, item))
    await leader_comments.show_again(office, work, comment.id)
    return scene.toast(lambda t: t.plain("Undone: whether it is passed on is open again."))
