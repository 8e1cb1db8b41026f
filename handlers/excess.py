"""What becomes of an update beyond what its sender may send; how much that is, is counted elsewhere (delivery/flood.py)."""

from __future__ import annotations

from collections.abc import Callable

from telegram import Update
from telegram.error import TelegramError

from bot.clock import Clock
from bot.desk.common.office import Office
from bot.desk.upkeep import excess
from bot.errors import PutOff
from bot.logs import get_logger
from bot.store.base import Store
from handlers.context import answer_query, build_scene, is_by_account

_log = get_logger(__name__)


def sender_of(update: Update) -> int | None:
    """The account whose message or press this is; None for what counts for nobody, such as entering a group."""
    message = update.message
    if message is None and update.edited_message is None and update.callback_query is None:
        return None
    spoken = message or update.edited_message
    if spoken is not None and not is_by_account(spoken):
        return None
    # A group's change must not be lost because of who caused it, and whoever adds a whole office has sent nothing.
    if message is not None and (
        message.new_chat_members
        or message.left_chat_member
        or message.migrate_to_chat_id
        or message.migrate_from_chat_id
    ):
        return None
    user = update.effective_user
    return user.id if user else None


async def turn_away(
    update: Update,
    *,
    wait: float,
    tell: Callable[[], bool],
    office: Office,
    database: Store,
    clock: Clock,
) -> None:
    """Ends an update that came `wait` seconds too early; `tell` says whether the sender is to hear of it, and counts it.

    A member's message is put off, for nothing is lost. A press is answered and does nothing, where the person still waits for
    the answer. A stranger's message is dropped; they hear of it where the private chat is open.
    """
    scene = build_scene(office, await database.current_directory(), update)
    if update.callback_query is not None:
        try:
            await answer_query(update, excess.toast_of_excess(scene))
        except TelegramError:  # nobody sees an answer any more, so the press counts
            raise PutOff(wait) from None
        return
    if tell():
        _log.warning("flood.excess", account=scene.telegram_id)
        async with database.work(now=clock.now()) as work:
            await excess.tell_of_excess(office, work, build_scene(office, work.directory, update))
    if scene.person is not None:
        raise PutOff(wait)
