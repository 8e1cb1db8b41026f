"""/search: items found by their words, page by page; everybody finds what they may see, and nobody what is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.desk.common import conversations
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer, answer_privately
from bot.errors import BadInput, NotAllowed, WrongState
from bot.locale.texts import LANGUAGES, Texts
from bot.model import Chat, Draft, DraftKind, Item, ItemState, Message, Role, Scope
from bot.rules.months import parse_month
from bot.rules.names import find_alike, squeeze
from bot.rules.rights import EDITORS, ITEM_READERS, Act
from bot.rules.search import Wanted
from bot.rules.search_query import Query, read_query
from bot.store.work import Work
from bot.views.common import labels
from bot.views.items import search as views

MOST_PAGES = 25  # further on one looks for something narrower
BEST, NEWEST = "best", "newest"
_FOUND_STATES = tuple(each for each in ItemState if each not in (ItemState.HELD, ItemState.DESTROYED))


@dataclass(frozen=True, slots=True)
class _Page:
    """The items of one page, whether there are more, and, where not all could be looked at, since when they were."""

    items: list[Item]
    has_more: bool
    since: datetime | None


async def search(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """`/search 词 [单位:..] [状态:..] [月:2026-05]`; without a word it is asked for one.

    Where others read along who may see less, the answer comes in private. It takes the place of the one before.
    """
    person = scene.check(Act.SEARCH)
    if not typed.strip():
        await _end_older(work, scene, scene.chat, DraftKind.SEARCH)
        draft = await conversations.begin(work, scene, DraftKind.SEARCH, step="words", data={})
        await conversations.ask(work, scene, draft, views.render_ask_words(scene.t))
        return
    query = read_query(typed, units=_units(work))
    scope = _scope_of(office, work, scene, query)
    page = await _read(work, query, scope, order=NEWEST, page=0)
    chat = scene.chat if scene.is_private or scene.is_at_desk else Chat(scene.telegram_id)
    await _end_older(work, scene, chat, DraftKind.FOUND)
    data = {"typed": typed, "shown": [item.id for item in page.items]}
    draft = await work.drafts.add(
        chat.chat_id, scene.telegram_id, kind=DraftKind.FOUND, step="found", data=data, now=work.now
    )
    t = scene.t if chat == scene.chat else office.t_for(person)
    message = _render(t, draft, query, page, order=NEWEST, number=0)
    slot = conversations.preview_slot(draft.id)
    if chat == scene.chat:
        await answer(work, scene, message, slot=slot)
    else:
        await answer_privately(office, work, scene, message, slot=slot)


async def turn_page(
    office: Office, work: Work, scene: Scene, *, draft_id: int, page: int, order: str | None
) -> Toast | None:
    """Another page of what was found, or the other order, in its place: found anew, by the rights of now."""
    scene.check(Act.SEARCH)
    draft = await work.drafts.find(draft_id)
    if draft is None or draft.kind is not DraftKind.FOUND:
        raise WrongState("These results are out of date. Please send /search again.")
    if draft.telegram_id != scene.telegram_id:
        raise NotAllowed("Somebody else searched for this. To search yourself, send /search with a word.")
    order, page = (BEST if order == BEST else NEWEST), min(max(page, 0), MOST_PAGES - 1)
    query = read_query(str(draft.data["typed"]), units=_units(work))
    found = await _read(work, query, _scope_of(office, work, scene, query), order=order, page=page)
    shown: list[object] = list(draft.data["shown"])  # type: ignore[call-overload]  # a list, from JSON
    shown += [item.id for item in found.items if item.id not in shown]
    await work.drafts.save(draft.id, step=draft.step, data={**draft.data, "shown": shown}, now=work.now)
    message = _render(scene.t, draft, query, found, order=order, number=page)
    await work.outbox.show(conversations.preview_slot(draft.id), scene.chat, message)
    return None


def _units(work: Work) -> list[str]:
    return [unit.name for unit in work.directory.units]


async def _read(work: Work, query: Query, scope: Scope, *, order: str, page: int) -> _Page:
    find = work.search.best if order == BEST else work.search.newest
    begin = page * views.PAGE
    items = await find(Wanted(query.words), scope, most=begin + views.PAGE + 1)
    oldest = await work.items.find(items.since) if items.since > 1 else None
    return _Page(
        items[begin : begin + views.PAGE],
        has_more=len(items) > begin + views.PAGE and page + 1 < MOST_PAGES,
        since=oldest.received_at if oldest else None,
    )


def _render(t: Texts, draft: Draft, query: Query, page: _Page, *, order: str, number: int) -> Message:
    return views.render_found(
        t,
        query,
        page.items,
        draft_id=draft.id,
        page=number,
        has_more=page.has_more,
        is_best_first=order == BEST,
        since=page.since,
    )


async def _end_older(work: Work, scene: Scene, chat: Chat, kind: DraftKind) -> None:
    """The list before goes: each one's buttons are its own, and a page that nobody reads keeps no text."""
    for draft in await work.drafts.in_chat(chat.chat_id, scene.telegram_id):
        if draft.kind is kind:
            await work.drafts.delete(draft.id)
            for post in await work.outbox.posts(conversations.preview_slot(draft.id)):
                await work.outbox.take_away(post.slot, Chat(post.chat_id, post.thread_id))


def _scope_of(office: Office, work: Work, scene: Scene, query: Query) -> Scope:
    """Whom and what the filters mean, among what the person may see."""
    person = scene.actor
    return Scope(
        own_of=None if person.role in ITEM_READERS else person.id,
        is_shared=person.role is Role.PARTNER,
        as_sent_of=None if person.role in EDITORS else person.id,  # as may_see_original
        unit_id=None if query.unit is None else _unit_of(work, query.unit),
        state=None if query.state is None else _state_of(office, query.state),
        month=None if query.month is None else parse_month(query.month, today=office.today(work.now)),
    )


def _unit_of(work: Work, typed: str) -> int:
    word = squeeze(typed)
    units = {unit.id: unit.name for unit in work.directory.units}
    exact = [unit_id for unit_id, name in units.items() if squeeze(name) == word]
    holding = exact or [unit_id for unit_id, name in units.items() if word in squeeze(name)]
    if len(holding) == 1:
        return holding[0]
    near = [units[unit_id] for unit_id in holding[:5]] or find_alike(typed, units.values())
    if near:
        raise BadInput(
            "Which unit do you mean by “{typed}”? There is: {units}. Write unit: with one of these.",
            typed=typed[:40],
            units=", ".join(near),
        )
    raise BadInput("No unit is called “{typed}”. Leave unit: out to search in all.", typed=typed[:40])


def _state_of(office: Office, typed: str) -> ItemState:
    word = squeeze(typed)
    for language in LANGUAGES:
        for state in _FOUND_STATES:
            if word in (squeeze(labels.state(office.texts(language), state)), state.value):
                return state
    raise BadInput(
        "No state is called “{typed}”. Write one of these behind state: {states}",
        typed=typed[:40],
        states=lambda t: t.listed(labels.state(t, state) for state in _FOUND_STATES),
    )


# --- its conversations ------------------------------------------------------------------------------------


async def take_words(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The word that was asked for, or, in reply to what was found, what is to be looked for instead."""
    await search(office, work, scene, typed=scene.text)
    if draft.kind is DraftKind.SEARCH:
        await work.drafts.delete(draft.id)


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of a word."""
    await conversations.end(work, scene, draft)
    await answer(work, scene, views.render_not_searched(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """That something is to be searched for."""
    return views.search_name(t)


QUESTION = Conversation(
    kind=DraftKind.SEARCH, take=take_words, cancel=cancel, is_asking=lambda draft: True, name=name
)
RESULTS = Conversation(
    kind=DraftKind.FOUND,
    take=take_words,
    cancel=None,
    is_asking=lambda draft: False,
    is_open=lambda draft: False,
    name=name,
)
