"""What editors type after /adopted; what becomes of it is the desk's affair."""

from __future__ import annotations

from datetime import date

from bot.model import AdoptionKind
from bot.rules.adopted import AdoptedAsked, ListRow, read_adopted, read_rows, split_lines

TODAY = date(2026, 6, 3)
CHANNELS = {"县": "县信息", "市": "政务信息快报", "省": "川政晨讯", "国": "国办信息"}


def test_the_words_behind_the_command_may_stand_in_any_order_and_be_chinese() -> None:
    wrong = []
    for typed, meant in [
        ("2026-0003 市", AdoptedAsked("2026-0003", "市")),
        ("市 2026-0003", AdoptedAsked("2026-0003", "市")),
        ("市 3 专报", AdoptedAsked("3", "市", AdoptionKind.SPECIAL)),
        ("3 市 第十二期", AdoptedAsked("3", "市", issue="第十二期")),
        ("3 市 总第一百零二期", AdoptedAsked("3", "市", issue="总第一百零二期")),
        ("3 市 昨天", AdoptedAsked("3", "市", day=date(2026, 6, 2))),
        ("3 市 前天", AdoptedAsked("3", "市", day=date(2026, 6, 1))),
        ("3 市 今天", AdoptedAsked("3", "市", day=TODAY)),
        ("市 6月1日 第12期", AdoptedAsked(None, "市", day=date(2026, 6, 1), issue="第12期")),
        ("3 市 May 20", AdoptedAsked("3", "市", day=date(2026, 5, 20))),
        ("12 May 20 市", AdoptedAsked("12", "市", day=date(2026, 5, 20))),
        ("3 市 20 May 2026", AdoptedAsked("3", "市", day=date(2026, 5, 20))),
        ("2026-0003 市 20th December", AdoptedAsked("2026-0003", "市", day=date(2025, 12, 20))),
        (
            "市 may 3rd, 2026 2026-0003 第12期",
            AdoptedAsked("2026-0003", "市", day=date(2026, 5, 3), issue="第12期"),
        ),
        (
            "2026-0003，市，专报，6月1日",
            AdoptedAsked("2026-0003", "市", AdoptionKind.SPECIAL, date(2026, 6, 1)),
        ),
        ("2026-0003市 第12期", AdoptedAsked("2026-0003", "市", issue="第12期")),
        (
            "2026-0003 市 2026-05-03 No. 12",
            AdoptedAsked("2026-0003", "市", day=date(2026, 5, 3), issue="No. 12"),
        ),
        ("2026-0003 issue 12 市", AdoptedAsked("2026-0003", "市", issue="issue 12")),
        ("3市级、撤销", AdoptedAsked("3", "市", is_undo=True)),
        (
            "2026-0003 city single 2026-06-01",
            AdoptedAsked("2026-0003", "市", AdoptionKind.SINGLE, date(2026, 6, 1)),
        ),
        ("3 County undo", AdoptedAsked("3", "县", is_undo=True)),
        ("provincial 3", AdoptedAsked("3", "省")),
        ("3 national issue12", AdoptedAsked("3", "国", issue="issue 12")),
        ("市 2026-06-01 3", AdoptedAsked("3", "市", day=date(2026, 6, 1))),
    ]:
        if (read := read_adopted(typed, channels=CHANNELS, today=TODAY)) != meant:
            wrong.append((typed, read))
    assert wrong == []


def test_a_lists_cells_are_understood_alike() -> None:
    for day in ("昨天", "2 June 2026"):
        rows = [["早茶提前开园", day, "第十二期"]]
        assert read_rows(rows, today=TODAY) == [ListRow("早茶提前开园", None, date(2026, 6, 2))]


def test_what_is_said_behind_a_pasted_title_is_no_part_of_it() -> None:
    pasted = """1．早茶提前开园 单条
（2）水库除险加固（综合） 第12期
（三）夏粮收购（水利局） 约稿 6月2日
4. 5月 竹笋上市
① 春蚕丰收"""
    assert read_rows(split_lines(pasted, today=TODAY), today=TODAY) == [
        ListRow("早茶提前开园", AdoptionKind.SINGLE),
        ListRow("水库除险加固", AdoptionKind.DIGEST),
        ListRow("夏粮收购（水利局）", AdoptionKind.COMMISSION, date(2026, 6, 2)),
        ListRow("5月 竹笋上市"),
        ListRow("春蚕丰收"),
    ]
