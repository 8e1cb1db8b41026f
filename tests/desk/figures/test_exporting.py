"""/export: what is ordered and put on record, and what stands in the file, on both kinds of database."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.desk.common import making
from bot.desk.figures import exporting
from bot.desk.items import quota, wiping
from bot.errors import BadInput
from bot.model import (
    AdoptionKind,
    Attendance,
    BookingState,
    ItemState,
    KeyPoint,
    Performer,
    Person,
    PointRule,
    Product,
    Reason,
    ReportKind,
    ReportState,
    Role,
    TaskState,
)
from bot.rules.exports import Asked, Form
from bot.rules.points import DEDUCTED
from bot.rules.states import Step
from tests.support.county import County, at, county
from tests.support.databases import Home
from tests.support.exported import Table, exported
from tests.support.scenes import do

NOW = "2026-06-03 12:00"
MAY = Asked("2026-05", "2026-05")
PHONE = "13812345678"


async def ask(gao: County, who: Person, typed: str) -> list[str]:
    """What the command answers."""
    before = len(await gao.sent())
    await do(gao, who, exporting.export, typed=typed)
    return [text for _, text in (await gao.sent())[before:]]


async def tables(gao: County, folder: Path, asked: Asked = MAY, language: str = "zh") -> dict[str, Table]:
    return await exported(gao.office, gao.database, gao.clock, asked, folder=folder, language=language)


async def test_a_file_is_ordered_answered_and_on_record_for_a_month_and_a_year(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        zhou = await gao.reporter("周编", "信息中心", role=Role.EDITOR)
        assert await ask(gao, zhou, "2026-05") == ["正在生成2026年5月数据文件，完成后发到这里。"]
        assert await ask(gao, zhou, "2026 ．CSV") == ["正在生成2026年数据文件，完成后发到这里。"]
        await ask(gao, zhou, "")
        rows = home.ask("SELECT kind, spec, name, caption, form, chat_id FROM made_files ORDER BY id")
        assert [
            (kind, json.loads(spec), name, caption, form) for kind, spec, name, caption, form, _ in rows
        ] == [
            (
                "export",
                {"first": "2026-05", "last": "2026-05", "form": "xlsx"},
                "信息数据_2026-05.xlsx",
                "2026年5月数据",
                "document",
            ),
            (
                "export",
                {"first": "2026-01", "last": "2026-12", "form": "csv"},
                "信息数据_2026.zip",
                "2026年数据",
                "document",
            ),
            (
                "export",
                {"first": "2026-06", "last": "2026-06", "form": "xlsx"},
                "信息数据_2026-06.xlsx",
                "2026年6月数据",
                "document",
            ),
        ]
        assert home.ask(
            "SELECT subject_id, person_id, step, after FROM audit WHERE subject = 'export' ORDER BY id"
        ) == [
            (1, zhou.id, "export", '{"period":"2026-05","form":"xlsx"}'),
            (2, zhou.id, "export", '{"period":"2026","form":"csv"}'),
            (3, zhou.id, "export", '{"period":"2026-06","form":"xlsx"}'),
        ]


async def test_what_is_no_month_and_what_has_not_begun_is_refused_in_words(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        zhou = await gao.reporter("周编", "信息中心", role=Role.EDITOR)
        for typed, words in (
            (
                "五月份的",
                "无法识别“五月份的”。请发送 /export，后面写 2026-05 或 2026；需要文本文件的，再加 .csv。",
            ),
            ("2026-07", "2026-07尚未开始，没有可导出的数据。"),
            ("2027", "2027尚未开始，没有可导出的数据。"),
        ):
            with pytest.raises(BadInput) as refused:
                await ask(gao, zhou, typed)
            assert gao.office.texts("zh").plain(refused.value.key, **refused.value.fields) == words
        assert home.ask("SELECT count(*) FROM made_files") == [(0,)]


async def test_a_year_that_is_too_large_for_one_file_comes_month_by_month(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        zhou = await gao.reporter("周编", "信息中心", role=Role.EDITOR)
        home.ask(f"INSERT INTO counters (name, value) VALUES ('item:2026', {exporting.MOST_ITEMS + 1})")
        assert await ask(gao, zhou, "2026") == [
            "正在生成2026年数据文件。数据较多，每月一个文件，共6个，完成后依次发到这里。"
        ]
        names = [name for (name,) in home.ask("SELECT name FROM made_files ORDER BY id")]
        assert names == [f"信息数据_2026-0{month}.xlsx" for month in range(1, 7)]


async def fill(gao: County, home: Home) -> tuple[Person, Person]:
    """A month with one of everything that a table has."""
    zhang, wang = await gao.reporter("张三", "云茶镇"), await gao.reporter("=王五", "+庆符镇", quota=2)
    first = await gao.item(zhang, "2026-05-31 23:59:30", state=ItemState.ADOPTED)
    home.ask(
        f"UPDATE items SET title = '=cmd|''/C calc''!A0', body = '@联系人{PHONE}', source = '-来源', is_urgent = 1"
        f" WHERE id = {first}"
    )
    await gao.item(wang, "2026-05-06 10:00:00", state=ItemState.REJECTED, reason=Reason.EMPTY)
    for state in (ItemState.HELD, ItemState.DESTROYED):
        await gao.item(zhang, "2026-05-07 10:00:00", state=state)
    await gao.item(zhang, "2026-06-01 00:00:00")
    topic = await gao.demand("春茶", due="2026-05-20 17:30")
    async with gao.database.work(now=at("2026-05-12 09:00")) as work:
        adoption = await work.adoptions.add(
            first,
            channel="市",
            kind=AdoptionKind.SINGLE,
            day=date(2026, 5, 20),
            month="2026-05",
            issue="第12期",
            is_late=False,
            person_id=wang.id,
            now=work.now,
        )
        assert adoption == 1
        booking = await work.demands.add_booking(
            topic, unit_id=zhang.unit_id, person_id=zhang.id, state=BookingState.BOOKED, now=work.now
        )
        assert booking
        task = Performer(zhang.unit_id)
        await work.supervision.add(
            await work.numbers.next("task"),
            title="=督办",
            words=f"请联系{PHONE}",
            due_at=at("2026-05-20 17:30"),
            item_id=first,
            comment_id=None,
            leader_id=None,
            set_by=wang.id,
            lead=task,
            helpers=[Performer(wang.unit_id)],
            now=work.now,
        )
        (part, _) = await work.supervision.parts(1)
        await work.supervision.accept(part, person_id=zhang.id, now=work.now)
        report = await work.supervision.report(
            1,
            ReportKind.DONE,
            person_id=zhang.id,
            words="已办",
            until_at=None,
            chat_id=1,
            message_id=1,
            now=at("2026-05-18 10:00"),
        )
        await work.supervision.answer(report, ReportState.AGREED, by=wang.id, at=at("2026-05-19 10:00"))
        await work.supervision.set_state(1, TaskState.DONE, ended_at=at("2026-05-19 10:00"))
        await work.circulars.add(
            1, title="=关于值班的通知", brief="", scope=["all"], due_at=None, posted_by=wang.id, now=work.now
        )
        reader = await work.circulars.add_reader(1, zhang.id)
        await work.circulars.mark_read(reader, by=wang.id, now=work.now)
    home.ask(
        "INSERT INTO point_lines (item_id, day, month, channel, kind, person_id, unit_id, hundredths, rule, version)"
        f" VALUES ({first}, '2026-05-20', '2026-05', '市', 'single', {zhang.id}, {zhang.unit_id}, 167,"
        f" '{PointRule.PRICE}', '2026-01-01')"
    )
    # Points may be taken off for what is no item: a commission, a month.
    for booking_id, rule in (("1", PointRule.UNDELIVERED), ("NULL", PointRule.SHORT)):
        home.ask(
            "INSERT INTO point_lines (booking_id, day, month, channel, kind, person_id, unit_id, hundredths, rule, version)"
            f" VALUES ({booking_id}, '2026-05-31', '2026-05', '{DEDUCTED}', NULL, {zhang.id}, {zhang.unit_id}, -200,"
            f" '{rule}', '')"
        )
    async with gao.database.work(now=at("2026-05-12 09:00")) as work:
        await work.meetings.add(
            await work.numbers.next("meeting"),
            title="=信息例会",
            brief="",
            begins_at=at("2026-05-15 15:00"),
            place=f"三楼，联系{PHONE}",
            attendees=["all"],
            called_by=wang.id,
            now=work.now,
        )
        await work.meetings.add_attendee(1, wang.id, answer=Attendance.COMING, now=work.now)
        await work.meetings.add_attendee(1, zhang.id, answer=Attendance.OPEN, now=work.now)
        await work.meetings.answer(1, zhang.id, Attendance.EXCUSED, reason="下乡", by=wang.id, now=work.now)
        points = [
            KeyPoint("2026-05", 1, "=春茶", "产量", "云茶镇", date(2026, 5, 20)),
            KeyPoint("2026-05", 2, "防汛"),
        ]
        await work.keypoints.replace("2026-05", points)
        await work.keypoints.publish("2026-05", by=wang.id, now=work.now)
        await work.keypoints.read("2026-05", person_id=zhang.id, now=work.now)
        await work.keypoints.replace("2026-06", [KeyPoint("2026-06", 1, "还没发布")])
    home.ask(f"UPDATE items SET keypoint = 1 WHERE id IN ({first}, {first} + 1)")
    return zhang, wang


async def test_each_table_has_what_belongs_to_the_month_and_nothing_that_is_held(
    home: Home, tmp_path: Path
) -> None:
    async with county(home, now=NOW) as gao:
        await fill(gao, home)
        found = await tables(gao, tmp_path)
        assert list(found) == [
            "信息",
            "采用",
            "预约",
            "得分",
            "稿酬",
            "未完成",
            "督办件",
            "阅文情况",
            "参会情况",
            "信息要点",
        ]
        assert [row["编号"] for row in found["信息"]] == ["2026-0001", "2026-0002"]
        first, second = found["信息"]
        assert (first["收到时间"], first["归属月份"]) == (
            datetime.fromisoformat("2026-05-31 23:59"),
            "2026-05",
        )
        assert (first["单位"], first["姓名"], first["类别"], first["紧急"], first["状态"]) == (
            "云茶镇",
            "张三",
            "普通",
            "是",
            "采用",
        )
        (task,) = found["督办件"]
        assert [
            task[head] for head in ("编号", "标题", "承办单位", "签收人", "协办单位", "交办人", "状态")
        ] == [
            "B1",
            "=督办",
            "云茶镇",
            "张三",
            "+庆符镇",
            "=王五",
            "办结",
        ]
        assert (task["逾期"], task["用时（工作日）"], task["来源"]) == ("", 4, "2026-0001")
        assert PHONE not in task["办理要求"]
        # What a spreadsheet might run is a text, and nobody's number stands in it.
        assert (first["标题"], first["来源"]) == ("=cmd|'/C calc'!A0", "-来源")
        assert first["正文"].startswith("@联系人") and PHONE not in first["正文"]
        assert (first["计入任务"], second["计入任务"]) == ("是", "否")
        assert second["原因"] == "空洞无内容"
        assert [
            (row["采用日期"], row["编号"], row["渠道"], row["采用方式"], row["期号"], row["登记人"])
            for row in found["采用"]
        ] == [(date(2026, 5, 20), "2026-0001", "市", "单条", "第12期", "=王五")]
        assert [
            (row["选题"], row["标题"], row["单位"], row["姓名"], row["状态"]) for row in found["预约"]
        ] == [("T1", "春茶", "云茶镇", "张三", "已预约")]
        line, *taken_off = found["得分"]
        assert (line["编号"], line["单位"], line["姓名"], line["分值"], line["依据"]) == (
            "2026-0001",
            "云茶镇",
            "张三",
            1.67,
            "按计分规则",
        )
        assert [(row["编号"], row["标题"], row["渠道"], row["分值"]) for row in taken_off] == [
            ("T1", "春茶", "扣分", -2.0),
            ("", "", "扣分", -2.0),
        ]
        assert [
            (
                row["日期"],
                row["列入月份"],
                row["编号"],
                row["单位"],
                row["姓名"],
                row["渠道"],
                row["稿酬（元）"],
            )
            for row in found["稿酬"]
        ] == [(date(2026, 5, 20), "2026-05", "2026-0001", "云茶镇", "张三", "市", 50.0)]
        assert [tuple(row.values()) for row in found["未完成"]] == [
            ("2026-05", "云茶镇", "张三", 4.0, 1.0, 3.0, "截至导出时"),
            ("2026-05", "+庆符镇", "=王五", 2.0, 0.0, 2.0, "截至导出时"),
        ]
        assert [tuple(row.values()) for row in found["阅文情况"]] == [
            (
                "D1",
                "=关于值班的通知",
                "=王五",
                datetime.fromisoformat("2026-05-12 09:00"),
                "",
                "云茶镇",
                "张三",
                datetime.fromisoformat("2026-05-12 09:00"),
                "=王五",
            )
        ]
        held = datetime.fromisoformat("2026-05-15 15:00")
        answered = datetime.fromisoformat("2026-05-12 09:00")
        called = ("M1", "=信息例会", held)
        assert [tuple(row.values()) for row in found["参会情况"]] == [
            (*called, "三楼，联系138****5678", "=王五", "已召开", *who)
            for who in (
                ("云茶镇", "张三", "请假", "下乡", "=王五", answered),
                ("+庆符镇", "=王五", "参加", "", "=王五", answered),
            )
        ]
        sql = (
            "SELECT k.number, k.title, (SELECT count(*) FROM items i WHERE i.keypoint = k.number AND i.month = k.month"
            " AND NOT (i.state = 'rejected' AND i.reason = 'empty')),"
            " (SELECT count(*) FROM items i WHERE i.keypoint = k.number AND i.month = k.month AND i.state = 'adopted'),"
            " (SELECT count(*) FROM keypoint_readers r WHERE r.month = k.month)"
            " FROM keypoints k WHERE k.month = '2026-05' ORDER BY k.number"
        )
        points = found["信息要点"]
        assert [
            tuple(row[head] for head in ("编号", "标题", "报送条数", "其中采用", "已阅人数"))
            for row in points
        ] == home.ask(sql)
        assert [tuple(row.values())[3:7] for row in points] == [
            ("产量", "云茶镇", date(2026, 5, 20), answered),
            ("", "", "", answered),
        ]
        year = await tables(gao, tmp_path, Asked("2026-01", "2026-12", Form.WORKBOOK))
        # June has begun; nobody owes anything yet for what comes after it.
        assert max(str(row["月份"]) for row in year["未完成"]) == "2026-06"
        assert len(year["信息要点"]) == 2, "what is not published stands nowhere"


async def test_as_text_files_no_cell_begins_like_a_formula_and_figures_are_plain(
    home: Home, tmp_path: Path
) -> None:
    async with county(home, now=NOW) as gao:
        await fill(gao, home)
        found = await tables(gao, tmp_path, replace(MAY, form=Form.TEXTS))
        first = found["信息"][0]
        assert (first["标题"], first["来源"], first["收到时间"]) == (
            "'=cmd|'/C calc'!A0",
            "'-来源",
            "2026-05-31 23:59",
        )
        assert first["正文"].startswith("'@联系人")
        assert found["得分"][0]["分值"] == "1.67" and found["采用"][0]["采用日期"] == "2026-05-20"
        assert found["未完成"][1]["姓名"] == "'=王五" and found["未完成"][1]["差"] == "2"
        for table in found.values():
            cells = [cell for row in table for cell in row.values() if cell.startswith(tuple("=+-@\t\r"))]
            assert set(cells) <= {"-2"}  # a figure


async def test_a_published_month_is_exported_as_it_was_published(home: Home, tmp_path: Path) -> None:
    async with county(home, now=NOW) as gao:
        zhang = await gao.reporter("张三", "云茶镇", quota=2)
        async with gao.database.work(now=gao.clock.now()) as work:
            await quota.keep_figures(gao.office, work, month="2026-05")
        await gao.item(zhang, "2026-05-31 10:00:00")
        found = await tables(gao, tmp_path)
        assert [(row["已报"], row["差"], row["情况"]) for row in found["未完成"]] == [(0.0, 2.0, "已通报")]


async def test_what_is_committed_while_it_is_gathered_is_in_all_tables_or_in_none(
    home: Home, tmp_path: Path
) -> None:
    async with county(home, now=NOW) as gao:
        zhang = await gao.reporter("张三", "云茶镇")
        await gao.item(zhang)
        async with gao.database.snapshot() as snapshot:
            before = await snapshot.exports.items_extent("2026-05", "2026-05")
            await gao.item(zhang)
            await gao.reporter("李四", "沙河镇")
            after = await snapshot.exports.items_extent("2026-05", "2026-05")
            assert (before.rows, after.rows) == (1, 1)
            assert [person.name for person in snapshot.directory.people] == ["张三"]
            assert await snapshot.get_meta("figures:2026-05") is None
        assert len((await tables(gao, tmp_path))["信息"]) == 2


async def test_every_table_of_the_registry_has_a_name_and_a_cell_for_each_head(
    home: Home, tmp_path: Path
) -> None:
    async with county(home, now=NOW) as gao:
        await fill(gao, home)
        for language in ("zh", "en"):
            found = await tables(gao, tmp_path, language=language)
            t = gao.office.texts(language)
            assert list(found) == [t.plain(sheet.look.name) for sheet in exporting.SHEETS]
            for sheet in exporting.SHEETS:  # a row for each is there: its cells are as many as its heads
                heads = [t.plain(column.head) for column in sheet.look.columns]
                assert len(set(heads)) == len(heads)
                assert all(list(row) == heads for row in found[t.plain(sheet.look.name)])
                assert found[t.plain(sheet.look.name)]
            if (
                language == "en"
            ):  # found when one was read: channels were called 县 and 市 in an English table
                rows = [row for each in ("Adoptions", "Point lines", "Fee lines") for row in found[each]]
                assert {row["Channel"] for row in rows} & {"County", "City"}
                assert not {row["Channel"] for row in rows} & {"县", "市", "省"}


async def test_an_item_that_is_wiped_goes_from_exports_as_well_and_one_that_was_held_was_never_there(
    home: Home,
) -> None:
    async with county(home, now=NOW) as gao:
        zhou = await gao.reporter("周编", "信息中心", role=Role.EDITOR)
        zhang = await gao.reporter("张三", "云茶镇")
        held = await gao.item(zhang, "2026-06-03 09:00:00", state=ItemState.HELD)
        seen = await gao.item(zhang, "2026-06-03 09:01:00")
        await ask(gao, zhou, "2026-06")
        async with gao.database.work(now=gao.clock.now()) as work:
            await making.take(gao.office, work, 1, Product("a" * 64, 5))
        for item_id, left in ((held, 1), (seen, 0)):
            async with gao.database.work(now=gao.clock.now()) as work:
                (item,) = await work.items.find_all([item_id])
                await wiping.wipe_item(gao.office, work, item, step=Step.DESTROY, person_id=None)
            assert home.ask("SELECT count(*) FROM made_files") == [(left,)]
        assert gao.database.wiped_files == {"a" * 64}
        assert home.ask("SELECT state FROM outbox WHERE method = 'sendDocument'") == [("dropped",)]


async def test_the_answer_counts_up_and_is_taken_away_when_the_file_is_there(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        zhou = await gao.reporter("周编", "信息中心", role=Role.EDITOR)
        await ask(gao, zhou, "2026-05")
        async with gao.database.work(now=gao.clock.now()) as work:
            await making.tell_rows(gao.office, work, 1, done=12_000, total=40_000)
        assert (await gao.sent())[-1] == (zhou.telegram_id, "正在生成，已完成 12,000 / 40,000 条。")
        assert len(await gao.sent()) == 1  # it is the same message
        home.ask("UPDATE outbox SET state = 'sent', message_id = 7")
        home.ask("UPDATE posts SET message_id = 7")
        async with gao.database.work(now=gao.clock.now()) as work:
            await making.take(gao.office, work, 1, Product("a" * 64, 5))
            await making.tell_rows(gao.office, work, 1, done=1, total=2)  # too late
        rows = home.ask("SELECT method FROM outbox WHERE state = 'queued' ORDER BY id")
        assert rows == [("sendDocument",), ("deleteMessage",)]
