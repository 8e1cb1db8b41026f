"""What a receipt says of words that could not be used as typed; the receipt itself is in items."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Demand, Item, Keyboard, Kind, Person
from bot.rules.booking import FulfilOutcome
from bot.rules.names import UnitsMeant
from bot.rules.onestep import SubmissionText
from bot.rules.rings import is_pressing
from bot.rules.text import count_chars, shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.items.followups import latency

CHOICES = 5
LONG_BODY = 1000  # characters: from here on the sender is told how much of the text has come


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
    if parsed.no_colon:
        name, value = parsed.no_colon
        notes.append(
            t(
                "“{name} {value}” has no colon and is kept as text. As a header it is written “{name}: {value}”.",
                name=name,
                value=value,
            )
        )
    return notes


def joint_notes(t: Texts, meant: UnitsMeant) -> list[Markup]:
    """Of the units named behind 联合: which stand under another name, and which the roster does not have."""
    notes = [
        t("Joint unit “{typed}” is recorded as “{name}”.", typed=shorten(typed, 20), name=name)
        for typed, name in meant.near
    ]
    for typed, alike in meant.unknown:
        note = t(
            "The roster has no unit “{typed}”; please edit your original message to correct it.",
            typed=shorten(typed, 20),
        )
        if alike:
            note += t(" Is one of these meant: {names}?", names=t.listed(alike))
        notes.append(note)
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
    if outcome.had_handed_in:
        return t(
            "Linked to {code} {title}; your unit had booked it and handed in before.",
            code=demand.code,
            title=title,
        )
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


def ask_hand_in(t: Texts, demands: Sequence[Demand]) -> Markup:
    """The item names no topic, and its unit owes items for these."""
    topics = t.listed(f"{demand.code} {shorten(demand.title, 30)}" for demand in demands)
    return t("Your unit has booked {topics}. Is this the item for it?", topics=topics)


def hand_in_rows(t: Texts, item: Item, demands: Sequence[Demand]) -> Keyboard:
    """以此交 T3 稿, for each of them."""
    return tuple(
        (
            button(
                t.plain("Hand this in for {code}", code=demand.code), Press.HAND_IN_ITEM, item.id, demand.id
            ),
        )
        for demand in demands
    )


def telephone_line(t: Texts, duty_phone: str) -> Markup:
    """What rings the desk is to be telephoned as well."""
    if not duty_phone:
        return t("☎️ Please telephone the duty room first. This message does not replace the call.")
    return t(
        "☎️ Please telephone the duty room first: {phone}. This message does not replace the call.",
        phone=duty_phone,
    )


def pressing_lines(t: Texts, item: Item, *, duty_phone: str) -> Markup | None:
    """The first lines of a receipt for what rings the desk: to telephone (a bot replaces no call), and that it was rung."""
    if not is_pressing(item):
        return None
    call = telephone_line(t, duty_phone)
    rung = (
        t("🔴 Sent as urgent; the desk has been alerted.")
        if item.is_urgent
        else t("🟠 Sent as an early warning; the desk has been alerted.")
    )
    return Markup("\n").join(line for line in (call, rung, latency(t, item)) if line is not None)


def length_line(t: Texts, body: str, *, parts: int) -> Markup | None:
    """正文8427字，3条消息合并; None for an ordinary item of one message."""
    if parts < 2 and len(body) < LONG_BODY:
        return None
    count = count_chars(body)
    if parts < 2:
        return t("{count} characters of text", count=count)
    return t("{count} characters of text, put together from {parts} messages", count=count, parts=parts)


def correct_by_editing(t: Texts) -> Markup:
    """How a slip is mended, for who may not know yet."""
    return t("Until it is reviewed you can correct it by editing your message.")


def unlinked(t: Texts, demand_id: int, *, is_reopened: bool) -> Markup:
    """The item answers that demand no more."""
    if is_reopened:
        return t("No longer linked to T{number}; your unit's booking is open again.", number=demand_id)
    return t("No longer linked to T{number}.", number=demand_id)


def handed_in_for(t: Texts, person: Person) -> Markup:
    """To a deputy: whose item it is."""
    return t("Submitted for {person}; it counts for their quota.", person=person.label)


def reported_for(t: Texts, item: Item) -> str:
    """What a deputy has handed in in somebody's place, for that person."""
    return t.plain("{number} {title}: submitted", number=item.number, title=shorten(item.title, 20))
