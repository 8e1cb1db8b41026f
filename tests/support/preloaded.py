"""What every bot that `warm.py` starts has imported, and read of the product's own files, whatever its settings say.

Not the client of PostgreSQL, which notes the process it is in.
"""

import gc

from bot import app, checking, copying, verbs
from bot.locale.texts import catalogue
from bot.rules.secrecy.rulebook import rulebook
from bot.store.sqlite.adapter import load_queries

catalogue("zh")
rulebook()
load_queries()
gc.collect()
gc.freeze()  # a bot that looks for what can go would touch all of this, and so have a copy of it made

__all__ = ["app", "checking", "copying", "verbs"]
