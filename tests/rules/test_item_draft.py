"""A draft's content read as a submission."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Kind
from bot.rules.item_draft import Content, content_of, is_title, read

BODY = "3月1日，云茶镇1.2万亩早茶全面开园，较去年提前10天。"


def draft(*texts: str, **chosen: object) -> Content:
    """A draft of these messages."""
    return Content(parts=tuple(enumerate(texts, 1)), **chosen)  # type: ignore[arg-type]


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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
