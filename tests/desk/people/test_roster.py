"""A roster taken in whole, or not at all (manual, section 1)."""

from __future__ import annotations

import base64
import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from bot.desk import talk
from bot.desk.common.duties import duty_of
from bot.desk.people import join, members, roster, roster_files
from bot.desk.people.roster import RosterResult
from bot.desk.people.units import mind_quota
from bot.errors import BadInput, NotAllowed, WrongState
from bot.model import Employment, Person, PersonState, Role, SentFile, UnitTarget
from bot.views.common.callbacks import parse
from bot.views.people.roster import render_imported
from tests.support.county import County, office_of
from tests.support.scenes import do, last_labels, scene_of, shown, texts_to

HEADER = ["单位", "姓名", "职务", "类别", "月任务", "年任务", "Telegram", "入职"]


async def take_in(gao: County, *rows: list[str], header: list[str] = HEADER) -> RosterResult:
    async with gao.database.work(now=gao.clock.now()) as work:
        return await roster.import_roster(gao.office, work, [header, *rows], by=None)


async def everybody(gao: County) -> list[Person]:
    return await gao.database.reads.people.people()


async def test_a_roster_fills_an_empty_desk(gao: County) -> None:
    result = await take_in(
        gao,
        ["云茶镇", "张三", "", "专职", "6", "30.5", "1001", "2026-05-01"],
        ["信息中心", "赵编辑", "编辑", "", "", "", "1002", ""],
    )
    assert (result.counts.added, result.counts.changed, result.counts.same) == (2, 0, 0)
    assert (result.faults, result.links, result.links_file) == ((), (), None)
    zhang, zhao = await everybody(gao)
    assert (zhang.unit, zhang.name, zhang.role) == ("云茶镇", "张三", Role.MEMBER)
    assert (zhang.employment, zhang.month_quota) == (Employment.FULL_TIME, 6)
    assert (zhang.telegram_id, zhang.joined_on) == (1001, date(2026, 5, 1))
    assert (zhao.role, zhao.employment, zhao.month_quota) == (Role.EDITOR, Employment.PART_TIME, None)
    assert zhao.joined_on == date(2026, 6, 3)
    targets = await gao.database.reads.people.targets(2026)
    assert [targets.get(each.unit_id) for each in (zhang, zhao)] == [
        UnitTarget(zhang.unit_id, 2026, 3050),
        None,
    ]
    # The target has its line of the trail, once.
    again = await take_in(gao, ["云茶镇", "张三", "", "专职", "6", "30.5", "1001", "2026-05-01"])
    assert (result.counts.targets, again.counts.targets) == (1, 0)
    said = render_imported(gao.office.texts("zh"), result.counts, links=0)[0].text
    assert said == "名册已导入：新增2人，更改0人，未变0人。\n年任务已更新：1个单位。"
    (entry,) = await gao.database.reads.trail.of("target", zhang.unit_id)
    assert (entry.step, entry.after) == ("import", '{"year":2026,"hundredths":3050}')


async def test_one_bad_row_and_nothing_is_changed(gao: County, admin: Person) -> None:
    result = await take_in(
        gao, ["云茶镇", "张三", "", "", "", "30", "1001", ""], ["沙河镇", "", "科员", "", "", "", "", ""]
    )
    assert [fault.line for fault in result.faults] == [3, 3]
    assert await everybody(gao) == [admin]
    assert [unit.name for unit in await gao.database.reads.people.units()] == ["政府办公室"]


async def test_faults_of_reading_and_of_matching_are_named_together(gao: County, admin: Person) -> None:
    result = await take_in(
        gao, ["沙河镇", "王五", "", "", "", "", "9", ""], ["沙河镇", "李四", "科员", "", "", "", "", ""]
    )
    assert [fault.line for fault in result.faults] == [2, 3]


async def test_importing_again_updates_and_leaves_alone_what_it_does_not_say(gao: County) -> None:
    await take_in(gao, ["云茶镇", "张三", "编辑", "专职", "6", "", "1001", "2026-05-01"])
    result = await take_in(gao, ["沙河镇", "张三", "1001"], header=["单位", "姓名", "Telegram"])
    assert (result.counts.added, result.counts.changed, result.counts.same) == (0, 1, 0)
    (zhang,) = await everybody(gao)
    assert (zhang.unit, zhang.role, zhang.employment, zhang.month_quota, zhang.joined_on) == (
        "沙河镇",
        Role.EDITOR,
        Employment.FULL_TIME,
        6,
        date(2026, 5, 1),
    )


async def test_the_same_roster_again_changes_nothing_and_tells_nobody(gao: County) -> None:
    row = ["云茶镇", "张三", "编辑", "专职", "6", "30", "1001", "2026-05-01"]
    await take_in(gao, row)
    before = await gao.sent()
    result = await take_in(gao, row)
    assert (result.counts.added, result.counts.changed, result.counts.same) == (0, 0, 1)
    assert await gao.sent() == before
    assert len(await gao.database.reads.trail.of("person", 1)) == 1


async def test_a_new_role_is_told(gao: County) -> None:
    await gao.person("张三", "云茶镇", telegram_id=1001)
    await take_in(gao, ["云茶镇", "张三", "编辑", "", "", "", "", ""])
    assert [(chat, "您的职务已变更为编辑" in text) for chat, text in await gao.sent()] == [(1001, True)]


async def test_rows_without_an_id_get_links_that_work(gao: County, admin: Person) -> None:
    result = await take_in(
        gao, ["云茶镇", "张三", "", "", "", "", "", ""], ["政府办公室", "李主任", "", "", "", "", "", ""]
    )
    assert result.links_file is not None
    text = result.links_file.content.decode("utf-8-sig")
    header, *rows = list(csv.reader(io.StringIO(text, newline="")))
    assert header == ["单位", "姓名", "职务", "链接", "有效期至"]
    assert [(row[0], row[1], row[2], row[4]) for row in rows] == [
        ("云茶镇", "张三", "信息员", "2026-06-10 12:00")
    ]
    token = rows[0][3].removeprefix("https://t.me/zhibao_bot?start=")
    async with gao.database.work(now=gao.clock.now()) as work:
        await join.start(gao.office, work, scene_of(gao, work, 500), token)
    assert (await everybody(gao))[-1].telegram_id == 500


async def test_somebody_removed_comes_back_with_their_account_as_a_reporter(
    gao: County, admin: Person
) -> None:
    await gao.person("张三", "云茶镇", role=Role.ADMIN, telegram_id=1001, state=PersonState.REMOVED)
    await take_in(gao, ["云茶镇", "张三", "", "", "", "", "1001", ""])
    person = (await everybody(gao))[1]
    assert (person.state, person.role, person.left_on) == (PersonState.ACTIVE, Role.MEMBER, None)


async def test_the_last_administrator_cannot_be_imported_away(gao: County, admin: Person) -> None:
    result = await take_in(gao, ["政府办公室", "李主任", "编辑", "", "", "", "", ""])
    assert [fault.line for fault in result.faults] == [0]
    assert (await everybody(gao))[0].role is Role.ADMIN
    both = [
        ["政府办公室", "李主任", "编辑", "", "", "", "", ""],
        ["政府办公室", "王副主任", "管理员", "", "", "", "8", ""],
    ]
    assert (await take_in(gao, *both)).faults == ()


async def test_a_roster_sent_to_the_bot_is_answered_with_figures_and_the_links(
    gao: County, admin: Person
) -> None:
    await gao.person("王五", "云茶镇", telegram_id=21)
    await do(gao, admin, roster_files.take_roster, rows=[["单位", "姓名"], ["云茶镇", "张三"]])
    (said,) = await gao.sent()
    assert said[0] == 9 and "新增1人" in said[1]
    rows = await gao.database.reader.execute_fetchall(
        "SELECT payload FROM outbox WHERE method = 'sendDocument'"
    )
    document = json.loads(rows[0][0])["document"]
    assert document["name"] == "个人邀请链接.csv"
    assert "https://t.me/zhibao_bot?start=" in base64.b64decode(document["base64"]).decode("utf-8-sig")


@pytest.mark.parametrize(("bad", "documents"), [(3, 0), (2000, 1)])
async def test_every_fault_reaches_the_administrator(
    gao: County, admin: Person, bad: int, documents: int
) -> None:
    rows = [["单位", "姓名", "职务"], *[[f"单位{n}", "张三", "科员"] for n in range(bad)]]
    await do(gao, admin, roster_files.take_roster, rows=rows)
    said = await gao.sent()
    assert f"共{bad}处问题" in said[0][1] and "第2行：职务“科员”无法识别" in said[0][1]
    files = await gao.database.reader.execute_fetchall(
        "SELECT payload FROM outbox WHERE method = 'sendDocument'"
    )
    assert len(files) == documents
    if documents:
        content = base64.b64decode(json.loads(files[0][0])["document"]["base64"]).decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(content, newline="")))) == bad + 1


# --- new units, files without a caption -------------------------------------------------------------------

NEW_UNITS = [["单位", "姓名"], ["金竹", "张三"], ["县统计局", "李四"], ["金竹镇", "王五"]]


async def units(gao: County) -> list[str]:
    return [unit.name for unit in await gao.database.reads.people.units()]


async def draft_of(gao: County, person: Person) -> int:
    (draft,) = await gao.database.reads.drafts.of(person.telegram_id or 0)
    return draft.id


async def test_an_import_that_makes_units_is_shown_before_it_is_final(gao: County, admin: Person) -> None:
    await gao.person("刘芳", "金竹镇", telegram_id=20)
    await do(gao, admin, roster_files.take_roster, rows=NEW_UNITS)
    assert (await texts_to(gao, 9))[-1] == (
        "名册共3人，其中新增3人。\n"
        "新建单位2个：金竹、县统计局\n"
        "⚠️ 金竹：是否指金竹镇？\n"
        "目前未作改动，请确认。"
    )
    assert await last_labels(gao, 9) == ["金竹 → 金竹镇", "确认导入", "取消"]
    assert await units(gao) == ["政府办公室", "金竹镇"]
    draft_id = await draft_of(gao, admin)
    await do(gao, admin, roster_files.confirm, draft_id=draft_id)
    assert await units(gao) == ["政府办公室", "金竹镇", "金竹", "县统计局"]
    assert "新增3人" in (await texts_to(gao, 9))[-1] and "新建单位2个" in (await texts_to(gao, 9))[-1]
    assert "是否指" not in (await texts_to(gao, 9))[-1], "that was answered by 确认导入"
    with pytest.raises(WrongState):
        await do(gao, admin, roster_files.confirm, draft_id=draft_id)


async def test_a_new_unit_that_is_one_of_the_rosters_is_corrected_by_its_button(
    gao: County, admin: Person
) -> None:
    await gao.person("刘芳", "金竹镇", telegram_id=20)
    await do(gao, admin, roster_files.take_roster, rows=NEW_UNITS)
    asked = (await shown(gao, 9))[-1]
    pressed = parse(asked.buttons["金竹 → 金竹镇"])
    await do(
        gao,
        admin,
        roster_files.choose_unit,
        draft_id=pressed.number(),
        place=pressed.number(1),
        unit_id=pressed.number(2),
    )
    again = (await shown(gao, 9))[-1]
    assert (again.message_id, again.labels) == (asked.message_id, ["确认导入", "取消"])
    assert again.text == "名册共3人，其中新增3人。\n新建单位1个：县统计局\n目前未作改动，请确认。"
    await do(gao, admin, roster_files.confirm, draft_id=pressed.number())
    assert await units(gao) == ["政府办公室", "金竹镇", "县统计局"]
    assert [(p.unit, p.name) for p in await everybody(gao)][2:] == [
        ("金竹镇", "张三"),
        ("县统计局", "李四"),
        ("金竹镇", "王五"),
    ]


@pytest.mark.parametrize(("place", "unit"), [(9, 2), (-1, 2), (0, 99)])
async def test_an_altered_button_of_a_new_unit_changes_nothing(
    gao: County, admin: Person, place: int, unit: int
) -> None:
    await gao.person("刘芳", "金竹镇", telegram_id=20)
    await do(gao, admin, roster_files.take_roster, rows=NEW_UNITS)
    draft_id = await draft_of(gao, admin)
    with pytest.raises(BadInput):
        await do(gao, admin, roster_files.choose_unit, draft_id=draft_id, place=place, unit_id=unit)


async def test_an_import_that_was_cancelled_changes_nothing(gao: County, admin: Person) -> None:
    await do(gao, admin, roster_files.take_roster, rows=NEW_UNITS)
    await do(gao, admin, roster_files.press_cancel, draft_id=await draft_of(gao, admin))
    assert (await texts_to(gao, 9))[-1] == "未导入，未作改动。"
    assert await everybody(gao) == [admin] and await units(gao) == ["政府办公室"]


async def test_a_shown_import_is_read_against_the_roster_as_it_is_when_it_is_confirmed(
    gao: County, admin: Person
) -> None:
    await do(gao, admin, roster_files.take_roster, rows=[["单位", "姓名"], ["县统计局", "李四"]])
    await gao.person("李四", "县统计局", telegram_id=33)
    await do(gao, admin, roster_files.confirm, draft_id=await draft_of(gao, admin))
    assert [(p.name, p.telegram_id) for p in await everybody(gao)] == [("李主任", 9), ("李四", 33)]


async def test_the_command_line_imports_and_says_which_units_are_new(gao: County) -> None:
    result = await take_in(gao, *NEW_UNITS[1:], header=NEW_UNITS[0])
    assert [unit.name for unit in result.new_units] == ["金竹", "县统计局", "金竹镇"]
    assert await units(gao) == ["金竹", "县统计局", "金竹镇"]


async def test_units_that_differ_by_width_alone_are_one(gao: County) -> None:
    await take_in(gao, ["县财政局（信息股）", "张三"], ["县财政局(信息股)", "李四"], header=["单位", "姓名"])
    assert await units(gao) == ["县财政局（信息股）"]


async def send(gao: County, who: Person, name: str) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        scene = replace(scene_of(gao, work, who, attachment="document"), file=SentFile("F1", name, 99))
        await talk.take_message(gao.office, work, scene)


async def test_a_table_that_an_administrator_sends_without_a_word_is_asked_about(
    gao: County, admin: Person
) -> None:
    await send(gao, admin, "信息员名册.XLSX")
    assert (await texts_to(gao, 9))[-1] == "“信息员名册.XLSX”：作为名册导入？"
    assert await last_labels(gao, 9) == ["作为名册导入", "取消"]
    draft_id = await draft_of(gao, admin)
    async with gao.database.work(now=gao.clock.now()) as work:
        scene = scene_of(gao, work, admin)
        file = await roster_files.offered_file(work.drafts, scene, draft_id=draft_id)
    assert file == SentFile("F1", "信息员名册.XLSX", 99)
    rows = [["单位", "姓名"], ["政府办公室", "张三"]]
    await do(gao, admin, roster_files.take_offered, rows=rows, draft_id=draft_id)
    assert "新增1人" in (await texts_to(gao, 9))[-1]


async def test_nobody_else_is_asked_and_no_other_file(gao: County, admin: Person) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    await send(gao, zhang, "名册.xlsx")
    await send(gao, admin, "通知.docx")
    assert not any("作为名册导入" in text for _, text in await gao.sent())
    with pytest.raises(NotAllowed):
        await do(gao, zhang, roster_files.take_offered, rows=[], draft_id=1)


async def test_a_unit_with_items_of_its_own_in_the_settings_keeps_them_under_another_name(
    gao: County, admin: Person
) -> None:
    """The settings are the operator's, who hears what to write there; until then the number followed nobody."""
    gao.office = office_of(quota={"units": {"县农业局": 8, "云茶镇": 6}})

    async def owed(name: str) -> int:
        async with gao.database.work(now=gao.clock.now()) as work:
            (person,) = work.directory.named(name)
            return duty_of(gao.office, work, person).usual

    async def newest() -> str:
        return (await texts_to(gao, admin.telegram_id or 0))[-1]

    first = await take_in(gao, ["县农业局", "张三", "", "", "", "", "1001", ""])
    assert (first.idle.lost, first.idle.renamed) == ({"云茶镇": 6}, {})
    await take_in(
        gao, ["云茶镇", "李四", "", "", "", "", "1002", ""], ["县农业局", "王五", "", "", "", "", "1003", ""]
    )
    result = await take_in(
        gao,
        ["县农业农村局", "张三", "", "", "", "", "1001", ""],
        ["县农业农村局", "王五", "", "", "", "", "1003", ""],
        ["县农业农村局", "赵六", "", "", "", "", "1004", ""],
    )
    assert (result.idle.lost, result.idle.renamed) == ({}, {"县农业局": "县农业农村局"})
    assert [await owed(name) for name in ("张三", "赵六", "李四")] == [8, 8, 6]

    # Once more, and one by one: the administrator hears it with the last of them.
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.ensure_unit("县乡村振兴局")
        await work.refresh_directory()
    for name in ("张三", "王五", "赵六"):
        await do(gao, admin, members.show_member, words=f"{name} 单位 县乡村振兴局")
    assert (
        "县农业局的人员现在都属县乡村振兴局，按单位更名处理"
        in (await newest()) + (await texts_to(gao, admin.telegram_id or 0))[-2]
    )
    assert await owed("王五") == 8
    before = len(await texts_to(gao, admin.telegram_id or 0))
    for _ in range(2):  # each start looks, and tells once
        async with gao.database.work(now=gao.clock.now()) as work:
            await mind_quota(gao.office, work)
    [told] = (await texts_to(gao, admin.telegram_id or 0))[before:]
    assert "中的每月8条继续适用。请在 config.toml 的这一项中把“县农业局”改为“县乡村振兴局”" in told

    # Who leaves for a unit that has others, or comes from one, takes nothing along.
    lost = "云茶镇（6条）。如单位已更名，其人员自本月起按通常条数计（兼职4条、专职8条）。"
    await do(gao, admin, members.show_member, words="李四 单位 县乡村振兴局")
    assert lost in (await texts_to(gao, admin.telegram_id or 0))[-2] + await newest()
    assert await owed("李四") == 8
    # With the new name in the file it counts as it is written there.
    gao.office = office_of(quota={"units": {"县乡村振兴局": 5}})
    assert [await owed(name) for name in ("张三", "李四")] == [5, 5]
