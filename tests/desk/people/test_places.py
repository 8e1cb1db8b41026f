"""Groups: bound, unbound, entered, left, moved; and the language spoken in them (manual, section 1)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk.common.accounts import open_account, shut_account
from bot.desk.common.office import Scene, Toast
from bot.desk.people import language as people_language
from bot.desk.people import places as people_places
from bot.desk.people.places import Newcomer
from bot.errors import BadInput, NotAllowed, WrongState
from bot.model import Message, Person, PlaceKind
from bot.store.work import Work
from tests.support.county import DESK_CHAT, WORK_CHAT, County
from tests.support.scenes import do, last_labels, scene_of


def in_group(
    gao: County, work: Work, who: Person | int, *, thread_id: int = 0, title: str = "高县信息工作群"
) -> Scene:
    return replace(scene_of(gao, work, who, chat_id=WORK_CHAT, thread_id=thread_id), chat_title=title)


async def bind(
    gao: County, admin: Person, words: str, *, thread_id: int = 0, title: str = "高县信息工作群"
) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        scene = in_group(gao, work, admin, thread_id=thread_id, title=title)
        await people_places.bind(gao.office, work, scene, words)


async def bound(gao: County) -> list[tuple[int, int, PlaceKind, str]]:
    places = await gao.database.reads.people.places()
    return [(place.chat_id, place.thread_id, place.kind, place.title) for place in places]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("work", PlaceKind.WORK),
        ("desk", PlaceKind.DESK),
        ("partner", PlaceKind.PARTNER),
        ("工作", PlaceKind.WORK),
        ("采编群", PlaceKind.DESK),
        (" 联席 ", PlaceKind.PARTNER),
        ("DESK", PlaceKind.DESK),
    ],
)
async def test_a_group_is_bound_as_what_is_typed(
    gao: County, admin: Person, words: str, kind: PlaceKind
) -> None:
    await bind(gao, admin, words)
    assert await bound(gao) == [(WORK_CHAT, 0, kind, "高县信息工作群")]
    entry = (await gao.database.reads.trail.of("place", 1))[-1]
    assert (entry.step, entry.person) == ("bind", "李主任")


async def answer(gao: County, admin: Person, kind: str | None, *, title: str = "高县信息工作群") -> None:
    """确认更改, or 取消."""
    async with gao.database.work(now=gao.clock.now()) as work:
        scene = in_group(gao, work, admin, title=title)
        if kind:
            await people_places.press_sure(gao.office, work, scene, kind)
        else:
            await people_places.press_leave(gao.office, work, scene)


async def test_binding_a_bound_group_anew_changes_kind_and_title_after_a_yes(
    gao: County, admin: Person
) -> None:
    await bind(gao, admin, "work")
    await bind(gao, admin, "partner", title="高县联席群")
    assert [row[:3] for row in await bound(gao)] == [(WORK_CHAT, 0, PlaceKind.WORK)]
    await answer(gao, admin, "partner", title="高县联席群")
    assert await bound(gao) == [(WORK_CHAT, 0, PlaceKind.PARTNER, "高县联席群")]


async def test_a_work_group_becomes_the_desk_only_after_it_was_said_what_that_does(
    gao: County, admin: Person
) -> None:
    await bind(gao, admin, "work")
    await gao.bind(-1009, PlaceKind.WORK)
    async with gao.database.work(now=gao.clock.now()) as work:
        await people_places.bind(gao.office, work, in_group(gao, work, admin), "desk", members=30)
    text = (await gao.sent())[-1][1]
    assert text == "本群现为工作群（30人）。\n改为采编群后，待审信息、退回理由将发到这里。"
    assert await last_labels(gao, WORK_CHAT) == ["确认更改", "取消"]
    await answer(gao, admin, None)
    assert (await bound(gao))[0][2] is PlaceKind.WORK


async def test_the_button_under_a_bare_bind_asks_too(gao: County, admin: Person) -> None:
    await bind(gao, admin, "work")
    async with gao.database.work(now=gao.clock.now()) as work:
        scene = in_group(gao, work, admin)
        assert await people_places.press_kind(gao.office, work, scene, "desk", members=30) is None
    assert (await bound(gao))[0][2] is PlaceKind.WORK
    assert "⚠️ 更改后没有工作群，原应发到工作群的内容将无处发布。" in (await gao.sent())[-1][1]


async def test_binding_a_desk_names_the_members_who_are_no_editors(gao: County, admin: Person) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11, is_open=False)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.greet_once(WORK_CHAT, zhang.telegram_id or 0, now=work.now)
        await work.people.greet_once(WORK_CHAT, admin.telegram_id or 0, now=work.now)
    await bind(gao, admin, "desk")
    assert "⚠️ 群内有非编辑人员：云茶镇 张三。待审信息对他们可见。" in (await gao.sent())[-1][1]


async def test_the_same_kind_again_asks_nothing(gao: County, admin: Person) -> None:
    await bind(gao, admin, "work")
    await bind(gao, admin, "work")
    assert (await gao.sent())[-1][1].startswith("此处已绑定为工作群。")


async def test_a_topic_is_bound_beside_its_group(gao: County, admin: Person) -> None:
    await bind(gao, admin, "work")
    await bind(gao, admin, "desk", thread_id=5)
    assert [row[:3] for row in await bound(gao)] == [
        (WORK_CHAT, 0, PlaceKind.WORK),
        (WORK_CHAT, 5, PlaceKind.DESK),
    ]
    assert "本话题" in (await gao.sent())[-1][1]


async def test_unbinding_in_a_topic_leaves_the_group_bound(gao: County, admin: Person) -> None:
    await bind(gao, admin, "work")
    await bind(gao, admin, "partner", thread_id=5)
    async with gao.database.work(now=gao.clock.now()) as work:
        await people_places.unbind(gao.office, work, in_group(gao, work, admin, thread_id=5))
    assert [row[:3] for row in await bound(gao)] == [(WORK_CHAT, 0, PlaceKind.WORK)]
    # Once more in a topic, and it would go for the whole group: asked first.
    async with gao.database.work(now=gao.clock.now()) as work:
        await people_places.unbind(gao.office, work, in_group(gao, work, admin, thread_id=5))
    assert [row[:3] for row in await bound(gao)] == [(WORK_CHAT, 0, PlaceKind.WORK)]
    assert (await gao.sent())[-1][1] == "本话题没有单独绑定，绑定的是整个群。确认解除整个群的绑定？"
    async with gao.database.work(now=gao.clock.now()) as work:
        await people_places.press_unbind(gao.office, work, in_group(gao, work, admin, thread_id=5))
    assert await bound(gao) == []


async def test_an_unknown_kind_binds_nothing(gao: County, admin: Person) -> None:
    with pytest.raises(BadInput):
        await bind(gao, admin, "office")
    assert await bound(gao) == []


async def test_unbinding_what_is_not_bound(gao: County, admin: Person) -> None:
    with pytest.raises(WrongState):
        async with gao.database.work(now=gao.clock.now()) as work:
            await people_places.unbind(gao.office, work, in_group(gao, work, admin))


async def test_the_buttons_under_a_bare_bind_bind(gao: County, admin: Person) -> None:
    await bind(gao, admin, "")
    assert await bound(gao) == []
    async with gao.database.work(now=gao.clock.now()) as work:
        toast = await people_places.press_kind(gao.office, work, in_group(gao, work, admin), "desk")
    assert toast == Toast("已绑定为采编群。")
    assert [row[:3] for row in await bound(gao)] == [(WORK_CHAT, 0, PlaceKind.DESK)]


# --- who comes and goes -----------------------------------------------------------------------------------


async def enter(gao: County, *newcomers: tuple[int, str], chat_id: int = WORK_CHAT) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        await people_places.greet_newcomers(
            gao.office, work, chat_id=chat_id, newcomers=[Newcomer(*newcomer) for newcomer in newcomers]
        )


async def test_an_unknown_newcomer_is_greeted_once(gao: County) -> None:
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    await enter(gao, (500, "小<b>王"))
    await enter(gao, (500, "小<b>王"))
    (said,) = await gao.sent()
    assert said[0] == WORK_CHAT and "欢迎小&lt;b&gt;王" in said[1] and "/join 单位 姓名" in said[1]


async def test_many_newcomers_are_greeted_in_one_message(gao: County) -> None:
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    await enter(gao, *[(500 + n, f"新人{n}") for n in range(8)])
    (said,) = await gao.sent()
    assert "新人0、新人1、新人2、新人3、新人4等，另有3人" in said[1]


async def test_a_member_is_asked_to_open_the_chat_only_where_it_is_shut(gao: County) -> None:
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    await gao.person("张三", "云茶镇", telegram_id=11, is_open=False)
    await gao.person("李四", "云茶镇", telegram_id=12)
    await enter(gao, (11, "张三"), (12, "李四"))
    await enter(gao, (11, "张三"))
    (said,) = await gao.sent()
    assert "张三：请打开一次私聊" in said[1] and "李四" not in said[1]


@pytest.mark.parametrize("kind", [PlaceKind.DESK, PlaceKind.PARTNER, None])
async def test_only_work_groups_greet(gao: County, kind: PlaceKind | None) -> None:
    if kind:
        await gao.bind(WORK_CHAT, kind)
    await enter(gao, (500, "小王"))
    assert await gao.sent() == []


@pytest.mark.parametrize(("by_admin", "words"), [(True, "请发送 /bind work"), (False, "请管理员发送 /bind")])
async def test_the_bot_says_on_arrival_how_to_bind(
    gao: County, admin: Person, by_admin: bool, words: str
) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        await people_places.arrive(gao.office, work, chat_id=-77, by=admin if by_admin else None)
    (said,) = await gao.sent()
    assert said[0] == -77 and words in said[1]


async def test_a_bot_taken_out_unbinds_the_group_with_its_topics_and_tells_the_administrators_once(
    gao: County, admin: Person
) -> None:
    await bind(gao, admin, "work")
    await bind(gao, admin, "work", thread_id=5)
    before = len(await gao.sent())
    for _ in range(2):
        async with gao.database.work(now=gao.clock.now()) as work:
            await people_places.depart(gao.office, work, chat_id=WORK_CHAT)
    assert await bound(gao) == []
    (told,) = (await gao.sent())[before:]
    assert told[0] == 9 and "高县信息工作群" in told[1]


async def test_a_supergroup_keeps_the_binding_and_hears_of_it_twice_without_harm(
    gao: County, admin: Person
) -> None:
    await bind(gao, admin, "work")
    for _ in range(2):
        async with gao.database.work(now=gao.clock.now()) as work:
            await people_places.move(work, old_id=WORK_CHAT, new_id=-1009)
    assert [row[:3] for row in await bound(gao)] == [(-1009, 0, PlaceKind.WORK)]


async def test_a_supergroup_bound_by_hand_before_the_news_keeps_that_binding(
    gao: County, admin: Person
) -> None:
    await gao.bind(WORK_CHAT, PlaceKind.WORK, title="旧群")
    await gao.bind(-1009, PlaceKind.DESK, title="新群")
    async with gao.database.work(now=gao.clock.now()) as work:
        await people_places.move(work, old_id=WORK_CHAT, new_id=-1009)
    assert await bound(gao) == [(-1009, 0, PlaceKind.DESK, "新群")]


async def test_a_block_holds_messages_back_until_the_chat_opens_again(gao: County) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    async with gao.database.work(now=gao.clock.now()) as work:
        await shut_account(work, 11)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.outbox.tell(zhang, Message("通知"))
    assert await gao.database.reads.people.open_accounts() == []
    async with gao.database.work(now=gao.clock.now()) as work:
        await open_account(work, 11)
    rows = await gao.database.reader.execute_fetchall("SELECT state FROM outbox WHERE chat_id = 11")
    assert [row[0] for row in rows] == ["queued"]


# --- languages --------------------------------------------------------------------------------------------


async def speak(gao: County, who: Person | int, words: str, *, chat_id: int | None = None) -> None:
    await do(gao, who, people_language.switch_language, chat_id=chat_id, words=words)


@pytest.mark.parametrize(
    ("words", "language"), [("en", "en"), ("English", "en"), ("中文", "zh"), ("ZH", "zh")]
)
async def test_a_persons_language(gao: County, words: str, language: str) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    await speak(gao, zhang, words)
    assert (await gao.database.reads.people.people())[0].language == language
    rows = await gao.database.reader.execute_fetchall(
        "SELECT payload FROM outbox WHERE method = 'sendMessage' AND chat_id = 11"
    )
    assert ("Ranking" if language == "en" else "排行") in rows[0][0]


async def test_a_strangers_language_is_kept_for_when_they_join(gao: County) -> None:
    await speak(gao, 500, "en")
    assert await gao.database.reads.people.account_languages() == {500: "en"}


async def test_a_groups_language_is_an_administrators(gao: County, admin: Person) -> None:
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    with pytest.raises(NotAllowed):
        await speak(gao, zhang, "en", chat_id=WORK_CHAT)
    assert (await gao.database.reads.people.places())[0].language is None
    await speak(gao, admin, "en", chat_id=WORK_CHAT)
    assert (await gao.database.reads.people.places())[0].language == "en"
    assert (await gao.database.reads.people.people())[0].language is None


async def test_an_unbound_group_has_no_language(gao: County, admin: Person) -> None:
    with pytest.raises(NotAllowed):
        await speak(gao, admin, "en", chat_id=DESK_CHAT)


async def test_an_unknown_language_is_refused(gao: County, admin: Person) -> None:
    with pytest.raises(BadInput):
        await speak(gao, admin, "fr")
