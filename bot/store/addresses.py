"""Addresses of databases as people may see them; what stands behind one is store/database.py's and store/postgres.py's."""

from __future__ import annotations

import re

SQLITE, POSTGRES = "sqlite:///", "postgresql://"
_ACCOUNT = re.compile(r"(?<=://)[^/?#]*@")
_SECRET = re.compile(r"(?i)(pass(?:word|file)?=)[^&#]*")


def is_postgres(url: str) -> bool:
    """Whether the office is on a server."""
    return url.startswith(POSTGRES)


def shown(url: str) -> str:
    """The address without account and password."""
    return _SECRET.sub(r"\1***", _ACCOUNT.sub("", url))
