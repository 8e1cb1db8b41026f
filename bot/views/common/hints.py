"""Short hints for messages that are no item and no command; refusals have their words where they are raised."""

from __future__ import annotations

from collections.abc import Sequence

from bot.locale.texts import N_, Texts
from bot.model import Message
from bot.rules.numbers import Code
from bot.rules.rights import Act
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.help import COMMANDS

MOST_CHOICES = 20

_ATTACHMENTS = {
    "document": N_("A file is no answer here and was not kept. Please answer in words."),
    "photo": N_("A picture is no answer here and was not kept. Please answer in words."),
    "voice": N_(
        "A voice message cannot be an item and was not kept. Please send text; in an emergency call the duty room."
    ),
    "audio": N_("A sound file cannot be an item and was not kept. Please send the item as text."),
    "video": N_("A video is no answer here and was not kept. Please answer in words."),
}


def render_no_item(
    t: Texts, *, attachment: str | None, has_draft: bool, may_submit: bool, may_import: bool
) -> Message:
    """A message without a word in it, or of a kind that can be no item: what whoever sent it can do instead."""
    if attachment == "document" and may_import:
        return Message(
            t(
                "A file is no answer here and was not kept. If it is a roster (.xlsx or .csv), send it again with "
                "the caption /roster."
            )
        )
    if not may_submit:
        return Message(t("There was no text in your message; nothing was kept. What you can do here: /help"))
    other = N_("There was no text in your message; nothing was kept. Please send the item as text.")
    text = t(_ATTACHMENTS.get(attachment or "", other))
    return Message(text + t(" Your draft stays as it is.") if has_draft else text)


def render_question_over(t: Texts) -> Message:
    """A reply to a question whose conversation is over."""
    return Message(
        t(
            "That question is over: it was submitted, posted, cancelled or left too long. Your text was not taken. "
            "Please begin anew, for an item with #submit."
        )
    )


def render_press_which(t: Texts) -> Message:
    """A reply to the question what a text belongs to, which buttons answer."""
    return Message(
        t(
            "Please press a button under that message: the text that it asks about is kept until then. This one was not taken."
        )
    )


def render_answers_nothing(t: Texts) -> Message:
    """A long reply in a group to a message that asks for nothing: who wrote it may think that it was taken."""
    return Message(
        t("Not taken: the message that you reply to asks for nothing. To submit an item, begin with #submit.")
    )


def render_draft_expired(t: Texts, *, days: int) -> Message:
    """A reply to a draft that was left too long."""
    return Message(
        t(
            "This draft has expired (drafts are kept for {days} days), so your text was not taken. Please send it anew with "
            "#submit.",
            days=days,
        )
    )


def render_no_question(t: Texts) -> Message:
    """An editor's reply, at the desk, to a message that asks for nothing."""
    return Message(
        t(
            "Not passed on: the message that you reply to asks for nothing. To decide an item, press a button on its card, then "
            "reply to the card."
        )
    )


def render_reply_there(t: Texts) -> Message:
    """A reply from another chat, or another topic, to a message of ours."""
    return Message(
        t(
            "Not taken: the message that you reply to stands in another chat or topic. Please reply to it there, without "
            "choosing another chat."
        )
    )


def render_reply_to_card(t: Texts) -> Message:
    """An editor was asked for a reason and wrote it without replying to the card."""
    return Message(t("Not passed on. If this is the reason, please send it as a reply to the card."))


def render_ask_which(
    t: Texts, loose_id: int, *, names: Sequence[tuple[int, str]], may_be_new: bool
) -> Message:
    """Several questions are open: which one does the text answer?"""
    rows = [
        (button(name, Press.LOOSE_ANSWER, loose_id, draft_id),) for draft_id, name in names[:MOST_CHOICES]
    ]
    if may_be_new:
        rows.append((button(t.plain("A new item"), Press.LOOSE_ITEM, loose_id),))
    rows.append((button(t.plain("None, drop this text"), Press.LOOSE_DROP, loose_id),))
    question = (
        t("Several things are open here. What does your text belong to? It is kept until you choose.")
        if len(names) > 1
        else t("Something is open here. Does your text belong to it? It is kept until you choose.")
    )
    return Message(question, keyboard=tuple(rows))


def loose_name(t: Texts, *, text: str) -> str:
    """A text of which nobody knows yet what it answers, in a few words."""
    return t.plain("Text “{text}”", text=shorten(" ".join(text.split()), 20))


def render_loose_dropped(t: Texts) -> Message:
    """The text was given up by its writer."""
    return Message(t("The text was dropped; everything else stays as it is."))


def render_nothing_to_cancel(t: Texts) -> Message:
    """`取消` where nothing is under way."""
    return Message(t("Nothing is under way here, so there is nothing to cancel."))


def render_cancel_which(t: Texts, *, names: Sequence[tuple[int, str]]) -> Message:
    """Several conversations: which one is to end?"""
    rows = tuple(
        (button(name, Press.CONVERSATION_CANCEL, draft_id),) for draft_id, name in names[:MOST_CHOICES]
    )
    return Message(t("Several things are under way. Which one shall be cancelled?"), keyboard=rows)


def render_too_short(t: Texts, *, least: int) -> Message:
    """Too short for an item, and no command."""
    return Message(
        t(
            "Nothing was stored. To submit an item, send its title and text ({least} characters or more), "
            "or begin a message with #submit. Other commands: /help",
            least=least,
        )
    )


def render_nothing_so_numbered(t: Texts, *, item: str, demand: Code | None) -> Message:
    """A number was sent alone, and nothing bears it that this person may see."""
    if demand is None:
        return Message(t("There is no item {number}, or you may not see it.", number=item))
    return Message(
        t(
            "There is no item {number} and no topic {code}, or you may not see it. Your items: /my; open topics: /topics",
            number=item,
            code=str(demand),
        )
    )


def render_courtesy(t: Texts) -> Message:
    """谢谢."""
    return Message(t("You are welcome."))


def render_not_for_items(t: Texts) -> Message:
    """Somebody whose role submits nothing."""
    return Message(t("Nothing was stored: your role does not submit items. What you can do here: /help"))


def render_command_in_caption(t: Texts, act: Act) -> Message:
    """A command below a file: Telegram marks none there, and few take a file."""
    return Message(
        t(
            "A command below a file is not carried out, and nothing of it was kept. Please send /{command} and its words as a "
            "text without the file.",
            command=act.value,
        )
    )


def render_file_left(t: Texts) -> Message:
    """An answer that was taken came with a file, where none goes with it."""
    return Message(t("Only the words were taken; what came with them was not kept."))


def render_unknown_command(t: Texts, *, nearest: Act | None) -> Message:
    """A command that does not exist; `nearest` is the one that was perhaps meant."""
    if nearest is not None:
        return Message(
            t(
                "I do not know this command; nothing was done. Did you mean /{command} ({description})?",
                command=nearest.value,
                description=t.plain(COMMANDS[nearest]),
            )
        )
    return Message(t("I do not know this command; nothing was done. What you can do here: /help"))
