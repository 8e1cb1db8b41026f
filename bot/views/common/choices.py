"""Lists of buttons that answer a bare command: one thing a row; what a press does is the desk's affair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Button, Demand, Item, Message
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button

MOST = 20  # a longer list is no help on a phone; the newest or nearest come first
EXTENSIONS = (1, 3, 7)  # days
_LABEL = 40  # characters


# What is asked over a list whose buttons do this, and what is said where it is empty.
_QUESTIONS: dict[Press, tuple[str, str]] = {
    Press.FULL_TEXT: (N_("Which item?"), N_("There are no items yet.")),
    Press.COPYEDIT: (N_("Which item's text is to be edited?"), N_("There are no items to edit.")),
    Press.CARD_OPEN: (N_("Which item?"), N_("There are no items yet.")),
    Press.WHY: (
        N_("Which item's points?"),
        N_("You have no item that has been adopted. All lines of your points: /points"),
    ),
    Press.AUDIT: (N_("Which item's audit trail?"), N_("There are no items yet.")),
    Press.REVISE: (
        N_("Which item do you want to revise?"),
        N_("You have no item that can be revised: only those that wait, are in review or were returned."),
    ),
    Press.WITHDRAW: (
        N_("Which item do you want to withdraw?"),
        N_("You have no item that can be withdrawn: only those that wait or were returned."),
    ),
    Press.SHARE: (
        N_(
            "Which item is to be shared with the partners? To take an offer back: <code>/share 2026-0001 undo</code>"
        ),
        N_(
            "There is no adopted item that is not shared yet. To take an offer back: <code>/share 2026-0001 undo</code>"
        ),
    ),
    Press.BOOK: (
        N_("Which topic do you want to book?"),
        N_("There is no topic that your unit can book at present. You can propose one: /propose"),
    ),
    Press.UNBOOK: (
        N_("Which booking do you want to cancel?"),
        N_("Your unit has no booking that can be cancelled. Open topics: /topics"),
    ),
    Press.CLOSE: (N_("What do you want to close?"), N_("There is nothing open that you can close.")),
    Press.EXTEND: (N_("What do you want to extend?"), N_("There is nothing open that you can extend.")),
}


def render_choices(t: Texts, press: Press, buttons: Sequence[Button]) -> Message:
    """The question for these buttons, which stand below it."""
    question, empty = _QUESTIONS[press]
    if not buttons:
        return Message(t(empty))
    return Message(t(question), keyboard=tuple((each,) for each in buttons[:MOST]))


def render_items(t: Texts, items: Sequence[Item], *, press: Press) -> Message:
    """The question over items, each with number and title."""
    labels = [(shorten(f"{item.number} {item.title}", _LABEL), item.id) for item in items]
    return render_choices(t, press, [button(label, press, of) for label, of in labels])


def demand_button(demand: Demand, press: Press, *, before: str = "") -> Button:
    """A demand's number and title, perhaps with what the press does before them."""
    return button(shorten(f"{before} {demand.code} {demand.title}".strip(), _LABEL), press, demand.id)


@dataclass(frozen=True, slots=True)
class Steered:
    """What somebody may close or extend: its number with the letter, and its title."""

    code: str
    title: str


def render_steered(t: Texts, press: Press, steered: Sequence[Steered]) -> Message:
    """The question over what somebody may close or extend."""
    labels = [(shorten(f"{each.code} {each.title}", _LABEL), each.code) for each in steered]
    return render_choices(t, press, [button(label, press, code) for label, code in labels])


def render_how_long(t: Texts, code: str, *, title: str, due_at: datetime) -> Message:
    """How much later something is to be due."""
    text: Markup = t(
        "{code} {title} is due {due}. How much more time? Or write it: <code>/extend {code} 20 June</code>",
        code=code,
        title=shorten(title, _LABEL),
        due=t.due(due_at),
    )
    week = t.plain("One week")
    labels = [(days, week if days == 7 else str(t.n("{n} day", "{n} days", days))) for days in EXTENSIONS]
    return Message(text, keyboard=(tuple(button(label, Press.EXTEND, code, days) for days, label in labels),))
