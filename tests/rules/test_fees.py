"""Fees of one item: the highest channel once, equal shares to the fen, a settled list for good."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.model import AdoptionKind, FeeLine, PointRule
from bot.rules.fees import (
    Contributors,
    Payee,
    Story,
    Taken,
    fee_lines,
    month_of_listing,
    payees,
    read_asked,
    yuan,
)
from bot.rules.points import Credit
from tests.support.table import each_row

SINGLE = AdoptionKind.SINGLE
TABLE = {("县", SINGLE): 2000, ("市", SINGLE): 5000, ("省", SINGLE): 10000}
ZHANG, LI, FOREST = Credit(1, 1), Credit(2, 2), Credit(None, 3)
TODAY = date(2026, 6, 3)


def taken(channel: str, day: str, *, revoked: str | None = None, month: str | None = None) -> Taken:
    end = (date.fromisoformat(revoked), revoked[:7]) if revoked else None
    return Taken(date.fromisoformat(day), month or day[:7], channel, SINGLE, end)


def by(*credits: Credit, since: str = "2026-01-05") -> Contributors:
    return Contributors(date.fromisoformat(since), since[:7], credits)


def story(*adoptions: Taken, wrote: tuple[Contributors, ...] = (by(ZHANG),)) -> Story:
    return Story(7, adoptions, wrote)


def shown(lines: list[FeeLine]) -> list[tuple[str, str, int | None, int, str]]:
    return [(line.month, line.channel, line.person_id, line.fen, line.rule.value) for line in lines]


def settled(told: Story, to: str) -> list[FeeLine]:
    """The lines of the item as they were settled up to a month."""
    return [line for line in fee_lines(told, TABLE) if line.month <= to]


def test_an_item_is_paid_once_by_the_highest_and_a_higher_adoption_pays_the_difference_in_its_month() -> None:
    told = story(
        taken("县", "2026-03-02"),
        taken("市", "2026-04-09"),
        taken("省", "2026-04-20"),
        taken("县", "2026-05-01"),
    )
    assert shown(fee_lines(told, TABLE)) == [
        ("2026-03", "县", 1, 2000, "price"),
        ("2026-04", "省", 1, 8000, "difference"),
    ]


def test_contributors_share_equally_to_the_fen_and_what_is_left_goes_to_the_lead() -> None:
    told = story(
        taken("县", "2026-03-02"), wrote=(by(ZHANG, FOREST), by(ZHANG, FOREST, LI, since="2026-02-02"))
    )
    assert [(line.person_id, line.unit_id, line.fen) for line in fee_lines(told, TABLE)] == [
        (1, 1, 667),
        (None, 3, 667),
        (2, 2, 666),
    ]


def test_what_was_taken_back_before_its_list_was_settled_is_not_listed_at_all() -> None:
    told = story(taken("县", "2026-03-02"), taken("市", "2026-03-09", revoked="2026-04-01"))
    assert shown(fee_lines(told, TABLE)) == [("2026-03", "县", 1, 2000, "price")]
    assert shown(fee_lines(told, TABLE, settled_to="2026-02")) == [("2026-03", "县", 1, 2000, "price")]


def test_what_was_taken_back_after_that_is_negative_in_its_own_month() -> None:
    before = story(taken("县", "2026-03-02"), taken("市", "2026-03-09"))
    listed = settled(before, "2026-03")
    after = story(taken("县", "2026-03-02"), taken("市", "2026-03-09", revoked="2026-05-06"))
    assert shown(fee_lines(after, TABLE, listed=listed, settled_to="2026-03")) == [
        ("2026-05", "市", 1, -3000, "revoked")
    ]


def test_contributors_who_came_after_the_settling_are_listed_in_the_month_of_the_merging() -> None:
    listed = settled(story(taken("县", "2026-03-02")), "2026-03")
    told = story(taken("县", "2026-03-02"), wrote=(by(ZHANG), by(ZHANG, LI, since="2026-05-08")))
    assert shown(fee_lines(told, TABLE, listed=listed, settled_to="2026-03")) == [
        ("2026-05", "", 1, -1000, "shares"),
        ("2026-05", "", 2, 1000, "shares"),
    ]


def test_a_table_that_was_changed_takes_nothing_back_and_gives_nothing_by_itself() -> None:
    listed = settled(story(taken("市", "2026-03-02")), "2026-03")
    for price in (0, 100, 90_000):
        table = {**TABLE, ("市", SINGLE): price}
        quiet = story(taken("市", "2026-03-02"))
        assert fee_lines(quiet, table, listed=listed, settled_to="2026-03") == []
        lower = story(taken("市", "2026-03-02"), taken("县", "2026-05-02"))
        assert all(line.fen > 0 for line in fee_lines(lower, table, listed=listed, settled_to="2026-03"))
    both = story(taken("市", "2026-03-02", revoked="2026-05-02"), taken("县", "2026-03-03"))
    dear = {**TABLE, ("县", SINGLE): 90_000}
    assert fee_lines(both, dear, listed=listed, settled_to="2026-03") == []


def test_a_channel_without_a_fee_and_one_that_the_settings_know_no_more_bring_nothing() -> None:
    assert fee_lines(story(taken("电视台", "2026-03-02")), TABLE) == []


CHANNELS = st.sampled_from(["县", "市", "省", "旧刊"])
DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30))


@st.composite
def stories(draw: st.DrawFn) -> Story:
    adoptions = []
    for day in draw(st.lists(DAYS, max_size=4)):
        end = draw(st.none() | st.dates(day, date(2026, 8, 31)))
        adoptions.append(
            Taken(day, f"{day:%Y-%m}", draw(CHANNELS), SINGLE, (end, f"{end:%Y-%m}") if end else None)
        )
    credits, steps = [ZHANG], [by(ZHANG)]
    for number, day in enumerate(sorted(draw(st.lists(DAYS, max_size=3))), start=10):
        credits.append(Credit(number, number) if number % 2 else Credit(None, number))
        steps.append(Contributors(day, f"{day:%Y-%m}", tuple(credits)))
    return Story(7, adoptions, steps)


@given(stories(), st.integers(0, 8))
def test_whatever_happens_the_lists_sum_up_to_the_fee_and_nobody_has_less_than_nothing(
    told: Story, to: int
) -> None:
    """Settled month by month up to one, as things stood then, and open from there."""
    listed: list[FeeLine] = []
    settled_to = ""
    for month in (f"2026-{number:02d}" for number in range(1, to + 1)):
        as_then = Story(
            told.item_id,
            [
                Taken(
                    a.day,
                    a.month,
                    a.channel,
                    a.kind,
                    a.revoked if a.revoked and a.revoked[1] <= month else None,
                )
                for a in told.taken
                if a.month <= month
            ],
            [told.contributors[0], *(c for c in told.contributors[1:] if c.month <= month)],
        )
        new = [x for x in fee_lines(as_then, TABLE, listed=listed, settled_to=settled_to) if x.month == month]
        listed += new
        settled_to = month
        sums = Counter[Credit]()
        for line in listed:
            sums[Credit(line.person_id, line.unit_id)] += line.fen
        assert min(sums.values(), default=0) >= 0
    new = fee_lines(told, TABLE, listed=listed, settled_to=settled_to)
    assert all(line.month > settled_to for line in new)
    standing = [TABLE.get((a.channel, a.kind), 0) for a in told.taken if a.revoked is None]
    whole = max(standing, default=0)
    assert sum(line.fen for line in (*listed, *new)) == whole
    sums = Counter[Credit]()
    for line in (*listed, *new):
        assert line.fen != 0
        sums[Credit(line.person_id, line.unit_id)] += line.fen
    assert min(sums.values(), default=0) >= 0
    last = told.contributors[-1].credits
    if whole:
        assert {sums[credit] for credit in last} <= {whole // len(last), whole // len(last) + 1}
    # Nothing is said twice of the same.
    assert len({(x.month, x.person_id, x.unit_id) for x in (*listed, *new)}) == len(listed) + len(new)


def test_what_is_recorded_after_the_settling_is_listed_in_the_month_of_its_record() -> None:
    moment = datetime(2026, 7, 2, 9, tzinfo=UTC)
    months = {"2026-05": moment - timedelta(days=20), "2026-06": moment}
    assert month_of_listing("2026-06", "2026-07", moment + timedelta(hours=1), months) == "2026-07"
    assert month_of_listing("2026-06", "2026-06", moment - timedelta(hours=1), months) == "2026-06"
    assert month_of_listing("2026-03", "2026-07", moment + timedelta(hours=1), months) == "2026-07"
    assert month_of_listing("2026-07", "2026-07", moment + timedelta(hours=1), months) == "2026-07"


def test_a_list_has_a_line_for_each_contributor_and_none_for_who_comes_to_nothing() -> None:
    def line(item: int, credit: Credit, fen: int) -> FeeLine:
        return FeeLine(
            item, "2026-05", TODAY, "县", SINGLE, credit.person_id, credit.unit_id, fen, PointRule.PRICE
        )

    lines = [
        line(1, ZHANG, 2000),
        line(1, LI, 500),
        line(2, ZHANG, -300),
        line(3, LI, -500),
        line(3, FOREST, 1),
    ]
    assert payees(lines) == [Payee(1, 1, 2, 1700), Payee(None, 3, 1, 1)]


@each_row(
    ("typed", "span"),
    [
        ("", ("2026-04", "2026-06")),
        ("2026-05", ("2026-05", "2026-05")),
        ("5月", ("2026-05", "2026-05")),
        ("上月", ("2026-05", "2026-05")),
        ("2026Q2", ("2026-04", "2026-06")),
        ("2026 q 1", ("2026-01", "2026-03")),
        ("２０２６Ｑ１", ("2026-01", "2026-03")),
        ("2026年第二季度", ("2026-04", "2026-06")),
        ("四季度", ("2025-10", "2025-12")),
        ("上季度", ("2026-01", "2026-03")),
        ("2025", ("2025-01", "2025-12")),
        ("今年", ("2026-01", "2026-12")),
    ],
)
def test_a_month_a_quarter_and_a_year_are_understood(typed: str, span: tuple[str, str]) -> None:
    assert read_asked(typed, today=TODAY) == span


@each_row(
    "typed",
    ["2026Q5", "2026-13", "二月份左右", "第五季度", "2026Q2 2026Q3", "<b>", "2026-07", "2027", "2026Q3"],
)
def test_anything_else_is_answered_with_what_may_be_written(typed: str) -> None:
    with pytest.raises(BadInput):
        read_asked(typed, today=TODAY)


@each_row(("fen", "words"), [(0, "0.00"), (667, "6.67"), (-5, "-0.05"), (125_000_00, "125,000.00")])
def test_money_has_two_decimals(fen: int, words: str) -> None:
    assert yuan(fen) == words
