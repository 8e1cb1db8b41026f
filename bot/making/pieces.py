"""The pieces that an official paper is put together from: paragraphs, its mark and title, the imprint at its foot.

Text goes in as text nodes alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from bot.making.breaking import break_title, width_of
from bot.making.official import WIDTH, Style, style_id
from bot.rules.punctuation import widen_for_print

_MARK_FITS = 8  # characters of it
_THICK, _THIN = 20, 14  # 0.35 mm and 0.25 mm
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
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


def _fonts(font: str) -> Any:
    """The font for Chinese characters and beside them for figures and letters."""
    return element("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font, hint="eastAsia")


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
