"""The settings' rule book of points as the rules read it; nothing is decided here."""

from __future__ import annotations

from datetime import date

from bot.config import Settings
from bot.model import AdoptionKind
from bot.rules.points import Penalties, RuleBook, RuleVersion
from bot.scoring import Channel, PointRules

KIND_NAMES = {
    AdoptionKind.DIGEST: "综合",
    AdoptionKind.SINGLE: "单条",
    AdoptionKind.COMMISSION: "约稿",
    AdoptionKind.SPECIAL: "专报",
}


def rule_book_of(settings: Settings) -> RuleBook:
    """The whole rule book, in hundredths of a point."""
    return RuleBook([_version(day, rules, settings.channels) for day, rules in settings.points.dated()])


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
    if isinstance(channel.points, int | float):
        return channel.points
    if channel.points is not None:
        return next((points for kind, points in channel.points.items() if kind == name), 0)
    prices = next((kinds for level, kinds in rules.levels.items() if level == str(channel.level)), {})
    return next((points for kind, points in prices.items() if kind == name), 0)


def _hundredths(points: float) -> int:
    return round(points * 100)
