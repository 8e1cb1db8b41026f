"""Named points of the two durable ends at which a test may end the process; without a name in the environment nothing happens.

`ZHIBAO_FAULT=claim.committed:3` sends the process SIGKILL the third time that this point is reached: what is on disk then is
all that the next life has. The points: docs/architecture.md, "Fault points".
"""

from __future__ import annotations

import os
import signal

_NAME, _, _COUNT = os.environ.get("ZHIBAO_FAULT", "").partition(":")
_left = iter(range(int(_COUNT or 1) - 1, -1, -1))


def reached(name: str) -> None:
    """The point with this name is reached."""
    if name == _NAME and next(_left) == 0:
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
