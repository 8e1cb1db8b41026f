"""Words of a correction of a published notice: the question, the figures before and after, and what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Message
from bot.rules.notice import Change, Figure, Handed, MonthNotice, Of, by_unit
from bot.views.common.callbacks import Press, button
from bot.views.common.labels import channel_name
from bot.views.common.paging import paged
from bot.views.figures.notices import HANDED, Frame, number_words, whole_day
from bot.views.items.adoptions import points

_NOTHING = Markup("")
FIGURES = {
    Figure.RECEIVED: N_("items received"),
    Figure.COUNTED: N_("items that count"),
    Figure.ADOPTED: N_("items adopted"),
    Figure.COMMENTS: N_("leaders' comments"),
    Figure.POINTS: N_("points of the month"),
    Figure.YEAR: N_("points of the year"),
    Figure.TARGET: N_("yearly target"),
    Figure.PLACE: N_("place"),
    Figure.OWED: N_("items owed"),
    Figure.OWING: N_("people with a quota"),
    Figure.SHORT: N_("quota not met"),
    Figure.MISSING: N_("items missing"),
    Figure.EXEMPT: N_("people exempt"),
    Figure.BOOKING: N_("commission"),
}
_POINTS = (Figure.POINTS, Figure.YEAR, Figure.TARGET)


@dataclass(frozen=True, slots=True)
class Corrected:
    """One line of a correction, in words."""

    who: str
    what: str
    before: str
    after: str


def corrected(
    t: Texts, changes: Sequence[Change], *, before: MonthNotice, now: MonthNotice, names: str
) -> list[Corrected]:
    """The figures before and after; who fell short as far as the settings name anybody."""
    shown = [each for each in changes if each.of is not Of.SHORT_PERSON or names == "public"]
    if names == "private":
        shown = [each for each in shown if each.figure is not Figure.OWED]
    lines = [_corrected(t, each) for each in shown]
    if names == "units":
        lines += _short_units(t, before, now)
    return lines


def _corrected(t: Texts, change: Change) -> Corrected:
    if change.figure is Figure.TAKEN:
        what = t.plain("taken by {channel}", channel=channel_name(t, change.channel))
    elif change.of is Of.SHORT_PERSON:
        what = t.plain("shortfall list (done/owed)")
    else:
        what = t.plain(FIGURES[change.figure])
    who = change.subject if change.of is not Of.COUNTY else t.plain("Whole county")
    return Corrected(who, what, _shown(t, change, change.before), _shown(t, change, change.after))


def _shown(t: Texts, change: Change, value: int | str | None) -> str:
    if value is None and change.of is Of.SHORT_PERSON:
        return t.plain("not in the list")
    if value is None or (change.figure is Figure.PLACE and not value):
        return t.plain("none")
    if change.figure is Figure.BOOKING:
        return t.plain(HANDED[Handed(str(value))])
    return points(t, int(value)) if change.figure in _POINTS else str(value)


def _short_units(t: Texts, before: MonthNotice, now: MonthNotice) -> list[Corrected]:
    """Of each unit whose list has changed: how many fell short, and the items missing."""
    was, is_now = (
        {unit: (people, missing) for unit, people, missing in by_unit(each.quota.short)}
        for each in (before, now)
    )
    return [
        Corrected(
            unit,
            t.plain("quota not met, items missing"),
            "{} / {}".format(*was.get(unit, (0, 0))),
            "{} / {}".format(*is_now.get(unit, (0, 0))),
        )
        for unit in dict.fromkeys((*was, *is_now))
        if was.get(unit) != is_now.get(unit)
    ]


def correction_title(t: Texts, month: str) -> str:
    """关于2026年5月政务信息报送采用情况通报的更正."""
    return t.plain("Correction of the notice for {month}", month=t.month(month))


def correction_number(t: Texts, month: str, number: int) -> str:
    """Under the title."""
    return t.plain("{year}, correction no. {number}", year=month[:4], number=number)


def correction_lines(
    t: Texts,
    lines: Sequence[Corrected],
    *,
    month: str,
    number: int,
    notice: int,
    why: str | None,
    frame: Frame,
) -> list[Markup]:
    """A correction for a chat."""
    head = [
        t("<b>{title}</b>", title=correction_title(t, month)),
        t("{number}", number=correction_number(t, month, number)),
        _NOTHING,
        t("{lead}", lead=correction_lead(t, month=month, notice=notice)),
    ]
    if why:
        head.append(t("Why: {why}", why=why))
    return [
        *head,
        *(_corrected_line(t, each) for each in lines),
        _NOTHING,
        t("{issuer}, {day}", issuer=frame.issuer, day=whole_day(t, frame.day)),
    ]


def correction_lead(t: Texts, *, month: str, notice: int) -> str:
    """What the correction is about."""
    return t.plain(
        "The figures below of the notice {number} are corrected; all others stand:",
        number=number_words(t, month, notice),
    )


def _corrected_line(t: Texts, line: Corrected) -> Markup:
    return t(
        "{who}, {what}: {before} → {after}",
        who=line.who,
        what=line.what,
        before=line.before,
        after=line.after,
    )


def render_ask_correction(
    t: Texts,
    lines: Sequence[Corrected],
    *,
    month: str,
    why: str | None,
    draft_id: int,
    places: int,
) -> list[Message]:
    """What would be published, and whether it is to be."""
    head = [t("<b>{month}: figures that differ from the notice</b>", month=t.month(month))]
    head += [_corrected_line(t, each) for each in lines]
    if why:
        head.append(t("Why: {why}", why=why))
    else:
        head.append(
            t("To give a reason, send instead: <code>/correct {month} the reason</code>", month=month)
        )
    ask = t.n(
        "Publish this correction? It goes to {n} group or person that had the notice.",
        "Publish this correction? It goes to the {n} groups and people that had the notice.",
        places,
    )
    keyboard = (
        (
            button(t.plain("Publish"), Press.NOTICE_CORRECT, draft_id),
            button(t.plain("Cancel"), Press.NOTICE_CORRECT_CANCEL, draft_id),
        ),
    )
    return paged([*head, _NOTHING, ask], keyboard=keyboard)


def render_months(t: Texts, months: Sequence[str]) -> Message:
    """A bare /correct."""
    if not months:
        return Message(t("No notice has been published yet, so there is nothing to correct."))
    keyboard = tuple((button(t.month(month), Press.NOTICE_DIFFER, month),) for month in months)
    return Message(t("Which month's notice is to be corrected?"), keyboard=keyboard)


def render_corrected(t: Texts, *, month: str, number: int) -> Message:
    """To who published a correction, in place of the question."""
    return Message(
        t(
            "Published: {title}, correction no. {number}.",
            title=correction_title(t, month),
            number=number,
        )
    )


def render_not_corrected(t: Texts) -> Message:
    """The correction was given up."""
    return Message(t("Left; the notice stands as it was published."))


def correction_name(t: Texts, *, month: str) -> str:
    """The question in a few words."""
    return t.plain("Correction for {month}", month=t.month(month))
