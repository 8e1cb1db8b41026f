"""What two items are to each other, from their texts alone, and when one merely repeats the other."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest
from zoneinfo import ZoneInfo

from bot.model import Item, ItemState, Likeness, LikenessKind
from bot.rules.likeness import events, texts
from bot.rules.likeness.events import Names, Told, Weights
from bot.rules.likeness.figures import figures
from bot.rules.onestep import BODY_MIN

SHOWN_MOST = 3
EVENT_WITHIN = timedelta(days=7)
TEXT_WITHIN = timedelta(days=365)

_TEXTS_READ, _EVENTS_READ = 12, 8  # candidates whose texts are looked at
# Seen by every editor, and still somebody's word. What is held, destroyed, withdrawn or merged is nothing to be compared with.
_COMPARABLE = frozenset(
    {
        ItemState.WAITING,
        ItemState.REVIEWING,
        ItemState.ADOPTED,
        ItemState.RESERVED,
        ItemState.RETURNED,
        ItemState.REJECTED,
    }
)
_TOLD_WITHIN = timedelta(days=2)  # who sent it longer ago, before an upgrade, is not told any more
_CORRECTED_WITHIN = timedelta(
    hours=6
)  # other figures in the same words, later: the next report, not the same

Matches = Mapping[int, Sequence[int]]  # the items that have a key


@dataclass(frozen=True, slots=True)
class Reading:
    """An item as it is compared."""

    item: Item
    shingles: texts.Shingles
    text_keys: tuple[int, ...]
    told: Told


def read(item: Item, *, names: Names, zone: ZoneInfo) -> Reading:
    """Takes a text apart; a third of a millisecond for one of 300 characters."""
    return Reading(
        item,
        texts.shingles(item.title, item.body),
        texts.keys_of(item.title, item.body),
        _told(item, names=names, zone=zone),
    )


def _told(item: Item, *, names: Names, zone: ZoneInfo) -> Told:
    day = item.received_at.astimezone(zone).date()
    return events.told(item.title, item.body, written_on=day, names=names)


def is_comparable(item: Item) -> bool:
    """Whether an item may be shown beside another one."""
    return item.state in _COMPARABLE


def is_news(item: Item, now: datetime) -> bool:
    """Whether anybody is told what was found, and not only the card."""
    return now - item.received_at <= _TOLD_WITHIN


# --- the same text ----------------------------------------------------------------------------------------


def kept_text_keys(reading: Reading, matches: Matches) -> list[int]:
    """The keys under which an item is to be found: not those that so many have that nobody looks there."""
    return [key for key in reading.text_keys if len(matches.get(key, ())) < texts.FULL]


def text_candidates(matches: Matches) -> list[int]:
    """The items whose texts are to be looked at: those that share most of what few have, the newest of them first."""
    shared: defaultdict[int, float] = defaultdict(float)
    for items in matches.values():
        weight = math.log(texts.FULL / len(items))
        if weight > 0:
            for item_id in items:
                shared[item_id] += weight
    best = nlargest(_TEXTS_READ, shared.items(), key=lambda each: (each[1], each[0]))
    return [item_id for item_id, _ in best]


def same_texts(reading: Reading, others: Iterable[Item]) -> list[tuple[Likeness, Item]]:
    """Those of the others that are the same text, also reworked."""
    found = []
    for other in others:
        if not _near(reading.item, other, within=TEXT_WITHIN):
            continue
        share = texts.containment(reading.shingles, texts.shingles(other.title, other.body))
        if share >= texts.SAME_FROM:
            found.append((_likeness(reading.item, other, LikenessKind.TEXT, share), other))
    return found


def repeated(reading: Reading, others: Iterable[Item]) -> Item | None:
    """What the item's own reporter has sent before under the same title with the same words; then it does not count again.

    So it is under another title where not a sign of the text differs, and no figure of the title: 第一期 is not 第二期.

    The same words with other figures, as in a report of every week, are no repetition; within some hours they are a correction.
    """
    item = reading.item
    if item.state is not ItemState.WAITING:
        return None
    is_whole = len(_signs(item.body)) >= BODY_MIN  # 见附件 is many files' only text
    for other in others:
        if other.person_id != item.person_id or other.id > item.id:
            continue
        if is_whole and _signs(other.body) == _signs(item.body) and _count(other.title) == _count(item.title):
            return other
        if _name(other) != _name(item):
            continue
        share = texts.overlap(reading.shingles, texts.shingles(other.title, other.body))
        is_soon = abs(item.received_at - other.received_at) <= _CORRECTED_WITHIN
        if share >= texts.REPEATED_FROM and (is_soon or _things(item) == _things(other)):
            return other
    return None


# --- the same event ---------------------------------------------------------------------------------------


def kept_event_keys(reading: Reading, matches: Matches) -> list[int]:
    """The same of what it tells."""
    return sorted(key for key in reading.told.keys if len(matches.get(key, ())) < events.FULL)


def weights(matches: Matches, *, texts_seen: int) -> Weights:
    """What each shared thing says, by how many of the last texts have it."""
    return Weights(texts_seen, {key: len(items) for key, items in matches.items()})


def event_candidates(matches: Matches, weighed: Weights) -> list[int]:
    """The items whose texts are to be looked at: those that share most of what few have."""
    shared: defaultdict[int, float] = defaultdict(float)
    for key, items in matches.items():
        if weight := weighed.of_pair(key):
            for item_id in items:
                shared[item_id] += weight
    best = nlargest(_EVENTS_READ, shared.items(), key=lambda each: (each[1], each[0]))
    return [item_id for item_id, _ in best]


def same_events(
    reading: Reading, others: Iterable[Item], weighed: Weights, *, names: Names, zone: ZoneInfo
) -> list[tuple[Likeness, Item]]:
    """Those of the others that tell the same event, by another reporter: three at most."""
    by_id = {
        other.id: other
        for other in others
        if other.person_id != reading.item.person_id and _near(reading.item, other, within=EVENT_WITHIN)
    }
    scores = {
        other.id: events.evidence(reading.told, _told(other, names=names, zone=zone), weighed).score
        for other in by_id.values()
    }
    found = events.chosen(scores, most=SHOWN_MOST)
    return [
        (_likeness(reading.item, by_id[item_id], LikenessKind.EVENT, score), by_id[item_id])
        for item_id, score in found
    ]


# --- what is shown ----------------------------------------------------------------------------------------


def in_order(likenesses: Iterable[Likeness]) -> list[Likeness]:
    """What nobody has answered: the same text before the same event, the strongest first."""
    unanswered = [each for each in likenesses if each.answer is None]
    return sorted(unanswered, key=lambda each: (each.kind is LikenessKind.EVENT, -each.score, each.other_id))


def _near(item: Item, other: Item, *, within: timedelta) -> bool:
    in_one_thread = (item.follows_id or item.id) == (other.follows_id or other.id)
    return is_comparable(other) and not in_one_thread and abs(item.received_at - other.received_at) <= within


def _likeness(item: Item, other: Item, kind: LikenessKind, score: float) -> Likeness:
    later, earlier = max(item.id, other.id), min(item.id, other.id)
    return Likeness(later, earlier, kind, round(100 * score), None)


def _name(item: Item) -> str:
    """The title without marks and blanks; its figures count: 第3期 is not 第4期."""
    return _signs(item.title)


def _count(title: str) -> list[str]:
    return [sign for sign in title if sign.isnumeric()]


def _signs(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def _things(item: Item) -> Sequence[tuple[float, str]]:
    return sorted(figure.thing for figure in figures(f"{item.title}\n{item.body}"))
