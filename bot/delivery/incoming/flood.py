"""How much each account may send: pure counting; what becomes of the excess, and who is told, is not decided here.

Times are seconds on any scale that never runs backwards, the same for every call of one Flood.
"""

from __future__ import annotations

from bot.sections import Flood as Limits

_MOST_ACCOUNTS = 10_000  # the least recently heard are forgotten: a million accounts cost what these cost
_TOLD_FOR = 600.0  # whoever was told of a limit is not told again within this time


class _Account:
    """What one account may still send: a purse that fills with time."""

    __slots__ = ("at", "purse", "told_until")

    def __init__(self, purse: float, at: float) -> None:
        self.purse = purse
        self.at = at
        self.told_until = at


class Flood:
    """A purse for each account: `burst` messages at most, filled with `per_minute` a minute; `per_minute` 0 limits nothing."""

    def __init__(self, limits: Limits) -> None:
        self._burst = float(limits.burst)
        self._per_second = limits.per_minute / 60
        self._accounts: dict[int, _Account] = {}  # the least recently heard first

    def take(self, account: int, now: float) -> float:
        """Counts one message, and gives 0; where the purse is empty counts nothing, and gives the seconds until it is not."""
        if not self._per_second:
            return 0.0
        found = self._touch(account, now)
        found.purse = min(self._burst, found.purse + max(0.0, now - found.at) * self._per_second)
        found.at = now
        if found.purse >= 1:
            found.purse -= 1
            return 0.0
        return (1 - found.purse) / self._per_second

    def tell(self, account: int, now: float) -> bool:
        """Whether the account is to be told now; it counts as told."""
        found = self._touch(account, now)
        if found.told_until > now:
            return False
        found.told_until = now + _TOLD_FOR
        return True

    def __len__(self) -> int:
        """How many accounts are remembered."""
        return len(self._accounts)

    def _touch(self, account: int, now: float) -> _Account:
        found = self._accounts.pop(account, None) or _Account(self._burst, now)
        self._accounts[account] = found
        if len(self._accounts) > _MOST_ACCOUNTS:
            del self._accounts[next(iter(self._accounts))]
        return found
