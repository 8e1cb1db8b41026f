"""What people write for others to read, and is no item: passed on only where nothing says that it may be internal."""

from __future__ import annotations

from bot.desk.common.office import Office
from bot.errors import BadInput
from bot.rules.secrecy.rulebook import Screening


def check_passable(office: Office, text: str) -> None:
    """BadInput where the words may be internal or a work secret: there is no officer to ask about what is no item."""
    if office.rulebook.screen(text).screening is not Screening.CLEAR:
        raise BadInput(
            "What you wrote may be internal: it was not passed on, and nothing of it was stored. Please take that out and send "
            "it again, or turn to the secrecy officers."
        )


def gone(office: Office) -> str:
    """What stands in the place of words that were wiped, wherever they were shown: in the desk's language, as titles are."""
    return office.texts(None).plain("(nothing is left of the text)")


def left_of(office: Office, *texts: str | None) -> list[str]:
    """Those of the words that are not wiped yet."""
    return [text for text in texts if text and text != gone(office)]
