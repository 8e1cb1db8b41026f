"""The bulletin: chosen from the pool, ordered, annotated, signed, numbered once, posted, kept, corrected."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import docx
import pytest

from bot.desk import talk
from bot.desk.bulletin import commands, composing, issues, signing
from bot.desk.common import making
from bot.desk.items import adoptions, copyedits, lookup, reviews, submissions, undo, wiping
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.making.kinds import make
from bot.model import (
    AttachmentState,
    Blocked,
    Chat,
    Hindrance,
    ItemState,
    Person,
    PlaceKind,
    Product,
    Role,
    SentFile,
)
from bot.rules.states import Step
from bot.views.common.callbacks import parse
from handlers.bulletin import _BUTTONS
from scheduler.runner import Runner
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, at, county, office_of, rows_of
from tests.support.scenes import Shown, deliver, do, shown, stands_in

TITLES = ("早茶提前开园", "水库除险加固完工", "秸秆禁烧巡查")


@pytest.fixture
async def boss(gao: County, places: None) -> Person:
    return await gao.person("王主任", "县政府办", role=Role.ADMIN, telegram_id=41)


@pytest.fixture
async def head(gao: County, places: None) -> Person:
    return await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=31)


@pytest.fixture
async def three(gao: County, zhang: Person) -> list[int]:
    """Three adopted items, the first adopted first."""
    return [await adopted(gao, zhang, title, hour=9 + n) for n, title in enumerate(TITLES)]


async def adopted(gao: County, by: Person, title: str, *, hour: int = 9) -> int:
    moment = at(f"2026-06-02 {hour:02d}:00:00")
    item_id = await gao.item(by, f"2026-06-02 {hour:02d}:00:00", state=ItemState.ADOPTED)
    async with gao.database.work(now=moment) as work:
        item = await work.items.find(item_id)
        assert item is not None
        await work.items.rewrite(replace(item, title=title, version=2), now=moment)
        await work.items.set_state(replace(item, decided_at=moment, editor_id=by.id))
    return item_id


async def newest(gao: County, chat: int) -> Shown:
    return (await shown(gao, chat))[-1]


async def bulletin_in(gao: County, chat: int) -> Shown:
    return next(each for each in reversed(await shown(gao, chat)) if each.text.startswith("📰"))


async def press(gao: County, who: Person, message: Shown, label: str, *, chat_id: int | None = None) -> Any:
    """A press of a button, as the handler of the bulletin has it."""
    data = next(data for each, data in message.buttons.items() if each.startswith(label))
    pressed = parse(data)

    async def act(office: Any, work: Any, scene: Any) -> Any:
        return await _BUTTONS[pressed.press](office, work, scene, pressed)

    return await do(gao, who, act, chat_id=chat_id, message_id=message.message_id)


async def choose(gao: County, who: Person, *titles: str, chat: int = DESK_CHAT) -> None:
    place = chat if chat < 0 else None
    for title in titles:
        message = await bulletin_in(gao, chat)
        if "编排" not in message.labels:
            await press(gao, who, message, "选稿", chat_id=place)
            message = await bulletin_in(gao, chat)
        label = next(each for each in message.labels if title[:4] in each)
        await press(gao, who, message, label, chat_id=place)
    await press(gao, who, await bulletin_in(gao, chat), "编排", chat_id=place)


async def test_from_the_pool_to_leaders_and_groups(
    gao: County, three: list[int], zhang: Person, zhou: Person, boss: Person, head: Person
) -> None:
    await do(gao, zhou, commands.issue, typed="", chat_id=DESK_CHAT)
    pool = await bulletin_in(gao, DESK_CHAT)
    assert pool.text == (
        "📰 <b>待选信息</b>（第1期已选0条）\n2026-0003 秸秆禁烧巡查（云茶镇，6月2日）\n"
        "2026-0002 水库除险加固完工（云茶镇，6月2日）\n2026-0001 早茶提前开园（云茶镇，6月2日）"
    )
    await choose(gao, zhou, *TITLES)
    composed = await bulletin_in(gao, DESK_CHAT)
    assert composed.text == (
        "📰 <b>《高县政务信息》第1期（总第1期）</b> 编排中\n1. 早茶提前开园（2026-0001，云茶镇）\n"
        "2. 水库除险加固完工（2026-0002，云茶镇）\n▸ 3. 秸秆禁烧巡查（2026-0003，云茶镇）"
    )
    assert composed.labels == [
        "1. 早茶提前开园",
        "2. 水库除险加固完工",
        "3. 秸秆禁烧巡查",
        "↑",
        "↓",
        "移出",
        "按语",
        "选稿",
        "全刊按语",
        "增刊",
        "预览",
        "送签",
        "签发",
    ]
    await press(gao, zhou, composed, "1. ", chat_id=DESK_CHAT)
    assert "\n▸ 1. 早茶提前开园" in (await bulletin_in(gao, DESK_CHAT)).text
    await press(gao, zhou, await bulletin_in(gao, DESK_CHAT), "3. ", chat_id=DESK_CHAT)
    await press(gao, zhou, await bulletin_in(gao, DESK_CHAT), "↑", chat_id=DESK_CHAT)
    await press(gao, zhou, await bulletin_in(gao, DESK_CHAT), "按语", chat_id=DESK_CHAT)
    question = await newest(gao, DESK_CHAT)
    assert question.text.startswith("请为2026-0003 秸秆禁烧巡查写按语。")
    asked = question.message_id
    await do(gao, zhou, talk.take_message, said="各镇要从严落实。", chat_id=DESK_CHAT, reply_to=asked)
    assert "2. 秸秆禁烧巡查（2026-0003，云茶镇） · 有按语" in (await bulletin_in(gao, DESK_CHAT)).text
    await press(gao, zhou, await bulletin_in(gao, DESK_CHAT), "预览", chat_id=DESK_CHAT)
    orders = await rows_of(gao.database, "SELECT spec, chat_id, name FROM made_files")
    spec = json.loads(orders[0][0])
    assert (orders[0][1:], spec["pages"]) == ((DESK_CHAT, "高县政务信息2026年第1期.docx"), True)
    assert [item["title"] for item in spec["items"]] == [TITLES[0], TITLES[2], TITLES[1]]
    assert spec["items"][1]["note"] == "各镇要从严落实。"
    assert (spec["mark"], spec["number"], spec["total"]) == ("高县政务信息", "第1期", "总第1期")
    assert (spec["issuer"], spec["date"]) == ("高县人民政府办公室", "2026年6月3日")

    await press(gao, zhou, await bulletin_in(gao, DESK_CHAT), "送签", chat_id=DESK_CHAT)
    at_signer = await bulletin_in(gao, 41)
    assert at_signer.text.startswith("📰 <b>《高县政务信息》第1期（总第1期）</b> 已送签")
    assert at_signer.labels == ["签发", "退改", "预览", "取回"]
    await press(gao, boss, at_signer, "退改")
    question = await newest(gao, 41)
    await do(gao, boss, talk.take_message, said="第二条核实数据。", reply_to=question.message_id)
    assert (await newest(gao, 21)).text == "↩️ 王主任退改第1期：第二条核实数据。\n修改请发 /issue"
    mended = await bulletin_in(gao, DESK_CHAT)
    assert mended.text.endswith("↩️ 退改：第二条核实数据。")
    await press(gao, zhou, mended, "送签", chat_id=DESK_CHAT)
    await press(gao, boss, await bulletin_in(gao, 41), "签发")
    sure = await bulletin_in(gao, 41)
    assert sure.labels == ["确认签发", "返回"]
    await press(gao, boss, sure, "确认签发")

    posted = (
        "📰 <b>《高县政务信息》第1期（总第1期）</b>　2026年6月3日\n1. 早茶提前开园（云茶镇 张三）/item_2026_0001\n"
        "2. 秸秆禁烧巡查（云茶镇 张三）/item_2026_0003\n3. 水库除险加固完工（云茶镇 张三）/item_2026_0002\n全刊见随后的文件。"
    )
    assert (await newest(gao, WORK_CHAT)).text == posted
    at_head = await newest(gao, 31)
    assert (at_head.text, at_head.labels) == (posted, ["批示 1", "批示 2", "批示 3"])
    assert (await bulletin_in(gao, DESK_CHAT)).text.startswith(
        "📰 <b>《高县政务信息》第1期（总第1期）</b>\n王主任 6月3日 12:00签发，已发送领导和1个工作群。"
    )
    final = json.loads(
        (await rows_of(gao.database, "SELECT spec FROM made_files ORDER BY id DESC LIMIT 1"))[0][0]
    )
    assert (final["foot"]["signer"], final["foot"]["editor"]) == ("王主任", "周编")
    await do(gao, zhang, lookup.show_item, number="1")
    assert "📰 刊于2026年第1期" in (await newest(gao, 11)).text
    await do(gao, zhang, issues.command, typed="1")
    assert (await newest(gao, 11)).text == posted


async def test_an_english_office_prints_it_in_english_under_names_of_that_language(
    gao: County, zhang: Person, zhou: Person
) -> None:
    """Found when one was played to its end: head, contents, note and imprint were Chinese, the date a row of figures."""
    gao.office = office_of(
        desk={"language": "en", "name": "Gao"},
        bulletin={"to_above": "City Office", "phone": "0831-1", "copies": 60},
    )
    for title in ("Early tea opens", "Dam made safe"):
        await adopted(gao, zhang, title)
    await do(gao, zhou, commands.issue, typed="", chat_id=DESK_CHAT)
    for label in ("＋ 2026-0001", "＋ 2026-0002", "Put in order", "Note"):
        await press(gao, zhou, await bulletin_in(gao, DESK_CHAT), label, chat_id=DESK_CHAT)
    asked = (await newest(gao, DESK_CHAT)).message_id
    await do(gao, zhou, talk.take_message, said="Take note.", chat_id=DESK_CHAT, reply_to=asked)
    for label in ("Supplement", "Preview", "Ordinary number", "Preview"):
        await press(gao, zhou, await bulletin_in(gao, DESK_CHAT), label, chat_id=DESK_CHAT)
    orders = await rows_of(gao.database, "SELECT spec, name FROM made_files ORDER BY id")
    papers = []
    for spec, _ in orders:
        document = docx.Document(io.BytesIO(make("bulletin", json.loads(spec)).content))
        papers.append([each.text for each in document.paragraphs if each.text])
    assert papers[1] == [
        "Gao Government Information",
        "No. 1 (No. 1 in all)",
        "Office of the People's Government of Gao\t3 June 2026",
        "Contents",
        "▲Early tea opens",
        "▲Dam made safe",
        "Early tea opens",
        "正文" * 15,
        "（云茶镇 张三）",
        "Editor's note: Take note.",
        "Dam made safe",
        "正文" * 15,
        "（云茶镇 张三）",
        "Submitted to: City Office",
        "Editor in charge: 周编　Reviewed by: 　Signed by: ",
        "Telephone: 0831-1\t60 copies printed",
    ]
    assert papers[0][:3] == ["Gao Government Information", "SUPPLEMENT", "No. 1"]
    assert orders[1][1] == "Gao Government Information 2026 No. 1.docx"
    assert [each.name for each in gao.office.settings.channels] == [
        "County Government Information",
        "City Government Briefing",
        "Province Government Briefing",
        "State Council Briefing",
    ]


async def composed(gao: County, zhou: Person, *titles: str) -> Shown:
    """The message in the desk group, of a bulletin with these."""
    await do(gao, zhou, commands.issue, typed="", chat_id=DESK_CHAT)
    await choose(gao, zhou, *titles)
    return await bulletin_in(gao, DESK_CHAT)


async def issue(gao: County, boss: Person, *, chat: int = DESK_CHAT) -> None:
    place = chat if chat < 0 else None
    await press(gao, boss, await bulletin_in(gao, chat), "签发", chat_id=place)
    await press(gao, boss, await bulletin_in(gao, chat), "确认签发", chat_id=place)


NUMBERS = "SELECT year, is_supplement, number, total FROM bulletins WHERE number IS NOT NULL ORDER BY id"


async def test_two_editors_do_not_lose_each_others_choices(
    gao: County, three: list[int], zhou: Person, wu: Person
) -> None:
    await do(gao, zhou, commands.issue, typed="", chat_id=DESK_CHAT)
    await do(gao, wu, commands.issue, typed="")
    at_desk, at_wu = await bulletin_in(gao, DESK_CHAT), await bulletin_in(gao, 22)
    await press(gao, zhou, at_desk, "＋ 2026-0001", chat_id=DESK_CHAT)
    await press(gao, wu, at_wu, "＋ 2026-0002")  # the page that Wu read before
    with pytest.raises(WrongState):
        await press(gao, wu, at_wu, "＋ 2026-0001")
    await press(gao, wu, await bulletin_in(gao, 22), "编排")
    for chat in (DESK_CHAT, 22):
        assert (await bulletin_in(gao, chat)).labels[:2] == ["1. 早茶提前开园", "2. 水库除险加固完工"]


async def test_two_signers_at_once_give_one_number_and_one_post(
    gao: County, three: list[int], zhou: Person, boss: Person, head: Person
) -> None:
    other = await gao.person("李主任", "县政府办", role=Role.ADMIN, telegram_id=42)
    await press(gao, zhou, await composed(gao, zhou, TITLES[0]), "送签", chat_id=DESK_CHAT)
    for signer, chat in ((boss, 41), (other, 42)):
        await press(gao, signer, await bulletin_in(gao, chat), "签发")
    sure = [await bulletin_in(gao, chat) for chat in (41, 42)]
    await press(gao, boss, sure[0], "确认签发")
    with pytest.raises(WrongState, match="王主任"):
        await press(gao, other, sure[1], "确认签发")
    assert await rows_of(gao.database, NUMBERS) == [(2026, 0, 1, 1)]
    assert [each.text[:3] for each in await shown(gao, WORK_CHAT)] == ["📰 <"]


async def test_what_was_changed_after_it_was_read_is_not_issued(
    gao: County, three: list[int], zhou: Person, boss: Person
) -> None:
    await press(gao, boss, await composed(gao, zhou, TITLES[0]), "签发", chat_id=DESK_CHAT)
    sure = await bulletin_in(gao, DESK_CHAT)
    await do(gao, zhou, commands.issue, typed="")
    await press(gao, zhou, await bulletin_in(gao, 21), "增刊")
    with pytest.raises(WrongState, match="changed since"):
        await press(gao, boss, sure, "确认签发", chat_id=DESK_CHAT)
    assert await rows_of(gao.database, NUMBERS) == []


async def test_an_editor_who_is_no_signer_cannot_issue(
    gao: County, three: list[int], zhou: Person, zhang: Person
) -> None:
    message = await composed(gao, zhou, TITLES[0])
    with pytest.raises(NotAllowed):
        await press(gao, zhou, message, "签发", chat_id=DESK_CHAT)
    await do(gao, zhou, commands.issue, typed="")
    assert "签发" not in (await bulletin_in(gao, 21)).labels
    with pytest.raises(NotAllowed):
        await do(gao, zhang, commands.issue, typed="")


async def test_supplements_are_numbered_apart_and_a_new_year_begins_with_one(
    gao: County, three: list[int], zhou: Person, boss: Person
) -> None:
    await composed(gao, zhou, TITLES[0])
    await issue(gao, boss)
    await press(gao, zhou, await composed(gao, zhou, TITLES[1]), "增刊", chat_id=DESK_CHAT)
    assert (await bulletin_in(gao, DESK_CHAT)).text.startswith("📰 <b>《高县政务信息》增刊第1期</b>")
    await issue(gao, boss)
    gao.clock.moment = at("2027-01-04 09:00:00")
    await composed(gao, zhou, TITLES[2])
    await issue(gao, boss)
    assert await rows_of(gao.database, NUMBERS) == [
        (2026, 0, 1, 1),
        (2026, 1, 1, None),
        (2027, 0, 1, 2),
    ]
    await do(gao, zhou, issues.command, typed="2026", chat_id=DESK_CHAT)
    listed = await newest(gao, DESK_CHAT)
    assert (
        listed.text
        == "📰 <b>《高县政务信息》2026年</b>\n增刊第1期　6月3日　1条\n第1期（总第1期）　6月3日　1条"
    )
    assert listed.labels == ["增刊第1期", "第1期"]
    for typed, name in (
        ("总2", "第1期（总第2期）"),
        ("2026-1", "第1期（总第1期）"),
        ("2026年增刊1", "增刊第1期"),
    ):
        await do(gao, zhou, issues.command, typed=typed, chat_id=DESK_CHAT)
        assert name in (await newest(gao, DESK_CHAT)).text


async def test_the_first_numbers_come_from_the_settings(tmp_path: Path) -> None:
    rules = {"first_number": 25, "first_total": 312, "signers": [21], "name": "高县要情"}
    async with county(tmp_path, now="2026-06-03 12:00:00", bulletin=rules) as gao:
        await gao.bind(DESK_CHAT, PlaceKind.DESK)
        zhang = await gao.person("张三", "云茶镇", telegram_id=11)
        zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
        boss = await gao.person("王主任", "县政府办", role=Role.ADMIN, telegram_id=41)
        for number, title in ((25, TITLES[0]), (26, TITLES[1])):
            await adopted(gao, zhang, title)
            message = await composed(gao, zhou, title)
            with pytest.raises(NotAllowed):  # the settings name somebody else
                await press(gao, boss, message, "签发", chat_id=DESK_CHAT)
            await issue(gao, zhou)
            assert (await newest(gao, DESK_CHAT)).text.startswith(
                f"📰 <b>《高县要情》第{number}期（总第{number + 287}期）</b>"
            )


async def test_what_is_not_adopted_any_more_drops_out_with_a_word(
    gao: County, three: list[int], zhou: Person, boss: Person, zhang: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 夏粮收购\n{BODY}", chat_id=WORK_CHAT)
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=4)
    await press(gao, zhou, await composed(gao, zhou, TITLES[0], "夏粮收购"), "送签", chat_id=DESK_CHAT)
    await press(gao, boss, await bulletin_in(gao, 41), "签发")
    sure = await bulletin_in(gao, 41)
    before = await rows_of(gao.database, "SELECT id FROM made_files")
    await do(gao, zhou, undo.undo, chat_id=DESK_CHAT, item_id=4)
    # Whoever signs gets the paper as it is without it.
    anew = await rows_of(gao.database, "SELECT chat_id, spec FROM made_files ORDER BY id")
    assert [chat for chat, _ in anew[len(before) :]] == [41] and "夏粮收购" not in anew[-1][1]
    for chat in (DESK_CHAT, 41):
        assert "⚠️ 2026-0004已退出本期（待审）。" in (await bulletin_in(gao, chat)).text
        assert "夏粮收购" not in (await bulletin_in(gao, chat)).text
    with pytest.raises(WrongState, match="changed since"):
        await press(gao, boss, sure, "确认签发")
    # One that is adopted still, but by the county no more, is not said to have dropped out for being adopted.
    for typed in ("2026-0001 县", "2026-0001 县 撤销"):
        await do(gao, zhou, adoptions.command, typed=typed)
    assert "⚠️ 2026-0001已退出本期（县采用已撤销）。" in (await bulletin_in(gao, DESK_CHAT)).text
    with pytest.raises(WrongState):
        await do(gao, zhou, composing.choose, chat_id=DESK_CHAT, bulletin_id=1, item_id=4, page=0)


async def test_an_adoption_cannot_be_undone_once_the_item_is_printed(
    gao: County, zhang: Person, zhou: Person, boss: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 夏粮收购\n{BODY}", chat_id=WORK_CHAT)
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    await composed(gao, zhou, "夏粮收购")
    await issue(gao, boss)
    with pytest.raises(WrongState, match="is printed in"):
        await do(gao, zhou, undo.undo, chat_id=DESK_CHAT, item_id=1)
    assert await rows_of(gao.database, "SELECT issue FROM adoptions WHERE revoked_at IS NULL") == [("第1期",)]


async def test_who_edits_what_is_printed_reads_that_the_issue_stays_and_how_it_is_corrected(
    gao: County, zhang: Person, zhou: Person, boss: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 夏粮收购\n{BODY}", chat_id=WORK_CHAT)
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    await composed(gao, zhou, "夏粮收购")
    await issue(gao, boss)
    await do(gao, zhou, copyedits.edit, argument=f"2026-0001\n夏粮收购开秤\n{BODY}", chat_id=DESK_CHAT)
    assert (await newest(gao, DESK_CHAT)).text.endswith(
        "\n该信息已刊于第1期，刊出的文字不变。如需更正，请发：<code>/issue 更正 2026-1 更正内容</code>"
    )
    await do(gao, zhou, issues.command, typed="更正 2026-1 标题应为“夏粮收购开秤”。", chat_id=DESK_CHAT)
    assert "更正" in (await newest(gao, DESK_CHAT)).text


async def test_the_first_and_the_last_item_say_so_where_they_can_move_no_further(
    gao: County, three: list[int], zhou: Person
) -> None:
    await composed(gao, zhou, *TITLES[:2])
    for item, by, said in ((1, -1, "已在最前。"), (2, 1, "已在最后。")):
        toast = await do(gao, zhou, composing.move, chat_id=DESK_CHAT, bulletin_id=1, item_id=item, by=by)
        assert toast.text == said
    assert await do(gao, zhou, composing.move, chat_id=DESK_CHAT, bulletin_id=1, item_id=2, by=-1) is None


async def test_later_edits_change_nothing_in_what_was_issued(
    gao: County, three: list[int], zhou: Person, boss: Person
) -> None:
    await composed(gao, zhou, TITLES[0])
    await issue(gao, boss)
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(1)
        assert item is not None
        await work.items.rewrite(
            replace(item, title="另一个标题", body="改过。" * 20, version=3), now=work.now
        )
    await do(gao, zhou, issues.command, typed="1", chat_id=DESK_CHAT)
    assert "早茶提前开园" in (await newest(gao, DESK_CHAT)).text
    spec = (await rows_of(gao.database, "SELECT spec FROM made_files ORDER BY id DESC LIMIT 1"))[0][0]
    assert "早茶提前开园" in spec and "改过" not in spec


async def test_the_kept_file_is_sent_again_and_goes_with_a_wiped_item(
    gao: County, three: list[int], zhou: Person, boss: Person, head: Person
) -> None:
    await composed(gao, zhou, TITLES[0], TITLES[1])
    await issue(gao, boss)
    made = (await rows_of(gao.database, "SELECT made_id FROM bulletins"))[0][0]
    async with gao.database.work(now=gao.clock.now()) as work:
        await making.take(gao.office, work, made, Product("ab" * 32, 20_000))
    documents = "SELECT chat_id, payload FROM outbox WHERE method = 'sendDocument' ORDER BY id"
    assert [row[0] for row in await rows_of(gao.database, documents)] == [31, WORK_CHAT, DESK_CHAT]
    await do(gao, zhou, issues.command, typed="1")
    assert (await rows_of(gao.database, documents))[-1][0] == 21
    assert await rows_of(gao.database, "SELECT count(*) FROM made_files WHERE state = 'wanted'") == [(0,)]
    await deliver(gao)

    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(1)
        assert item is not None
        await wiping.wipe_item(gao.office, work, item, step=Step.WIPE, person_id=None)
        assert work.made_files.wiped == {"ab" * 32}
    everything = ""
    for table in ("bulletins", "bulletin_items", "made_files", "outbox"):
        everything += str(await rows_of(gao.database, f"SELECT * FROM {table}"))
    assert "早茶提前开园" not in everything and "abab" not in everything
    assert "水库除险加固完工" in everything
    for chat in (31, WORK_CHAT):
        post = next(each for each in await shown(gao, chat) if "第1期" in each.text)
        assert "1. （已撤下）\n2. 水库除险加固完工" in post.text
    assert [each.labels for each in await shown(gao, 31) if "第1期" in each.text] == [["批示 2"]]
    await do(gao, zhou, issues.command, typed="1")
    spec = json.loads(
        (await rows_of(gao.database, "SELECT spec FROM made_files ORDER BY id DESC LIMIT 1"))[0][0]
    )
    assert [each["title"] for each in spec["items"]] == ["〓", "水库除险加固完工"]


async def test_a_wiped_item_goes_from_what_is_composed(
    gao: County, three: list[int], zhou: Person, boss: Person
) -> None:
    await composed(gao, zhou, TITLES[0])
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(1)
        assert item is not None
        await wiping.wipe_item(gao.office, work, item, step=Step.WIPE, person_id=None)
    message = await bulletin_in(gao, DESK_CHAT)
    assert "早茶" not in message.text and "⚠️ 2026-0001已退出本期（已销毁）。" in message.text
    with pytest.raises(WrongState):
        await do(gao, zhou, signing.send, chat_id=DESK_CHAT, bulletin_id=1)


async def test_pictures_and_peoples_numbers(
    gao: County, three: list[int], zhou: Person, zhang: Person
) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        for name in "ab":
            sent = SentFile(f"F{name}", "", 99, kind="photo")
            place = {"album": None, "item_id": 1, "draft_id": None, "refusal": None}
            photo = await work.attachments.add(sent, Chat(11), 1, 11, now=work.now, **place)  # type: ignore[arg-type]
            found = await work.attachments.find(photo)
            assert found is not None
            await work.attachments.settle(found, AttachmentState.HAD, sha256=name * 64)
        item = await work.items.find(1)
        assert item is not None
        await work.items.rewrite(replace(item, body="联系电话13800138000。" * 3, version=3), now=work.now)
    await press(gao, zhou, await composed(gao, zhou, TITLES[0]), "1. ", chat_id=DESK_CHAT)
    await press(gao, zhou, await bulletin_in(gao, DESK_CHAT), "图片（2）", chat_id=DESK_CHAT)
    await press(gao, zhou, await bulletin_in(gao, DESK_CHAT), "图2", chat_id=DESK_CHAT)
    assert (await bulletin_in(gao, DESK_CHAT)).labels == ["图1", "图2 ✓", "返回"]
    await press(gao, zhou, await bulletin_in(gao, DESK_CHAT), "返回", chat_id=DESK_CHAT)
    assert "图1张" in (await bulletin_in(gao, DESK_CHAT)).text
    await press(gao, zhou, await bulletin_in(gao, DESK_CHAT), "预览", chat_id=DESK_CHAT)
    spec = json.loads((await rows_of(gao.database, "SELECT spec FROM made_files"))[0][0])
    assert spec["items"][0]["pictures"] == ["b" * 64]
    assert "13800138000" not in spec["items"][0]["body"]


async def test_a_correction_is_issued_by_a_signer_under_its_own_number(
    gao: County, three: list[int], zhou: Person, boss: Person, head: Person, zhang: Person
) -> None:
    await composed(gao, zhou, TITLES[0])
    await issue(gao, boss)
    await do(gao, zhou, commands.issue, typed="更正 1 第1条“4.6吨”应为“6.4吨”。", chat_id=DESK_CHAT)
    asked = await newest(gao, 41)
    assert asked.labels == ["发布更正", "不发"]
    with pytest.raises(NotAllowed):
        await press(gao, zhou, await newest(gao, DESK_CHAT), "发布更正", chat_id=DESK_CHAT)
    await press(gao, boss, asked, "发布更正")
    erratum = "📰 <b>《高县政务信息》第1期（总第1期）更正（第1号）</b>\n第1条“4.6吨”应为“6.4吨”。"
    for chat in (31, WORK_CHAT):
        assert (await newest(gao, chat)).text == erratum
    assert (await newest(gao, DESK_CHAT)).text.endswith("✅ 已发布，更正第1号 · 王主任")
    with pytest.raises(WrongState):
        await press(gao, boss, asked, "不发")
    await do(gao, zhang, issues.command, typed="1")
    assert [each.text for each in await shown(gao, 11)][-1] == erratum
    await press(gao, zhou, await composed(gao, zhou, TITLES[1]), "增刊", chat_id=DESK_CHAT)
    await issue(gao, boss)
    await do(gao, zhang, issues.command, typed="")
    lines = (await newest(gao, 11)).text.splitlines()
    assert lines[1:] == ["增刊第1期　6月3日　1条", "第1期（总第1期）　6月3日　1条 · 有更正"]


async def test_a_group_that_takes_no_messages_gets_the_bulletin_and_its_correction_once_it_does(
    gao: County, three: list[int], zhou: Person, boss: Person
) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        [group] = work.directory.places_of(PlaceKind.WORK)
        await work.people.set_hindrance(group.id, Hindrance.NO_RIGHT, now=work.now)
        await work.refresh_directory()
    await composed(gao, zhou, TITLES[0])
    await issue(gao, boss)
    await do(gao, zhou, commands.issue, typed="更正 1 第1条“4.6吨”应为“6.4吨”。", chat_id=DESK_CHAT)
    await press(gao, boss, await newest(gao, 41), "发布更正")
    await Runner(gao.office, gao.database, gao.clock).tick()
    assert await shown(gao, WORK_CHAT) == []
    gao.clock.moment += timedelta(hours=1)
    await Runner(gao.office, gao.database, gao.clock).tick()
    texts = [each.text for each in await shown(gao, WORK_CHAT)]
    assert [text.split("\n")[0] for text in texts] == [
        "📰 <b>《高县政务信息》第1期（总第1期）</b>　2026年6月3日",
        "📰 <b>《高县政务信息》第1期（总第1期）更正（第1号）</b>",
    ]
    orders = f"SELECT count(*) FROM made_files WHERE chat_id = {WORK_CHAT}"
    assert await rows_of(gao.database, orders) == [(1,)]


async def test_members_read_only_what_was_posted_in_a_work_group(gao: County) -> None:
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    boss = await gao.person("王主任", "县政府办", role=Role.ADMIN, telegram_id=41)
    await adopted(gao, zhang, TITLES[0])
    await composed(gao, boss, TITLES[0])
    await issue(gao, boss)
    with pytest.raises(NotFound):
        await do(gao, zhang, issues.command, typed="1")
    await do(gao, zhang, issues.command, typed="")
    assert (await newest(gao, 11)).text == "2026年没有可供查看的期刊。"
    await do(gao, boss, issues.command, typed="1")
    assert "早茶提前开园" in (await newest(gao, 41)).text


async def test_any_order_of_choosing_moving_and_signing_prints_an_item_once_and_leaves_no_gap(
    tmp_path: Path,
) -> None:
    async with county(tmp_path, now="2026-06-03 12:00:00") as gao:
        await gao.bind(DESK_CHAT, PlaceKind.DESK)
        zhang = await gao.person("张三", "云茶镇", telegram_id=11)
        people = [
            await gao.person(name, "县政府办", role=Role.ADMIN, telegram_id=account)
            for name, account in (("王主任", 41), ("李主任", 42))
        ]
        items = [await adopted(gao, zhang, f"第{n}条信息") for n in range(8)]
        for seed in range(12):
            await play(gao, people, items, Random(seed))
        issued = await rows_of(gao.database, NUMBERS)
        for kind in (0, 1):
            numbers = [row[2] for row in issued if row[1] == kind]
            assert numbers == list(range(1, len(numbers) + 1))
        totals = [row[3] for row in issued if row[1] == 0]
        assert totals == list(range(1, len(totals) + 1))
        contents = await rows_of(gao.database, "SELECT content FROM bulletins WHERE number IS NOT NULL")
        printed = [each["item_id"] for row in contents for each in json.loads(row[0])["items"]]
        assert len(printed) == len(set(printed)) and len(issued) > 2


async def play(gao: County, people: list[Person], items: list[int], random: Random) -> None:
    """Steps by two people on the bulletin in the making, as buttons of any age would have them."""
    for _ in range(12):
        who, item_id = random.choice(people), random.choice(items)
        await do(gao, who, commands.issue, typed="")
        bulletin = await gao.database.reads.bulletins.find_open()
        assert bulletin is not None
        of: dict[str, Any] = {"bulletin_id": bulletin.id}
        steps: list[tuple[Any, dict[str, Any]]] = [
            (composing.choose, {**of, "item_id": item_id, "page": 0}),
            (composing.choose, {**of, "item_id": item_id, "page": 3}),
            (composing.move, {**of, "item_id": item_id, "by": random.choice((-1, 1))}),
            (composing.set_aside, {**of, "item_id": item_id}),
            (composing.set_kind, {**of, "is_supplement": random.random() < 0.5}),
            (signing.send, of),
            (signing.fetch_back, of),
            (signing.issue, {**of, "revision": bulletin.revision - (random.random() < 0.3)}),
        ]
        act, arguments = random.choice(steps)
        with suppress(WrongState):
            await do(gao, who, act, **arguments)


async def test_a_process_that_ends_while_it_issues_leaves_no_number_and_one_that_ends_after_loses_no_post(
    tmp_path: Path,
) -> None:
    async with county(tmp_path, now="2026-06-03 12:00:00") as gao:
        await gao.bind(DESK_CHAT, PlaceKind.DESK)
        await gao.bind(WORK_CHAT, PlaceKind.WORK)
        zhang = await gao.person("张三", "云茶镇", telegram_id=11)
        boss = await gao.person("王主任", "县政府办", role=Role.ADMIN, telegram_id=41)
        await adopted(gao, zhang, TITLES[0])
        await press(gao, boss, await composed(gao, boss, TITLES[0]), "签发", chat_id=DESK_CHAT)
        sure = parse((await bulletin_in(gao, DESK_CHAT)).buttons["确认签发"])

        async def ends(office: Any, work: Any, scene: Any) -> None:
            await signing.issue(office, work, scene, bulletin_id=1, revision=sure.number(1))
            raise SystemExit

        before = await rows_of(gao.database, "SELECT max(id) FROM outbox")
        with pytest.raises(SystemExit):
            await do(gao, boss, ends, chat_id=DESK_CHAT)
        assert await rows_of(gao.database, NUMBERS) == []
        assert await rows_of(gao.database, "SELECT max(id) FROM outbox") == before
        await do(gao, boss, signing.issue, chat_id=DESK_CHAT, bulletin_id=1, revision=sure.number(1))
    async with county(tmp_path, now="2026-06-03 12:00:00") as gao:  # the next life
        assert await rows_of(gao.database, NUMBERS) == [(2026, 0, 1, 1)]
        assert await rows_of(gao.database, "SELECT state FROM made_files") == [("wanted",)]
        assert "第1期" in (await newest(gao, WORK_CHAT)).text


async def test_a_leader_whom_the_settings_name_signs_what_editors_compose(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-03 12:00:00", bulletin={"signers": [31]}) as gao:
        await gao.bind(DESK_CHAT, PlaceKind.DESK)
        zhang = await gao.person("张三", "云茶镇", telegram_id=11)
        zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
        head = await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=31)
        await adopted(gao, zhang, TITLES[0])
        await do(gao, zhou, commands.issue, typed="")
        await press(gao, zhou, await bulletin_in(gao, 21), "＋ 2026-0001")
        await press(gao, zhou, await bulletin_in(gao, 21), "编排")
        await press(gao, zhou, await bulletin_in(gao, 21), "送签")
        assert (await bulletin_in(gao, 31)).labels == ["签发", "退改", "预览"]
        # What /today names opens it for whoever signs, or stands in for one who does, without composing.
        other = await gao.person("李县长", "县政府", role=Role.LEADER, telegram_id=32)
        with pytest.raises(NotAllowed):
            await do(gao, other, commands.issue, typed="")
        await stands_in(gao, other, head)
        for one, chat in ((head, 31), (other, 32)):
            await do(gao, one, commands.issue, typed="")
            assert (await newest(gao, chat)).labels == ["签发", "退改", "预览"]
        await press(gao, head, await bulletin_in(gao, 31), "签发")
        await press(gao, head, await bulletin_in(gao, 31), "返回")
        with pytest.raises(NotAllowed):
            await do(gao, head, composing.choose, bulletin_id=1, item_id=1, page=0)
        await press(gao, head, await bulletin_in(gao, 31), "签发")
        await press(gao, head, await bulletin_in(gao, 31), "确认签发")
        # The desk, where nothing of it stood, hears of it once.
        assert "张县长 6月3日 12:00签发" in (await newest(gao, DESK_CHAT)).text
        assert [each.labels for each in await shown(gao, 31) if "1. 早茶" in each.text][-1] == ["批示"]


async def test_a_note_on_the_whole_is_asked_for_kept_and_taken_out_again(
    gao: County, three: list[int], zhou: Person, wu: Person
) -> None:
    await do(gao, zhou, commands.issue, typed="")
    await choose(gao, zhou, TITLES[0], chat=21)
    await press(gao, zhou, await bulletin_in(gao, 21), "全刊按语")
    await do(gao, zhou, talk.take_message, said="本期反映春耕。")  # in private, without a reply
    assert "全刊按语：本期反映春耕。" in (await bulletin_in(gao, 21)).text
    await press(gao, zhou, await bulletin_in(gao, 21), "预览")
    spec = json.loads((await rows_of(gao.database, "SELECT spec FROM made_files"))[0][0])
    assert spec["note"] == "本期反映春耕。"
    await press(gao, zhou, await bulletin_in(gao, 21), "全刊按语")
    await do(gao, zhou, talk.take_message, said="取消")
    assert "全刊按语：本期反映春耕。" in (await bulletin_in(gao, 21)).text
    await press(gao, zhou, await bulletin_in(gao, 21), "全刊按语")
    asked = (await newest(gao, 21)).message_id
    with pytest.raises(BadInput):
        await do(gao, zhou, talk.take_message, said="长" * 501, reply_to=asked)
    await do(gao, zhou, talk.take_message, said="无", reply_to=asked)
    assert "全刊按语" not in (await bulletin_in(gao, 21)).text


async def marked(gao: County, message_id: int, *, chat: int) -> None:
    """An edit has given the message a marking."""
    async with gao.database.work(now=gao.clock.now()) as work:
        message = Blocked("secret", chat, 0, 21, message_id, 0, is_private=chat > 0, is_edit=True)
        await wiping.wipe_message(gao.office, work, message)


async def test_a_note_or_a_correction_that_an_edit_marks_goes_from_everything(
    gao: County, three: list[int], zhou: Person, boss: Person, head: Person
) -> None:
    await do(gao, zhou, commands.issue, typed="")
    await choose(gao, zhou, TITLES[0], chat=21)
    for label, note in (("按语", "水库大坝存在渗漏隐患须保密"), ("全刊按语", "本期涉及军事设施位置")):
        await press(gao, zhou, await bulletin_in(gao, 21), label)
        await do(gao, zhou, talk.take_message, said=note)
    rows = await rows_of(gao.database, "SELECT message_id, item_id FROM bulletin_words ORDER BY id")
    assert [row[1] for row in rows] == [1, None]
    await marked(gao, rows[1][0], chat=21)
    assert "军事设施" not in (await bulletin_in(gao, 21)).text
    await press(gao, zhou, await bulletin_in(gao, 21), "送签")
    await issue(gao, boss, chat=41)
    made = (await rows_of(gao.database, "SELECT made_id FROM bulletins"))[0][0]
    async with gao.database.work(now=gao.clock.now()) as work:
        await making.take(gao.office, work, made, Product("ab" * 32, 20_000))
    await deliver(gao)
    await marked(gao, rows[0][0], chat=21)
    assert gao.database.wiped_files == {"ab" * 32}
    await do(gao, zhou, commands.issue, typed="更正 1 第一条应为渗漏隐患已经排除", message_id=900)
    await press(gao, boss, await newest(gao, 41), "发布更正")
    await marked(gao, 900, chat=21)
    everything = ""
    for table in ("bulletins", "bulletin_items", "errata", "made_files", "outbox"):
        everything += str(await rows_of(gao.database, f"SELECT * FROM {table}"))
    assert not any(word in everything for word in ("军事设施", "渗漏隐患", "abab"))
    assert "早茶提前开园" in (await shown(gao, WORK_CHAT))[-1].text
