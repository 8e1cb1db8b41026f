"""Official papers as files: what people typed is text in them, and the measures are those of GB/T 9704."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.oxml.ns import qn

from bot.making.kinds import make

SPEC: dict[str, Any] = {
    "head": {
        "mark": "高县政务信息通报",
        "number": "第6期",
        "issuer": "高县人民政府办公室",
        "date": "2026年7月3日",
    },
    "title": "关于2026年6月份政务信息采用情况的通报",
    "addressee": "各乡镇人民政府,县级各部门",
    "blocks": [
        {"heading": "一、总体情况", "level": 1},
        {"text": "6月份,全县共报送468条.\n采用192条"},
        {
            "table": {
                "columns": [
                    {"head": "单位", "width": 130},
                    {"head": "得分", "width": 65, "align": "right"},
                ],
                "rows": [["云茶镇", "2.5"], ["=cmd|' /C calc'!A0", "<w:br/>&amp;\x00\x0b\u202e"]],
            },
            "caption": "表1　得分情况",
        },
        {"page": True},
        {"title": "个人考核表"},
        {"text": "完"},
    ],
    "signer": "高县人民政府办公室",
    "date": "2026年7月3日",
    "foot": {"lines": ["报：县委"], "copies": 60},
}


def opened(spec: dict[str, Any]) -> Any:
    return docx.Document(io.BytesIO(make("paper", spec).content))


def test_a_paper_says_what_it_was_given_in_the_styles_of_an_official_paper() -> None:
    document = opened(SPEC)
    assert [(each.style.name, each.text) for each in document.paragraphs if each.text] == [
        ("发文机关标志", "高县政务信息通报"),
        ("期号", "第6期"),
        ("编发行", "高县人民政府办公室\t2026年7月3日"),
        ("公文标题", "关于2026年6月份政务信息采用情况的通报"),
        ("主送机关", "各乡镇人民政府，县级各部门："),
        ("一级标题", "一、总体情况"),
        ("公文正文", "6月份，全县共报送468条。"),
        ("公文正文", "采用192条"),
        ("表题", "表1　得分情况"),
        ("公文标题", "个人考核表"),
        ("公文正文", "完"),
        ("落款", "高县人民政府办公室"),
        ("落款", "2026年7月3日"),
        ("版记", "报：县委\t共印60份"),
    ]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["单位", "得分"],
        ["云茶镇", "2.5"],
        ["=cmd|' /C calc'!A0", "<w:br/>&amp;"],
    ]
    assert sum(column.width.mm for column in table.columns) <= 156.1  # made narrower to fit
    head = table.rows[0]._tr
    assert head.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows)


def test_the_page_has_the_standards_measures_and_each_font_is_named_for_chinese_too() -> None:
    document = opened(SPEC)
    (section,) = document.sections
    sides = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(side.mm) for side in sides] == [37, 28, 26, 35]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert [grid.get(qn(f"w:{name}")) for name in ("type", "linePitch", "charSpace")] == [
        "linesAndChars",
        "579",
        "-848",
    ]
    fonts = {
        style.name: fonts.get(qn("w:eastAsia"))
        for style in document.styles
        if style.type == 1 and (fonts := style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")) is not None
    }
    assert fonts["Normal"] == "仿宋_GB2312"
    assert fonts["公文标题"] == fonts["发文机关标志"] == "方正小标宋简体"
    assert (fonts["一级标题"], fonts["二级标题"], fonts["页码"]) == ("黑体", "楷体_GB2312", "宋体")
    for style in document.styles.element.iter(qn("w:rFonts")):
        assert style.get(qn("w:ascii")) == style.get(qn("w:eastAsia"))


def test_no_word_of_a_table_is_broken_where_the_page_has_room_for_it() -> None:
    heads = (
        "Place",
        "Unit",
        "Owed",
        "Sent in",
        "Valid",
        "County",
        "City",
        "Province",
        "Comments",
        "Score",
        "Completion",
    )
    columns = [{"head": head, "width": 11 if head != "Unit" else 40, "align": "center"} for head in heads]
    rows = [["1", "县政府办公室", *["12"] * 8, "162.5%"]]
    document = opened({"title": "通报", "blocks": [{"table": {"columns": columns, "rows": rows}}]})
    (table,) = document.tables
    points = table.rows[0].cells[0].paragraphs[0].runs[0].font.size.pt
    assert points < 10.5  # smaller letters, since all of them would not find room
    for head, column in zip(heads, table.columns, strict=True):
        longest = max(map(len, head.split()))
        assert column.width.mm - 2 >= 0.55 * longest * points / 72 * 25.4, head
    assert sum(column.width.mm for column in table.columns) <= 156.1


def test_a_sheet_to_be_stamped_leaves_room_for_what_is_written_by_hand() -> None:
    table = {
        "columns": [{"head": "单位意见", "width": 52}],
        "rows": [["推荐意见：\n签字："]],
        "height": 7,
        "room": 28,
    }
    document = opened({"title": "登记表", "blocks": [{"table": table}]})
    opinion, signed = document.tables[0].rows[1].cells[0].paragraphs
    assert opinion.paragraph_format.space_before is None
    assert round(signed.paragraph_format.space_before.mm) == 28
    assert round(document.tables[0].rows[0].height.mm) == 7


def test_a_paper_without_head_addressee_signer_and_foot_is_one_too() -> None:
    document = opened({"title": "汇总表", "blocks": []})
    assert [each.text for each in document.paragraphs] == ["汇总表"]
