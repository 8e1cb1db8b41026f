"""How a number of the bulletin is called: 《高县政务信息》第25期（总第312期）, 增刊第3期."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Bulletin


def default_mark(t: Texts, *, desk: str) -> str:
    """高县政务信息: what the bulletin is called where the settings do not say."""
    return t.plain("{desk} Government Information", desk=desk)


def issuer_name(t: Texts, *, issuer: str, desk: str) -> str:
    """Who issues papers: as the settings say, else the government office of the desk's place."""
    return issuer or t.plain("Office of the People's Government of {desk}", desk=desk)


def issue_words(t: Texts, number: int, *, is_supplement: bool) -> str:
    """第25期, 增刊第3期."""
    return (
        t.plain("Supplement No. {number}", number=number)
        if is_supplement
        else t.plain("No. {number}", number=number)
    )


def name_in_short(t: Texts, bulletin: Bulletin) -> str:
    """第25期, of one that was issued."""
    return issue_words(t, bulletin.number or 0, is_supplement=bulletin.is_supplement)


def total_words(t: Texts, total: int | None) -> str:
    """总第312期; nothing of a supplement."""
    return "" if total is None else t.plain("No. {total} in all", total=total)


def whole_name(t: Texts, mark: str, number: int, total: int | None, *, is_supplement: bool) -> str:
    """《高县政务信息》第25期（总第312期）."""
    issue = issue_words(t, number, is_supplement=is_supplement)
    if total is None:
        return t.plain("“{mark}” {issue}", mark=mark, issue=issue)
    return t.plain("“{mark}” {issue} ({total})", mark=mark, issue=issue, total=total_words(t, total))


def name_of(t: Texts, mark: str, bulletin: Bulletin) -> str:
    """The name of one that was issued."""
    return whole_name(t, mark, bulletin.number or 0, bulletin.total, is_supplement=bulletin.is_supplement)


def printed_line(t: Texts, bulletin: Bulletin) -> Markup:
    """Under /item: 刊于第25期."""
    issue = name_in_short(t, bulletin)
    return t("📰 Printed in {issue}, {year}", issue=issue, year=bulletin.year)
