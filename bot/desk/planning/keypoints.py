"""`/keypoints`: a month's key points shown, and the conversation in which they are written; their posts are in publishing.py."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from bot.desk.common import conversations
from bot.desk.common.conversations import Conversation, preview_slot
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.common.typed import press_typed
from bot.desk.planning import publishing
from bot.errors import BadInput, NotAllowed
from bot.locale.texts import Texts
from bot.model import Draft, DraftKind, KeyPoint, Person, Subject
from bot.rules import keypoints as rules
from bot.rules.keypoints import Line, Reader, Written
from bot.rules.months import parse_month
from bot.rules.named_keypoints import covered
from bot.rules.rights import DESK_SIDE, EDITORS, Act
from bot.rules.text import clean
from bot.store.work import Work
from bot.views.common.callbacks import Press
from bot.views.planning import keypoint_drafts as draft_words
from bot.views.planning import keypoints as words

COLLECT, PREVIEW, CHANGING = "collect", "preview", "changing"
SUBJECT = "keypoints"  # in the audit trail; the month is the number


async def key_points(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/keypoints`: the month's; with a month that one's; with lines behind it they are written, or changed."""
    scene.check(Act.KEYPOINTS)
    today = office.today(work.now)
    month, rest = rules.split_month(clean(text), today=today)
    if not rest.strip():
        await _show(office, work, scene, month=month)
        return
    _check_writer(scene)
    check_passable(office, rest)
    month = month or rules.default_month(today)
    _check_open(office, work, month)
    typed = rules.split_lines(rest)
    # 删 2 alone is about what stands; lines are the whole month.
    standing = [] if typed.lines else _lines_of(await work.keypoints.of(month))
    lines = rules.merged(standing, typed)
    if typed.lines and (published := await work.keypoints.published(month)):
        kept = rules.keep_numbers(lines, published, last=await work.keypoints.last_number(month))
        if kept != lines:
            await answer(work, scene, draft_words.render_kept(scene.t))
        lines = kept
    await _begin(office, work, scene, month=month, lines=lines, step=PREVIEW, said=_said(scene, lines))


async def press_write(office: Office, work: Work, scene: Scene, *, month: str) -> Toast | None:
    """A month under the list: what there is, to be changed or published; where there is nothing, the lines are asked for."""
    scene.check(Act.KEYPOINTS)
    _check_writer(scene)
    month = _read_month(office, work, month)
    _check_open(office, work, month)
    lines = _lines_of(await work.keypoints.of(month))
    await _begin(office, work, scene, month=month, lines=lines, step=PREVIEW if lines else COLLECT)
    return None


async def take_text(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """Lines in answer to the question, or those that change under a preview."""
    _check_writer(scene)
    check_passable(office, scene.text)
    written = _Draft.of(draft)
    if draft.step != COLLECT and await _press_typed(office, work, scene, draft):
        return
    text = clean(scene.text)
    if draft.step == COLLECT:
        month, text = rules.split_month(text, today=office.today(work.now))
        if month is not None:
            _check_open(office, work, month)
            written = _Draft(month, written.lines, await _digest(work, month), written.said)
    typed = rules.split_lines(text, behind=max((number for number, _ in written.lines), default=0))
    if draft.step != COLLECT and typed.is_loose:
        await answer(work, scene, draft_words.render_loose(scene.t))
        return
    lines = rules.merged(written.lines, typed)
    said = [*written.said, *_said(scene, typed.lines)]
    await _show_preview(office, work, scene, draft, _Draft(written.month, lines, written.base, said))


async def _press_typed(office: Office, work: Work, scene: Scene, draft: Draft) -> bool:
    """The word of a button under the preview, typed."""
    acts = {
        Press.KEYPOINTS_POST: publish,
        Press.KEYPOINTS_EDIT: ask_change,
        Press.KEYPOINTS_CANCEL: press_cancel,
    }
    return await press_typed(
        office,
        work,
        scene,
        lambda t: draft_words.buttons(t, draft.id),
        lambda pressed: acts[pressed.press](office, work, scene, draft_id=draft.id),
    )


async def ask_change(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`修改` under a preview."""
    draft = await _own(work, scene, draft_id)
    await work.drafts.save(draft.id, step=CHANGING, data=draft.data, now=work.now)
    await conversations.ask(
        work, scene, draft, draft_words.render_edit_how(scene.t, in_group=not scene.is_private)
    )
    return None


async def press_cancel(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`取消` under a preview."""
    await cancel(office, work, scene, await _own(work, scene, draft_id))
    return None


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The month stays as it is."""
    last = draft_words.render_cancelled(scene.t, month=_Draft.of(draft).month)
    await conversations.end_with(work, scene, draft, last)


async def publish(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`发布`: the month has these key points; posted and pinned at once where it has begun, else by the clock."""
    draft = await _own(work, scene, draft_id)
    written = _Draft.of(draft)
    month = written.month
    _check_open(office, work, month)
    read = _read(office, work, written)
    if read.faults:
        return scene.toast(draft_words.not_complete, alert=True)
    rules.check_number(read.points)
    if written.base != await _digest(work, month):
        fresh = _Draft(month, written.lines, await _digest(work, month), written.said)
        await _show_preview(office, work, scene, draft, fresh)
        return scene.toast(draft_words.changed_meanwhile, alert=True)
    before = await work.keypoints.published(month)
    await work.keypoints.replace(month, read.points)
    await work.keypoints.publish(month, by=scene.actor.id, now=work.now)
    for number, chat_id, message_id in written.said:
        await work.writings.keep(Subject.KEYPOINT, rules.number_of(month, number), [(chat_id, message_id)])
    await record(work, month, step="keypoints_publish", person=scene.actor, count=len(read.points))
    groups = await publishing.post_everywhere(office, work, month) if _has_begun(office, work, month) else 0
    changes = rules.differences(before, read.points)
    if before and changes:
        await publishing.show_changes(office, work, month, changes)
    last = draft_words.render_published(
        scene.t,
        month=month,
        groups=groups,
        at_once=_has_begun(office, work, month),
        goes_out=_goes_out(office, scene.t, month),
        changed=bool(before and changes and await work.outbox.posts(publishing.slot_of(month))),
    )
    await conversations.end_with(work, scene, draft, last)
    return None


async def resume(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The question or the preview, anew at this chat's end."""
    await conversations.follow(work, scene, draft)
    written = _Draft.of(draft)
    if written.lines:
        await _show_preview(office, work, scene, draft, written)
    else:
        await conversations.ask(work, scene, draft, draft_words.render_ask(scene.t, month=written.month))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Which month is being written."""
    return draft_words.draft_name(t, month=_Draft.of(draft).month)


async def record(work: Work, month: str, *, step: str, person: Person, count: int) -> None:
    """A line of the audit trail, without the words."""
    await work.trail.record(
        SUBJECT,
        int(month.replace("-", "")),
        step=step,
        person_id=person.id,
        now=work.now,
        after={"month": month, "count": count},
    )


# --- what is shown --------------------------------------------------------------------------------------------


async def _show(office: Office, work: Work, scene: Scene, *, month: str | None) -> None:
    this_month = f"{office.today(work.now):%Y-%m}"
    writes = scene.role in EDITORS and scene.where in DESK_SIDE
    months = [month] if month else [this_month, rules.next_month(this_month)]
    views = [view for each in months if (view := await _view(office, work, scene, each, writes=writes))]
    messages = words.render_list(
        scene.t,
        views,
        months=[each for each in months if each >= this_month] if writes else (),
        month=months[0],
    )
    for message in messages:
        await answer(work, scene, message)


async def _view(
    office: Office, work: Work, scene: Scene, month: str, *, writes: bool
) -> words.MonthView | None:
    """None where there is nothing that this person may see."""
    standing = await work.keypoints.month(month)
    is_published = standing is not None and standing.published_at is not None
    if standing is None or not (is_published or writes):
        return None
    is_read = await work.keypoints.read_at(month, person_id=scene.actor.id) is not None
    return words.MonthView(
        month,
        await work.keypoints.of(month),
        covered(await work.keypoints.items(month), void=office.settings.review.void),
        is_published=is_published,
        readers=await work.keypoints.readers(month),
        may_read=is_published and scene.is_private and not is_read,
    )


async def _show_preview(office: Office, work: Work, scene: Scene, draft: Draft, written: _Draft) -> None:
    await work.drafts.save(draft.id, step=PREVIEW, data=written.data, now=work.now)
    slot = preview_slot(draft.id)
    await work.outbox.take_away(slot, scene.chat)
    read = _read(office, work, written)
    published = await work.keypoints.published(written.month)
    view = draft_words.DraftView(
        draft_id=draft.id,
        month=written.month,
        points=read.points,
        faults=read.faults,
        doubts=read.doubts,
        changes=rules.differences(published, read.points) if published else None,
        items=covered(await work.keypoints.items(written.month), void=office.settings.review.void),
        at_once=_has_begun(office, work, written.month),
        goes_out=_goes_out(office, scene.t, written.month),
    )
    *pages, last = draft_words.render_preview(scene.t, view)
    for page in pages:
        await answer(work, scene, page)
    await answer(work, scene, last, slot=slot)


# --- the draft ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Draft:
    """Lines for a month; `base` tells what the month had when they were first shown.

    `said`: the number of a line, then chat and number of a message that wrote it.
    """

    month: str
    lines: Sequence[Line]
    base: str
    said: Sequence[tuple[int, int, int]] = ()

    @staticmethod
    def of(draft: Draft) -> _Draft:
        data: dict[str, Any] = draft.data
        lines = [(int(number), str(raw)) for number, raw in data["lines"]]
        said = [(number, chat_id, message_id) for number, chat_id, message_id in data.get("said", ())]
        return _Draft(data["month"], lines, data["base"], said)

    @property
    def data(self) -> dict[str, object]:
        return {
            "month": self.month,
            "lines": [list(line) for line in self.lines],
            "base": self.base,
            "said": [list(each) for each in self.said],
        }


def _said(scene: Scene, lines: Sequence[Line]) -> list[tuple[int, int, int]]:
    return [(number, scene.chat.chat_id, scene.message_id) for number, _ in lines]


async def _begin(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    month: str,
    lines: Sequence[Line],
    step: str,
    said: Sequence[tuple[int, int, int]] = (),
) -> None:
    """A new conversation; an older one of the same person about the same month is over."""
    for older in await work.drafts.in_chat(scene.chat.chat_id, scene.telegram_id):
        if older.kind is DraftKind.KEYPOINTS and _Draft.of(older).month == month:
            await conversations.end(work, scene, older)
    written = _Draft(month, await _with_listed(work, month, lines), await _digest(work, month), said)
    draft = await conversations.begin(work, scene, DraftKind.KEYPOINTS, step=step, data=written.data)
    if step == COLLECT:
        await conversations.ask(work, scene, draft, draft_words.render_ask(scene.t, month=month))
    else:
        await _show_preview(office, work, scene, draft, written)


async def _with_listed(work: Work, month: str, lines: Sequence[Line]) -> list[Line]:
    """The lines, and behind them what the consultation has listed for a month that is not published yet."""
    if await work.keypoints.published(month):
        return list(lines)
    known = [raw.partition("|")[0].strip() for _, raw in lines]
    listed = [point for point in await work.keypoints.of(month) if point.title not in known]
    behind = max((number for number, _ in lines), default=0)
    more = [(behind + place, rules.raw_of(point)) for place, point in enumerate(listed, start=1)]
    return [*lines, *more]


def _lines_of(points: Sequence[KeyPoint]) -> list[Line]:
    return [(point.number, rules.raw_of(point)) for point in points]


def _read(office: Office, work: Work, written: _Draft) -> Written:
    units = [unit.name for unit in work.directory.units]
    reader = Reader(office.zone, office.calendar, office.settings.desk.day_end, units)
    return rules.read_lines(written.lines, month=written.month, reader=reader)


async def _digest(work: Work, month: str) -> str:
    standing = await work.keypoints.month(month)
    is_published = standing is not None and standing.published_at is not None
    lines = [rules.as_line(point) for point in await work.keypoints.of(month)]
    return hashlib.sha256("\n".join([str(is_published), *lines]).encode()).hexdigest()


async def _own(work: Work, scene: Scene, draft_id: int) -> Draft:
    scene.check(Act.KEYPOINTS)
    _check_writer(scene)
    return await conversations.get_own(work, scene, draft_id, DraftKind.KEYPOINTS)


def _check_writer(scene: Scene) -> None:
    if scene.role not in EDITORS:
        raise NotAllowed("Key points are written by the editors. To propose a topic: /propose your words")
    if scene.where not in DESK_SIDE:
        raise NotAllowed(
            "Key points are written in the private chat with me or in the desk group; nothing was changed here."
        )


def _check_open(office: Office, work: Work, month: str) -> None:
    """BadInput for a month that is over, or far ahead."""
    this_month = f"{office.today(work.now):%Y-%m}"
    if month < this_month:
        raise BadInput("{month} is over: its key points stay as they were.", month=month)
    ahead = this_month
    for _ in range(12):
        ahead = rules.next_month(ahead)
    if month > ahead:
        raise BadInput("{month} is more than a year ahead. Nothing was changed.", month=month)


def _read_month(office: Office, work: Work, raw: str) -> str:
    try:
        return parse_month(raw, today=office.today(work.now))
    except BadInput:
        raise BadInput("This button is out of date. Please send the command again.") from None


def _has_begun(office: Office, work: Work, month: str) -> bool:
    return f"{office.today(work.now):%Y-%m}" >= month


def _goes_out(office: Office, t: Texts, month: str) -> str:
    """When the clock posts the month's, as far as its settings name one moment of a month; empty where it does not."""
    times = office.settings.schedule.keypoints
    fields = times.cron.split()
    if not times.enabled or not all(each.isdecimal() for each in fields[:3]) or fields[3:] != ["*", "*"]:
        return ""
    minute, hour, day = (int(each) for each in fields[:3])
    try:
        due = datetime.combine(
            datetime.fromisoformat(f"{month}-{day:02d}").date(), time(hour, minute), office.zone
        )
    except ValueError:
        return ""
    while times.workdays_only and not office.calendar.is_workday(due.date()):
        due += timedelta(days=1)
    return t.due(due)


CONVERSATION = Conversation(
    kind=DraftKind.KEYPOINTS,
    take=take_text,
    cancel=cancel,
    is_asking=lambda draft: draft.step in (COLLECT, CHANGING),
    name=name,
    resume=resume,
    check=lambda scene, draft: _check_writer(scene),
)
