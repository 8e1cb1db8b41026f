"""What a copy of the desk holds, in lines for the command line; how copies are made and checked is the store's affair."""

from __future__ import annotations

from bot.locale.texts import Texts
from bot.model import DeskCopy


def lines_of(t: Texts, copy: DeskCopy) -> list[str]:
    """When it was made, by what, and what is in it."""
    items = (
        t.plain(
            "items: {count}, {first} to {last}",
            count=copy.items,
            first=copy.first_item,
            last=copy.last_item,
        )
        if copy.first_item
        else t.plain("no items")
    )
    return [
        t.plain(
            "made {moment} by release {release}, revision {revision}",
            moment=f"{copy.made_at.astimezone(t.zone):%Y-%m-%d %H:%M:%S}",
            release=copy.release,
            revision=copy.revision,
        ),
        t.plain(
            "people: {people}; {items}; topics: {demands}",
            people=copy.people,
            items=items,
            demands=copy.demands,
        ),
        t.plain("messages not sent yet: {count}", count=copy.unsent),
        t.plain(
            "lines of the audit trail: {lines}, the last one's hash {head}",
            lines=copy.audit_lines,
            head=copy.audit_head,
        ),
        t.plain(
            "files: {count}, {bytes} bytes",
            count=copy.files,
            bytes=f"{copy.file_bytes:,}",
        ),
        *_broken(t, copy),
    ]


def _broken(t: Texts, copy: DeskCopy) -> list[str]:
    line = copy.broken_at
    if line is None:
        return []
    return [
        t.plain(
            "note: the audit trail had been changed before the copy was made: line {line} does not follow the one before",
            line=line,
        )
    ]
