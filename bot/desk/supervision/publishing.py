"""A supervision task is set: what is written becomes one, with its number, and everybody who sees to it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.desk.common import by_name
from bot.desk.common.addressees import OutOfReach, out_of_reach
from bot.desk.common.audience import tell_desk
from bot.desk.common.office import Office
from bot.desk.items import leader_comments
from bot.desk.supervision import cards
from bot.model import LeaderComment, Performer, Person, PersonState, Role, Task
from bot.rules.supervision import is_over
from bot.store.work import Work
from bot.views.supervision import changes as words

_SERIES = "task"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A task that is complete: what, who leads and who helps, until when; from which item and which comment on it."""

    title: str
    words: str
    lead: Performer
    helpers: Sequence[Performer]
    due_at: datetime
    item_id: int | None = None
    comment_id: int | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What was set, how many people have an account to be asked, and whom that does not reach now."""

    task: Task
    people: int
    out_of_reach: OutOfReach


async def publish(office: Office, work: Work, wanted: Wanted, *, by: Person) -> Published:
    """Gives it its number; asks its people by name; the leader hears whose comment it goes back to, the desk of a leader's."""
    comment = await comment_behind(work, wanted.item_id, wanted.comment_id)
    task_id = await work.numbers.next(_SERIES)
    await work.supervision.add(
        task_id,
        title=wanted.title,
        words=wanted.words,
        due_at=wanted.due_at,
        item_id=wanted.item_id,
        comment_id=comment.id if comment else None,
        leader_id=comment.leader_id if comment else None,
        set_by=by.id,
        lead=wanted.lead,
        helpers=[each for each in wanted.helpers if each != wanted.lead],
        now=work.now,
    )
    task = await cards.get_task(work, task_id)
    after = {"due_at": task.due_at.isoformat(), "unit_id": wanted.lead.unit_id, "item_id": task.item_id}
    await cards.record(work, task, step="set", person_id=by.id, after=after)
    people = await cards.send_cards(office, work, task)
    units = [label_of(work, each) for each in dict.fromkeys((wanted.lead, *wanted.helpers))]
    await cards.tell_leader(
        office,
        work,
        task,
        lambda t: words.render_set_to_leader(t, task, by=by.label, units=units),
        by=by,
    )
    if by.role is Role.LEADER:
        await tell_desk(office, work, lambda t: words.render_set_by_leader(t, task, by=by.label, units=units))
    if comment is not None:
        await leader_comments.show_again(office, work, comment.id)
    return Published(task, len(work.directory.reachable(people)), out_of_reach(work, people))


async def comment_behind(work: Work, item_id: int | None, comment_id: int | None) -> LeaderComment | None:
    """The leader's comment that a task goes back to: the one that was pressed, else the newest on its item."""
    if comment_id is not None and (pressed := await work.leader_comments.find(comment_id)) is not None:
        return pressed
    comments = await work.leader_comments.of_item(item_id) if item_id is not None else []
    return comments[-1] if comments else None


async def _follow_undo(office: Office, work: Work, comment: LeaderComment, by: Person) -> None:
    """The comment behind a task was taken back: who set the task decides whether it is still wanted."""
    leader = work.directory.get_person(comment.leader_id).label
    for task in await work.supervision.of_item(comment.item_id):
        if task.comment_id != comment.id or is_over(task.state):
            continue
        setter = work.directory.get_person(task.set_by)
        if setter.state is not PersonState.ACTIVE:
            await tell_desk(office, work, partial(words.render_source_gone, task=task, leader=leader))
        else:
            message = words.render_source_gone(office.t_for(setter), task, leader=leader)
            await by_name.tell(office, work, setter, message)


leader_comments.AT_UNDO.append(_follow_undo)


def people_asked(work: Work, performer: Performer) -> list[Person]:
    """Whom a task would be sent to."""
    if performer.person_id is not None:
        return [work.directory.get_person(performer.person_id)]
    return work.directory.of_unit(performer.unit_id)


def label_of(work: Work, performer: Performer) -> str:
    """The unit, or the person with the unit."""
    if performer.person_id is not None:
        return work.directory.get_person(performer.person_id).label
    return work.directory.unit_name(performer.unit_id)
