"""Words of statistics; what they count comes from rules/stats.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import ItemState, Message, Order
from bot.rules.stats import Figures, Stats
from bot.views.common import labels
from bot.views.common.paging import paged

_HIDDEN = (ItemState.HELD, ItemState.DESTROYED)


def render_stats(
    t: Texts, found: Stats, *, units: Sequence[tuple[str, Figures]], channels: Sequence[tuple[str, int]]
) -> list[Message]:
    """What came, counts and is adopted, the rate, by channel, category and unit, and what the words mean.

    `units` by their names, `channels` by their keys.
    """
    total = found.total
    if not total.received and not channels:
        return [Message(t("{span}: no item has come.", span=_span(t, found)))]
    lines = [
        t("<b>Statistics, {span}</b>", span=_span(t, found)),
        t(
            "Received {received}, counted {counted}, adopted {adopted}",
            received=total.received,
            counted=total.counted,
            adopted=total.adopted,
        ),
        t("Adoption rate {rate}", rate=_rate(total)),
    ]
    if total.open:
        lines.append(t("Not decided yet: {count}", count=total.open))
    if found.left_out:
        lines.append(t("Not counted: {states}", states=t.listed(_left_out(t, found.left_out))))
    if channels:
        lines += [Markup(""), t("<b>Adoptions by channel</b>")]
        lines += [
            t("{channel}: {count}", channel=labels.channel_name(t, channel), count=count)
            for channel, count in channels
        ]
    lines += [Markup(""), t("<b>By category</b>")] if found.kinds else []
    lines += [_line(t, labels.kind(t, kind), figures) for kind, figures in found.kinds]
    lines += [Markup(""), t("<b>By unit</b>")] if units else []
    lines += [_line(t, unit, figures) for unit, figures in units]
    lines += [
        Markup(""),
        t(
            "An item belongs to the month in which it was sent. Adopted: of these items, by now; the rate is adopted of counted."
        ),
    ]
    if channels:
        lines.append(
            t(
                "Adoptions by channel belong to the month in which they are booked; one that is taken back counts "
                "against the month of that."
            )
        )
    return paged(lines)


def _left_out(t: Texts, states: Mapping[ItemState, int]) -> Iterator[str]:
    """撤回 2. How many are held for their secrecy is nobody's affair here."""
    hidden = sum(states.get(state, 0) for state in _HIDDEN)
    for state, count in sorted(states.items()):
        if state in _HIDDEN:
            continue
        is_rejected = state is ItemState.REJECTED  # of which others count
        yield t.plain(
            "{state} {count}",
            state=t.plain("Not adopted for a reason that does not count")
            if is_rejected
            else labels.state(t, state),
            count=count,
        )
    if hidden:
        yield t.plain("{state} {count}", state=t.plain("Other"), count=hidden)


def _line(t: Texts, label: str, figures: Figures) -> Markup:
    return t(
        "{label}: received {received}, counted {counted}, adopted {adopted} ({rate})",
        label=label,
        received=figures.received,
        counted=figures.counted,
        adopted=figures.adopted,
        rate=_rate(figures),
    )


def _rate(figures: Figures) -> str:
    """28.6%; a sign where nothing counts."""
    return "—" if figures.rate is None else f"{figures.rate:.1%}"


def order_chart(t: Texts, found: Stats) -> Order:
    """Received and adopted, month by month."""
    months = found.months
    title = t.plain("Items received and adopted")
    begin, end = t.month(months[0][0]), t.month(months[-1][0])
    spec = {
        "title": title,
        "subtitle": t.plain("{begin} to {end}", begin=begin, end=end),
        "months": [t.month_name(month)[:3] for month, _ in months],
        "lines": [
            {
                "label": t.plain("Received"),
                "values": [figures.received if figures else None for _, figures in months],
            },
            {
                "label": t.plain("Adopted of these"),
                "values": [figures.adopted if figures else None for _, figures in months],
            },
        ],
    }
    caption = t.plain("{title}, {begin} to {end}", title=title, begin=begin, end=end)
    return Order("year", spec, t.plain("statistics.png"), caption=caption, form="photo")


def _span(t: Texts, found: Stats) -> str:
    if found.first == found.last:
        return t.month(found.first)
    return t.plain("the year {year}", year=found.first[:4])
