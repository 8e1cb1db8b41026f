"""Every button pressed by whoever may not, or with data that nobody built: nothing changes, and each press is answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import to_ms
from bot.desk.meetings import calling
from bot.model import BookingState, Performer, PlaceKind, ReportKind, TaskState
from bot.rules.addressees import of_people
from bot.rules.rights import Act
from bot.sandbox import Persona
from bot.sandbox.world.callbacks import Answer
from bot.sandbox.world.records import Chat
from bot.sandbox.world.shapes import user_json
from bot.views.common.callbacks import Press
from tests.e2e.test_rights import bind, cast, post_demand
from tests.rules.test_rights import EXPECTED
from tests.support.county import BODY, TITLE
from tests.support.pressing import Place, press_past_telegram
from tests.support.running import RunningCounty

pytestmark = pytest.mark.timeout(300)  # thousands of presses: two minutes where others have the machine, too

NOBODY: tuple[str, str] = ("", "")
# Who may press a button where, by the letters of tests/rules/test_rights.py. Drafts, answers to commissions and returned items
# are one person's or one unit's: here those belong to people who press nothing.
MAY: dict[Press, tuple[str, str]] = {
    **{press: NOBODY for press in Press if press.name.startswith(("DRAFT_", "FORM_", "LOOSE_"))},
    **dict.fromkeys((Press.CONVERSATION_CANCEL, Press.CONVERSATION_OPEN), NOBODY),
    Press.MINE_PAGE: EXPECTED[Act.MY],
    Press.QUIET: EXPECTED[Act.QUIET],
    Press.NOTIFY: EXPECTED[Act.NOTIFY],
    **dict.fromkeys((Press.DEPUTY_CHOOSE, Press.DEPUTY_SET, Press.DEPUTY_END), EXPECTED[Act.DEPUTY]),
    Press.TODAY: EXPECTED[Act.TODAY],
    Press.SEARCH_PAGE: NOBODY,  # of a search that nobody who presses here has made
    Press.UNDO: NOBODY,  # of nobody who presses here
    **dict.fromkeys((Press.NEAR_TAKE, Press.WITHDRAW, Press.HAND_IN_ITEM), NOBODY),
    **dict.fromkeys((Press.AUDIT, Press.AUDIT_PAGE), EXPECTED[Act.AUDIT]),
    Press.PREVIEW: EXPECTED[Act.PREVIEW],
    **dict.fromkeys((Press.CIRCULAR_READ, Press.CIRCULAR_OPEN), NOBODY),  # of nobody who presses here
    Press.CIRCULAR_READERS: EXPECTED[Act.READERS],
    Press.CIRCULAR_REOPEN: EXPECTED[Act.CLOSE],
    Press.CLOSE: EXPECTED[Act.CLOSE],
    Press.EXTEND: EXPECTED[Act.EXTEND],
    **dict.fromkeys((Press.REVISE, Press.OFFER_TAKE, Press.OFFER_LEAVE), NOBODY),
    **dict.fromkeys((Press.COMMISSION_ACCEPT, Press.COMMISSION_DECLINE), NOBODY),
    **dict.fromkeys(
        (
            Press.RECEIVE,
            Press.RELEASE,
            Press.ADOPT,
            Press.RESERVE,
            Press.RETURN,
            Press.REJECT,
            Press.MERGE,
            Press.REASON_BACK,
            Press.MORE_CARDS,
            Press.CARD_OPEN,
            Press.NEXT_CARD,
            Press.COPYEDIT,
            Press.QUEUE_PAGE,
            Press.NUMBERS,
        ),
        EXPECTED[Act.REVIEW],
    ),
    **dict.fromkeys((Press.HELD_FREE, Press.HELD_DESTROY, Press.HELD_BACK), ("O", "p")),
    **dict.fromkeys(
        (Press.ALIKE_DIFFERENT, Press.ALIKE_MERGE, Press.ALIKE_FOLLOW, Press.ALIKE_UNDO), EXPECTED[Act.REVIEW]
    ),
    **dict.fromkeys((Press.REPEAT_REPLACE, Press.REPEAT_APART), NOBODY),  # of nobody who presses here
    **dict.fromkeys((Press.CLEANED, Press.ORIGINAL), ("OAE", "pwdt")),
    **dict.fromkeys((Press.CORRECT, Press.CORRECTION_WITHDRAW, Press.CORRECTION_UNDO), NOBODY),
    **dict.fromkeys(
        (
            Press.CORRECTION_AGREE,
            Press.CORRECTION_REFUSE,
            Press.CORRECTION_BACK,
            Press.CORRECTION_TEXT,
            Press.CORRECTION_OPEN,
        ),
        EXPECTED[Act.REVIEW],
    ),
    Press.NOISE: NOBODY,
    **dict.fromkeys((Press.COPYEDIT_UNDO, Press.OBJECT), NOBODY),  # of nobody who presses here
    Press.AS_SENT: ("OAE", "pwdt"),
    Press.COMMENT_BACK: NOBODY,  # of nobody who presses here
    Press.MAKE_URGENT: EXPECTED[Act.REVIEW],
    Press.APPEAL: ("OAE", "p"),  # of an item of nobody else who presses here
    Press.APPEAL_GRANT: EXPECTED[Act.DECIDE_APPEAL],
    Press.APPEAL_UPHOLD: EXPECTED[Act.DECIDE_APPEAL],
    Press.APPEAL_UNDO: NOBODY,  # of nobody who presses here
    Press.FEES_SETTLE: EXPECTED[Act.FEES],
    Press.FEES_SURE: EXPECTED[Act.FEES],
    Press.SHARED_TAKE: EXPECTED[Act.ANSWER_SHARED],
    # One's own period, swap or draft: of nobody who presses here.
    **dict.fromkeys((Press.ROTATION_CONFIRM, Press.ROTATION_SWAP, Press.ROTATION_BACK), NOBODY),
    **dict.fromkeys((Press.SWAP_AGREE, Press.SWAP_REFUSE, Press.ASSESSMENT, Press.ROTATION_UNDO), NOBODY),
    **dict.fromkeys((Press.ROTATION_PERSON, Press.ROTATION_CANCEL, Press.ROTATION_WITHDRAW), NOBODY),
    **dict.fromkeys(
        (
            Press.ROTATION_CALL_OFF,
            Press.ROTATION_KEEP,
            Press.ASSESS,
            Press.ROTATION_PLACE,
            Press.ROTATION_DECLINE,
        ),
        EXPECTED[Act.PLAN_ROTATION],
    ),
    **dict.fromkeys((Press.PARTNER_TURN, Press.PARTNER_LEAVE), EXPECTED[Act.DECIDE_OFFER]),
    Press.PARTNER_UNDO: NOBODY,  # of a decision that nobody who presses here has made
    Press.ROTATION_ASK: EXPECTED[Act.ASK_ROTATION],
    Press.SHARED_LEAVE: EXPECTED[Act.ANSWER_SHARED],
    **dict.fromkeys((Press.SHARE, Press.SHARE_UNDO), EXPECTED[Act.SHARE]),
    Press.LEADER_COMMENT: EXPECTED[Act.COMMENT],
    Press.LEADER_NAME: EXPECTED[Act.COMMENT],
    Press.LEADER_LEFT: EXPECTED[Act.COMMENT],
    Press.LEADER_PASS: EXPECTED[Act.DECIDE_COMMENT],
    Press.LEADER_KEEP: EXPECTED[Act.DECIDE_COMMENT],
    Press.LEADER_UNDO: EXPECTED[Act.COMMENT],
    Press.LEADER_ASK_AGAIN: NOBODY,
    Press.HELD_UNDO: NOBODY,
    **dict.fromkeys((Press.TARGET_UNDO, Press.TARGETS_CARRY, Press.TARGETS_CARRY_UNDO), ("OA", "pwdt")),
    **{press: EXPECTED[Act.ISSUE] for press in Press if press.name.startswith("BULLETIN_")},
    **dict.fromkeys((Press.BULLETIN_SIGN, Press.BULLETIN_SURE, Press.BULLETIN_RETURN), ("OA", "pd")),
    **dict.fromkeys((Press.ERRATUM_ISSUE, Press.ERRATUM_DROP), ("OA", "pd")),
    **dict.fromkeys((Press.ISSUES_PAGE, Press.ISSUE_SHOW), EXPECTED[Act.ISSUES]),
    **dict.fromkeys(
        (Press.NOTICE_PUBLISH, Press.NOTICE_SURE, Press.NOTICE_BACK, Press.NOTICE_HOLD, Press.NOTICE_RESUME),
        EXPECTED[Act.NOTICE],
    ),
    Press.NOTICE_DIFFER: EXPECTED[Act.CORRECT],
    **dict.fromkeys(
        (Press.NOTICE_CORRECT, Press.NOTICE_CORRECT_CANCEL), NOBODY
    ),  # of nobody who presses here
    Press.TASK_OF_COMMENT: EXPECTED[Act.TASK],
    **dict.fromkeys(
        (Press.TASK_ACCEPT, Press.TASK_FEEDBACK, Press.TASK_REPORT, Press.TASK_TIME, Press.TASK_DAYS), NOBODY
    ),
    **dict.fromkeys((Press.TASK_AGREE, Press.TASK_REFUSE, Press.TASK_UNDO), NOBODY),
    **dict.fromkeys(
        (Press.TASK_EXTEND, Press.TASK_CLOSE, Press.TASK_CLOSE_SURE, Press.TASK_CLOSE_BACK), ("OAE", "pd")
    ),
    **dict.fromkeys((Press.TASK_SHOW, Press.TASKS_PAGE, Press.TASK_FILES), EXPECTED[Act.TASKS]),
    Press.SEND_UP: EXPECTED[Act.ADOPTED],
    Press.CHANNEL: EXPECTED[Act.ADOPTED],
    Press.POINTS_PAGE: EXPECTED[Act.POINTS],
    Press.WHY: EXPECTED[Act.WHY],
    Press.FULL_TEXT: ("OAEL", "pwdt"),
    Press.FILES: ("OAEL", "pwdt"),
    Press.JOIN_PASS: EXPECTED[Act.DECIDE_JOIN],
    Press.JOIN_REFUSE: EXPECTED[Act.DECIDE_JOIN],
    Press.JOIN_UNIT: EXPECTED[Act.DECIDE_JOIN],
    Press.JOIN_BEGIN: ("nSR", "p"),
    Press.JOIN_UNDO: NOBODY,
    **dict.fromkeys((Press.UNIT, Press.UNIT_CANCEL, Press.INVITE_SURE, Press.INVITE_CANCEL), NOBODY),
    **{press: NOBODY for press in Press if press.name.startswith(("LIST_", "ROSTER_", "WISH_"))},
    Press.LINKS: EXPECTED[Act.INVITE],
    Press.MEMBER: EXPECTED[Act.MEMBER],
    Press.MEMBERS_PAGE: EXPECTED[Act.MEMBERS],
    Press.LANGUAGE: ("OAELMPnSR", "p"),  # and a group's, by an administrator
    **dict.fromkeys(
        (Press.BIND_KIND, Press.BIND_SURE, Press.BIND_LEAVE, Press.UNBIND_SURE), EXPECTED[Act.BIND]
    ),
    Press.BOOK: EXPECTED[Act.BOOK],
    Press.UNBOOK: EXPECTED[Act.UNBOOK],
    Press.QUEUE: EXPECTED[Act.BOOK],
    Press.HAND_IN: EXPECTED[Act.SUBMIT],
    **dict.fromkeys(
        (Press.CLOSE_CONFIRM, Press.CLOSE_BACK, Press.REOPEN, Press.ARRANGE_CLOSE), EXPECTED[Act.CLOSE]
    ),
    **dict.fromkeys(
        (Press.ARRANGE, Press.ARRANGE_UNIT, Press.ARRANGE_OPEN, Press.ARRANGE_EXTEND), EXPECTED[Act.EXTEND]
    ),
    # To answer is for who is called, and a leader steers only the own: nobody here is either.
    **dict.fromkeys((Press.MEETING_COME, Press.MEETING_EXCUSE, Press.MEETING_POINTS), NOBODY),
    **dict.fromkeys(
        (
            Press.MEETING_TIME,
            Press.MEETING_PLACE,
            Press.MEETING_CANCEL,
            Press.MEETING_SURE,
            Press.MEETING_BACK,
            Press.MEETING_OPEN,
            Press.MEETING_LIST,
        ),
        ("OAE", "pd"),
    ),
    Press.KEYPOINTS_READ: EXPECTED[Act.READ_KEYPOINTS],
    Press.KEYPOINTS_WRITE: ("OAE", "pd"),
    **dict.fromkeys((Press.KEYPOINTS_POST, Press.KEYPOINTS_EDIT, Press.KEYPOINTS_CANCEL), NOBODY),
    Press.PROPOSAL_TURN: EXPECTED[Act.DECIDE_PROPOSAL],
    Press.PROPOSAL_DROP: EXPECTED[Act.DECIDE_PROPOSAL],
    Press.PROPOSAL_UNDO: NOBODY,  # of a decision that nobody who presses here has made
    **dict.fromkeys((Press.PROPOSAL_COMMISSION, Press.PROPOSAL_LIST), EXPECTED[Act.DECIDE_PROPOSAL]),
    **dict.fromkeys(
        (Press.AGENDA_TOPIC, Press.MINUTES_LIST, Press.MINUTES_SHOW, Press.MINUTES_ANEW, Press.MINUTES_UNDO),
        EXPECTED[Act.CONSULT],
    ),
    Press.PROPOSAL_ANSWER: EXPECTED[Act.DECIDE_PROPOSAL],
    Press.DOUBT_SEND: EXPECTED[Act.DOUBT],
    Press.DOUBT_LEAVE: EXPECTED[Act.DOUBT],
    Press.RESTORED_SEND: EXPECTED[Act.DOUBT],
    Press.RESTORED_LEAVE: EXPECTED[Act.DOUBT],
    **dict.fromkeys((Press.ASK_ANSWER, Press.ASK_SHOW), EXPECTED[Act.ANSWER_ASK]),
    **dict.fromkeys((Press.ASK_BACK, Press.GUIDE_PUT, Press.GUIDE_CANCEL), NOBODY),
    **dict.fromkeys((Press.GUIDE_PAGE, Press.GUIDE_EXAMPLES, Press.EXEMPLAR_SHOW), EXPECTED[Act.GUIDE]),
    **dict.fromkeys((Press.GUIDE_RESTORE, Press.GUIDE_UNDO), EXPECTED[Act.SET_GUIDE]),
    **dict.fromkeys((Press.EXEMPLAR_CHOOSE, Press.EXEMPLAR_REVOKE), EXPECTED[Act.EXEMPLAR]),
    **dict.fromkeys((Press.LEAD_TURN, Press.LEAD_IGNORE, Press.LEAD_UNDO), EXPECTED[Act.DECIDE_LEAD]),
    Press.LEADS_MORE: EXPECTED[Act.FEEDS],
}
GROUPS = {"w": PlaceKind.WORK, "d": PlaceKind.DESK, "t": PlaceKind.PARTNER, "u": None}
# What no press may change. The rest is what was said and heard, and which chats are open.
TABLES = (
    *(
        "albums",
        "attachments",
        "attendees",
        "audit",
        "bookings",
        "bulletin_items",
        "bulletins",
        "circular_readers",
        "circulars",
        "comments",
        "corrections",
        "counters",
        "demands",
        "departures",
        "drafts",
        "errata",
        "exemplars",
        "guides",
        "inquiries",
        "inquiry_texts",
        "leads",
        "greetings",
        "invites",
        "item_parts",
        "item_versions",
    ),
    *("items", "join_requests", "leaves", "ledger", "meetings", "people", "places", "proposals"),
    *("task_parts", "task_reports", "tasks", "units"),
)


def changes(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The rows that are new or other than before, by table."""
    new = {table: [row for row in rows if row not in before[table]] for table, rows in after.items()}
    return {table: rows for table, rows in new.items() if rows or len(after[table]) != len(before[table])}


def may_press(press: Press, letter: str, place: str) -> bool:
    roles, places = MAY[press]
    in_group = press is Press.LANGUAGE and letter in "OA" and place in "wdt"
    return in_group or (letter in roles and place in places)


def test_the_table_covers_every_button() -> None:
    assert set(MAY) == set(Press)


@dataclass
class Stage:
    """A county in which there is one of everything that has buttons, and everybody who might press."""

    gao: RunningCounty
    people: dict[str, Persona]
    chats: dict[str, Chat]
    targets: dict[Press, str]
    forged: int = 0
    places: dict[tuple[int, int], Place] = field(default_factory=dict)
    # Thousands at once would wait for each other longer than a press waits for its answer, on a machine that has other work.
    at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(50))

    async def press(self, who: Persona, data: str, *, chat: Chat) -> Answer:
        """A press that no client would send: any data, under a message that may never have been; so many at a time."""
        async with self.at_once:
            return await self._press(who, data, chat=chat)

    async def press_past_telegram(self, who: Persona, data: str, *, chat: Chat) -> Answer:
        """The same, handed to the running desk without a word over HTTP."""
        if (place := self.places.get((who.id, chat.id))) is None:
            place = self.places[who.id, chat.id] = Place.of(self._query("1", who, data, chat=chat))
        async with self.at_once:
            return Answer(await press_past_telegram(self.gao.desk, place, data))

    async def _press(self, who: Persona, data: str, *, chat: Chat) -> Answer:
        people, world = self.gao.sandbox.people, self.gao.sandbox.world
        query_id = people.callbacks.open()
        world.mailbox.put("callback_query", self._query(query_id, who, data, chat=chat))
        return await people.callbacks.wait(query_id, seconds=30)

    def _query(self, query_id: str, who: Persona, data: str, *, chat: Chat) -> dict[str, Any]:
        world, self.forged = self.gao.sandbox.world, self.forged + 1
        message = {
            "message_id": 900_000 + self.forged,
            "date": world.timestamp(),
            "chat": world.chat_json(chat),
            "from": user_json(world.bot),
            "text": "…",
        }
        return {
            "id": query_id,
            "from": user_json(who.user),
            "message": message,
            "chat_instance": "1",
            "data": data,
        }

    async def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that the desk keeps, as committed."""
        await self.gao.idle(timeout=90)
        reader = self.gao.desk.database.reader
        found = {}
        for table in TABLES:
            rows = await reader.execute_fetchall(f"SELECT * FROM {table} ORDER BY 1, 2")
            found[table] = [tuple(row) for row in rows]
        held = await reader.execute_fetchall("SELECT id, state FROM outbox WHERE state = 'held'")
        return {**found, "held": [tuple(row) for row in held]}

    async def faults(self) -> list[tuple[Any, ...]]:
        """Updates that failed, or were set aside."""
        rows = await self.gao.desk.database.reader.execute_fetchall(
            "SELECT error FROM inbox WHERE attempts > 0 OR state = 'aside'"
        )
        return [tuple(row) for row in rows]


async def _one(gao: RunningCounty, sql: str) -> int:
    rows = list(await gao.desk.database.reader.execute_fetchall(sql))
    return int(rows[-1][0])


async def _fill(gao: RunningCounty) -> dict[Press, str]:
    """One of everything, made by people who press nothing afterwards; the data of its buttons."""
    author, writer = await gao.join("作者", unit="甲镇"), await gao.join("写稿人", unit="乙镇")
    editor, applicant = await gao.join("编辑乙", role="编辑"), gao.sandbox.user(800, "申请人")
    await author.say(f"#报送 {TITLE}\n{BODY}")
    await author.wait_for("2026-0001")
    await author.say("/propose 建议关注春茶价格")
    await author.say("/ask 春茶信息怎么写")
    await writer.say(f"报送稿件一则\n{BODY}")
    await writer.wait_for(lambda s: "提交" in s.labels)
    await editor.say("/demand 夏粮收购")
    await editor.wait_for(lambda s: s.by_bot)
    await applicant.start()
    await applicant.say("/join 丙镇 申请人")
    await applicant.wait_for("申请已提交")
    await post_demand(gao, by=gao.people["领导甲"])
    async with gao.desk.database.work(now=gao.clock.now()) as work:
        unit = work.directory.find_unit("甲镇")
        assert unit is not None
        (reader,) = work.directory.named("作者")
        await work.circulars.add(
            1, title="通知", brief="", scope=[], due_at=None, posted_by=reader.id, now=work.now
        )
        await work.circulars.add_reader(1, reader.id)
        booking = await work.demands.add_booking(
            1, unit_id=unit.id, person_id=None, state=BookingState.ASKED, now=work.now
        )
        item = await work.items.find(1)
        assert item is not None
        called = calling.Written(
            "例会", "", work.now + timedelta(days=9), "会议室", of_people(item.person_id)
        )
        await calling.call(gao.desk.office, work, work.directory.named("编辑乙")[0], called)
        asked = await work.corrections.add(
            item.id,
            person_id=item.person_id,
            chat_id=author.id,
            words={"parts": [[1, f"{TITLE}二\n{BODY}"]]},
            version=1,
            now=work.now,
        )
        setter = next(person for person in work.directory.people if person.name == "编辑乙")
        await work.supervision.add(
            await work.numbers.next("task"),
            title="督办一则",
            words="",
            due_at=work.now + timedelta(days=9),
            item_id=item.id,
            comment_id=None,
            leader_id=None,
            set_by=setter.id,
            lead=Performer(unit.id),
            helpers=(),
            now=work.now,
        )
        await work.supervision.report(
            1,
            ReportKind.DONE,
            person_id=item.person_id,
            words="已办结",
            until_at=None,
            chat_id=author.id,
            message_id=1,
            now=work.now,
        )
        await work.supervision.set_state(1, TaskState.REPORTED)
    async with gao.desk.database.settling() as conn:
        await conn.execute_fetchall(
            "INSERT INTO outbox (chat_id, method, payload, priority, policy, state, send_at, created_at)"
            " VALUES (?, 'sendMessage', '{\"text\": \"通报\"}', 2, 'hold', 'held', 0, 0)",
            (gao.work_group.id,),
        )
    await gao.idle()
    drafts = {
        row[0]: row[1]
        for row in await gao.desk.database.reader.execute_fetchall("SELECT telegram_id, id FROM drafts")
    }
    held = await _one(gao, "SELECT id FROM outbox WHERE state = 'held'")
    request = await _one(gao, "SELECT id FROM join_requests")
    proposal = await _one(gao, "SELECT id FROM proposals")
    person = await _one(gao, "SELECT id FROM people WHERE name = '作者'")
    targets: dict[Press, str] = {}
    for press in Press:
        if press.name.startswith("DRAFT_"):
            targets[press] = f"{drafts[writer.id]}:0"
        elif press.name.startswith("FORM_"):
            targets[press] = f"{drafts[editor.id]}:slots"
        elif press is Press.HAND_IN_ITEM:
            targets[press] = "1:1"
        elif press is Press.CORRECT:
            targets[press] = f"{drafts[writer.id]}"
        elif press is Press.CORRECTION_AGREE:
            targets[press] = f"{asked.id}:{to_ms(asked.asked_at)}"
        elif press.name.startswith("CORRECTION_"):
            targets[press] = f"{asked.id}"
        elif press.name.startswith(("OFFER_", "COMMISSION_")):
            targets[press] = f"{booking}"
        else:
            targets[press] = "1:duplicate"
    changes = {
        Press.JOIN_PASS: request,
        Press.JOIN_REFUSE: request,
        Press.PROPOSAL_TURN: proposal,
        Press.PROPOSAL_DROP: proposal,
        Press.PROPOSAL_COMMISSION: proposal,
        Press.PROPOSAL_UNDO: proposal,
        Press.PROPOSAL_LIST: f"{proposal}:2026-06",
        Press.AGENDA_TOPIC: f"2026-W23:{proposal}",
        Press.PROPOSAL_ANSWER: proposal,
        Press.DOUBT_SEND: held,
        Press.DOUBT_LEAVE: held,
    }
    targets |= {press: str(target) for press, target in changes.items()}
    return {
        **targets,
        **dict.fromkeys((Press.MEETING_COME, Press.MEETING_EXCUSE, Press.MEETING_POINTS), f"1:{person}"),
        Press.MEMBER: f"{person}:role:admin",
        Press.KEYPOINTS_READ: "2026-06",
        Press.KEYPOINTS_WRITE: "2026-06",
        Press.LANGUAGE: "en",
        Press.BIND_KIND: "partner",
        Press.BIND_SURE: "partner",
        Press.JOIN_UNIT: f"{request}:1",
        Press.JOIN_BEGIN: "ask",
        Press.ROTATION_ASK: "ask",
        Press.LINKS: "all",
        Press.DRAFT_KIND: f"{drafts[writer.id]}:policy",
        Press.FORM_CHOOSE: f"{drafts[editor.id]}:policy:kind",
    }


@pytest.fixture
async def stage(gao: RunningCounty) -> Stage:
    people = await cast(gao)
    targets = await _fill(gao)
    chats = {letter: gao.sandbox.group(f"试验群{letter}", *people.values()) for letter in GROUPS}
    for letter, chat in chats.items():
        await bind(gao, letter, chat)
    await gao.idle()
    return Stage(gao, people, chats, targets)


async def test_no_button_does_anything_for_whoever_may_not_press_it_there(stage: Stage) -> None:
    before = await stage.everything()
    waiting, said = [], []
    for press in Press:
        for letter, who in stage.people.items():
            for place in "pwdtu":
                if may_press(press, letter, place):
                    continue
                chat = stage.chats.get(place) or stage.gao.sandbox.world.chats[who.id]
                said.append((press.name, letter, place))
                # All over HTTP would take a minute more; each button goes that way once, and each person in each chat.
                is_sampled = (letter, place) == ("n", "p") or press is Press.ADOPT
                way = stage.press if is_sampled else stage.press_past_telegram
                waiting.append(way(who, f"{press.value}:{stage.targets[press]}", chat=chat))
    answers = await asyncio.gather(*waiting)
    unanswered = [key for key, answer in zip(said, answers, strict=True) if not answer.text]
    assert unanswered == []
    assert changes(before, await stage.everything()) == {}
    assert await stage.faults() == []


async def test_a_buttons_altered_data_changes_nothing_and_is_answered(stage: Stage) -> None:
    before = await stage.everything()
    odd = ["", ":", "::::", "0", "-1", "-0", "999999", "9007199254740993", "9" * 40, "1e3", "1_0", " 1", "+1"]
    odd += ["１", "١", "\u202e1", "甲乙丙", "<b>"]
    presses = [f"{press.value}:{arg}"[:64] for press in Press for arg in odd]
    presses += [press.value for press in Press]
    # Surplus behind a number is not looked at, so what a member may press stays out of this.
    presses += [f"{press.value}:1:{'x' * 58}" for press in Press if not may_press(press, "M", "p")]
    presses += ["", ":", "zz:1", "a" * 64, "报送", "\u0000", "ds\n:1", "DS:1", "ds :1", "../../etc/passwd"]
    # A member may press much, yet none of this is anything that the desk ever built.
    who = [stage.people["M"], stage.people["n"]]
    answers = await asyncio.gather(
        *(
            # Each nineteenth is sent as Telegram would: of eighteen odd arguments every one goes that way, with some buttons.
            (stage.press if number % 19 == 0 else stage.press_past_telegram)(
                each, data, chat=stage.gao.sandbox.world.chats[each.id]
            )
            for each in who
            for number, data in enumerate(presses)
        )
    )
    silent = {data for data, answer in zip([*presses, *presses], answers, strict=True) if not answer.text}
    assert silent == set()
    assert changes(before, await stage.everything()) == {}
    assert await stage.faults() == []


@pytest.mark.parametrize("letter", ["O", "E"])
async def test_a_button_altered_by_somebody_of_the_desk_changes_nothing(stage: Stage, letter: str) -> None:
    before = await stage.everything()
    who = stage.people[letter]
    odd = ["-1", "999999", "9" * 40, "x", "", "0"]
    presses = [f"{press.value}:{arg}" for press in Press if press is not Press.MEMBERS_PAGE for arg in odd]
    presses += [
        f"it:1:{'x' * 50}",
        "ix:1:nonsense",
        "mm:1:frobnicate:1",
        "mm:1:role:owner",
        "mm:1:role:nobody",
    ]
    chat = stage.gao.sandbox.world.chats[who.id]
    answers = await asyncio.gather(*(stage.press_past_telegram(who, data, chat=chat) for data in presses))
    assert all(isinstance(answer, Answer) for answer in answers)
    assert changes(before, await stage.everything()) == {}
    assert await stage.faults() == []
