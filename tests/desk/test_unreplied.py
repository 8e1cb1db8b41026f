"""What people write in groups without replying, and other near misses: answered with a line and a button, never with silence."""

from __future__ import annotations

import pytest

from bot.desk import conversing, forms, talk
from bot.desk.clock import posts
from bot.desk.demands import arrangements, cards, proposals
from bot.desk.items import submissions
from bot.desk.people import join, leave, places, strangers
from bot.errors import BadInput
from bot.model import BookingState, Person, PlaceKind, Role
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County
from tests.support.scenes import DUE, commission, do, shown, states, texts_to


@pytest.fixture(autouse=True)
async def groups(gao: County) -> None:
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    await gao.bind(DESK_CHAT, PlaceKind.DESK)


@pytest.fixture
async def zhou(gao: County) -> Person:
    return await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)


@pytest.fixture
async def wang(gao: County, zhou: Person) -> Person:
    return await gao.person("王茗", "云茶镇", telegram_id=101)


@pytest.fixture
async def zhao(gao: County, zhou: Person) -> Person:
    return await gao.person("赵河", "金竹镇", telegram_id=102)


async def write(
    gao: County, who: Person, words: str, *, chat_id: int | None = None, reply_to: int | None = None
) -> None:
    await do(gao, who, talk.take_message, said=words, chat_id=chat_id, reply_to=reply_to)


async def test_a_body_sent_without_reply_is_kept_and_taken_by_a_button(
    gao: County, wang: Person, zhao: Person
) -> None:
    await do(gao, wang, submissions.submit_tagged, said="#报送 早茶提前开园", chat_id=WORK_CHAT)
    before = len(await shown(gao, WORK_CHAT))
    await write(gao, zhao, BODY, chat_id=WORK_CHAT)  # nobody asked them
    await write(gao, wang, "好的", chat_id=WORK_CHAT)
    assert len(await shown(gao, WORK_CHAT)) == before
    await write(gao, wang, BODY, chat_id=WORK_CHAT)
    asked = (await shown(gao, WORK_CHAT))[-1]
    assert asked.labels[-1] == "都不是，不保留这段文字"
    loose, draft = asked.buttons[asked.labels[0]].split(":")[1:]
    await do(
        gao,
        wang,
        conversing.choose_answer,
        chat_id=WORK_CHAT,
        message_id=asked.message_id,
        loose_id=int(loose),
        draft_id=int(draft),
    )
    assert BODY[:10] in (await shown(gao, WORK_CHAT))[-1].text


async def test_a_due_time_typed_without_reply_is_asked_about(gao: County, zhou: Person, wang: Person) -> None:
    await do(gao, zhou, forms.write, said="#需求 冬春水利", form="demand", chat_id=DESK_CHAT)
    await write(gao, wang, "周五", chat_id=DESK_CHAT)
    before = len(await shown(gao, DESK_CHAT))
    await write(gao, zhou, "周五", chat_id=DESK_CHAT)
    assert len(await shown(gao, DESK_CHAT)) == before + 1
    await write(gao, zhou, "下班了吗", chat_id=DESK_CHAT)  # asked once for each question
    assert len(await shown(gao, DESK_CHAT)) == before + 1


async def test_booking_by_number_and_by_a_reply_to_the_post(gao: County, wang: Person, zhao: Person) -> None:
    demand = await gao.demand("早茶", due=DUE, slots=2)
    async with gao.database.work(now=gao.clock.now()) as work:
        await cards.post_in_groups(gao.office, work, await cards.get_demand(work, demand))
    (post,) = await shown(gao, WORK_CHAT)
    await write(gao, wang, "预约T1", chat_id=WORK_CHAT)
    await write(gao, zhao, "T1", chat_id=WORK_CHAT)  # talk
    await write(gao, zhao, "很好", chat_id=WORK_CHAT, reply_to=post.message_id)
    assert await states(gao, demand) == [("云茶镇", "booked")]
    await write(gao, zhao, "预约", chat_id=WORK_CHAT, reply_to=post.message_id)
    assert await states(gao, demand) == [("云茶镇", "booked"), ("金竹镇", "booked")]


async def test_a_bare_propose_asks_and_takes_the_next_text(gao: County, wang: Person, zhao: Person) -> None:
    await do(gao, wang, proposals.propose, text="")
    assert (await shown(gao, 101))[-1].text == "请直接发送选题建议的内容，例如：今年夏粮收购有哪些新情况"
    with pytest.raises(BadInput):
        await write(gao, wang, "好")
    await write(gao, zhao, "农村客运班线停运情况")
    await write(gao, wang, "农村客运班线停运情况")
    assert "农村客运班线停运情况" in (await texts_to(gao, DESK_CHAT))[-1]
    assert "云茶镇 王茗" in (await texts_to(gao, DESK_CHAT))[-1]
    assert await gao.database.reads.drafts.of(101) == []


async def test_a_unit_typed_in_reply_to_the_choice_is_asked_or_offered(
    gao: County, zhou: Person, wang: Person, zhao: Person
) -> None:
    demand = await commission(gao, wang)
    async with gao.database.work(now=gao.clock.now()) as work:
        (booking,) = await work.demands.bookings(demand)
        await cards.settle(
            gao.office,
            work,
            await cards.get_demand(work, demand),
            booking,
            state=BookingState.DECLINED,
            step="decline",
            person_id=wang.id,
            anew=False,
            why="人手不足",
        )
        await arrangements.tell(gao.office, work, await cards.get_demand(work, demand))
    (word,) = await shown(gao, DESK_CHAT)
    await write(gao, wang, "金竹镇", chat_id=DESK_CHAT, reply_to=word.message_id)
    await write(gao, zhou, "金竹", chat_id=DESK_CHAT, reply_to=word.message_id)
    offered = (await shown(gao, DESK_CHAT))[-1]
    assert "是否指：金竹镇" in offered.text and offered.labels == ["金竹镇"]
    assert await states(gao, demand) == [("云茶镇", "declined")]
    await write(gao, zhou, "金竹镇", chat_id=DESK_CHAT, reply_to=word.message_id)
    assert await states(gao, demand) == [("云茶镇", "declined"), ("金竹镇", "asked")]


async def test_thanks_in_private_are_answered_courteously(gao: County, wang: Person) -> None:
    await write(gao, wang, "谢谢！")
    assert (await texts_to(gao, 101)) == ["不客气。"]


async def test_an_unknown_command_at_the_desk_is_answered_and_guesses_nothing_wild(
    gao: County, zhou: Person, wang: Person
) -> None:
    await do(gao, zhou, talk.answer_unknown_command, said="/quiet", chat_id=DESK_CHAT)
    assert "audit" not in (await texts_to(gao, DESK_CHAT))[-1]
    for said, chat in (("/quiet@other_bot", DESK_CHAT), ("/quiet", WORK_CHAT)):
        await do(gao, zhou, talk.answer_unknown_command, said=said, chat_id=chat)
    assert len(await texts_to(gao, DESK_CHAT)) == 1 and await texts_to(gao, WORK_CHAT) == []
    await do(gao, zhou, talk.answer_unknown_command, said="/audti", chat_id=DESK_CHAT)
    assert "/audit" in (await texts_to(gao, DESK_CHAT))[-1]


async def test_leave_takes_this_month_and_a_bare_number(gao: County, wang: Person) -> None:
    admin = await gao.person("李主任", "政府办公室", role=Role.ADMIN, telegram_id=9)
    for typed in ("王茗 本月", "王茗 7", "王茗 下月"):
        await do(gao, admin, leave.give_leave, typed=typed)
    said = await texts_to(gao, 9)
    assert "6月" in said[0] and "7月" in said[1] and "7月" in said[2]


async def test_the_only_desk_is_unbound_only_after_a_question(gao: County, wang: Person) -> None:
    admin = await gao.person("李主任", "政府办公室", role=Role.ADMIN, telegram_id=9)
    await do(gao, admin, places.unbind, chat_id=DESK_CHAT)
    (asked,) = await shown(gao, DESK_CHAT)
    assert asked.labels == ["确认解除", "取消"]
    assert (await gao.database.current_directory()).places_of(PlaceKind.DESK)
    await do(gao, admin, places.press_unbind, chat_id=DESK_CHAT, message_id=asked.message_id)
    assert not (await gao.database.current_directory()).places_of(PlaceKind.DESK)
    await do(gao, admin, places.unbind, chat_id=WORK_CHAT)
    assert not (await gao.database.current_directory()).places_of(PlaceKind.WORK)


async def test_a_strangers_second_item_is_answered_too_and_a_flood_is_not(gao: County, wang: Person) -> None:
    for _ in range(5):
        await do(gao, 500, strangers.refuse_submission, said=f"#报送 早茶\n{BODY}", chat_id=WORK_CHAT)
    assert len(await texts_to(gao, WORK_CHAT)) == 3


async def test_a_role_behind_the_name_of_a_request_is_not_the_names(gao: County, wang: Person) -> None:
    await do(gao, 500, join.ask_to_join, words="云茶镇 李小虎 信息员")
    assert "云茶镇，李小虎" in (await texts_to(gao, 500))[-1]


async def test_the_weekly_list_has_no_button_for_a_commission(
    gao: County, wang: Person, zhao: Person
) -> None:
    await commission(gao, wang)
    await gao.demand("早茶", due=DUE)
    async with gao.database.work(now=gao.clock.now()) as work:
        await posts.post_now(gao.office, work, key="demands", period="2026-W23")
    assert (await shown(gao, WORK_CHAT))[-1].labels == ["预约 T2"]


async def test_a_reply_to_the_question_what_a_text_belongs_to_is_told_to_press_and_the_text_stays(
    gao: County, wang: Person
) -> None:
    await do(gao, wang, submissions.submit_tagged, said="#报送 早茶提前开园", chat_id=WORK_CHAT)
    await write(gao, wang, BODY, chat_id=WORK_CHAT)
    asked = (await shown(gao, WORK_CHAT))[-1]
    await write(gao, wang, f"{BODY}补充一句。", chat_id=WORK_CHAT, reply_to=asked.message_id)
    assert (await texts_to(gao, WORK_CHAT))[-1] == (
        "请点那条消息下的按钮选择，所问的文字会一直保留；这条回复未收下。"
    )
    loose, draft = asked.buttons[asked.labels[0]].split(":")[1:]
    await do(gao, wang, conversing.choose_answer, chat_id=WORK_CHAT, loose_id=int(loose), draft_id=int(draft))
    assert "早茶提前开园" in (await texts_to(gao, WORK_CHAT))[-1]
