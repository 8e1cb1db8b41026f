"""Every command by every role in every kind of chat, sent to the real bot: refused exactly where the table says so."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.locale.texts import Texts
from bot.rules.rights import Act
from bot.sandbox import Persona
from bot.sandbox.world.records import Chat
from tests.rules.test_rights import EXPECTED
from tests.support.county import BODY, TITLE
from tests.support.running import RunningCounty
from tests.test_registries import BUTTONS

# What a group's language asks for beside the table is tested with the languages.
ELSEWHERE = {Act.LANG}
TYPED = {Act.CLOSE: "/close 1", Act.EXTEND: "/extend 1 3天"}
REFUSALS = (
    "Your role does not allow this. Nothing was changed; an administrator can help.",
    "This group is not bound to the desk. An administrator can bind it with /bind work",
    "Here it was not taken: this group, or this topic of it, is not bound to the desk. Please do it in the private "
    "chat with me; an administrator can bind it with /bind work",
    "Please do this in the private chat with me.",
    "Please do this in private or in the desk group; nothing was changed here.",
    "Please do this in the group that it is meant for.",
    # These commands say more exactly what to do instead.
    "Topics are posted by the desk. You can propose one: /propose your words",
    "Topics are posted from the private chat with me or from the desk group; please send the text there. "
    "Nothing was posted.",
    "/topic is for leaders. To propose a topic for the consultation: /propose your words",
    "Only an editor or whoever posted {code} may do this. Nothing was changed.",
)
# How those who are not on the roster are refused, or suspended; /help says the same to them.
NOBODYS = ("您还没有加入。", "您的使用权限已停用")
# The command that undoes the place itself comes last.
COMMANDS = sorted(EXPECTED.keys() - BUTTONS - ELSEWHERE, key=lambda act: (act is Act.UNBIND, act))
ROLES = {"A": "管理员", "E": "编辑", "L": "领导", "M": "信息员", "P": "联席"}
_STRANGERS = str.maketrans("SR", "nn")
GROUPS = {"w": "work", "d": "desk", "t": "partner", "u": None}


async def cast(gao: RunningCounty) -> dict[str, Persona]:
    """One person of each role, a stranger, and two who are shut out; all with the private chat open."""
    stranger = gao.sandbox.user(900, "陌生人")
    await stranger.start()
    await stranger.wait_for(lambda seen: seen.by_bot)
    people = {letter: await gao.join(f"{role}甲", role=role) for letter, role in ROLES.items()}
    shut_out = {"S": await shut(gao, "停用者", "suspended"), "R": await shut(gao, "离开者", "removed")}
    return {"O": gao.owner, **people, "n": stranger, **shut_out}


async def shut(gao: RunningCounty, name: str, state: str) -> Persona:
    """Somebody who had every right but an owner's, and has none now."""
    person = await gao.join(name, role="管理员")
    async with gao.desk.database.settling() as conn:
        await conn.execute_fetchall("UPDATE people SET state = ? WHERE telegram_id = ?", (state, person.id))
        await conn.execute_fetchall("UPDATE meta SET value = value + 1 WHERE key = 'directory_version'")
    return person


async def places(gao: RunningCounty, letter: str, people: dict[str, Persona]) -> dict[str, Chat | None]:
    """For each a chat of the kind with everybody in it, so that all may speak at once; None is the private chat."""
    chats: dict[str, Chat | None] = {}
    for role in people:
        chats[role] = None if letter == "p" else gao.sandbox.group(f"试验群{letter}{role}", *people.values())
        await bind(gao, letter, chats[role])
    return chats


async def post_demand(gao: RunningCounty, *, by: Persona) -> None:
    """A leader's demand, T1, for /close and /extend."""
    async with gao.desk.database.work(now=gao.clock.now()) as work:
        leader = work.directory.find_account(by.id)
        assert leader is not None
        await work.demands.add(
            await work.numbers.next("demand"),
            title="春耕生产",
            brief="",
            kind=None,
            due_at=work.now + timedelta(days=9),
            slots=1,
            units=(),
            posted_by=leader.id,
            now=work.now,
        )


async def bind(gao: RunningCounty, letter: str, group: Chat | None) -> None:
    kind = GROUPS.get(letter)
    if kind and group:
        await gao.owner.say(f"/bind {kind}", chat=group)
        await gao.owner.wait_for("绑定为", chat=group)


def heard(who: Persona, chat: Chat | None) -> list[str]:
    """What the bot has said since the person's last words, in the chat and in private."""
    chats = [None] if chat is None else [None, chat]
    return [seen.text for c in chats for seen in who.messages(c, since=who.mark) if seen.by_bot]


def is_refused(gao: RunningCounty, who: Persona, act: Act, chat: Chat | None) -> bool:
    """Reads what the bot answered to the bare command; there must be something."""
    words = {gao.desk.office.texts("zh").plain(key, code="T1") for key in REFUSALS}
    said = heard(who, chat)
    assert said, f"{act} of {who.user.name} was not answered"
    if act not in (Act.HELP, Act.START, Act.JOIN) and any(
        nobodys in text for text in said for nobodys in NOBODYS
    ):
        return True
    return any(text in words for text in said)


@pytest.mark.parametrize("letter", ["p", *GROUPS])
async def test_each_command_is_refused_exactly_where_the_table_says(gao: RunningCounty, letter: str) -> None:
    people = await cast(gao)
    chats = await places(gao, letter, people)
    await post_demand(gao, by=people["L"])
    outcomes, expected = {}, {}
    for act in COMMANDS:
        for role, who in people.items():
            await who.say(TYPED.get(act, f"/{act}"), chat=chats[role])
        await gao.idle(timeout=30)
        for role, who in people.items():
            outcomes[act.value, role] = is_refused(gao, who, act, chats[role])
            roles, kinds = EXPECTED[act]
            # Suspended and removed people have a stranger's rights.
            expected[act.value, role] = not (role.translate(_STRANGERS) in roles and letter in kinds)
    assert {key for key, refused in outcomes.items() if refused} == {
        key for key, refused in expected.items() if refused
    }


def test_the_refusals_are_in_the_catalogue() -> None:
    chinese = Texts("zh", ZoneInfo("Asia/Shanghai"))
    assert [key for key in REFUSALS if chinese.plain(key, code="T1") == key.format(code="T1")] == []


async def test_a_refused_press_whose_answer_comes_too_late_is_no_failure(
    gao: RunningCounty, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    wang = await gao.join("王茗")
    await wang.say(f"#报送 {TITLE}\n{BODY}", chat=gao.work_group)
    card = await gao.card("2026-0001")
    gao.sandbox.callbacks.lifetime = -1.0
    gao.sandbox.groups.join(gao.desk_group, wang.user)
    with pytest.raises(TimeoutError):
        await wang.press(card, "采用", timeout=0.5)
    await gao.idle()
    said = [str(record.msg["event"]) for record in caplog.records if isinstance(record.msg, dict)]
    assert [event for event in said if event.startswith(("update.", "callback."))] == ["callback.unanswered"]
