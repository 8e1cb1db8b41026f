from __future__ import annotations

import pytest

from bot.errors import BadInput
from bot.rules.demand_form import DEMAND, KIND, SLOTS, UNITS, parse_slots
from bot.rules.forms import DUE, TEXT, FormDraft, Value, answer, read_whole
from bot.rules.onestep import TAGS_DEMAND, has_tag
from tests.rules.test_forms import READER
from tests.support.table import each_row


def read(text: str) -> FormDraft:
    return read_whole(DEMAND, text, reader=READER)[0]


def test_a_demand_reads_its_own_headers() -> None:
    text = "#需求 春茶产销\n截止：6月20日 17:00\n名额: 3个\n单位:云茶镇、柏溪镇\n类别:综合\n选题:12\n写产量"
    parsed = read(text)
    assert (parsed.title, parsed.text(TEXT)) == ("春茶产销", "选题:12\n写产量")
    assert (parsed.text(DUE), parsed.number(SLOTS)) == ("2026-06-20T09:00:00+00:00", 3)
    assert (parsed.addressees(UNITS).units, parsed.text(KIND)) == ((1, 2), "comprehensive")


def test_a_demand_without_headers_has_a_title_and_a_brief() -> None:
    assert read("#需求\n春茶产销\n紧急\n写产量。").values == {"title": "春茶产销", "brief": "紧急\n写产量。"}


def test_a_demand_in_english() -> None:
    parsed = read("#Demand Tea\nDue: 3 days\nSlots: 2\nUnits: 云茶镇, 柏溪镇\nCategory: policy\nBrief")
    assert (parsed.text(DUE), parsed.number(SLOTS), parsed.addressees(UNITS).units) == (
        "2026-06-06T09:30:00+00:00",
        2,
        (1, 2),
    )
    assert (parsed.title, parsed.text(TEXT), parsed.text(KIND)) == ("Tea", "Brief", "policy")
    assert has_tag("#Demand Tea", tags=TAGS_DEMAND) is True


@each_row(
    ("raw", "slots"),
    [
        ("1", 1),
        ("99", 99),
        ("３", 3),
        (" 3个", 3),
        ("2 名", 2),
        ("05", 5),
        ("二", 2),
        ("两个", 2),
        ("十五家", 15),
        ("two", 2),
        ("Three slots", 3),
        ("seventeen", 17),
    ],
)
def test_parse_slots(raw: str, slots: int) -> None:
    assert parse_slots(raw) == slots


@each_row("raw", ["", "0", "100", "-1", "1.5", "三四", "3 4", "3家公司", "x" * 900])
def test_parse_slots_refuses_what_is_no_number_of_slots(raw: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_slots(raw)
    assert refused.value.key == "Slots must be a whole number from 1 to 99; got “{value}”."
    assert len(refused.value.fields["value"]) <= 40


@each_row("word", ["不限", "全部", "各单位", "所有单位"])
def test_all_units_are_what_a_demand_is_for_where_none_is_named(word: str) -> None:
    draft, faults = answer(DEMAND, FormDraft("demand", {}, (UNITS,)), word, reader=READER)
    assert (draft.to_ask, draft.addressees(UNITS).units, faults) == ((), (), [])
    assert read(f"#需求 春茶产销\n截止:3天\n单位:{word}").addressees(UNITS).units == ()


@each_row("tag", ["#需求", "# 需求", "＃ 需求", "#需求#", "#demand"])
def test_a_demands_tag_has_the_same_forms(tag: str) -> None:
    assert read(f"{tag} 森林防火情况\n截止：3天").title == "森林防火情况"


@each_row(
    ("raw", "value"),
    [
        ("苗头", "early_warning"),
        ("Policy", "policy"),
        ("early_warning", "early_warning"),
        ("综合", "comprehensive"),
    ],
)
def test_a_category_is_read_as_an_items_is(raw: str, value: str) -> None:
    assert DEMAND.field(KIND).read(raw, READER) == Value(value)
