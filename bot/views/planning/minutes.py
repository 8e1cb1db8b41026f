"""Words about the minutes of the weekly consultation (会商纪要)."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Message, Minutes
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paragraphs


def render_minutes(t: Texts, minutes: Minutes, *, by: str) -> Message:
    """One of them in full."""
    head = t("📝 <b>Minutes of the consultation</b> ({by}, {at})", by=by, at=minutes.made_at)
    return Message(Markup("\n").join([head, *paragraphs(minutes.text)]))


def named(t: Texts, minutes: Minutes) -> str:
    """What they are called where nothing may be said of their words."""
    return t.plain("the minutes of {at}", at=minutes.made_at)


def render_kept(t: Texts) -> Message:
    """For who wrote them elsewhere than at the desk."""
    return Message(t("The minutes are kept and have been posted to the desk."))


def render_list(t: Texts, minutes: Sequence[Minutes]) -> Message:
    """The newest ones, with a button each."""
    if not minutes:
        return Message(t("There are no minutes yet. To keep some: <code>/consult what was agreed</code>"))
    rows = tuple(
        (
            button(
                shorten(t.plain("{at} {words}", at=each.made_at, words=" ".join(each.text.split())), 40),
                Press.MINUTES_SHOW,
                each.id,
            ),
        )
        for each in minutes
    )
    return Message(t("Which minutes?"), keyboard=rows)
