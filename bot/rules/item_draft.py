"""What a conversation that leads to an item holds, and how it reads as a submission; the conversation itself is the desk's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from bot.model import Item, Kind
from bot.rules.onestep import SubmissionText, parse_submission
from bot.rules.text import count_chars, join_parts

LONG_TITLE = 60  # characters: a single line longer than this is a text without a title


@dataclass(frozen=True, slots=True)
class Content:
    """What a draft holds. `parts` are the messages; the other fields were chosen by button and win over header lines."""

    parts: tuple[tuple[int, str], ...] = ()
    kind: str | None = None
    themes: tuple[str, ...] | None = None
    urgent: bool | None = None
    demand_id: int | None = None
    origin: str | None = None
    revises: int | None = None  # an item's id
    has_attachment: bool = False
    texts: tuple[str, ...] = ()  # of a message that may hold several items

    @property
    def text(self) -> str:
        """All the messages as one text."""
        return join_parts([text for _, text in self.parts])


_FIELDS = frozenset(field.name for field in fields(Content))


def content_of(stored: Mapping[str, object]) -> Content:
    """A draft row's data as Content; the reverse of dataclasses.asdict. What an older release wrote beside it is left out."""
    data: dict[str, Any] = {field: stored[field] for field in _FIELDS if field in stored}
    data["parts"] = tuple((int(part[0]), str(part[1])) for part in data.get("parts", ()))
    data["themes"] = None if data.get("themes") is None else tuple(data["themes"])
    data["texts"] = tuple(data.get("texts", ()))
    return Content(**data)


def read(content: Content, *, themes: Sequence[str], item: Item | None = None) -> SubmissionText:
    """The draft as a submission: its text, then what was chosen by button. A long single line is a text without a title."""
    parsed = parse_submission(content.text, themes=themes)
    if not count_chars(parsed.body) and not is_title(parsed.title):
        parsed = replace(parsed, title="", body=parsed.title)
    if item is not None:
        parsed = replace(
            parsed,
            kind=parsed.kind or item.kind,
            urgent=parsed.urgent or item.is_urgent,
            themes=parsed.themes or item.themes,
            source=parsed.source or item.source,
            joint_units=parsed.joint_units or item.joint_units,
        )
    return replace(
        parsed,
        kind=Kind(content.kind) if content.kind else parsed.kind,
        themes=parsed.themes if content.themes is None else content.themes,
        urgent=parsed.urgent if content.urgent is None else content.urgent,
        demand_number=content.demand_id or parsed.demand_number,
    )


def is_title(text: str) -> bool:
    """Whether a text may be a title: one line, not long, no full sentence."""
    return "\n" not in text and count_chars(text) <= LONG_TITLE and "。" not in text
