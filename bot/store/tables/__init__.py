"""The tables by rooms, as SQLAlchemy metadata for Alembic alone; the running desk never imports this package.

Times are whole milliseconds since 1970 UTC (BigInteger, names end in `_at`), days are ISO text, lists are JSON text.
"""

from importlib import import_module
from pkgutil import iter_modules

from bot.store.tables.columns import SEARCH, is_in_metadata, metadata

__all__ = ["SEARCH", "is_in_metadata", "metadata"]

for _room in iter_modules(__path__):  # a room's tables are in the metadata once it is read
    import_module(f"{__name__}.{_room.name}")
