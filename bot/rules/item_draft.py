"""What a conversation that leads to an item holds, and how it reads as a submission; the conversation itself is the desk's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from bot.model import Item, Kind
from bot.rules.likeness.texts import shingles
from bot.rules.onestep import BODY_MIN, SubmissionText, parse_submission
from bot.rules.text import count_chars, join_parts

NO_DEMAND = 0  # in place of a demand's number: the link is taken out
_FAR_LESS = 3  # times
_RETOLD = 0.5  # of what a text said: who writes so much of it again means the whole
LONG_TITLE = 60  # characters: a single line longer than this is a text without a title


@dataclass(frozen=True, slots=True)
class Content:
    """What a draft holds. `parts` are the messages; the other fields were chosen or changed later and win over what they say."""

    parts: tuple[tuple[int, str], ...] = ()
    title: str | None = None
    kind: str | None = None
    themes: tuple[str, ...] | None = None
    urgent: bool | None = None
    demand_id: int | None = None
    source: str | None = None
    joint_units: tuple[str, ...] | None = None
    follows: str | None = None
    keypoint: str | None = None
    origin: str | None = None
    revises: int | None = None  # an item's id
    for_person: int | None = None  # somebody's id, by whose booking a deputy began it
    has_attachment: bool = False
    takes_doubts: bool | None = None  # what may be noise goes, or stays; None until the writer has said so
    texts: tuple[str, ...] = ()  # of a message that may hold several items
    sent_at: int | None = None  # milliseconds, of a tagged message that is handed in once its file is read
    thread_id: int = 0  # the topic in which a file of it was sent
    asked_change: bool = False  # the newest question was what is to change
    pending: tuple[
        tuple[int, str], ...
    ] = ()  # would take the place of a longer text; its writer is asked first
    meant: tuple[int, ...] = ()  # items (by id) that it may add to instead: its writer is offered that
    before: str | None = None  # the text of such an item, behind which it was put

    @property
    def text(self) -> str:
        """All the messages as one text."""
        return join_parts([text for _, text in self.parts])


_FIELDS = frozenset(field.name for field in fields(Content))


def content_of(stored: Mapping[str, object]) -> Content:
    """A draft row's data as Content; the reverse of dataclasses.asdict. What an older release wrote beside it is left out."""
    data: dict[str, Any] = {field: stored[field] for field in _FIELDS if field in stored}
    for several in ("parts", "pending"):
        data[several] = tuple((int(part[0]), str(part[1])) for part in data.get(several, ()))
    data["themes"] = None if data.get("themes") is None else tuple(data["themes"])
    data["joint_units"] = None if data.get("joint_units") is None else tuple(data["joint_units"])
    data["texts"] = tuple(data.get("texts", ()))
    data["meant"] = tuple(data.get("meant", ()))
    return Content(**data)


def read(
    content: Content, *, themes: Sequence[str], names: Collection[str] = (), item: Item | None = None
) -> SubmissionText:
    """The draft as a submission: its text, then what was chosen by button. A long single line is a text without a title."""
    parsed = parse_submission(
        content.text, themes=themes, names=names, with_doubts=content.takes_doubts is True
    )
    if parsed.cleaning and content.takes_doubts is not None:
        parsed = replace(parsed, cleaning=replace(parsed.cleaning, doubts=()))
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
        title=content.title or parsed.title,
        source=content.source or parsed.source,
        joint_units=parsed.joint_units if content.joint_units is None else content.joint_units,
        kind=Kind(content.kind) if content.kind else parsed.kind,
        themes=parsed.themes if content.themes is None else content.themes,
        urgent=parsed.urgent if content.urgent is None else content.urgent,
        demand_number=content.demand_id or parsed.demand_number,
        follows=content.follows or parsed.follows,
        keypoint=content.keypoint or parsed.keypoint,
    )


def change(
    content: Content, text: str, *, part: int, themes: Sequence[str], names: Collection[str] = ()
) -> Content:
    """The draft after its writer has sent what is to change: a title alone, header lines alone, or the whole text.

    `part` is the message's id. What is not mentioned stays: nothing that was written goes without a word from its writer.
    """
    parsed = parse_submission(text, themes=themes, names=names)
    is_part = not count_chars(parsed.body) and (not parsed.title or is_title(parsed.title))
    if is_part and count_chars(content.text):
        return _with_changes(content, parsed)
    before = read(content, themes=themes, names=names)
    has_title = count_chars(parsed.body) or is_title(parsed.title)
    was_urgent = content.urgent if content.urgent is not None else (before.urgent or None)
    return replace(
        content,
        parts=((part, text),),
        takes_doubts=None,
        title=None if has_title else before.title or None,
        kind=None if parsed.kind or before.kind is None else before.kind.value,
        themes=None if parsed.themes else content.themes or before.themes or None,
        urgent=None if parsed.urgent else was_urgent,
        demand_id=None if parsed.demand_number else before.demand_number,
        source=None if parsed.source else before.source,
        joint_units=None if parsed.joint_units else content.joint_units or before.joint_units or None,
        follows=None if parsed.follows else before.follows,
        keypoint=None if parsed.keypoint else before.keypoint,
    )


def drops_body(
    content: Content, text: str, *, themes: Sequence[str], names: Collection[str] = ()
) -> tuple[int, int] | None:
    """The characters of the body before and after, where the text in the draft's place would leave far less of it."""
    before = count_chars(read(content, themes=themes, names=names).body)
    after = count_chars(read(Content(parts=((0, text),)), themes=themes, names=names).body)
    is_far_less = 0 < after < before and (after < BODY_MIN or after * _FAR_LESS < before)
    return (before, after) if is_far_less else None


def add_to(
    content: Content, text: str, *, part: int, themes: Sequence[str], names: Collection[str] = ()
) -> Content:
    """The draft with the text's title and headers, and its body behind the one that there is."""
    parsed = read(Content(parts=((0, text),)), themes=themes, names=names)
    before = read(content, themes=themes, names=names)
    changed = _with_changes(replace(content, title=content.title or before.title or None), parsed)
    return replace(changed, parts=(*content.parts, (part, parsed.body)))


def behind(
    content: Content, before: str, *, item_id: int, themes: Sequence[str], names: Collection[str] = ()
) -> Content:
    """What began as an item of its own, behind the text of the one that it adds to; in its place where it tells most of it anew.

    Its first line is no new title, and its header lines are no text.
    """
    revising = replace(content, revises=item_id)
    said = shingles("", before)
    if len(said & shingles("", content.text)) >= _RETOLD * len(said):
        return revising
    (part, first), *rest = content.parts
    parsed = parse_submission(first, themes=themes, names=names)
    if content.title is not None or _has_headers(parsed):
        first = "\n".join(part for part in (content.title or parsed.title, parsed.body) if part)
    parts = ((0, before), (part, first), *rest)
    return _with_changes(replace(revising, parts=parts, title=None, before=before), replace(parsed, title=""))


def apart(content: Content) -> Content:
    """The same without the text behind which it was put: an item of its own."""
    parts = list(content.parts)
    if content.before is not None and parts and parts[0][1] == content.before:
        parts = parts[1:]
    return replace(content, revises=None, before=None, parts=tuple(parts))


def _has_headers(parsed: SubmissionText) -> bool:
    return bool(
        parsed.kind
        or parsed.themes
        or parsed.urgent
        or parsed.demand_number
        or parsed.source
        or parsed.joint_units
        or parsed.follows
        or parsed.keypoint
    )


def _with_changes(content: Content, parsed: SubmissionText) -> Content:
    return replace(
        content,
        title=parsed.title or content.title,
        kind=parsed.kind.value if parsed.kind else content.kind,
        themes=parsed.themes or content.themes,
        urgent=parsed.urgent or content.urgent,
        follows=parsed.follows or content.follows,
        keypoint=parsed.keypoint or content.keypoint,
        demand_id=parsed.demand_number or content.demand_id,
        source=parsed.source or content.source,
        joint_units=parsed.joint_units or content.joint_units,
    )


def is_title(text: str) -> bool:
    """Whether a text may be a title: one line, not long, no full sentence."""
    return "\n" not in text and count_chars(text) <= LONG_TITLE and "。" not in text
