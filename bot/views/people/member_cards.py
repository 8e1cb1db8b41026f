"""Words about one member: the card with its buttons, what is asked before a change, and what the person is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.locale.texts import LANGUAGES, N_, Texts
from bot.model import Button, Employment, Keyboard, Message, Person, PersonState, Role
from bot.rules.months import previous_month
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.people.join import main_keyboard
from bot.views.people.members import reach

QUOTAS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12)
_FORMS = N_(
    "/member name role editor\n/member name employment full-time\n/member name quota 6\n"
    "/member name unit NewUnit\n/member name name NewName"
)
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


def render_member_form(t: Texts) -> Message:
    """/member without words."""
    lines = [
        t("Please write /member name. With words behind it, it changes:"),
        *(t("<code>{line}</code>", line=line) for line in t.plain(_FORMS).split("\n")),
    ]
    return Message(Markup("\n").join(lines))


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
            reach=reach(t, person, is_open=view.is_open) or t.plain("opened"),
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


def left_open(t: Texts, people: Sequence[Person], lines: Iterable[Markup]) -> Markup:
    """To the administrator who has changed their places: what nobody sees to any more."""
    who = shorten(t.listed(person.label for person in people), 200)
    head = t("⚠️ After {person}, nobody sees to this:", person=who)
    last = t("Please put somebody in that place, or call it off and arrange it otherwise.")
    return Markup("\n").join([head, *lines, last])


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
