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
