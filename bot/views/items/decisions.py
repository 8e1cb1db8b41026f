"""What editors hear of decisions: of their own by a typed reason, of another's on what they had taken."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Item, ItemState, Message, Person
from bot.views.common import labels
from bot.views.common.told import not_told
from bot.views.items.parts import headline, lines_of


def render_decided_by_other(t: Texts, item: Item, *, editor: str) -> Message:
    """To who had taken the item: somebody else has decided."""
    return Message(
        lines_of(
            [
                t("{editor} has decided an item that you had taken:", editor=editor),
                t("{head} · {state}", head=headline(t, item), state=labels.state(t, item.state)),
            ]
        )
    )


def render_yours_again(t: Texts, item: Item, *, editor: str) -> Message:
    """To who had taken the item: what somebody else decided is undone."""
    return Message(
        lines_of(
            [
                t(
                    "{editor} has undone the decision; the item that you had taken is with you again:",
                    editor=editor,
                ),
                t("{head} · {state}", head=headline(t, item), state=labels.state(t, item.state)),
            ]
        )
    )


def render_decided(t: Texts, item: Item, *, reporter: Person) -> Message:
    """To the editor who typed a reason: what it decided."""
    if not reporter.hears:
        return Message(_untold(t, item, reporter=reporter))
    return Message(
        t(
            "{number}: {state}. The reporter, {reporter}, has been told.",
            number=item.number,
            state=labels.state(t, item.state),
            reporter=reporter.name,
        )
    )


def untold(t: Texts, item: Item, *, reporter: Person) -> str:
    """The same for a button, where its reporter hears nothing of it."""
    return _untold(t, item, reporter=reporter).unescape()


def _untold(t: Texts, item: Item, *, reporter: Person) -> Markup:
    done = t("{number}: {state}.", number=item.number, state=labels.state(t, item.state))
    return done + Markup("\n") + not_told(t, reporter.name)


def render_asked_by_word(t: Texts, item: Item, *, is_merge: bool) -> Message:
    """退回, 不采用 or 合并 typed under a card: the card asks now."""
    if is_merge:
        words = t(
            "Please reply to the card of {number} with the number of the item it is to be merged into.",
            number=item.number,
        )
    else:
        words = t(
            "Please choose a reason on the card of {number}, or reply to the card with yours.",
            number=item.number,
        )
    return Message(words)


def question_name(t: Texts, item: Item, *, asks_for: ItemState) -> str:
    """A card that waits for a reason, in a few words."""
    return t.plain("{number}: {state}", number=item.number, state=labels.state(t, asks_for))
