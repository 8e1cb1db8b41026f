"""By what a text is found again in messages that repeated it, however short its words are."""

from __future__ import annotations

import json

from bot.rules.secrecy.traces import Traces, traces_of

LONG = "白鹭坝编组共三十六人，分为四个小队，六月上旬完成集结演练"


def test_a_long_piece_is_found_wherever_it_stands_and_a_short_word_only_beside_the_items_number() -> None:
    traces = traces_of(["茶事", f"密语\n{LONG}。", "12"], number="2026-0007")
    for text, is_found in (
        (f"全文：{LONG}", True),
        ("2026-0007 茶事 待审", True),
        ("2026-0007 密语", True),
        ("茶事 待审", False),
        ("2026-0007 待审，共12字", False),  # figures alone stand in anything
        ("2026-0070 茶事", False),
    ):
        payload = json.dumps({"chat_id": 12, "text": text}, ensure_ascii=False)
        assert (traces.holds_piece(payload) or traces.holds_word(payload)) == is_found, text


def test_a_button_is_searched_too_and_what_parameters_are_called_is_not() -> None:
    traces = traces_of(["茶事", "text"], number="2026-0007")
    named = json.dumps({"text": "2026-0007", "reply_markup": {"keyboard": [["茶事"]]}}, ensure_ascii=False)
    assert traces.holds_word(named)
    assert not traces.holds_word(json.dumps({"text": "2026-0007 已销毁"}, ensure_ascii=False))


def test_living_messages_are_known_by_name_also_when_they_were_given_up() -> None:
    traces = Traces((), slots=("card:7",))
    assert [traces.is_of(slot) for slot in ("card:7", "card:7#12", "card:71", None)] == [
        *(True, True, False, False)
    ]
    assert not traces.is_empty and Traces(()).is_empty and traces_of(["茶"]).is_empty
