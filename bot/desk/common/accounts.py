"""Accounts that may be written to in private, or not; who is on the roster is in people."""

from __future__ import annotations

from bot.store.work import Work


async def open_account(work: Work, telegram_id: int) -> None:
    """Somebody has opened the private chat: what waited for them may go."""
    if telegram_id in work.directory.open_accounts:
        return
    await work.people.set_open(telegram_id, is_open=True, now=work.now)
    await work.refresh_directory()
    await work.outbox.release(telegram_id)


async def shut_account(work: Work, telegram_id: int) -> None:
    """Somebody has blocked the bot, or never opened the chat: what is meant for them waits."""
    if telegram_id in work.directory.open_accounts:
        await work.people.set_open(telegram_id, is_open=False, now=work.now)
        await work.refresh_directory()
    await work.outbox.hold_back(telegram_id)
