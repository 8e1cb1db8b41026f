"""An item whole: with its history, its text alone, and with people's numbers for one editor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Bulletin, Comment, Item, Keyboard, Message, Task
from bot.views.common.bulletins import printed_line
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged, paragraphs
from bot.views.common.threads import comment_lines
from bot.views.items import likenesses
from bot.views.items.adoptions import taken_lines
from bot.views.items.attachments import list_lines
from bot.views.items.card_buttons import files_button
from bot.views.items.card_notes import CardNotes
from bot.views.items.cards import standing
from bot.views.items.copyedits import edited_line
from bot.views.items.leader_comments import Said, said_lines, task_lines
from bot.views.items.parts import contained, fact_lines, headline


def render_item(
    t: Texts,
    item: Item,
    notes: CardNotes,
    *,
    history: Sequence[Markup],
    comments: Sequence[Comment] = (),
    leaders: Sequence[Said] = (),
    printed: Bulletin | None = None,
    tasks: Sequence[Task] = (),
    keyboard: Keyboard = (),
) -> list[Message]:
    """An item whole, with what was said of it and its history; several messages where it is long."""
    facts = [line for line in fact_lines(t, item, notes.demand, notes.keypoint) if line is not None]
    if notes.contains:
        facts.append(contained(t, notes.contains))
    if notes.copyedit:
        facts.append(edited_line(t, *notes.copyedit))
    facts += likenesses.thread_lines(t, notes.thread) if notes.thread else []
    facts += list_lines(t, notes.files)
    said = comment_lines(t, comments)
    past = [Markup(""), t("<b>History</b>"), *history] if history else []
    blank = Markup("")
    head = [
        headline(t, item),
        *facts,
        standing(t, item, notes),
        *taken_lines(t, notes.taken),
        *((printed_line(t, printed),) if printed is not None else ()),
        *said_lines(t, leaders),
        *task_lines(t, tasks),
    ]
    lines = [*head, blank, *paragraphs(item.body), *said, *past]
    if tasks:
        keyboard = (*keyboard, tuple(button(task.code, Press.TASK_SHOW, task.id) for task in tasks[:8]))
    more = files_button(t, item, notes.files)
    return paged(lines, keyboard=(*keyboard, more) if more else keyboard)


def render_full_text(t: Texts, item: Item) -> list[Message]:
    """Title and body alone, whole."""
    return paged([headline(t, item), Markup(""), *paragraphs(item.body)])


def render_with_numbers(t: Texts, item: Item) -> list[Message]:
    """Title and body with people's numbers, for one editor's eyes."""
    return [replace(message, shows_numbers=True) for message in render_full_text(t, item)]
