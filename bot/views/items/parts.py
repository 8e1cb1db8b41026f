"""What several messages about an item are made of: its headline, its facts, where it stands and why."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from bot.locale.texts import Texts
from bot.model import Demand, Item, KeyPoint
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.items import keypoints

TITLE = 120


def lines_of(parts: Sequence[Markup | str | None]) -> Markup:
    # As Markup's own join, which calls a function in Python for each part.
    words = "\n".join(part if type(part) is Markup else escape(part) for part in parts if part is not None)
    return Markup(words)  # noqa: S704 - escaped above


def headline(t: Texts, item: Item) -> Markup:
    """Number and title, as every message about an item begins."""
    title = shorten(item.title, TITLE) or t.plain("(nothing is left of the text)")
    return t("<b>{number}</b> {title}", number=item.number, title=title)


def fact_lines(
    t: Texts, item: Item, demand: Demand | None, keypoint: KeyPoint | None = None
) -> list[Markup | None]:
    return [
        t(
            "{unit} {name} · {kind} · {at}",
            unit=item.unit,
            name=item.reporter,
            kind=labels.kind(t, item.kind),
            at=item.received_at,
        ),
        t("Topic: {code} {title}", code=demand.code, title=shorten(demand.title, 60)) if demand else None,
        keypoints.fact(t, keypoint) if keypoint else None,
        t("Themes: {themes}", themes=t.listed(item.themes)) if item.themes else None,
        t("Jointly with: {units}", units=t.listed(item.joint_units)) if item.joint_units else None,
        t("Source: {source}", source=shorten(item.source, 100)) if item.source else None,
        t("Forwarded from: {origin}", origin=shorten(item.origin, 100)) if item.origin else None,
    ]


def contained(t: Texts, others: Sequence[tuple[str, str]]) -> Markup:
    """含2026-0093 刘芳."""
    return t("Contains {items}", items=t.listed(f"{number} {reporter}" for number, reporter in others))


def shared(t: Texts, first_percent: int | None) -> str:
    """平分, or 首报70%: how the contributors of an item share its points."""
    if first_percent is None:
        return t.plain("equal shares")
    return t.plain("first report {percent}%", percent=first_percent)


def reason_words(t: Texts, item: Item) -> str:
    """Why an item was returned or not adopted."""
    return labels.reason(t, item.reason, item.reason_text) if item.reason else ""
