"""A channel's whole list (`/adopted 市`, then a title a line, or an .xlsx): matched to our items, booked on 确认."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from typing import Any

from bot.clock import from_ms, to_ms
from bot.desk.common import conversations
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.items import adoptions, cards, faults
from bot.errors import BadInput, NotFound, WrongState
from bot.exports.tables import check_size, read_table_aside
from bot.locale.texts import Texts
from bot.model import AdoptionKind, Draft, DraftKind, Item, ItemState
from bot.rules.adopted import read_adopted, read_fault, read_rows, split_lines
from bot.rules.numbers import number_within
from bot.rules.rights import Act, may
from bot.rules.text import shorten, utf16_length
from bot.rules.titles import Match, Titles, normal
from bot.store.work import Work
from bot.views.items import adopted_lists as words
from bot.views.items.adopted_lists import Pair

MOST = 200  # rows
_MESSAGE_MOST = 4096  # Telegram cuts a longer paste
_PERHAPS_CUT = 3900  # a client cuts at the last line end before, if there is one
_CONTINUES_WITHIN = timedelta(seconds=10)
_SHOWN, _ASKING = "shown", "asking"


async def read_file(download: Callable[[], Awaitable[bytes]], *, size: int, name: str) -> list[list[str]]:
    """The rows of a file that `download` fetches; before the Work, for it takes its time.

    BadInput where it cannot be read; a text or a picture that is only called .xlsx is none.
    """
    check_size(size)
    return await read_table_aside(await download(), is_roster=False, name=name)


def check_may(scene: Scene) -> None:
    """NotAllowed for whoever may not record adoptions; asked before the file is fetched, and again inside the Work."""
    scene.check(Act.ADOPTED)


async def command(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """`/adopted`: one item's, or a list where lines stand below a channel."""
    check_may(scene)
    first, *rest = typed.splitlines() or [""]
    rows = split_lines("\n".join(rest), today=office.today(work.now))
    if any(cell.strip() for row in rows for cell in row):
        await begin(office, work, scene, typed=first, rows=rows, pasted=typed)
    elif (asked := read_fault(first)) is not None:
        await faults.command(office, work, scene, asked)
    else:
        await adoptions.command(office, work, scene, typed=typed)


async def take_continuation(office: Office, work: Work, scene: Scene) -> bool:
    """The rest of a pasted list that Telegram cut at its limit: the next message of the same person in the same chat, at once.

    The table is made anew of all of it. False where the message is none; nothing has happened then.
    """
    if scene.replies_to_us or not scene.text.strip() or not may(scene.role, Act.ADOPTED, scene.where):
        return False
    for draft in await work.drafts.in_chat(scene.chat.chat_id, scene.telegram_id):
        kept: Any = draft.data.get("pasted")
        if draft.kind is not DraftKind.ADOPTED_LIST or kept is None or draft.step != _SHOWN:
            continue
        if scene.sent_at - from_ms(kept["sent_at"]) > _CONTINUES_WITHIN:
            continue
        # A full message was cut within a line, a shorter one at a line's end.
        pasted = kept["text"] + ("" if kept["is_full"] else "\n") + scene.text
        await conversations.end(work, scene, draft)
        first, *rest = pasted.splitlines()
        await begin(
            office,
            work,
            scene,
            typed=first,
            rows=split_lines("\n".join(rest), today=office.today(work.now)),
            pasted=pasted,
            is_rest=True,
        )
        return True
    return False


async def begin(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    typed: str,
    rows: Sequence[Sequence[str]],
    pasted: str = "",
    is_rest: bool = False,
) -> None:
    """The rows matched to our items, shown with `确认` `逐条` `取消`; nothing is recorded yet.

    `pasted` is the whole of a list that was pasted, in case that it goes on; `is_rest`: the message was its continuation.
    """
    check_may(scene)
    today = office.today(work.now)
    asked = read_adopted(typed, channels=adoptions.channels_of(office), today=today)
    read = read_rows(rows, today=today)
    if not read or asked.number is not None or asked.is_undo:
        raise BadInput("No titles were found below the channel. Nothing was recorded; write a title a line.")
    if len(read) > MOST:
        raise BadInput(
            "A list has at most {most} titles; this one has {count}. Nothing was recorded.",
            most=MOST,
            count=len(read),
        )
    meant = await _meant(work, [row.title for row in read], today=today)
    best: dict[int, float] = {}
    for match in meant:
        if match is not None:
            best[match.item_id] = max(best.get(match.item_id, 0.0), match.score)
    pairs = []
    for row, match in zip(read, meant, strict=True):
        # Of two titles that mean one item the nearer one has it.
        item_id = 0
        if match is not None and best.get(match.item_id) == match.score:
            item_id = match.item_id
            del best[item_id]
        kind, day = row.kind.value if row.kind else "", row.day.isoformat() if row.day else ""
        pairs.append([row.title, item_id, kind, day])
    data: dict[str, Any] = {
        "channel": asked.channel,
        "kind": asked.kind.value if asked.kind else "",
        "day": (asked.day or today).isoformat(),
        "issue": asked.issue,
        "pairs": pairs,
        "at": 0,
    }
    size = utf16_length(scene.text)
    if pasted and size >= _PERHAPS_CUT:
        sent_at = to_ms(scene.sent_at)
        data["pasted"] = {"text": pasted, "sent_at": sent_at, "is_full": size >= _MESSAGE_MOST}
    draft = await conversations.begin(work, scene, DraftKind.ADOPTED_LIST, step=_SHOWN, data=data)
    shown = await _pairs(office, work, data)
    *before, last = words.render_pairs(
        scene.t, draft.id, shown, channel=asked.channel, is_long=is_rest or "pasted" in data
    )
    for message in before:
        await answer(work, scene, message)
    await answer(work, scene, last, slot=conversations.preview_slot(draft.id))


async def _meant(work: Work, titles: Sequence[str], *, today: date) -> list[Match | None]:
    """The adopted item that each title means; what is called just as one that the county has not adopted means no other."""
    ours = Titles(await work.adoptions.titles(today))
    unadopted = {normal(title) for _, title in await work.adoptions.unadopted_titles(today)}
    found = [ours.meant(title) for title in titles]
    return [
        None if match is not None and match.score < 1 and normal(title) in unadopted else match
        for title, match in zip(titles, found, strict=True)
    ]


async def show_table(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """返回总表: as it is by now."""
    draft = await _checked(work, scene, draft_id)
    await work.drafts.save(draft.id, step=_SHOWN, data=draft.data, now=work.now)
    await _show(office, work, scene, draft)
    return None


async def show_row(office: Office, work: Work, scene: Scene, *, draft_id: int, at: int) -> Toast | None:
    """逐条: one pair, with what else may be meant."""
    draft = await _checked(work, scene, draft_id)
    await _show_row(office, work, scene, draft, at=at)
    return None


async def set_pair(
    office: Office, work: Work, scene: Scene, *, draft_id: int, at: int, item_id: int
) -> Toast | None:
    """Another item is meant, or (0) none of ours; the next pair is shown."""
    draft = await _checked(work, scene, draft_id)
    await _set(
        office, work, scene, draft, at=at, item=await cards.get_item(work, item_id) if item_id else None
    )
    return None


async def confirm(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """确认: every pair that has an item is recorded, all of them or none; what the channel has taken already stays as it is."""
    draft = await _checked(work, scene, draft_id)
    editor, data = scene.actor, _data(draft)
    booked = before = 0
    left: list[tuple[int, Pair]] = []
    pairs = await _pairs(office, work, data)
    for at, (pair, kept) in enumerate(zip(pairs, data["pairs"], strict=True), start=1):
        item = pair.item
        if item is None or pair.came_in is not None:
            left.append((at, pair))
            continue
        if pair.taken is not None and pair.becomes is None:
            before += 1
            continue
        kind, day, issue = _said(data, kept, is_taken=pair.taken is not None)
        await adoptions.take(
            office, work, item, channel=data["channel"], kind=kind, day=day, issue=issue, editor=editor
        )
        booked += 1
        await adoptions.update_cards(office, work, item)
    channel = data["channel"]
    done, *more = words.render_booked(scene.t, channel=channel, booked=booked, before=before, left=left)
    await conversations.end_with(work, scene, draft, done)
    for message in more:
        await answer(work, scene, message)
    return None


async def press_cancel(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """取消 under the table."""
    await cancel(office, work, scene, await _checked(work, scene, draft_id))
    return None


async def take_number(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """A typed number while one pair is shown: that item is meant."""
    if draft.step != _ASKING:
        raise BadInput("Press “One by one” first, then reply with the item's number. Nothing was changed.")
    item = await cards.find_by_number(office, work, number_within(scene.text))
    if item is None:
        raise NotFound(
            "There is no item {number}. Please reply with a number such as 2026-0001.",
            number=shorten(scene.text, 20),
        )
    await _set(office, work, scene, draft, at=_data(draft)["at"], item=item)


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The list is left."""
    await conversations.end_with(work, scene, draft, words.render_left(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """The list in a few words."""
    return words.list_name(t, str(_data(draft)["channel"]))


async def _set(office: Office, work: Work, scene: Scene, draft: Draft, *, at: int, item: Item | None) -> None:
    data = _data(draft)
    _check_at(data, at)
    if item is not None and item.state is not ItemState.ADOPTED:
        raise WrongState(
            "{number} is not adopted, so no channel can have taken it. The pair is as it was.",
            number=item.number,
        )
    pairs = [list(pair) for pair in data["pairs"]]
    if item is not None:
        for pair in pairs:
            pair[1] = 0 if pair[1] == item.id else pair[1]
    pairs[at][1] = item.id if item is not None else 0
    data["pairs"] = pairs
    await _show_row(office, work, scene, draft, at=min(at + 1, len(pairs) - 1))


async def _show_row(office: Office, work: Work, scene: Scene, draft: Draft, *, at: int) -> None:
    data = _data(draft)
    _check_at(data, at)
    data["at"] = at
    await work.drafts.save(draft.id, step=_ASKING, data=data, now=work.now)
    title, item_id, _, _ = data["pairs"][at]
    titles = Titles(await work.adoptions.titles(office.today(work.now)))
    likely = [match.item_id for match in titles.find(title)]
    found = {item.id: item for item in await work.items.find_all({*likely, item_id})}
    offers = [found[each] for each in likely if each in found]
    pair = Pair(title, found.get(item_id))
    message = words.render_pair(scene.t, draft.id, pair, at=at, count=len(data["pairs"]), offers=offers)
    await work.outbox.show(conversations.preview_slot(draft.id), scene.chat, message)


async def _show(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    data = _data(draft)
    pairs = await _pairs(office, work, data)
    last = words.render_pairs(scene.t, draft.id, pairs, channel=data["channel"])[-1]
    await work.outbox.show(conversations.preview_slot(draft.id), scene.chat, last)


async def _pairs(office: Office, work: Work, data: dict[str, Any]) -> list[Pair]:
    """The titles with what is known of each by now: its item and what the channel has of that, or why there is none."""
    items = {item.id: item for item in await work.items.find_all({pair[1] for pair in data["pairs"]})}
    unadopted: dict[str, int] = {}
    if any(pair[1] not in items for pair in data["pairs"]):
        titles = await work.adoptions.unadopted_titles(office.today(work.now))
        unadopted = {normal(title): item_id for item_id, title in titles}
    found: list[Pair] = []
    seen: set[str] = set()
    for kept in data["pairs"]:
        words_alone = normal(kept[0])
        item, other = items.get(kept[1]), unadopted.get(words_alone)
        if item is not None and item.state is not ItemState.ADOPTED:  # since the list was read
            found.append(Pair(kept[0], None, unadopted=item))
        elif item is not None:
            found.append(await _paired(office, work, data, kept, item))
        elif words_alone in seen:
            found.append(Pair(kept[0], None, is_repeated=True))
        else:
            alike = await work.items.find(other) if other is not None else None
            found.append(Pair(kept[0], None, unadopted=alike))
        seen.add(words_alone)
    return found


async def _paired(office: Office, work: Work, data: dict[str, Any], kept: Sequence[Any], item: Item) -> Pair:
    channel = data["channel"]
    before = adoptions.standing_in(await work.adoptions.of_item(item.id), channel)
    kind, day, _ = _said(data, kept, is_taken=before is not None)
    received = await adoptions.received_on(office, work, item)
    came_in = received if day is not None and adoptions.is_slip(day, received) else None
    if before is None:
        return Pair(kept[0], item, day=day, came_in=came_in)
    issue = before.issue
    known = adoptions.taken_by(office, channel, kind=before.kind, day=before.day, issue=issue)
    new = adoptions.taken_by(office, channel, kind=kind or before.kind, day=day or before.day, issue=issue)
    becomes = new if new != known else None
    return Pair(kept[0], item, day=day, came_in=came_in, taken=known, becomes=becomes)


def _said(
    data: dict[str, Any], kept: Sequence[Any], *, is_taken: bool
) -> tuple[AdoptionKind | None, date | None, str | None]:
    """Kind, day and issue of a pair: what its own line says, and, where the channel has not taken it yet, the first line."""
    kind, day = kept[2], kept[3]
    if not is_taken:
        kind, day = kind or data.get("kind"), day or data.get("day")
    return (
        AdoptionKind(kind) if kind else None,
        date.fromisoformat(day) if day else None,
        None if is_taken else data["issue"],
    )


async def _checked(work: Work, scene: Scene, draft_id: int) -> Draft:
    check_may(scene)
    return await conversations.get_own(work, scene, draft_id, DraftKind.ADOPTED_LIST)


def _data(draft: Draft) -> dict[str, Any]:
    return draft.data


def _check_at(data: dict[str, Any], at: int) -> None:
    if not 0 <= at < len(data["pairs"]):
        raise BadInput("This button is out of date. Please send the command again.")


CONVERSATION = Conversation(
    kind=DraftKind.ADOPTED_LIST,
    take=take_number,
    cancel=cancel,
    is_asking=lambda draft: draft.step == _ASKING,
    name=name,
    is_open=lambda draft: draft.step == _ASKING,
    check=lambda scene, draft: scene.check(Act.ADOPTED),
)
