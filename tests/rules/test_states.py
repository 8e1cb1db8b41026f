from __future__ import annotations

from bot.model import ItemState
from bot.rules.states import Step, asks_correction, is_final, next_state
from tests.support.table import each_row

ARROWS = {
    ("waiting", "receive"): "reviewing",
    ("reviewing", "release"): "waiting",
    ("waiting", "edit"): "waiting",
    ("waiting", "revise"): "waiting",
    ("waiting", "withdraw"): "withdrawn",
    ("waiting", "adopt"): "adopted",
    ("waiting", "return"): "returned",
    ("waiting", "reject"): "rejected",
    ("waiting", "merge"): "merged",
    ("waiting", "reserve"): "reserved",
    ("reviewing", "reserve"): "reserved",
    ("reserved", "adopt"): "adopted",
    ("reserved", "return"): "returned",
    ("reserved", "reject"): "rejected",
    ("reserved", "merge"): "merged",
    ("reserved", "correct"): "reserved",
    ("reviewing", "revise"): "waiting",
    ("reviewing", "adopt"): "adopted",
    ("reviewing", "return"): "returned",
    ("reviewing", "reject"): "rejected",
    ("reviewing", "merge"): "merged",
    ("waiting", "correct"): "waiting",
    **{(s, "copyedit"): s for s in ("waiting", "reviewing", "reserved", "adopted")},
    ("reviewing", "correct"): "reviewing",
    ("adopted", "correct"): "adopted",
    ("returned", "revise"): "waiting",
    ("returned", "withdraw"): "withdrawn",
    ("held", "free"): "waiting",
    ("held", "destroy"): "destroyed",
    ("held", "edit"): "held",
}


@each_row("state", ItemState)
@each_row("step", Step)
def test_next_state_allows_exactly_the_arrows(state: ItemState, step: Step) -> None:
    assert next_state(state, step) == ARROWS.get((state.value, step.value))


def test_final_are_the_states_without_a_way_out() -> None:
    final = {state for state in ItemState if is_final(state)}
    assert final == {
        ItemState.ADOPTED,
        ItemState.REJECTED,
        ItemState.MERGED,
        ItemState.WITHDRAWN,
        ItemState.DESTROYED,
    }


def test_an_edit_asks_for_a_correction_once_the_review_has_begun() -> None:
    asking = {state for state in ItemState if asks_correction(state)}
    assert asking == {ItemState.REVIEWING, ItemState.ADOPTED, ItemState.RESERVED}
