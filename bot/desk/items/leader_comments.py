"""Leaders' comments (批示): `/comment`, 批示 under an item, whether one is passed on, and taking one back.

Whose it is must stand on the roster as a leader, with an account or without: unit and name there say by which level it counts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from bot.desk.common import by_name, conversations, living
from bot.desk.common.audience import tell_desk
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.undoing import check_decider, check_kept, is_in_time
from bot.desk.items import adoptions, cards, points, quota
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Chat, CommentState, Draft, DraftKind, Item, ItemState, LeaderComment, Person, Role
from bot.rules.leader_comments import leaders_meant, read_comment, read_named, standing_of
from bot.rules.numbers import is_item_number
from bot.rules.rights import ITEM_READERS, Act, may_see_item
from bot.rules.states import UNDO_WITHIN
from bot.rules.text import clean, count_chars
from bot.store.repositories.adoptions import Mark
from bot.store.work import Work
from bot.views.common import labels
from bot.views.common.told import not_told
from bot.views.items import leader_comments as words
from bot.views.items.leader_comments import Said

MOST = 1000
STEPS = "leader_comment"  # the audit trail's steps begin so
_SUBJECT = "leader_comment"
_WORDS, _WHO = "words", "who"
# Something may have been made of a comment that is taken back: these see to that, told by whom it was.
AT_UNDO: list[Callable[[Office, Work, LeaderComment, Person], Awaitable[None]]] = []
_CLOSED = {ItemState.HELD, ItemState.DESTROYED, ItemState.WITHDRAWN, ItemState.MERGED}


async def command(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """`/comment 2026-0001 文字` by a leader, `/comment 2026-0001 张县长:文字` by an editor."""
    person = scene.check(Act.COMMENT)
    number, text = read_comment(typed)
    if is_item_number(number) and not text and person.role is Role.LEADER and scene.is_private:
        item = await _seen_by(office, work, person, number)
        await ask(office, work, scene, item_id=item.id)
        return
    if not number or not text:
        await answer(work, scene, words.render_form(scene.t, is_leader=person.role is Role.LEADER))
        return
    item = await _seen_by(office, work, person, number)
    await _check_open(work, item)
    if person.role is Role.LEADER:
        await _record(office, work, scene, item, leader=person, text=text, said_in=_here(scene))
        return
    named = read_named(text)
    if named is None:
        raise BadInput(
            "Whose comment is it? Nothing was recorded. Write the leader and a colon before the words: "
            "/comment {number} Magistrate Zhang: please look into this.",
            number=item.number,
        )
    name, said = named
    _check_words(office, said)
    leaders = work.directory.with_role(Role.LEADER)
    if not leaders:
        raise NotFound(
            "Nobody is on the roster as a leader; nothing was recorded. An administrator can add them (leaders need no account)."
        )
    places, is_sure = leaders_meant(name, [(leader.unit, leader.name) for leader in leaders])
    if is_sure:
        leader = leaders[places[0]]
        await _record(office, work, scene, item, leader=leader, text=said, said_in=_here(scene))
        return
    data = {"comments_on": item.id, "words": said, "message_id": scene.message_id}
    draft = await conversations.begin(work, scene, DraftKind.LEADER_COMMENT, step=_WHO, data=data)
    meant = [(leaders[place].id, leaders[place].label) for place in places[:8]]
    question = words.render_who(scene.t, item, typed=name, leaders=meant, draft_id=draft.id)
    await answer(work, scene, question, slot=conversations.preview_slot(draft.id))


async def _seen_by(office: Office, work: Work, person: Person, number: str) -> Item:
    item = await cards.find_by_number(office, work, number)
    if item is None or not may_see_item(person, item):
        raise cards.no_item(office, work, number)
    return item


async def press_who(office: Office, work: Work, scene: Scene, *, draft_id: int, leader_id: int) -> Toast:
    """The leader who was meant."""
    scene.check(Act.COMMENT)
    draft = await _draft_of(work, scene, draft_id)
    leader = next((each for each in work.directory.with_role(Role.LEADER) if each.id == leader_id), None)
    if leader is None:
        raise NotFound("This button is out of date. Please send the command again.")
    item = await cards.get_item(work, int(str(draft.data["comments_on"])))
    await _check_open(work, item)
    await conversations.end(work, scene, draft)
    said_in = (draft.chat_id, int(str(draft.data.get("message_id") or 0)))
    await _record(office, work, scene, item, leader=leader, text=str(draft.data["words"]), said_in=said_in)
    return scene.toast(lambda t: t.plain("Recorded."))


async def press_leave(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast:
    """取消 in the place of a leader."""
    scene.check(Act.COMMENT)
    draft = await _draft_of(work, scene, draft_id)
    await conversations.end_with(work, scene, draft, words.render_left(scene.t))
    return scene.toast(lambda t: t.plain("Cancelled; no comment has been recorded."))


async def ask(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """批示 under an item in a leader's private chat: asks for the text."""
    person = scene.check(Act.COMMENT)
    item = await cards.get_item(work, item_id)
    if person.role is not Role.LEADER or not may_see_item(person, item):
        raise NotAllowed("Only leaders comment by this button; editors write /comment. Nothing was changed.")
    await _check_open(work, item)
    data = {"comments_on": item.id, "words": ""}
    draft = await conversations.begin(work, scene, DraftKind.LEADER_COMMENT, step=_WORDS, data=data)
    await conversations.ask(work, scene, draft, words.render_ask(scene.t, item))
    return None


async def take_words(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The text of a leader's own comment, or a name in place of a button."""
    leader = scene.check(Act.COMMENT)
    if draft.step == _WHO:
        await _take_name(office, work, scene, draft)
        return
    if leader.role is not Role.LEADER:
        raise NotAllowed("Only leaders comment by this button; editors write /comment. Nothing was changed.")
    item = await cards.get_item(work, int(str(draft.data["comments_on"])))
    await _check_open(work, item)
    text = clean(scene.text)
    _check_words(office, text)
    await work.drafts.delete(draft.id)
    await _record(office, work, scene, item, leader=leader, text=text, said_in=_here(scene))


async def _take_name(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    leaders = work.directory.with_role(Role.LEADER)
    places, is_sure = leaders_meant(scene.text, [(leader.unit, leader.name) for leader in leaders])
    if not is_sure:
        raise NotFound(
            "No leader on the roster is called “{name}”. Please press a name, or write it as it stands there.",
            name=scene.text[:40],
        )
    await press_who(office, work, scene, draft_id=draft.id, leader_id=leaders[places[0]].id)


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消`: nothing is recorded."""
    await conversations.end_with(work, scene, draft, words.render_left(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """On which item it is."""
    item = await cards.get_item(work, int(str(draft.data["comments_on"])))
    return words.comment_name(t, item)


async def pass_on(office: Office, work: Work, scene: Scene, *, comment_id: int) -> Toast:
    """可转达: everybody who wrote the item reads it."""
    editor = scene.check(Act.DECIDE_COMMENT)
    comment = await get(work, comment_id)
    if comment.state is CommentState.PASSED or not comment.words:
        raise _decided(work, comment)
    item = await cards.get_item(work, comment.item_id)
    said = await _decide(office, work, item, comment, CommentState.PASSED, editor=editor)
    slot = slot_name(Slot.LEADER_TOLD, comment.id)
    merged = await work.items.contained_in(item.id)
    writers = [
        work.directory.get_person(person_id)
        for person_id in dict.fromkeys((item.person_id, *(each.person_id for each in merged)))
    ]
    for writer in writers:
        told = partial(words.render_told, item=item, said=said)
        await by_name.tell(office, work, writer, told, slot=slot)
    if not any(writer.hears for writer in writers):
        return scene.toast(
            lambda t: not_told(t, t.listed(writer.name for writer in writers)).unescape(), alert=True
        )
    return scene.toast(lambda t: t.plain("Passed on to those who wrote {number}.", number=item.number))


async def keep(office: Office, work: Work, scene: Scene, *, comment_id: int) -> Toast:
    """不转达: it stays with leaders and editors."""
    editor = scene.check(Act.DECIDE_COMMENT)
    comment = await get(work, comment_id)
    if comment.state is not CommentState.ASKED:
        raise _decided(work, comment)
    item = await cards.get_item(work, comment.item_id)
    await _decide(office, work, item, comment, CommentState.KEPT, editor=editor)
    return scene.toast(lambda t: t.plain("Not passed on: {number}.", number=item.number))


async def undo(office: Office, work: Work, scene: Scene, *, comment_id: int) -> Toast:
    """撤销 by whoever recorded it, within ten minutes: it was never made, and its points go back."""
    person = scene.check(Act.COMMENT)
    comment = await get(work, comment_id)
    check_decider(work, person, comment.recorded_by)
    kept = check_kept(work, await work.undos.find(_SUBJECT, comment.id))
    item = await cards.get_item(work, comment.item_id)
    mark = kept.before.get("mark")
    await work.leader_comments.remove(comment.id)
    await work.undos.delete(_SUBJECT, comment.id)
    if isinstance(mark, list) and not await quota.is_published(work, comment.month):
        until = kept.before.get("until")
        if isinstance(until, list):
            await work.adoptions.drop_lines_between(item.id, Mark(*mark), Mark(*until))
    await points.rebook(office, work, item, is_comment_gone=True)
    leader = work.directory.get_person(comment.leader_id).label
    await record(work, item, step="leader_comment_undo", person=person, leader=leader)
    for slot in _slots(comment):
        await living.update(office, work, slot, lambda t: words.render_undone(t, item, leader=leader))
        for post in await work.outbox.posts(slot):
            await work.outbox.let_go(slot, Chat(post.chat_id, post.thread_id))
    for follow in AT_UNDO:
        await follow(office, work, comment, person)
    return scene.toast(lambda t: t.plain("Undone: the comment on {number}.", number=item.number))


async def shown_to(work: Work, scene: Scene, item: Item, *, is_public: bool) -> list[Said]:
    """What `scene`'s person may read: leaders and editors all, who wrote the item what is passed on, others nothing.

    `is_public`: everybody in the group reads the answer.
    """
    if is_public and not scene.is_private and not scene.is_at_desk:
        return []
    comments = await work.leader_comments.of_item(item.id)
    if comments and scene.role not in ITEM_READERS:
        merged = await work.items.contained_in(item.id)
        is_writer = scene.actor.id in {item.person_id, *(each.person_id for each in merged)}
        comments = [each for each in comments if is_writer and each.state is CommentState.PASSED]
    return [_said(work, each) for each in comments]


async def wipe(office: Office, work: Work, item: Item) -> None:
    """Nothing stays of what leaders said of an item; what shows it says so."""
    for comment in await work.leader_comments.of_item(item.id):
        await wipe_one(office, work, item, comment)


async def wipe_one(office: Office, work: Work, item: Item, comment: LeaderComment) -> None:
    """The same of one comment; the message to whoever recorded it goes."""
    await work.leader_comments.wipe(comment.id)
    said = _said(work, replace(comment, words=""))
    await work.undos.delete(_SUBJECT, comment.id)
    await _show(office, work, item, said)
    told = slot_name(Slot.LEADER_TOLD, comment.id)
    await living.update(office, work, told, lambda t: words.render_told(t, item, said))
    noted = slot_name(Slot.LEADER_NOTED, comment.id)
    for post in await work.outbox.posts(noted):
        await work.outbox.take_away(noted, Chat(post.chat_id, post.thread_id))


def _here(scene: Scene) -> tuple[int, int]:
    """Chat and number of the message that was just written."""
    return scene.chat.chat_id, scene.message_id


async def _record(
    office: Office,
    work: Work,
    scene: Scene,
    item: Item,
    *,
    leader: Person,
    text: str,
    said_in: tuple[int, int],
) -> None:
    _check_words(office, text)
    day, mark = office.today(work.now), await work.adoptions.mark()
    standing = standing_of(leader.unit, leader.name, office.settings.points.posts)
    comment_id = await work.leader_comments.add(
        item.id,
        leader_id=leader.id,
        recorded_by=scene.actor.id,
        words=text,
        chat_id=said_in[0],
        message_id=said_in[1],
        level=standing.level,
        by_deputy=standing.is_deputy,
        day=day,
        month=await points.booking_month(office, work, day),
        now=await points.next_moment(office, work, item),
    )
    got = adoptions.got_of(work, await points.rebook(office, work, item))
    kept = {"mark": list(mark), "until": list(await work.adoptions.mark())}
    await work.undos.save(_SUBJECT, comment_id, person_id=scene.actor.id, before=kept, now=work.now)
    await record(work, item, step="leader_comment", person=scene.actor, leader=leader.label)
    said = _said(work, await get(work, comment_id))
    slot = slot_name(Slot.LEADER_COMMENT, comment_id)
    await tell_desk(office, work, lambda t: words.render_to_desk(t, item, said, got=got), slot=slot)
    noted = slot_name(Slot.LEADER_NOTED, comment_id)
    await answer(work, scene, words.render_noted(scene.t, item, said, got=got), slot=noted)
    later = words.render_noted(scene.t, item, said, got=got, may_undo=False)
    await work.outbox.show_later(noted, scene.chat, later, send_at=work.now + UNDO_WITHIN)


async def _decide(
    office: Office, work: Work, item: Item, comment: LeaderComment, state: CommentState, *, editor: Person
) -> Said:
    await work.leader_comments.decide(comment.id, state, by=editor.id, now=work.now)
    said = _said(work, await get(work, comment.id))
    if state is CommentState.PASSED:
        await record(work, item, step="leader_comment_pass", person=editor, leader=said.leader)
    else:
        await record(work, item, step="leader_comment_keep", person=editor, leader=said.leader)
    await _show(office, work, item, said)
    return said


async def show_again(office: Office, work: Work, comment_id: int) -> None:
    """The desk's message, once something has come of the comment that stands there."""
    comment = await work.leader_comments.find(comment_id)
    if comment is not None:
        await _show(office, work, await cards.get_item(work, comment.item_id), _said(work, comment))


async def _show(office: Office, work: Work, item: Item, said: Said) -> None:
    """The desk's message as it is now."""
    by = said.comment.decided_by
    tasks = [each for each in await work.supervision.of_item(item.id) if each.comment_id == said.comment.id]
    name = work.directory.get_person(by).name if by is not None else None
    at, slot = said.comment.decided_at, slot_name(Slot.LEADER_COMMENT, said.comment.id)
    render = partial(words.render_to_desk, item=item, said=said, decided_by=name, tasks=tasks)
    if at is None or not is_in_time(work, at):
        await living.update(office, work, slot, render)
        return
    await living.update(office, work, slot, partial(render, can_undo=True))
    await living.update_later(office, work, slot, render, send_at=at + UNDO_WITHIN)


def _slots(comment: LeaderComment) -> list[str]:
    kinds = (Slot.LEADER_COMMENT, Slot.LEADER_NOTED, Slot.LEADER_TOLD)
    return [slot_name(kind, comment.id) for kind in kinds]


def _said(work: Work, comment: LeaderComment) -> Said:
    return Said(comment, work.directory.get_person(comment.leader_id).label)


async def get(work: Work, comment_id: int) -> LeaderComment:
    """A comment. NotFound where it was taken back."""
    found = await work.leader_comments.find(comment_id)
    if found is None:
        raise NotFound("This button is out of date. Please send the command again.")
    return found


async def _draft_of(work: Work, scene: Scene, draft_id: int) -> Draft:
    draft = await work.drafts.find(draft_id)
    if draft is None or draft.kind is not DraftKind.LEADER_COMMENT or draft.step != _WHO:
        raise NotFound("This button is out of date. Please send the command again.")
    if draft.telegram_id != scene.telegram_id:
        raise NotAllowed("Whoever wrote it decides this. Nothing was changed.")
    return draft


def _decided(work: Work, comment: LeaderComment) -> WrongState:
    by = work.directory.get_person(comment.decided_by).name if comment.decided_by is not None else "–"
    return WrongState("{name} has decided this already. Nothing was changed.", name=by)


async def _check_open(work: Work, item: Item) -> None:
    if item.state is ItemState.MERGED and item.merged_into is not None:
        target = await cards.get_item(work, item.merged_into)
        raise WrongState(
            "{number} was merged into {target}. Nothing was recorded; please record it there.",
            number=item.number,
            target=target.number,
        )
    if item.state in _CLOSED:
        raise WrongState(
            "{number} is {state}; this is not possible now. Nothing was changed.",
            number=item.number,
            state=lambda t: labels.state_in(t, item.state),
        )


def _check_words(office: Office, text: str) -> None:
    if not 0 < count_chars(text) <= MOST:
        raise BadInput("A comment has at most {most} characters; nothing was recorded.", most=MOST)
    check_passable(office, text)


async def record(work: Work, item: Item, *, step: str, person: Person, leader: str) -> None:
    """A line of the item's trail about a comment, without its words."""
    after = {"state": item.state.value, "leader": leader}
    before = {"state": item.state.value}
    await work.trail.record(
        "item", item.id, step=step, person_id=person.id, now=work.now, before=before, after=after
    )


CONVERSATION = Conversation(
    kind=DraftKind.LEADER_COMMENT,
    take=take_words,
    cancel=cancel,
    is_asking=lambda draft: draft.step == _WORDS,
    is_open=lambda draft: draft.step == _WORDS,
    name=name,
    is_bare=True,
)
