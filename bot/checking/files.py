"""What `check` finds in the files folder: each file that the database knows is there, and is what it was; nothing is changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from bot.checking.lines import Line, fault, fine
from bot.locale.texts import Texts
from bot.store.base import Store
from bot.store.files import flaw_of, path_of

_NAMED = 5  # of many faults the first


async def check_files(t: Texts, database: Store, folder: Path) -> AsyncIterator[Line]:
    """Every file is read; one line where all are whole, else a line for what is missing and for what is altered."""
    wanted = [str(row[0]) for row in await database.queries.list_files(database.reader)]
    if not wanted:
        return
    flaws = await asyncio.to_thread(_flaws_of, folder, wanted)
    for name, words in (
        (
            "missing",
            t.plain(
                "fault: files are missing ({count}), put them back from a copy: {paths}",
                **_listed(folder, flaws["missing"]),
            ),
        ),
        (
            "altered",
            t.plain(
                "fault: files are not what they were ({count}), put them back from a copy: {paths}",
                **_listed(folder, flaws["altered"]),
            ),
        ),
        (
            "unreadable",
            t.plain(
                "fault: files cannot be read by the user who runs this ({count}): {paths}",
                **_listed(folder, flaws["unreadable"]),
            ),
        ),
    ):
        if flaws[name]:
            yield fault(words)
    if not any(flaws.values()):
        yield fine(
            t.plain("ok: files in {path}: {count}, each as it was sent", count=len(wanted), path=folder)
        )


def _flaws_of(folder: Path, wanted: Sequence[str]) -> dict[str, list[str]]:
    flaws: dict[str, list[str]] = {"missing": [], "altered": [], "unreadable": []}
    for sha256 in wanted:
        try:
            flaw = flaw_of(folder, sha256)
        except OSError:
            flaw = "unreadable"
        if flaw is not None:
            flaws[flaw].append(sha256)
    return flaws


def _listed(folder: Path, names: Sequence[str]) -> dict[str, object]:
    shown = [str(path_of(folder, name)) for name in names[:_NAMED]]
    return {"count": len(names), "paths": ", ".join([*shown, *(["…"] if len(names) > _NAMED else [])])}
