"""Short hints for messages that are no item and no command; refusals have their words where they are raised."""

from __future__ import annotations

from bot.locale.texts import N_, Texts
from bot.model import Message

_ATTACHMENTS = {
    "document": N_("Files cannot be read yet and this one was not kept. Please paste the text here."),
    "photo": N_("Pictures cannot be kept yet and this one was not. Please send the item as text."),
    "voice": N_(
        "A voice message cannot be an item and was not kept. Please send text; in an emergency call the duty room."
    ),
    "audio": N_("A sound file cannot be an item and was not kept. Please send the item as text."),
    "video": N_("Videos cannot be kept yet and this one was not. Please send the item as text."),
}


def render_no_item(t: Texts, *, attachment: str | None, has_draft: bool) -> Message:
    """A message without a word in it, or of a kind that can be no item."""
    other = N_("There was no text in your message; nothing was kept. Please send the item as text.")
    text = t(_ATTACHMENTS.get(attachment or "", other))
    return Message(text + t(" Your draft stays as it is.") if has_draft else text)


def render_too_short(t: Texts, *, least: int) -> Message:
    """Too short for an item, and no command."""
    return Message(
        t(
            "Nothing was stored. To submit an item, send its title and text ({least} characters or more), "
            "or begin a message with #submit. Other commands: /help",
            least=least,
        )
    )


def render_not_for_items(t: Texts) -> Message:
    """Somebody whose role submits nothing."""
    return Message(t("Nothing was stored: your role does not submit items. What you can do here: /help"))


def render_unknown_command(t: Texts) -> Message:
    """A command that does not exist."""
    return Message(t("I do not know this command; nothing was done. What you can do here: /help"))
