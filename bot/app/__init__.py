"""The composition root: settings, clock and transport become a running desk; the only importer of handlers and scheduler.

`settled` ← `exporting` ← `wiring` ← `running`; what other rooms use of them is named here.
"""

from bot.app.exporting import export_file
from bot.app.running import LEAD_EVERY, opened, run, send_waiting
from bot.app.settled import (
    ask_username,
    is_running,
    is_sending,
    lock_of,
    new_bot,
    new_database,
    office_of,
    rulebook_of,
)
from bot.app.wiring import Desk

__all__ = [
    "LEAD_EVERY",
    "Desk",
    "ask_username",
    "export_file",
    "is_running",
    "is_sending",
    "lock_of",
    "new_bot",
    "new_database",
    "office_of",
    "opened",
    "rulebook_of",
    "run",
    "send_waiting",
]
