"""When the sender does what next: pure; what it does then is its own affair.

Times are seconds of the event loop's clock.
"""

from __future__ import annotations

import math

LOOK_EVERY = 1.0  # another process may have added rows
_CLAIM_REST = 4.0  # claiming rests so many times as long as it took
_LONGEST_CLAIM_REST = 0.01
_READ_REST = 10.0  # and reading, while candidates are left


class Agenda:
    """The next moment for each thing that a sender does; 0 is at once, infinity is not until something happens."""

    def __init__(self) -> None:
        self.read_at = 0.0  # the table is read, at the latest
        self.read_from = 0.0  # but not before this, whatever has been put in
        self.sweep_at = 0.0  # a reading also looks for what will never leave
        self.claim_from = 0.0  # under load many rows share a commit
        self.look_at = 0.0  # a candidate may leave by its pace
        self.settle_at = math.inf  # what became of calls is written down, at the latest

    def has_read(self, now: float, *, begun: float, due: float) -> None:
        """A reading is over; the next call that is put off falls due in `due` seconds."""
        self.read_at = begun + min(LOOK_EVERY, due)
        self.read_from = begun + _READ_REST * (now - begun)

    def has_claimed(self, now: float, *, begun: float) -> None:
        """A claim is on disk."""
        self.claim_from = now + min(_LONGEST_CLAIM_REST, _CLAIM_REST * (now - begun))

    def settle_within(self, now: float, seconds: float) -> None:
        """Something is to be written down, so long from now at the latest."""
        self.settle_at = min(self.settle_at, now + seconds)
