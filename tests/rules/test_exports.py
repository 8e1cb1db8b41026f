"""What is typed after /export."""

from __future__ import annotations

from datetime import date

import pytest

from bot.errors import BadInput
from bot.rules.exports import Asked, Form, read_asked
from tests.support.table import each_row

TODAY = date(2026, 6, 3)
MAY, MAY_TEXTS = Asked("2026-05", "2026-05"), Asked("2026-05", "2026-05", Form.TEXTS)


@each_row(
    ("typed", "asked"),
    [
        ("", Asked("2026-06", "2026-06")),
        ("2026-05", MAY),
        ("2026-05 .csv", MAY_TEXTS),
        ("2026-05 csv", MAY_TEXTS),
        ("2026-05.csv", MAY_TEXTS),
        ("2026-05．CSV", MAY_TEXTS),
        ("csv 2026-05", MAY_TEXTS),
        (".csv 2026-05", MAY_TEXTS),
        ("2026-05.xlsx", MAY),
        ("2026-05.zip", MAY_TEXTS),
        ("csv", Asked("2026-06", "2026-06", Form.TEXTS)),
        ("2026.csv", Asked("2026-01", "2026-12", Form.TEXTS)),
    ],
)
def test_months_and_forms_are_understood_in_any_order(typed: str, asked: Asked) -> None:
    assert read_asked(typed, today=TODAY) == asked


@each_row("typed", ["2026-13", "x.csv", "2026-05.pdf", "2026-07", "2027.csv"])
def test_what_is_no_month_or_has_not_begun_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        read_asked(typed, today=TODAY)
