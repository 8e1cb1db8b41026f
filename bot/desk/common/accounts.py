"""Accounts that may be written to in private, or not; who is on the roster is in people."""

from __future__ import annotations

from bot.store.work import Work


async def open_account(work: Work, telegram_id: int) -> bool:
    """The private chat is open: what waited for it may go. Whether it was shut before.

    Whatever comes from somebody in private proves it (manual, section 1), so every Work of such an update begins with this:
    handlers/context.py. No other part of the desk needs to think of it.
    """
    if telegram_id in work.directory.open_accounts:
        return False
    await work.set_open(telegram_id, is_open=True)
    await work.outbox.release(telegram_id)
    return True


async def shut_account(work: Work, telegram_id: int) -> None:
    """Somebody has blocked the bot, or never opened the chat: what is meant for them waits."""
    if telegram_id in work.directory.open_accounts:
        await work.set_open(telegram_id, is_open=False)
    await work.outbox.hold_back(telegram_id)
