"""Leaders' comments as typed: in whose name, who may be meant, by which level one counts."""

from __future__ import annotations

from bot.rules.leader_comments import leaders_meant, read_comment, read_named, standing_of
from bot.scoring import PointRules
from tests.support.table import each_row


@each_row(
    ("unit", "name", "level", "is_deputy"),
    [
        ("县政府", "张县长", 1, False),
        ("县政府", "李副县长", 1, True),
        ("县委书记办公室", "王强", 1, False),
        ("县人大", "赵主任", 1, True),
        ("市政府", "钱副市长", 2, True),
        ("市委办", "孙主任", 2, False),
        ("省政府", "周处长", 3, False),
        ("国务院办公厅", "吴司长", 4, False),
        ("County Government", "Magistrate Zhang", 1, False),
        ("County Party Committee", "Party Secretary Zhao", 1, False),
        ("County Party Committee", "Secretary Zhao", 1, False),
        ("County Party Committee", "Deputy Party Secretary Sun", 1, True),
        ("County Government", "County Magistrate Zhang", 1, False),
        ("County Government", "Deputy Magistrate Li", 1, True),
        ("county government", "executive vice-magistrate li", 1, True),
        ("County Government", "Deputy County Magistrate Li", 1, True),
        ("Yuncha Town", "Party Secretary Wang", 1, True),
        ("Municipal Party Committee", "Party Secretary Qian", 2, False),
        ("City Government", "Vice Mayor Qian", 2, True),
        ("", "Mayor Qian", 2, False),
        ("Provincial Government", "Division Head Zhou", 3, False),
        ("", "Vice-Governor Zhou", 3, True),
        ("State Council", "Director Wu", 4, False),
        ("County Congress", "Chair Zheng", 1, True),
        ("县委", "张书记", 1, False),
        ("高县县委", "张伟书记", 1, False),
        ("中共高县委员会", "张书记", 1, False),
        ("中共高县委员会", "书记张伟", 1, False),
        ("县委", "张副书记", 1, True),
        ("县委", "王纪委书记", 1, True),
        ("县委办", "王书记", 1, True),
        ("云茶镇党委", "李书记", 1, True),
        ("高县", "张队长", 1, True),
        ("市委", "孙书记", 2, False),
    ],
)
def test_unit_and_name_on_the_roster_say_the_level(unit: str, name: str, level: int, is_deputy: bool) -> None:
    assert standing_of(unit, name, PointRules().posts) == (level, is_deputy)


def test_the_settings_name_a_leader_whose_post_the_roster_does_not_say() -> None:
    rules = PointRules.model_validate({"posts": {"赵明": "1"}})
    assert (standing_of("县委", "赵明", rules.posts), standing_of("县政府", "李副县长", rules.posts)) == (
        (1, False),
        (1, True),
    )
    rules = PointRules.model_validate(
        {"posts": {"party secretary": "2"}}
    )  # in other letters than the built-in one
    assert standing_of("Municipal Party School", "Party Secretary Wu", rules.posts) == (2, False)


@each_row(
    ("typed", "number", "words"),
    [
        ("2026-0001 请阅。", "2026-0001", "请阅。"),
        ("2026-0001：请阅：照办", "2026-0001", "请阅：照办"),
        ("85，请阅", "85", "请阅"),
        ("2026-0001张县长：请阅", "2026-0001", "张县长：请阅"),
        ("2026-0001\n请阅", "2026-0001", "请阅"),
        ("2026-0001", "2026-0001", ""),
        ("3天内办结", "3天内办结", ""),
        ("", "", ""),
    ],
)
def test_the_number_stands_before_the_words(typed: str, number: str, words: str) -> None:
    assert read_comment(typed) == (number, words)


@each_row(
    ("typed", "expected"),
    [
        ("张县长:请阅。", ("张县长", "请阅。")),
        ("张县长批示：请阅：照办。", ("张县长", "请阅：照办。")),
        ("请阅。", None),
        ("第一行\n张县长：好", None),
        (":好", None),
    ],
)
def test_a_name_stands_before_the_first_colon(typed: str, expected: tuple[str, str] | None) -> None:
    assert read_named(typed) == expected


@each_row(
    ("typed", "expected"),
    [
        ("张县长", ([0], True)),
        ("县政府张县长", ([0], True)),
        ("钱副县长", ([1], False)),
        ("孙主席", ([0, 1, 2], False)),
        ("李明", ([2], True)),
    ],
)
def test_a_leader_is_sure_by_the_rosters_name_alone(typed: str, expected: tuple[list[int], bool]) -> None:
    assert leaders_meant(typed, [("县政府", "张县长"), ("县政府", "钱文"), ("县委", "李明")]) == expected


@each_row(
    ("typed", "expected"),
    [
        ("Magistrate Zhang", ([0], True)),
        ("county government magistrate zhang", ([0], True)),
        ("Mayor Zhang", ([0, 2], False)),
        ("Li Ming", ([1], True)),
        ("Secretary Li", ([1], False)),
        ("Somebody", ([0, 1, 2], False)),
    ],
)
def test_a_leaders_name_may_have_several_words(typed: str, expected: tuple[list[int], bool]) -> None:
    government = "County Government"
    names = [
        (government, "Magistrate Zhang"),
        ("County Party Committee", "Li Ming"),
        (government, "Zhang Wei"),
    ]
    assert leaders_meant(typed, names) == expected
