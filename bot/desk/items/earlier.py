"""An item as it was before a change of its words that can be undone: what is kept of it, and the item made of that again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.model import Item, Kind
from bot.store.work import Work


def kept_of(item: Item) -> dict[str, object]:
    """What its versions do not hold, JSON-able: which version it is, and its headers."""
    return {
        "version": item.version,
        "kind": item.kind.value,
        "is_urgent": item.is_urgent,
        "themes": list(item.themes),
        "joint_units": list(item.joint_units),
        "source": item.source,
    }


async def as_kept(work: Work, item: Item, kept: Mapping[str, object]) -> Item:
    """The item with the words of then; all else of it is as it is now."""
    number = int(str(kept["version"]))
    versions = {version: (title, body) for version, title, body, _ in await work.items.versions(item.id)}
    title, body = versions[number]
    themes, units = kept["themes"], kept["joint_units"]
    assert isinstance(themes, list) and isinstance(units, list)
    return replace(
        item,
        title=title,
        body=body,
        version=number,
        kind=Kind(str(kept["kind"])),
        is_urgent=bool(kept["is_urgent"]),
        themes=tuple(themes),
        joint_units=tuple(units),
        source=None if kept["source"] is None else str(kept["source"]),
    )
