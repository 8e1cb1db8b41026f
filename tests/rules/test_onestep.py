from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.model import Kind
from bot.rules.onestep import (
    TAGS_SUBMIT,
    SubmissionText,
    as_typed,
    has_tag,
    is_complete,
    parse_demand_number,
    parse_submission,
    read_kind,
    split_tagged,
    without_mention,
)
from tests.support.table import each_row

BODY = "昨日，高县云茶镇召开春茶产销会，签约12家，\n预计产量4.6吨。"
PLAIN = SubmissionText(
    title="春茶产销会召开",
    body=BODY,
    kind=None,
    kind_unknown=None,
    demand_number=None,
    demand_unknown=None,
    themes=(),
    themes_unknown=(),
    source=None,
    joint_units=(),
    urgent=False,
)


@each_row(
    "text",
    [
        "#报送",
        "＃报送标题",
        "#报送 标题",
        "#报送：标题",
        "\n 　#报送",
        "\ufeff#报送",
        "\u202e#报送",
        "\u2066\u2060#报送\u2069",
        "#submit",
        "#Submit title",
        "#SUBMIT:title",
        "＃submit\ntitle",
        "#submit高县",
    ],
)
def test_has_tag_at_the_start_of_the_message(text: str) -> None:
    assert has_tag(text, tags=TAGS_SUBMIT) is True


@each_row(
    "text",
    [
        "",
        "报送 标题",
        "请看 #报送",
        "标题\n#报送",
        "#    报送",
        "##报送",
        "#submitted",
        "#submit2",
        "#submit_x",
        "#需求 标题",
        "/submit",
    ],
)
def test_has_tag_nowhere_else(text: str) -> None:
    assert has_tag(text, tags=TAGS_SUBMIT) is False


@each_row(
    ("text", "parts"),
    [
        ("#报送 一\n正文", ["#报送 一\n正文"]),
        ("\n #报送 一\n正文\n\n#报送 二\n正文", ["#报送 一\n正文\n", "#报送 二\n正文"]),
        ("#报送 一\n　＃submit two\n#报送", ["#报送 一", "＃submit two", "#报送"]),
        ("#报送 一\n见 #报送 二", ["#报送 一\n见 #报送 二"]),
        ("#报送 一\n#submitted 二", ["#报送 一\n#submitted 二"]),
        ("前言\n#报送 一", ["前言\n#报送 一"]),
        ("#报送#报送", ["#报送#报送"]),
    ],
)
def test_split_tagged(text: str, parts: list[str]) -> None:
    assert split_tagged(text, tags=TAGS_SUBMIT) == parts


@given(st.text(alphabet="#＃报送一 \n　submit"))
def test_split_tagged_parts_begin_with_the_tag_and_lose_nothing(text: str) -> None:
    parts = split_tagged(text, tags=TAGS_SUBMIT)
    assert "".join("".join(parts).split()) == "".join(text.split())
    if has_tag(text, tags=TAGS_SUBMIT):
        assert all(part[0] in "#＃" and has_tag(part, tags=TAGS_SUBMIT) for part in parts)
        assert all(split_tagged(part, tags=TAGS_SUBMIT) == [part] for part in parts)


@each_row(
    "text",
    [
        f"#报送 春茶产销会召开\n{BODY}",
        f"#报送春茶产销会召开\n{BODY}",
        f"＃报送：春茶产销会召开\n\n{BODY}",
        f"#报送:  春茶产销会召开 \n{BODY}",
        f"#报送\n春茶产销会召开\n{BODY}",
        f"#报送\n\n  春茶产销会召开\n　\n{BODY}",
        f"#submit 春茶产销会召开\n{BODY}",
        f"春茶产销会召开\n{BODY}",
        f"\n\n春茶产销会召开\n\n{BODY}",
    ],
)
def test_the_title_is_the_tags_line_or_the_first_line(text: str) -> None:
    assert parse_submission(text) == PLAIN


HEADERS = "类别:政策\n选题：T12\n主题:春耕、防汛\n来源 ： 县农业农村局\n联合:水利局，应急局 气象局\n紧急"
FULL = SubmissionText(
    title="春茶产销会召开",
    body=BODY,
    kind=Kind.POLICY,
    kind_unknown=None,
    demand_number=12,
    demand_unknown=None,
    themes=("春耕", "防汛"),
    themes_unknown=(),
    source="县农业农村局",
    joint_units=("水利局", "应急局", "气象局"),
    urgent=True,
)


@each_row(
    "text",
    [
        f"#报送 春茶产销会召开\n{HEADERS}\n{BODY}",
        f"#报送\n{HEADERS}\n春茶产销会召开\n{BODY}",
        f"{HEADERS}\n\n春茶产销会召开\n\n{BODY}",
        f"#报送\n\n{HEADERS.replace(chr(10), chr(10) * 2)}\n\n春茶产销会召开\n{BODY}",
    ],
)
def test_headers_before_or_after_the_title_are_the_same(text: str) -> None:
    assert parse_submission(text, themes=("防汛", "春耕")) == FULL


@given(st.permutations(HEADERS.split("\n")), st.integers(min_value=0, max_value=6), st.booleans())
def test_headers_in_any_order_on_both_sides_of_the_title(lines: list[str], cut: int, blank: bool) -> None:
    gap = [""] if blank else []
    text = "\n".join(["#报送", *lines[:cut], *gap, PLAIN.title, *gap, *lines[cut:], *gap, BODY])
    assert parse_submission(text, themes=("春耕", "防汛")) == FULL


def test_english_headers_are_read_in_any_case() -> None:
    text = f"#submit\nKind: Early Warning\nTOPIC: 7\nTheme: Flood\nsource: x\nJoint: A;B\nurgent\nTea\n{BODY}"
    parsed = parse_submission(text, themes=("flood",))
    assert (parsed.kind, parsed.demand_number, parsed.themes) == (Kind.EARLY_WARNING, 7, ("flood",))
    assert (parsed.source, parsed.joint_units, parsed.urgent) == ("x", ("A", "B"), True)
    assert (parsed.title, parsed.body) == ("Tea", BODY)


def test_an_english_name_of_several_words_is_one_unit_and_one_theme() -> None:
    head = "#submit Tea\nJoint: Forestry Office, Water Bureau；县气象局 应急局\nTheme: Rural roads, flood drought"
    parsed = parse_submission(f"{head}\n{BODY}", themes=("rural roads", "flood", "drought"))
    assert parsed.joint_units == ("Forestry Office", "Water Bureau", "县气象局", "应急局")
    assert (parsed.themes, parsed.themes_unknown) == (("rural roads", "flood", "drought"), ())


@each_row("line", ["续报:2026-0001", "续报：2026-1", "Follow-up: 0001", "续报 ： 85号"])
def test_a_follow_up_names_the_report_that_it_tells_more_of(line: str) -> None:
    parsed = parse_submission(f"#报送 春茶产销会召开\n{line}\n{BODY}")
    assert parsed.follows == re.split("[:：]", line)[1].strip()
    assert (parsed.title, parsed.body) == ("春茶产销会召开", BODY)


@each_row("title", ["续报：云茶镇山洪险情", "续报一:2026年6月险情处置", "续报："])
def test_a_follow_up_whose_title_says_so_is_no_header(title: str) -> None:
    parsed = parse_submission(f"#报送\n{title}\n{BODY}")
    assert (parsed.title, parsed.body, parsed.follows) == (title, BODY, None)


def test_a_line_with_another_name_is_body_and_so_is_what_follows() -> None:
    parsed = parse_submission("#报送 标题\n来源:甲\n时间:6月1日\n类别:政策\n紧急\n\n正文 \n")
    assert parsed.body == "时间:6月1日\n类别：政策\n紧急\n\n正文 \n"
    assert (parsed.source, parsed.kind, parsed.urgent) == ("甲", None, False)


def test_a_line_with_another_name_before_the_title_is_the_title() -> None:
    parsed = parse_submission("#报送\n来源:甲\n时间:6月1日\n类别:政策\n正文")
    assert (parsed.title, parsed.kind, parsed.body) == ("时间:6月1日", Kind.POLICY, "正文")


def test_the_labels_of_a_filled_in_form_are_no_part_of_title_and_body() -> None:
    for head in (
        "#报送 标题：春茶产销会",
        "#报送\n题目:春茶产销会",
        "#报送\n类别:政策\n 信息标题 ：春茶产销会",
    ):
        for label in ("", "正文：", "内容:\n"):
            parsed = parse_submission(f"{head}\n来源:甲\n{label}{BODY}")
            assert (parsed.title, parsed.body, parsed.source) == ("春茶产销会", BODY, "甲")
    bare = parse_submission(f"#报送 春茶产销会\n正文：{BODY}")
    assert (bare.title, bare.body) == ("春茶产销会", BODY)
    assert parse_submission("#报送 春茶产销会\n内容：丰富多彩").body == "内容：丰富多彩"


def test_a_traditional_tag_makes_no_traditional_text() -> None:
    assert parse_submission(f"#報送 春茶产销会召开\n{BODY}") == PLAIN


def test_title_and_body_are_cleaned_and_headers_leave_no_trace() -> None:
    parsed = parse_submission(f"#报送 ★🔥春茶产销会召开★\n来源:农业局,甲\n{BODY.replace('，', ',')}")
    assert (parsed.title, parsed.body, parsed.source) == ("春茶产销会召开", BODY, "农业局,甲")
    assert parsed.cleaning is not None
    assert {what.value: n for what, n in parsed.cleaning.counts.items()} == {
        "decoration": 2,
        "punctuation": 3,
    }


def test_of_a_repeated_header_the_first_stands_and_the_later_is_no_body() -> None:
    parsed = parse_submission("#报送\n类别:政策\n标题\n类别:综合\n来源:甲\n来源:乙\n正文")
    assert (parsed.kind, parsed.source, parsed.body) == (Kind.POLICY, "甲", "正文")


def test_the_rest_of_the_tags_line_is_the_title_whatever_it_looks_like() -> None:
    parsed = parse_submission("#报送 类别:综合\n来源:甲\n正文")
    assert (parsed.title, parsed.kind, parsed.source, parsed.body) == ("类别：综合", None, "甲", "正文")


def test_the_word_urgent_alone_on_the_tags_line_marks_the_item_whose_title_follows() -> None:
    for head in ("#报送 紧急", "＃报送【特急】", "#报送：紧急！"):
        parsed = parse_submission(f"{head}\n桑坪镇塌方\n来源:甲\n正文")
        assert (parsed.title, parsed.urgent, parsed.source, parsed.body) == ("桑坪镇塌方", True, "甲", "正文")


def test_the_word_urgent_alone_on_the_last_line_marks_the_item_too() -> None:
    for end in ("\n紧急", "\n\n【紧急】\n \n"):
        parsed = parse_submission(f"#报送 桑坪镇塌方\n来源:甲\n正文一\n正文二{end}")
        assert (parsed.title, parsed.urgent, parsed.body.rstrip()) == ("桑坪镇塌方", True, "正文一\n正文二")
    assert not parse_submission("#报送 桑坪镇塌方\n正文一\n紧急\n正文二").urgent


def test_a_mark_between_the_tag_and_the_title_is_no_part_of_it() -> None:
    for head in ("#报送，早茶开园", "#报送: 早茶开园", "#报送 、早茶开园"):
        assert parse_submission(f"{head}\n正文").title == "早茶开园"


def test_a_sentence_that_begins_with_urgent_is_no_urgent_line() -> None:
    parsed = parse_submission("#报送 标题\n紧急转移群众12人")
    assert (parsed.urgent, parsed.body) == (False, "紧急转移群众12人")


def test_a_colon_inside_a_header_value_stays() -> None:
    assert parse_submission("标题\n来源:甲：乙:丙\n正文").source == "甲：乙:丙"


@each_row(
    ("raw", "kind", "unknown"),
    [
        ("普通", Kind.ORDINARY, None),
        (" 综合 ", Kind.COMPREHENSIVE, None),
        ("苗头", Kind.EARLY_WARNING, None),
        ("苗头性信息", Kind.EARLY_WARNING, None),
        ("综合类", Kind.COMPREHENSIVE, None),
        ("信息", None, "信息"),
        ("Policy", Kind.POLICY, None),
        ("early_warning", Kind.EARLY_WARNING, None),
        ("调研", None, "调研"),
        ("政策 综合", None, "政策 综合"),
        ("", None, None),
    ],
)
def test_kind(raw: str, kind: Kind | None, unknown: str | None) -> None:
    parsed = parse_submission(f"标题\n类别:{raw}\n正文")
    assert (parsed.kind, parsed.kind_unknown) == (kind, unknown)
    assert read_kind(raw) == (kind, unknown)


@each_row(
    ("raw", "number", "unknown"),
    [
        ("12", 12, None),
        ("T12", 12, None),
        ("t12", 12, None),
        ("Ｔ１２", 12, None),
        ("#12", 12, None),
        ("＃T012", 12, None),
        ("春茶", None, "春茶"),
        ("12 春茶", None, "12 春茶"),
        ("0", None, "0"),
        ("-1", None, "-1"),
        ("十二", None, "十二"),
        ("99999999999999999999", None, "99999999999999999999"),
        ("", None, None),
    ],
)
def test_demand_number(raw: str, number: int | None, unknown: str | None) -> None:
    parsed = parse_submission(f"标题\n选题:{raw}\n正文")
    assert (parsed.demand_number, parsed.demand_unknown) == (number, unknown)


@each_row(
    ("raw", "known", "unknown"),
    [
        ("防汛", ("防汛",), ()),
        ("防汛,春耕;防汛", ("防汛", "春耕"), ()),
        ("ai 应用", ("AI 应用",), ()),
        ("防汛 旅游", ("防汛",), ("旅游",)),
        ("", (), ()),
    ],
)
def test_themes_are_those_of_the_settings(raw: str, known: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    parsed = parse_submission(f"标题\n主题:{raw}\n正文", themes=["春耕", "防汛", "AI 应用"])
    assert (parsed.themes, parsed.themes_unknown) == (known, unknown)


@each_row(
    ("text", "complete"),
    [
        (f"#报送 标题\n{'字' * 20}", True),
        (f"#报送 标题\n{'字' * 19}", False),
        (f"#报送 标题\n{'字 　' * 19}\n\n。", True),
        (f"#报送\n{'字' * 40}", False),
        ("#报送", False),
        (f"#报送\n来源:{'字' * 30}\n标题", False),
    ],
)
def test_is_complete_needs_a_title_and_twenty_characters(text: str, complete: bool) -> None:
    assert is_complete(parse_submission(text)) is complete


@given(st.text())
def test_any_text_is_read_and_the_body_is_its_end(text: str) -> None:
    parsed, typed = parse_submission(text), as_typed(text)
    if parsed.cleaning is None or not parsed.cleaning.counts:
        assert typed == f"{parsed.title}\n{parsed.body}".strip("\n")
        assert text.endswith(parsed.body)
        assert parsed.title in text
    assert parsed.title == parsed.title.strip()


@each_row(
    "tag",
    [
        "#报送",
        "＃报送",
        "# 报送",
        "＃ 报送",
        "#报送#",
        "# 报送 #".replace(" #", "#"),
        "#報送",
        "#報送#",
        "#submit",
        "#Submit#",
    ],
)
@each_row("between", ["", " ", "\n", "："])
def test_every_form_of_the_tag_leaves_the_same_item(tag: str, between: str) -> None:
    if tag == "#submit" and between == "":
        between = " "  # without it another Latin word would begin
    body = "云茶镇今年秋茶采摘全部完成，户均增收两千四百元。"
    parsed = parse_submission(f"{tag}{between}云茶镇完成秋茶采摘\n{body}")
    assert (parsed.title, parsed.body) == ("云茶镇完成秋茶采摘", body)


@each_row(
    "line",
    [
        *(
            "紧急",
            "【紧急】",
            "紧急！",
            "（紧急）",
            "特急",
            "【特急】",
            "＊紧急＊",
            " 紧急 。",
            "緊急",
            "Urgent!",
        ),
        *(
            "紧急:",
            "紧急：",
            "紧 急",
            "紧　急",
            "【紧 急】：",
            "#紧急",
            "＃紧急",
            "十万火急",
            "特提",
            "特 提！",
        ),
    ],
)
def test_an_urgent_line_is_known_however_it_is_set_off(line: str) -> None:
    parsed = parse_submission(f"#报送 标题\n{line}\n正文")
    assert (parsed.urgent, parsed.body) == (True, "正文")


@each_row("line", ["紧急：请速派人", "#紧急通知", "特提出如下建议", "十万火急地赶到现场"])
def test_a_line_that_says_more_than_urgent_is_text(line: str) -> None:
    parsed = parse_submission(f"#报送 标题\n{line}\n正文")
    assert (parsed.urgent, parsed.body) == (False, f"{line}\n正文")


def test_a_mention_of_the_bot_may_stand_before_the_tag() -> None:
    assert without_mention("@zhibao_bot #报送 标题", username="Zhibao_Bot") == "#报送 标题"
    assert without_mention("@zhibao_bot，\n#报送", username="zhibao_bot") == "#报送"
    assert without_mention("@other_bot #报送", username="zhibao_bot") == "@other_bot #报送"


@each_row(
    "typed", ["7", "T7", "t7", "#7", "007", "预约T7", "预约 7", "选题7", "选题：T7", "Ｔ７", "T7。", "T7，"]
)
def test_a_demands_number_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_demand_number(typed) == 7


def test_no_number_is_asked_for_without_a_placeholder() -> None:
    with pytest.raises(BadInput) as refused:
        parse_demand_number(" ")
    assert refused.value.key == "Which topic? /topics lists the open ones."


@each_row(
    "text, meant",
    [
        ("#报送 标题\n选题 T1\n正文", ("选题", "T1")),
        ("#报送\n选题 T1\n标题\n正文", ("选题", "T1")),
        ("#报送 标题\n选题Ｔ１２\n正文", ("选题", "T12")),
        ("#报送 标题\n类别综合\n正文", ("类别", "综合")),
        ("#报送 标题\n来源 镇政府\n正文", ("来源", "镇政府")),
        ("#报送 标题\n续报 2026-0001\n正文", ("续报", "2026-0001")),
        ("#报送 标题\n选题：T1\n正文", None),
        ("#报送 标题\n类别齐全的展会开幕\n正文", None),
        ("#报送 选题会商会召开\n正文", None),
        ("#报送 标题\n来源 镇政府，昨天发布。\n正文", None),
        ("#报送 标题\n正文\n选题 T1", None),
    ],
)
def test_a_header_without_its_colon_stays_text_and_is_noticed(
    text: str, meant: tuple[str, str] | None
) -> None:
    assert parse_submission(text).no_colon == meant
