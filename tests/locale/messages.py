"""The catalogue messages that the code uses, read off its source, for the tests that hold the catalogues complete."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {
    "t": None,
    "plain": None,
    "N_": None,
    "n": (1, 2),
    "NotAllowed": None,
    "NotBoundHere": None,
    "NotJoined": None,
    "BadInput": None,
    "Unreadable": None,
    "NoDay": None,
    "WrongState": None,
    "Full": None,
    "NotFound": None,
    "Worded": None,
    "Unfit": None,
    "ConfigError": None,
    "CommandFailed": None,
    "StoreError": None,
    "StoreAway": None,
    "CopyFault": None,
    "Fault": (2,),
    "Unclear": None,
}


# A file that calls none of these need not be taken apart.
_SPEAKS = re.compile(rf"\b(?:{'|'.join(KEYWORDS)})\s*\(").search


@cache
def used() -> dict[str, str]:
    """Message (the singular one of a plural) and a place where it stands."""
    found: dict[str, str] = {}
    for path in (
        path for folder in ("bot", "handlers", "scheduler") for path in (ROOT / folder).rglob("*.py")
    ):
        if not _SPEAKS(path.read_text(encoding="utf-8")):
            continue
        for line, message, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            key = message[0] if isinstance(message, tuple) else message
            found.setdefault(key, f"{path.relative_to(ROOT)}:{line}")
    return found


@cache
def translated() -> list[tuple[str, str, str]]:
    """Message, Chinese and file of every entry of the Chinese catalogues."""
    entries = []
    for path in sorted((ROOT / "bot" / "locale" / "zh_CN").glob("*.po")):
        with path.open("rb") as file:
            catalogue: Catalog = read_po(file, locale="zh_CN")
        for message in catalogue:
            if message.id:
                key = message.id[0] if isinstance(message.id, tuple) else message.id
                words = message.string[0] if isinstance(message.string, tuple) else message.string
                entries.append((str(key), str(words), path.name))
    return entries
