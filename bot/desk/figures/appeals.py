"""`/appeal 2026-0001 文字` or `/appeal 2026-05 文字`: an objection to figures, which the desk grants or not, with a reason."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.desk.common import by_name, conversations, living
from bot.desk.common.audience import tell_desk, texts_at
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer, answer_privately
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.undoing import check_decider, check_in_time
from bot.desk.figures import notices
from bot.desk.items import cards
from bot.desk.items.quota import is_published
from bot.desk.people import enrolment
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Appeal, AppealState, Chat, Draft, DraftKind, Item, Person
from bot.rules.months import month_of, parse_month, previous_month
from bot.rules.numbers import is_item_number, item_number, month_written
from bot.rules.rights import EDITORS, Act
from bot.rules.spans import together
from bot.rules.states import UNDO_WITHIN
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.figures import appeals as words

LEAST, MOST = 2, 500  # characters: 漏登 says what is wrong
LEFT_ALONE = timedelta(minutes=30)  # so long an appeal is left to the editor who was asked for the reason
SUBJECT = "appeal"
_MONTHS_BACK = 13  # in the list: this month and a year before it
_WRITTEN_OUT = re.compile(r"20\d\d\D.+|.+月份?")  # no number that may be a figure of the words
_AFTER = re.compile(r"[\s,，:：、]+")


async def appeal(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """An objection, passed on to the desk; of what does not concern the person it says so."""
    person = scene.check(Act.APPEAL)
    head, rest = _split(typed, today=office.today(work.now))
    text = clean(rest)
    # 2026-06 is a month here, though elsewhere it is short for an item's number.
    item = None if month_written(head) else await cards.find_by_number(office, work, head)
    month = None
    if item is None:
        month = await open_month(office, work, head)
    else:
        await check_item(office, work, person, item)
    if await is_usable(office, work, scene, text, item=item, month=month):
        await make(office, work, scene, text, item=item, month=month)


async def check_item(office: Office, work: Work, person: Person, item: Item) -> None:
    """Whether the person may object to its figures, and still can."""
    if not await _concerns(work, item, person):
        raise NotAllowed(
            "You can appeal against the figures of your own items and your unit's. Nothing was sent."
        )
    await _check_item_open(office, work, item)


async def is_usable(
    office: Office, work: Work, scene: Scene, text: str, *, item: Item | None, month: str | None
) -> bool:
    """Whether the desk can make something of the words; where not, who wrote them is told what to send."""
    count = count_chars(text)
    if LEAST <= count <= MOST:
        return True
    message = words.render_wrong_length(scene.t, item=item, month=month, count=count, least=LEAST, most=MOST)
    await answer_privately(office, work, scene, message)
    return False


async def make(
    office: Office, work: Work, scene: Scene, text: str, *, item: Item | None, month: str | None
) -> None:
    """The objection, passed on to the desk."""
    person = scene.check(Act.APPEAL)
    about = (person.id, item.id if item else None, month, text)
    if any((o.person_id, o.item_id, o.month, o.words) == about for o in await work.appeals.waiting()):
        await answer_privately(office, work, scene, words.render_waiting(scene.t, item=item, month=month))
        return
    appeal_id = await work.appeals.add(
        person_id=person.id,
        item_id=item.id if item else None,
        month=month,
        text=text,
        chat_id=scene.chat.chat_id,
        message_id=scene.message_id,
        now=work.now,
    )
    await _record(work, appeal_id, step="appeal", person_id=person.id, state=AppealState.OPEN)
    made = await _get(work, appeal_id)
    await tell_desk(
        office,
        work,
        lambda t: words.render_appeal(t, made, item=item, by=person.label),
        slot=slot_name(Slot.APPEAL, appeal_id),
    )
    await answer_privately(office, work, scene, words.render_received(scene.t, made, item=item))
    await _show_drafts(office, work, made, item)


def _split(typed: str, *, today: date) -> tuple[str, str]:
    """What an objection is about and its words; `漏登 2026-05` is one too, where what stands first is neither."""
    typed = together(typed)
    head, _, rest = _AFTER.sub("\n", typed.strip(), count=1).partition("\n")
    *before, last = typed.split() or [""]
    is_last = _WRITTEN_OUT.fullmatch(last) and _is_subject(last, today=today)
    if before and is_last and not _is_subject(head, today=today):
        return last, typed.strip().removesuffix(last)
    return head, rest


def _is_subject(word: str, *, today: date) -> bool:
    if is_item_number(word):
        return True
    try:
        return bool(parse_month(word, today=today))
    except BadInput:
        return False


async def ask_reason(
    office: Office, work: Work, scene: Scene, *, appeal_id: int, state: AppealState
) -> Toast | None:
    """采纳 or 维持: asks for the reason, which decides it."""
    editor = scene.check(Act.DECIDE_APPEAL)
    made = await _get_open(work, appeal_id)
    about = f"appeal_answer:{made.id}"
    asked = await work.drafts.find_about(about)
    if (
        asked is not None
        and asked.telegram_id != scene.telegram_id
        and work.now - asked.updated_at < LEFT_ALONE
    ):
        raise WrongState(
            "{name} has been deciding this appeal since {at}. Nothing is decided yet; if it stays so, press again after "
            "{minutes} minutes.",
            name=str(asked.data.get("by", "")),
            at=asked.updated_at,
            minutes=LEFT_ALONE // timedelta(minutes=1),
        )
    data = {"appeal_id": made.id, "state": state.value, "by": editor.name}
    draft = await conversations.begin(
        work, scene, DraftKind.APPEAL_ANSWER, step="reason", data=data, about=about
    )
    await conversations.ask(work, scene, draft, words.render_ask_reason(scene.t, made, state=state))
    return None


async def take_reason(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The reason: to who appealed, and under the appeal at the desk."""
    editor, text = scene.check(Act.DECIDE_APPEAL), clean(scene.text)
    if not 0 < count_chars(text) <= MOST:
        raise BadInput("A reason has at most {most} characters; nothing was decided.", most=MOST)
    made = await _get_open(work, int(str(draft.data["appeal_id"])))
    state = AppealState(str(draft.data["state"]))
    await work.drafts.delete(draft.id)
    await work.appeals.decide(made.id, state, by=editor.id, reason=text, now=work.now)
    await _record(work, made.id, step=state.value, person_id=editor.id, state=state)
    made = await _get(work, made.id)
    item = await work.items.find(made.item_id) if made.item_id is not None else None
    asker = work.directory.get_person(made.person_id)
    await living.update(
        office,
        work,
        slot_name(Slot.APPEAL, made.id),
        lambda t: words.render_appeal(
            t, made, item=item, by=asker.label, decided_by=editor.name, can_undo=True
        ),
    )
    await living.update_later(
        office,
        work,
        slot_name(Slot.APPEAL, made.id),
        lambda t: words.render_appeal(t, made, item=item, by=asker.label, decided_by=editor.name),
        send_at=work.now + UNDO_WITHIN,
    )
    await by_name.tell(office, work, asker, lambda t: words.render_answer(t, made, item=item))
    published = await _published_since(office, work, made, item) if state is AppealState.GRANTED else None
    now = f"{office.today(work.now):%Y-%m}"
    await answer(work, scene, words.render_answered(scene.t, who=asker, month=published, other_month=now))
    await _show_drafts(office, work, made, item)


async def undo(office: Office, work: Work, scene: Scene, *, appeal_id: int) -> Toast:
    """撤销 by whoever answered, within ten minutes and before the notice: the appeal waits for an answer again."""
    editor = scene.check(Act.DECIDE_APPEAL)
    made = await _get(work, appeal_id)
    if made.decided_at is None or made.decided_by is None:
        raise WrongState("This has been undone already. Nothing was changed.")
    check_in_time(work, made.decided_at)
    check_decider(work, editor, made.decided_by)
    await work.appeals.reopen(made.id)
    await _record(work, made.id, step="appeal_undo", person_id=editor.id, state=AppealState.OPEN)
    made = await _get(work, made.id)
    item = await work.items.find(made.item_id) if made.item_id is not None else None
    asker = work.directory.get_person(made.person_id)
    await living.update(
        office,
        work,
        slot_name(Slot.APPEAL, made.id),
        lambda t: words.render_appeal(t, made, item=item, by=asker.label),
    )
    await by_name.tell(
        office, work, asker, lambda t: words.render_answer_undone(t, made, item=item, editor=editor.name)
    )
    await _show_drafts(office, work, made, item)
    return scene.toast(lambda t: t.plain("Undone: the appeal waits for an answer again."))


async def relieve(office: Office, work: Work, editor: Person) -> None:
    """Somebody is no editor any more: the appeals whose reason they were asked for are anybody's at once."""
    for draft in await work.drafts.of(editor.telegram_id or 0):
        if draft.kind is not DraftKind.APPEAL_ANSWER:
            continue
        await work.drafts.delete(draft.id)
        slot = slot_name(Slot.QUESTION, draft.id)
        for post in await work.outbox.posts(slot):
            chat = Chat(post.chat_id, post.thread_id)
            await work.outbox.part_with(
                slot, chat, words.render_left_by(texts_at(office, work, chat), editor)
            )


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of the reason: the appeal waits on."""
    await work.drafts.delete(draft.id)
    await answer(work, scene, words.render_left(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Which appeal is being answered."""
    made = await _get(work, int(str(draft.data["appeal_id"])))
    return words.appeal_name(t, text=made.words)


async def open_month(office: Office, work: Work, typed: str) -> str:
    """The month, as long as its notice is not out: the present one, the one before, and one whose notice is held back."""
    today = office.today(work.now)
    if is_item_number(typed) and not month_written(typed):
        raise NotFound(
            "There is no item {number}. Nothing was sent.", number=item_number(typed, year=today.year)
        )
    try:
        month = parse_month(typed, today=today)
    except BadInput:
        raise BadInput(
            "“{typed}” is neither an item's number nor a month; nothing was sent. Write /appeal 2026-0001 and why.",
            typed=typed[:30],
        ) from None
    if month > f"{today:%Y-%m}":
        raise BadInput("{month} lies ahead; it has no figures yet. Nothing was sent.", month=month)
    if await is_published(work, month):
        raise WrongState(
            "The notice of {month} is out, so its figures are closed. Nothing was sent. What is recorded now counts in {now}: "
            "/appeal {now} why",
            month=month,
            now=f"{today:%Y-%m}",
        )
    if not await _is_open(work, month, today=today):
        raise WrongState("The figures of {month} are closed. Nothing was sent.", month=month)
    return month


async def open_months(office: Office, work: Work) -> list[str]:
    """Those months, the newest first; held back ones as far back as a year."""
    today = office.today(work.now)
    months = [f"{today:%Y-%m}"]
    while len(months) < _MONTHS_BACK:
        months.append(previous_month(months[-1]))
    return [
        month
        for month in months
        if not await is_published(work, month) and await _is_open(work, month, today=today)
    ]


async def _is_open(work: Work, month: str, *, today: date) -> bool:
    now = f"{today:%Y-%m}"
    return month in (now, previous_month(now)) or await notices.held_by(work, month) is not None


async def _months(office: Office, work: Work, item: Item) -> list[str]:
    """The months in which the item counts, the newest last."""
    lines = await work.adoptions.lines_of_item(item.id)
    return sorted({month_of(item.received_at, office.zone), *(line.month for line in lines)})


async def _months_of(office: Office, work: Work, made: Appeal, item: Item | None) -> list[str]:
    """The months on whose figures an appeal bears."""
    if item is not None:
        return await _months(office, work, item)
    return [made.month] if made.month else []


async def _show_drafts(office: Office, work: Work, made: Appeal, item: Item | None) -> None:
    """Under the drafts of notices it stands how many appeals wait for an answer."""
    for month in await _months_of(office, work, made, item):
        await notices.show_foot(office, work, month=month)


async def _published_since(office: Office, work: Work, made: Appeal, item: Item | None) -> str | None:
    """The month on which the appeal bears, where its notice went out while it waited."""
    for month in reversed(await _months_of(office, work, made, item)):
        notice = await work.notices.of_month(month)
        if notice is not None and notice.published_at >= made.asked_at:
            return month
    return None


async def _check_item_open(office: Office, work: Work, item: Item) -> None:
    """WrongState where the notice of the newest month in which the item counts is out."""
    month = (await _months(office, work, item))[-1]
    if await is_published(work, month):
        raise WrongState(
            "The notice of {month}, in which {number} counts, is out, so its figures are closed. Nothing was sent. What is "
            "recorded now counts in {now}: /appeal {now} why",
            number=item.number,
            month=month,
            now=f"{office.today(work.now):%Y-%m}",
        )


async def _concerns(work: Work, item: Item, person: Person) -> bool:
    """Whether somebody wrote the item, or is of a unit that did; editors speak for anybody."""
    lines = await work.adoptions.lines_of_item(item.id)
    merged = await work.items.contained_in(item.id)
    people = {item.person_id, *(each.person_id for each in merged)}
    units = {item.unit_id, *(each.unit_id for each in merged), *(line.unit_id for line in lines)}
    return person.role in EDITORS or person.id in people or person.unit_id in units


async def _get(work: Work, appeal_id: int) -> Appeal:
    found = await work.appeals.find(appeal_id)
    if found is None:
        raise NotFound("This button is out of date. Please send the command again.")
    return found


async def _get_open(work: Work, appeal_id: int) -> Appeal:
    found = await _get(work, appeal_id)
    if found.state is not AppealState.OPEN:
        raise WrongState("This appeal has been answered already. Nothing was changed.")
    return found


async def _record(work: Work, appeal_id: int, *, step: str, person_id: int, state: AppealState) -> None:
    await work.trail.record(
        SUBJECT, appeal_id, step=step, person_id=person_id, now=work.now, after={"state": state.value}
    )


CONVERSATION = Conversation(
    kind=DraftKind.APPEAL_ANSWER,
    take=take_reason,
    cancel=cancel,
    is_asking=lambda draft: True,
    name=name,
    is_bare=True,
)

enrolment.AT_LOSS.append(relieve)
