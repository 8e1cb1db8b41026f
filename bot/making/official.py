"""An official paper's measures, fonts and styles (GB/T 9704-2012), and the pieces that papers are put together from.

Lengths in the file are twips (a twentieth of a point, 1440 an inch). Text goes in as text nodes alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import docx
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from bot.making.breaking import break_title, width_of
from bot.rules.punctuation import widen_for_print

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
_MARK_FITS = 8  # characters of it
_THICK, _THIN = 20, 14  # 0.35 mm and 0.25 mm


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
_FONTS = {
    SONG: ("SimSun", "02010600030101010101", "auto"),
    FANGSONG: ("仿宋", "02010609030101010101", "modern"),
    TITLE_SONG: ("宋体", "02010601030101010101", "auto"),
    HEI: ("SimHei", "02010609060101010101", "modern"),
    KAI: ("楷体", "02010609030101010101", "modern"),
}
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BEFORE_SHIFT_RETURN = (  # settings that the format wants before it
    *("useSingleBorderforContiguousCells", "wpJustification", "noTabHangInd", "noLeading", "spaceForUL"),
    *(
        "noColumnBalance",
        "balanceSingleByteDoubleByteWidth",
        "noExtraLineSpacing",
        "doNotLeaveBackslashAlone",
    ),
    "ulTrailSpace",
)
_SPACES = re.compile(r"[^\S\u3000]+")  # a Chinese character's width is set apart on purpose


def clean(text: Any) -> str:
    """What people typed, as it may stand in a file: nothing unseen, marks between Chinese characters full-width, one line."""
    return widen_for_print(_SPACES.sub(" ", _UNSEEN.sub("", str(text))).strip())


def paragraphs(text: Any) -> list[str]:
    """A text of several lines as `clean` paragraphs, empty ones left out."""
    return [
        found for line in re.split(r"[\r\n\x0b\x0c\x85\u2028\u2029]+", str(text)) if (found := clean(line))
    ]


def element(tag: str, *children: Any, **attributes: Any) -> Any:
    """An element of WordprocessingML, attributes in its namespace; children that are None are left out."""
    made: Any = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend([child for child in children if child is not None])
    return made


def run(text: str, *, font: str = "", tab: bool = False) -> Any:
    """A piece of text; `tab` before it."""
    made = element("r")
    if font:
        made.append(element("rPr", _fonts(font)))
    if tab:
        made.append(element("tab"))
    words = element("t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    made.append(words)
    return made


def paragraph(style: Style, *runs: Any, **properties: Any) -> Any:
    """A paragraph in a style; texts become runs. Properties as `_properties` has them."""
    made = element("p", _properties(style, **properties))
    made.extend([run(each) if isinstance(each, str) else each for each in runs])
    return made


def lines(style: Style, texts: Iterable[str], **properties: Any) -> Any:
    """A paragraph whose lines end where they are told to."""
    made = paragraph(style, **properties)
    for number, text in enumerate(texts):
        piece = run(text)
        if number:
            piece.insert(0, element("br"))
        made.append(piece)
    return made


def keep_with_next(piece: Any) -> None:
    """The paragraph ends on the page on which the next begins."""
    if piece[0].find(qn("w:keepNext")) is None:
        piece[0].insert(1, element("keepNext"))


def sign(piece: Any, words: str) -> None:
    """Who wrote it, as the last line of the paragraph itself, on the right: that line stands on no page without another."""
    own = piece[0]
    at = next(
        (place for place, each in enumerate(own) if each.tag in (qn("w:spacing"), qn("w:ind"), qn("w:jc"))),
        len(own),
    )
    own.insert(at, element("tabs", element("tab", val="right", pos=WIDTH)))
    own.insert(at, element("widowControl", val="1"))
    line = run(words, tab=True)
    line.insert(0, element("br"))
    piece.append(line)


def keep_lines_as_set(document: Document) -> None:
    """A line that ends before its paragraph does is not drawn out to the edge."""
    compat = document.settings.element.find(qn("w:compat"))
    if compat is None or compat.find(qn("w:doNotExpandShiftReturn")) is not None:
        return
    earlier = {qn(f"w:{name}") for name in _BEFORE_SHIFT_RETURN}
    at = next((place for place, each in enumerate(compat) if each.tag not in earlier), len(compat))
    compat.insert(at, element("doNotExpandShiftReturn"))


def style_of(piece: Any) -> Style | None:
    """A paragraph's style, where it is one of ours."""
    found = piece.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    ours = {style_id(style): style for style in Style}
    return ours.get(found.get(qn("w:val"))) if found is not None else None


def mark(text: str) -> Any:
    """The red name at the head of a paper; a long one in smaller letters, so that it stays in its line."""
    piece = run(text)
    if text and width_of(text) > _MARK_FITS:
        # Latin letters are wider than half a Chinese one, in most fonts.
        wide = width_of(text) + 0.1 * sum(char.isascii() for char in text)
        set_size(piece, int(2 * WIDTH / 20 / wide))
    return piece


def set_size(piece: Any, half_points: int) -> None:
    """Other letters than its style's, for a run."""
    old = piece.find(qn("w:rPr"))
    own = old if old is not None else element("rPr")
    for tag in ("w:sz", "w:szCs"):
        if (found := own.find(qn(tag))) is not None:
            own.remove(found)
    own.extend([element("sz", val=half_points), element("szCs", val=half_points)])
    if old is None:
        piece.insert(0, own)


def title(text: Any, **properties: Any) -> Any:
    """A title, balanced over its lines."""
    return lines(Style.TITLE, break_title(clean(text)), **properties)


def _properties(
    style: Style,
    *,
    keep_next: bool = False,
    page_before: bool = False,
    frame: Any = None,
    indent_left: int | None = None,
    indent_right: int | None = None,
    align: str = "",
    before: int | None = None,
) -> Any:
    """A paragraph's own properties beside its style's, in the order that the format wants. Lengths in twips."""
    indents = {
        side: size for side, size in (("left", indent_left), ("right", indent_right)) if size is not None
    }
    return element(
        "pPr",
        element("pStyle", val=style_id(style)),
        element("keepNext") if keep_next else None,
        element("pageBreakBefore") if page_before else None,
        frame,
        element("spacing", before=before) if before is not None else None,
        element("ind", **indents) if indents else None,
        element("jc", val=align) if align else None,
    )


def style_id(style: Style) -> str:
    """The id under which the file knows a style."""
    return f"Gw{style.name.title().replace('_', '')}"


def _fonts(font: str) -> Any:
    """The font for Chinese characters and beside them for figures and letters."""
    return element("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font, hint="eastAsia")


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


def _styles() -> list[Any]:
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


def new_document(*, name: str, author: str) -> Document:
    """An empty paper: page, styles, fonts and page numbers; `name` and `author` are what a file's properties say."""
    document = docx.Document()
    body = document.element.body
    for child in list(body):
        body.remove(child)
    body.append(_section())
    _set_styles(document)
    _set_fonts(document)
    _set_settings(document)
    _leave_out_leftovers(document)
    _number_pages(document)
    name_document(document, name=name, author=author)
    return document


def name_document(document: Document, *, name: str, author: str) -> None:
    """What the file's properties say."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = name[:200], author[:200], author[:200]
    properties.comments = properties.keywords = properties.subject = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None)


def _section() -> Any:
    return element(
        "sectPr",
        element("pgSz", w=11906, h=16838),
        element("pgMar", top=2098, right=1474, bottom=1984, left=1588, header=1134, footer=1307, gutter=0),
        element("cols", space=720),
        element("docGrid", type="linesAndChars", linePitch=LINE, charSpace=-848),
    )


def _set_styles(document: Document) -> None:
    styles = document.styles.element
    kept = {"Default Paragraph Font", "Normal Table", "No List", "footer", "header"}
    for child in list(styles):
        name = child.find(qn("w:name"))
        if child.tag == qn("w:style") and (name is None or name.get(qn("w:val")) not in kept):
            styles.remove(child)
        if child.tag == qn("w:docDefaults"):
            styles.replace(child, parse_xml(_DEFAULTS))
    # 28 characters a line by the text's own measure: LibreOffice gives each character two places of a grid that is narrower than
    # the font, so the text does not snap to the page's; the lines are fixed.
    styles.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
            '<w:pPr><w:widowControl w:val="0"/><w:overflowPunct w:val="0"/>'
            '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
            f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr>'
            f'<w:rPr><w:rFonts w:ascii="{FANGSONG}" w:hAnsi="{FANGSONG}" w:eastAsia="{FANGSONG}" w:cs="{FANGSONG}"/>'
            '<w:spacing w:val="-6"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>'
        )
    )
    styles.extend(_styles())


_DEFAULTS = (
    f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>"
    f'<w:rFonts w:ascii="{FANGSONG}" w:hAnsi="{FANGSONG}" w:eastAsia="{FANGSONG}" w:cs="{FANGSONG}"/>'
    '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
)


def _set_fonts(document: Document) -> None:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:panose1 w:val="{panose}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="default"/></w:font>'
        for name, (other, panose, family) in _FONTS.items()
    )
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = f"{_XML}<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()


def _set_settings(document: Document) -> None:
    document.settings.odd_and_even_pages_header_footer = True
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _leave_out_leftovers(document: Document) -> None:
    """What the library's own file brings along: a picture of its first page, styles for an older program."""
    for source in (document.part.package, document.part):
        for key, relation in list(source.rels.items()):
            if relation.reltype.rpartition("/")[2] in (
                "thumbnail",
                "customXml",
                "stylesWithEffects",
                "numbering",
            ):
                del source.rels[key]


def _number_pages(document: Document) -> None:
    """`— 1 —` on the outside: odd pages right, even ones left, a character from the edge."""
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        part = footer._element
        for child in list(part):
            part.remove(child)
        indent = {f"indent_{side}": 280}
        part.append(paragraph(Style.PAGE, "— ", *_page_number(), " —", align=side, **indent))


def _page_number() -> list[Any]:
    instruction = element("instrText")
    instruction.text = " PAGE "
    pieces = (
        element("fldChar", fldCharType="begin"),
        instruction,
        element("fldChar", fldCharType="separate"),
        None,
        element("fldChar", fldCharType="end"),
    )
    return [run("1") if piece is None else element("r", piece) for piece in pieces]


def foot(groups: Iterable[Iterable[tuple[str, str]]]) -> list[Any]:
    """The imprint (版记) at the foot of the text area on the last page, whole: groups of rows of left and right words, with thick
    rules above and below all and a thin one between groups.
    """
    made: list[Any] = []
    for rows in groups:
        made.append(_rule(_THIN if made else _THICK))
        for left, right in rows:
            made.append(
                paragraph(Style.FOOT, run(left), *([run(right, tab=True)] if right else []), frame=_frame())
            )
    return [*made, _rule(_THICK), paragraph(Style.END)] if made else []


def _frame() -> Any:
    """What holds paragraphs of one style at the foot of the text area."""
    return element(
        "framePr", w=WIDTH, wrap="around", vAnchor="margin", hAnchor="margin", x=1, yAlign="bottom"
    )


def _rule(thickness: int) -> Any:
    """A line in such a frame: a black paragraph so high, since LibreOffice parts a frame whose paragraphs have unlike borders."""
    made = element("p")
    made.append(
        element(
            "pPr",
            element("pStyle", val=style_id(Style.FOOT)),
            _frame(),
            element("shd", val="clear", color="auto", fill="000000"),
            element("spacing", line=thickness, lineRule="exact"),
            element("ind", left=0, right=0, hanging=0),
            element("rPr", element("sz", val=2), element("szCs", val=2)),
        )
    )
    return made
