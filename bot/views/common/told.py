"""Whether somebody has been told, in the answer to who decided: nobody hears who is off the roster or has no account."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Person


def told(t: Texts, person: Person, who: str) -> Markup:
    """`who` is how the person is called there."""
    if person.hears:
        return t("{who} has been told.", who=who)
    return not_told(t, who)


def not_told(t: Texts, who: str) -> Markup:
    """The same where that is known."""
    return t("⚠️ {who} is off the roster or has no account here, and could not be told.", who=who)
