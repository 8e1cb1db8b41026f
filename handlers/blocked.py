"""Messages of which nothing was kept but who, where, when and which rule; what is done about them is the desk's affair."""

from __future__ import annotations

from collections.abc import Mapping

from bot.clock import Clock
from bot.desk.common.office import Office
from bot.desk.items import blocked
from bot.logs import get_logger
from bot.model import BLOCKED, Blocked
from bot.store.base import Store
from handlers.context import InboxCall, UpdateWork, current_call

_log = get_logger(__name__)


def blocked_in(update: Mapping[str, object]) -> Blocked | None:
    """What is known of a message that carried a marking; None for an update that was stored whole."""
    known = update.get(BLOCKED)
    return Blocked(**known) if isinstance(known, dict) else None


async def take(
    message: Blocked, *, seq: int, is_told: bool, office: Office, database: Store, clock: Clock
) -> None:
    """Deals with it in a Work that marks the update `seq` handled; `is_told` False: nobody is told, there are too many."""
    _log.warning("update.blocked", account=message.telegram_id, rule=message.rule)
    opens = message.telegram_id if message.is_private and message.telegram_id else None
    current_call.set(InboxCall(seq, opens=opens))
    async with UpdateWork(office, database, clock) as work:
        await blocked.take_blocked(office, work, message, is_told=is_told)
