"""The members' list and one member's card, with the choices that change it; joining is in join.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.locale.texts import LANGUAGES, N_, Texts
from bot.model import Button, Employment, Keyboard, Message, Person, PersonState, Role
from bot.rules.dates import previous_month
from bot.rules.splitting import split_lines
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.people.join import main_keyboard

PAGE = 2000  # UTF-16 units of a page of the list: a phone's screen or two
BUTTONS_MOST = 10  # more name buttons than that are no help on a phone
LEAVE, LEAVE_BACK = "leave", "unleave"  # what a press on one of several people does
QUOTAS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12)
_FORMS = N_(
    "/member name role editor\n/member name employment full-time\n/member name quota 6\n"
    "/member name unit NewUnit\n/member name name NewName"
)
ALL = "all"  # what 重发链接 under the list carries
_UNBOUND, _SHUT, _SUSPENDED = "○", "△", "✕"
ROLES = (Role.MEMBER, Role.EDITOR, Role.ADMIN, Role.LEADER, Role.PARTNER)


@dataclass(frozen=True, slots=True)
class CardView:
    """What a card shows beside the person. `usual_quota` counts where the person has no number of their own."""

    person: Person
    is_open: bool
    waiting: int
    usual_quota: int
    on_leave: bool
    gone_from: Sequence[str] = ()  # titles of bound groups that the person has left


@dataclass(frozen=True, slots=True)
class Holds:
    """From which month a change holds by which months are counted, and what was typed for it (`张三 月任务 6`); without the
    latter, an earlier month was named."""

    month: str
    typed: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked on a card before it is done, and its answers."""

    words: Markup
    keyboard: Keyboard


# --- the list ---------------------------------------------------------------------------------------------


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


def render_member_form(t: Texts) -> Message:
    """/member without words."""
    lines = [
        t("Please write /member name. With words behind it, it changes:"),
        *(t("<code>{line}</code>", line=line) for line in t.plain(_FORMS).split("\n")),
    ]
    return Message(Markup("\n").join(lines))


# --- one member -------------------------------------------------------------------------------------------


def render_card(
    t: Texts,
    view: CardView,
    *,
    keyboard: Keyboard | None = None,
    question: Question | None = None,
    holds: Holds | None = None,
) -> Message:
    """One member with the buttons that change the entry, or that answer the question below it. `holds`: what has just been
    changed."""
    person = view.person
    state = t.plain(labels.PERSON_STATES[person.state])
    language = LANGUAGES[person.language] if person.language else t.plain("the desk's default")
    if view.on_leave:
        state = t.plain("{state}, on leave this month", state=state)
    lines = [
        t("<b>{person}</b>", person=person.label),
        t("Role: {role}", role=labels.role(t, person.role)),
        t("Employment: {employment}", employment=t.plain(labels.EMPLOYMENTS[person.employment])),
        t("Monthly quota: {quota}", quota=_quota(t, view)),
        t("Joined: {day}", day=person.joined_on.isoformat()),
        t("State: {state}", state=state),
        t("Language: {language}", language=language),
        t(
            "Private chat: {reach}",
            reach=reach(t, person, is_open=view.is_open) or t.plain("Private chat open"),
        ),
    ]
    if view.gone_from:
        lines.append(t("Gone from: {groups}", groups=t.listed(view.gone_from)))
    if view.waiting:
        lines.append(t.n("{n} message waits for them.", "{n} messages wait for them.", view.waiting))
    if holds is not None:
        lines.append(_holds_line(t, holds))
    if question is not None:
        return Message(Markup("\n").join((*lines, Markup(""), question.words)), keyboard=question.keyboard)
    if keyboard is None:
        keyboard = () if person.state is PersonState.REMOVED else _card_buttons(t, person)
    return Message(Markup("\n").join(lines), keyboard=keyboard)


def _holds_line(t: Texts, holds: Holds) -> Markup:
    if not holds.typed:
        return t(
            "⏱ It holds from {month} on. A notice that is out already is corrected by <code>/correct {typed}</code>",
            month=t.month(holds.month),
            typed=holds.month,
        )
    return t(
        "⏱ It holds from {month} on; the months before stay as they were. From an earlier one: "
        "<code>/member {typed} {before}</code>",
        month=t.month(holds.month),
        typed=holds.typed,
        before=previous_month(holds.month),
    )


def _quota(t: Texts, view: CardView) -> str:
    if view.person.role is not Role.MEMBER and view.person.month_quota is not None:
        return t.plain(
            "none: {role} owes no items ({quota} is noted, and holds once this is a reporter)",
            role=labels.role(t, view.person.role),
            quota=view.person.month_quota,
        )
    if view.person.role is not Role.MEMBER:
        return t.plain("none")
    if view.person.month_quota is not None:
        return t.plain("{quota} (personal)", quota=view.person.month_quota)
    return t.plain("{quota} (as usual)", quota=view.usual_quota)


def _card_buttons(t: Texts, person: Person) -> Keyboard:
    def press(label: str, what: str) -> Button:
        return button(label, Press.MEMBER, person.id, what)

    is_active = person.state is PersonState.ACTIVE
    link = ((press(t.plain("Send a new link"), "link"),),) if is_active and person.telegram_id is None else ()
    return (
        *link,
        (press(t.plain("Role"), "role"), press(t.plain("Employment"), "employment")),
        (press(t.plain("Monthly quota"), "quota"), press(t.plain("Unit"), "unit")),
        (
            press(t.plain("Suspend"), "suspend") if is_active else press(t.plain("Restore"), "restore"),
            press(t.plain("Remove"), "remove"),
        ),
    )


def role_keyboard(t: Texts, person: Person) -> Keyboard:
    """The roles that can be given, the present one marked."""
    return _choices(
        t, person, "role", [(labels.role(t, role), role.value, role is person.role) for role in ROLES]
    )


def employment_keyboard(t: Texts, person: Person) -> Keyboard:
    """专职 and 兼职, the present one marked."""
    values = [(t.plain(labels.EMPLOYMENTS[e]), e.value, e is person.employment) for e in Employment]
    return _choices(t, person, "employment", values)


def quota_keyboard(t: Texts, person: Person) -> Keyboard:
    """The usual number, and the numbers that offices give."""
    values = [(t.plain("As usual"), "usual", person.month_quota is None)]
    values += [(str(number), str(number), person.month_quota == number) for number in QUOTAS]
    return _choices(t, person, "quota", values, width=4)


def removal_question(t: Texts, person: Person) -> Question:
    """Before somebody is removed."""
    yes = button(t.plain("Yes, remove"), Press.MEMBER, person.id, "remove", "yes")
    words = t(
        "Remove {person} from the roster? They can then submit no more items; those they have "
        "submitted stay.",
        person=person.label,
    )
    return Question(words, ((yes, _back(t, person)),))


def admin_question(t: Texts, person: Person) -> Question:
    """Before somebody becomes an administrator."""
    yes = button(t.plain("Yes, administrator"), Press.MEMBER, person.id, "role", Role.ADMIN.value, "yes")
    words = t(
        "Make {person} an administrator? They can then change members, bind groups and review every item.",
        person=person.label,
    )
    return Question(words, ((yes, _back(t, person)),))


def _back(t: Texts, person: Person) -> Button:
    return button(t.plain("Back"), Press.MEMBER, person.id, "back")


def _choices(
    t: Texts, person: Person, what: str, values: Sequence[tuple[str, str, bool]], *, width: int = 2
) -> Keyboard:
    buttons = [
        button(("✓ " if is_present else "") + label, Press.MEMBER, person.id, what, value)
        for label, value, is_present in values
    ]
    rows = [tuple(buttons[at : at + width]) for at in range(0, len(buttons), width)]
    return (*rows, (_back(t, person),))


def render_unit_form(t: Texts, person: Person) -> Message:
    """After the button 单位: units are typed, because there are dozens."""
    line = t.plain("/member {name} unit NewUnit", name=person.name)
    return Message(t("To change the unit, send: <code>{line}</code>", line=line))


# --- words to the person ----------------------------------------------------------------------------------


def render_suspended(t: Texts) -> Message:
    """The person may not work here for the time being."""
    return Message(
        t(
            "Your access to the desk is suspended. Your items stay. Please ask an administrator if you have questions."
        ),
        takes_keyboard=True,
    )


def render_restored(t: Texts, person: Person) -> Message:
    """The person may work here again."""
    text = t(
        "Your access to the desk is restored: {unit}, {name}, {role}.",
        unit=person.unit,
        name=person.name,
        role=labels.role(t, person.role),
    )
    return Message(text, reply_keyboard=main_keyboard(t, person.role))


def render_removed(t: Texts, *, has_drafts: bool) -> Message:
    """The person is off the roster; `has_drafts`: something that they had not handed in went with that."""
    text = t("You were taken off the desk's roster. Your items stay. Thank you for your work.")
    if has_drafts:
        text += Markup("\n") + t("Drafts that were not handed in are deleted.")
    return Message(text, takes_keyboard=True)


def render_entry_changed(t: Texts, view: CardView) -> Message:
    """Unit, name, employment or quota are others now."""
    person = view.person
    return Message(
        t(
            "Your entry on the roster was changed: {unit}, {name}, {employment}, monthly quota {quota}.",
            unit=person.unit,
            name=person.name,
            employment=t.plain(labels.EMPLOYMENTS[person.employment]),
            quota=_quota(t, view),
        )
    )


def render_leave(
    t: Texts,
    person: Person,
    *,
    month: str,
    on_leave: bool,
    is_out: bool = False,
    may_correct: bool = False,
) -> Message:
    """/leave, done. `is_out`: the month's notice is, and stays as it was published."""
    if on_leave:
        text = t(
            "{person} is on leave in {month}: no quota for that month.",
            person=person.label,
            month=t.month(month),
        )
    else:
        text = t("{person} is no longer on leave in {month}.", person=person.label, month=t.month(month))
    lines = [text]
    if is_out:
        lines.append(t("The notice of {month} is out and stays as it is.", month=t.month(month)))
        if may_correct:
            lines[-1] += t(" To correct it: /correct {month}", month=month)
    return Message(Markup("\n").join(lines))


def render_leave_as_before(t: Texts, person: Person, *, month: str, on_leave: bool) -> Message:
    """/leave for what is so already."""
    fields = {"person": person.label, "month": t.month(month)}
    if on_leave:
        return Message(t("{person} is on leave in {month} already. Nothing was changed.", **fields))
    return Message(t("{person} is not on leave in {month}. Nothing was changed.", **fields))


def render_leaves(t: Texts, months: Sequence[tuple[Person, str]]) -> Message:
    """/leave without words: who has a month off, each with a button that takes it back."""
    lines = [t("<b>Months off</b>")] if months else [t("Nobody has been given a month off since last month.")]
    lines += (t("{month}: {person}", month=t.month(month), person=person.label) for person, month in months)
    keyboard = [
        (
            button(
                t.plain("Cancel {month} {name}", month=t.month(month), name=person.name),
                Press.MEMBER,
                person.id,
                LEAVE_BACK,
                month,
            ),
        )
        for person, month in months[:BUTTONS_MOST]
    ]
    return Message(Markup("\n").join((*lines, _leave_form(t))), keyboard=tuple(keyboard))


def render_leave_form(t: Texts) -> Message:
    """/leave with too few words."""
    return Message(_leave_form(t))


def _leave_form(t: Texts) -> Markup:
    return t(
        "Please write /leave name month, for example <code>/leave 张三 2026-05</code>; "
        "with “cancel” behind it to take it back."
    )
