"""The weekly consultation: one living agenda, topics decided once, minutes, leaders' wishes, the leaders' digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.desk import talk
from bot.desk.clock import posts
from bot.desk.common import forms
from bot.desk.demands import drafts, proposals
from bot.desk.items import adoptions
from bot.desk.planning import agenda, keypoints, listing, minutes, wishes
from bot.errors import BadInput, NotAllowed, WrongState
from bot.model import AdoptionKind, Draft, ItemState, KeyPoint, Person, PlaceKind, ProposalState, Role
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at
from tests.support.scenes import Shown, audit, do, last_labels, shown, texts_to

WEEK = "2026-W23"
CHOICES = ["转为选题", "约稿", "列入要点", "搁置"]


@pytest.fixture
async def editor(gao: County) -> Person:
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    return await gao.person("何文涛", "信息中心", role=Role.EDITOR, telegram_id=31)


@pytest.fixture
async def reporter(gao: County) -> Person:
    return await gao.person("王茗", "云茶镇", telegram_id=40)


@pytest.fixture
async def leader(gao: County) -> Person:
    return await gao.person("张立新", "县政府", role=Role.LEADER, telegram_id=30)


async def agendas(gao: County) -> list[Shown]:
    return [each for each in await shown(gao, DESK_CHAT) if "会商议程（" in each.text]


async def post(gao: County, moment: str = "2026-06-05 15:00") -> None:
    """The clock's post of the week."""
    gao.clock.moment = at(moment)
    async with gao.database.work(now=gao.clock.now()) as work:
        for place in work.directory.places_of(PlaceKind.DESK):
            await posts.post_when_open(gao.office, work, place_id=place.id, key="consultation", period=WEEK)


async def test_the_agenda_has_wishes_first_and_is_posted_once(
    gao: County, editor: Person, reporter: Person, leader: Person
) -> None:
    await do(gao, reporter, proposals.propose, text="夏粮收购中的新情况")
    await do(gao, leader, wishes.topic, text="农民工工资支付情况要摸清楚")
    await gao.item(reporter, "2026-05-27 10:00:00", state=ItemState.ADOPTED)
    await gao.item(reporter, "2026-06-02 10:00:00", state=ItemState.WAITING)
    early = await gao.item(reporter, "2026-05-20 10:00:00", state=ItemState.ADOPTED)
    for item_id in (1, early):
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.adoptions.add(
                item_id,
                channel="县",
                kind=AdoptionKind.SINGLE,
                day=date(2026, 5, 28),
                month="2026-05",
                issue=None,
                is_late=False,
                person_id=editor.id,
                now=work.now,
            )
    await post(gao)
    await post(gao, "2026-06-05 15:01")
    [now] = await agendas(gao)
    lines = now.text.split("\n")
    assert lines[0] == "📋 <b>会商议程（6月1日—6月7日）</b>"
    # 2 beside 1: one of them is of the week before, and the line says so.
    last = next(
        line for line in lines if line.startswith("上周（5月25日—5月31日）：收1条，有效1条，采用1条；")
    )
    assert last.endswith(" 2（按采用日期计，含以前的来稿）")
    assert "1. 📌 领导交办：农民工工资支付情况要摸清楚（县政府 张立新）" in lines
    assert "2. 夏粮收购中的新情况（云茶镇 王茗）" in lines
    assert any(line.startswith("待审1条") for line in lines)
    assert now.labels == ["1", "2", "会商纪要"]


async def test_a_number_shows_what_can_be_done_and_a_decision_stands_there(
    gao: County, editor: Person, reporter: Person, leader: Person
) -> None:
    for words in ("夏粮收购中的新情况", "春蚕"):
        await do(gao, reporter, proposals.propose, text=words)
    await post(gao)
    await do(gao, editor, agenda.press_topic, chat_id=DESK_CHAT, week=WEEK, proposal_id=2)
    [now] = await agendas(gao)
    assert now.labels == [*CHOICES, "返回"]
    assert "👉 2. 春蚕（云茶镇 王茗）" in now.text
    await do(gao, editor, proposals.ask_shelve, proposal_id=2)
    await do(gao, editor, talk.take_message, said="近期已报过")
    [now] = await agendas(gao)
    assert "· 春蚕 ✖️ 已搁置：近期已报过（何文涛）" in now.text
    assert now.labels == [*CHOICES, "会商纪要"], "one topic is left"
    assert "经会商暂缓安排，原因：近期已报过" in (await texts_to(gao, 40))[-1]


async def test_of_two_editors_who_decide_at_once_the_first_does_and_the_other_hears_who(
    gao: County, editor: Person, reporter: Person
) -> None:
    other = await gao.person("周敏", "信息中心", role=Role.EDITOR, telegram_id=32)
    await do(gao, reporter, proposals.propose, text="夏粮收购中的新情况")
    await do(gao, other, proposals.ask_shelve, proposal_id=1)
    await do(gao, editor, listing.press_list, chat_id=DESK_CHAT, proposal_id=1, month="2026-07")
    await do(gao, other, talk.take_message, said="近期已报过")
    assert (await texts_to(gao, 32))[-1] == "何文涛已于6月3日 12:00处理。"
    proposal = await gao.database.reads.demands.find_proposal(1)
    assert proposal is not None
    assert (proposal.state, proposal.month) == (ProposalState.LISTED, "2026-07")
    assert (await texts_to(gao, 40))[-1] == "您提出的“夏粮收购中的新情况”已列入2026年7月信息要点。"
    toast = await do(gao, other, drafts.commission_proposal, chat_id=DESK_CHAT, proposal_id=1)
    assert toast.text == "何文涛已于6月3日 12:00处理。"


async def test_what_is_listed_stands_behind_what_is_written(
    gao: County, editor: Person, reporter: Person
) -> None:
    await do(gao, reporter, proposals.propose, text="夏粮收购中的新情况")
    await do(gao, editor, listing.press_list, proposal_id=1, month=None)
    assert await last_labels(gao, 31) == ["6月", "7月"]
    await do(gao, editor, listing.press_list, proposal_id=1, month="2026-07")
    await do(gao, editor, keypoints.key_points, text="2026-07\n1. 双抢\n2. 防汛")
    preview = (await shown(gao, 31))[-1]
    assert "3. 夏粮收购中的新情况" in preview.text


async def test_a_commission_asks_for_the_units_and_is_none_without(
    gao: County, editor: Person, reporter: Person
) -> None:
    await do(gao, reporter, proposals.propose, text="夏粮收购中的新情况")
    await do(gao, editor, drafts.commission_proposal, proposal_id=1)
    await do(gao, editor, talk.take_message, said="周五")
    await do(gao, editor, talk.take_message, said="跳过")
    toast = await do(gao, editor, forms.post, mechanism=drafts.MECHANISM, draft=await newest(gao))
    assert toast.text == "约稿须写明单位，请补充。"
    await do(gao, editor, talk.take_message, said="云茶镇")
    await do(gao, editor, forms.post, mechanism=drafts.MECHANISM, draft=await newest(gao))
    demand = await gao.database.reads.demands.find(1)
    assert demand is not None and demand.units == (reporter.unit_id,)
    proposal = await gao.database.reads.demands.find_proposal(1)
    assert proposal is not None and proposal.state is ProposalState.TURNED


async def newest(gao: County) -> Draft:
    return max(await gao.database.reads.drafts.of(31), key=lambda draft: draft.id)


async def test_twenty_topics_stay_one_message_with_a_number_each(
    gao: County, editor: Person, reporter: Person
) -> None:
    for number in range(25):
        await do(gao, reporter, proposals.propose, text=f"第{number}个选题：" + "情况" * 200)
    await do(gao, editor, agenda.consult, chat_id=DESK_CHAT, text="")
    [now] = await agendas(gao)
    assert now.labels == [*map(str, range(1, 21)), "会商纪要"]
    assert "……另有5条，处理后显示" in now.text
    assert len(now.text) < 4096


async def test_a_newer_agenda_takes_the_place_of_the_older(gao: County, editor: Person) -> None:
    await do(gao, editor, agenda.consult, chat_id=DESK_CHAT, text="")
    await shown(gao, DESK_CHAT)
    await post(gao)
    old, new = [each for each in await shown(gao, DESK_CHAT) if "会商议程" in each.text]
    assert (old.text, old.labels) == ("📋 6月1日当周的会商议程：见下方新的一条。", [])
    assert new.labels == ["会商纪要"]


async def test_minutes_are_kept_posted_and_listed(gao: County, editor: Person, reporter: Person) -> None:
    await do(gao, editor, agenda.consult, text="1. 夏粮收购约县农业局\n2. 防汛列入要点")
    assert (await texts_to(gao, DESK_CHAT))[-1] == (
        "📝 <b>会商纪要</b>（何文涛，6月3日 12:00）\n1. 夏粮收购约县农业局\n2. 防汛列入要点"
    )
    assert (await texts_to(gao, 31))[-1] == "会商纪要已保存，并已发到采编群。"
    assert (await last_labels(gao, 31)) == ["撤销", "重写"]
    await do(gao, editor, agenda.consult, text="纪要")
    assert (await last_labels(gao, 31))[0].startswith("6月3日 12:00 1. 夏粮收购约县农业局")
    await do(gao, editor, minutes.press_show, minutes_id=1)
    assert "2. 防汛列入要点" in (await texts_to(gao, 31))[-1]
    with pytest.raises(BadInput, match="internal"):
        await do(gao, editor, agenda.consult, text="传达内部文件精神")
    with pytest.raises(NotAllowed):
        await do(gao, reporter, agenda.consult, text="")


async def at_desk(gao: County) -> list[tuple[list[str], list[str]]]:
    """The minutes as they stand in the desk group: lines and buttons."""
    return [
        (each.text.split("\n"), each.labels)
        for each in await shown(gao, DESK_CHAT)
        if "会商纪要<" in each.text
    ]


async def test_minutes_of_the_same_week_take_the_place_of_the_first_and_can_be_undone(
    gao: County, editor: Person
) -> None:
    other = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=32)
    await do(gao, editor, agenda.consult, text="夏粮收购约县农业局")
    gao.clock.moment = at("2026-06-03 12:05")
    [kept] = await shown(gao, 31)
    assert kept.labels == ["撤销", "重写"]
    await do(gao, other, agenda.consult, text="夏粮收购约县商务局", chat_id=DESK_CHAT)
    [kept] = await shown(gao, 31)
    assert "已由周编于6月3日 12:05重写" in kept.text and "撤销" not in kept.labels
    assert await at_desk(gao) == [
        (
            ["📝 <b>会商纪要</b>（何文涛，6月3日 12:00）", "✏️ 已由周编于6月3日 12:05重写，以新纪要为准。"],
            ["全文"],
        ),
        (
            [
                "📝 <b>会商纪要</b>（周编，6月3日 12:05）",
                "✏️ 更正：代替何文涛 6月3日 12:00的纪要，以本件为准。",
                "夏粮收购约县商务局",
            ],
            ["撤销", "重写", "原纪要"],
        ),
    ]
    await do(gao, editor, agenda.consult, text="纪要")
    assert len(await last_labels(gao, 31)) == 1
    await do(gao, editor, minutes.press_show, minutes_id=1)
    assert "夏粮收购约县农业局" in (await texts_to(gao, 31))[-1], "the earlier ones stay to be read"
    # Who wrote them undoes them, nobody else; the first hold again, and can themselves be undone for their ten minutes.
    with pytest.raises(NotAllowed):
        await do(gao, editor, minutes.undo, minutes_id=2)
    with pytest.raises(WrongState):
        await do(gao, editor, minutes.undo, minutes_id=1)
    toast = await do(gao, other, minutes.undo, minutes_id=2, chat_id=DESK_CHAT)
    assert toast.text == "已撤销，恢复原纪要。"
    first, second = await at_desk(gao)
    assert (first[0][1:], first[1]) == (["夏粮收购约县农业局"], ["撤销", "重写"])
    assert (second[0][1:], second[1]) == (["🔙 已由本人于6月3日 12:05撤销。"], ["全文"])
    gao.clock.moment = at("2026-06-03 12:11")
    assert (await at_desk(gao))[0][1] == ["重写"]
    with pytest.raises(WrongState, match="time is over"):
        await do(gao, editor, minutes.undo, minutes_id=1)
    assert await audit(gao, "minutes", 2) == ["minutes_anew", "minutes_undo"]
    # Another week has minutes of its own.
    gao.clock.moment = at("2026-06-12 16:00")
    await do(gao, editor, agenda.consult, text="防汛列入要点")
    assert (await at_desk(gao))[-1][1] == ["撤销", "重写"] and len(await at_desk(gao)) == 3
    await do(gao, editor, minutes.undo, minutes_id=3)
    await do(gao, editor, agenda.consult, text="纪要")
    assert len(await last_labels(gao, 31)) == 1


async def test_of_two_who_write_the_same_minutes_anew_one_is_first_and_the_other_told(
    gao: County, editor: Person
) -> None:
    other = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=32)
    await do(gao, editor, agenda.consult, text="夏粮收购约县农业局", chat_id=DESK_CHAT)
    gao.clock.moment = at("2026-06-08 09:00")  # a week later, by the button under them
    for who in (editor, other):
        await do(gao, who, minutes.press_anew, minutes_id=1)
    for who, said in ((other, "夏粮收购约县商务局"), (editor, "夏粮收购约县粮食局")):
        await do(gao, who, talk.take_message, said=said)
    assert [lines[-1] for lines, _ in await at_desk(gao)] == [
        "✏️ 已由周编于6月8日 09:00重写，以新纪要为准。",
        "夏粮收购约县商务局",
    ]
    assert (await texts_to(gao, 31))[-1] == "周编已于6月8日 09:00重写这份纪要，您写的未保存，请先看新纪要。"
    with pytest.raises(WrongState):
        await do(gao, editor, minutes.press_anew, minutes_id=1)


async def test_a_leader_sees_what_became_of_each_wish(gao: County, editor: Person, leader: Person) -> None:
    await do(gao, leader, wishes.topic, text="农民工工资支付情况要摸清楚")
    assert (await texts_to(gao, 30))[-1] == "已转采编群研究，办理情况将向您报告。"
    assert await last_labels(gao, DESK_CHAT) == [*CHOICES, "回复领导"]
    await do(gao, editor, listing.press_list, proposal_id=1, month="2026-06")
    await do(gao, leader, wishes.topic, text="")
    listed, asked = (await texts_to(gao, 30))[-2:]
    assert "农民工工资支付情况要摸清楚：✅ 已列入2026年6月信息要点" in listed
    assert asked.startswith("请直接发送要交办采编的内容")
    with pytest.raises(BadInput, match="What you pass on"):
        await do(gao, leader, talk.take_message, said="查")
    await do(gao, leader, talk.take_message, said="取消")
    assert (await texts_to(gao, 30))[-1] == "已取消，没有转出。"
    with pytest.raises(NotAllowed, match="for leaders"):
        await do(gao, editor, wishes.topic, text="夏粮收购中的新情况")


async def test_the_digest_puts_first_what_stands_out(
    gao: County, editor: Person, reporter: Person, leader: Person
) -> None:
    await gao.item(reporter, "2026-06-02 10:00:00", state=ItemState.ADOPTED)
    await gao.item(reporter, "2026-05-02 10:00:00", state=ItemState.ADOPTED)
    gao.clock.moment = at("2026-06-05 17:00")
    await do(gao, editor, adoptions.command, typed="2026-0001 市")
    async with gao.database.settling() as conn:
        await conn.execute_fetchall(
            "UPDATE items SET decided_at = received_at, is_urgent = 1 WHERE state = 'adopted'"
        )
    async with gao.database.work(now=gao.clock.now()) as work:
        await posts.post_in_private(gao.office, work, key="digest", period=WEEK)
    [digest] = await shown(gao, 30)
    assert digest.text.split("\n")[:2] == [
        "🗞 <b>一周信息（5月29日—6月5日）</b>",
        "本周采用1条。标★的请重点关注。",
    ]
    assert "★ <b>2026-0001</b>" in digest.text and "　紧急、政务信息快报采用、2分" in digest.text
    assert digest.labels == ["批示 2026-0001", "全文"]


async def test_a_digest_in_which_nothing_stands_out_speaks_of_no_star(
    gao: County, editor: Person, reporter: Person, leader: Person
) -> None:
    await gao.item(reporter, "2026-06-02 10:00:00", state=ItemState.ADOPTED)
    gao.clock.moment = at("2026-06-05 17:00")
    async with gao.database.settling() as conn:
        await conn.execute_fetchall("UPDATE items SET decided_at = received_at WHERE state = 'adopted'")
    async with gao.database.work(now=gao.clock.now()) as work:
        await posts.post_in_private(gao.office, work, key="digest", period=WEEK)
    [digest] = await shown(gao, 30)
    assert digest.text.split("\n")[1] == "本周采用1条。" and "★" not in digest.text

    # What is adopted on the evening and the weekend after it is in the next one, and nothing is in two of them.
    await gao.item(reporter, "2026-06-05 20:00:00", state=ItemState.ADOPTED)
    await gao.item(reporter, "2026-06-07 10:00:00", state=ItemState.ADOPTED)
    gao.clock.moment = at("2026-06-12 17:00")
    async with gao.database.settling() as conn:
        await conn.execute_fetchall("UPDATE items SET decided_at = received_at WHERE state = 'adopted'")
    async with gao.database.work(now=gao.clock.now()) as work:
        await posts.post_in_private(gao.office, work, key="digest", period="2026-W24")
    later = (await shown(gao, 30))[-1]
    assert "本周采用2条" in later.text and "2026-0002" in later.text and "2026-0001" not in later.text


async def test_whoever_decided_can_undo_it_for_ten_minutes(
    gao: County, editor: Person, reporter: Person
) -> None:
    other = await gao.person("周敏", "信息中心", role=Role.EDITOR, telegram_id=32)
    await do(gao, reporter, proposals.propose, text="夏粮收购中的新情况")
    await do(gao, editor, listing.press_list, proposal_id=1, month="2026-07")
    assert (await shown(gao, DESK_CHAT))[-1].labels == ["撤销"]
    with pytest.raises(NotAllowed, match="何文涛"):
        await do(gao, other, listing.press_undo, proposal_id=1)
    gao.clock.moment = at("2026-06-03 12:09")
    await do(gao, editor, listing.press_undo, proposal_id=1)
    assert await gao.database.reads.keypoints.of("2026-07") == []
    assert (await shown(gao, DESK_CHAT))[-1].labels == CHOICES
    assert (await texts_to(gao, 40))[-1] == "关于“夏粮收购中的新情况”的处理已撤销，该题重新列入会商。"
    # What was written anew since is no topic of theirs any more, and is not said to be gone.
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.keypoints.replace("2026-07", [KeyPoint("2026-07", 4, "防汛备汛")])
        await work.keypoints.publish("2026-07", by=editor.id, now=work.now)
    said = await do(gao, editor, listing.press_list, proposal_id=1, month="2026-07")
    assert said.text == "已列入2026年7月信息要点第5条，届时随要点发到工作群。"
    async with gao.database.work(now=gao.clock.now()) as work:
        other_point, listed = await work.keypoints.of("2026-07")
        await work.keypoints.replace("2026-07", [other_point, replace(listed, title="夏粮收购")])
    undone = await do(gao, editor, listing.press_undo, proposal_id=1)
    assert "保持不变" in undone.text
    assert [point.title for point in await gao.database.reads.keypoints.of("2026-07")] == [
        "防汛备汛",
        "夏粮收购",
    ]
    await do(gao, editor, proposals.ask_shelve, proposal_id=1)
    await do(gao, editor, talk.take_message, said="近期已报过")
    gao.clock.moment = at("2026-06-03 12:20")
    assert (await shown(gao, DESK_CHAT))[-1].labels == []
    with pytest.raises(WrongState):
        await do(gao, editor, listing.press_undo, proposal_id=1)
