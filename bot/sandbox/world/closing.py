"""Whether the sandbox is at its end, and waits that do not outlast it; what ends then is the sandbox's to say."""

from __future__ import annotations

from bot.sandbox.world.bell import Bell


class Closing:
    """Asked by whatever may wait long: streams, hanging answers."""

    def __init__(self) -> None:
        self.has_begun = False
        self._bell = Bell()

    async def pause(self, seconds: float) -> None:
        """Wait, but not beyond the sandbox's end."""
        if not self.has_begun:
            await self._bell.wait(seconds)

    def begin(self) -> None:
        """End the waits."""
        self.has_begun = True
        self._bell.ring()

    def undo(self) -> None:
        """Let waits last again."""
        self.has_begun = False
