"""Words about the minutes of the weekly consultation (会商纪要)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Button, Message, Minutes
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paragraphs


@dataclass(frozen=True, slots=True)
class Kept:
    """Minutes, those in whose place they stand, those that stand in theirs, and by the ids of all three who wrote them."""

    minutes: Minutes
    before: Minutes | None
    after: Minutes | None
    names: Mapping[int, str]


def named(t: Texts, minutes: Minutes) -> str:
    """What they are called where nothing may be said of their words."""
    return t.plain("the minutes of {at}", at=minutes.made_at)


def render_minutes(t: Texts, kept: Kept, *, may_undo: bool = False, is_short: bool = False) -> Message:
    """One of them in full; `is_short`: of those that have given way only that they have."""
    minutes, before, after = kept.minutes, kept.before, kept.after
    lines: list[Markup] = [
        t(
            "📝 <b>Minutes of the consultation</b> ({by}, {at})",
            by=kept.names[minutes.id],
            at=minutes.made_at,
        )
    ]
    stands = after is None and minutes.undone_at is None
    if minutes.undone_at is not None:
        lines.append(t("🔙 Undone by who wrote them, on {at}.", at=minutes.undone_at))
    elif after is not None:
        name = kept.names[after.id]
        lines.append(t("✏️ Written anew by {by} on {at}; those hold.", by=name, at=after.made_at))
    elif before is not None:
        name = kept.names[before.id]
        lines.append(t("✏️ A correction: in the place of those by {by}, {at}.", by=name, at=before.made_at))
    if stands or not is_short:
        lines += paragraphs(minutes.text)
    first: list[Button] = []
    if stands:
        if may_undo:
            first.append(button(t.plain("Undo"), Press.MINUTES_UNDO, minutes.id))
        first.append(button(t.plain("Write anew"), Press.MINUTES_ANEW, minutes.id))
    if before is not None and minutes.undone_at is None:
        first.append(button(t.plain("What stood before"), Press.MINUTES_SHOW, before.id))
    if not stands and is_short:
        first.append(button(t.plain("Full text"), Press.MINUTES_SHOW, minutes.id))
    return Message(Markup("\n").join(lines), keyboard=(tuple(first),) if first else ())


def render_kept(t: Texts, kept: Kept) -> Message:
    """For who wrote them elsewhere than at the desk."""
    lines = [t("The minutes are kept and have been posted to the desk.")]
    if kept.before is not None:
        name = kept.names[kept.before.id]
        lines.append(t("They take the place of those by {by}, {at}.", by=name, at=kept.before.made_at))
    rows = (
        button(t.plain("Undo"), Press.MINUTES_UNDO, kept.minutes.id),
        button(t.plain("Write anew"), Press.MINUTES_ANEW, kept.minutes.id),
    )
    return Message(Markup("\n").join(lines), keyboard=(rows,))


def render_ask_anew(t: Texts, kept: Kept, *, most: int) -> Message:
    """Who writes them anew is asked for the words."""
    return Message(
        t(
            "✏️ Minutes by {by}, {at}: please reply to this message with the whole of the new ones (up to {most} characters). "
            "The old ones stay to be read.",
            by=kept.names[kept.minutes.id],
            at=kept.minutes.made_at,
            most=most,
        ),
        ask=True,
    )


def render_overtaken(t: Texts, kept: Kept) -> Message:
    """To who wrote them anew while somebody else did, or undid them."""
    if kept.after is None:
        return Message(
            t(
                "{name} has undone these minutes meanwhile, on {at}. Yours have not been kept; to keep them: "
                "<code>/consult what was agreed</code>",
                name=kept.names[kept.minutes.id],
                at=kept.minutes.undone_at,
            )
        )
    return Message(
        t(
            "{name} has written these minutes anew meanwhile, on {at}. Yours have not been kept; look at those first.",
            name=kept.names[kept.after.id],
            at=kept.after.made_at,
        ),
        keyboard=((button(t.plain("Full text"), Press.MINUTES_SHOW, kept.after.id),),),
    )


def render_left(t: Texts) -> Message:
    """The words were given up."""
    return Message(t("Left; the minutes stay as they are."))


def anew_name(t: Texts, kept: Kept) -> str:
    """The question in a few words."""
    return t.plain("Minutes of {at}, written anew", at=kept.minutes.made_at)


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
