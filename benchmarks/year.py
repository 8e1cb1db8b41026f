"""What a year of every mechanism says to people: `python -m benchmarks.year` counts the messages a person a week, by role.

300 reporters of 60 units and their office live through a year with the settings that the product comes with: they submit, review,
read, meet, supervise, plan, train and ask (`tests/support/habits.py`), while the clock posts and reminds. What is counted is
what rings in a private chat; what stands in the groups is printed beside. Nothing is timed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import date, time
from pathlib import Path
from statistics import mean

from tests.support.county import SHANGHAI
from tests.support.habits import Someone
from tests.support.simulated import DESK, PARTNERS, WORK, Heard, SimulatedOffice, simulated_office

MOMENTS = tuple(
    time(*moment)
    for moment in ((8, 30), (9, 0), (9, 30), (10, 0), (15, 0), (16, 0), (17, 0), (17, 30), (20, 0))
)
GROUPS = {WORK: "work group", DESK: "desk group", PARTNERS: "partner group"}
MOST = 10.0  # messages a week to a reporter who does the job


def weekly(heard: list[Heard], people: list[Someone], *, weeks: int) -> dict[str, list[float]]:
    """By role, each person's messages a week, the fewest first."""
    rung = Counter(each.chat_id for each in heard if each.is_new)
    found: dict[str, list[float]] = defaultdict(list)
    for one in people:
        found[one.role].append(rung[one.account] / weeks)
    return {role: sorted(values) for role, values in found.items()}


def worst_week(heard: list[Heard], people: list[Someone]) -> dict[str, float]:
    """By role, what a person got in the fullest week on the average."""
    rung: Counter[tuple[int, str]] = Counter()
    for each in heard:
        if each.is_new:
            year, week, _ = each.at.astimezone(SHANGHAI).isocalendar()
            rung[each.chat_id, f"{year}-{week:02}"] += 1
    found: dict[str, float] = {}
    for role in {one.role for one in people}:
        here = [one.account for one in people if one.role == role]
        sums: Counter[str] = Counter()
        for (chat, within), number in rung.items():
            if chat in here:
                sums[within] += number
        found[role] = max(sums.values(), default=0) / len(here)
    return found


def report(office: SimulatedOffice, *, weeks: int) -> str:
    """The table."""
    heard, people = office.ears.heard, office.people
    fullest = worst_week(heard, people)
    heads = ("people", "mean", "median", "95 in 100", "fullest week")
    lines = [f"{'messages a person a week, private':<36}" + "".join(f"{head:>14}" for head in heads)]
    for role, values in weekly(heard, people, weeks=weeks).items():
        ninety_fifth = values[min(len(values) - 1, int(len(values) * 0.95))]
        figures = (mean(values), values[len(values) // 2], ninety_fifth, fullest[role])
        lines.append(f"{role:<36}{len(values):>14}" + "".join(f"{figure:>14.1f}" for figure in figures))
    for chat_id, name in GROUPS.items():
        stood = sum(each.is_new and each.chat_id == chat_id for each in heard)
        lines.append(f"{name + ', a week':<36}{'':>14}{stood / weeks:>14.1f}")
    return "\n".join(lines)


def heads(office: SimulatedOffice, role: str, *, most: int = 25) -> str:
    """What the messages to a role begin with, the most frequent first: where to look for what is too much."""
    accounts = {one.account for one in office.people if one.role == role}
    counted = Counter(
        "".join(sign for sign in each.text.split("\n")[0] if not sign.isdigit())[:16]
        for each in office.ears.heard
        if each.is_new and each.chat_id in accounts
    )
    return "\n".join(f"{number:>8}  {head}" for head, number in counted.most_common(most))


async def measure(*, days: int, reporters: int, units: int, verbose: bool) -> bool:
    """Lives through the days; whether the goal is met."""
    with tempfile.TemporaryDirectory() as folder:
        async with simulated_office(
            Path(folder), begin=date(2026, 1, 5), reporters=reporters, units=units
        ) as office:
            for day in range(days):
                await office.pass_days(1, moments=MOMENTS)
                if verbose and day % 7 == 6:
                    print(
                        f"{office.clock.now():%Y-%m-%d}: {len(office.ears.heard)} messages and edits",
                        file=sys.stderr,
                        flush=True,
                    )
            weeks = max(1, round(days / 7))
            print(report(office, weeks=weeks))
            if verbose:
                print(
                    heads(office, "信息员"),
                    heads(office, "编辑"),
                    heads(office, "领导"),
                    sep="\n--\n",
                    file=sys.stderr,
                )
            reporter = mean(weekly(office.ears.heard, office.people, weeks=weeks)["信息员"])
    said = "met" if reporter < MOST else "MISSED"
    print(f"a reporter who does the job: {reporter:.1f} messages a week (goal: under {MOST:.0f}) {said}")
    return reporter < MOST


def main() -> None:
    """The command line; exit code 1 where the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year")
    parser.add_argument("--days", type=int, default=364)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--units", type=int, default=60)
    parser.add_argument("--verbose", action="store_true", help="what the messages are, on standard error")
    asked = parser.parse_args()
    if not asyncio.run(
        measure(days=asked.days, reporters=asked.people, units=asked.units, verbose=asked.verbose)
    ):
        sys.exit(1)


if __name__ == "__main__":
    main()
