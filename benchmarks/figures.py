"""What the benchmarks print: a table, and whether a goal is met; nothing is measured here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One thing that was measured, several times."""

    name: str
    values: Sequence[float]
    digits: int = 1

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.values)


@dataclass(frozen=True)
class Goal:
    """What was promised: `found` is at most `most`."""

    name: str
    found: float
    most: float
    digits: int = 2

    @property
    def is_met(self) -> bool:
        """Whether the promise is kept."""
        return self.found <= self.most

    def line(self) -> str:
        """In words."""
        said = "met" if self.is_met else "MISSED"
        return f"{self.name}: {self.found:.{self.digits}f} (goal: at most {self.most:.{self.digits}f}) {said}"


def table(unit: str, rows: Sequence[Row], goals: Sequence[Goal]) -> str:
    """The table and, below it, the goals."""
    lines = [f"{unit:<52}{'n':>4}{'median':>11}{'lowest':>11}{'highest':>11}"]
    for row in rows:
        found = (row.middle, min(row.values), max(row.values))
        lines.append(f"{row.name:<52}{len(row.values):>4}" + "".join(f"{v:>11.{row.digits}f}" for v in found))
    return "\n".join([*lines, *(goal.line() for goal in goals)])


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the rounds' own ratios, so that a slow minute of the machine weighs on both sides."""
    return median(our / their for our, their in zip(ours, theirs, strict=True))
