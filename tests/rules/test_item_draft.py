"""A draft's content read as a submission."""

from __future__ import annotations

import json
from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Kind
from bot.rules.item_draft import Content, change, content_of, is_title, read
from tests.support.table import each_row

BODY = "3月1日，云茶镇1.2万亩早茶全面开园，较去年提前10天。"


def draft(*texts: str, **chosen: object) -> Content:
    """A draft of these messages."""
    return Content(parts=tuple(enumerate(texts, 1)), **chosen)  # type: ignore[arg-type]


@each_row(
    ("content", "title", "body"),
    [
        (draft("标题", BODY), "标题", BODY),
        (draft(f"标题\n{BODY}", "后续。"), "标题", f"{BODY}\n后续。"),
        (draft(BODY), "", BODY),
        (draft("茶" * 61), "", "茶" * 61),
        (draft("茶" * 60), "茶" * 60, ""),
        (draft(f"#报送 {BODY}"), "", BODY),
        (draft("标题\n类别:政策\n" + BODY), "标题", BODY),
        (draft(), "", ""),
    ],
)
def test_read_tells_title_and_body(content: Content, title: str, body: str) -> None:
    parsed = read(content, themes=())
    assert (parsed.title, parsed.body) == (title, body)


def test_what_was_chosen_by_button_wins_over_header_lines() -> None:
    typed = "标题\n类别:政策\n主题:茶叶\n紧急\n选题:3\n" + BODY
    parsed = read(draft(typed), themes=("茶叶", "防汛"))
    assert (parsed.kind, parsed.themes, parsed.urgent, parsed.demand_number) == (
        Kind.POLICY,
        ("茶叶",),
        True,
        3,
    )
    chosen = draft(typed, kind="ordinary", themes=("防汛",), urgent=False, demand_id=7)
    parsed = read(chosen, themes=("茶叶", "防汛"))
    assert (parsed.kind, parsed.themes, parsed.urgent, parsed.demand_number) == (
        Kind.ORDINARY,
        ("防汛",),
        False,
        7,
    )


@each_row(
    ("text", "answer"),
    [("标题", True), ("这是一句话。", False), ("两\n行", False), ("茶" * 61, False), ("", True)],
)
def test_is_title(text: str, answer: bool) -> None:
    assert is_title(text) is answer


@given(
    st.builds(
        Content,
        parts=st.lists(st.tuples(st.integers(1, 2**40), st.text())).map(tuple),
        kind=st.none() | st.sampled_from([kind.value for kind in Kind]),
        themes=st.none() | st.lists(st.text()).map(tuple),
        urgent=st.none() | st.booleans(),
        demand_id=st.none() | st.integers(1, 99),
        texts=st.lists(st.text()).map(tuple),
    )
)
def test_content_comes_back_from_the_database_as_it_went(content: Content) -> None:
    assert content_of(json.loads(json.dumps(asdict(content)))) == content


WHOLE = draft(f"旧题\n类别:政策\n主题:茶叶\n紧急\n选题:3\n来源:云茶镇\n{BODY}")


def changed(text: str, content: Content = WHOLE) -> tuple[object, ...]:
    """The draft after this has been sent for 修改: title, body, and what the header lines say."""
    parsed = read(change(content, text, part=9, themes=("茶叶",)), themes=("茶叶",))
    headers = (parsed.kind, parsed.themes, parsed.urgent, parsed.demand_number, parsed.source)
    return parsed.title, parsed.body, *headers


HEADERS = (Kind.POLICY, ("茶叶",), True, 3, "云茶镇")
NEW = "3月2日，云茶镇举办开园节，来自周边市县的客商三百余人到场洽谈。"


def test_a_title_alone_leaves_everything_else_as_it_is() -> None:
    assert changed("新题") == ("新题", BODY, *HEADERS)


def test_a_header_alone_leaves_everything_else_as_it_is() -> None:
    assert changed("类别：苗头") == ("旧题", BODY, Kind.EARLY_WARNING, *HEADERS[1:])


def test_a_title_and_a_header_change_both() -> None:
    assert changed("新题\n类别：苗头") == ("新题", BODY, Kind.EARLY_WARNING, *HEADERS[1:])


def test_the_whole_text_takes_the_place_of_title_and_body_and_what_it_does_not_mention_stays() -> None:
    assert changed(f"新题\n{NEW}") == ("新题", NEW, *HEADERS)
    assert changed(f"新题\n选题:5\n{NEW}") == ("新题", NEW, *HEADERS[:3], 5, "云茶镇")


def test_a_text_without_a_title_leaves_the_title_as_it_is() -> None:
    assert changed(NEW) == ("旧题", NEW, *HEADERS)


def test_what_was_chosen_by_button_stays_where_the_text_says_nothing_of_it() -> None:
    chosen = draft(f"旧题\n{BODY}", kind="policy", themes=("茶叶",), urgent=False)
    assert changed(f"新题\n{NEW}", chosen)[2:5] == (Kind.POLICY, ("茶叶",), False)
    assert changed(f"新题\n类别：苗头\n{NEW}", chosen)[2] is Kind.EARLY_WARNING


def test_where_there_is_no_text_yet_a_title_is_the_text() -> None:
    assert changed("新题", draft())[:2] == ("新题", "")
