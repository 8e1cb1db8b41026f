"""Two editors, a leader and three reporters at once, each with several open questions, in any order (manual, section 1).

Whatever they do, and whatever the clock does meanwhile: no answer goes to another question than the one that it replies to;
nothing that somebody wrote is lost, but is kept or was told to be refused; what is undone is as it was; an edited message
changes what came of that message and nothing else; and the clock changes nobody's words. `ZHIBAO_INTERLEAVINGS` says how many
orders are tried, each run others; by default the same 120, as a change of the product is tested by.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import handlers
from bot.clock import from_ms, to_ms
from bot.desk import forms, mine, talk, unfinished
from bot.desk.clock import posts
from bot.desk.demands import deadlines
from bot.desk.items import drafts, lingering, revisions, submissions, undo
from bot.errors import Refusal
from bot.model import Person, PlaceKind, Role
from bot.views.common.callbacks import Press, Pressed, parse
from handlers.buttons import Ask
from tests.support.county import DESK_CHAT, SHANGHAI, WORK_CHAT, County, at, county
from tests.support.scenes import Shown, do, shown

RUNS = int(os.environ.get("ZHIBAO_INTERLEAVINGS", "120"))
NOON = "2026-06-03 12:00:00"

# What may be pressed: the tables of the handlers themselves.
ASKS: dict[Press, Ask] = {}
for family in handlers.FAMILIES:
    ASKS |= getattr(family, "_BUTTONS", {})

# Buttons that say that something is to be thrown away.
THROW_AWAY = {
    Press.DRAFT_CANCEL,
    Press.CONVERSATION_CANCEL,
    Press.LOOSE_DROP,
    Press.FORM_CANCEL,
    Press.WISH_CANCEL,
    Press.UNIT_CANCEL,
    Press.COMMENT_BACK,
    Press.COPYEDIT_UNDO,
}
DECIDES = {Press.RECEIVE, Press.ADOPT, Press.RESERVE, Press.RETURN, Press.REJECT, Press.MERGE}
# What a person hears who is told that a text was not taken.
TOLD = (
    "未作保存",
    "未收下",
    "未转达",
    "没有并入",
    "未采纳",
    "没有收到",
    "无法识别",
    "没有“",
    "已过期",
    "未发布",
    "已结束",
    "最多",
)

# Everything that somebody's words may be kept in.
KEPT_IN = (
    "items",
    "item_versions",
    "item_parts",
    "drafts",
    "proposals",
    "demands",
    "bookings",
    "corrections",
    "comments",
    "audit",
    "leader_comments",
    "appeals",
)
# What an undone decision must leave as it was: all but the audit trail, the messages, and the memory of the decision itself.
RESTORED = (
    "items",
    "item_versions",
    "item_parts",
    "bookings",
    "demands",
    "proposals",
    "corrections",
    "comments",
    "drafts",
    "people",
)
# The office itself, and the index for searching, which nobody fills here; all else goes before the next order.
STAYS = ("people", "units", "places", "accounts", "meta", "alembic_version", "sqlite_sequence")

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass
class Written:
    """A message of somebody's; `tokens` are those of the texts that it has had."""

    person: Person
    chat_id: int | None
    message_id: int
    tag: str
    tokens: list[str]
    reply_to: int | None = None


@dataclass
class Stage:
    """The office, who acts, and what has been written so far. `words` are the texts that must not go, with their writer."""

    gao: County
    people: list[Person]
    file: sqlite3.Connection
    words: dict[str, Person] = field(default_factory=dict)
    messages: list[Written] = field(default_factory=list)
    written: int = 0

    def rows(self, *tables: str) -> Rows:
        """What is committed."""
        return {
            table: self.file.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables
        }

    def everything_written(self) -> str:
        """All words that are kept anywhere."""
        return str(self.rows(*KEPT_IN))

    def drafts(self) -> dict[int, tuple[Any, ...]]:
        """The open conversations by id: whose, kind, about, step, data."""
        found = self.file.execute("SELECT id, telegram_id, kind, about, step, data FROM drafts").fetchall()
        return {row[0]: row[1:] for row in found}

    def expired(self, telegram_id: int) -> str:
        """What stands in the person's conversations that were left lying too long, their reminder counted."""
        keep = self.gao.office.settings.desk.draft_keep
        sql = "SELECT data FROM drafts WHERE telegram_id = ? AND max(updated_at, ifnull(reminded_at, 0)) < ?"
        found = self.file.execute(sql, (telegram_id, to_ms(self.gao.clock.moment - keep))).fetchall()
        return str(found)

    def items(self) -> dict[int, tuple[Any, ...]]:
        """What was decided, and what stands in every item."""
        found = self.file.execute(
            "SELECT id, state, reason_text, merged_into, title, body FROM items"
        ).fetchall()
        return {row[0]: row[1:] for row in found}

    def parts(self, chat_id: int, message_id: int) -> set[int]:
        """The items that came of a message, or were merged with what came of it."""
        sql = "SELECT item_id FROM item_parts WHERE chat_id = ? AND message_id = ?"
        return {row[0] for row in self.file.execute(sql, (chat_id, message_id))}

    def undos(self) -> dict[int, tuple[Any, ...]]:
        """Who decided what last, and when."""
        found = self.file.execute("SELECT subject_id, person_id, before, done_at FROM undos").fetchall()
        return {row[0]: row[1:] for row in found}

    def asked_at(self, chat_id: int, message_id: int) -> str | None:
        """What the message shows."""
        sql = "SELECT slot FROM posts WHERE chat_id = ? AND message_id = ?"
        row = self.file.execute(sql, (chat_id, message_id)).fetchone()
        return row[0].partition("#")[0] if row else None

    def token(self) -> str:
        """Something that stands in one text alone."""
        self.written += 1
        return f"Q{self.written:04}Z"


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Stage]:
    """The office with its people: three reporters, two editors, a leader."""
    async with county(folder, now=NOON) as gao:
        await gao.bind(WORK_CHAT, PlaceKind.WORK)
        await gao.bind(DESK_CHAT, PlaceKind.DESK)
        people = [
            await gao.person(name, unit, role=role, telegram_id=telegram_id)
            for name, unit, role, telegram_id in (
                ("张三", "云茶镇", Role.MEMBER, 11),
                ("李四", "沙河镇", Role.MEMBER, 12),
                ("王五", "翠竹镇", Role.MEMBER, 13),
                ("周编", "信息中心", Role.EDITOR, 21),
                ("吴编", "信息中心", Role.EDITOR, 22),
                ("张县长", "县政府", Role.LEADER, 31),
            )
        ]
        file = sqlite3.connect(folder / "desk.db", isolation_level=None)
        try:
            yield Stage(gao, people, file)
        finally:
            file.close()


async def empty(stage: Stage) -> None:
    """An office in which nothing has happened yet; its people stay."""
    async with stage.gao.database.settling() as conn:
        await conn.execute_fetchall("PRAGMA defer_foreign_keys = ON")
        tables = await conn.execute_fetchall("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables:
            if table not in STAYS and not table.startswith("search_index"):
                await conn.execute_fetchall(f"DELETE FROM {table}")
    stage.gao.clock.moment = at(NOON)
    stage.gao.ours.clear()
    stage.words.clear()
    stage.messages.clear()


# --- what they do -----------------------------------------------------------------------------------------

SPANS = (
    timedelta(minutes=11),  # an undo is over, an urgent item rings
    timedelta(hours=3),  # a taking is let go
    timedelta(hours=21),  # the next morning
    timedelta(days=3, hours=20),  # what was left lying has expired, since its reminder too
)
TEXTS = ("short", "body", "whole", "long", "date", "number")
DOINGS = (*("open", "answer", "say", "press") * 3, "submit", "begin", "demand", "edit", "edit", "clock")
step = st.tuples(
    st.sampled_from(DOINGS),
    st.integers(0, 5),  # who
    st.booleans(),  # in a group
    st.sampled_from((0, 0, 0, 1, 1, 2, 3, 5, 8)),  # which message, from the newest
    st.integers(0, 7),  # which button
    st.sampled_from(TEXTS),
    st.booleans(),  # whether to reply, or whether to undo
    st.integers(0, 4),  # minutes that pass
)
Step = tuple[str, int, bool, int, int, str, bool, int]


def text_of(kind: str, token: str) -> str:
    """A text of this kind that holds the token at its end."""
    return {
        "short": f"简况{token}",
        "body": f"请补充整治前后的对比数据，落实到村到组，责任到人，并写明下一步打算{token}。",
        "whole": f"云茶镇冬防{token}\n今年以来扎实推进茶园病虫害冬季防治，组织农技人员进村入户开展指导。",
        "long": "请补充数据。" * 60 + token,
        "date": f"6月20日{token}",
        "number": "2026-0001",
    }[kind]


async def act(stage: Stage, doing: Step) -> None:
    """One person does one thing, and nothing of it goes wrong."""
    what, who, in_group, place, button, kind, flag, minutes = doing
    stage.gao.clock.moment += timedelta(minutes=minutes)
    person = stage.people[who]
    telegram_id = person.telegram_id or 0
    group = DESK_CHAT if person.role is Role.EDITOR else WORK_CHAT
    chat_id = group if in_group and person.role is not Role.LEADER else None
    if what == "open":
        await open_question(stage, stage.people[3 + who % 2], place, button)
    elif what == "answer":
        if person.role is Role.EDITOR:
            chat_id = DESK_CHAT
        asking = [
            each
            for each in await shown(stage.gao, chat_id or telegram_id)
            if is_asking(stage, each, chat_id or telegram_id)
        ]
        if asking:
            await say(stage, person, chat_id, kind, reply_to=asking[-1 - place % len(asking)].message_id)
    elif what == "press":
        await press(stage, person, chat_id, place, button, is_undone=flag)
    elif what == "say":
        messages = await shown(stage.gao, chat_id or telegram_id)
        reply_to = messages[-1 - place % len(messages)].message_id if flag and messages else None
        await say(stage, person, chat_id, kind, reply_to=reply_to)
    elif what == "begin":
        await begin(stage, person, chat_id, (drafts.begin, mine.show)[place % 2])
    elif what == "edit":
        await edit(stage, place, kind)
    elif what == "clock":
        await pass_time(stage, SPANS[button % len(SPANS)])
    elif what == "submit":
        await submit(stage, person, chat_id, kind)
    else:
        await announce(stage, person, chat_id, kind)


async def open_question(stage: Stage, editor: Person, place: int, button: int) -> None:
    """An editor presses 退回, 不采用 or 合并 on a card: it asks."""
    wanted = (Press.RETURN, Press.REJECT, Press.MERGE)
    found = [
        (message, pressed)
        for message in await shown(stage.gao, DESK_CHAT)
        for pressed in pressable(message)
        if pressed.press in wanted and pressed.word(1) is None
    ]
    if found:
        message, pressed = found[-1 - (3 * place + button) % len(found)]
        await press_one(stage, editor, DESK_CHAT, message, pressed, is_undone=False)


def is_asking(stage: Stage, message: Shown, chat_id: int) -> bool:
    """Whether the message asks something now."""
    asked = stage.asked_at(chat_id, message.message_id)
    kind, _, of = (asked or "").partition(":")
    drafts_now = stage.drafts()
    return (kind in ("ask", "draft") and int(of) in drafts_now) or (
        asked is not None and any(row[2] == asked for row in drafts_now.values())
    )


async def begin(stage: Stage, person: Person, chat_id: int | None, command: Any) -> None:
    """A command that takes no words."""
    before = stage.drafts()
    await refusable(do(stage.gao, person, command, chat_id=chat_id))
    assert before.items() <= stage.drafts().items(), "a command changes no conversation"
    check_nothing_lost(stage, person, may_lose=False)


async def submit(stage: Stage, person: Person, chat_id: int | None, kind: str) -> None:
    """An item in one step."""
    await tagged(stage, person, chat_id, submissions.submit_tagged, "#报送", kind)


async def announce(stage: Stage, person: Person, chat_id: int | None, kind: str) -> None:
    """A demand in one step."""
    await tagged(stage, person, chat_id, partial(forms.write, form="demand"), "#需求", kind)


async def tagged(stage: Stage, person: Person, chat_id: int | None, take: Any, tag: str, kind: str) -> None:
    """A text that says what it is changes no conversation that there is."""
    token, before = stage.token(), stage.drafts()
    heard = await hearing(stage, chat_id or person.telegram_id or 0)
    message_id = written(stage, person, chat_id, tag, token)
    said = f"{tag} {text_of(kind, token)}"
    doing = do(stage.gao, person, take, said=said, chat_id=chat_id, message_id=message_id)
    is_refused = await refusable(doing)
    assert before.items() <= stage.drafts().items(), "an item or demand of its own changes no conversation"
    check_kept(stage, person, token, kind, is_refused=is_refused, told=await heard())
    check_nothing_lost(stage, person, may_lose=False)


async def hearing(stage: Stage, chat_id: int) -> Callable[[], Awaitable[str]]:
    """Listens in the chat from now on: gives what the bot has said or changed there since."""
    old = {(each.message_id, each.text) for each in await shown(stage.gao, chat_id)}

    async def heard() -> str:
        now = await shown(stage.gao, chat_id)
        return "\n".join(each.text for each in now if (each.message_id, each.text) not in old)

    return heard


async def say(stage: Stage, person: Person, chat_id: int | None, kind: str, *, reply_to: int | None) -> None:
    """A text without a tag, perhaps in reply to a message of the bot's."""
    token, chat = stage.token(), chat_id or person.telegram_id or 0
    asked = stage.asked_at(chat, reply_to) if reply_to is not None else None
    drafts_before, items_before = stage.drafts(), stage.items()
    own_steps = {row[3] for row in drafts_before.values() if row[0] == person.telegram_id}
    expired = stage.expired(person.telegram_id or 0)
    heard = await hearing(stage, chat)
    is_refused = await refusable(
        do(
            stage.gao,
            person,
            talk.take_message,
            said=text_of(kind, token),
            chat_id=chat_id,
            message_id=written(stage, person, chat_id, "", token, reply_to=reply_to),
            reply_to=reply_to,
        )
    )
    if reply_to is not None:
        check_answered(stage, asked, drafts_before, items_before)
    told = await heard()
    asks = (asked or "").partition(":")[0] in ("ask", "draft", "card")
    is_small_talk = chat_id is not None and not asks and kind in ("short", "date")
    if (chat_id is None or reply_to is not None) and not is_small_talk:
        check_kept(stage, person, token, kind, is_refused=is_refused, told=told)
    # What is sent for 修改 takes the place of what stood there, by its writer's own word.
    may_replace = bool(own_steps & {"replace", "edited", "changing", "preview", "asking"})
    # What has expired goes when its writer comes back to it, and is told so.
    over = [each for each in stage.words if each in expired and "已过期" in told]
    check_nothing_lost(stage, person, may_lose=may_replace or over)


async def press(
    stage: Stage, person: Person, chat_id: int | None, place: int, button: int, *, is_undone: bool
) -> None:
    """A button under one of the messages that stand in the chat."""
    chat = chat_id or person.telegram_id or 0
    with_buttons = [each for each in await shown(stage.gao, chat) if pressable(each)]
    if not with_buttons:
        return
    message = with_buttons[-1 - place % len(with_buttons)]
    choices = pressable(message)
    pressed = choices[button % len(choices)]
    await press_one(stage, person, chat_id, message, pressed, is_undone=is_undone)


async def press_one(
    stage: Stage, person: Person, chat_id: int | None, message: Shown, pressed: Pressed, *, is_undone: bool
) -> None:
    """A press, what it must not lose, and perhaps its undoing."""
    before, undos = stage.rows(*RESTORED), stage.undos()

    async def ask(office: Any, work: Any, scene: Any) -> Any:
        return await ASKS[pressed.press](office, work, scene, pressed)

    await refusable(do(stage.gao, person, ask, chat_id=chat_id, message_id=message.message_id))
    # A text of which its writer says now what it answers is judged there, and may take the place of what stood there.
    may_lose = pressed.press in THROW_AWAY or pressed.press is Press.LOOSE_ANSWER
    check_nothing_lost(stage, person, may_lose=may_lose, by=pressed)
    fresh = [
        item
        for item, row in stage.undos().items()
        if row != undos.get(item) and row[0] == person.id and from_ms(row[2]) == stage.gao.clock.moment
    ]
    if is_undone and fresh and pressed.press in DECIDES:
        await do(stage.gao, person, undo.undo, chat_id=chat_id, item_id=fresh[0])
        check_restored(stage, before, item_id=fresh[0])


def written(
    stage: Stage, person: Person, chat_id: int | None, tag: str, token: str, *, reply_to: int | None = None
) -> int:
    """A new message of the person's, which may be edited later; its number."""
    message_id = next(stage.gao.message_ids)
    stage.messages.append(Written(person, chat_id, message_id, tag, [token], reply_to))
    return message_id


async def edit(stage: Stage, place: int, kind: str) -> None:
    """Somebody edits a message that they wrote before."""
    if not stage.messages:
        return
    message = stage.messages[-1 - place % len(stage.messages)]
    person, token = message.person, stage.token()
    chat = message.chat_id or person.telegram_id or 0
    drafts_before, items_before = stage.drafts(), stage.items()
    parts = stage.parts(chat, message.message_id)
    heard = await hearing(stage, chat)
    is_refused = await refusable(
        do(
            stage.gao,
            person,
            revisions.edit_message,
            said=f"{message.tag} {text_of(kind, token)}".strip(),
            chat_id=message.chat_id,
            message_id=message.message_id,
            reply_to=message.reply_to,
        )
    )
    held = [row for row in drafts_before.values() if any(each in str(row) for each in message.tokens)]
    if parts or held or message.chat_id is None:
        check_kept(stage, person, token, kind, is_refused=is_refused, told=await heard())
    elif token in stage.everything_written():
        stage.words[token] = person
    drafts_now, items_now = stage.drafts(), stage.items()
    changed = [row for draft, row in drafts_before.items() if drafts_now.get(draft) != row]
    assert all(row[0] == person.telegram_id for row in changed), f"an edit of {message} changed {changed}"
    others = {item for item, row in items_before.items() if items_now[item] != row} - parts
    assert not others, f"an edit of {message} changed the items {others}"
    # Its older words have given way to the new ones, by their writer's own word; no other's have.
    check_nothing_lost(stage, person, may_lose=message.tokens)
    message.tokens.append(token)


async def pass_time(stage: Stage, span: timedelta) -> None:
    """The clock goes on, and looks round as it does at every tick: each morning that comes, and at the end."""
    end = stage.gao.clock.moment + span
    for moment in [*mornings(stage.gao.clock.moment, end), end]:
        stage.gao.clock.moment = moment
        drafts_before, items_before = stage.drafts(), stage.items()
        day = stage.gao.office.today(moment).isoformat()
        async with stage.gao.database.work(now=moment) as work:
            await posts.bring_about(stage.gao.office, work, key="deadlines", period=day)
            await deadlines.mind_demands(stage.gao.office, work)
            await lingering.mind_items(stage.gao.office, work)
            await unfinished.remind(stage.gao.office, work)
            await work.purge(draft_keep=stage.gao.office.settings.desk.draft_keep)
        now = stage.drafts()
        over = {row[1] for draft, row in drafts_before.items() if draft not in now}
        assert over <= {"reason"}, f"the clock has ended conversations: {over}"
        # What was asked on a card that the clock lets go is remembered as asked before.
        others = {draft: row for draft, row in drafts_before.items() if draft in now and row[1] != "reason"}
        assert {draft: now[draft] for draft in others} == others
        for item, row in items_before.items():
            told = (row[0], stage.items()[item][0])
            assert told[0] == told[1] or told == ("reviewing", "waiting"), f"the clock has made {told}"
            assert stage.items()[item][1:] == row[1:]
        check_nothing_lost(stage, stage.people[0], may_lose=False, by="the clock")


def mornings(start: datetime, end: datetime) -> list[datetime]:
    """Nine o'clock of each day between the two."""
    day = start.astimezone(SHANGHAI).replace(hour=9, minute=0, second=0, microsecond=0)
    days = (day + timedelta(days=number) for number in range(1, 6))
    return [each.astimezone(UTC) for each in days if start < each < end]


def pressable(message: Shown) -> list[Pressed]:
    """The buttons of the message that press back to us."""
    return [parse(data) for data in message.buttons.values() if not data.startswith("http")]


async def refusable(doing: Any) -> bool:
    """Whether it was refused, in words; everything else that goes wrong fails the test."""
    try:
        await doing
    except Refusal:
        return True
    return False


# --- what must hold -----------------------------------------------------------------------------------------


def check_answered(
    stage: Stage,
    asked: str | None,
    drafts_before: dict[int, tuple[Any, ...]],
    items_before: dict[int, tuple[Any, ...]],
) -> None:
    """The reply went to what it replied to: no other conversation and no other item has changed."""
    kind, _, of = (asked or "").partition(":")
    own = {int(of)} if kind in ("ask", "draft") else set()
    own |= {draft for draft, row in drafts_before.items() if asked is not None and row[2] == asked}
    drafts_now, items_now = stage.drafts(), stage.items()
    changed = {draft for draft, row in drafts_before.items() if drafts_now.get(draft) != row}
    assert changed <= own, f"a reply to {asked} changed the conversations {changed}"
    decided = {item for item, row in items_before.items() if items_now[item] != row}
    mine_to_change = {int(of)} if kind == "card" else set()
    for draft in own & set(drafts_before):
        if drafts_before[draft][1] == "copyedit":  # the answer is the item's text
            mine_to_change.add(int(json.loads(drafts_before[draft][4])["revises"]))
    assert decided <= mine_to_change, f"a reply to {asked} decided {decided}"


def check_kept(stage: Stage, person: Person, token: str, kind: str, *, is_refused: bool, told: str) -> None:
    """The text is kept somewhere, or its writer was told that it was not."""
    if kind == "number" or is_refused:
        return
    if token in stage.everything_written():
        stage.words[token] = person
    else:
        assert any(words in told for words in TOLD), f"{token} of {person.name} is gone, who heard: {told}"


def check_nothing_lost(stage: Stage, person: Person, *, may_lose: bool | list[str], by: object = "") -> None:
    """What was kept is kept still, but what its own writer has just thrown away or replaced (`may_lose`: all, or these)."""
    kept = stage.everything_written()
    for token, writer in list(stage.words.items()):
        if token not in kept:
            is_given_up = token in may_lose if isinstance(may_lose, list) else may_lose
            assert is_given_up and writer.id == person.id, (
                f"{token} of {writer.name} was lost by {person.name}{by}"
            )
            del stage.words[token]


def check_restored(stage: Stage, before: Rows, *, item_id: int) -> None:
    """An undone decision has left nothing but the audit trail and messages; the question that it answered is answered.

    Who had been asked there for a reason is remembered, so that a late one is told what became of the card.
    """
    now = stage.rows(*RESTORED)
    about = f"card:{item_id}"
    for rows in (before, now):
        rows["drafts"] = [row for row in rows["drafts"] if about not in row]
    assert now == before


# --- the property -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[asyncio.Runner, Stage]]:
    """One office for all orders, in memory where there is a place for it: to open one takes longer than to play in it."""
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=memory) as folder, asyncio.Runner() as runner:
        opening = opened(Path(folder))
        place = runner.run(opening.__aenter__())
        try:
            yield runner, place
        finally:
            runner.run(opening.__aexit__(None, None, None))


@settings(
    max_examples=RUNS,
    deadline=None,
    derandomize="ZHIBAO_INTERLEAVINGS" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink) if RUNS < 1000 else (Phase.generate,),
)
@given(steps=st.lists(step, min_size=8, max_size=30))
def test_no_answer_goes_astray_nothing_is_lost_and_what_is_undone_is_as_it_was(
    stage: tuple[asyncio.Runner, Stage], steps: list[Step]
) -> None:
    runner, place = stage
    runner.run(play(place, steps))


async def play(stage: Stage, steps: list[Step]) -> None:
    """One order of events, in an office in which nothing has happened but two items that wait."""
    await empty(stage)
    for person, title in zip(stage.people[:2], ("早茶开园", "冬防推进"), strict=True):
        said = f"#报送 {title}\n3月1日，{person.unit}1.2万亩早茶全面开园，较去年提前10天，当日采摘鲜叶4.6吨。"
        await do(stage.gao, person, submissions.submit_tagged, said=said)
    for doing in steps:
        await act(stage, doing)
