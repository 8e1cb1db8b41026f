"""The bulletin's template: a .docx with blanks, `{{期号}}` and so on, and styles; an office may replace it.

Blanks and styles may have their Chinese or their English names (rules/template_names.py), in one template both.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from bot.making.document import new_document
from bot.making.kinds import BadTemplate
from bot.making.official import Style, style_id
from bot.making.pieces import element, foot, mark, paragraph, run, set_size
from bot.rules.template_names import BLANKS_EN, STYLES_EN, blank_named

# Blanks: what stands for words, and what for paragraphs of its own; a template may leave out those that are not required.
WORDS = (
    "刊名",
    "增刊",
    "期号",
    "总期号",
    "编发单位",
    "日期",
    "报",
    "送",
    "发",
    "责任编辑",
    "审核",
    "签发",
    "电话",
    "印数",
)
BLOCKS = ("目录", "正文")
REQUIRED = ("增刊", "期号", "日期", "正文")
STYLES = (
    Style.TITLE,
    Style.TEXT,
    Style.HEADING_1,
    Style.HEADING_2,
    Style.NOTE,
    Style.BY,
    Style.PICTURE,
)
STYLES_OF_CONTENTS = (Style.CONTENTS_HEAD, Style.CONTENTS)
MOST_BYTES = 20 << 20  # of a template, unpacked
UNREADABLE = ".docx"  # what is missing of a file that is none

_BLANK = re.compile(r"\{\{\s*([^{}\s]{1,20})\s*\}\}")


def default_template(words: Mapping[str, str] | None = None) -> bytes:
    """The bot's own template. `words`: what stands before blanks where they are not in Chinese, and 印数 around its own."""
    words = words or {}
    is_english = words.get("目录", "目录").isascii()

    def blank(name: str) -> str:
        return f"{{{{{BLANKS_EN[name] if is_english else name}}}}}"

    def named(name: str) -> str:
        word = words.get(name) or name
        return f"{word}{': ' if word.isascii() else '：'}{blank(name)}"

    document = new_document(name="Bulletin template" if is_english else "政务信息模板", author="")
    pieces = [
        paragraph(Style.MARK, blank("刊名")),
        paragraph(Style.SUPPLEMENT, blank("增刊")),
        paragraph(Style.NUMBER, blank("期号") + blank("总期号")),
        paragraph(Style.ISSUER, blank("编发单位"), run(blank("日期"), tab=True)),
        paragraph(Style.CONTENTS, blank("目录")),
        paragraph(Style.TEXT, blank("正文")),
        *foot(
            [
                [(named(word), "") for word in ("报", "送", "发")],
                [
                    ("　".join(map(named, ("责任编辑", "审核", "签发"))), ""),
                    (named("电话"), (words.get("印数") or "共印{}份").format(blank("印数"))),
                ],
            ]
        ),
    ]
    for piece in pieces:
        document.element.body[-1].addprevious(piece)
    if is_english:
        for style in document.styles:
            style.name = STYLES_EN.get(str(style.name), style.name)
    return saved(document)


def check_template(path: Path) -> list[str]:
    """What a template lacks, by name: blanks (`{{期号}}`), styles, or `.docx` where the file is none; also, with a question
    mark, names in braces that stand for nothing.
    """
    try:
        document = _opened(path.read_bytes())
    except (OSError, ValueError):
        return [UNREADABLE]
    return _missing(document)


def open_template(path: Path | None, words: Mapping[str, str] | None = None) -> Document:
    """The office's template, or the bot's own, in these words. BadTemplate."""
    if path is None:
        return docx.Document(io.BytesIO(default_template(words)))
    try:
        document = _opened(path.read_bytes())
    except (OSError, ValueError):
        raise BadTemplate([UNREADABLE]) from None
    if missing := _missing(document):
        raise BadTemplate(missing)
    return document


def saved(document: Document) -> bytes:
    """The file's bytes."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def fill(document: Document, words: Mapping[str, str], blocks: Mapping[str, Sequence[Any]]) -> None:
    """Each blank becomes its words, or a paragraph of one its block; a paragraph whose blanks are all empty goes."""
    ids = _ids_by_name(document)
    for found in list(_all_paragraphs(document)):
        names = [blank_named(name) for name in _BLANK.findall(_text_of(found))]
        if not names:
            continue
        block = next((name for name in names if name in blocks), None)
        if block is not None:
            for piece in blocks[block]:
                _name_styles(piece, ids)
                found.addprevious(piece)
            _take_out(found)
        elif any(words.get(name) for name in names):
            _replace(found, lambda name: words.get(blank_named(name), ""))
            if "刊名" in names:
                _fit_mark(found, words["刊名"])
        else:
            _take_out(found)


def _opened(content: bytes) -> Document:
    """ValueError where it is no .docx, or a huge one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise ValueError
        return docx.Document(io.BytesIO(content))
    except (zipfile.BadZipFile, KeyError, SyntaxError, OSError) as error:
        raise ValueError from error


def _missing(document: Document) -> list[str]:
    found = {
        blank_named(name) for each in _all_paragraphs(document) for name in _BLANK.findall(_text_of(each))
    }
    lacking = [f"{{{{{name}}}}}" for name in REQUIRED if name not in found]
    styles = STYLES + (STYLES_OF_CONTENTS if "目录" in found else ())
    named = {style.name for style in document.styles}
    lacking += [
        style.value for style in styles if style.value not in named and STYLES_EN[style.value] not in named
    ]
    return lacking + sorted(f"{{{{{name}}}}}?" for name in found - {*WORDS, *BLOCKS})


def _all_paragraphs(document: Document) -> Iterator[Any]:
    """Of the text, its tables, frames and boxes, and of what stands above and below on each page."""
    for part in document.part.package.iter_parts():
        name = str(part.partname)
        if name == "/word/document.xml" or re.fullmatch(r"/word/(?:header|footer)\d*\.xml", name):
            root = getattr(part, "element", None)
            if isinstance(root, BaseOxmlElement):
                yield from root.iter(qn("w:p"))


def _texts(found: Any) -> list[Any]:
    return [
        text
        for text in found.iter(qn("w:t"))
        if next(text.iterancestors(qn("w:p"))) is found  # not of a box within
    ]


def _text_of(found: Any) -> str:
    return "".join(text.text or "" for text in _texts(found))


def _replace(found: Any, words_for: Callable[[str], str]) -> None:
    """In each run what stands in it; a blank that is spread over several, as word processors do it, goes into its first."""
    texts = _texts(found)
    starts, whole = [], ""
    for text in texts:
        starts.append(len(whole))
        whole += text.text or ""
    for blank in reversed(list(_BLANK.finditer(whole))):
        for number in range(len(texts) - 1, -1, -1):
            begin, old = starts[number], texts[number].text or ""
            left, right = max(blank.start() - begin, 0), blank.end() - begin
            if right <= 0 or left >= len(old):
                continue
            is_first = begin <= blank.start()
            texts[number].text = (
                old[:left]
                + (words_for(blank[1]) if is_first else "")
                + (old[right:] if right < len(old) else "")
            )
            texts[number].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _fit_mark(found: Any, words: str) -> None:
    fitted = mark(words).find(f"{qn('w:rPr')}/{qn('w:sz')}")
    if fitted is not None:
        for each in found.findall(qn("w:r")):
            set_size(each, int(fitted.get(qn("w:val"))))


def _take_out(found: Any) -> None:
    parent = found.getparent()
    if parent.tag == qn("w:tc") and len(parent.findall(qn("w:p"))) == 1:  # a cell keeps a paragraph
        parent.append(element("p"))
    parent.remove(found)


def _ids_by_name(document: Document) -> dict[str, str]:
    """A style's id in this file, by ours: word processors give their own."""
    theirs = {style.name: style.style_id for style in document.styles}
    return {
        style_id(style): theirs[name]
        for style in Style
        for name in (STYLES_EN[style.value], style.value)
        if name in theirs
    }


def _name_styles(piece: Any, ids: Mapping[str, str]) -> None:
    for named in piece.iter(qn("w:pStyle")):
        named.set(qn("w:val"), ids.get(named.get(qn("w:val")), named.get(qn("w:val"))))
