"""Who fell short in a month, in words; the setting `[notices] names` says how much of it a group reads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.rules.quota import MonthFigures, Short
from bot.views.common.labels import halved

_LINES_MOST = 20  # people in a list of a line each
_LINE_MOST = 600  # characters of people in one line


def totals_lines(t: Texts, figures: MonthFigures) -> list[Markup]:
    """How many owe items, have done them, and have not; how many are exempt, and who has no account."""
    totals = t(
        "People with a quota: {owing}. Met: {fulfilled}, not met: {short}, items missing: {missing}.",
        owing=figures.owing,
        fulfilled=figures.fulfilled,
        short=len(figures.short),
        missing=figures.missing,
    )
    if figures.exempt:
        totals += t.n(
            " {n} more person is exempt this month.",
            " {n} more people are exempt this month.",
            figures.exempt,
        )
    if not figures.absent:
        return [totals]
    count = len(figures.absent)
    return [totals, t.n("{n} more person has no account yet.", "{n} more people have no account yet.", count)]


def people_lines(t: Texts, short: Sequence[Short], *, names: str) -> list[Markup]:
    """A numbered line for each person or unit, as the settings allow; many people by how much they have sent."""
    if names == "public" and len(short) > _LINES_MOST:
        return _grouped(t, short)
    if names == "public":
        return [
            t(
                "{place}. {unit} {name} {done}/{quota}, {missing} missing",
                place=place,
                unit=each.unit,
                name=each.name,
                done=each.done,
                quota=each.quota,
                missing=each.missing,
            )
            + halved(t, is_halved=each.is_halved)
            for place, each in enumerate(short, 1)
        ]
    if names == "units":
        units = [(unit, list(each)) for unit, each in groupby(short, key=lambda one: one.unit)]
        return [
            t.n(
                "{unit}: {n} person, {missing} missing",
                "{unit}: {n} people, {missing} missing",
                len(people),
                unit=unit,
                missing=sum(person.missing for person in people),
            )
            for unit, people in units
        ]
    return [t("You can see your own figures in private: /my")]


def _grouped(t: Texts, short: Sequence[Short]) -> list[Markup]:
    """0条（45人）：云茶镇 张三、李四；… A quota that is not the usual one stands behind the name."""
    usual, _ = Counter(each.quota for each in short).most_common(1)[0]
    groups = defaultdict[int, list[Short]](list)
    for each in short:
        groups[each.done].append(each)
    lines: list[Markup] = []
    for done in sorted(groups):
        first, *others = _by_unit(t, groups[done], usual=usual)
        lines.append(
            t.n(
                "{done} submitted ({n} person): {people}",
                "{done} submitted ({n} people): {people}",
                len(groups[done]),
                done=done,
                people=first,
            )
        )
        lines += [Markup.escape(line) for line in others]
    return lines


def _by_unit(t: Texts, short: Sequence[Short], *, usual: int) -> list[str]:
    """The people by unit, in lines short enough that a message is not broken before a long one."""
    lines, between = [""], t.plain("; ")
    for unit, people in groupby(short, key=lambda each: each.unit):
        names = t.listed(_name(t, each, usual=usual) for each in people)
        if lines[-1] and len(lines[-1]) + len(unit) + len(names) > _LINE_MOST:
            lines.append("")
        lines[-1] += f"{unit} {names}{between}"
    lines[-1] = lines[-1].removesuffix(between)
    return lines


def _name(t: Texts, short: Short, *, usual: int) -> str:
    if short.is_halved:
        return t.plain("{name} (of {quota}, halved for training)", name=short.name, quota=short.quota)
    if short.quota == usual:
        return short.name
    return t.plain("{name} (of {quota})", name=short.name, quota=short.quota)


def what_counts(t: Texts) -> Markup:
    """By which day an item counts, and which do not."""
    return t(
        "Counted by the day on which the message was sent; what was withdrawn, merged into another's or "
        "not adopted as empty does not count."
    )
