"""The form that leads to a supervision task: written whole, step by step, or begun from a leader's comment by 转督办."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from bot.desk.common import forms
from bot.desk.common.addressees import out_of_reach
from bot.desk.common.forms import Mechanism, Published
from bot.desk.common.letters import Lettered
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.items import cards as item_cards
from bot.desk.items import leader_comments
from bot.desk.supervision import changes, lists, publishing
from bot.errors import NotAllowed
from bot.locale.texts import Texts
from bot.model import Draft, Item, ItemState, Performer, Person, Task, TaskState
from bot.rules.addressees import Addressees
from bot.rules.forms import DUE, TEXT, TITLE, TITLE_MOST, FormDraft
from bot.rules.rights import PLANNERS, STAFF, Act, Where, may_see_item
from bot.rules.supervision import usual_due
from bot.rules.supervision_form import COMMENT, HELPERS, LEAD, SOURCE, TASK
from bot.rules.text import shorten
from bot.store.work import Work
from bot.views.common.choices import Steered
from bot.views.supervision import changes as change_words
from bot.views.supervision import forms as words


def check(scene: Scene) -> Person:
    """The person, if they may set a task from here. NotAllowed says what to do instead."""
    if scene.role in PLANNERS and scene.where in (Where.WORK, Where.PARTNER):
        raise NotAllowed("Please do this in private or in the desk group; nothing was changed here.")
    if scene.role in STAFF and scene.role not in PLANNERS:
        raise NotAllowed("Your role does not allow this. Nothing was changed; an administrator can help.")
    return scene.check(Act.TASK)


async def begin_from_comment(office: Office, work: Work, scene: Scene, *, comment_id: int) -> Toast | None:
    """`转督办` under a leader's comment: title, words and source are there; who leads is asked for."""
    check(scene)
    comment = await leader_comments.get(work, comment_id)
    item = await item_cards.get_item(work, comment.item_id)
    if not comment.words or item.state is ItemState.DESTROYED:
        return scene.toast(lambda t: t.plain("Nothing is left of what was said."), alert=True)
    if (task := await _turned(work, comment.id)) is not None:
        name = work.directory.get_person(task.set_by).label
        return scene.toast(lambda t: words.turned_before(t, task, name=name, is_written=False), alert=True)
    leader = work.directory.get_person(comment.leader_id).label
    values = {
        TITLE: shorten(item.title, TITLE_MOST),
        TEXT: words.comment_words(scene.t, leader=leader, words=comment.words),
        SOURCE: item.number,
    }
    written = FormDraft(TASK.key, values, to_ask=(LEAD,), extra={COMMENT: comment.id})
    await forms.begin(office, work, scene, MECHANISM, written)
    return None


async def preview(office: Office, work: Work, t: Texts, written: FormDraft) -> list[Markup]:
    """The task as it would be published."""
    due_at = written.moment(DUE)
    lead, helpers = performers_of(work, written)
    asked = {person.id: person for each in (lead, *helpers) for person in publishing.people_asked(work, each)}
    away = out_of_reach(work, asked.values())
    shown_due = due_at or _usual(office, work)
    return words.preview_lines(
        t,
        title=written.title,
        words=written.text(TEXT),
        lead=publishing.label_of(work, lead),
        helpers=[publishing.label_of(work, each) for each in helpers],
        due_at=shown_due,
        is_usual=due_at is None,
        unusual=office.unusual(shown_due, now=work.now),
        source=await _source_line(office, work, t, written),
        empty=[
            publishing.label_of(work, each)
            for each in (lead, *helpers)
            if not publishing.people_asked(work, each)
        ],
        without_account=[person.label for person in away.without_account],
        shut=[person.label for person in away.shut],
    )


async def publish(
    office: Office, work: Work, scene: Scene, draft: Draft, written: FormDraft
) -> Published | Toast:
    """`发布`: the task gets its number, and everybody who has to see to it is asked by name."""
    author = forms.author_of(work, scene, draft)
    item, number = await _source(office, work, written, reader=author), written.text(SOURCE)
    if item is None and number:
        return scene.toast(lambda t: words.no_source(t, number=number), alert=True)
    lead, helpers = performers_of(work, written)
    comment_id = written.extra.get(COMMENT)
    if comment_id and not await _stands(work, int(comment_id)):
        await forms.save(work, draft, written.with_(**{COMMENT: None}), step=forms.PREVIEW)
        return scene.toast(words.comment_gone, alert=True)
    if comment_id and (task := await _turned(work, int(comment_id))) is not None:
        name = work.directory.get_person(task.set_by).label
        await forms.save(work, draft, written.with_(**{COMMENT: None}), step=forms.PREVIEW)
        return scene.toast(lambda t: words.turned_before(t, task, name=name, is_written=True), alert=True)
    wanted = publishing.Wanted(
        written.title,
        written.text(TEXT),
        lead,
        helpers,
        written.moment(DUE) or _usual(office, work),
        item.id if item else None,
        int(comment_id) if comment_id and item else None,
    )
    made = await publishing.publish(office, work, wanted, by=author)
    last = change_words.render_set(
        scene.t,
        made.task,
        people=made.people,
        without_account=[person.label for person in made.out_of_reach.without_account],
        shut=[person.label for person in made.out_of_reach.shut],
    )
    return Published(last, lambda t: change_words.set_toast(t, made.task), made.task.id)


async def _stands(work: Work, comment_id: int) -> bool:
    """Whether the comment was neither taken back nor wiped while the task was written."""
    comment = await work.leader_comments.find(comment_id)
    return comment is not None and bool(comment.words)


async def _turned(work: Work, comment_id: int) -> Task | None:
    """What somebody has made of a leader's comment already, unless that was called off."""
    task = await work.supervision.of_comment(comment_id)
    return None if task is None or task.state is TaskState.CALLED_OFF else task


def performers_of(work: Work, written: FormDraft) -> tuple[Performer, list[Performer]]:
    """Who leads, and who helps; whoever leads helps not besides."""
    (lead,) = _performers(work, written.addressees(LEAD))[:1]
    return lead, [each for each in _performers(work, written.addressees(HELPERS)) if each != lead]


def _performers(work: Work, named: Addressees) -> list[Performer]:
    units = [Performer(unit_id) for unit_id in named.units]
    people = [work.directory.get_person(person_id) for person_id in named.people]
    return [*units, *(Performer(person.unit_id, person.id) for person in people)]


def _usual(office: Office, work: Work) -> datetime:
    return usual_due(
        work.now, zone=office.zone, calendar=office.calendar, day_end=office.settings.desk.day_end
    )


async def _source(office: Office, work: Work, written: FormDraft, *, reader: Person | None) -> Item | None:
    """The item that it goes back to; None where there is none, or `reader` may not see it."""
    number = written.text(SOURCE)
    item = await item_cards.find_by_number(office, work, number) if number else None
    return item if item is not None and (reader is None or may_see_item(reader, item)) else None


async def _source_line(office: Office, work: Work, t: Texts, written: FormDraft) -> Markup | None:
    number = written.text(SOURCE)
    if not number:
        return None
    item = await _source(office, work, written, reader=None)
    if item is None:
        return words.no_source_line(t, number=number)
    comment_id = written.extra.get(COMMENT)
    comment = await publishing.comment_behind(work, item.id, int(comment_id) if comment_id else None)
    leader = work.directory.get_person(comment.leader_id).label if comment else None
    return words.source_line(t, number=item.number, leader=leader)


async def _open(office: Office, work: Work, scene: Scene, number: int) -> None:
    await lists.show(office, work, scene, task_id=number)


async def _close(office: Office, work: Work, scene: Scene, number: int) -> None:
    await changes.close(office, work, scene, task_id=number)


async def _extend(office: Office, work: Work, scene: Scene, number: int, raw: str) -> None:
    await changes.extend(office, work, scene, task_id=number, raw=raw)


async def _steered(work: Work, scene: Scene) -> list[Steered]:
    """The open tasks that the person may steer."""
    return [
        Steered(task.code, task.title)
        for task in await work.supervision.open()
        if changes.steers(work, scene.actor, task)
    ]


MECHANISM = Mechanism(TASK, words.WORDS, check, preview, publish)
LETTERED = Lettered("B", open=_open, close=_close, extend=_extend, steered=_steered)
