"""What every bot that `warm.py` starts has imported: all but the client of PostgreSQL, which notes the process it is in."""

import gc

from bot import app, checking, copying, verbs

gc.collect()
gc.freeze()  # a bot that looks for what can go would touch all of this, and so have a copy of it made

__all__ = ["app", "checking", "copying", "verbs"]
