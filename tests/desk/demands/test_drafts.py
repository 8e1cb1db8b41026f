from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.desk import forms, tagged
from bot.desk.common import forms as frame
from bot.desk.common.office import Toast
from bot.desk.demands import bookings as demand_bookings
from bot.desk.demands import changes, drafts, proposals
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.model import BookingState, DemandState, Draft, Kind, Person, PlaceKind, ProposalState, Role
from bot.views.common import forms as form_words
from bot.views.common.callbacks import Press, parse
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, county, rows_of
from tests.support.scenes import do, last_labels, mark, scene_of, texts_to

NOW = "2026-06-03 12:00"  # a Wednesday
WHOLE = "#需求 夏粮收购\n截止:周五\n名额:2\n类别:综合\n了解进度和<价格>。"


@pytest.fixture
async def gao(tmp_path: Path) -> AsyncIterator[County]:
    async with county(tmp_path, now=NOW) as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.bind(-1003, PlaceKind.WORK, language="en")
        await place.bind(DESK_CHAT, PlaceKind.DESK)
        yield place


@pytest.fixture
async def zhou(gao: County) -> Person:
    return await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=1)


async def draft_of(gao: County, who: Person, chat_id: int | None = None) -> Draft | None:
    assert who.telegram_id is not None
    found = await gao.database.reads.drafts.in_chat(chat_id or who.telegram_id, who.telegram_id)
    return found[0] if found else None


async def reply(gao: County, who: Person, text: str, *, chat_id: int | None = None) -> None:
    draft = await draft_of(gao, who, chat_id)
    await do(gao, who, forms.take_text, said=text, chat_id=chat_id, draft=draft)


async def press(
    gao: County, who: Person, act: Callable[..., Awaitable[Any]], *, chat_id: int | None = None, **kwargs: Any
) -> Toast | None:
    draft = await draft_of(gao, who, chat_id)
    toast: Toast | None = await do(
        gao, who, act, chat_id=chat_id, draft_id=draft.id if draft else 0, **kwargs
    )
    return toast


async def test_the_words_of_the_buttons_under_a_preview_may_be_typed(gao: County, zhou: Person) -> None:
    await do(gao, zhou, forms.write, said=WHOLE, form="demand")
    await reply(gao, zhou, "跳过")
    await reply(gao, zhou, "修改")
    await reply(gao, zhou, "名额:3")
    await reply(gao, zhou, "发布。")
    (demand,) = await gao.database.reads.demands.open()
    assert (demand.title, demand.slots) == ("夏粮收购", 3)
    assert (await texts_to(gao, 1))[-1] == "已发布，编号 T1。"


def test_every_button_under_a_preview_has_its_word(gao: County) -> None:
    t = gao.office.texts("en")
    preview = form_words.render_preview(t, 1, [], files=[], file_left=None)
    under = {parse(each.data or "").press for row in preview.keyboard for each in row}
    assert under | {Press.FORM_SKIP} == set(frame.TYPED)
    assert set(form_words.preview_buttons(t, 1)) == {each for row in preview.keyboard for each in row}


async def test_the_words_of_the_buttons_under_a_preview_are_typed_in_english_as_well(
    gao: County, zhou: Person
) -> None:
    await do(gao, zhou, forms.write, said=WHOLE, form="demand")
    for text in ("skip", "Edit", "名额:3", "Post."):
        await reply(gao, zhou, text)
    (demand,) = await gao.database.reads.demands.open()
    assert (demand.title, demand.slots) == ("夏粮收购", 3)


async def test_one_step_previews_and_posts_in_every_work_group(gao: County, zhou: Person) -> None:
    await do(gao, zhou, forms.write, said=WHOLE, form="demand")
    assert await last_labels(gao, 1) == ["发布", "修改", "取消"]
    assert await gao.database.reads.demands.open() == []
    assert await press(gao, zhou, forms.post) == Toast("已发布，编号 T1。")
    (demand,) = await gao.database.reads.demands.open()
    assert (demand.title, demand.brief, demand.slots, demand.kind, demand.due_at, demand.posted_by) == (
        "夏粮收购",
        "了解进度和<价格>。",
        2,
        Kind.COMPREHENSIVE,
        at("2026-06-05 17:30"),
        zhou.id,
    )
    (chinese,), (english,) = await texts_to(gao, WORK_CHAT), await texts_to(gao, -1003)
    assert "T1" in chinese and "&lt;价格&gt;" in chinese and "余 2/2" in chinese
    assert "Free slots: 2/2" in english
    assert await last_labels(gao, WORK_CHAT) == ["预约"] and await last_labels(gao, -1003) == ["Book"]
    rows = await gao.database.reader.execute_fetchall(
        "SELECT policy, priority FROM outbox WHERE chat_id = -1001"
    )
    assert [tuple(row) for row in rows] == [("hold", 2)]
    assert await draft_of(gao, zhou) is None
    assert [entry.step for entry in await gao.database.reads.trail.of("demand", 1)] == ["post"]


async def test_a_second_press_of_post_posts_nothing_and_numbers_have_no_gaps(
    gao: County, zhou: Person
) -> None:
    await do(gao, zhou, forms.write, said=WHOLE, form="demand")
    draft = await draft_of(gao, zhou)
    assert draft is not None
    await do(gao, zhou, forms.post, draft_id=draft.id)
    with pytest.raises(WrongState):
        await do(gao, zhou, forms.post, draft_id=draft.id)
    await do(gao, zhou, forms.write, said=WHOLE, form="demand")
    await press(gao, zhou, forms.cancel)
    await do(gao, zhou, forms.write, said=WHOLE, form="demand")
    await press(gao, zhou, forms.post)
    assert [demand.code for demand in await gao.database.reads.demands.open()] == ["T1", "T2"]


async def test_what_is_missing_is_asked_for_and_the_rest_is_kept(gao: County, zhou: Person) -> None:
    await do(gao, zhou, forms.write, said="#需求 夏粮收购\n名额:2\n说明", form="demand")
    asked = (await texts_to(gao, 1))[-1]
    assert "已存为草稿" in asked and "尚缺：截止" in asked
    await reply(gao, zhou, "昨天")
    assert "⚠️" in (await texts_to(gao, 1))[-1]
    await reply(gao, zhou, "2026-06-01")
    assert "⚠️" in (await texts_to(gao, 1))[-1]
    await reply(gao, zhou, "周五 12:00")
    assert await last_labels(gao, 1) == ["发布", "修改", "取消"]
    await press(gao, zhou, forms.post)
    (demand,) = await gao.database.reads.demands.open()
    assert (demand.title, demand.brief, demand.slots) == ("夏粮收购", "说明", 2)
    assert demand.due_at == at("2026-06-05 12:00")


async def test_one_line_changes_only_that(gao: County, zhou: Person) -> None:
    await do(gao, zhou, forms.write, said=WHOLE, form="demand")
    await press(gao, zhou, forms.ask_change)
    await reply(gao, zhou, "截止:2026-06-10")
    preview = (await texts_to(gao, 1))[-1]
    assert "6月10日" in preview and "夏粮收购" in preview
    await press(gao, zhou, forms.post)
    (demand,) = await gao.database.reads.demands.open()
    assert (demand.due_at, demand.title, demand.slots) == (at("2026-06-10 17:30"), "夏粮收购", 2)


async def test_a_line_that_has_become_the_title_is_said_with_the_title_that_was(
    gao: County, zhou: Person
) -> None:
    await do(gao, zhou, forms.write, said=WHOLE, form="demand")
    await reply(gao, zhou, "云茶镇政府会议室")
    assert "✏️ 标题已改，原为：夏粮收购。要改其他内容，请按“名称：内容”发送。" in (await texts_to(gao, 1))[-1]
    await reply(gao, zhou, "名额:3")
    assert "标题已改" not in (await texts_to(gao, 1))[-1]


async def test_an_edit_of_the_message_that_began_a_draft_changes_it(gao: County, zhou: Person) -> None:
    await do(gao, zhou, forms.write, said=WHOLE, form="demand", message_id=700)
    await do(gao, zhou, tagged.edit, said=WHOLE, message_id=700)  # Telegram reports edits that change nothing
    assert len(await texts_to(gao, 1)) == 1
    await do(gao, zhou, tagged.edit, said=WHOLE.replace("夏粮收购", "秋粮收购"), message_id=700)
    assert (await texts_to(gao, 1))[-1].startswith("📝 选题预览\n<b>秋粮收购</b>")
    await press(gao, zhou, forms.post)
    (demand,) = await gao.database.reads.demands.open()
    assert (demand.title, demand.slots) == ("秋粮收购", 2)


@pytest.mark.parametrize("behind", ["", "\n"])
async def test_an_edited_command_changes_its_draft_or_is_said_to_change_nothing(
    gao: County, zhou: Person, behind: str
) -> None:
    command = f"/demand {behind}夏粮收购\n截止:周五"
    words = command.removeprefix("/demand ").strip()
    await do(gao, zhou, forms.write, said=command, text=words, form="demand", message_id=700)
    await do(gao, zhou, tagged.edit, said=command.replace("夏粮", "秋粮"), message_id=700)
    assert "<b>秋粮收购</b>" in (await texts_to(gao, 1))[-1]
    await press(gao, zhou, forms.post)
    await do(gao, zhou, tagged.edit, said=command.replace("夏粮", "冬粮"), message_id=700)
    assert (await texts_to(gao, 1))[-1].startswith("这次修改未采纳")
    (demand,) = await gao.database.reads.demands.open()
    assert demand.title == "秋粮收购"


async def test_a_marking_that_came_in_pieces_is_not_posted(gao: County, zhou: Person) -> None:
    await do(gao, zhou, forms.write, said=WHOLE, form="demand")
    draft = await draft_of(gao, zhou)
    assert draft is not None
    values: dict[str, Any] = dict(draft.data)
    values["values"] = {**values["values"], "title": "机密★ 夏粮收购"}
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.drafts.save(draft.id, step=draft.step, data=values, now=work.now)
    with pytest.raises(BadInput, match="may be internal"):
        await press(gao, zhou, forms.post)
    assert await gao.database.reads.demands.open() == []


async def test_step_by_step_asks_every_part_and_skips_those_with_a_default(gao: County, zhou: Person) -> None:
    await do(gao, zhou, forms.write, form="demand", text="")
    assert "标题" in (await texts_to(gao, 1))[-1] and await last_labels(gao, 1) == ["取消"]
    await reply(gao, zhou, "夏粮收购")
    assert await last_labels(gao, 1) == ["跳过", "取消"]
    await press(gao, zhou, forms.skip, field="brief")
    stale = await press(gao, zhou, forms.skip, field="brief")
    assert stale is not None and stale.alert
    await reply(gao, zhou, "3个工作日")
    await reply(gao, zhou, "2")
    await press(gao, zhou, forms.skip, field="units")
    assert await last_labels(gao, 1) == ["普通", "综合", "政策", "苗头", "跳过", "取消"]
    await press(gao, zhou, forms.choose, value="policy", field="kind")
    await press(gao, zhou, forms.post)
    (demand,) = await gao.database.reads.demands.open()
    assert (demand.title, demand.brief, demand.slots, demand.kind) == ("夏粮收购", "", 2, Kind.POLICY)
    assert demand.due_at == at("2026-06-08 17:30")


async def test_a_due_time_that_passes_before_posting_is_asked_for_anew(gao: County, zhou: Person) -> None:
    await do(gao, zhou, forms.write, said=WHOLE, form="demand")
    gao.clock.moment = at("2026-06-05 17:30")
    toast = await press(gao, zhou, forms.post)
    assert toast is not None and toast.alert and "截止" in toast.text
    assert await gao.database.reads.demands.open() == []
    await reply(gao, zhou, "6月9日")
    await press(gao, zhou, forms.post)
    assert len(await gao.database.reads.demands.open()) == 1


@pytest.mark.parametrize("role", [Role.MEMBER, Role.PARTNER])
async def test_others_are_pointed_to_propose(gao: County, role: Role) -> None:
    other = await gao.person("王某", "云茶镇", role=role, telegram_id=9)
    with pytest.raises(NotAllowed, match="/propose"):
        await do(gao, other, forms.write, said=WHOLE, form="demand")
    with pytest.raises(NotAllowed, match="/propose"):
        await do(gao, other, forms.write, form="demand", text="")
    assert await draft_of(gao, other) is None


async def test_in_a_work_group_a_hint_says_where(gao: County, zhou: Person) -> None:
    with pytest.raises(NotAllowed, match="private chat with me or from the desk group"):
        await do(gao, zhou, forms.write, said=WHOLE, form="demand", chat_id=WORK_CHAT)
    await do(gao, zhou, forms.write, said=WHOLE, form="demand", chat_id=DESK_CHAT)
    assert await last_labels(gao, DESK_CHAT) == ["发布", "修改", "取消"]


async def test_a_draft_is_its_writers_and_the_administrators(gao: County, zhou: Person) -> None:
    wu = await gao.person("吴编", "信息中心", role=Role.EDITOR, telegram_id=2)
    boss = await gao.person("主任", "政府办", role=Role.ADMIN, telegram_id=3)
    await do(gao, zhou, forms.write, said=WHOLE, form="demand", chat_id=DESK_CHAT)
    draft = await draft_of(gao, zhou, DESK_CHAT)
    assert draft is not None
    with pytest.raises(NotAllowed):
        await do(gao, wu, forms.post, chat_id=DESK_CHAT, draft_id=draft.id)
    with pytest.raises(WrongState):  # the same button's data, used in another chat
        await do(gao, boss, forms.post, draft_id=draft.id)
    await do(gao, boss, forms.post, chat_id=DESK_CHAT, draft_id=draft.id)
    (demand,) = await gao.database.reads.demands.open()
    assert demand.posted_by == zhou.id
    (entry,) = await gao.database.reads.trail.of("demand", demand.id)
    assert entry.person_id == boss.id


async def test_a_commission_asks_the_named_units_and_says_whom_it_cannot_reach(
    gao: County, zhou: Person
) -> None:
    await gao.person("王某", "云茶镇", telegram_id=11)
    await gao.person("李某", "云茶镇", telegram_id=12, is_open=False)
    await gao.person("局长", "云茶镇", role=Role.LEADER, telegram_id=13)
    await gao.person("赵某", "柏溪镇")
    text = "#需求 专报\n截止:周五\n单位:云茶镇、柏溪镇\n说明"
    await do(gao, zhou, forms.write, said=text, form="demand")
    await press(gao, zhou, forms.post)
    bookings = await gao.database.reads.demands.bookings(1)
    assert [(b.unit, b.state) for b in bookings] == [
        ("云茶镇", BookingState.ASKED),
        ("柏溪镇", BookingState.ASKED),
    ]
    assert await last_labels(gao, 11) == ["接受", "说明困难"] and await last_labels(gao, 12) == [
        "接受",
        "说明困难",
    ]
    assert await texts_to(gao, 13) == []
    posted = (await texts_to(gao, 1))[-1]
    assert "通知不到：柏溪镇" in posted and "云茶镇 李某" in posted
    assert "🟡 待约稿单位答复" in (await texts_to(gao, WORK_CHAT))[-1] and await last_labels(
        gao, WORK_CHAT
    ) == ["预约"]


async def test_a_file_with_the_text_is_said_not_to_be_posted(gao: County, zhou: Person) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        scene = scene_of(gao, work, zhou, WHOLE, attachment="document")
        await forms.write(gao.office, work, scene, form="demand")
    assert "附件不会随选题发布" in (await texts_to(gao, 1))[-1]


async def test_a_brief_too_long_for_a_message_is_shortened_in_the_post(gao: County, zhou: Person) -> None:
    brief = "&" * 2000 + "😀" * 1030
    await do(gao, zhou, forms.write, said=f"#需求 夏粮\n截止:周五\n{brief}", form="demand")
    await press(gao, zhou, forms.post)
    (text,) = await texts_to(gao, WORK_CHAT)
    plain = text.replace("&amp;", "&")
    assert len(plain.encode("utf-16-le")) // 2 <= 4096 and "/topics_1" in text and "余 1/1" in text
    (demand,) = await gao.database.reads.demands.open()
    assert demand.brief == brief


async def test_closing_tells_whoever_is_concerned(gao: County, zhou: Person) -> None:
    wang = await gao.person("王某", "云茶镇", telegram_id=11)
    await do(gao, zhou, forms.write, said=WHOLE, form="demand")
    await press(gao, zhou, forms.post)
    await do(gao, wang, demand_bookings.press_book, chat_id=WORK_CHAT, demand_id=1)
    with pytest.raises(NotAllowed):
        await do(gao, wang, changes.close, text="1")
    with pytest.raises(NotFound):
        await do(gao, zhou, changes.close, text="T7")
    await do(gao, zhou, changes.close, text="T1", chat_id=WORK_CHAT)
    assert (await texts_to(gao, WORK_CHAT))[-1].startswith("T1 有1家单位已预约，确认关闭？")
    await do(gao, zhou, changes.confirm_close, chat_id=WORK_CHAT, demand_id=1)
    demand = await gao.database.reads.demands.find(1)
    assert demand is not None and demand.state is DemandState.CLOSED
    assert "已关闭" in (await texts_to(gao, 11))[-1] and await last_labels(gao, 11) == []
    assert "已关闭" in (await texts_to(gao, WORK_CHAT))[0]
    with pytest.raises(WrongState):
        await do(gao, zhou, changes.close, text="1")


async def test_a_leader_steers_only_what_they_posted(gao: County, zhou: Person) -> None:
    leader = await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=5)
    await do(gao, zhou, forms.write, said=WHOLE, form="demand")
    await press(gao, zhou, forms.post)
    with pytest.raises(NotAllowed):
        await do(gao, leader, changes.extend, text="1 3天")
    await do(gao, leader, forms.write, said=WHOLE, form="demand")
    await press(gao, leader, forms.post)
    await do(gao, leader, changes.extend, text="2 3天")
    demand = await gao.database.reads.demands.find(2)
    assert demand is not None and demand.due_at == at("2026-06-08 17:30")


async def test_more_time_reopens_an_overdue_demand_and_asks_who_waits(gao: County, zhou: Person) -> None:
    wang = await gao.person("王某", "云茶镇", telegram_id=11)
    zhao = await gao.person("赵某", "柏溪镇", telegram_id=12)
    await do(gao, zhou, forms.write, said=WHOLE.replace("名额:2", "名额:1"), form="demand")
    await press(gao, zhou, forms.post)
    await do(gao, wang, demand_bookings.press_book, demand_id=1)
    await do(gao, zhao, demand_bookings.press_book, demand_id=1, is_queue=True)
    gao.clock.moment = at("2026-06-06 09:00")
    for bad in ("1 昨天", "1 2026-06-04", "9 3天"):
        with pytest.raises((BadInput, NotFound)):
            await do(gao, zhou, changes.extend, text=bad)
    demand = await gao.database.reads.demands.find(1)
    assert demand is not None and demand.due_at == at("2026-06-05 17:30")
    await do(gao, zhou, changes.extend, text="T1\u30003个工作日")
    demand = await gao.database.reads.demands.find(1)
    assert demand is not None and demand.due_at == at("2026-06-10 17:30")
    assert "截止时间由6月5日（周五）17:30改为6月10日（周三）17:30。" in (await texts_to(gao, 11))[-1]
    assert (
        "可预约" in (await texts_to(gao, WORK_CHAT))[0] or "名额已满" in (await texts_to(gao, WORK_CHAT))[0]
    )
    await do(gao, wang, demand_bookings.press_unbook, demand_id=1)
    assert await last_labels(gao, 12) == ["接受", "放弃"]


async def propose(gao: County, who: Person, text: str) -> None:
    await do(gao, who, proposals.propose, text=text)


async def test_a_proposal_becomes_a_demand_and_its_proposer_hears(gao: County, zhou: Person) -> None:
    wang = await gao.person("王某", "云茶镇", telegram_id=11)
    await propose(gao, wang, "夏粮收购中的<新>情况")
    assert await last_labels(gao, DESK_CHAT) == ["转为选题", "约稿", "列入要点", "搁置"]
    assert "夏粮收购中的&lt;新&gt;情况" in (await texts_to(gao, DESK_CHAT))[-1]
    with pytest.raises(NotAllowed):
        await do(gao, wang, drafts.turn_proposal, proposal_id=1)
    await do(gao, zhou, drafts.turn_proposal, chat_id=DESK_CHAT, proposal_id=1)
    await press(gao, zhou, forms.skip, chat_id=DESK_CHAT, field="brief")
    await reply(gao, zhou, "周五", chat_id=DESK_CHAT)
    for field in ("slots", "units", "kind"):
        await press(gao, zhou, forms.skip, chat_id=DESK_CHAT, field=field)
    await press(gao, zhou, forms.post, chat_id=DESK_CHAT)
    proposal = await gao.database.reads.demands.find_proposal(1)
    assert proposal is not None
    assert (proposal.state, proposal.demand_id) == (ProposalState.TURNED, 1)
    assert "已转为选题 T1" in (await texts_to(gao, 11))[-1]
    toast = await do(gao, zhou, proposals.ask_shelve, chat_id=DESK_CHAT, proposal_id=1)
    assert toast.alert


async def test_two_editors_turn_one_proposal_only_once(gao: County, zhou: Person) -> None:
    wu = await gao.person("吴编", "信息中心", role=Role.EDITOR, telegram_id=2)
    await propose(gao, zhou, "夏粮收购情况")
    for editor in (zhou, wu):
        await do(gao, editor, drafts.turn_proposal, proposal_id=1)
        await reply(gao, editor, "截止:周五")
        for field in ("brief", "slots", "units", "kind"):
            await press(gao, editor, forms.skip, field=field)
    await press(gao, zhou, forms.post)
    toast = await press(gao, wu, forms.post)
    assert toast is not None and toast.alert
    assert len(await gao.database.reads.demands.open()) == 1
    await press(gao, wu, forms.post)
    proposal = await gao.database.reads.demands.find_proposal(1)
    assert proposal is not None and proposal.demand_id == 1
    assert len(await gao.database.reads.demands.open()) == 2


async def test_a_proposal_not_taken_up_and_bad_ones(gao: County, zhou: Person) -> None:
    wang = await gao.person("王某", "云茶镇", telegram_id=11)
    for bad in ("字", "长" * 501):
        with pytest.raises(BadInput):
            await propose(gao, wang, bad)
    assert await texts_to(gao, DESK_CHAT) == []
    await propose(gao, wang, "五个字好了")
    await do(gao, zhou, proposals.ask_shelve, chat_id=DESK_CHAT, proposal_id=1)
    draft = await draft_of(gao, zhou, DESK_CHAT)
    await do(gao, zhou, proposals.take_why, said="近期已报过", chat_id=DESK_CHAT, message_id=901, draft=draft)
    proposal = await gao.database.reads.demands.find_proposal(1)
    assert proposal is not None and proposal.state is ProposalState.DROPPED
    assert "经会商暂缓安排，原因：近期已报过" in (await texts_to(gao, 11))[-1]
    assert any("已搁置：近期已报过（周编）" in text for text in await texts_to(gao, DESK_CHAT))
    # Marked by an edit, the reason goes and the proposal stays.
    await mark(gao, zhou, 901, chat_id=DESK_CHAT)
    proposal = await gao.database.reads.demands.find_proposal(1)
    assert proposal is not None and (proposal.text, proposal.why) == ("五个字好了", "（内容已清除）")
    assert "近期已报过" not in str(await rows_of(gao.database, "SELECT payload FROM outbox"))


async def test_a_unit_that_is_not_on_the_roster_is_offered_by_button(gao: County) -> None:
    editor = await gao.person("何文涛", "信息中心", role=Role.EDITOR, telegram_id=31)
    bai = await gao.person("唐源", "白岩镇", telegram_id=32)
    await do(gao, editor, forms.write, said="#需求 春茶\n截止:2026-06-12\n单位:白岩", form="demand")
    assert "没有“白岩”这个单位，是否指：白岩镇？" in (await texts_to(gao, 31))[-1]
    assert await last_labels(gao, 31) == ["白岩镇", "跳过", "取消"]
    (draft,) = await gao.database.reads.drafts.of(31)
    await do(gao, editor, forms.choose, draft_id=draft.id, value=f"u.{bai.unit_id}", field="units")
    assert "白岩镇" in (await texts_to(gao, 31))[-1]
    assert "发布" in await last_labels(gao, 31)
