"""Words about a message that carried a marking; none of them repeats anything of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Button, Message
from bot.views.common.secrecy import rule_name


def render_in_group(t: Texts, open_button: Button | None) -> Message:
    """The neutral line in the group."""
    text = t("A message was not handled; its sender will find out why in the private chat with me.")
    return Message(text, keyboard=((open_button,),) if open_button else ())


def render_to_sender(
    t: Texts,
    *,
    place: str | None,
    at: datetime,
    contact: str,
    numbers: Sequence[str],
    has_draft: bool = False,
    kept: str | None = None,
) -> Message:
    """What has become of it, and what to do; `numbers` are items of which everything was wiped, as was an open draft;
    `kept` is one that stays, without its file.
    """
    where = t("in “{place}”", place=place) if place else t("in this chat")
    lines = [
        t(
            "⛔ Your message of {at} {where} looks like a secret or internal paper. It was not handled, and nothing of it was "
            "kept.",
            at=at,
            where=where,
        ),
        t("I have asked Telegram to delete it. If you still see it, please delete it yourself at once."),
        t(
            "Please do not send it again, take no picture of it and pass it on in no other words: secret papers go through the "
            "confidential channel alone."
        ),
        t("Please turn to: {contact}", contact=contact)
        if contact
        else t("Please turn to your unit's secrecy officer."),
    ]
    if numbers:
        lines.append(
            t("What had been stored of this message was wiped: {numbers}", numbers=t.listed(numbers))
        )
    if kept:
        lines.append(t("{number} itself is kept, without this file.", number=kept))
    if has_draft:
        lines.append(
            t(
                "The draft that it belonged to was wiped with all its messages. Please send again what is neither secret nor "
                "internal."
            )
        )
    return Message(Markup("\n").join(lines), public=contact)


def render_to_officer(
    t: Texts, *, who: str | None, account: int, place: str | None, at: datetime, rule: str
) -> Message:
    """To the secrecy officers: who, when, where and the rule."""
    sender = who or (t.plain("account {id}", id=account) if account else t.plain("an unknown sender"))
    lines = [
        t("⛔ A message with a marking was refused; nothing of it was kept."),
        t("From: {sender}", sender=sender),
        t("Where: {place}", place=place or t.plain("private chat")),
        t("When: {at}", at=at),
        t("Rule: {rule}", rule=rule_name(t, rule)),
    ]
    return Message(Markup("\n").join(lines))
