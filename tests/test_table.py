"""The tests' own helper for tables: no row is passed over, none that fails is hidden by another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.table import each_row


def failure_of(test: Callable[[], object]) -> BaseExceptionGroup[BaseException]:
    with pytest.raises(BaseExceptionGroup) as caught:
        test()
    return caught.value


def test_every_row_is_tried_and_each_that_fails_is_named() -> None:
    tried: list[int] = []

    @each_row(
        ("one", "other"), [(1, 1), (2, 3), pytest.param(4, 4, id="four"), pytest.param(5, 6, id="five")]
    )
    def are_equal(one: int, other: int) -> None:
        tried.append(one)
        assert one == other

    failure = failure_of(are_equal)
    assert tried == [1, 2, 4, 5]
    assert failure.message == "2 of 4 rows failed:\n2: 2, 3\n4: five"
    assert [error.__notes__ for error in failure.exceptions] == [["in row 2: 2, 3"], ["in row 4: five"]]


def test_all_rows_that_fail_are_named_however_many() -> None:
    @each_row("number", range(600))
    def fails(number: int) -> None:
        raise ValueError(number)

    assert failure_of(fails).message.splitlines()[-1] == "600: 599"


def test_a_table_of_a_table_tries_each_with_each() -> None:
    tried: list[tuple[str, int]] = []

    @each_row("letter", "ab")
    @each_row("number", [1, 2])
    def notes(letter: str, number: int) -> None:
        tried.append((letter, number))
        assert letter == "a"

    assert failure_of(notes).message == "1 of 2 rows failed:\n2: 'b'"
    assert tried == [("a", 1), ("a", 2), ("b", 1), ("b", 2)]


@pytest.mark.parametrize("leave", [pytest.skip, pytest.fail])
def test_a_row_that_skips_or_fails_by_word_fails_the_table(leave: Callable[[str], None]) -> None:
    @each_row("row", ["x"], ids=str)
    def leaves(row: str) -> None:
        leave(row)

    assert failure_of(leaves).message == "1 of 1 rows failed:\n1: x"


async def test_rows_may_be_asked_with_await() -> None:
    @each_row("row", [1, 2])
    async def fails(row: int) -> None:
        assert row == 1

    with pytest.raises(BaseExceptionGroup, match="1 of 2 rows failed"):
        await fails()


@pytest.mark.parametrize("rows", [[], [pytest.param(1, marks=pytest.mark.skip)]])
def test_a_table_without_rows_or_with_a_row_that_is_left_out_is_no_table(rows: list[object]) -> None:
    with pytest.raises(ValueError, match="row"):
        each_row("row", rows)


@each_row("row", [1, 2])
def test_what_else_a_test_asks_for_is_there(row: int, request: pytest.FixtureRequest) -> None:
    assert request.node.name == "test_what_else_a_test_asks_for_is_there"
