"""Words of joining, to who joins: greetings, how it is done, invitations, the reply keyboard; requests are in requests.py."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Button, JoinRequest, Message, Person, Role
from bot.rules.rights import EDITORS
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button

ASK = "ask"  # what 申请加入 carries
# The reply keyboard, row by row (manual, introduction). handlers listen to the same words, in both languages.
_KEYS = ((N_("Submit item"), N_("Topics")), (N_("My items"), N_("Ranking")), (N_("Help"),))
_EDITOR_KEYS = ((N_("Today"), N_("Submit item")), (N_("Topics"), N_("My items")), (N_("Ranking"), N_("Help")))
_LEADER_KEYS = ((N_("Today"), N_("Post topic")), (N_("Topics"), N_("Ranking")), (N_("Help"),))


def main_keyboard(t: Texts, role: Role) -> tuple[tuple[str, ...], ...]:
    """The keyboard under the input field in a private chat: 报送 选题, 我的 排行, 帮助; editors and leaders have 今日 first."""
    keys = _LEADER_KEYS if role is Role.LEADER else _EDITOR_KEYS if role in EDITORS else _KEYS
    return tuple(tuple(t.plain(key) for key in row) for row in keys)


def render_welcome(t: Texts, person: Person) -> Message:
    """The greeting of /start, by name and role, with the reply keyboard."""
    lines = [
        t(
            "Hello {name}. Your role here: {standing}.",
            name=person.name,
            standing=labels.standing(t, person),
        ),
        t("Use the keys below, or send /help to see everything you can do."),
    ]
    return Message(Markup("\n").join(lines), reply_keyboard=main_keyboard(t, person.role))


def render_joined(t: Texts, person: Person, *, quota: int, owes: bool) -> Message:
    """Somebody has just become a member; a reporter hears what they owe (`quota` a month, 0 for none) and how it is done."""
    lines = [
        t(
            "You have joined the desk: {unit}, {name}, {role}.",
            unit=person.unit,
            name=person.name,
            role=labels.role(t, person.role),
        )
    ]
    if quota and owes:
        lines.append(
            t(
                "Your quota is {quota} items a month, starting this month. Send #submit with a title and "
                "the text.",
                quota=quota,
            )
        )
    elif quota:
        lines.append(
            t(
                "Your quota is {quota} items a month, starting next month. Send #submit with a title and "
                "the text.",
                quota=quota,
            )
        )
    lines.append(t("Use the keys below, or send /help to see everything you can do."))
    return Message(Markup("\n").join(lines), reply_keyboard=main_keyboard(t, person.role))


def render_back(t: Texts, person: Person) -> Message:
    """/start by somebody whose invitation was used before, by themselves."""
    text = t("This link is already bound to your account, {name}; nothing more is needed.", name=person.name)
    return Message(text, reply_keyboard=main_keyboard(t, person.role))


def render_how_to_join(
    t: Texts, *, desk: str, waiting: JoinRequest | None = None, is_lost: bool = False
) -> Message:
    """What everybody hears who is not on the roster; `is_lost`: they have just sent what was to be an item."""
    lines = [_lost(t)] if is_lost else []
    if waiting is not None:
        lines.append(_waiting(t, waiting))
        return Message(Markup("\n").join(lines))
    lines += [
        t("This is the information desk of {desk}. You have not joined it yet.", desk=desk),
        t("To join, send: /join unit name — for example <code>/join Yuncha Anna</code>"),
    ]
    begin = button(t.plain("Ask to join"), Press.JOIN_BEGIN, ASK)
    return Message(Markup("\n").join(lines), keyboard=((begin,),))


def render_waiting(t: Texts, waiting: JoinRequest) -> Message:
    """/join again with the same words."""
    return Message(_waiting(t, waiting))


def render_still_suspended(t: Texts, *, is_lost: bool) -> Message:
    """Whatever somebody sends who is suspended."""
    lines = [_lost(t)] if is_lost else []
    lines.append(Markup.escape(suspended_line(t)))
    return Message(Markup("\n").join(lines))


def suspended_line(t: Texts) -> str:
    """Where somebody suspended stands."""
    return t.plain("Your access is suspended. Your items are kept. Please ask an administrator.")


def not_joined_line(t: Texts, *, waiting: JoinRequest | None) -> str:
    """Where somebody stands who is not on the roster, for a pressed button."""
    if waiting is not None:
        return t.plain("Your request is being handled already (sent on {at}).", at=waiting.asked_at)
    return t.plain("You have not joined the desk yet. Write to me in private: /join unit name")


def _lost(t: Texts) -> Markup:
    return t("What you have just sent was neither taken nor kept.")


def _waiting(t: Texts, waiting: JoinRequest) -> Markup:
    return t(
        "Your request is being handled already (sent on {at}): {unit} {name}. You will hear from me. "
        "To correct it, send: /join unit name",
        at=waiting.asked_at,
        unit=waiting.unit,
        name=waiting.name,
    )


def render_join_form(t: Texts) -> Message:
    """/join without words."""
    text = t(
        "Please send your unit and your name, separated by a space, for example <code>Yuncha Anna</code>"
    )
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
        t("It works once, until {at}. Please pass it on to this person only.", at=expires_at),
    ]
    return Message(Markup("\n").join(lines))


def render_link_sent(t: Texts) -> Message:
    """In the desk group, after /invite."""
    return Message(t("I have sent you the personal link in private."))


def render_role_changed(t: Texts, person: Person) -> Message:
    """The person's role is another one now."""
    text = t("Your role at the desk is now {role}.", role=labels.role(t, person.role))
    return Message(text, reply_keyboard=main_keyboard(t, person.role))


def render_invite_form(t: Texts) -> Message:
    """/invite without words."""
    return Message(
        t("Please write /invite unit name [role], for example <code>/invite Yuncha Anna reporter</code>")
    )


def display(name: str) -> str:
    """A Telegram display name for a sentence: what strangers call themselves may be long."""
    return shorten(" ".join(name.split()), 40)
