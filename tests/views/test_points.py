"""Points in words, in both languages."""

from __future__ import annotations

from bot.views.items.adoptions import points, signed
from tests.support.county import office_of


def test_one_point_is_one_and_everything_else_many_in_english() -> None:
    english, chinese = (office_of().texts(language) for language in ("en", "zh"))
    amounts = (0, 50, 100, 101, 200, -100, -33, 19100)
    assert [points(english, each) for each in amounts] == [
        *("0 points", "0.5 points", "1 point", "1.01 points"),
        *("2 points", "-1 point", "-0.33 points", "191 points"),
    ]
    assert [points(chinese, each) for each in (50, 100, 200)] == ["0.5分", "1分", "2分"]
    assert (signed(english, 100), signed(chinese, 100)) == ("+1 point", "+1分")
