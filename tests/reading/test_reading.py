"""What is in a file that somebody sent, by its content (manual, section 2, "Files")."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import docx
import pytest
from pypdf import PdfWriter

from bot.reading.found import MOST_CHARS, Fault, Found
from bot.reading.kinds import read
from bot.reading.pdf import read as read_pdf
from tests.support.papers import HEAD, PNG, TEXT, bomb, liar, older, packed, paper, pdf
from tests.support.table import each_row

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read_bytes(content: bytes) -> Found:
    return read(io.BytesIO(content))


def written(body: str) -> bytes:
    """A .docx whose text is this XML."""
    return packed(word__document=f"<w:document {W}><w:body>{body}</w:body></w:document>".encode())


def fault_of(content: bytes) -> str:
    with pytest.raises(Fault) as fault:
        read_bytes(content)
    return fault.value.why


def test_of_a_paper_the_heading_comes_first_then_paragraphs_and_tables_a_line_a_row() -> None:
    content = paper(HEAD, TEXT, "下一步，扩大采摘。", rows=[["乡镇", "鲜叶"], ["云茶镇", "4.6吨"]])
    found = read_bytes(content)
    assert (found.kind, found.text) == (
        "docx",
        f"{HEAD}\n{TEXT}\n下一步，扩大采摘。\n乡镇\t鲜叶\n云茶镇\t4.6吨",
    )


def test_the_signs_of_lists_are_counted() -> None:
    document = docx.Document()
    document.add_heading("防汛工作情况", level=1)
    for text in ("巡查水库", "检查隐患"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("备足物资", style="List Bullet")
    content = io.BytesIO()
    document.save(content)
    assert read_bytes(content.getvalue()).text == "防汛工作情况\n1. 巡查水库\n2. 检查隐患\n· 备足物资"


def test_a_chinese_list_is_counted_in_chinese() -> None:
    lists = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    line = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    body = "".join(line.format(text) for text in ("做法", "成效"))
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    content = packed(word__document=document.encode(), word__numbering=lists.encode())
    assert read_bytes(content).text == "一、做法\n二、成效"


def test_what_was_taken_out_of_a_paper_is_not_read_and_what_was_put_in_is() -> None:
    content = written(
        "<w:p><w:r><w:t>鲜叶</w:t></w:r><w:del><w:r><w:delText>4.8</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>4.6</w:t></w:r></w:ins><w:r><w:t>吨</w:t></w:r></w:p>"
    )
    assert read_bytes(content).text == "鲜叶4.6吨"


def test_heads_feet_and_properties_are_looked_through() -> None:
    head = f"<w:hdr {W}><w:p><w:r><w:t>机密</w:t></w:r><w:r><w:t>★5年</w:t></w:r></w:p></w:hdr>"
    content = packed(word__document=written_body(TEXT), word__header1=head.encode())
    found = read_bytes(content)
    assert (found.text, found.others) == (TEXT, ["机密★5年"])
    assert "王茗" in read_bytes(paper(author="王茗")).others


def written_body(text: str) -> bytes:
    return f"<w:document {W}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>".encode()


@each_row("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_the_encodings_of_editors(encoding: str) -> None:
    found = read_bytes(f"{HEAD}\r\n{TEXT}".encode(encoding))
    assert (found.kind, found.text) == ("text", f"{HEAD}\r\n{TEXT}")


@each_row(
    ("content", "kind"),
    [
        (PNG, "png"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\x00\x00\x00\x18ftypmp42", "mp4"),
        (b"Rar!\x1a\x07\x00", "rar"),
        (b"{\\rtf1 x}", "rtf"),
        (b"<html><body>x</body></html>", "html"),
        (bytes(range(256)), "unknown"),
        (older(), "doc"),
        (older("Workbook"), "xls"),
        (older("PowerPoint Document"), "ppt"),
        (packed(xl__workbook=b"<workbook/>"), "xlsx"),
        (packed(ppt__presentation=b"<p/>"), "pptx"),
    ],
)
def test_other_kinds_are_told_by_content_and_not_read(content: bytes, kind: str) -> None:
    found = read_bytes(content)
    assert (found.kind, found.text) == (kind, None)


def test_the_words_of_an_older_paper_are_looked_through() -> None:
    assert "机密★5年" in read_bytes(older(text="机密★5年\r关于某事")).others


def test_the_words_of_a_table_that_begin_at_an_odd_place_are_looked_through() -> None:
    shifted = b"\x01" + "机密★5年".encode("utf-16-le") + b"\0"
    assert "机密★5年" in read_bytes(older("Workbook", text=shifted.decode("utf-16-le"))).others


def test_the_pages_properties_and_parts_of_a_pdf_are_looked_through() -> None:
    found = read_bytes(pdf("第一页", "机密★5年 某事", title="关于某事的函"))
    assert (found.kind, found.text) == ("pdf", None)
    assert found.others == ["关于某事的函", "第一页", "机密★5年 某事"]


def test_a_pdf_that_is_broken_is_kept_as_a_picture_is() -> None:
    found = read_bytes(pdf("第一页")[:300])
    assert (found.kind, found.others) == ("pdf", [])


def test_a_pdf_with_a_password_is_not_kept() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(pdf("第一页")))
    writer.encrypt("open sesame", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    assert fault_of(locked.getvalue()) == "locked"


def test_of_a_pdf_that_takes_too_long_what_was_read_by_then_is_looked_through() -> None:
    many = io.BytesIO(pdf(*(["某页"] * 300)))
    begun = time.process_time()
    found = read_pdf(many, seconds=0.05)
    assert len(found.others) < 300 and time.process_time() - begun < 3


def test_an_older_paper_with_a_password_is_not_kept() -> None:
    assert fault_of(older("EncryptedPackage")) == "locked"


def test_the_words_of_a_table_are_looked_through() -> None:
    strings = b"<sst><si><t>\xe6\x9c\xba\xe5\xaf\x86</t></si></sst>"
    content = packed(xl__workbook=b"<workbook/>", xl__sharedStrings=strings)
    assert read_bytes(content).others == ["机密"]


@each_row(
    ("content", "why"),
    [
        (b"", "empty"),
        (paper()[:-200], "damaged"),
        (paper()[:2000], "damaged"),
        (packed(word__document=b"<w:document"), "damaged"),
        (packed(word__document=b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        (b"MZ\x90\x00", "program"),
        (liar(), "damaged"),
    ],
)
def test_what_is_empty_broken_or_a_program_is_not_kept(content: bytes, why: str) -> None:
    assert fault_of(content) == why


def test_a_paper_with_macros_is_not_kept() -> None:
    content = io.BytesIO(paper())
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    assert fault_of(content.getvalue()) == "macros"


def test_a_bomb_of_three_gigabytes_is_known_by_what_it_says_of_itself() -> None:
    content = bomb()
    assert len(content) < 4 << 20
    assert fault_of(content) == "large"


def test_a_tag_without_an_end_is_left_before_all_of_it_is_gone_through() -> None:
    assert (
        fault_of(packed(word__document=b"<" + b"a" * (9 << 20))) == "large"
    )  # not found damaged, at its end


def test_a_text_beyond_any_paper_is_kept_and_not_read(tmp_path: Path) -> None:
    found = read_bytes(("汉" * (MOST_CHARS + 1)).encode())
    assert (found.kind, found.text, found.is_long) == ("text", None, True)
    assert read_bytes(paper("", "汉" * (MOST_CHARS + 1))).is_long


WATERMARK = (
    b'<w:hdr xmlns:w="w" xmlns:v="urn:v"><w:p><w:r><w:pict><v:shape id="x" title="1">'
    b'<v:textpath string="\xe6\x9c\xba\xe5\xaf\x86"/></v:shape></w:pict></w:r></w:p></w:hdr>'
)


@each_row(
    "parts",
    [
        {"word__header1": WATERMARK},
        {"word__charts__chart1": "<c:c xmlns:c='c' xmlns:a='a'><a:p><a:t>机密</a:t></a:p></c:c>".encode()},
        {"docProps__core": "<c><category>机密</category><created>2026-06-03</created></c>".encode()},
        {
            "word__document": f"<w:d {W}><w:p><w:del><w:r><w:delText>机密</w:delText></w:r></w:del></w:p></w:d>".encode()
        },
        {
            "word__document": f'<w:d {W}><w:p><w:r><wp:docPr xmlns:wp="p" id="1" descr="机密"/></w:r></w:p></w:d>'.encode()
        },
    ],
)
def test_what_nobody_sees_at_once_is_looked_through(parts: dict[str, bytes]) -> None:
    found = read_bytes(packed(**{"word__document": written_body(TEXT), **parts}))
    assert "机密" in found.others and "机密" not in (found.text or "")


@each_row("utf_8", [True, False])
def test_the_names_of_packed_files_are_looked_through(utf_8: bool) -> None:
    name = "附件/机密文件.docx"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name if utf_8 else name.encode("gb18030").decode("cp437"), b"x")
    data = content.getvalue()
    if not utf_8:  # as Chinese Windows writes it: its own octets, and no word of UTF-8
        wide = name.encode("gb18030").decode("cp437").encode()
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("a" * len(name.encode("gb18030")), b"x")
        data = content.getvalue().replace(b"a" * len(name.encode("gb18030")), name.encode("gb18030"))
        assert wide not in data
    assert read_bytes(data).names == ["机密文件.docx"]


@each_row("encoding", ["utf-16-le", "utf-16-be"])
def test_a_wide_text_without_its_mark_is_read(encoding: str) -> None:
    for text in (f"{HEAD}\r\n{TEXT}", "机密★5年关于开展春季防火工作的通知"):
        assert read_bytes(text.encode(encoding)).text == text


def test_a_text_in_big5_is_read() -> None:
    text = "機密 關於開展春季防火工作的通知,請各單位認真貫徹落實,並於本月底前報送工作情況。"
    found = read_bytes(text.encode("big5"))
    assert text in (found.text, *found.others)


def test_the_cells_of_a_table_of_text_and_the_words_of_rich_text_are_looked_through() -> None:
    assert "机密★5年" in read_bytes("姓名,单位\n王茗,机密★5年\n".encode("gb18030")).others
    octets = "".join(f"\\'{octet:02x}" for octet in "机密".encode("gb18030"))
    rich = "{\\rtf1\\ansi " + octets + "\\u9733?5" + "\\par x}"
    assert "机密★5" in read_bytes(rich.encode()).others


@each_row(
    ("target", "is_kept"),
    [
        ("https://example.com/x.dotm", False),
        (r"\\10.1.1.1\share\x.dotm", False),
        ("file://server/x.dotm", False),
        (r"file:///\\server\x.dotm", False),
        ("file:///C:\\Users\\wang\\Normal.dotm", True),
        ("Normal.dotm", True),
    ],
)
def test_a_paper_whose_template_is_on_another_machine_is_not_kept(target: str, is_kept: bool) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    links = f'<Relationships><Relationship Id="1" Type="{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    content = io.BytesIO(paper())
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("word/_rels/settings.xml.rels", links)
    if is_kept:
        assert read_bytes(content.getvalue()).text
    else:
        assert fault_of(content.getvalue()) == "linked"


def test_the_words_and_long_figures_of_a_sheets_own_cells_are_looked_through() -> None:
    sheet = "<s><c><v>13812345678</v></c><c><v>12</v></c><is><t>机密</t></is><oddHeader>内部</oddHeader></s>".encode()
    found = read_bytes(packed(xl__workbook=b"<workbook/>", xl__worksheets__sheet1=sheet))
    assert found.others == ["13812345678", "机密", "内部"]
