"""Words of good examples (好稿示例): to the reporter, in the lists, and an example itself."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Exemplar, Item, Message, Person
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.labels import tapped
from bot.views.common.paging import paged, paragraphs
from bot.views.common.told import not_told
from bot.views.items.parts import headline, lines_of

MOST = 20
OFFERED = 6  # adopted items that could be examples, below those that are
_LABEL = 36


def render_list(t: Texts, items: Sequence[Item], *, more: Sequence[Item] = (), may_revoke: bool) -> Message:
    """The good examples, a button each; for editors with another that takes it back, and those that could be some as well."""
    lines = [
        t("<b>Good examples</b>, chosen by the editors") if items else t("There is no good example yet.")
    ]
    if may_revoke:
        lines.append(t("To choose one: <code>/exemplar 2026-0001 why it is good</code>"))
    if more:
        lines.append(t("Adopted last, to be chosen by the button with ➕:"))
    keyboard = []
    for item in items:
        label = shorten(f"{item.number} {item.title}", _LABEL)
        row = [button(label, Press.EXEMPLAR_SHOW, item.id)]
        if may_revoke:
            row.append(button(t.plain("Undo"), Press.EXEMPLAR_REVOKE, item.id))
        keyboard.append(tuple(row))
    for item in more:
        label = shorten(f"➕ {item.number} {item.title}", _LABEL)
        keyboard.append((button(label, Press.EXEMPLAR_CHOOSE, item.id),))
    return Message(lines_of(lines), keyboard=tuple(keyboard))


def list_name(t: Texts) -> str:
    """What the list is called."""
    return t.plain("Good examples")


def render_example(t: Texts, item: Item, chosen: Exemplar) -> list[Message]:
    """One example whole, then what is good about it."""
    lines = [
        headline(t, item),
        t("{unit} {name}", unit=item.unit, name=item.reporter),
        Markup(""),
        *paragraphs(item.body),
    ]
    if chosen.comment:
        lines += [
            Markup(""),
            t("💬 <b>{editor}</b>: {comment}", editor=chosen.person, comment=chosen.comment),
        ]
    return paged(lines)


def render_to_reporter(t: Texts, item: Item, *, name: str, comment: str) -> Message:
    """To who wrote it, by name."""
    lines = [
        t(
            "{name}, congratulations: {head} has been chosen as a good example. All reporters can read it under /guide",
            name=name,
            head=headline(t, item),
        )
    ]
    if comment:
        lines.append(t("The editors say: {comment}", comment=comment))
    return Message(Markup("\n").join(lines))


def render_no_more(t: Texts, item: Item) -> Message:
    """What that message says once it is no example any more."""
    return Message(t("{head}: it is no longer among the good examples.", head=headline(t, item)))


def render_chosen(t: Texts, item: Item, *, reporter: Person) -> Message:
    """To the editor."""
    said = t(
        "{number} is a good example under /guide from now on; {reporter} has been told.",
        number=item.number,
        reporter=reporter.name,
    )
    if not reporter.hears:
        done = t("{number} is a good example under /guide from now on.", number=item.number)
        said = done + Markup("\n") + not_told(t, reporter.name)
    return Message(
        said,
        keyboard=((button(t.plain("Undo"), Press.EXEMPLAR_REVOKE, item.id),),),
    )


def render_revoked(t: Texts, item: Item, *, comment: str) -> Message:
    """To the editor: it is none any more, and how it becomes one again."""
    if comment:
        return Message(
            t(
                "{number} is no longer a good example. To choose it again: <code>/exemplar {number} {comment}</code>",
                number=item.number,
                comment=comment,
            )
        )
    return Message(
        t(
            "{number} is no longer a good example. To choose it again: /exemplar_{tap}",
            number=item.number,
            tap=tapped(item.number),
        )
    )
