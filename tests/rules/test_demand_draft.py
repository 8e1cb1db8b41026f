from __future__ import annotations

import json
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Kind, Unit
from bot.rules.demand_draft import (
    TITLE_MOST,
    DemandDraft,
    Field,
    Reader,
    answer,
    ask_all,
    change,
    from_data,
    from_words,
    read_whole,
    recheck,
    set_kind,
    skip,
    to_data,
)
from bot.rules.workdays import WorkCalendar
from tests.support.table import each_row

NOW = datetime(2026, 6, 3, 4, 0, tzinfo=UTC)  # Wednesday noon at the desk
FRIDAY = datetime(2026, 6, 5, 9, 30, tzinfo=UTC)
READER = Reader(
    now=NOW,
    zone=ZoneInfo("Asia/Shanghai"),
    calendar=WorkCalendar(),
    day_end=time(17, 30),
    units=[Unit(1, "云茶镇", None), Unit(2, "柏溪镇", None), Unit(3, "柏溪中学", None)],
)
WHOLE = "#需求 夏粮收购\n截止:周五\n名额：3\n类别:综合\n了解收购进度，\n截止:不是标题行"


def test_a_whole_message_needs_nothing_more() -> None:
    draft, faults = read_whole(WHOLE, reader=READER)
    assert faults == []
    assert draft == DemandDraft(
        title="夏粮收购",
        brief="了解收购进度，\n截止:不是标题行",
        due_at=FRIDAY,
        slots=3,
        kind=Kind.COMPREHENSIVE,
    )


@each_row(
    ("text", "to_ask"),
    [
        ("#需求 夏粮收购", [Field.DUE]),
        ("#需求\n截止:周五", [Field.TITLE]),
        ("#需求", [Field.TITLE, Field.DUE]),
        ("#需求 夏粮\n截止:昨天下午", [Field.DUE]),
        ("#需求 夏粮\n截止:2026-06-01", [Field.DUE]),
        ("#需求 夏粮\n截止:周五\n名额:0", [Field.SLOTS]),
        ("#需求 夏粮\n截止:周五\n名额:100", [Field.SLOTS]),
        ("#需求 夏粮\n截止:周五\n单位:云茶镇、柏溪", [Field.UNITS]),
        ("#需求 夏粮\n截止:周五\n类别:新闻", [Field.KIND]),
        ("#需求 夏粮\n截止:x\n名额:y\n单位:z\n类别:w", [Field.DUE, Field.SLOTS, Field.UNITS, Field.KIND]),
        (f"#需求 {'长' * (TITLE_MOST + 1)}\n截止:周五", [Field.TITLE]),
    ],
)
def test_what_is_missing_or_unusable_is_asked_for(text: str, to_ask: list[Field]) -> None:
    draft, faults = read_whole(text, reader=READER)
    assert list(draft.to_ask) == to_ask
    unusable = [field for field in to_ask if not (field is Field.DUE and "截止" not in text)]
    given = [field for field in unusable if field is not Field.TITLE or "长" in text]
    assert sorted({fault.field for fault in faults}) == sorted(given)


def test_an_unknown_unit_comes_with_the_close_names_and_keeps_the_known_ones() -> None:
    draft, (fault,) = read_whole("#需求 夏粮\n截止:周五\n单位:云茶镇、柏溪", reader=READER)
    assert fault.fields == {"value": "柏溪", "names": ("柏溪镇", "柏溪中学")}
    draft, faults = answer(draft, "柏溪镇", reader=READER)
    assert (draft.units, draft.to_ask, faults) == ((1, 2), (), [])


def test_a_commission_has_a_slot_for_each_unit_at_least() -> None:
    text = "#需求 夏粮\n截止:周五\n单位:云茶镇，柏溪镇"
    assert read_whole(text, reader=READER)[0].total_slots == 2
    assert read_whole(f"{text}\n名额:1", reader=READER)[0].total_slots == 2
    assert read_whole(f"{text}\n名额:5", reader=READER)[0].total_slots == 5
    assert DemandDraft().total_slots == 1


def test_the_next_message_corrects_only_what_was_wrong() -> None:
    draft, _ = read_whole("#需求 夏粮\n截止:上周\n名额:很多\n说明文字", reader=READER)
    draft, faults = answer(draft, "周五", reader=READER)
    assert (draft.due_at, draft.to_ask, faults) == (FRIDAY, (Field.SLOTS,), [])
    draft, faults = answer(draft, "还是很多", reader=READER)
    assert draft.to_ask == (Field.SLOTS,) and len(faults) == 1
    draft, faults = answer(draft, "名额:2", reader=READER)
    assert (draft.title, draft.brief, draft.slots, draft.to_ask, faults) == ("夏粮", "说明文字", 2, (), [])


def test_step_by_step_with_everything_skipped() -> None:
    draft = ask_all(DemandDraft())
    assert draft.to_ask == tuple(Field)
    draft, _ = answer(draft, "夏粮收购", reader=READER)
    draft, _ = answer(draft, "跳过", reader=READER)
    draft, faults = answer(draft, "", reader=READER)
    assert draft.to_ask[0] is Field.DUE and faults == []
    draft, _ = answer(draft, "周五", reader=READER)
    draft = skip(skip(draft))
    assert draft.to_ask == (Field.KIND,)
    assert set_kind(draft, Kind.POLICY) == DemandDraft(title="夏粮收购", due_at=FRIDAY, kind=Kind.POLICY)


def test_a_brief_of_several_lines_is_taken_as_it_is() -> None:
    draft = ask_all(DemandDraft(title="夏粮"))
    draft, _ = answer(draft, "一、进度\n二、价格\n名额:不是标题行", reader=READER)
    assert draft.brief == "一、进度\n二、价格\n名额:不是标题行"


@each_row(
    ("text", "changed"),
    [
        ("截止:2026-06-12 09:00", {"due_at": datetime(2026, 6, 12, 1, 0, tzinfo=UTC)}),
        ("名额:7", {"slots": 7}),
        ("单位:柏溪镇", {"units": (2,)}),
        ("单位:无", {"units": ()}),
        ("标题：新标题", {"title": "新标题"}),
        ("说明:新的\n说明", {"brief": "新的\n说明"}),
        ("新标题", {"title": "新标题"}),
        ("新标题\n名额:7\n新的说明", {"title": "新标题", "slots": 7, "brief": "新的说明"}),
    ],
)
def test_a_change_names_what_changes(text: str, changed: dict[str, object]) -> None:
    old, _ = read_whole(WHOLE + "\n", reader=READER)
    old, _ = change(old, "单位:云茶镇", reader=READER)
    new, faults = change(old, text, reader=READER)
    assert faults == []
    before, after = to_data(old), to_data(new)
    expected = to_data(DemandDraft(**changed))  # type: ignore[arg-type]
    assert after == {**before, **{name: expected[name] for name in changed}}


def test_a_faulty_change_leaves_the_old_value_and_asks() -> None:
    old, _ = read_whole(WHOLE, reader=READER)
    new, (fault,) = change(old, "截止:昨天", reader=READER)
    assert (new.due_at, new.to_ask, fault.field) == (FRIDAY, (Field.DUE,), Field.DUE)


def test_a_due_time_that_passed_while_the_draft_lay_about_is_asked_for_anew() -> None:
    draft, _ = read_whole(WHOLE, reader=READER)
    assert recheck(draft, now=NOW).to_ask == ()
    assert recheck(draft, now=FRIDAY).to_ask == (Field.DUE,)
    assert recheck(DemandDraft(), now=NOW).to_ask == (Field.TITLE, Field.DUE)


def test_a_proposal_becomes_title_and_brief() -> None:
    assert from_words("夏粮收购", proposal_id=4) == DemandDraft(title="夏粮收购", proposal_id=4)
    long = "长" * 150
    draft = from_words(long, proposal_id=4)
    assert len(draft.title) <= TITLE_MOST and draft.brief == long


@given(st.lists(st.text(max_size=60), max_size=6))
def test_whatever_is_typed_the_draft_can_be_stored_and_read_again(texts: list[str]) -> None:
    draft, _ = read_whole(texts[0] if texts else "", reader=READER)
    for text in texts[1:]:
        step = answer if draft.to_ask else change
        draft, faults = step(draft, text, reader=READER)
        assert all(fault.field in draft.to_ask for fault in faults)
        assert from_data(json.loads(json.dumps(to_data(draft)))) == draft
        assert (bool(draft.title) or Field.TITLE in draft.to_ask) and len(draft.title) <= TITLE_MOST


def test_a_title_made_of_a_sentence_ends_without_its_full_stop() -> None:
    assert from_words("请各乡镇把冬管情况再报一次。").title == "请各乡镇把冬管情况再报一次"
