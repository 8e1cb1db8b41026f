"""What every bot that `warm.py` starts has imported, all that the verbs share; the client of PostgreSQL notes its process as it is imported."""

from bot import app, checking, copying, verbs

__all__ = ["app", "checking", "copying", "verbs"]
