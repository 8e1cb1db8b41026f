from __future__ import annotations

import json
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Kind, Unit
from bot.rules.addressees import Roster
from bot.rules.demand_form import DEMAND, KIND, SLOTS, UNITS, kind_of, total_slots
from bot.rules.forms import (
    DUE,
    TEXT,
    TITLE,
    TITLE_MOST,
    FormDraft,
    Reader,
    answer,
    ask_all,
    change,
    choose,
    edited,
    from_data,
    from_words,
    read_whole,
    recheck,
    skip,
    to_data,
)
from bot.rules.meeting_form import BEGIN, MEETING
from bot.rules.workdays import WorkCalendar
from tests.support.table import each_row

NOW = datetime(2026, 6, 3, 4, 0, tzinfo=UTC)  # Wednesday noon at the desk
FRIDAY = datetime(2026, 6, 5, 9, 30, tzinfo=UTC)
READER = Reader(
    now=NOW,
    zone=ZoneInfo("Asia/Shanghai"),
    calendar=WorkCalendar(),
    day_end=time(17, 30),
    roster=Roster([Unit(1, "云茶镇"), Unit(2, "柏溪镇"), Unit(3, "柏溪中学")], []),
)
WHOLE = "#需求 夏粮收购\n截止:周五\n名额：3\n类别:综合\n了解收购进度，\n截止:不是标题行"


def demand(**values: object) -> FormDraft:
    """A draft of a demand in which this has been said."""
    return FormDraft("demand", values)


def test_a_whole_message_needs_nothing_more() -> None:
    draft, faults = read_whole(DEMAND, WHOLE, reader=READER)
    assert faults == []
    assert draft == demand(
        title="夏粮收购",
        brief="了解收购进度，\n截止:不是标题行",
        due=FRIDAY.isoformat(),
        slots=3,
        kind="comprehensive",
    )
    assert (draft.moment(DUE), kind_of(draft)) == (FRIDAY, Kind.COMPREHENSIVE)


@each_row(
    ("text", "to_ask"),
    [
        ("#需求 夏粮收购", [DUE]),
        ("#需求\n截止:周五", [TITLE]),
        ("#需求", [TITLE, DUE]),
        ("#需求 夏粮\n截止:昨天下午", [DUE]),
        ("#需求 夏粮\n截止:2026-06-01", [DUE]),
        ("#需求 夏粮\n截止:周五\n名额:0", [SLOTS]),
        ("#需求 夏粮\n截止:周五\n名额:100", [SLOTS]),
        ("#需求 夏粮\n截止:周五\n单位:云茶镇、柏溪", [UNITS]),
        ("#需求 夏粮\n截止:周五\n类别:新闻", [KIND]),
        ("#需求 夏粮\n截止:x\n名额:y\n单位:z\n类别:w", [DUE, SLOTS, UNITS, KIND]),
        (f"#需求 {'长' * (TITLE_MOST + 1)}\n截止:周五", [TITLE]),
    ],
)
def test_what_is_missing_or_unusable_is_asked_for(text: str, to_ask: list[str]) -> None:
    draft, faults = read_whole(DEMAND, text, reader=READER)
    assert list(draft.to_ask) == to_ask
    unusable = [field for field in to_ask if not (field == DUE and "截止" not in text)]
    given = [field for field in unusable if field != TITLE or "长" in text]
    assert sorted({fault.field for fault in faults}) == sorted(given)


def test_an_unknown_unit_comes_with_the_close_names_and_keeps_the_known_ones() -> None:
    draft, (fault,) = read_whole(DEMAND, "#需求 夏粮\n截止:周五\n单位:云茶镇、柏溪", reader=READER)
    assert fault.fields == {"value": "柏溪", "names": ("柏溪镇", "柏溪中学")}
    draft, faults = answer(DEMAND, draft, "柏溪镇", reader=READER)
    assert (draft.addressees(UNITS).units, draft.to_ask, faults) == ((1, 2), (), [])


def test_a_commission_has_a_slot_for_each_unit_at_least() -> None:
    text = "#需求 夏粮\n截止:周五\n单位:云茶镇，柏溪镇"
    assert total_slots(read_whole(DEMAND, text, reader=READER)[0]) == 2
    assert total_slots(read_whole(DEMAND, f"{text}\n名额:1", reader=READER)[0]) == 2
    assert total_slots(read_whole(DEMAND, f"{text}\n名额:5", reader=READER)[0]) == 5
    assert total_slots(demand()) == 1


def test_the_next_message_corrects_only_what_was_wrong() -> None:
    draft, _ = read_whole(DEMAND, "#需求 夏粮\n截止:上周\n名额:很多\n说明文字", reader=READER)
    draft, faults = answer(DEMAND, draft, "周五", reader=READER)
    assert (draft.moment(DUE), draft.to_ask, faults) == (FRIDAY, (SLOTS,), [])
    draft, faults = answer(DEMAND, draft, "还是很多", reader=READER)
    assert draft.to_ask == (SLOTS,) and len(faults) == 1
    draft, faults = answer(DEMAND, draft, "名额:2", reader=READER)
    assert (draft.title, draft.text(TEXT), draft.number(SLOTS), draft.to_ask, faults) == (
        "夏粮",
        "说明文字",
        2,
        (),
        [],
    )


def test_step_by_step_with_everything_skipped() -> None:
    draft = ask_all(DEMAND, demand())
    assert draft.to_ask == (TITLE, TEXT, DUE, SLOTS, UNITS, KIND)
    draft, _ = answer(DEMAND, draft, "夏粮收购", reader=READER)
    draft, _ = answer(DEMAND, draft, "跳过", reader=READER)
    draft, faults = answer(DEMAND, draft, "", reader=READER)
    assert draft.to_ask[0] == DUE and faults == []
    draft, _ = answer(DEMAND, draft, "周五", reader=READER)
    draft = skip(skip(draft))
    assert draft.to_ask == (KIND,)
    assert choose(DEMAND, draft, KIND, "policy") == demand(
        title="夏粮收购", due=FRIDAY.isoformat(), kind="policy"
    )


def test_a_brief_of_several_lines_is_taken_as_it_is() -> None:
    draft = ask_all(DEMAND, demand(title="夏粮"))
    draft, _ = answer(DEMAND, draft, "一、进度\n二、价格\n名额:不是标题行", reader=READER)
    assert draft.text(TEXT) == "一、进度\n二、价格\n名额:不是标题行"


@each_row(
    ("text", "changed"),
    [
        ("截止:2026-06-12 09:00", {"due": "2026-06-12T01:00:00+00:00"}),
        ("名额:7", {"slots": 7}),
        ("单位:柏溪镇", {"units": ["u.2"]}),
        ("单位:无", {"units": None}),
        ("标题：新标题", {"title": "新标题"}),
        ("说明:新的\n说明", {"brief": "新的\n说明"}),
        ("新标题", {"title": "新标题"}),
        ("6月12日 9:00", {"due": "2026-06-12T01:00:00+00:00"}),
        ("新标题\n名额:7\n新的说明", {"title": "新标题", "slots": 7, "brief": "新的说明"}),
    ],
)
def test_a_change_names_what_changes(text: str, changed: dict[str, object]) -> None:
    old, _ = read_whole(DEMAND, WHOLE + "\n", reader=READER)
    old, _ = change(DEMAND, old, "单位:云茶镇", reader=READER)
    new, faults = change(DEMAND, old, text, reader=READER)
    assert faults == []
    expected = {name: value for name, value in {**old.values, **changed}.items() if value is not None}
    assert (new.values, new.to_ask) == (expected, old.to_ask)


def test_a_faulty_change_leaves_the_old_value_and_asks() -> None:
    old, _ = read_whole(DEMAND, WHOLE, reader=READER)
    new, (fault,) = change(DEMAND, old, "截止:昨天", reader=READER)
    assert (new.moment(DUE), new.to_ask, fault.field) == (FRIDAY, (DUE,), DUE)


def test_a_due_time_that_passed_while_the_draft_lay_about_is_asked_for_anew() -> None:
    draft, _ = read_whole(DEMAND, WHOLE, reader=READER)
    assert recheck(DEMAND, draft, now=NOW).to_ask == ()
    assert recheck(DEMAND, draft, now=FRIDAY).to_ask == (DUE,)
    assert recheck(DEMAND, demand(), now=NOW).to_ask == (TITLE, DUE)


def test_a_proposal_becomes_title_and_brief() -> None:
    assert from_words(DEMAND, "夏粮收购").with_(proposal_id=4) == FormDraft(
        "demand", {"title": "夏粮收购"}, extra={"proposal_id": 4}
    )
    long = "长" * 150
    draft = from_words(DEMAND, long)
    assert len(draft.title) <= TITLE_MOST and draft.text(TEXT) == long


@given(st.lists(st.text(max_size=60), max_size=6))
def test_whatever_is_typed_the_draft_can_be_stored_and_read_again(texts: list[str]) -> None:
    draft, _ = read_whole(DEMAND, texts[0] if texts else "", reader=READER)
    for text in texts[1:]:
        step = answer if draft.to_ask else change
        draft, faults = step(DEMAND, draft, text, reader=READER)
        assert all(fault.field in draft.to_ask for fault in faults)
        assert from_data(json.loads(json.dumps(to_data(draft)))) == draft
        assert (bool(draft.title) or TITLE in draft.to_ask) and len(draft.title) <= TITLE_MOST


def test_a_title_made_of_a_sentence_ends_without_its_full_stop() -> None:
    assert from_words(DEMAND, "请各乡镇把冬管情况再报一次。").title == "请各乡镇把冬管情况再报一次"


def test_a_day_with_a_misspelt_month_is_no_title_either() -> None:
    old, _ = read_whole(DEMAND, WHOLE, reader=READER)
    new, (fault,) = change(DEMAND, old, "5 Septmber 12:00", reader=READER)
    assert (new.title, fault.field, fault.fields) == (old.title, DUE, {"value": "5 Septmber"})


def test_a_day_sent_alone_is_no_title_even_where_it_has_passed() -> None:
    old, _ = read_whole(DEMAND, WHOLE, reader=READER)
    new, (fault,) = change(DEMAND, old, "6月1日", reader=READER)
    assert (new.title, new.moment(DUE), new.to_ask, fault.field) == (old.title, FRIDAY, (DUE,), DUE)


def test_an_edited_message_brings_what_it_says_now_and_keeps_what_was_answered() -> None:
    said = "#需求 夏粮\n截止:周五"
    old, _ = read_whole(DEMAND, said, reader=READER)
    old, _ = change(DEMAND, old, "名额:3", reader=READER)
    new, (fault,) = edited(DEMAND, old, "#需求 秋粮\n截止:昨天", said=said, reader=READER)
    assert (new.title, new.number(SLOTS), new.to_ask, fault.field) == ("秋粮", 3, (DUE,), DUE)


@each_row(
    ("edit", "changed"),
    [
        ("#需求 夏粮\n截止:周五\n名额:3\n看进度", {}),
        ("#需求 夏粮\n截止:周五\n名额:3\n看进度和价格", {"brief": "看进度和价格"}),
        ("#需求 秋粮\n截止:周五\n名额:3\n看进度", {"title": "秋粮"}),
        ("#需求 夏粮\n名额:3\n看进度", {}),  # 截止 was corrected since: what was taken away is the old one
        ("#需求 夏粮\n截止:周五\n看进度", {"slots": None}),
        ("#需求 夏粮\n截止:周五\n名额:3\n类别:政策\n看进度", {"kind": "policy"}),
    ],
)
def test_an_edit_changes_what_the_edit_changed_and_no_later_correction(
    edit: str, changed: dict[str, object]
) -> None:
    said = "#需求 夏粮\n截止:周五\n名额:3\n看进度"
    old, _ = read_whole(DEMAND, said, reader=READER)
    for correction in ("截止:6月12日", "标题:夏粮收购"):
        old, _ = change(DEMAND, old, correction, reader=READER)
    new, faults = edited(DEMAND, old, edit, said=said, reader=READER)
    expected = {key: value for key, value in {**old.values, **changed}.items() if value is not None}
    assert (new.values, new.to_ask, faults) == (expected, (), [])


def local(draft: FormDraft) -> str:
    moment = draft.moment(BEGIN)
    return f"{moment.astimezone(READER.zone):%m-%d %H:%M}" if moment else ""


@each_row(
    ("answers", "begins"),
    [
        (["周五", "9:30"], "06-05 09:30"),
        (["周五", "下午3点前"], "06-05 15:00"),
        (["周五", "时间：9：30"], "06-05 09:30"),
        (["3天", "早上", "9点半"], "06-06 09:30"),
        (["今天 9:00", "15:00"], "06-03 15:00"),  # 9:00 has passed
        (["9:30", "周五"], "06-05 09:30"),
        (["9:30", "10:00", "周五"], "06-05 10:00"),
        (["周五", "9:30", "15:00"], "06-05 15:00"),  # under the preview: the hour alone is no title
        (["周五", "下周一", "9:30"], "06-08 09:30"),
        (["周五", "9:30", "周一", "14:00"], "06-08 14:00"),
    ],
)
def test_day_and_hour_may_come_one_after_the_other(answers: list[str], begins: str) -> None:
    draft, _ = read_whole(MEETING, "例会", reader=READER)
    for text in answers:
        draft, _ = (answer if draft.to_ask else change)(MEETING, draft, text, reader=READER)
    assert (local(draft), draft.title, draft.to_ask, draft.extra) == (begins, "例会", (), {})


def test_half_a_moment_is_told_what_it_lacks() -> None:
    draft, _ = read_whole(MEETING, "例会", reader=READER)
    _, (hour,) = answer(MEETING, draft, "9:30", reader=READER)
    _, (day,) = answer(MEETING, draft, "周五", reader=READER)
    assert hour.key.startswith("Please add the day") and day.key.startswith("Please add the hour")
