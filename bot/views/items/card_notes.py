"""What a card shows beside the item; the desk gathers it, cards and lookup show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model import Attachment, Comment, Demand, Item, ItemState, KeyPoint
from bot.model.record import record
from bot.rules.changes import Change
from bot.rules.hints import Hint
from bot.views.common.callbacks import Press
from bot.views.items import likenesses
from bot.views.items.adoptions import Taken


@dataclass(frozen=True, slots=True)
class Returned:
    """Who had returned the version before, and why."""

    by: str
    reason: str
    text: str | None


@record
class CardNotes:
    """What a card shows beside the item: who decided it (as shown on the card), its demand, and what a revision changed."""

    editor: str | None = None
    demand: Demand | None = None
    keypoint: KeyPoint | None = None
    before: Item | None = None  # what it was before the change that is shown
    changes: Sequence[Change] = ()  # of its text
    merged_into: str | None = None
    contains: Sequence[tuple[str, str]] = ()  # number and reporter of each item that was merged into it
    is_shared: bool = False  # those who wrote these share its points
    first_percent: int | None = (
        None  # what the first report of these gets of the points, where an editor has set it
    )
    asks_for: ItemState | None = None  # a decision that waits for its reason, or for a second word
    ready: Sequence[str] = ()  # the reasons that are offered for it, by key
    may_undo: bool = False
    more_waits: bool = False  # the next item that waits is offered beside 撤销
    returned: Returned | None = None  # the version before
    alike: Sequence[likenesses.Alike] = ()
    chooses: Press | None = None  # of which one of those that are alike it is asked
    may_undo_answer: bool = False  # what was said of one of these
    thread: likenesses.Thread | None = None
    files: Sequence[Attachment] = ()
    copyedit: tuple[str, datetime] | None = None  # which editor wrote the present words, and when
    comments: int = 0  # how many there are
    objection: Comment | None = None  # that no editor has answered
    hints: Sequence[Hint] = ()
    taken: Taken | None = None  # where an adopted item was taken
    let_go: tuple[str, int | None] | None = (
        None  # by itself: who had taken it, and after so many minutes of working time; None: they are no editor any more
    )
