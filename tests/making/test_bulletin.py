"""An issue of the bulletin as a file: what stands in it, in which order and style, and the template, which may be replaced."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import docx
import pytest
from PIL import Image

from bot.checking import papers
from bot.errors import CommandFailed
from bot.locale.texts import Texts
from bot.making.kinds import BadTemplate, make
from bot.making.template import check_template, default_template
from bot.verbs import write_template
from tests.support.table import each_row

FOOT = {
    "to_above": "市政府办公室",
    "to_beside": "县纪委",
    "to_below": "各乡镇人民政府",
    "editor": "王编辑",
    "reviewer": "李审核",
    "signer": "赵主任",
    "phone": "0831-5420000",
    "copies": 60,
}
TEA = {"title": "云茶镇早茶提前开园", "body": "3月1日,云茶镇早茶开园。", "by": "云茶镇 王茗"}
SPEC: dict[str, Any] = {
    "mark": "高县政务信息",
    "supplement": False,
    "number": "第25期",
    "total": "总第312期",
    "issuer": "高县人民政府办公室",
    "date": "2026年7月3日",
    "items": [TEA],
    "foot": FOOT,
}


def made(spec: dict[str, Any]) -> Any:
    return docx.Document(io.BytesIO(make("bulletin", spec).content))


def said(document: Any) -> list[tuple[str, str]]:
    return [(each.style.name, each.text) for each in document.paragraphs if each.text]


def test_an_issue_of_one_item_has_head_text_and_imprint_in_this_order() -> None:
    assert said(made(SPEC)) == [
        ("发文机关标志", "高县政务信息"),
        ("期号", "第25期（总第312期）"),
        ("编发行", "高县人民政府办公室\t2026年7月3日"),
        ("公文标题", "云茶镇早茶提前开园"),
        ("公文正文", "3月1日，云茶镇早茶开园。"),
        ("供稿", "（云茶镇 王茗）"),
        ("版记", "报：市政府办公室"),
        ("版记", "送：县纪委"),
        ("版记", "发：各乡镇人民政府"),
        ("版记", "责任编辑：王编辑　审核：李审核　签发：赵主任"),
        ("版记", "电话：0831-5420000\t共印60份"),
    ]


def test_a_supplement_of_several_items_has_its_word_a_list_a_note_and_headings(tmp_path: Path) -> None:
    photo = tmp_path / "photo"
    Image.effect_noise((3000, 2000), 60).save(photo, format="PNG", compress_level=1)
    second = {
        "title": "部分乡镇复合肥零售价半月上涨12% 茶农反映购肥难",
        "note": "按语：请各地重视。\n并抓好落实。",
        "body": "一、基本情况\n涨幅较大。\n（一）原因。出厂价上调。\n一是运力紧张。\n1.继续监测",
        "by": "",
        "pictures": ["a", "b"],
    }
    spec = {
        **SPEC,
        "supplement": True,
        "number": "第3期",
        "total": "",
        "items": [TEA, second],
        "paths": {"a": str(photo), "b": str(tmp_path / "gone")},
        "foot": {**FOOT, "to_beside": ""},
    }
    document = made(spec)
    assert said(document)[:-4] == [
        ("发文机关标志", "高县政务信息"),
        ("增刊字样", "增　刊"),
        ("期号", "第3期"),
        ("编发行", "高县人民政府办公室\t2026年7月3日"),
        ("目录标题", "目　录"),
        ("目录条目", "▲云茶镇早茶提前开园"),
        ("目录条目", "▲部分乡镇复合肥零售价半月上涨12%\n茶农反映购肥难"),  # no line of one character
        ("公文标题", "云茶镇早茶提前开园"),
        ("公文正文", "3月1日，云茶镇早茶开园。"),
        ("供稿", "（云茶镇 王茗）"),
        ("按语", "编者按：请各地重视。"),
        ("按语", "并抓好落实。"),
        ("公文标题", "部分乡镇复合肥零售价半月上涨12%\n茶农反映购肥难"),
        ("一级标题", "一、基本情况"),
        ("公文正文", "涨幅较大。"),
        ("公文正文", "（一）原因。出厂价上调。"),
        ("公文正文", "一是运力紧张。"),
        ("公文正文", "1.继续监测"),
    ]
    assert not any(text.startswith("送：") for _, text in said(document))
    content = make("bulletin", spec)
    assert content.left_out == 1
    with zipfile.ZipFile(io.BytesIO(content.content)) as archive:
        (name,) = [each for each in archive.namelist() if each.startswith("word/media/")]
        picture = Image.open(io.BytesIO(archive.read(name)))
    assert (picture.format, picture.size, picture.getexif()) == ("JPEG", (1600, 1067), Image.Exif())
    (shape,) = document.inline_shapes
    assert shape.width.mm < 156


def test_an_english_offices_issue_has_its_own_words_and_marks() -> None:
    tea = {
        "title": "Early tea",
        "body": "The harvest began.",
        "by": "Yuncha, Wang Ming",
        "note": "Please read.",
    }
    words = {
        "报": "Submitted to",
        "送": "Copied to",
        "发": "Sent to",
        "责任编辑": "Editor in charge",
        "审核": "Reviewed by",
        "签发": "Signed by",
        "电话": "Telephone",
        "印数": "{} copies printed",
        "目录": "Contents",
        "按语": "Editor's note",
    }
    foot = {**FOOT, "to_above": "City", "to_beside": "", "to_below": "Townships"}
    foot |= {"editor": "Li", "reviewer": "Zhou", "signer": "Wang"}
    spec = {
        **SPEC,
        "number": "No. 25",
        "total": "No. 312 in all",
        "items": [tea, tea],
        "foot": foot,
        "words": words,
    }
    texts = [text for _, text in said(made(spec))]
    assert "No. 25 (No. 312 in all)" in texts and "Contents" in texts
    assert texts.count("Editor's note: Please read.") == texts.count("(Yuncha, Wang Ming)") == 2
    assert texts[-4:] == [
        "Submitted to: City",
        "Sent to: Townships",
        "Editor in charge: Li　Reviewed by: Zhou　Signed by: Wang",
        "Telephone: 0831-5420000\t60 copies printed",
    ]


def test_a_note_on_the_whole_stands_before_the_first_item() -> None:
    assert [text for _, text in said(made({**SPEC, "note": "按：本期反映春耕。"}))][3:5] == [
        "编者按：本期反映春耕。",
        "云茶镇早茶提前开园",
    ]


def test_what_people_typed_is_never_a_blank_of_the_template() -> None:
    item = {"title": "{{期号}}早茶", "body": "{{正文}}\n<w:p/>", "by": "{{签发}}"}
    document = made({**SPEC, "mark": "{{日期}}", "items": [item]})
    texts = [text for _, text in said(document)]
    assert texts[0] == "{{日期}}"
    assert texts[3:7] == ["{{期号}}早茶", "{{正文}}", "<w:p/>", "（{{签发}}）"]


def test_a_picture_of_any_kind_of_colour_is_drawn(tmp_path: Path) -> None:
    for mode, form in (("CMYK", "JPEG"), ("L", "JPEG"), ("LA", "PNG"), ("P", "PNG"), ("I;16", "PNG")):
        Image.new(mode, (40, 30)).save(tmp_path / "photo", format=form)
        spec = {**SPEC, "items": [{**TEA, "pictures": ["a"]}], "paths": {"a": str(tmp_path / "photo")}}
        assert make("bulletin", spec).left_out == 0, mode


def template(path: Path, *texts: str, without: str = "") -> Path:
    """The bot's own template with other words before it, or without a style or what has a blank in it."""
    document = docx.Document(io.BytesIO(default_template()))
    for each in document.paragraphs:
        if without and without in each.text:
            each._p.getparent().remove(each._p)
    for style in list(document.styles):
        if style.name == without:
            style.element.getparent().remove(style.element)
    for text in texts:
        document.paragraphs[0].insert_paragraph_before(text)
    document.save(str(path))
    return path


@each_row(
    ("without", "text", "missing"),
    [
        ("", "", []),
        ("{{正文}}", "", ["{{正文}}"]),
        ("{{期号}}", "", ["{{期号}}"]),
        ("{{增刊}}", "", ["{{增刊}}"]),
        ("{{电话}}", "", []),
        ("一级标题", "", ["一级标题"]),
        ("目录条目", "", ["目录条目"]),
        ("", "{{期 号}}{{页数}}", ["{{页数}}?"]),
    ],
)
def test_what_a_template_lacks_is_named(without: str, text: str, missing: list[str], tmp_path: Path) -> None:
    path = template(tmp_path / "own.docx", text, without=without)
    assert check_template(path) == missing
    if missing:
        with pytest.raises(BadTemplate, match=missing[0].replace("?", r"\?").replace("{", r"\{")):
            make("bulletin", {**SPEC, "template": str(path)})


async def test_the_command_line_gives_a_template_that_can_be_used_and_replaces_no_file(
    tmp_path: Path,
) -> None:
    config, path = tmp_path / "config.toml", tmp_path / "own.docx"
    config.write_text("[desk]\nowners = [1]\n")
    said = await write_template(config, file=path)
    assert said == (
        f"{path}：用文字处理软件修改后，填入设置中的 bulletin.template；模板须有的内容见 docs/bulletin.zh.md"
    )
    assert check_template(path) == []
    assert said_of(str(path)) == (f"ok: the bulletin's template {path}", False)
    with pytest.raises(CommandFailed, match="is there already"):
        await write_template(config, file=path)


async def test_an_english_office_gets_a_template_in_english_and_both_names_are_read(tmp_path: Path) -> None:
    config, path = tmp_path / "config.toml", tmp_path / "own.docx"
    config.write_text('[desk]\nowners = [1]\nlanguage = "en"\n')
    await write_template(config, file=path)
    document = docx.Document(str(path))
    whole = "\n".join(
        [*(each.text for each in document.paragraphs), *(str(style.name) for style in document.styles)]
    )
    assert re.findall("[\u4e00-\u9fff]", whole + document.core_properties.title) == []
    assert document.paragraphs[2].text == "{{number}}{{total}}"
    assert "Submitted to: {{submitted_to}}" in whole and "Paper heading 1" in whole
    assert check_template(path) == []
    document.paragraphs[0].insert_paragraph_before("Printed as {{Number}}, {{期号}}, {{ date }}")
    document.save(str(path))
    found = made({**SPEC, "template": str(path)})
    assert said(found)[0][1] == "Printed as 第25期, 第25期, 2026年7月3日"
    assert ("Paper text", "3月1日，云茶镇早茶开园。") in said(found)
    for each in (document.paragraphs[0], document.paragraphs[3]):
        each._p.getparent().remove(each._p)
    document.styles["Paper heading 1"].name = "Other"
    document.save(str(path))
    assert check_template(path) == ["{{期号}}", "一级标题"]
    words, is_fault = said_of(str(path))
    assert is_fault and "lacks {{number}}, Paper heading 1: add it" in words


def test_check_names_what_a_template_lacks(tmp_path: Path) -> None:
    path = template(tmp_path / "own.docx", without="{{期号}}")
    assert said_of("") == ("ok: the bulletin has the bot's own layout", False)
    words, is_fault = said_of(str(path))
    assert is_fault and words == (
        f"fault: bulletin.template: {path} lacks {{{{number}}}}: add it, or begin with `python -m bot template FILE`"
    )
    path.write_bytes(b"")
    assert said_of(str(path)) == (
        f"fault: bulletin.template: {path} is no .docx that can be read: choose another",
        True,
    )


def said_of(path: str) -> tuple[str, bool]:
    return papers.check_template(Texts("en", ZoneInfo("Asia/Shanghai")), path)


def test_what_is_no_docx_is_no_template(tmp_path: Path) -> None:
    path = tmp_path / "own.docx"
    assert check_template(path) == [".docx"]
    path.write_bytes(b"PK\x03\x04 not one")
    assert check_template(path) == [".docx"]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert check_template(path) == [".docx"]


def test_an_offices_template_keeps_its_words_and_styles_even_where_a_program_has_cut_and_renamed_them(
    tmp_path: Path,
) -> None:
    path = template(tmp_path / "own.docx", "内部资料　注意保存")
    document = docx.Document(str(path))
    head = document.paragraphs[0]
    head.text = ""
    for part in (
        "内部资料 {",
        "{期",
        "号}}",
        "（{{总期号",
        "}}）{{日期}} 止",
    ):  # word processors part them so
        head.add_run(part)
    document.styles["公文正文"].element.set(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}styleId", "a7"
    )
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "签发人：{{签发}}", "{{增刊}}"
    document.save(str(path))
    found = made({**SPEC, "template": str(path)})
    assert said(found)[0][1] == "内部资料 第25期（（总第312期））2026年7月3日 止"
    assert ("公文正文", "3月1日，云茶镇早茶开园。") in said(found)
    assert [cell.text for cell in found.tables[0].rows[0].cells] == ["签发人：赵主任", ""]


def test_a_long_name_is_written_smaller_so_that_it_stays_in_its_line() -> None:
    mark = "高县人民政府办公室政务信息专报"
    document = made({**SPEC, "mark": mark})
    (run,) = document.paragraphs[0].runs
    assert run.font.size is not None and run.font.size.pt * len(mark) <= 442.2
