"""What partners offer in their group (资源共享): kept, shown to the desk, turned into a topic or not used; the month's post."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.desk import forms, tagged, talk
from bot.desk.clock import posts
from bot.desk.common.forms import content_of
from bot.desk.common.office import Office, Scene
from bot.desk.items import blocked, near_misses, reviews, sharings, submissions
from bot.desk.sources import partner_offers
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.model import Blocked, Download, Person, PlaceKind, Reading, Role
from bot.store.work import Work
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, at, rows_of
from tests.support.scenes import Shown, audit, do, shown, tap, texts_to

PARTNER_CHAT = -1003
OFFERS = "SELECT is_planned, title, words, state FROM partner_offers ORDER BY id"


@pytest.fixture
async def paper(gao: County, places: None) -> Person:
    await gao.bind(PARTNER_CHAT, PlaceKind.PARTNER)
    return await gao.person("李记者", "县报社", role=Role.PARTNER, telegram_id=41)


async def newest(gao: County, chat_id: int) -> Shown:
    return (await shown(gao, chat_id))[-1]


async def offer(gao: County, who: Person, said: str, **how: Any) -> None:
    act = tagged.submit if said.startswith("#报送") else tagged.plan
    await do(gao, who, act, said=said, **{"chat_id": PARTNER_CHAT, **how})


async def publish(gao: County, editor: Person, chat_id: int = DESK_CHAT) -> Any:
    """The demand that is under way gets its due time, and whatever else is asked is skipped; it is posted."""

    async def go_on(office: Office, work: Work, scene: Scene) -> Any:
        draft = (await work.drafts.in_chat(chat_id, scene.telegram_id))[0]
        for field in content_of(draft).to_ask:
            draft = (await work.drafts.in_chat(chat_id, scene.telegram_id))[0]
            if field == "due":
                await forms.take_text(office, work, scene, draft)
            else:
                await forms.skip(office, work, scene, draft_id=draft.id, field=field)
        return await forms.post(office, work, scene, draft_id=draft.id)

    return await do(gao, editor, go_on, said="6月12日", chat_id=chat_id)


async def test_what_a_partner_plans_becomes_a_topic_and_the_partner_hears_so(
    gao: County, zhou: Person, paper: Person
) -> None:
    await offer(gao, paper, "#选题 春茶采摘系列报道\n下周起连续三天走访云茶镇。")
    assert (await newest(gao, PARTNER_CHAT)).text == "🤝 已转采编：《春茶采摘系列报道》。结果会在这里告知。"
    at_desk = await newest(gao, DESK_CHAT)
    assert at_desk.text == (
        "🤝 县报社 李记者提供（计划报道）：\n<b>春茶采摘系列报道</b>\n下周起连续三天走访云茶镇。"
    )
    assert at_desk.labels == ["转为选题", "不用"]
    await tap(gao, zhou, at_desk, "转为选题", partner_offers.turn, chat_id=DESK_CHAT)
    await publish(gao, zhou)
    assert await rows_of(gao.database, "SELECT title, brief FROM demands") == [
        ("春茶采摘系列报道", "下周起连续三天走访云茶镇。")
    ]
    assert await rows_of(gao.database, "SELECT state, demand_id FROM partner_offers") == [("turned", 1)]
    told = await newest(gao, PARTNER_CHAT)
    assert told.text == "🤝 《春茶采摘系列报道》已转为选题T1，谢谢。"
    assert told.reply_to is not None
    assert any("✅ 已转为选题T1（周编）" in each.text for each in await shown(gao, DESK_CHAT))
    with pytest.raises(WrongState):
        await do(gao, zhou, partner_offers.leave, offer_id=1, chat_id=DESK_CHAT)
    assert await audit(gao, "partner_offer", 1) == ["offer", "turned"]


async def test_two_editors_make_one_topic_of_an_offer(
    gao: County, zhou: Person, wu: Person, paper: Person
) -> None:
    await offer(gao, paper, "#选题 春茶采摘系列报道")
    for editor in (zhou, wu):
        await do(gao, editor, partner_offers.turn, offer_id=1, chat_id=DESK_CHAT)
    await publish(gao, zhou)
    toast = await publish(gao, wu)
    assert toast.alert
    assert await rows_of(gao.database, "SELECT count(*) FROM demands") == [(1,)]


async def test_an_edit_that_gives_it_a_marking_leaves_nothing_of_it(
    gao: County, zhou: Person, paper: Person
) -> None:
    await offer(gao, paper, "#选题 春茶采摘系列报道\n走访云茶镇三天", message_id=901)
    async with gao.database.work(now=gao.clock.now()) as work:
        said = Blocked("marking", PARTNER_CHAT, 0, 41, 901, 0, is_private=False, is_edit=True)
        await blocked.take_blocked(gao.office, work, said)
    assert await rows_of(gao.database, OFFERS) == [(1, "", "", "open")]
    assert await rows_of(gao.database, "SELECT count(*) FROM outbox WHERE payload LIKE '%春茶%'") == [(0,)]


async def test_what_is_not_used_is_told_and_can_be_thought_over_for_ten_minutes(
    gao: County, zhou: Person, wu: Person, paper: Person
) -> None:
    await offer(gao, paper, "#报送 云茶镇航拍素材")
    assert await rows_of(gao.database, "SELECT * FROM items") == [], "a partner's offer is no item"
    at_desk = await newest(gao, DESK_CHAT)
    assert "（已有素材）" in at_desk.text
    await tap(gao, zhou, at_desk, "不用", partner_offers.leave, chat_id=DESK_CHAT)
    assert "采编这次不用" in (await newest(gao, PARTNER_CHAT)).text
    with pytest.raises(WrongState):
        await do(gao, wu, partner_offers.turn, offer_id=1, chat_id=DESK_CHAT)
    with pytest.raises(NotAllowed):
        await do(gao, wu, partner_offers.undo, offer_id=1, chat_id=DESK_CHAT)
    await tap(gao, zhou, await newest(gao, DESK_CHAT), "撤销", partner_offers.undo, chat_id=DESK_CHAT)
    assert (await newest(gao, DESK_CHAT)).labels == ["转为选题", "不用"]
    assert "重新考虑" in (await newest(gao, PARTNER_CHAT)).text
    await do(gao, zhou, partner_offers.leave, offer_id=1, chat_id=DESK_CHAT)
    gao.clock.moment += timedelta(minutes=11)
    with pytest.raises(WrongState):
        await do(gao, zhou, partner_offers.undo, offer_id=1, chat_id=DESK_CHAT)
    assert (await newest(gao, DESK_CHAT)).labels == []


async def test_several_tags_in_a_message_are_several_offers(gao: County, zhou: Person, paper: Person) -> None:
    await offer(gao, paper, "#选题 春茶系列报道\n#报送 航拍素材\n三分钟")
    assert await rows_of(gao.database, OFFERS) == [
        (1, "春茶系列报道", "", "open"),
        (0, "航拍素材", "三分钟", "open"),
    ]


async def test_an_edit_that_adds_the_tag_offers_it(gao: County, zhou: Person, paper: Person) -> None:
    await do(gao, paper, tagged.edit, said="选题 春茶系列报道", chat_id=PARTNER_CHAT, message_id=901)
    assert await rows_of(gao.database, OFFERS) == []
    await do(gao, paper, tagged.edit, said="#选题 春茶系列报道", chat_id=PARTNER_CHAT, message_id=901)
    assert await rows_of(gao.database, OFFERS) == [(1, "春茶系列报道", "", "open")]
    receipt = await newest(gao, PARTNER_CHAT)
    assert (receipt.text, receipt.reply_to) == ("🤝 已转采编：《春茶系列报道》。结果会在这里告知。", 901)
    await do(gao, zhou, tagged.edit, said="#选题 编辑所写", chat_id=PARTNER_CHAT, message_id=902)
    assert len(await rows_of(gao.database, OFFERS)) == 1


async def test_an_edit_is_followed_until_the_desk_has_decided(
    gao: County, zhou: Person, paper: Person
) -> None:
    await offer(gao, paper, "#选题 春茶系列报到", message_id=901)

    async def edit(said: str) -> None:
        await do(gao, paper, tagged.edit, said=said, chat_id=PARTNER_CHAT, message_id=901)

    await edit("#选题 春茶系列报道\n三篇")
    assert await rows_of(gao.database, OFFERS) == [(1, "春茶系列报道", "三篇", "open")]
    assert "<b>春茶系列报道</b>\n三篇" in (await newest(gao, DESK_CHAT)).text
    assert (await newest(gao, PARTNER_CHAT)).text == "🤝 已转采编：《春茶系列报道》。结果会在这里告知。"
    await edit("#报送 春茶系列报道\n三篇")
    assert "（已有素材）" in (await newest(gao, DESK_CHAT)).text
    await do(gao, zhou, partner_offers.leave, offer_id=1, chat_id=DESK_CHAT)
    await edit("#选题 春茶系列报道\n五篇")
    assert (await newest(gao, PARTNER_CHAT)).text.startswith("采编收到的仍是修改前的内容。")
    assert await rows_of(gao.database, "SELECT count(*) FROM items") == [(0,)]


async def test_what_may_be_internal_or_says_nothing_is_not_passed_on(
    gao: County, zhou: Person, paper: Person
) -> None:
    for said in ("#选题 茶", "#选题 采访县委常委会会议\n内部文件，不得外传。"):
        with pytest.raises(BadInput):
            await offer(gao, paper, said)
    assert await rows_of(gao.database, OFFERS) == []


async def test_others_in_a_partner_group_hear_whose_the_tags_are_and_lose_nothing(
    gao: County, zhang: Person, zhou: Person, paper: Person
) -> None:
    await offer(gao, zhang, f"#报送 早茶开园\n{BODY}")
    hint = await newest(gao, PARTNER_CHAT)
    assert hint.text.startswith("尚未收下：本群的“#报送”供联席单位")
    assert hint.labels == ["按报送收下"]
    await tap(gao, zhang, hint, "按报送收下", near_misses.take, chat_id=PARTNER_CHAT)
    assert await rows_of(gao.database, "SELECT title FROM items") == [("早茶开园",)]
    await offer(gao, zhou, "#选题 春茶系列报道")
    assert "#需求" in (await newest(gao, PARTNER_CHAT)).text
    assert await rows_of(gao.database, OFFERS) == []


async def test_the_tag_elsewhere_says_what_to_do_instead(gao: County, zhang: Person, paper: Person) -> None:
    await offer(gao, zhang, "#选题 夏粮收购\n进度如何", chat_id=WORK_CHAT)
    assert (await texts_to(gao, WORK_CHAT))[-1] == (
        "未保存：“#选题”供联席单位在联席群使用。\n看可预约的选题：/topics。提选题建议，请发：\n"
        "<code>/propose 夏粮收购 进度如何</code>"
    )
    await offer(gao, paper, f"#报送 早茶开园\n{BODY}", chat_id=None)
    assert await rows_of(gao.database, "SELECT title FROM items") == [("早茶开园",)]


async def test_forged_numbers_lead_nowhere(gao: County, zhou: Person, paper: Person) -> None:
    for act in (partner_offers.turn, partner_offers.leave, partner_offers.undo):
        with pytest.raises(NotFound):
            await do(gao, zhou, act, offer_id=99, chat_id=DESK_CHAT)
        with pytest.raises(NotAllowed):
            await do(gao, paper, act, offer_id=1, chat_id=PARTNER_CHAT)


async def test_the_months_post_says_what_was_shared_taken_and_planned(
    gao: County, zhang: Person, zhou: Person, paper: Person
) -> None:
    async with gao.database.work(now=at("2026-06-01 10:00:00")) as work:
        assert await posts.compose_preview(gao.office, work, key="liaison", period="2026-05")
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 早茶开园\n{BODY}", chat_id=WORK_CHAT)
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    await do(gao, zhou, sharings.command, typed="1", chat_id=DESK_CHAT)
    await tap(gao, paper, await newest(gao, PARTNER_CHAT), "采用", sharings.take, chat_id=PARTNER_CHAT)
    await offer(gao, paper, "#选题 春茶系列报道")
    await offer(gao, paper, "#报送 航拍素材一组")
    await tap(gao, zhou, await _at_desk(gao, "春茶系列"), "转为选题", partner_offers.turn, chat_id=DESK_CHAT)
    await publish(gao, zhou)
    await gao.demand("夏粮收购情况", due="2026-07-10 17:30")
    async with gao.database.work(now=at("2026-07-01 10:00:00")) as work:
        place = next(each for each in work.directory.places if each.chat_id == PARTNER_CHAT)
        for _ in range(2):
            await posts.post_in(gao.office, work, place_id=place.id, key="liaison", period="2026-06")
    said = [text for text in await texts_to(gao, PARTNER_CHAT) if "近期计划" in text]
    assert said == [
        "<b>资源共享：2026年6月情况和近期计划</b>\n"
        "6月：采编共享1条，联席单位采用1条（含以前共享的）；联席单位提供2条，转为选题1条。\n"
        "<b>2026-0001</b> 早茶开园 · 县报社采用\n"
        "县报社：《春茶系列报道》→ T1\n\n"
        "<b>7月计划</b>\n"
        "选题T2 夏粮收购情况，7月10日（周五）17:30截止\n"
        "县报社（已有素材）：航拍素材一组\n"
        "提供报道计划或素材，请在本群写：<code>#选题 标题</code> 或 <code>#报送 标题</code>"
    ]


async def _at_desk(gao: County, word: str) -> Shown:
    return next(each for each in await shown(gao, DESK_CHAT) if word in each.text and each.labels)


async def test_a_bare_tag_is_told_how_to_write_it_and_a_short_title_is_enough(
    gao: County, zhou: Person, paper: Person
) -> None:
    with pytest.raises(BadInput, match="behind the tag"):
        await offer(gao, paper, "#选题")
    await offer(gao, paper, "#选题 夏粮报道")
    assert "夏粮报道" in (await newest(gao, DESK_CHAT)).text


async def test_a_file_that_comes_with_an_offer_goes_to_the_desk_below_it(
    gao: County, zhou: Person, paper: Person
) -> None:
    await offer(gao, paper, "#选题 春茶采摘系列报道", attachment="document", file_name="拍摄方案.docx")
    assert (await newest(gao, PARTNER_CHAT)).text.endswith("\n📎 附件检查后随即转交。")
    async with gao.database.work(now=gao.clock.now()) as work:
        await talk.take_download(
            gao.office, work, 1, Download("a" * 64, 99, Reading("docx", "三天走访云茶镇"))
        )
    ((chat, caption),) = await rows_of(
        gao.database,
        "SELECT chat_id, json_extract(payload, '$.caption') FROM outbox WHERE method = 'sendDocument'",
    )
    assert (chat, caption) == (DESK_CHAT, "🤝 县报社 李记者《春茶采摘系列报道》附件\n拍摄方案.docx")
