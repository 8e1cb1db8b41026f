"""What one item has in common with an earlier one, as it was found and as an editor answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LikenessKind(StrEnum):
    """Why two items are alike."""

    TEXT = "text"  # the same text, also reworked
    EVENT = "event"  # the same event, told by another


class LikenessAnswer(StrEnum):
    """What an editor says of two items that are alike; 合并 is a state of the item, and answers by itself."""

    DIFFERENT = "different"  # 不同事件
    FOLLOWS = "follows"  # 续报


@dataclass(frozen=True, slots=True)
class Likeness:
    """`item_id` came after `other_id`. `score`, in hundredths: of the shorter text, or of the weight of what both say."""

    item_id: int
    other_id: int
    kind: LikenessKind
    score: int
    answer: LikenessAnswer | None
