"""Words about groups: binding, newcomers, and the language of a chat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from bot.locale.texts import LANGUAGES, N_, Texts
from bot.model import Ability, Button, Keyboard, Message, Place, PlaceKind
from bot.rules.text import count_chars, shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.people.join import display

_NAMES_MOST = 5
_SUPERGROUPS = 1_000_000_000_000  # what Telegram takes off the number of a group that may have topics


def kind_label(t: Texts, kind: PlaceKind) -> str:
    """工作群."""
    return t.plain(labels.PLACES[kind])


# What changes where a bound place becomes one of these.
_CONSEQUENCES = {
    PlaceKind.WORK: N_(
        "As a work group it gets the topics, reminders and lists, and no more items for review."
    ),
    PlaceKind.DESK: N_("As a desk group it gets the items for review and the reasons for returning them."),
    PlaceKind.PARTNER: N_("As a partner group it gets only what is shared with partners."),
}


def render_rebind(
    t: Texts,
    *,
    before: PlaceKind,
    kind: PlaceKind,
    is_topic: bool,
    members: int | None,
    is_last: bool,
    others: Sequence[str],
) -> Message:
    """Before a bound place becomes another kind. `is_last`: no other is of the kind that it was; `others` are no editors."""
    label = kind_label(t, before)
    if is_topic:
        is_now = t("This topic is a {kind} now.", kind=label)
    elif members:
        is_now = t.n(
            "This group is a {kind} now ({n} member).",
            "This group is a {kind} now ({n} members).",
            members,
            kind=label,
        )
    else:
        is_now = t("This group is a {kind} now.", kind=label)
    lines = [is_now, t(_CONSEQUENCES[kind])]
    if is_last:
        lines.append(
            t("⚠️ There would be no {kind} left, so what is posted there would go nowhere.", kind=label)
        )
    lines += _warning(t, others)
    answers = (
        button(t.plain("Yes, change it"), Press.BIND_SURE, kind.value),
        button(t.plain("Cancel"), Press.BIND_LEAVE),
    )
    return Message(Markup("\n").join(lines), keyboard=(answers,))


def render_bind_left(t: Texts) -> Message:
    """The place stays what it is."""
    return Message(t("Cancelled; the group stays as it is."))


def _warning(t: Texts, others: Sequence[str]) -> list[Markup]:
    """Who would see the desk's affairs and is no editor, as far as is known."""
    if not others:
        return []
    return [
        t(
            "⚠️ Not everybody here is an editor: {names}. They see every item that waits for review.",
            names=_listed(t, others),
        )
    ]


def render_bound(
    t: Texts, kind: PlaceKind, *, is_topic: bool, before: PlaceKind | None, others: Sequence[str] = ()
) -> Message:
    """/bind, done."""
    label = kind_label(t, kind)
    if before is kind:
        text = t("This place is already bound: {kind}.", kind=label)
    elif is_topic:
        text = t("This topic is now bound: {kind}.", kind=label)
    else:
        text = t("This group is now bound: {kind}.", kind=label)
    return Message(Markup("\n").join((text, *_warning(t, others), t("/unbind undoes it."))))


def render_unbind_question(t: Texts) -> Message:
    """/unbind in the only desk group: asked first, since editors would work in private from then on."""
    text = t(
        "This is the only desk group. Without it, items, topics and requests go to each editor in private. Unbind it?"
    )
    return Message(text, keyboard=_unbind_buttons(t))


def render_unbind_group(t: Texts) -> Message:
    """/unbind in a topic that is bound with its whole group alone."""
    text = t("This topic is not bound by itself, the whole group is. Unbind the whole group?")
    return Message(text, keyboard=_unbind_buttons(t))


def _unbind_buttons(t: Texts) -> Keyboard:
    return ((button(t.plain("Yes, unbind"), Press.UNBIND_SURE), button(t.plain("Cancel"), Press.BIND_LEAVE)),)


def render_unbound(t: Texts, *, is_topic: bool) -> Message:
    """/unbind, done."""
    if is_topic:
        return Message(t("This topic is no longer bound. I post nothing more here."))
    return Message(t("This group is no longer bound. I post nothing more here."))


def render_choose_kind(t: Texts, *, is_topic: bool) -> Message:
    """/bind without a word."""
    text = t("What is this topic for?") if is_topic else t("What is this group for?")
    buttons = tuple((button(kind_label(t, kind), Press.BIND_KIND, kind.value),) for kind in PlaceKind)
    return Message(text, keyboard=buttons)


def render_arrival(t: Texts, *, by_admin: bool) -> Message:
    """The bot was added to a group."""
    if by_admin:
        return Message(
            t("I am here, but this group is not bound yet. Send /bind work, /bind desk or /bind partner.")
        )
    return Message(
        t("I am here, but this group is not bound yet. An administrator of the desk can do it with /bind.")
    )


def render_newcomers(t: Texts, names: Sequence[str], *, opener: Button) -> Message:
    """People whom nobody knows have entered a work group. Of those without a visible name none is called."""
    called = [name for name in names if count_chars(name)]
    lines = [
        t("Welcome, {names}.", names=_listed(t, called)) if called else t("Welcome."),
        t(
            "To submit items here, join the desk first: open the private chat with me and send /join "
            "unit name, for example <code>/join Yuncha Anna</code>"
        ),
    ]
    return Message(Markup("\n").join(lines), keyboard=((opener,),))


def render_open_chat(t: Texts, names: Sequence[str], *, opener: Button) -> Message:
    """Known people have entered who cannot be written to in private."""
    text = t(
        "{names}, please open the private chat with me once, so that receipts and reminders reach you.",
        names=_listed(t, names),
    )
    return Message(text, keyboard=((opener,),))


def _listed(t: Texts, names: Sequence[str]) -> str:
    shown = t.listed(display(name) for name in names[:_NAMES_MOST])
    if len(names) > _NAMES_MOST:
        return t.plain("{names} and {count} more", names=shown, count=len(names) - _NAMES_MOST)
    return shown


def render_choose_language(t: Texts) -> Message:
    """/lang without a word."""
    buttons = tuple(button(name, Press.LANGUAGE, code) for code, name in LANGUAGES.items())
    return Message(t("Which language would you like here?"), keyboard=(buttons,))


def render_language(t: Texts, *, in_group: bool) -> Message:
    """/lang, done; already in the new language."""
    if in_group:
        return Message(t("I will write in English in this group from now on."))
    return Message(t("I will write to you in English from now on."))


def title_of(title: str) -> str:
    """A group's title as it is remembered."""
    return shorten(" ".join(title.split()), 100)


_ABILITIES = {
    Ability.WRITE: N_("write there"),
    Ability.GREET: N_("greet newcomers"),
    Ability.DELETE: N_("delete messages"),
    Ability.PIN: N_("pin messages"),
}


def abilities(t: Texts, found: Iterable[Ability]) -> str:
    """删除消息、置顶消息."""
    return t.listed(t.plain(_ABILITIES[ability]) for ability in found)


def render_rights_taken(t: Texts, taken: Sequence[Ability], *, title: str, kind: PlaceKind) -> Message:
    """Somebody has taken rights from the bot in a bound group."""
    return Message(
        t(
            "In the {kind} “{title}” I may no longer: {what}. An administrator of that group can give it back: "
            "group settings, Administrators (or Permissions), my name.",
            kind=kind_label(t, kind),
            title=title,
            what=abilities(t, taken),
        )
    )


def render_topic_gone(t: Texts, *, title: str, kind: PlaceKind) -> Message:
    """A bound topic was deleted."""
    return Message(
        t(
            "The topic in “{title}” that was bound as {kind} is gone; it is no longer bound. Please send /bind {word} in a "
            "topic that exists. Until then what was meant for that topic goes out in private, or waits.",
            title=title,
            kind=kind_label(t, kind),
            word=kind.value,
        )
    )


def render_other_topic(t: Texts, bound: Sequence[Place]) -> Message:
    """In a topic that is not bound, of a group that has some which are: the way there."""
    rows = tuple(
        (Button(t.plain("To the topic: {kind}", kind=kind_label(t, place.kind)), url=topic_link(place)),)
        for place in bound
    )
    return Message(
        t("Here it was not taken: this topic is not bound to the desk. Please write in the topic that is."),
        keyboard=rows,
    )


def topic_link(place: Place) -> str:
    """The address of a topic, for those who are in the group."""
    return f"https://t.me/c/{-place.chat_id - _SUPERGROUPS}/{place.thread_id}"


def render_put_out(t: Texts, *, title: str) -> Message:
    """The bot was taken out of a bound group."""
    return Message(
        t(
            "I was taken out of the group “{title}”; it is no longer bound. To use it again, add me and send /bind there.",
            title=title,
        )
    )
