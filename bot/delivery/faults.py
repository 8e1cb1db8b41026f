"""Names failures for logs and for the database's error columns, without the texts that people wrote; handles none."""

from __future__ import annotations

import traceback
from pathlib import Path

_FRAMES = 4


def describe(error: BaseException) -> str:
    """The error's class and the innermost places it came through: `KeyError at submit.py:41 < dispatcher.py:90`.

    The error's own text is left out: it may quote a message.
    """
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}" if places else type(error).__name__
