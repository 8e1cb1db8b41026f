"""What every bot that `warm.py` starts has imported: all but the client of PostgreSQL, which notes the process it is in."""

from bot import app, checking, copying, verbs

__all__ = ["app", "checking", "copying", "verbs"]
