"""An official paper's measures, fonts and styles (GB/T 9704-2012).

Lengths in the file are twips (a twentieth of a point, 1440 an inch).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

WIDTH = 8844  # of the text area: 156 mm
WIDTH_MM = 156
LINE = 579  # 22 of them are 225 mm
EM = 314  # from one character to the next: 28 of them are 156 mm
RED = "FF0000"
# Characters (ten lines) of a paragraph that may go to the next page whole, where something is kept with it: LibreOffice parts
# none that is kept with its next.
SHORT = 280
TITLE_LINE, FOOT_LINE = 640, 500
HEAD = 1984 + 1100 + 3 * LINE + 400 + 250  # the red head down to its rule
_MARK_SIZE = 52  # points


class Style(StrEnum):
    """Styles by the name that a word processor shows."""

    MARK = "发文机关标志"
    SUPPLEMENT = "增刊字样"
    NUMBER = "期号"
    ISSUER = "编发行"
    TITLE = "公文标题"
    ADDRESSEE = "主送机关"
    TEXT = "公文正文"
    HEADING_1 = "一级标题"
    HEADING_2 = "二级标题"
    CAPTION = "表题"
    CELL_HEAD = "表头"
    CELL = "表文"
    SIGNED = "落款"
    NOTE = "按语"
    CONTENTS_HEAD = "目录标题"
    CONTENTS = "目录条目"
    BY = "供稿"
    PICTURE = "图片"
    FOOT = "版记"
    PAGE = "页码"
    END = "文末"


SONG, FANGSONG, TITLE_SONG, HEI, KAI = "宋体", "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"
# What a word processor takes where a machine has not the font, and the font's own features (w:panose1).
FONTS = {
    SONG: ("SimSun", "02010600030101010101", "auto"),
    FANGSONG: ("仿宋", "02010609030101010101", "modern"),
    TITLE_SONG: ("宋体", "02010601030101010101", "auto"),
    HEI: ("SimHei", "02010609060101010101", "modern"),
    KAI: ("楷体", "02010609030101010101", "modern"),
}


def style_id(style: Style) -> str:
    """The id under which the file knows a style."""
    return f"Gw{style.name.title().replace('_', '')}"


def _style(style: Style, *, font: str = "", size: float = 0, color: str = "", properties: str = "") -> Any:
    size_2 = round(size * 2)
    own = (
        (f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>' if font else "")
        + (f'<w:color w:val="{color}"/>' if color else "")
        # Characters stand closer, by three tenths of a point, at the text's own size alone.
        + ('<w:spacing w:val="0"/>' if size else "")
        + (f'<w:sz w:val="{size_2}"/><w:szCs w:val="{size_2}"/>' if size else "")
    )
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="paragraph" w:customStyle="1" w:styleId="{style_id(style)}">'
        f'<w:name w:val="{style.value}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{properties}</w:pPr><w:rPr>{own}</w:rPr></w:style>"
    )


def _border(side: str, size: int, *, color: str = "000000", space: int = 0) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{color}"/>'


_INDENT = f'<w:ind w:firstLineChars="200" w:firstLine="{2 * EM}"/>'
_KEEP = "<w:keepNext/><w:keepLines/>"
_CENTRE = '<w:jc w:val="center"/>'
_TABLE_LINE = '<w:spacing w:line="320" w:lineRule="atLeast"/>'


def styles() -> list[Any]:
    """All of them as a file has them."""
    rule = f"<w:pBdr>{_border('bottom', 12, color=RED, space=11)}</w:pBdr>"
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{WIDTH}"/></w:tabs>'
    return [
        # Fixed lines hold the mark's upper edge 35 mm under the text area's, whatever font stands in.
        _style(
            Style.MARK,
            font=TITLE_SONG,
            size=_MARK_SIZE,
            color=RED,
            properties='<w:keepNext/><w:spacing w:before="1984" w:line="1100" w:lineRule="exact"/>' + _CENTRE,
        ),
        _style(
            Style.SUPPLEMENT,
            font=TITLE_SONG,
            size=26,
            color=RED,
            properties=f'<w:keepNext/><w:spacing w:before="160" w:line="{LINE}" w:lineRule="exact"/>'
            + _CENTRE,
        ),
        _style(Style.NUMBER, properties=f'<w:keepNext/><w:spacing w:before="{2 * LINE}"/>' + _CENTRE),
        _style(
            Style.ISSUER,
            properties=rule + tabs + '<w:spacing w:line="400" w:lineRule="exact"/><w:jc w:val="left"/>',
        ),
        _style(
            Style.TITLE,
            font=TITLE_SONG,
            size=22,
            properties=f'{_KEEP}<w:spacing w:before="{2 * LINE}" w:after="{LINE}" w:line="{TITLE_LINE}" w:lineRule="exact"/>'
            + _CENTRE
            + '<w:outlineLvl w:val="0"/>',
        ),
        _style(Style.ADDRESSEE, properties="<w:keepNext/>"),
        _style(Style.TEXT, properties=_INDENT),
        _style(Style.HEADING_1, font=HEI, properties=_KEEP + _INDENT + '<w:outlineLvl w:val="1"/>'),
        _style(Style.HEADING_2, font=KAI, properties=_KEEP + _INDENT + '<w:outlineLvl w:val="2"/>'),
        _style(
            Style.CAPTION,
            font=HEI,
            size=14,
            properties=f'{_KEEP}<w:spacing w:before="200" w:after="80"/>' + _CENTRE,
        ),
        _style(Style.CELL_HEAD, font=HEI, size=12, properties=_TABLE_LINE + _CENTRE),
        _style(Style.CELL, size=12, properties=_TABLE_LINE + '<w:jc w:val="left"/>'),
        _style(Style.SIGNED, properties='<w:keepNext/><w:keepLines/><w:jc w:val="right"/>'),
        _style(Style.NOTE, font=KAI, properties=_INDENT),
        _style(
            Style.CONTENTS_HEAD, font=HEI, properties=f'<w:keepNext/><w:spacing w:before="{LINE}"/>' + _CENTRE
        ),
        _style(
            Style.CONTENTS,
            properties=f'<w:ind w:leftChars="300" w:left="{3 * EM}" w:hangingChars="100" w:hanging="{EM}" '
            f'w:rightChars="200" w:right="{2 * EM}"/><w:jc w:val="left"/>',
        ),
        _style(Style.BY, properties='<w:keepLines/><w:jc w:val="right"/>'),
        _style(
            Style.PICTURE,
            properties='<w:keepLines/><w:spacing w:before="120" w:after="120" w:line="240" w:lineRule="auto"/>'
            + _CENTRE,
        ),
        _style(
            Style.FOOT,
            size=14,
            properties=f'<w:keepNext/><w:keepLines/><w:tabs><w:tab w:val="right" w:pos="{WIDTH - 280}"/></w:tabs>'
            f'<w:spacing w:line="{FOOT_LINE}" w:lineRule="exact"/>'
            '<w:ind w:left="840" w:right="280" w:hanging="560"/><w:jc w:val="left"/>',
        ),
        _style(
            Style.PAGE,
            font=SONG,
            size=14,
            # The dashes stand 7 mm below the text area.
            properties='<w:spacing w:after="113" w:line="280" w:lineRule="exact"/>',
        ),
        _style(Style.END, size=1, properties='<w:spacing w:line="20" w:lineRule="exact"/>'),
    ]
