"""Words of the yearly appraisal in a chat: the rankings' heads, who is proposed, who is barred, what has changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Message
from bot.rules.appraisal import Appraisal, Award, Differing, Row
from bot.rules.fees import yuan
from bot.rules.points import completion
from bot.views.common import labels
from bot.views.common.paging import paged
from bot.views.figures.point_lists import carried_words
from bot.views.items.adoptions import points

_SHOWN = 10  # places of each ranking in the text; all of them are in the files
_CHANGES = 20
BARS = {
    "role": N_("no reporter"),
    "left": N_("no reporter any more"),
    "lapses": N_("bookings not delivered: {count}"),
    "short": N_("months short of the quota: {count}"),
    "untrue": N_("items found untrue: {count}"),
    "target": N_("yearly target not reached"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """Whose appraisal it is, when it was published (None: a draft), and who signs it where the settings say so."""

    desk: str
    published_at: datetime | None
    issuer: str = ""


def title(t: Texts, found: Appraisal, frame: Frame) -> str:
    """高县2026年信息工作年终评比情况（草稿）."""
    if frame.published_at is None:
        return t.plain("{desk}: yearly appraisal {year} (draft)", desk=frame.desk, year=found.year)
    return t.plain("{desk}: yearly appraisal {year}", desk=frame.desk, year=found.year)


def label(row: Row, *, by_unit: bool) -> str:
    """云茶镇, or 云茶镇 张三."""
    return row.name if by_unit else f"{row.unit} {row.name}"


def rate(row: Row) -> str:
    """44.4%; a sign where nothing counts."""
    return "—" if row.rate is None else f"{row.rate:.1%}"


def reached(row: Row) -> str | None:
    """120.1% of the yearly target; None without one."""
    return completion(row.hundredths, row.target) if row.target else None


def bars(t: Texts, row: Row) -> str:
    """What bars somebody, in words."""
    is_unit = row.unit == row.name
    words = BARS | {"role": N_("no reporter in the unit")} if is_unit else BARS
    counts = {"lapses": row.lapses, "short": row.months_short, "untrue": row.untrue}
    return t.listed(t.plain(words[bar], count=counts.get(bar, 0)) for bar in row.bars if bar in words)


def whole_words(t: Texts, found: Appraisal) -> Markup:
    """The county's year in one paragraph."""
    whole = found.whole
    words = t(
        "As of {day}: items received {received}, counted {counted}, adopted {adopted} ({rate}), {points}; leaders' comments "
        "{comments}; bookings not delivered {lapses}; fees listed {yuan} yuan.",
        day=t.full_day(found.as_of),
        received=whole.received,
        counted=whole.counted,
        adopted=whole.adopted,
        rate=f"{whole.adopted / whole.counted:.1%}" if whole.counted else "—",
        points=points(t, whole.hundredths),
        comments=whole.comments,
        lapses=whole.lapses,
        yuan=yuan(whole.fen),
    )
    if whole.appeals:
        words += t(" Appeals {count}, granted {granted}.", count=whole.appeals, granted=whole.granted)
    return words


def render_appraisal(
    t: Texts, found: Appraisal, frame: Frame, *, changes: Sequence[Differing] | None = None
) -> list[Message]:
    """The appraisal, for the chat; the whole of it is in the files. `changes` since it was published, None where that is now."""
    lines = [t("<b>{title}</b>", title=title(t, found, frame)), whole_words(t, found)]
    if not found.whole.received and not found.whole.hundredths:
        return paged(lines)
    lines += _ranking(t, found.units, by_unit=True)
    lines += _ranking(t, found.people, by_unit=False)
    lines.append(Markup(""))
    for award in found.awards:
        lines += award_lines(t, found, award)
    if barred := not_proposed(t, found):
        lines += [Markup(""), t("<b>Not proposed</b>")]
        lines += (t("{label}: {bars}", label=who, bars=why) for who, why in barred[:_SHOWN])
    if len(barred) > _SHOWN:
        lines.append(t("… and {count} more, in the file", count=len(barred) - _SHOWN))
    lines += [Markup(""), _standing(t, frame)]
    if frame.published_at is not None and changes is not None:
        lines += _changes(t, changes)
    return paged(lines)


def render_files(t: Texts, found: Appraisal) -> Message:
    """To a leader: where the tables and papers are."""
    return Message(
        t("All places, the paper and the sheets for each person: /appraisal_{year}", year=found.year)
    )


def _standing(t: Texts, frame: Frame) -> Markup:
    if frame.published_at is None:
        return t("A draft by rule, from what is recorded so far; people decide on it.")
    return t("As published on {at}; it changes no more. People decide on the awards.", at=frame.published_at)


def _ranking(t: Texts, rows: Sequence[Row], *, by_unit: bool) -> list[Markup]:
    ranked = [row for row in rows if row.hundredths > 0]
    if not ranked:
        return []
    head = t("<b>Units</b>") if by_unit else t("<b>Persons</b>")
    lines = [Markup(""), head]
    for row in ranked[:_SHOWN]:
        words = t(
            "{place}. {label} {points}, adopted {rate}",
            place=row.place,
            label=label(row, by_unit=by_unit),
            points=points(t, row.hundredths),
            rate=rate(row),
        )
        if (percent := reached(row)) is not None:
            words += t(", {percent} of the target", percent=percent)
        lines.append(words)
    if len(ranked) > _SHOWN:
        lines.append(t("… and {count} more, in the file", count=len(ranked) - _SHOWN))
    if carried := carried_words(t, (row.target_of for row in rows)):
        lines.append(carried)
    return lines


def _named(found: Appraisal, award: Award, subjects: Sequence[int]) -> list[str]:
    rows = {row.subject: row for row in (found.units if award.by_unit else found.people)}
    return [label(rows[subject], by_unit=award.by_unit) for subject in subjects]


def award_lines(t: Texts, found: Appraisal, award: Award) -> list[Markup]:
    """拟评先进单位（5个）：…; who stand at its edge with equal points are named, and that nothing is decided among them."""
    named = _named(found, award, award.chosen)
    lines = [
        t(
            "<b>{award}</b> ({number}): {names}",
            award=labels.own(t, award.name),
            number=award.number,
            names=t.listed(named) if named else t.plain("nobody"),
        )
    ]
    if award.tied:
        lines.append(
            t(
                "Equal points at the edge, {open} of {count} may have it, to be decided: {names}",
                open=award.open,
                count=len(award.tied),
                names=t.listed(_named(found, award, award.tied)),
            )
        )
    return lines


def not_proposed(t: Texts, found: Appraisal) -> list[tuple[str, str]]:
    """Who has points and is not proposed, and why."""
    return [
        (label(row, by_unit=by_unit), bars(t, row))
        for by_unit, rows in ((True, found.units), (False, found.people))
        for row in rows
        if row.bars and row.hundredths > 0
    ]


def _changes(t: Texts, changes: Sequence[Differing]) -> list[Markup]:
    if not changes:
        return [t("Nothing has changed since.")]
    lines = [t("<b>Changed since</b>")]
    lines += (
        t(
            "{label}: published {before}, now {now}",
            label=each.label,
            before=_said(t, each.before),
            now=_said(t, each.now),
        )
        for each in changes[:_CHANGES]
    )
    if len(changes) > _CHANGES:
        lines.append(t("… and more: {count}", count=len(changes) - _CHANGES))
    return lines


def _said(t: Texts, row: Row | None) -> str:
    if row is None:
        return t.plain("not listed")
    words = t.plain("place {place}, {points}", place=row.place, points=points(t, row.hundredths))
    return t.plain("{words} ({bars})", words=words, bars=bars(t, row)) if row.bars else words


def render_person(
    t: Texts, found: Appraisal, row: Row, frame: Frame, titles: Mapping[int, str]
) -> list[Message]:
    """One person's year."""
    lines = [
        t("<b>{label}, {year}</b>", label=label(row, by_unit=False), year=found.year),
        *(t("{head}: {value}", head=head, value=value) for head, value in person_facts(t, found, row)),
    ]
    works = [titles[work.item_id] for work in row.works if titles.get(work.item_id)]
    lines += [t("Best adopted items:")] if works else []
    lines += (t("{place}. {title}", place=place, title=each) for place, each in enumerate(works, 1))
    lines += [Markup(""), _standing(t, frame)]
    return paged(lines)


def is_apart(row: Row) -> bool:
    """Whether the channels took more, or less, than is adopted of the row's own items of the year."""
    return row.adopted != max(row.taken, default=row.adopted)


def _items(t: Texts, count: int) -> str:
    return str(t.n("{n} item", "{n} items", count))


def person_facts(t: Texts, found: Appraisal, row: Row) -> list[tuple[str, str]]:
    """What a sheet says of a person: heads and values; none of them is empty."""
    taken = [
        t.plain("{channel} {count}", channel=labels.channel_name(t, channel), count=count)
        for channel, count in zip(found.channels, row.taken, strict=True)
        if count
    ]
    channels = t.listed(taken) if taken else t.plain("none")
    if taken and is_apart(row):
        channels = t.plain("{channels} (by the year of booking)", channels=channels)
    proposed = [
        labels.own(t, award.name)
        for award in found.awards
        if not award.by_unit and row.subject in award.chosen
    ]
    tied = [
        labels.own(t, award.name) for award in found.awards if not award.by_unit and row.subject in award.tied
    ]
    award = t.listed(
        [*proposed, *(t.plain("{award} (equal points, to be decided)", award=name) for name in tied)]
    )
    quota = (
        t.plain(
            "months short: {months}, items missing: {missing}", months=row.months_short, missing=row.missing
        )
        if row.months_short
        else t.plain("fulfilled in every month")
    )
    return [
        (t.plain("Place"), t.plain("{place} of {count}", place=row.place, count=len(found.people))),
        (t.plain("Points reached"), points(t, row.hundredths)),
        (t.plain("Items received"), _items(t, row.received)),
        (t.plain("Counted"), _items(t, row.counted)),
        (
            t.plain("Adopted"),
            str(t.n("{n} item ({rate})", "{n} items ({rate})", row.adopted, rate=rate(row))),
        ),
        (t.plain("By channel"), channels),
        (t.plain("Leaders' comments"), _items(t, row.comments)),
        (t.plain("Monthly quota"), quota),
        (t.plain("Bookings not delivered"), str(t.n("{n} time", "{n} times", row.lapses))),
        (t.plain("Fees listed (yuan)"), yuan(row.fen)),
        (t.plain("Proposed for"), award or t.plain("none")),
        (t.plain("Barred by"), bars(t, row) or t.plain("none")),
    ]
