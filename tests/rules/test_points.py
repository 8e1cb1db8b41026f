"""What items are worth: domain.md 1.3, its seven vectors, and what must hold of any decisions."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.config import build
from bot.desk.common.rulebook import rule_book_of
from bot.model import AdoptionKind, Fault, PointRule
from bot.rules.points import (
    Adopted,
    Author,
    Authored,
    Cleared,
    Commented,
    Credit,
    Decision,
    Faulty,
    FellShort,
    Line,
    Revoked,
    RuleBook,
    Undelivered,
    Voided,
    completion,
    deductions,
    entitled,
    lines,
    share,
    written,
)

DIGEST, SINGLE = AdoptionKind.DIGEST, AdoptionKind.SINGLE
COMMISSION, SPECIAL = AdoptionKind.COMMISSION, AdoptionKind.SPECIAL
ZHANG = Author(1, (10,))


_BOOKS: dict[str, RuleBook] = {}  # a thousand examples go by the same few


def book(**points: Any) -> RuleBook:
    found = _BOOKS.get(key := repr(points))
    if found is None:
        found = _BOOKS[key] = rule_book_of(build({"points": points}))
    return found


def by(*authors: Author, first: int | None = None) -> Authored:
    return Authored(0, date(2026, 3, 1), "2026-03", authors, first)


def adopted(count: int, channel: str, kind: AdoptionKind = SINGLE, month: int = 3, **more: Any) -> Adopted:
    return Adopted(count, date(2026, month, 10), f"2026-{month:02d}", channel, kind, **more)


def brief(found: list[Line]) -> list[tuple[str, str, str, PointRule]]:
    return [(line.month, line.channel, written(line.hundredths), line.rule) for line in found]


def test_vector_1_the_seeds_half_year_is_191_points_of_159_or_160() -> None:
    taken = [("市", SINGLE)] * 60 + [("市", COMMISSION)] * 6 + [("市", SPECIAL)] * 6
    taken += [("省", DIGEST)] * 2 + [("省", SINGLE)]
    whole = sum(
        line.hundredths
        for channel, kind in taken
        for line in lines([by(ZHANG), adopted(1, channel, kind)], book())
    )
    assert written(whole) == "191"
    assert (completion(whole, 159_00), completion(whole, 160_00)) == ("120.1%", "119.4%")


def test_vector_2_a_higher_channel_books_the_difference_in_its_own_month() -> None:
    taken: list[Decision] = [
        by(ZHANG),
        adopted(1, "县"),
        adopted(2, "市", month=4),
        adopted(3, "省", DIGEST, month=5),
    ]
    assert brief(lines(taken, book())) == [
        ("2026-03", "县", "1", PointRule.PRICE),
        ("2026-04", "市", "1", PointRule.DIFFERENCE),
        ("2026-05", "省", "1", PointRule.DIFFERENCE),
    ]
    added = lines(taken, book(multi_level="cumulative"))
    assert written(sum(line.hundredths for line in added)) == "6"


def test_vector_3_three_units_share_to_the_hundredth_and_the_lead_gets_more() -> None:
    found = lines([by(Author(1, (10, 20, 30))), adopted(1, "省")], book())
    assert [(line.credit, written(line.hundredths)) for line in found] == [
        (Credit(1, 10), "1.67"),
        (Credit(None, 20), "1.67"),
        (Credit(None, 30), "1.66"),
    ]


def test_vector_4_each_contributor_of_a_digest_gets_its_points() -> None:
    four = [Author(person, (person * 10,)) for person in range(1, 5)]
    found = lines([by(*four), adopted(1, "市", DIGEST)], book())
    assert [written(line.hundredths) for line in found] == ["1", "1", "1", "1"]


def test_vector_5_comments_count_once_a_level() -> None:
    day, month = date(2026, 3, 10), "2026-03"
    said: list[Decision] = [
        by(ZHANG),
        Commented(1, day, month, 1),
        Commented(2, day, month, 1),
        Commented(3, day, month, 2),
    ]
    assert [written(line.hundredths) for line in lines(said, book())] == ["2", "5"]


def test_nothing_is_worth_points_of_what_was_turned_down_as_empty() -> None:
    day, month = date(2026, 3, 10), "2026-03"
    said: list[Decision] = [by(ZHANG), Commented(1, day, month, 1), Voided(day, month)]
    assert brief(lines(said, book())) == [
        (month, "批示", "2", PointRule.COMMENT),
        (month, "", "-2", PointRule.VOIDED),
    ]


def test_vector_6_a_commission_that_came_late_keeps_half() -> None:
    found = lines([by(ZHANG), adopted(1, "市", COMMISSION, is_late=True)], book())
    assert [written(line.hundredths) for line in found] == ["2.5"]
    whole = lines([by(ZHANG), adopted(1, "市", COMMISSION, is_late=True)], book(late_percent=100))
    assert [written(line.hundredths) for line in whole] == ["5"]


def test_an_adoption_taken_back_books_what_it_had_brought_and_no_more() -> None:
    taken: list[Decision] = [
        by(ZHANG),
        adopted(1, "县"),
        adopted(2, "市", month=4),
        Revoked(2, date(2026, 6, 1), "2026-06"),
    ]
    assert brief(lines(taken, book()))[-1] == ("2026-06", "市", "-1", PointRule.REVOKED)
    assert brief(lines([*taken, Revoked(1, date(2026, 6, 1), "2026-06")], book()))[-1] == (
        "2026-06",
        "县",
        "-1",
        PointRule.REVOKED,
    )


def test_what_is_published_stays_and_what_comes_later_books_the_rest() -> None:
    taken: list[Decision] = [by(ZHANG), adopted(1, "县"), adopted(2, "市", month=4)]
    found = lines(taken, book(), booked={Credit(1, 10): 150}, is_published=lambda month: month <= "2026-03")
    assert brief(found) == [("2026-04", "市", "0.5", PointRule.DIFFERENCE)]


def test_the_lead_of_a_merged_item_gets_what_the_editor_set_and_the_others_share_the_rest() -> None:
    three = [Author(person, (person * 10,)) for person in (1, 2, 3)]
    found = lines([by(*three, first=70), adopted(1, "市")], book())
    assert [written(line.hundredths) for line in found] == ["1.4", "0.3", "0.3"]
    equal = lines([by(*three), adopted(1, "县")], book())
    assert [written(line.hundredths) for line in equal] == ["0.34", "0.33", "0.33"]


def test_somebody_who_comes_to_it_later_takes_from_the_others() -> None:
    later = Authored(1, date(2026, 4, 2), "2026-04", (ZHANG, Author(2, (20,))))
    found = lines([by(ZHANG), adopted(1, "市"), later], book())
    assert [(line.month, line.credit.person_id, written(line.hundredths)) for line in found] == [
        ("2026-03", 1, "2"),
        ("2026-04", 1, "-1"),
        ("2026-04", 2, "1"),
    ]


def test_each_adoption_goes_by_the_rules_of_its_day_and_the_line_says_which() -> None:
    dated = book(versions=[{"from": "2026-04-01", "levels": {"2": {"单条": 3}}}])
    found = [lines([by(ZHANG), adopted(1, "市", month=month)], dated)[0] for month in (3, 4)]
    assert [(written(line.hundredths), line.version) for line in found] == [("2", ""), ("3", "2026-04-01")]


def test_a_partner_and_an_unknown_channel_give_nothing_and_a_row_of_ones_own_wins() -> None:
    rows = [
        {"key": "报", "name": "高县报", "level": 0},
        {"key": "台", "name": "电视台", "level": 0, "points": 0.5},
        {"key": "市", "name": "快报", "level": 2, "points": {"单条": 4}},
    ]
    own = rule_book_of(build({"channels": rows}))
    worth = {
        key: [written(line.hundredths) for line in lines([by(ZHANG), adopted(1, key)], own)]
        for key in ("县", "报", "台", "市", "无")
    }
    assert worth == {"县": ["1"], "报": [], "台": ["0.5"], "市": ["4"], "无": []}


PENALTIES = {
    "undelivered_person": 2,
    "undelivered_unit": 10,
    "missing_item": 1,
    "untrue": 5,
    "late_report_percent": 50,
}


def fault(count: int, fault: Fault, month: int = 4) -> Faulty:
    return Faulty(count, date(2026, month, 2), f"2026-{month:02d}", fault)


def test_an_untrue_item_counts_nothing_costs_five_and_all_comes_back_when_that_is_taken_back() -> None:
    taken: list[Decision] = [by(Author(1, (10, 20, 30))), adopted(1, "省"), fault(7, Fault.UNTRUE)]
    found = lines(taken, book(penalties=PENALTIES))
    assert [(line.month, line.credit.unit_id, written(line.hundredths), line.rule) for line in found[3:]] == [
        ("2026-04", 10, "-3.34", PointRule.UNTRUE),
        ("2026-04", 20, "-3.34", PointRule.UNTRUE),
        ("2026-04", 30, "-3.32", PointRule.UNTRUE),
    ]
    cleared = lines([*taken, Cleared(7, date(2026, 5, 1), "2026-05")], book(penalties=PENALTIES))
    assert [(line.month, written(line.hundredths), line.rule) for line in cleared[6:]] == [
        ("2026-05", "3.34", PointRule.CLEARED),
        ("2026-05", "3.34", PointRule.CLEARED),
        ("2026-05", "3.32", PointRule.CLEARED),
    ]


def test_an_urgent_item_that_was_reported_late_keeps_half() -> None:
    taken: list[Decision] = [by(ZHANG), adopted(1, "省"), fault(1, Fault.LATE_REPORT)]
    assert brief(lines(taken, book(penalties=PENALTIES)))[1] == (
        "2026-04",
        "扣分",
        "-2.5",
        PointRule.LATE_REPORT,
    )


def test_a_commission_not_delivered_and_missing_items_cost_what_the_rules_of_that_day_say() -> None:
    day = date(2026, 4, 30)
    dated = book(versions=[{"from": "2026-04-01", "penalties": PENALTIES}])

    def off(of: Undelivered | FellShort, rules: RuleBook) -> list[tuple[Credit, str, PointRule, str]]:
        return [
            (each.credit, written(each.hundredths), each.rule, each.version) for each in deductions(of, rules)
        ]

    assert off(Undelivered(day, "2026-04", 1, 10), dated) == [
        (Credit(None, 10), "-10", PointRule.UNDELIVERED, "2026-04-01"),
        (Credit(1, 10), "-2", PointRule.UNDELIVERED, "2026-04-01"),
    ]
    assert off(FellShort(day, "2026-04", 1, 10, 3), dated) == [
        (Credit(1, 10), "-3", PointRule.SHORT, "2026-04-01")
    ]
    for of in (Undelivered(date(2026, 3, 31), "2026-03", 1, 10), FellShort(day, "2026-04", 1, 10, 0)):
        assert off(of, dated) == []
    assert off(Undelivered(day, "2026-04", 1, 10), book()) == []
    assert off(FellShort(day, "2026-04", 1, 10, 3), book()) == []


def test_points_are_written_short() -> None:
    assert [written(each) for each in (0, 5, 50, 250, 19100, -33, -100)] == [
        "0",
        "0.05",
        "0.5",
        "2.5",
        "191",
        "-0.33",
        "-1",
    ]


# --- whatever is decided ----------------------------------------------------------------------------------

_authors = st.lists(
    st.builds(
        Author, st.integers(1, 4), st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True).map(tuple)
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda author: author.person_id,
).map(tuple)
_months = st.integers(1, 6)


@st.composite
def histories(draw: st.DrawFn) -> list[Decision]:
    """Adoptions, some of them taken back, comments, and who wrote it, in an order of its own."""
    found: list[Decision] = []
    for order in range(draw(st.integers(1, 2))):
        percent = draw(st.none() | st.integers(0, 100))
        found.append(Authored(order, date(2026, 1, 1), "2026-01", draw(_authors), percent))
    for count in range(draw(st.integers(0, 5))):
        channel, kind = draw(st.sampled_from("县市省国")), draw(st.sampled_from(AdoptionKind))
        found.append(adopted(count, channel, kind, draw(_months), is_late=draw(st.booleans())))
        if draw(st.booleans()):
            month = draw(_months)
            found.append(Revoked(count, date(2026, month, 20), f"2026-{month:02d}"))
    for count in range(draw(st.integers(0, 3))):
        month = draw(_months)
        level, deputy = draw(st.integers(1, 4)), draw(st.booleans())
        found.append(Commented(count, date(2026, month, 5), f"2026-{month:02d}", level, deputy))
    for count in range(draw(st.integers(0, 2))):
        found.append(fault(count, draw(st.sampled_from(Fault)), draw(_months)))
        if draw(st.booleans()):
            month = draw(_months)
            found.append(Cleared(count, date(2026, month, 25), f"2026-{month:02d}"))
    return found


def totals(found: list[Line]) -> dict[Credit, int]:
    sums: Counter[Credit] = Counter()
    for line in found:
        sums[line.credit] += line.hundredths
    return {credit: hundredths for credit, hundredths in sums.items() if hundredths}


_modes = st.sampled_from(["highest", "cumulative"])
_penalties = st.sampled_from([{}, PENALTIES])


@given(histories(), _modes, _penalties)
def test_the_lines_sum_up_to_what_the_item_is_worth(
    history: list[Decision], mode: str, penalties: dict[str, int]
) -> None:
    rules = book(multi_level=mode, penalties=penalties)
    worth = {credit: points for credit, points in entitled(history, rules).items() if points}
    assert totals(lines(history, rules)) == worth


@given(histories(), _modes)
def test_by_the_default_rules_no_fault_changes_a_line(history: list[Decision], mode: str) -> None:
    without = [each for each in history if not isinstance(each, Faulty | Cleared)]
    assert lines(history, book(multi_level=mode)) == lines(without, book(multi_level=mode))


@given(histories(), _modes, st.sampled_from(Fault))
def test_taking_a_fault_back_makes_everybodys_points_what_they_were(
    history: list[Decision], mode: str, what: Fault
) -> None:
    rules = book(multi_level=mode, penalties=PENALTIES)
    more = [*history, fault(99, what, 6), Cleared(99, date(2026, 6, 30), "2026-06")]
    assert totals(lines(more, rules)) == totals(lines(history, rules))


@given(histories(), _modes, _penalties, st.randoms())
def test_any_order_of_the_same_decisions_gives_the_same_totals(
    history: list[Decision], mode: str, penalties: dict[str, int], random: Any
) -> None:
    rules, other = book(multi_level=mode, penalties=penalties), list(history)
    random.shuffle(other)
    assert totals(_in_any_order(other, rules)) == totals(lines(history, rules))


def _in_any_order(history: list[Decision], rules: RuleBook) -> list[Line]:
    """A revocation cannot be told of before its adoption; everything else can."""
    taken_back = [each for each in history if isinstance(each, Revoked)]
    return lines([*(each for each in history if not isinstance(each, Revoked)), *taken_back], rules)


@given(histories(), _modes, st.sampled_from("县市省国"), st.sampled_from(AdoptionKind))
def test_taking_an_adoption_back_makes_everybodys_points_what_they_were(
    history: list[Decision], mode: str, channel: str, kind: AdoptionKind
) -> None:
    rules = book(multi_level=mode)
    more = [*history, adopted(99, channel, kind, 6), Revoked(99, date(2026, 6, 30), "2026-06")]
    assert totals(lines(more, rules)) == totals(lines(history, rules))


@given(st.integers(0, 10**6), st.lists(st.integers(1, 100), min_size=1, max_size=9))
def test_shares_add_up_to_the_whole_and_are_within_a_hundredth(whole: int, parts: list[int]) -> None:
    weights = {Credit(at, 1): Fraction(part, sum(parts)) for at, part in enumerate(parts)}
    shared = share(whole, weights)
    assert sum(shared.values()) == whole
    assert all(abs(shared[credit] - whole * weight) < 1 for credit, weight in weights.items())
