"""Words of comments (点评) on items: as each side reads them, and the thread under /item."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Comment, Item, Message
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.labels import tapped
from bot.views.items.parts import headline, lines_of

OBJECTION = 200  # characters of one on a card


def render_to_reporter(t: Texts, item: Item, comment: Comment) -> Message:
    """An editor's comment, to the reporter; a reply to it is the answer."""
    return Message(
        lines_of(
            [
                t("💬 {editor} comments on {head}", editor=comment.person, head=headline(t, item)),
                Markup.escape(comment.text),
                t("<i>To answer, reply to this message.</i>"),
            ]
        )
    )


def render_to_desk(t: Texts, item: Item, comment: Comment) -> Message:
    """What the reporter says to a comment, under the card; a reply to it goes on."""
    head = t("💬 {reporter} on {head}", reporter=comment.person, head=headline(t, item))
    if comment.objects:
        head = t(
            "❗ {reporter} objects to the edited text of {head}",
            reporter=comment.person,
            head=headline(t, item),
        )
    return Message(lines_of([head, Markup.escape(comment.text)]))


def render_passed_on(t: Texts, item: Item, comment: Comment, *, has_file: bool) -> Message:
    """To an editor who commented, with the button that takes it back."""
    text = t("{number}: passed on to {reporter} as a comment.", number=item.number, reporter=item.reporter)
    if has_file:
        text += " " + t("Only its words: files are not passed on.")
    return Message(text, keyboard=((button(t.plain("Take it back"), Press.COMMENT_BACK, comment.id),),))


def render_answered(t: Texts, item: Item, comment: Comment, *, has_file: bool) -> Message:
    """To a reporter who answered a comment, with the button that takes it back."""
    text = t("Passed on to the desk, with {number}.", number=item.number)
    if has_file:
        text += " " + t("Only its words: files are not passed on.")
    return Message(text, keyboard=((button(t.plain("Take it back"), Press.COMMENT_BACK, comment.id),),))


def count_lines(t: Texts, item: Item, count: int, objection: Comment | None) -> list[Markup]:
    """On a card: that something was said, how to read it, and what the reporter objects to."""
    if not count:
        return []
    lines = []
    if objection is not None:
        said = shorten(objection.text, OBJECTION)
        lines.append(
            t("❗ {reporter} objects to the edited text: {text}", reporter=objection.person, text=said)
        )
    return [*lines, _count(t, item, count)]


def _count(t: Texts, item: Item, count: int) -> Markup:
    return t.n("💬 One comment: /item_{tap}", "💬 {n} comments: /item_{tap}", count, tap=tapped(item.number))


def commented_for(t: Texts, item: Item) -> str:
    """To the person in whose place the desk was answered."""
    return t.plain("an answer to the desk on {number} {title}", number=item.number, title=item.title)
