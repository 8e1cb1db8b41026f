"""Words of copy-edits (改稿): the question for the text, what the reporter sees of it, and its lines on card and item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Bulletin, Button, Item, Message
from bot.rules.changes import Change
from bot.rules.hints import Hint
from bot.views.common.bulletins import name_in_short
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged, paragraphs
from bot.views.items.changes import changed_headers, render_changes
from bot.views.items.hints import hint_lines
from bot.views.items.parts import headline, lines_of

COPIED = 3000  # characters of a text that stands under the question to be copied with one tap


def render_ask(t: Texts, item: Item) -> list[Message]:
    """The question for the edited text, with the text as it is; a long one goes before it, in as many messages as it needs."""
    text = f"{item.title}\n{item.body}"
    ask = t(
        "Editing {head}\nReply to this message with the whole text as it is to be: the title on the first line, then the body.",
        head=headline(t, item),
    )
    if len(text) <= COPIED:
        return [Message(lines_of([ask, t("<pre>{text}</pre>", text=text)]))]
    return [*paged(paragraphs(text)), Message(ask)]


def render_more(t: Texts, *, count: int) -> Message:
    """A part that fills a message: the rest is waited for."""
    return Message(
        t(
            "{count} characters have come, as many as a message holds. Reply to the question with the rest; if there is none, "
            "reply with “done”.",
            count=count,
        )
    )


def render_done(
    t: Texts,
    item: Item,
    *,
    changes: Sequence[Change],
    hints: Sequence[Hint],
    reporter: str,
    printed: Bulletin | None = None,
) -> Message:
    """To the editor: it is done, and how it is taken back; where the item stands in an issued bulletin, that this stays."""
    lines = [
        t(
            "✎ {number} has the edited text (version {version}); {reporter} sees what has changed.",
            number=item.number,
            version=item.version,
            reporter=reporter,
        ),
        render_changes(t, changes) if changes else None,
        *hint_lines(t, hints),
        _printed_line(t, printed) if printed is not None else None,
    ]
    return Message(lines_of(lines), keyboard=((button(t.plain("Undo"), Press.COPYEDIT_UNDO, item.id),),))


def _printed_line(t: Texts, bulletin: Bulletin) -> Markup:
    typed = f"{bulletin.year}-{'增刊' if bulletin.is_supplement else ''}{bulletin.number}"
    return t(
        "It is printed in {issue}, which stays as it was issued. To mend it there: "
        "<code>/issue correct {typed} what is right</code>",
        issue=name_in_short(t, bulletin),
        typed=typed,
    )


def render_to_reporter(
    t: Texts, item: Item, *, before: Item, editor: str, changes: Sequence[Change]
) -> Message:
    """What an editor changed in the text; 有异议 brings the matter back to the desk."""
    lines = [
        t("✎ {editor} has edited the text of {head}", editor=editor, head=headline(t, item)),
        changed_headers(t, before, item),
        render_changes(t, changes) if changes else None,
        t("What you sent is kept unchanged beside it."),
    ]
    object_button = button(t.plain("I object"), Press.OBJECT, item.id, item.version)
    return Message(lines_of(lines), keyboard=((object_button,), (as_sent_button(t, item),)))


def render_undone(t: Texts, item: Item, *, editor: str) -> Message:
    """What the reporter's message says once the edited text was taken back."""
    return Message(
        t("✎ {editor} has taken the edited text back: {head}", editor=editor, head=headline(t, item))
    )


def render_ask_objection(t: Texts, item: Item) -> Message:
    """What the reporter objects to."""
    return Message(
        t(
            "What is wrong in the edited text of {head}? Reply to this message; the editors read it.",
            head=headline(t, item),
        )
    )


def render_cancelled(t: Texts, item: Item) -> Message:
    """Nothing was sent or changed."""
    return Message(t("{number} stays as it is.", number=item.number))


def render_as_sent(t: Texts, item: Item, *, title: str, body: str) -> list[Message]:
    """The text as its reporter sent it, beside what an editor made of it."""
    lines = [
        t("<b>{number}</b> as it was sent:", number=item.number),
        Markup.escape(title),
        *paragraphs(body),
    ]
    return paged(lines)


def edited_line(t: Texts, editor: str, at: datetime) -> Markup:
    """On the card and under /item: whose words these are."""
    return t("✎ Edited by {editor}, {at}", editor=editor, at=at)


def as_sent_button(t: Texts, item: Item) -> Button:
    """报送稿."""
    return button(t.plain("As it was sent"), Press.AS_SENT, item.id)


def question_name(t: Texts, item: Item) -> str:
    """The question for an edited text, in a few words."""
    return t.plain("{number}: edited text", number=item.number)


def objection_name(t: Texts, item: Item) -> str:
    """The question for an objection, in a few words."""
    return t.plain("{number}: objection to the edited text", number=item.number)
