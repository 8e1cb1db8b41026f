"""The settings' rule book of points, and their fees, as the rules read them; nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.config import Settings
from bot.model import AdoptionKind
from bot.rules.points import Penalties, RuleBook, RuleVersion
from bot.scoring import Channel, KindName, LevelName, PointRules

KIND_NAMES = {
    AdoptionKind.DIGEST: "综合",
    AdoptionKind.SINGLE: "单条",
    AdoptionKind.COMMISSION: "约稿",
    AdoptionKind.SPECIAL: "专报",
}


def rule_book_of(settings: Settings) -> RuleBook:
    """The whole rule book, in hundredths of a point."""
    return RuleBook([_version(day, rules, settings.channels) for day, rules in settings.points.dated()])


def fee_table_of(settings: Settings) -> dict[tuple[str, AdoptionKind], int]:
    """Fees by channel and kind, in fen: a channel's own go before those of its level; a partner's has none unless it says so."""
    return {
        (channel.key, kind): round(_of_kind(channel.fee, name, settings.fees.levels, channel.level) * 100)
        for channel in settings.channels
        for kind, name in KIND_NAMES.items()
    }


def _version(day: date, rules: PointRules, channels: tuple[Channel, ...]) -> RuleVersion:
    prices: dict[tuple[str, AdoptionKind], int] = {}
    for channel in channels:
        for kind, name in KIND_NAMES.items():
            prices[channel.key, kind] = _hundredths(_price(channel, name, rules))
    bonuses: dict[tuple[int, bool], int] = {}
    for level, kinds in rules.levels.items():
        bonuses[int(level), False] = _hundredths(kinds.get("批示", 0))
        bonuses[int(level), True] = _hundredths(kinds.get("分管批示", 0))
    off = rules.penalties
    penalties = Penalties(
        _hundredths(off.undelivered_person),
        _hundredths(off.undelivered_unit),
        _hundredths(off.missing_item),
        _hundredths(off.untrue),
        off.late_report_percent,
    )
    return RuleVersion(day, rules.multi_level == "cumulative", rules.late_percent, prices, bonuses, penalties)


def _price(channel: Channel, name: str, rules: PointRules) -> float:
    """What the channel's own row says, or else the rule book of its level; a partner's is worth nothing unless it says so."""
    return _of_kind(channel.points, name, rules.levels, channel.level)


def _of_kind(
    own: float | Mapping[KindName, float] | None,
    name: str,
    levels: Mapping[LevelName, Mapping[Any, float]],
    level: int,
) -> float:
    """What a channel's own setting, a number or a table by kind, says of a kind, or else the table of its level."""
    if isinstance(own, int | float):
        return own
    if own is None:
        own = next((kinds for each, kinds in levels.items() if each == str(level)), {})
    return next((value for kind, value in own.items() if kind == name), 0)


def _hundredths(points: float) -> int:
    return round(points * 100)
