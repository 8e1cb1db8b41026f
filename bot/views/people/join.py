"""Words of joining: greetings, requests, invitations, the reply keyboard; the members' list and cards are in views/members.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Button, JoinRequest, Message, Person
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button

# The reply keyboard, row by row (manual, introduction). handlers listen to the same words, in both languages.
_KEYS = ((N_("Submit item"), N_("Topics")), (N_("My items"), N_("Ranking")), (N_("Help"),))


@dataclass(frozen=True, slots=True)
class RequestView:
    """What an administrator sees of a request. `line` is the unbound roster line that passing it would bind."""

    request: JoinRequest
    is_new_unit: bool
    line: Person | None
    namesake: Person | None
    former: Person | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a request, by whom and when; `person` is the new member where it was passed."""

    passed: bool
    by: str
    at: datetime
    person: Person | None = None


def main_keyboard(t: Texts) -> tuple[tuple[str, ...], ...]:
    """The keyboard under the input field in a private chat: 报送 选题, 我的 排行, 帮助."""
    return tuple(tuple(t.plain(key) for key in row) for row in _KEYS)


def render_welcome(t: Texts, person: Person) -> Message:
    """The greeting of /start, by name and role, with the reply keyboard."""
    lines = [
        t(
            "Hello {name}. Your unit: {unit}. Your role: {role}.",
            name=person.name,
            role=labels.role(t, person.role),
            unit=person.unit,
        ),
        t("Use the keys below, or send /help to see everything you can do."),
    ]
    return Message(Markup("\n").join(lines), reply_keyboard=main_keyboard(t))


def render_joined(t: Texts, person: Person) -> Message:
    """Somebody has just become a member."""
    lines = [
        t(
            "You have joined the desk: {unit}, {name}, {role}.",
            unit=person.unit,
            name=person.name,
            role=labels.role(t, person.role),
        ),
        t("Use the keys below, or send /help to see everything you can do."),
    ]
    return Message(Markup("\n").join(lines), reply_keyboard=main_keyboard(t))


def render_back(t: Texts, person: Person) -> Message:
    """/start by somebody whose invitation was used before, by themselves."""
    text = t("This link is already bound to your account, {name}; nothing more is needed.", name=person.name)
    return Message(text, reply_keyboard=main_keyboard(t))


def render_how_to_join(t: Texts, *, desk: str, waiting: JoinRequest | None = None) -> Message:
    """What everybody hears who is not on the roster."""
    lines = [t("This is the information desk of {desk}. You have not joined it yet.", desk=desk)]
    if waiting is not None:
        lines.append(
            t(
                "Your request ({unit} {name}) is waiting for an administrator; you will hear from me.",
                unit=waiting.unit,
                name=waiting.name,
            )
        )
    else:
        lines.append(t("To join, send: /join unit name — for example <code>/join 云茶镇 张三</code>"))
    return Message(Markup("\n").join(lines))


def render_join_form(t: Texts) -> Message:
    """/join without words."""
    text = t("Please send your unit and your name, parted by a space, for example <code>云茶镇 张三</code>")
    return Message(text, ask=True)


def render_join_in_private(t: Texts, opener: Button) -> Message:
    """/join in a group."""
    text = t("Please do this in the private chat with me: open it and send /join unit name.")
    return Message(text, keyboard=((opener,),))


def render_start_in_group(t: Texts, opener: Button) -> Message:
    """/start in a group."""
    return Message(t("I am here. Please open the private chat with me to begin."), keyboard=((opener,),))


def render_already_member(t: Texts, person: Person) -> Message:
    """/join by somebody on the roster."""
    return Message(
        t(
            "You are already on the roster: {unit}, {name}, {role}. An administrator can correct it.",
            unit=person.unit,
            name=person.name,
            role=labels.role(t, person.role),
        )
    )


def render_request_sent(t: Texts, *, unit: str, name: str, is_changed: bool) -> Message:
    """The applicant's receipt."""
    words = (
        t("Your request was changed: {unit}, {name}.", unit=unit, name=name)
        if is_changed
        else t("Your request was passed on: {unit}, {name}.", unit=unit, name=name)
    )
    tail = t("An administrator will decide, and I will tell you. To correct it, send /join again.")
    return Message(Markup("\n").join((words, tail)))


def render_request(t: Texts, view: RequestView, *, decision: Decision | None = None) -> Message:
    """The request as administrators see it; the buttons go when it is decided."""
    request = view.request
    lines = [
        t("<b>Request to join</b>"),
        t("Unit: {unit}", unit=request.unit),
        t("Name: {name}", name=request.name),
        t("Telegram: <code>{id}</code> · {at}", id=request.telegram_id, at=request.asked_at),
    ]
    if decision is None:
        lines += _notes(t, view)
        buttons = (
            button(t.plain("Approve"), Press.JOIN_PASS, request.id),
            button(t.plain("Refuse"), Press.JOIN_REFUSE, request.id),
        )
        return Message(Markup("\n").join(lines), keyboard=(buttons,))
    fields = {"by": decision.by, "at": decision.at}
    lines.append(
        t("✅ Approved by {by}, {at}", **fields)
        if decision.passed
        else t("✖️ Refused by {by}, {at}", **fields)
    )
    if decision.person is not None:
        lines.append(t("Role: {role}", role=labels.role(t, decision.person.role)))
    return Message(Markup("\n").join(lines))


def _notes(t: Texts, view: RequestView) -> list[Markup]:
    """What an administrator should know before deciding."""
    notes = []
    if view.is_new_unit:
        notes.append(t("⚠️ This unit is new; it will be created on approval."))
    if view.line is not None:
        role = labels.role(t, view.line.role)
        notes.append(t("On the roster without an account, as {role}; approval binds that line.", role=role))
    elif view.namesake is not None:
        notes.append(t("⚠️ The roster has somebody of this unit and name already, with another account."))
    if view.former is not None:
        state = t.plain(labels.PERSON_STATES[view.former.state])
        notes.append(
            t(
                "⚠️ This account was {person} ({state}). Approval brings them back as a reporter.",
                person=view.former.label,
                state=state,
            )
            if view.line is None
            else t("⚠️ This account was {person} ({state}).", person=view.former.label, state=state)
        )
    return notes


def render_refused(t: Texts, request: JoinRequest) -> Message:
    """The applicant hears no."""
    return Message(
        t(
            "Your request ({unit} {name}) was not approved. If that is a mistake, please ask the desk, then send /join again.",
            unit=request.unit,
            name=request.name,
        )
    )


def render_invitation(t: Texts, person: Person, *, link: str, expires_at: datetime) -> Message:
    """The personal link, for the administrator to pass on."""
    lines = [
        t(
            "Personal link for {unit} {name} ({role}):",
            unit=person.unit,
            name=person.name,
            role=labels.role(t, person.role),
        ),
        Markup.escape(link),
        t("It works once, until {at}. Please pass it on to this person alone.", at=expires_at),
    ]
    return Message(Markup("\n").join(lines))


def render_link_sent(t: Texts) -> Message:
    """In the desk group, after /invite."""
    return Message(t("I have sent you the personal link in private."))


def render_role_changed(t: Texts, person: Person) -> Message:
    """The person's role is another one now."""
    text = t("Your role at the desk is now {role}.", role=labels.role(t, person.role))
    return Message(text, reply_keyboard=main_keyboard(t))


def render_invite_form(t: Texts) -> Message:
    """/invite without words."""
    return Message(
        t("Please write /invite unit name [role], for example <code>/invite 云茶镇 张三 信息员</code>")
    )


def display(name: str) -> str:
    """A Telegram display name for a sentence: what strangers call themselves may be long."""
    return shorten(" ".join(name.split()), 40)
