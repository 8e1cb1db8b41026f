"""The bulletin as a paper: what is printed where; how it looks is `bot/making`'s affair. Its words are in the desk's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.locale.texts import Texts
from bot.model import Order
from bot.rules.secrecy.personal import mask
from bot.views.bulletin.composing import Composed
from bot.views.common.bulletins import issue_words, total_words

KIND = "bulletin"
DRAFT_OF = "draft_of"  # in an order: of which bulletin it is, before that is issued


@dataclass(frozen=True, slots=True)
class Imprint:
    """What stands in head and foot (版记) beside the items; empty words are left out."""

    issuer: str
    to_above: str
    to_beside: str
    to_below: str
    editor: str
    reviewer: str
    signer: str
    phone: str
    copies: int


def spec_of(
    t: Texts, shown: Composed, imprint: Imprint, *, pictures: Mapping[int, str], day: date
) -> dict[str, Any]:
    """The paper, as `bot/making` takes it. `pictures`: the chosen photos' SHA-256 by attachment. People's numbers are hidden."""
    items = [
        {
            "title": mask(entry.item.title)[0],
            "note": mask(entry.note or "")[0],
            "body": mask(entry.item.body)[0],
            "by": mask(entry.by)[0],
            "pictures": [pictures[photo] for photo in entry.pictures if photo in pictures],
        }
        for entry in shown.entries
    ]
    return {
        "mark": shown.mark,
        "supplement": shown.bulletin.is_supplement,
        "number": issue_words(t, shown.number, is_supplement=False),  # 增刊 stands above it
        "total": total_words(t, shown.total),
        "issuer": imprint.issuer,
        "date": t.full_day(day),
        "note": mask(shown.bulletin.note or "")[0],
        "contents": [item["title"] for item in items] if len(items) > 1 else [],
        "items": items,
        "words": words_of(t),
        "foot": {
            "to_above": imprint.to_above,
            "to_beside": imprint.to_beside,
            "to_below": imprint.to_below,
            "editor": imprint.editor,
            "reviewer": imprint.reviewer,
            "signer": imprint.signer,
            "phone": imprint.phone,
            "copies": imprint.copies,
        },
    }


def words_of(t: Texts) -> dict[str, str]:
    """The layout's own words, by their Chinese names; the blanks of a template are called so, too."""
    return {
        "报": t.plain("Submitted to"),
        "送": t.plain("Copied to"),
        "发": t.plain("Sent to"),
        "责任编辑": t.plain("Editor in charge"),
        "审核": t.plain("Reviewed by"),
        "签发": t.plain("Signed by"),
        "电话": t.plain("Telephone"),
        "印数": t.plain("{copies} copies printed", copies="{}"),
        "目录": t.plain("Contents"),
        "增刊": t.plain("SUPPLEMENT"),
        "按语": t.plain("Editor's note"),
    }


def order_draft(t: Texts, spec: Mapping[str, Any], *, name: str, template: str, bulletin_id: int) -> Order:
    """The paper and a picture of each page, to whoever composes or signs it."""
    caption = t.plain("Draft: the number is given when it is issued.")
    laid_out = {**_laid_out(spec, template, has_pages=True), DRAFT_OF: bulletin_id}
    return Order(KIND, laid_out, name, caption=caption)


def order_issued(spec: Mapping[str, Any], *, name: str, template: str) -> Order:
    """The paper alone. `template`: an office's own .docx with the layout; empty: the built-in one."""
    return Order(KIND, _laid_out(spec, template, has_pages=False), name)


def _laid_out(spec: Mapping[str, Any], template: str, *, has_pages: bool) -> dict[str, Any]:
    return {**spec, "pages": has_pages, "preview": True} | ({"template": template} if template else {})


def file_name(t: Texts, mark: str, number: int, *, year: int, is_supplement: bool) -> str:
    """高县政务信息2026年第25期.docx."""
    issue = issue_words(t, number, is_supplement=is_supplement)
    return t.plain("{mark} {year} {issue}.docx", mark=mark, year=year, issue=issue)
