"""Words of the lines behind points: of somebody's months, of one item; and how far along a yearly target is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Button, Item, Keyboard, Message, PointLine, PointRule, Unit, UnitTarget
from bot.rules.points import COMMENTED, DEDUCTED, completion
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged
from bot.views.common.waiting import Waiting
from bot.views.items.adoptions import Taken, points, signed, taken_lines
from bot.views.items.parts import headline, lines_of

PAGE = 30  # lines of one page
_TITLE = 24
RULES = {
    PointRule.PRICE: N_("by the rule book"),
    PointRule.DIFFERENCE: N_("the difference to the highest"),
    PointRule.REVOKED: N_("adoption taken back"),
    PointRule.COMMENT: N_("a leader's comment"),
    PointRule.SHARES: N_("contributors changed"),
    PointRule.VOIDED: N_("not adopted, does not count"),
    PointRule.RECOUNT: N_("recounted"),
    PointRule.UNDELIVERED: N_("a commission not delivered"),
    PointRule.SHORT: N_("the month's quota not done"),
    PointRule.UNTRUE: N_("not true"),
    PointRule.LATE_REPORT: N_("an urgent matter reported late"),
    PointRule.CLEARED: N_("deduction taken back"),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A yearly target and what was reached, in hundredths; `passed` is the time's progress in tenths of a per cent.

    `forecast` is what the year comes to if it goes on as in its first `months`, which are over; None where none is. `since` is
    the year whose target goes on, where this one has none of its own yet.
    """

    label: str
    year: int
    target: int | None
    reached: int
    passed: int
    months: int = 0
    forecast: int | None = None
    is_county: bool = False
    since: int | None = None


def span_words(t: Texts, first: str, last: str) -> str:
    """2026年6月, or 2026年."""
    return t.month(first) if first == last else t.plain("the year {year}", year=first[:4])


def render_points(
    t: Texts,
    lines: Sequence[PointLine],
    *,
    label: str,
    first: str,
    last: str,
    page: int,
    whose: str,
) -> Message:
    """One page (from 0) of the lines behind somebody's points; `whose` names them in the buttons that turn the pages."""
    span, whole = span_words(t, first, last), sum(line.hundredths for line in lines)
    title = t("<b>{label}, {span}: {points}</b>", label=label, span=span, points=points(t, whole))
    if not lines:
        return Message(lines_of([title, t("Nothing has been booked.")]))
    begin = page * PAGE
    shown = [_line(t, line) for line in lines[begin : begin + PAGE]]
    period = first if first == last else first[:4]
    buttons: list[Button] = []
    if page > 0:
        buttons.append(button(t.plain("Previous page"), Press.POINTS_PAGE, whose, period, page - 1))
    if begin + PAGE < len(lines):
        buttons.append(button(t.plain("Next page"), Press.POINTS_PAGE, whose, period, page + 1))
    if len(lines) > PAGE:
        pages = -(-len(lines) // PAGE)
        shown.append(t("Page {page} of {pages}", page=page + 1, pages=pages))
    keyboard: Keyboard = (tuple(buttons),) if buttons else ()
    return Message(lines_of([title, *shown]), keyboard=keyboard)


def _line(t: Texts, line: PointLine) -> Markup:
    """06-03 2026-0001 茶园… 市 单条 +2分 按计分规则."""
    if not line.number:  # no item's, no commission's
        words = t(
            "{day} {cause} {points}, {rule}",
            day=line.day.isoformat()[5:],
            cause=_cause(t, line),
            points=signed(t, line.hundredths),
            rule=_rule(t, line),
        )
        return words + t(", rules of {day}", day=line.version) if line.version else words
    words = t(
        "{day} {number} {title} {cause} {points}, {rule}",
        day=line.day.isoformat()[5:],
        number=line.number,
        title=labels.title(t, shorten(line.title, _TITLE)),
        cause=_cause(t, line),
        points=signed(t, line.hundredths),
        rule=_rule(t, line),
    )
    if line.month != line.day.isoformat()[:7]:
        words += t(", booked in {month}", month=t.month(line.month))
    return words + t(", rules of {day}", day=line.version) if line.version else words


def _rule(t: Texts, line: PointLine) -> str:
    """Why it was booked; a leader's comment that is not passed on is no more than other points."""
    if _is_unsaid(line):
        return t.plain("other additional points")
    return t.plain(RULES[line.rule])


def _is_unsaid(line: PointLine) -> bool:
    """A leader's comment of which the reader is not told."""
    return line.rule is PointRule.COMMENT and line.channel != COMMENTED


def _cause(t: Texts, line: PointLine) -> str:
    if _is_unsaid(line):
        return t.plain("Addition")
    if line.rule is PointRule.SHARES or not line.channel:
        return t.plain("Sharing")
    if line.channel == DEDUCTED:
        return t.plain("Deduction")
    if line.channel == COMMENTED:
        return t.plain("Leader's comment")
    channel = labels.channel_name(t, line.channel)
    return f"{channel} {labels.adoption_kind(t, line.kind)}" if line.kind else channel


def render_why(
    t: Texts,
    item: Item,
    lines: Sequence[tuple[str, PointLine]],
    *,
    taken: Taken | None,
    month: str | None = None,
    is_part: bool = False,
) -> list[Message]:
    """The lines of an item, each with who got it, and where the item was taken; a button leads to the item itself.

    `month` is what its number may also mean; `is_part`: the lines are the reader's own and their unit's alone.
    """
    whole = sum(line.hundredths for _, line in lines)
    found = [headline(t, item), *taken_lines(t, taken)]
    if not lines:
        found.append(t("Nothing has been booked."))
    else:
        whole_words = (
            t("<b>Yours and your unit's: {points}</b>", points=points(t, whole))
            if is_part
            else t("<b>Total: {points}</b>", points=points(t, whole))
        )
        found.append(whole_words)
        found += (t("{who}: {line}", who=who, line=_without_item(t, line)) for who, line in lines)
    if month is not None:
        found.append(t("If you meant the month {month}: /points {typed}", month=t.month(month), typed=month))
    # Who may see no more than some of the lines may not see the item either.
    keyboard = () if is_part else ((button(t.plain("Full text"), Press.FULL_TEXT, item.id),),)
    return paged(found, keyboard=keyboard)


def _without_item(t: Texts, line: PointLine) -> Markup:
    words = t(
        "{day} {cause} {points}, {rule}",
        day=line.day.isoformat(),
        cause=_cause(t, line),
        points=signed(t, line.hundredths),
        rule=_rule(t, line),
    )
    if line.month != line.day.isoformat()[:7]:
        words += t(", booked in {month}", month=t.month(line.month))
    return words + t(", rules of {day}", day=line.version) if line.version else words


def render_in_private(t: Texts) -> Message:
    """In a group, where points are nobody else's affair."""
    return Message(t("Sent to you in private."))


def target_line(t: Texts, target: Target) -> Markup:
    """云茶镇 2026年任务30分，已得12.5分，完成41.7%（时序进度50.0%）. 按今年前5个月的进度推算，全年约30分."""
    if target.target is None:
        return t(
            "{label}, {year}: {points}; no target has been set.",
            label=target.label,
            year=target.year,
            points=points(t, target.reached),
        )
    words = t(
        "{label}, {year}: target {target}, reached {points}, {percent} (time passed: {passed}, with the whole of this month)",
        label=target.label,
        year=target.year,
        target=points(t, target.target),
        points=points(t, target.reached),
        percent=completion(target.reached, target.target) if target.target else "–",
        passed=f"{target.passed // 10}.{target.passed % 10}%",
    )
    if target.since is not None:
        words += t(
            "; {since}'s target, for that of {year} has not been set yet",
            since=target.since,
            year=target.year,
        )
    said = forecast_words(t, target.forecast, months=target.months)
    return words + said if said else words


def forecast_words(t: Texts, forecast: int | None, *, months: int) -> str:
    """How the year ends if it goes on so; empty where nothing can be said."""
    if forecast is None:
        return ""
    return t.plain(
        "; at the rate of the year's first {months} months the year comes to about {points}",
        months=months,
        points=points(t, forecast),
    )


def render_target_set(
    t: Texts, target: Target, *, before: int | None = None, undo: tuple[int, int] | None = None
) -> Message:
    """To the administrator who set it: what it was `before`, how long it holds, and, as long as it can be undone, the button."""
    holds = (
        t("It holds for {year} alone.", year=target.year)
        if target.is_county
        else t(
            "It is {year}'s; in {after} it goes on as {year}'s until that year's is set. {before} stays as it was.",
            year=target.year,
            after=target.year + 1,
            before=target.year - 1,
        )
    )
    was = t("It was {points} before.", points=points(t, before)) if before is not None else None
    keyboard = ((button(t.plain("Undo"), Press.TARGET_UNDO, *undo),),) if undo else ()
    if target.target is None:
        none = t("There is no target this year any more.")
        return Message(lines_of([none, target_line(t, target), was]), keyboard=keyboard)
    lines = [t("The target has been set."), target_line(t, target), was, holds]
    return Message(lines_of(lines), keyboard=keyboard)


def carried_words(t: Texts, years: Iterable[int | None]) -> Markup:
    """How many units have no target of the year's own, so that the last one goes on; empty where each has."""
    n = sum(year is not None for year in years)
    if not n:
        return Markup("")
    return t.n(
        "{n} unit has no target of this year's own; the last one that was set goes on.",
        "{n} units have no target of this year's own; the last one that was set goes on.",
        n,
    )


def how_to_set(t: Texts, target: Target) -> Markup:
    """To an administrator who sees last year's."""
    return t(
        "To set {year}'s: <code>/target {label} 30</code> (or none), or a roster with the column yearly points.",
        year=target.year,
        label=target.label,
    )


def render_target_undone(t: Texts, target: Target) -> Message:
    """In its place, once it was undone."""
    return Message(lines_of([t("Undone: the target is what it was before."), target_line(t, target)]))


def carry_button(t: Texts, *, year: int) -> Keyboard:
    """沿用上年 under a list in which units go by the last year's."""
    return ((button(t.plain("Keep last year's"), Press.TARGETS_CARRY, year),),)


def carried_waiting(t: Texts, number: int, *, year: int) -> list[Waiting]:
    """The same under /today, where there are such units."""
    if not number:
        return []
    text = t.n(
        "🎯 {n} unit has no target of {year} yet and goes by its last one: /target",
        "🎯 {n} units have no target of {year} yet and go by their last ones: /target",
        number,
        year=year,
    )
    [[keep]] = carry_button(t, year=year)
    return [Waiting(text, (keep,))]


def render_carried(
    t: Texts, carried: Sequence[tuple[Unit, UnitTarget]], *, year: int, can_undo: bool = False
) -> list[Message]:
    """What was taken over for the year, a unit a line; from which year, where it is not the one before."""
    lines = [
        t.n(
            "{n} unit keeps its last target as that of {year}; {points} in all.",
            "{n} units keep their last targets as those of {year}; {points} in all.",
            len(carried),
            year=year,
            points=points(t, sum(kept.points for _, kept in carried)),
        )
    ]
    for unit, kept in carried:
        line = Markup("{} {}").format(unit.name, points(t, kept.points))
        lines.append(line if kept.year == year - 1 else line + t(" (that of {year})", year=kept.year))
    lines.append(
        t(
            "For another: <code>/target {unit} 40</code> (or none). "
            "The county's own is set anew: <code>/target county 159</code>",
            unit=carried[0][0].name,
        )
    )
    keyboard = ((button(t.plain("Undo"), Press.TARGETS_CARRY_UNDO, year),),) if can_undo else ()
    return paged(lines, keyboard=keyboard)


def carried_toast(t: Texts, number: int) -> str:
    """To whoever pressed 沿用上年."""
    return t.n("Kept for {n} unit.", "Kept for {n} units.", number)


def carried_already(t: Texts, *, name: str, at: datetime) -> str:
    """To whoever pressed it after somebody else."""
    return t.plain("{name} kept them on {at} already. Nothing was changed.", name=name, at=at)


def render_carry_undone(t: Texts, *, year: int, stay: Sequence[str]) -> Message:
    """In its place, once it was undone; `stay`: the units whose target was set anew meanwhile."""
    kept = t("Set anew since, and left as it is: {units}", units="、".join(stay)) if stay else None
    undone = t("Undone: in {year} the last targets go on until new ones are set.", year=year)
    return Message(lines_of([undone, kept]))
