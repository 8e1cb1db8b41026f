"""The list of members, page by page; one member is in member_cards.py, months off are in leaves.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Button, Employment, Message, Person, PersonState, Role
from bot.rules.splitting import split_lines
from bot.views.common import labels
from bot.views.common.callbacks import Press, button

PAGE = 2000  # UTF-16 units of a page of the list: a phone's screen or two
BUTTONS_MOST = 10  # more name buttons than that are no help on a phone
LEAVE, LEAVE_BACK = "leave", "unleave"  # what a press on one of several people does
ALL = "all"  # what 重发链接 under the list carries
_UNBOUND, _SHUT, _SUSPENDED = "○", "△", "✕"


def render_members(
    t: Texts,
    people: Sequence[Person],
    *,
    opened: Collection[int],
    waiting: Mapping[int, int],
    gone: Mapping[int, Sequence[str]],
    page: int,
) -> Message:
    """One page of everyone not removed: counts, what the signs say, who left a group, then a line for each unit.

    `gone` has the titles of the groups that an account has left. `page` counts from 0.
    """
    lines = [*_counts(t, people), *_signs(t, people, opened=opened), *_gone(t, people, gone), Markup("")]
    by_unit: dict[str, list[Person]] = {}
    for person in people:
        by_unit.setdefault(person.unit, []).append(person)
    lines += [
        t(
            "<b>{unit}</b>: {names}",
            unit=unit,
            names=t.listed(_entry(t, person, opened=opened, waiting=waiting) for person in members),
        )
        for unit, members in by_unit.items()
    ]
    pages = split_lines([str(line) for line in lines], limit=PAGE)
    place = min(max(page, 0), len(pages) - 1)
    hint = t("To see or change somebody: /member")
    keyboard: list[tuple[Button, ...]] = []
    if len(people) <= BUTTONS_MOST:
        keyboard += _name_buttons(t, people)
    if len(pages) > 1:
        keyboard.append(_turns(t, place, len(pages)))
    if any(_sign(person, opened=opened) == _UNBOUND for person in people):
        keyboard.append((button(t.plain("Send new links"), Press.LINKS, ALL),))
    # The lines were escaped when they were made; splitting never parts a tag or an entity.
    return Message(Markup("\n").join((Markup(pages[place]), hint)), keyboard=tuple(keyboard))  # noqa: S704


def _counts(t: Texts, people: Sequence[Person]) -> list[Markup]:
    counted = Counter(labels.role(t, role) for role in Role for person in people if person.role is role)
    words = [t.plain("{role} {count}", role=role, count=count) for role, count in counted.items()]
    return [t("<b>Members: {count}</b>", count=len(people)), t("{words}", words=t.listed(words))]


def _signs(t: Texts, people: Sequence[Person], *, opened: Collection[int]) -> list[Markup]:
    """Whom nothing reaches: how many, and what the sign behind their names says; nobody is silently missed."""
    counted = Counter(_sign(person, opened=opened) for person in people)
    meanings = (
        (
            _UNBOUND,
            N_(
                "{sign} Not bound, {count}: they have not used their personal link yet, so nothing "
                "reaches them"
            ),
        ),
        (_SHUT, N_("{sign} Private chat not opened, {count}: messages wait until they write to me once")),
        (_SUSPENDED, N_("{sign} Suspended, {count}")),
    )
    return [t(meaning, sign=sign, count=counted[sign]) for sign, meaning in meanings if counted[sign]]


def _sign(person: Person, *, opened: Collection[int]) -> str:
    if person.state is PersonState.SUSPENDED:
        return _SUSPENDED
    if person.telegram_id is None:
        return _UNBOUND
    return "" if person.telegram_id in opened else _SHUT


def _entry(t: Texts, person: Person, *, opened: Collection[int], waiting: Mapping[int, int]) -> str:
    """A name with what is not usual about it: 张三（编辑）, 李四（专职）○."""
    notes = []
    if person.role is not Role.MEMBER:
        notes.append(labels.role(t, person.role))
    elif person.employment is Employment.FULL_TIME:
        notes.append(t.plain(labels.EMPLOYMENTS[person.employment]))
    sign = _sign(person, opened=opened)
    if sign == _SHUT and person.telegram_id in waiting:
        notes.append(t.plain("{n} waiting", n=waiting[person.telegram_id or 0]))
    if not notes:
        return person.name + sign
    return t.plain("{name} ({notes}){sign}", name=person.name, notes=t.listed(notes), sign=sign)


def _gone(t: Texts, people: Sequence[Person], gone: Mapping[int, Sequence[str]]) -> list[Markup]:
    """Who has left which group, or was taken out of it."""
    by_title: dict[str, list[str]] = {}
    for person in people:
        for title in gone.get(person.telegram_id or 0, ()):
            by_title.setdefault(title, []).append(person.label)
    return [
        t("⚠️ Gone from “{title}”, {count}: {names}", title=title, count=len(names), names=t.listed(names))
        for title, names in by_title.items()
    ]


def reach(t: Texts, person: Person, *, is_open: bool) -> str:
    """未绑定 or 未开通私聊; empty for who can be written to."""
    if person.telegram_id is None:
        return t.plain("Not bound")
    return "" if is_open else t.plain("Private chat not opened")


def _turns(t: Texts, place: int, pages: int) -> tuple[Button, ...]:
    turns = []
    if place > 0:
        turns.append(button(t.plain("◀ Previous"), Press.MEMBERS_PAGE, place - 1))
    turns.append(button(f"{place + 1}/{pages}", Press.MEMBERS_PAGE, place))
    if place < pages - 1:
        turns.append(button(t.plain("Next ▶"), Press.MEMBERS_PAGE, place + 1))
    return tuple(turns)


def _name_buttons(
    t: Texts, people: Sequence[Person], *, with_unit: bool = False, then: tuple[str, ...] = ()
) -> list[tuple[Button, ...]]:
    names = labels.names_apart(t, people)
    if with_unit:
        names = {one.id: one.label if names[one.id] == one.name else names[one.id] for one in people}
    buttons = [button(names[person.id], Press.MEMBER, person.id, *then) for person in people]
    width = 1 if with_unit else 2
    return [tuple(buttons[at : at + width]) for at in range(0, len(buttons), width)]


def render_choice(
    t: Texts, people: Sequence[Person], *, typed: str, month: str | None = None, on_leave: bool = True
) -> Message:
    """Several people, or none exactly, go by what was typed: a button each.

    It opens the card, or with a `month` puts the person on leave for it (or takes that back).
    """
    then = () if month is None else (LEAVE if on_leave else LEAVE_BACK, month)
    text = t("Whom do you mean by “{typed}”?", typed=typed)
    return Message(text, keyboard=tuple(_name_buttons(t, people[:BUTTONS_MOST], with_unit=True, then=then)))
