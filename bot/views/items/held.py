"""Words about items that wait for the secrecy officers, or were destroyed; only an officer's own message holds their text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Item, ItemState, Kind, Message
from bot.rules.secrecy.personal import Personal
from bot.rules.text import count_chars, shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.common.secrecy import rule_name
from bot.views.items.adoptions import points
from bot.views.items.parts import headline
from bot.views.items.receipts import month_count

BODY = 2500  # characters of the body in an officer's message

_KINDS = {
    Personal.IDENTITY: N_("identity card numbers: {n}"),
    Personal.MOBILE: N_("mobile numbers: {n}"),
    Personal.BANK_CARD: N_("bank card numbers: {n}"),
    Personal.PLATE: N_("number plates: {n}"),
}


def render_held(t: Texts, item: Item, *, rule: str) -> Message:
    """To an officer: the item, why it is held (no `rule`: it was edited since, or a file's name did it), and the two ways."""
    lines = [
        *([t("🔴 <b>URGENT</b>")] if item.is_urgent else []),
        *([t("🟠 <b>EARLY WARNING</b>")] if item.kind is Kind.EARLY_WARNING else []),
        t("🔒 <b>Waiting for secrecy review</b> · rule: {rule}", rule=rule_name(t, rule))
        if rule
        else t("🔒 <b>Waiting for secrecy review</b> · its words, as they are now, meet no rule"),
        headline(t, item),
        t("{unit} {name} · {at}", unit=item.unit, name=item.reporter, at=item.received_at),
        Markup(""),
        Markup.escape(shorten(item.body, BODY)),
    ]
    if count_chars(item.body) > BODY:
        lines.append(t("({n} characters altogether)", n=count_chars(item.body)))
    buttons = (
        button(t.plain("Let pass"), Press.HELD_FREE, item.id),
        button(t.plain("Destroy"), Press.HELD_DESTROY, item.id),
    )
    return Message(Markup("\n").join(lines), keyboard=(buttons,))


def render_ask_destroy(t: Texts, item: Item, *, files: int) -> Message:
    """Before 销毁: what will be gone. Nothing of the text stands here: the officer has just read it."""
    lines = [
        t("⬛ <b>Destroy {number}?</b> It cannot be taken back.", number=item.number),
        t(
            "Gone will be: title and body in every version ({versions}), attached files ({files}), and what messages repeat "
            "of them. Its number, reporter and times stay.",
            versions=item.version,
            files=files,
        ),
    ]
    buttons = (
        button(t.plain("Destroy for good"), Press.HELD_DESTROY, item.id, "yes"),
        button(t.plain("Back"), Press.HELD_BACK, item.id),
    )
    return Message(Markup("\n").join(lines), keyboard=(buttons,))


def render_none_held(t: Texts) -> Message:
    """Nothing waits for the officers."""
    return Message(t("Nothing is held at present."))


def render_held_receipt(t: Texts, item: Item, *, call: Markup | None = None, public: str = "") -> Message:
    """To the reporter, without a word of the text: it may stand in a group. `call`: what presses is to be telephoned first."""
    lines = [
        *([call] if call else []),
        t(
            "🔒 {number} waits for secrecy review. Only the secrecy officers see it; it counts and is reviewed once they have "
            "let it pass.",
            number=item.number,
        ),
    ]
    return Message(Markup("\n").join(lines), public=public)


def render_passed(t: Texts, item: Item, *, count: int, quota: int | None) -> Message:
    """To the reporter: the item is received after all."""
    lines = [
        t("✅ Let pass after secrecy review: {head}", head=headline(t, item)),
        month_count(t, count=count, quota=quota),
    ]
    return Message(Markup("\n").join(lines))


def render_destroyed(t: Texts, item: Item, *, contact: str) -> Message:
    """To the reporter, neutrally."""
    lines = [t("⬛ {number} is not handled on this channel. Its text was not kept.", number=item.number)]
    if contact:
        lines.append(t("Please turn to: {contact}", contact=contact))
    return Message(Markup("\n").join(lines), public=contact)


def render_wiped(t: Texts, item: Item) -> Message:
    """What a message about the item says once its text is gone."""
    return Message(t("⬛ {number} · {state}", number=item.number, state=labels.state(t, item.state)))


def render_wiped_by_edit(
    t: Texts, item: Item, *, hundredths: int = 0, channels: Sequence[str] = ()
) -> Message:
    """To editors who had dealt with an item, `item` being as it was; no word of the text.

    Its points, `hundredths` by these channels, stay booked until somebody takes them back.
    """
    words = t(
        "⬛ {number} was wiped: an edit of its message had given it a marking. It was {state}; if it has been passed on, "
        "please call it back.",
        number=item.number,
        state=labels.state(t, item.state),
    )
    if hundredths and channels:
        commands = Markup(" ").join(
            t(
                "<code>/adopted {number} {channel} undo</code>",
                number=item.number,
                channel=labels.channel_name(t, channel),
            )
            for channel in channels
        )
        words += Markup("\n") + t(
            "Its {points} stay booked. If they are to be taken back: {commands}",
            points=points(t, hundredths),
            commands=commands,
        )
    return Message(words)


def render_officer_decided(t: Texts, item: Item, *, officer: str, can_undo: bool = False) -> Message:
    """The officers' messages once one of them has decided."""
    word = t("destroyed") if item.state is ItemState.DESTROYED else t("let pass")
    words = t("{number}: {word} by {officer}", number=item.number, word=word, officer=officer)
    undo = ((button(t.plain("Undo"), Press.HELD_UNDO, item.id),),) if can_undo else ()
    return Message(words, keyboard=undo)


def personal_note(t: Texts, counts: Mapping[Personal, int]) -> Markup:
    """In a receipt: which numbers of people are in the text, and that others do not see them."""
    kinds = [t.plain(_KINDS[kind], n=count) for kind, count in counts.items()]
    return t(
        "⚠️ Personal data found ({kinds}). Others see them hidden. If they are not needed, please take them out.",
        kinds=t.listed(kinds),
    )
