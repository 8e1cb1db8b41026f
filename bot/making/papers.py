"""Official papers as .docx: notices, appraisals, sheets for people (docs/bulletin.md, "Other papers")."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from bot.making.breaking import width_of
from bot.making.document import new_document
from bot.making.kinds import Content
from bot.making.official import EM, LINE, SHORT, WIDTH_MM, Style
from bot.making.pieces import (
    clean,
    element,
    foot,
    keep_with_next,
    mark,
    paragraph,
    paragraphs,
    run,
    set_size,
    style_of,
    title,
)

_MM = 1440 / 25.4  # twips
_MANY_COLUMNS = 8  # from here on the letters of a table are smaller
_CELL_SIZE = 24  # half-points, as the style of cells has it
_CELL_MARGINS = 2.3  # mm, both together
_KEPT_ROWS = 2  # of a table, on the page of the signature
_ALIGN = {"left": "left", "center": "center", "right": "right"}


def make_paper(spec: Mapping[str, Any]) -> Content:
    """A paper. Spec: `title`, and where it has them `head` (`mark`, `number`, `issuer`, `date`), `addressee`, `blocks`, `signer`,
    `date` and `foot` (`lines`, `copies`).

    A block is `text`; `heading` with `level` 1 or 2; `table` (`columns` with `head`, `width` in mm and `align`; `rows` of words;
    perhaps `height` of a row in mm, at least, and `room`, mm left free for what is written by hand, below the first line of a
    row's words) and perhaps `caption`; `title`, a further one; or `page`, after which a new page begins.
    """
    head = spec.get("head")
    document = new_document(
        name=clean(spec["title"]), author=clean(head["issuer"] if head else spec.get("signer", ""))
    )
    body = _Body(document)
    if head:
        body.extend(head_of(head))
    body.add(title(spec["title"], before=None if head else 0))
    if spec.get("addressee"):
        words = clean(spec["addressee"])
        body.add(paragraph(Style.ADDRESSEE, words if words.endswith(("：", ":")) else f"{words}："))
    for block in spec.get("blocks", ()):
        body.block(block)
    if signature := _signature(clean(spec.get("signer") or ""), clean(spec.get("date") or "")):
        body.keep_end()
        body.extend(signature)
    if spec.get("foot"):
        body.extend(_foot(spec["foot"]))
    out = io.BytesIO()
    document.save(out)
    return Content(out.getvalue())


def head_of(head: Mapping[str, Any]) -> list[Any]:
    """The red head of the first page: mark, number, who issues it, when, and the rule under them."""
    return [
        paragraph(Style.MARK, mark(clean(head["mark"]))),
        paragraph(Style.NUMBER, clean(head["number"])),
        paragraph(Style.ISSUER, clean(head["issuer"]), run(clean(head["date"]), tab=True)),
    ]


class _Body:
    """A document's body, from top to bottom."""

    def __init__(self, document: Document) -> None:
        self._section = document.element.body[-1]
        self._is_page_due = False

    def add(self, piece: Any) -> None:
        self._section.addprevious(piece)

    def extend(self, pieces: Sequence[Any]) -> None:
        for piece in pieces:
            self.add(piece)

    def keep_end(self) -> None:
        """What comes next stands on no page without text: the last paragraph goes with it, or the last rows of a table."""
        last = self._section.getprevious()
        if last is not None and style_of(last) == Style.END:
            keep_with_next(last)
            last = last.getprevious()
        if last is None:
            return
        if last.tag == qn("w:tbl"):
            for row in last.findall(qn("w:tr"))[-_KEPT_ROWS:]:
                for piece in row.iter(qn("w:p")):
                    keep_with_next(piece)
        elif len("".join(last.itertext())) <= SHORT:
            keep_with_next(last)

    def block(self, block: Mapping[str, Any]) -> None:
        """One block of the spec."""
        if block.get("page"):
            self._is_page_due = True
        elif "title" in block:
            is_first = self._takes_page()
            self.add(title(block["title"], page_before=is_first, before=0 if is_first else None))
        elif "heading" in block:
            style = Style.HEADING_1 if block.get("level", 1) == 1 else Style.HEADING_2
            self.add(paragraph(style, clean(block["heading"]), page_before=self._takes_page()))
        elif "table" in block:
            if block.get("caption"):
                self.add(paragraph(Style.CAPTION, clean(block["caption"]), page_before=self._takes_page()))
            elif self._takes_page():
                self.add(paragraph(Style.END, page_before=True))
            self.add(_table(block["table"]))
            self.add(paragraph(Style.END))
        else:
            for text in paragraphs(block["text"]):
                self.add(paragraph(Style.TEXT, text, page_before=self._takes_page()))

    def _takes_page(self) -> bool:
        due, self._is_page_due = self._is_page_due, False
        return due


def _table(table: Mapping[str, Any]) -> Any:
    """A table whose head stands on each page and whose rows are never parted; wider than the text it is made narrower."""
    columns, rows = table["columns"], table["rows"]
    size, wide = _measures(columns, rows)
    widths = [int(width * _MM) for width in wide]
    height = (
        element("trHeight", val=int(table["height"] * _MM), hRule="atLeast") if table.get("height") else None
    )
    room = int(table.get("room", 0) * _MM)
    aligns = [_ALIGN.get(column.get("align", ""), "left") for column in columns]

    def cell(text: Any, width: int, style: Style, align: str) -> Any:
        words = paragraphs(text) or [""]
        return element(
            "tc",
            element("tcPr", element("tcW", w=width, type="dxa"), element("vAlign", val="center")),
            *(
                paragraph(
                    style,
                    _sized(word, size),
                    align=align,
                    before=room if room and number == 1 and style is Style.CELL else None,
                )
                for number, word in enumerate(words)
            ),
        )

    def row(texts: Sequence[Any], style: Style, *, is_head: bool) -> Any:
        cells = [
            cell(text, width, style, "center" if is_head else align)
            for text, width, align in zip(texts, widths, aligns, strict=True)
        ]
        return element(
            "tr",
            element(
                "trPr", element("cantSplit"), deepcopy(height), element("tblHeader") if is_head else None
            ),
            *cells,
        )

    def border(side: str, size: int = 4) -> Any:
        return element(side, val="single", sz=size, space=0, color="000000")

    def margin(side: str) -> Any:
        return element(side, w=57, type="dxa")

    return element(
        "tbl",
        element(
            "tblPr",
            element("tblW", w=sum(widths), type="dxa"),
            element("jc", val="center"),
            element(
                "tblBorders",
                *(border(side) for side in ("top", "left", "bottom", "right", "insideH", "insideV")),
            ),
            element("tblLayout", type="fixed"),
            element("tblCellMar", margin("left"), margin("right")),
        ),
        element("tblGrid", *(element("gridCol", w=width) for width in widths)),
        row([column["head"] for column in columns], Style.CELL_HEAD, is_head=True),
        *(row(texts, Style.CELL, is_head=False) for texts in rows),
    )


def _measures(
    columns: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[Any]]
) -> tuple[int | None, list[float]]:
    """Half-points of the letters (None: the style's), widths in mm: those asked for, but so that no word is broken."""
    given = [max(float(column["width"]), 1.0) for column in columns]
    fit = min(1.0, WIDTH_MM / sum(given))
    asked = [width * fit for width in given]
    most = max(sum(asked), WIDTH_MM * 0.98)
    sizes = (None, 21, 18, 15) if len(columns) < _MANY_COLUMNS else (21, 18, 15)
    for size in sizes:
        points = (size or _CELL_SIZE) / 2
        least = [
            _CELL_MARGINS
            + points / 72 * 25.4 * max([_unbroken(column["head"], is_head=True), *map(_unbroken, cells)])
            for column, cells in zip(
                columns, zip(*rows, strict=True) if rows else [()] * len(columns), strict=True
            )
        ]
        if sum(least) <= most:
            break
    else:
        return sizes[0], asked
    wide = [max(pair) for pair in zip(asked, least, strict=True)]
    spare, excess = sum(wide) - sum(least), sum(wide) - max(sum(asked), sum(least))
    if excess > 0 and spare > 0:
        wide = [width - (width - low) * excess / spare for width, low in zip(wide, least, strict=True)]
    return size, wide


def _unbroken(text: Any, *, is_head: bool = False) -> float:
    """How wide the longest piece of it is that ought to stand in one line, in widths of a Chinese character."""
    words = re.findall(r"[\x21-\x7e]+|[^\x00-\x7f]+", clean(text))
    found = 0.0
    for word in words:
        if word.isascii():
            found = max(found, 0.58 * len(word) + 0.35 * sum(word.count(letter) for letter in "mwMW"))
        elif is_head:
            found = max(found, float(len(word) if len(word) <= 3 else (len(word) + 1) // 2))
        else:
            found = max(found, float(min(len(word), 4)))
    return found


def _sized(text: str, half_points: int | None) -> Any:
    made = run(text)
    if half_points is not None:
        set_size(made, half_points)
    return made


def _signature(signer: str, date: str) -> list[Any]:
    """Who signs in the middle over the date, which ends four characters from the edge."""
    if not signer and not date:
        return []
    wide = width_of(signer) / 2
    middle = max(4 + width_of(date) / 2, 2 + wide) if signer else 4 + width_of(date) / 2
    made = []
    for number, words in enumerate(each for each in (signer, date) if each):
        right = max(0, int((middle - width_of(words) / 2) * EM))
        made.append(paragraph(Style.SIGNED, words, indent_right=right, before=None if number else 2 * LINE))
    return made


def _foot(spec: Mapping[str, Any]) -> list[Any]:
    rows = [(clean(line), "") for line in spec.get("lines", ())]
    if spec.get("copies"):
        words = f"共印{int(spec['copies'])}份"
        if rows and not rows[-1][1] and width_of(rows[-1][0]) + width_of(words) < 28:
            rows[-1] = (rows[-1][0], words)
        else:
            rows.append(("", words))
    return foot([[row] for row in rows])
