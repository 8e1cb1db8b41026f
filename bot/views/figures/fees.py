"""Words of fees: the list of a month or a quarter, what settles it, and the table to sign; figures come from rules/fees.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import AdoptionKind, Message, Order, PointRule
from bot.rules.fees import yuan
from bot.rules.months import previous_month
from bot.rules.secrecy.personal import mask
from bot.rules.spans import is_year, months_between, span_written
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged

_MOST_UNTRUE = 5  # named in a line
RULES = {
    PointRule.PRICE: N_("highest channel"),
    PointRule.DIFFERENCE: N_("the difference to a higher channel"),
    PointRule.REVOKED: N_("adoption taken back"),
    PointRule.SHARES: N_("contributors changed"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """The months of a list; `is_over`: none of them is under way."""

    first: str
    last: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """Who settled a list, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """A contributor's line; a unit that reported jointly has no name. Money in fen."""

    unit: str
    name: str | None
    items: int
    fen: int


@dataclass(frozen=True, slots=True)
class Detail:
    """What one item brings one contributor: `channel` by its name, `issue` as it was typed; `is_untrue`: it was found so."""

    unit: str
    name: str | None
    number: str
    title: str
    channel: str
    kind: AdoptionKind | None
    issue: str | None
    day: date
    fen: int
    rule: PointRule
    is_untrue: bool = False


class Untrue(NamedTuple):
    """An item of a list that was found untrue (失实), and what is listed for it."""

    number: str
    fen: int


@dataclass(frozen=True, slots=True)
class Sums:
    """Of how many contributors, and how much together."""

    payees: int
    fen: int


def span_words(t: Texts, first: str, last: str) -> str:
    """2026年5月, 2026年第二季度, 2026年, 2026年1月至3月."""
    if first == last:
        return t.month(first)
    if is_year(first, last):
        return t.plain("the year {year}", year=first[:4])
    if int(first[5:]) % 3 == 1 and months_between(first, last)[2:] == [last]:
        quarter = t.plain(_QUARTERS[int(first[5:]) // 3])
        return t.plain("{quarter} of {year}", year=first[:4], quarter=quarter)
    return t.plain("{first} to {last}", first=t.month(first), last=t.month(last))


_QUARTERS = (
    N_("the first quarter"),
    N_("the second quarter"),
    N_("the third quarter"),
    N_("the fourth quarter"),
)


def render_list(
    t: Texts,
    rows: Sequence[Row],
    *,
    span: Span,
    settled: Settled | None,
    items: int,
    untrue: Sequence[Untrue] = (),
) -> list[Message]:
    """The list, one line each, and whether it may still change; `items` is how many items it is about."""
    words = span_words(t, span.first, span.last)
    title = t("<b>{title}</b>", title=_title(t, words, settled))
    if not rows:
        return paged([title, t("Nothing is to be listed."), *_others(t, span)])
    lines = [title, *(_row(t, place, row) for place, row in enumerate(rows, 1))]
    lines.append(
        t(
            "Total: payees {payees}, items {items}, {yuan} yuan",
            payees=len(rows),
            items=items,
            yuan=yuan(sum(row.fen for row in rows)),
        )
    )
    if untrue:
        lines.append(untrue_line(t, untrue))
    lines.append(Markup(""))
    lines += _standing(t, span, settled)
    lines += [_record(t), *_others(t, span)]
    is_to_settle = settled is None and span.is_over
    period = span_written(span.first, span.last)
    keyboard = ((button(t.plain("Settle"), Press.FEES_SETTLE, period),),) if is_to_settle else ()
    return paged(lines, keyboard=keyboard)


def untrue_line(t: Texts, untrue: Sequence[Untrue]) -> Markup:
    """Which listed items were found untrue: no rule takes their fees away, so whoever signs decides."""
    named = t.listed(
        t.plain("{number} {yuan} yuan", number=each.number, yuan=yuan(each.fen))
        for each in untrue[:_MOST_UNTRUE]
    )
    if len(untrue) > _MOST_UNTRUE:
        named += " …"
    return t(
        "⚠️ Found untrue and still in the sum: {items}. Whoever signs decides whether it is paid.", items=named
    )


def titled(t: Texts, title: str, *, is_untrue: bool) -> str:
    """An item's title in a table of fees, marked where the item was found untrue."""
    words = labels.title(t, title)
    return t.plain("(untrue) {title}", title=words) if is_untrue else words


def _title(t: Texts, words: str, settled: Settled | None) -> str:
    if settled is None:
        return t.plain("Fees, {span} (draft)", span=words)
    return t.plain("Fees, {span}", span=words)


def _who(t: Texts, unit: str, name: str | None) -> str:
    return f"{unit} {name}" if name is not None else t.plain("{unit} (joint report)", unit=unit)


def _row(t: Texts, place: int, row: Row) -> Markup:
    return t.n(
        "{place}. {who}: {n} item, {yuan} yuan",
        "{place}. {who}: {n} items, {yuan} yuan",
        row.items,
        place=place,
        who=_who(t, row.unit, row.name),
        yuan=yuan(row.fen),
    )


def _standing(t: Texts, span: Span, settled: Settled | None) -> list[Markup]:
    if settled is not None:
        return [t("Settled by {name} on {at}; it changes no more.", name=settled.name, at=settled.at)]
    if not span.is_over:
        return [t("The time is not over yet; the list still grows.")]
    return [
        t("As things stand now. Once it is settled, what comes later goes into the list of its own month.")
    ]


def _record(t: Texts) -> Markup:
    return t("A record for the office alone: nothing is paid and nobody is fined by it.")


def _others(t: Texts, span: Span) -> list[Markup]:
    """Commands for other times, which a tap sends; all lie before this one, which has begun."""
    year, month = int(span.first[:4]), int(span.first[5:])
    is_year = span.first[5:] == "01" and span.last[5:] == "12"
    quarter = (year * 4 + (month - 1) // 3) - 1
    return [
        t(
            "Other times: /fees_{quarter} /fees_{month}, or for example /fees {year}",
            quarter=f"{quarter // 4}Q{quarter % 4 + 1}",
            month=previous_month(span.first).replace("-", "_"),
            year=year - is_year,
        )
    ]


def render_ask_settle(
    t: Texts,
    *,
    period: str,
    first: str,
    last: str,
    sums: Sums,
    before: Span | None,
    sums_before: Sums,
    untrue: Sequence[Untrue] = (),
) -> Message:
    """Before 定稿: what is settled by it. `before` are earlier months that go with it."""
    lines = [
        t(
            "Settle the fees up to {last}? Payees: {payees}, {yuan} yuan. These lists change no more then; what comes later "
            "goes into the list of its own month.",
            last=t.month(last),
            payees=sums.payees,
            yuan=yuan(sums.fen),
        )
    ]
    if before is not None:
        lines.append(
            t(
                "⚠️ With it go the months before that are not settled, {span}: payees {payees}, {yuan} yuan.",
                span=span_words(t, before.first, before.last),
                payees=sums_before.payees,
                yuan=yuan(sums_before.fen),
            )
        )
    if untrue:
        lines.append(untrue_line(t, untrue))
    return Message(
        Markup("\n").join(lines), keyboard=((button(t.plain("Settle now"), Press.FEES_SURE, period),),)
    )


def order_list(
    t: Texts,
    rows: Sequence[Row],
    details: Sequence[Detail],
    *,
    span: Span,
    settled: Settled | None,
    day: date,
    desk: str,
    untrue: Sequence[Untrue] = (),
) -> Order:
    """The table to sign, and on a second sheet the items behind it."""
    words = span_words(t, span.first, span.last)
    title = _title(t, words, settled)
    signed = {
        "name": t.plain("Fees"),
        "title": t.plain("{desk}: {title}", desk=desk, title=title),
        "columns": [
            {"head": t.plain("No."), "type": "int", "width": 6},
            {"head": t.plain("Unit"), "type": "text"},
            {"head": t.plain("Name"), "type": "text"},
            {"head": t.plain("Number of items"), "type": "int"},
            {"head": t.plain("Amount (yuan)"), "type": "money"},
        ],
        "rows": [
            *(
                [place, mask(row.unit)[0], _name(t, row.name), row.items, row.fen]
                for place, row in enumerate(rows, 1)
            ),
            [None, t.plain("Together"), None, len({d.number for d in details}), sum(row.fen for row in rows)],
        ],
        "notes": [
            t.plain(
                "An item is listed once, by the highest channel that took it; its contributors share equally. "
                "A negative amount is for what was listed before and taken back."
            ),
            *([untrue_line(t, untrue).unescape()] if untrue else []),
            str(_record(t)),
            t.plain("Made by the {desk} information desk, {day}", desk=desk, day=t.full_day(day)),
        ],
        "sign": t.plain("Received (signature)"),
    }
    behind = {
        "name": t.plain("The items"),
        "title": t.plain("{title}: the items", title=title),
        "columns": [
            {"head": t.plain("Unit"), "type": "text"},
            {"head": t.plain("Name"), "type": "text"},
            {"head": t.plain("Number"), "type": "text"},
            {"head": t.plain("Title"), "type": "text"},
            {"head": t.plain("Taken by"), "type": "text"},
            {"head": t.plain("Taken as"), "type": "text"},
            {"head": t.plain("Issue"), "type": "text"},
            {"head": t.plain("Day taken"), "type": "date"},
            {"head": t.plain("Amount (yuan)"), "type": "money"},
            {"head": t.plain("Why"), "type": "text"},
        ],
        "rows": [_detail(t, each) for each in details],
    }
    file = t.plain("Fees {period}.xlsx", period=span_written(span.first, span.last))
    return Order("workbook", {"sheets": [signed, behind]}, file, caption=title)


def _name(t: Texts, name: str | None) -> str:
    return mask(name)[0] if name is not None else t.plain("(joint report)")


def _detail(t: Texts, each: Detail) -> list[object]:
    return [
        mask(each.unit)[0],
        _name(t, each.name),
        each.number,
        titled(t, mask(each.title)[0], is_untrue=each.is_untrue),
        labels.channel_name(t, each.channel) or None,
        labels.adoption_kind(t, each.kind) if each.kind else None,
        mask(each.issue)[0] if each.issue else None,
        each.day.isoformat(),
        each.fen,
        t.plain(RULES.get(each.rule, RULES[PointRule.SHARES])),
    ]
