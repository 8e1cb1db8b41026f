"""The audit trail's chain: every kind of tampering is found, and the right line named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.chain import GENESIS, check_chain, next_hash
from tests.support.table import each_row


@dataclass(frozen=True)
class Line:
    """A line as the table holds it, in the order of the columns."""

    id: int
    subject: str
    subject_id: int
    person_id: int | None
    step: str
    before: str | None
    after: str | None
    done_at: int
    hash: str = ""


def linked(line: Line, previous: str) -> Line:
    content = {name: value for name, value in asdict(line).items() if name not in ("id", "hash")}
    return replace(line, hash=next_hash(previous, **content))


def trail(count: int = 6) -> list[Line]:
    """Lines with ids 10, 20, 30 …, properly linked."""
    lines: list[Line] = []
    for place in range(1, count + 1):
        line = Line(place * 10, "item", place, 7, "submit", None, '{"state":"waiting"}', 1000 + place)
        lines.append(linked(line, lines[-1].hash if lines else GENESIS))
    return lines


def broken_at(lines: list[Line]) -> int | None:
    return check_chain(
        [tuple(asdict(line).values()) for line in sorted(lines, key=lambda line: line.id)]
    ).broken_at


def test_a_chain_as_it_was_written_is_whole_and_says_where_it_stands() -> None:
    lines = trail()
    chain = check_chain(tuple(asdict(line).values()) for line in lines)
    assert (chain.lines, chain.head, chain.broken_at) == (6, lines[-1].hash, None)
    assert check_chain([]) == check_chain(iter(())) and check_chain([]).head == GENESIS


def test_the_canonical_form_is_the_documented_one() -> None:
    form = f'["{GENESIS}","item",12,null,"return",null,"{{\\"reason\\":\\"\\u5b58\\u7591\\"}}",1780459200000]'
    found = next_hash(
        GENESIS,
        subject="item",
        subject_id=12,
        person_id=None,
        step="return",
        before=None,
        after='{"reason":"存疑"}',
        done_at=1780459200000,
    )
    assert found == hashlib.sha256(form.encode("ascii")).hexdigest()


@given(st.text(), st.none() | st.text(), st.integers(), st.none() | st.integers())
def test_whatever_a_line_holds_is_hashed_as_json_writes_it(
    step: str, before: str | None, subject_id: int, person_id: int | None
) -> None:
    content = [GENESIS, "item", subject_id, person_id, step, before, None, 1]
    found = next_hash(
        GENESIS,
        subject="item",
        subject_id=subject_id,
        person_id=person_id,
        step=step,
        before=before,
        after=None,
        done_at=1,
    )
    assert found == hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


@each_row(
    "change",
    [
        {"subject": "demand"},
        {"subject_id": 4},
        {"person_id": None},
        {"person_id": 8},
        {"step": "adopt"},
        {"before": ""},
        {"before": "null"},
        {"after": None},
        {"after": '{"state":"waiting"} '},
        {"done_at": 1004},
        {"hash": "0" * 64},
    ],
    ids=str,
)
def test_an_altered_line_is_named(change: dict[str, object]) -> None:
    lines = trail()
    lines[2] = replace(lines[2], **change)  # type: ignore[arg-type]
    assert broken_at(lines) == 30


def _relinked(lines: list[Line]) -> list[Line]:
    """An altered line whose own hash was reckoned anew."""
    changed = replace(lines[2], step="adopt")
    return [*lines[:2], linked(changed, lines[1].hash), *lines[3:]]


def _inserted(lines: list[Line]) -> list[Line]:
    return [*lines, replace(lines[4], id=35)]


def _inserted_with_its_hash(lines: list[Line]) -> list[Line]:
    return [*lines, linked(replace(lines[4], id=35), lines[2].hash)]


def _swapped(lines: list[Line]) -> list[Line]:
    return [*lines[:2], replace(lines[3], id=30), replace(lines[2], id=40), *lines[4:]]


@each_row(
    ("tamper", "named"),
    [
        (lambda lines: lines[1:], 20),  # the first is gone
        (lambda lines: lines[:2] + lines[3:], 40),  # one in the middle
        (lambda lines: [lines[0], *lines[4:]], 50),  # several
        (_relinked, 40),
        (_inserted, 35),
        (_inserted_with_its_hash, 40),
        (_swapped, 30),
        (lambda lines: [replace(lines[-1], id=5), *lines[:-1]], 5),  # the last one put first
        (lambda lines: [replace(lines[0], id=70), *lines[1:]], 20),  # the first one put last
    ],
)
def test_the_first_line_that_does_not_follow_is_named(
    tamper: Callable[[list[Line]], list[Line]], named: int
) -> None:
    assert broken_at(tamper(trail())) == named


def test_a_cut_off_tail_shows_only_in_number_and_head() -> None:
    whole, cut = (
        check_chain(tuple(asdict(line).values()) for line in lines) for lines in (trail(), trail()[:-2])
    )
    assert cut.broken_at is None
    assert (cut.lines, cut.head) != (whole.lines, whole.head)
