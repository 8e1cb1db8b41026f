"""The bulletin (《高县政务信息》) as .docx: the template filled with one issue (docs/bulletin.md)."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from PIL import Image, ImageOps

from bot.making.breaking import break_title, width_of
from bot.making.document import keep_lines_as_set, name_document
from bot.making.flow import Flow, lines_of, split_off
from bot.making.kinds import Content
from bot.making.official import FOOT_LINE, HEAD, HEI, KAI, LINE, SHORT, TITLE_LINE, Style
from bot.making.pieces import clean, keep_with_next, lines, paragraph, paragraphs, run, sign, title
from bot.making.template import fill, open_template, saved

_HEADING_1 = re.compile(r"[一二三四五六七八九十]{1,3}、")
_HEADING_2 = re.compile(r"（[一二三四五六七八九十]{1,3}）")
_CONTENTS_WIDE = 23.0  # widths of a character: what a line of the list takes beside its mark
_LONGEST_HEADING = 32.0  # widths of a character; what is longer is a text
_MARKED_NOTE = re.compile(r"(?:编者)?按(?:语)?\s*[：:]\s*")

_PICTURE_WIDE, _PICTURE_HIGH = 140.0, 95.0  # mm, at most
_DOTS = 1600  # of a picture's longer side
_MOST_DOTS = 60_000_000  # a larger one is not unpacked
_DPI = 150
_MM = 1440 / 25.4  # twips


def make_bulletin(spec: Mapping[str, Any]) -> Content:
    """An issue. Spec: `mark`, `supplement`, `number`, `total`, `issuer`, `date`, `contents` (titles; without them those of the
    items, where there are several), `items`, `foot`, and perhaps `template`, a path.

    `note` is an editor's note on the whole; `words` are those of the layout itself (报, 目录, 按语 ...) where they are not these.
    An item is `title`, `body` and `by`, and perhaps `note` (按语) and `pictures`, SHA-256 each, whose files are in the spec's
    `paths`. `foot`: `to_above`, `to_beside`, `to_below`, `editor`, `reviewer`, `signer`, `phone`, `copies`. BadTemplate.
    """
    document = open_template(Path(spec["template"]) if spec.get("template") else None, spec.get("words"))
    issue = _Issue(document, spec)
    fill(document, issue.words(), {"目录": issue.contents(), "正文": issue.text()})
    keep_lines_as_set(document)
    name_document(
        document, name=f"{clean(spec['mark'])}{clean(spec['number'])}", author=clean(spec.get("issuer") or "")
    )
    return Content(saved(document), left_out=issue.left_out)


class _Issue:
    """One issue's pieces; `left_out`: pictures that could not be had."""

    def __init__(self, document: Document, spec: Mapping[str, Any]) -> None:
        self._document = document
        self._spec = spec
        self._flow = Flow()
        self._flow.piece(HEAD + LINE * bool(spec.get("supplement")))
        self._imprint = _imprint_height(spec.get("foot") or {})
        self.left_out = 0

    def words(self) -> dict[str, str]:
        """What each blank of words becomes."""
        spec, below = self._spec, self._spec.get("foot") or {}
        total = clean(spec.get("total") or "")
        return {
            "刊名": clean(spec["mark"]),
            "增刊": self._word("增刊", "增　刊") if spec.get("supplement") else "",
            "期号": clean(spec["number"]),
            "总期号": _bracketed(total, after=True) if total else "",
            "编发单位": clean(spec.get("issuer") or ""),
            "日期": clean(spec["date"]),
            **{
                place: clean(below.get(name) or "")
                for place, name in (
                    ("报", "to_above"),
                    ("送", "to_beside"),
                    ("发", "to_below"),
                    ("责任编辑", "editor"),
                    ("审核", "reviewer"),
                    ("签发", "signer"),
                    ("电话", "phone"),
                )
            },
            "印数": str(int(below["copies"])) if below.get("copies") else "",
        }

    def _word(self, name: str, otherwise: str) -> str:
        """A word of the layout itself."""
        return clean(self._spec.get("words", {}).get(name) or otherwise)

    def contents(self) -> list[Any]:
        """A line for each of several items."""
        titles = self._spec.get("contents") or [item["title"] for item in self._spec["items"]]
        if len(titles) < 2:
            return []
        # Broken as the titles are, so that no last line has one character alone.
        broken = [_broken(clean(each)) for each in titles]
        self._flow.piece(2 * LINE)
        for parts in broken:
            for _ in parts:
                self._flow.piece(LINE)
        return [
            paragraph(Style.CONTENTS_HEAD, self._word("目录", "目　录")),
            *(lines(Style.CONTENTS, [f"▲{parts[0]}", *parts[1:]]) for parts in broken),
        ]

    def text(self) -> list[Any]:
        """The note on the whole, and the items one after another."""
        made = self._note(self._spec.get("note") or "")
        for number, item in enumerate(self._spec["items"]):
            made += self._item(item, number=number, is_first=not made)
        return made

    def _item(self, item: Mapping[str, Any], *, number: int, is_first: bool) -> list[Any]:
        made = self._note(item.get("note") or "")
        if made and len(item["note"]) <= SHORT:
            keep_with_next(made[-1])  # the title that it is about
        # Further titles stand a line nearer than the first under the red rule.
        before = LINE if not is_first or made else None
        made.append(title(item["title"], before=before))
        high = len(break_title(clean(item["title"]))) * TITLE_LINE + LINE
        self._flow.piece(high, before=before or 2 * LINE, keeps=LINE)
        texts = paragraphs(item["body"])
        for words in texts:
            self._flow.text(words)
        pictures = [
            found for each in item.get("pictures") or () if (found := self._picture(each)) is not None
        ]
        by = clean(item.get("by") or "")
        is_last = number == len(self._spec["items"]) - 1
        # An item's only paragraph would take its title along, and leave the page before it empty.
        most = SHORT if len(texts) > 1 else SHORT // 2
        is_short = bool(pictures) or len("".join(texts[-1:])) <= most
        if is_last and not is_short and self._may_leave_imprint(by) and (parts := split_off(texts[-1])):
            texts[-1:] = parts
            is_short = True
        made += [*map(_text, texts), *pictures]
        if by and is_short:
            keep_with_next(made[-1])  # who wrote it stands on no page alone
            made.append(paragraph(Style.BY, _bracketed(by)))
        elif by:
            sign(made[-1], _bracketed(by))
        if by:
            self._flow.piece(LINE)
        if is_last and is_short:
            keep_with_next(made[-1])  # the imprint, which is never on a page of its own
        return made

    def _may_leave_imprint(self, by: str) -> bool:
        """Whether the imprint might find no room below the last text; of an office's own template nobody knows."""
        return not self._spec.get("template") and self._flow.may_part(self._imprint + LINE * bool(by))

    def _note(self, note: str) -> list[Any]:
        made = []
        for place, words in enumerate(paragraphs(note)):
            runs = [run(_MARKED_NOTE.sub("", words, count=1) if not place else words)]
            if not place:
                named = self._word("按语", "编者按")
                runs.insert(0, run(f"{named}: " if named.isascii() else f"{named}：", font=HEI))
            made.append(paragraph(Style.NOTE, *runs, before=LINE if not place else None))
            self._flow.piece(0.0, before=LINE * (not place), keeps=LINE)
            self._flow.text(words, indent=6.0 if not place else 2.0)
        return made

    def _picture(self, sha256: str) -> Any:
        path = self._spec.get("paths", {}).get(sha256)
        picture = _redrawn(Path(path)) if path else None
        if picture is None:
            self.left_out += 1
            return None
        content, wide, high = picture
        made = paragraph(Style.PICTURE, keep_next=False)
        width = min(_PICTURE_WIDE, wide / _DPI * 25.4)
        width *= min(1.0, _PICTURE_HIGH / (width * high / wide))
        self._flow.piece(width * high / wide * _MM + 240)
        holder = Paragraph(made, self._document._body)
        holder.add_run().add_picture(io.BytesIO(content), width=Mm(width))
        return made


def _bracketed(words: str, *, after: bool = False) -> str:
    """In brackets of their own script; `after` other words."""
    if words.isascii():
        return f"{' ' * after}({words})"
    return f"（{words}）"


def _broken(title: str) -> list[str]:
    """A title as it stands in the list."""
    fits = lines_of(title, across=_CONTENTS_WIDE, indent=0.0, gap=0.25) == 1
    return [title] if fits else break_title(title, _CONTENTS_WIDE - 1)


def _imprint_height(below: Mapping[str, Any]) -> float:
    """About how high it is, in twips."""
    persons = [below.get(name) or "" for name in ("editor", "reviewer", "signer")]
    rows = [
        *(below.get(name) or "" for name in ("to_above", "to_beside", "to_below")),
        "".join(map(str, persons)),
    ]
    rows.append(f"{below.get('phone') or ''}{below.get('copies') or ''}")
    return FOOT_LINE * sum(lines_of(str(row), indent=3.0) for row in rows if row)


def _text(words: str) -> Any:
    """A paragraph of the text; where it begins with 一、 or （一） that sentence is a heading, alone or with text behind it."""
    for pattern, style, font in (
        (_HEADING_1, Style.HEADING_1, HEI),
        (_HEADING_2, Style.HEADING_2, KAI),
    ):
        if not pattern.match(words):
            continue
        head, stop, rest = words.partition("。")
        if width_of(head) > _LONGEST_HEADING:
            break
        if not rest:
            return paragraph(style, words)
        return paragraph(Style.TEXT, run(head + stop, font=font), run(rest))
    return paragraph(Style.TEXT, words)


def _redrawn(path: Path) -> tuple[bytes, int, int] | None:
    """A picture drawn anew, so that nothing but what is seen goes into the file: JPEG, width and height in dots."""
    try:
        with Image.open(path, formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > _MOST_DOTS:
                return None
            opened.draft("RGB", (_DOTS, _DOTS))
            turned = ImageOps.exif_transpose(opened)
            turned.thumbnail((_DOTS, _DOTS))
            plain = Image.new("RGB", turned.size, "white")
            whole = (turned if turned.has_transparency_data else turned.convert("RGB")).convert("RGBA")
            plain.paste(whole, mask=whole)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    out = io.BytesIO()
    plain.save(out, format="JPEG", quality=88)
    return out.getvalue(), plain.width, plain.height
