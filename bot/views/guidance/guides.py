"""Words of the writing guide: its pages, and what is asked of an editor who puts another in force."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Button, Guide, Message
from bot.rules.splitting import split_lines
from bot.rules.text import count_chars
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paragraphs, turns
from bot.views.guidance import builtin

EXAMPLES_MOST = 20
_PAGE = 1200  # of Telegram's units: what a phone shows in two screens
_SHOWN = 600  # characters of a preview


def render_page(t: Texts, guide: Guide | None, *, page: int, examples: int, may_set: bool) -> Message:
    """One page of the office's own guide, or of the one that comes with the bot."""
    pages = _pages(t, guide)
    page = min(max(page, 0), len(pages) - 1)
    lines = [t("📘 <b>How to write an item</b>"), Markup(""), pages[page]]
    if guide is not None:
        lines += [Markup(""), t("<i>{name}, {at}</i>", name=guide.person, at=guide.set_at)]
    if may_set and page == len(pages) - 1:
        lines += [
            Markup(""),
            t("<i>Editors: <code>/guide update</code> puts another text in its place.</i>"),
        ]
    rows = [turns(t, Press.GUIDE_PAGE, page, len(pages))]
    if examples:
        rows.append((button(t.plain("Good examples ({count})", count=examples), Press.GUIDE_EXAMPLES),))
    return Message(Markup("\n").join(lines), keyboard=tuple(row for row in rows if row))


def _pages(t: Texts, guide: Guide | None) -> list[Markup]:
    if guide is None:
        return [Markup("\n").join(lines) for lines in builtin.pages(t)]
    lines = [str(line) for line in paragraphs(guide.text)]
    return [Markup(text) for text in split_lines(lines, limit=_PAGE)] or [Markup("…")]  # noqa: S704 - escaped above


def render_ask_text(t: Texts) -> Message:
    """`/guide 更新` without a text."""
    return Message(
        t(
            "Please send the new writing guide as a reply to this message: as a text, or as a .docx or .txt file. "
            "You see it before it takes the place of the one in force."
        ),
        ask=True,
    )


def render_ask_other(t: Texts, note: Markup) -> Message:
    """What came cannot be used; another text or file is waited for."""
    words = t("Please send another text or file, or “cancel”. The guide in force stays until then.")
    return Message(note + Markup("\n") + words, ask=True)


def render_reading(t: Texts) -> Message:
    """The file is being fetched and read."""
    return Message(t("Reading the file…"))


def unread(t: Texts) -> Markup:
    """A file of which no text can be taken."""
    return t("There is no text to be read in this file: only .docx and .txt with words in them can be.")


def buttons(t: Texts, draft_id: int) -> tuple[Button, Button]:
    """确认更新 取消 under the preview."""
    return (
        button(t.plain("Put it in force"), Press.GUIDE_PUT, draft_id),
        button(t.plain("Cancel"), Press.GUIDE_CANCEL, draft_id),
    )


def render_preview(t: Texts, draft_id: int, text: str) -> Message:
    """What would be in force, and whether it is to be."""
    count = count_chars(text)
    shown = text if len(text) <= _SHOWN else text[:_SHOWN].rstrip() + "…"
    lines = [
        t("<b>The new writing guide</b> ({count} characters), not in force yet:", count=count),
        *paragraphs(shown),
    ]
    return Message(Markup("\n").join(lines), keyboard=(buttons(t, draft_id),))


def render_put(t: Texts, guide_id: int) -> Message:
    """It is in force."""
    return Message(
        t("The writing guide has been updated; everybody reads it with /guide"),
        keyboard=((button(t.plain("Restore the one before"), Press.GUIDE_RESTORE, guide_id),),),
    )


def render_left(t: Texts) -> Message:
    """It was given up."""
    return Message(t("Cancelled; the writing guide stays as it is."))


def render_restored(t: Texts, dropped: Guide, in_force: Guide | None) -> Message:
    """The one before is in force again."""
    if in_force is None:
        text = t("The writing guide that comes with the bot is in force again: /guide")
    else:
        text = t(
            "The writing guide of {at} ({name}) is in force again: /guide",
            at=in_force.set_at,
            name=in_force.person,
        )
    return Message(text, keyboard=((button(t.plain("Undo"), Press.GUIDE_UNDO, dropped.id),),))


def guide_name(t: Texts) -> str:
    """The conversation in a few words."""
    return t.plain("The writing guide")
