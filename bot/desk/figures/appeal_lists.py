"""A bare `/appeal`: what can still be objected to, with buttons that ask what is wrong, and one's own appeals that wait."""

from __future__ import annotations

from bot.desk.common import conversations
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer, answer_privately
from bot.desk.figures import appeals
from bot.desk.items import cards
from bot.errors import BadInput, WrongState
from bot.locale.texts import Texts
from bot.model import Draft, DraftKind, Item, Message
from bot.rules.numbers import month_written
from bot.rules.rights import Act
from bot.rules.text import clean
from bot.store.work import Work
from bot.views.common.choices import MOST
from bot.views.figures import appeals as words


async def command(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """`/appeal`, with or without what it is about."""
    if typed.strip():
        await appeals.appeal(office, work, scene, typed=typed)
    else:
        await show(office, work, scene)


async def show(office: Office, work: Work, scene: Scene) -> None:
    """The items and months whose figures are the person's or the unit's and are not closed."""
    person = scene.check(Act.APPEAL)
    months = await appeals.open_months(office, work)
    ids = await work.appeals.open_to(person, first=months[-1], most=MOST) if months else []
    found = await work.items.find_all(ids)
    own = [each for each in await work.appeals.waiting() if each.person_id == person.id]
    about = {
        item.id: item for item in await work.items.find_all([each.item_id for each in own if each.item_id])
    }
    waiting = [(each, about.get(each.item_id or 0)) for each in own]
    message = words.render_list(
        scene.own_t, waiting, items=sorted(found, key=lambda item: -item.id), months=months
    )
    await answer_privately(office, work, scene, message)


async def ask(office: Office, work: Work, scene: Scene, *, about: str) -> Toast | None:
    """An item's id or a month under that list: asks what is wrong there."""
    scene.check(Act.APPEAL)
    if not scene.is_private:
        raise BadInput("This button is out of date. Please send the command again.")
    is_month = month_written(about) is not None
    data: dict[str, object] = {"month": about} if is_month else {"objects_to": _number(about)}
    item, month = await _subject(office, work, scene, data)
    draft = await conversations.begin(work, scene, DraftKind.APPEAL, step="words", data=data)
    await conversations.ask(work, scene, draft, words.render_ask(scene.t, item=item, month=month))
    return None


async def take_words(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """What is wrong: to the desk. What it can make nothing of is asked for again; what comes after the notice is told so."""
    try:
        item, month = await _subject(office, work, scene, draft.data)
    except WrongState as late:
        await conversations.end(work, scene, draft)
        await answer(work, scene, Message(scene.t(late.key, **late.fields)))
        return
    text = clean(scene.text)
    if await appeals.is_usable(office, work, scene, text, item=item, month=month):
        await work.drafts.delete(draft.id)
        await appeals.make(office, work, scene, text, item=item, month=month)


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消`: nothing is sent."""
    await conversations.end_with(work, scene, draft, words.render_given_up(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """About what it is."""
    month = draft.data.get("month")
    item = None if month else await cards.get_item(work, int(str(draft.data["objects_to"])))
    return words.own_name(t, item=item, month=str(month) if month else None)


async def _subject(
    office: Office, work: Work, scene: Scene, data: dict[str, object]
) -> tuple[Item | None, str | None]:
    """The item or the month, where the person may object to its figures, and still can."""
    person = scene.check(Act.APPEAL)
    if month := data.get("month"):
        return None, await appeals.open_month(office, work, str(month))
    item = await cards.get_item(work, int(str(data["objects_to"])))
    await appeals.check_item(office, work, person, item)
    return item, None


def _number(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or len(typed) > 16:
        raise BadInput("This button is out of date. Please send the command again.")
    return int(typed)


CONVERSATION = Conversation(
    kind=DraftKind.APPEAL, take=take_words, cancel=cancel, is_asking=lambda draft: True, name=name
)
