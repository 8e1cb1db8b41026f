"""The arrows between an item's states (manual, section 3; domain.md 3.2); who may take a step is not asked here."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from bot.model import ItemState

UNDO_WITHIN = timedelta(minutes=10)  # a decision is taken back by whoever made it


def can_be_undone(at: datetime, *, now: datetime) -> bool:
    """Whether what was decided `at` can be taken back still."""
    return now - at <= UNDO_WITHIN


class Step(StrEnum):
    """What can be done with an item's state."""

    RECEIVE = "receive"  # 签收
    RELEASE = "release"  # 放回: who took it lets it go
    ADOPT = "adopt"  # 采用
    RETURN = "return"  # 退回
    REJECT = "reject"  # 不采用
    MERGE = "merge"  # 合并
    RESERVE = "reserve"  # 备用: kept for later
    REVISE = "revise"  # the reporter hands in a new text by /revise
    WITHDRAW = "withdraw"  # 撤回, before review
    EDIT = "edit"  # the reporter edits the original message, before review
    CORRECT = "correct"  # an editor agrees to what the reporter asked to be changed; the state stays
    COPYEDIT = "copyedit"  # 改稿: an editor edits the text; the state stays
    HOLD = "hold"  # its text is such that a secrecy officer must see it first
    FREE = "free"  # 放行, by a secrecy officer
    DESTROY = "destroy"  # 销毁, by a secrecy officer
    WIPE = "wipe"  # an edit has given its message a marking


_DECISIONS = {
    Step.ADOPT: ItemState.ADOPTED,
    Step.RETURN: ItemState.RETURNED,
    Step.REJECT: ItemState.REJECTED,
    Step.MERGE: ItemState.MERGED,
}
_RESERVE = {Step.RESERVE: ItemState.RESERVED}
_ARROWS: dict[ItemState, dict[Step, ItemState]] = {
    ItemState.WAITING: {
        Step.RECEIVE: ItemState.REVIEWING,
        Step.EDIT: ItemState.WAITING,
        Step.REVISE: ItemState.WAITING,
        Step.WITHDRAW: ItemState.WITHDRAWN,
        Step.CORRECT: ItemState.WAITING,
        Step.COPYEDIT: ItemState.WAITING,
        **_DECISIONS,
        **_RESERVE,
    },
    # A revision while an editor has it goes back to the queue: what was taken is not what is there now.
    ItemState.REVIEWING: {
        Step.RELEASE: ItemState.WAITING,
        Step.REVISE: ItemState.WAITING,
        Step.CORRECT: ItemState.REVIEWING,
        Step.COPYEDIT: ItemState.REVIEWING,
        **_DECISIONS,
        **_RESERVE,
    },
    ItemState.RESERVED: {
        Step.CORRECT: ItemState.RESERVED,
        Step.COPYEDIT: ItemState.RESERVED,
        **_DECISIONS,
    },
    ItemState.ADOPTED: {Step.CORRECT: ItemState.ADOPTED, Step.COPYEDIT: ItemState.ADOPTED},
    ItemState.HELD: {
        Step.FREE: ItemState.WAITING,
        Step.DESTROY: ItemState.DESTROYED,
        Step.EDIT: ItemState.HELD,
    },
    ItemState.RETURNED: {Step.REVISE: ItemState.WAITING, Step.WITHDRAW: ItemState.WITHDRAWN},
}


def next_state(state: ItemState, step: Step) -> ItemState | None:
    """The state after the step, or None where the step is not allowed in this state."""
    return _ARROWS.get(state, {}).get(step)


def takes_decisions(state: ItemState) -> bool:
    """Whether editors can decide on the item: it is in the queue, in review or in reserve."""
    return next_state(state, Step.ADOPT) is not None


def asks_correction(state: ItemState) -> bool:
    """Whether an edit is a request to the editors: their review has begun, and has not ended the item."""
    return next_state(state, Step.CORRECT) is not None and next_state(state, Step.EDIT) is None


def is_final(state: ItemState) -> bool:
    """Whether no step leads out of the state."""
    return all(after is state for after in _ARROWS.get(state, {}).values())
