"""What a receipt says of words that could not be used as typed; the receipt itself is in items."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Demand, Kind
from bot.rules.booking import FulfilOutcome
from bot.rules.onestep import SubmissionText
from bot.rules.text import shorten
from bot.views.common import labels

CHOICES = 5


def unused_words(t: Texts, parsed: SubmissionText) -> list[Markup]:
    """Header values that mean nothing here."""
    notes = []
    if parsed.kind_unknown:
        kinds = t.listed(labels.kind(t, kind) for kind in Kind)
        notes.append(
            t(
                "Category “{value}” is unknown; stored as Ordinary. There are: {kinds}",
                value=shorten(parsed.kind_unknown, 40),
                kinds=kinds,
            )
        )
    if parsed.themes_unknown:
        unknown = t.listed(shorten(theme, 20) for theme in parsed.themes_unknown[:5])
        notes.append(t("Theme “{value}” is unknown and was left out.", value=unknown))
    return notes


def no_such_demand(t: Texts, wanted: str, *, choices: Sequence[Demand], linked: int | None = None) -> Markup:
    """The 选题 header names nothing open; `linked` is what the item goes on answering all the same."""
    head = (
        t(
            "Topic “{value}” does not exist or is closed; the item stays linked to T{linked}.",
            value=shorten(wanted, 40),
            linked=linked,
        )
        if linked
        else t(
            "Topic “{value}” does not exist or is closed; the item is stored without it.",
            value=shorten(wanted, 40),
        )
    )
    if not choices:
        return head + Markup("\n") + t("There are no open topics at present.")
    lines = [
        t("{code} {title}", code=demand.code, title=shorten(demand.title, 40)) for demand in choices[:CHOICES]
    ]
    return Markup("\n").join([head, t("Open topics:"), *lines])


def fulfilled(t: Texts, demand: Demand, outcome: FulfilOutcome) -> Markup:
    """The item answers a demand, on time or late, with a booking or without."""
    title = shorten(demand.title, 40)
    if not outcome.has_booking:
        return t("Linked to {code} {title}; your unit had not booked it.", code=demand.code, title=title)
    if outcome.is_late:
        return t(
            "Handed in for {code} {title}, after the due time ({due}).",
            code=demand.code,
            title=title,
            due=demand.due_at,
        )
    return t("Handed in for {code} {title}, on time.", code=demand.code, title=title)


def unlinked(t: Texts, demand_id: int, *, is_reopened: bool) -> Markup:
    """The item answers that demand no more."""
    if is_reopened:
        return t("No longer linked to T{number}; your unit's booking is open again.", number=demand_id)
    return t("No longer linked to T{number}.", number=demand_id)
