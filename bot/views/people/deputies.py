"""Who stands in for whom (A/B 角), in words; who may be is decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Button, Message, Person
from bot.rules.deputies import SPANS, Rest
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button

_LABEL = 40


@dataclass(frozen=True, slots=True)
class Standing:
    """The deputy stands in for the person from day to day; `has_begun` already, or not yet."""

    id: int
    person: Person
    deputy: Person
    first: date
    last: date
    has_begun: bool = True


def days_words(t: Texts, first: date, last: date) -> str:
    """6月1日至6月15日."""
    if first == last:
        return t.day(first)
    return t.plain("{first} to {last}", first=t.day(first), last=t.day(last))


def render_overview(
    t: Texts,
    *,
    mine: Sequence[Standing],
    others: Sequence[Standing],
    person: Person,
    colleagues: Sequence[Person],
    today: date,
) -> Message:
    """Who stands in for the person and for whom they do, each with the way to end it; and who can be asked."""
    lines = [t("<b>Deputies</b>")]
    lines += [
        t("For me: {deputy}, {days}", deputy=each.deputy.label, days=_days(t, each)) for each in mine
    ] or [t("Nobody stands in for you.")]
    lines += [t("I for {person}, {days}", person=each.person.label, days=_days(t, each)) for each in others]
    lines += [
        Markup(""),
        t(
            "A deputy gets a copy of what is addressed to you and may answer for you; both are on record. To name one: "
            "<code>/deputy name {first} {last}</code>",
            first=t.day(_next_monday(today)),
            last=t.day(_next_monday(today) + timedelta(days=4)),
        ),
    ]
    rows = [
        (
            button(
                _label(t.plain("Cancel {name}, {days}", name=each.deputy.name, days=_plain(t, each))),
                Press.DEPUTY_END,
                each.id,
            ),
        )
        for each in mine
    ]
    rows += [
        (button(_label(t.plain("Cannot for {name}", name=each.person.name)), Press.DEPUTY_END, each.id),)
        for each in others
    ]
    names = labels.names_apart(t, colleagues)
    ask = [
        button(_label(t.plain("Ask {name}", name=names[each.id])), Press.DEPUTY_CHOOSE, person.id, each.id)
        for each in colleagues
    ]
    rows += [tuple(ask[at : at + 2]) for at in range(0, len(ask), 2)]  # type: ignore[misc]
    return Message(Markup("\n").join(lines), keyboard=tuple(rows))


def render_meant(
    t: Texts, principal: Person, meant: Sequence[Person], *, first: date | None, last: date | None
) -> Message:
    """是否指：the people whom the name may mean."""
    buttons = []
    for each in meant:
        label = _label(each.label)
        if first is not None and last is not None:
            buttons.append(_set_button(label, principal, each, first, last))
        else:
            buttons.append(button(label, Press.DEPUTY_CHOOSE, principal.id, each.id))
    return Message(t("Who is meant? Nothing has been set yet."), keyboard=tuple((each,) for each in buttons))


def render_how_long(t: Texts, principal: Person, deputy: Person, *, today: date) -> Message:
    """For how long, with the usual answers."""
    tomorrow = today + timedelta(days=1)
    spans = [
        _set_button(_span(t, days), principal, deputy, today, today + timedelta(days=days - 1))
        for days in SPANS
    ]
    monday = _next_monday(today)
    rows = (
        tuple(spans[:2]),
        tuple(spans[2:]),
        (
            _set_button(t.plain("Tomorrow only"), principal, deputy, tomorrow, tomorrow),
            _set_button(t.plain("Next week"), principal, deputy, monday, monday + timedelta(days=6)),
        ),
    )
    text = t(
        "For how long is {deputy} to stand in for {person}? Other days: <code>/deputy {name} {first} {last}</code>",
        deputy=deputy.label,
        person=principal.name,
        name=deputy.name,
        first=t.day(monday),
        last=t.day(monday + timedelta(days=4)),
    )
    return Message(text, keyboard=rows)


def render_one_day(t: Texts, principal: Person, deputy: Person, *, day: date, today: date) -> Message:
    """One day was named: that day alone, or until then."""
    only = _set_button(t.plain("{day} only", day=t.day(day)), principal, deputy, day, day)
    rows: list[tuple[Button, ...]] = [(only,)]
    if day > today:
        until = t.plain("Today until {day}", day=t.day(day))
        rows.append((_set_button(until, principal, deputy, today, day),))
    return Message(
        t(
            "Is {deputy} to stand in on that day, or until then? Nothing has been set yet.",
            deputy=deputy.name,
        ),
        keyboard=tuple(rows),
    )


def render_replace(
    t: Texts,
    principal: Person,
    deputy: Person,
    *,
    first: date,
    last: date,
    others: Sequence[tuple[Standing, Rest]],
) -> Message:
    """Somebody stands in already on some of these days; what is left of theirs, before and after, stays."""
    lines = [
        t("{deputy} stands in already, {days}.", deputy=each.deputy.name, days=_plain(t, each))
        for each, _ in others
    ]
    lines.append(
        t("Is {deputy} to stand in instead, {days}?", deputy=deputy.name, days=days_words(t, first, last))
    )
    for each, rest in others:
        kept = [days_words(t, *days) for days in rest if days is not None]
        name = each.deputy.name
        lines.append(
            t("{deputy} still stands in {days}.", deputy=name, days=t.listed(kept))
            if kept
            else t("What was set for {deputy} is cancelled then.", deputy=name)
        )
    yes = _set_button(t.plain("Replace"), principal, deputy, first, last, sure=True)
    return Message(Markup("\n").join(lines), keyboard=((yes,),))


def render_set(t: Texts, standing: Standing, *, by: Person, is_reachable: bool, is_away: bool) -> Message:
    """To who has set it."""
    fields = {"deputy": standing.deputy.label, "days": _plain(t, standing), "person": standing.person.name}
    head = (
        t("{deputy} stands in for you, {days}.", **fields)
        if by.id == standing.person.id
        else t("{deputy} stands in for {person}, {days}.", **fields)
    )
    lines = [
        head,
        t("They have been told, get a copy of what is addressed by name, and may answer in your place."),
    ]
    if by.id != standing.person.id:
        lines[1] = t(
            "Both have been told. Copies of what is addressed by name go to the deputy, who may answer."
        )
    if not is_reachable:
        lines.append(
            t("⚠️ {deputy} has not opened the private chat with me yet: copies wait until then.", **fields)
        )
    if is_away:
        lines.append(
            t("⚠️ {deputy} has a deputy in that time, too: copies are not passed on further.", **fields)
        )
    end = button(t.plain("Cancel"), Press.DEPUTY_END, standing.id)
    return Message(Markup("\n").join(lines), keyboard=((end,),))


def render_set_to_deputy(t: Texts, standing: Standing, *, by: Person) -> Message:
    """To the deputy."""
    fields = {"person": standing.person.label, "days": _plain(t, standing), "by": by.name}
    head = (
        t("<b>You stand in for {person}, {days}.</b>", **fields)
        if by.id == standing.person.id
        else t("<b>You stand in for {person}, {days}</b> (set by {by}).", **fields)
    )
    lines = [
        head,
        t(
            "In that time you get a copy of what is addressed to {name}, and can answer it with its buttons. It is recorded.",
            name=standing.person.name,
        ),
    ]
    return Message(
        Markup("\n").join(lines),
        keyboard=((button(t.plain("I cannot"), Press.DEPUTY_END, standing.id),),),
    )


def render_set_for(t: Texts, standing: Standing, *, by: Person) -> Message:
    """To the person, where an administrator has set it."""
    text = t(
        "{deputy} stands in for you, {days} (set by {by}): they get a copy of what is addressed to you and may answer.",
        deputy=standing.deputy.label,
        days=_plain(t, standing),
        by=by.name,
    )
    return Message(text, keyboard=((button(t.plain("Cancel"), Press.DEPUTY_END, standing.id),),))


def render_begun(t: Texts, standing: Standing) -> Message:
    """To the deputy, on the morning of the first day."""
    text = t(
        "From today until {last} you stand in for {person}. What waits for them: /today",
        last=t.day(standing.last),
        person=standing.person.label,
    )
    return Message(text)


def render_over(t: Texts, standing: Standing, *, is_deputy: bool) -> Message:
    """To both, on the morning after the last day."""
    if is_deputy:
        text = t(
            "You no longer stand in for {person}: the time is over. Thank you.", person=standing.person.label
        )
    else:
        text = t("{deputy} no longer stands in for you: the time is over.", deputy=standing.deputy.label)
    return Message(text)


def render_ended(t: Texts, standing: Standing, *, by: Person, is_deputy: bool) -> Message:
    """To who has not ended it."""
    fields = {"days": _plain(t, standing), "by": by.name}
    if is_deputy:
        return Message(
            t(
                "You no longer stand in for {person} ({days}): cancelled by {by}.",
                person=standing.person.label,
                **fields,
            )
        )
    return Message(
        t(
            "{deputy} no longer stands in for you ({days}): cancelled by {by}. To name somebody else: /deputy",
            deputy=standing.deputy.label,
            **fields,
        )
    )


def render_impossible(t: Texts, standing: Standing, *, is_deputy: bool) -> Message:
    """To one of the two, where the other one is here no more, or in another role."""
    fields = {"days": _plain(t, standing)}
    if is_deputy:
        text = t(
            "You no longer stand in for {person} ({days}): their place on the roster is another one.",
            person=standing.person.label,
            **fields,
        )
    else:
        text = t(
            "{deputy} no longer stands in for you ({days}): their place on the roster is another one. "
            "To name somebody else: /deputy",
            deputy=standing.deputy.label,
            **fields,
        )
    return Message(text)


def render_changed(t: Texts, standing: Standing, kept: Sequence[tuple[date, date]], *, by: Person) -> Message:
    """To a deputy some of whose days somebody else has now."""
    return Message(
        t(
            "You now stand in for {person} {days} (changed by {by}); on the other days somebody else does.",
            person=standing.person.label,
            days=t.listed(days_words(t, first, last) for first, last in kept),
            by=by.name,
        )
    )


def render_ended_by_you(t: Texts, standing: Standing, *, by: Person) -> Message:
    """To who has ended it, with the way back for who may set it."""
    text = t(
        "Cancelled: {deputy} for {person}, {days}. Both know.",
        deputy=standing.deputy.name,
        person=standing.person.name,
        days=_plain(t, standing),
    )
    if by.id == standing.deputy.id:
        return Message(text)
    back = _set_button(
        t.plain("Set it again"), standing.person, standing.deputy, standing.first, standing.last
    )
    return Message(text, keyboard=((back,),))


def _set_button(
    label: str, principal: Person, deputy: Person, first: date, last: date, *, sure: bool = False
) -> Button:
    days = [f"{day:%Y%m%d}" for day in (first, last)]
    return button(label, Press.DEPUTY_SET, principal.id, deputy.id, *days, *(["yes"] if sure else []))


def _span(t: Texts, days: int) -> str:
    if days == 1:
        return t.plain("Today only")
    if days % 7 == 0:
        return str(t.n("{n} week", "{n} weeks", days // 7))
    return str(t.n("{n} day", "{n} days", days))


def _days(t: Texts, standing: Standing) -> str:
    days = days_words(t, standing.first, standing.last)
    return days if standing.has_begun else t.plain("{days} (not yet)", days=days)


def _plain(t: Texts, standing: Standing) -> str:
    return days_words(t, standing.first, standing.last)


def _next_monday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


def _label(text: str) -> str:
    return shorten(text, _LABEL)
