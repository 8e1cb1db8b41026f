"""The file that an official paper stands in: an empty one with page, styles, fonts and page numbers; its properties."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from bot.making.official import FANGSONG, FONTS, LINE, Style, styles
from bot.making.pieces import element, paragraph, run

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
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


def keep_lines_as_set(document: Document) -> None:
    """A line that ends before its paragraph does is not drawn out to the edge."""
    compat = document.settings.element.find(qn("w:compat"))
    if compat is None or compat.find(qn("w:doNotExpandShiftReturn")) is not None:
        return
    earlier = {qn(f"w:{name}") for name in _BEFORE_SHIFT_RETURN}
    at = next((place for place, each in enumerate(compat) if each.tag not in earlier), len(compat))
    compat.insert(at, element("doNotExpandShiftReturn"))


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
    there = document.styles.element
    kept = {"Default Paragraph Font", "Normal Table", "No List", "footer", "header"}
    for child in list(there):
        name = child.find(qn("w:name"))
        if child.tag == qn("w:style") and (name is None or name.get(qn("w:val")) not in kept):
            there.remove(child)
        if child.tag == qn("w:docDefaults"):
            there.replace(child, parse_xml(_DEFAULTS))
    # 28 characters a line by the text's own measure: LibreOffice gives each character two places of a grid that is narrower than
    # the font, so the text does not snap to the page's; the lines are fixed.
    there.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
            '<w:pPr><w:widowControl w:val="0"/><w:overflowPunct w:val="0"/>'
            '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
            f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr>'
            f'<w:rPr><w:rFonts w:ascii="{FANGSONG}" w:hAnsi="{FANGSONG}" w:eastAsia="{FANGSONG}" w:cs="{FANGSONG}"/>'
            '<w:spacing w:val="-6"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>'
        )
    )
    there.extend(styles())


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
        for name, (other, panose, family) in FONTS.items()
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
