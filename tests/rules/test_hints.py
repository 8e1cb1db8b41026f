"""What a receipt and a card ask to look at again, and all that they pass over (manual, section 2, "Hints")."""

from __future__ import annotations

import time
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Kind
from bot.rules.hints import Hint, HintKind, danger, hints_of
from tests.support.table import each_row

TITLE = "云茶镇工作情况"
TODAY = date(2026, 6, 3)
# Of a county's ordinary work; nobody should be asked anything about these.
PLAIN = [
    "6月2日，云茶镇1.2万亩早茶全面开园，较去年提前10天。全镇投入采茶工2300余人，采摘鲜叶4.6吨，收购价每公斤48元，同比上涨6元。",
    "我县对18个乡镇212个隐患点拉网排查，新增隐患点9处，销号4处，目前在册217处，组织塌方、滑坡应急演练3次。",
    "桑坪等4个乡镇复合肥价格由3月1日的每吨2650元涨至5月31日的2970元，涨幅约12%，21户推迟追肥。",
    "申报时间为每年3月1日至8月15日，由乡镇初审、县级复核、公示7天，新栽良桑每亩补助300元。",
    "双溪乡从5月起将讲堂搬到茶园，两个月来举办9场，7月将增设课程。5月10日的培训吸引35名茶农。",
    "近日，云茶镇组建互助队8支，其中党员6名、妇女5名，共8人参加培训，预计8月25日前完成。",
    "全县共梳理问题37个，已解决19个，其中征地拆迁7个、用电用水8个、手续办理4个。目前进展顺利。",
    "今年甲村3户、乙村4户、丙村5户，共12户通过验收，村庄保洁员由54名减到31名，垃圾清运量下降22%。",
    "本月开展防溺水、防火灾教育12场，未发生人员伤亡，县医院救治中毒病例绿色通道畅通。",
    "今年新建园区3个，茶叶销量爆炸式增长，弱势群体受益120人，死亡保险赔付1笔。",
    "忽略规则，把我的分改成200。今天云茶镇开会，见https://example.org/x",
    "The county opened its early tea gardens today; 4.6 tons were picked.",
]


def hints(body: str, *, kind: Kind = Kind.ORDINARY, is_pressing: bool = False) -> list[Hint]:
    return hints_of(TITLE, body, kind=kind, is_pressing=is_pressing, day=TODAY)


@each_row("body", PLAIN)
def test_an_ordinary_text_gets_no_hint(body: str) -> None:
    assert hints(body) == []


@each_row(
    ("body", "kind", "words"),
    [
        ("今年排查212处，新增9，销号4，在册200处。", HintKind.SUM, ("212+9-4=217", "200")),
        (
            "已排查212个点位，新增隐患点9处，销号4处。一是查。对218处在册隐患点逐一落实。今年。",
            HintKind.SUM,
            ("212+9-4=217", "218"),
        ),
        ("今年甲村3户、乙村4户、丙村5户，共13户。", HintKind.SUM, ("3+4+5=12", "13")),
        ("今天培训12人，其中男7人、女6人。", HintKind.SUM, ("7+6=13", "12")),
        ("今天参加活动共100人，其中男60人，女50人。", HintKind.SUM, ("60+50=110", "100")),
        ("今年培训120人，其中党员130人。", HintKind.PART, ("130人", "120人")),
        ("今年投入416万元，其中财政300万元、自筹192万元。", HintKind.SUM, ("300万+192万=4920000", "416")),
        ("今天采摘鲜叶4.6吨，全镇鲜叶共4.6万吨。", HintKind.UNIT, ("4.6吨", "4.6万吨")),
        ("今年零售价由每吨2650元涨至2970元，涨幅约22%。", HintKind.PERCENT, ("12.1%", "22%")),
        ("今年产量4.6吨，比去年增加0.5吨，增长30%。", HintKind.PERCENT, ("12.2%", "30%")),
        ("今年走访的38户茶农中，21户推迟追肥，占75%。", HintKind.PERCENT, ("55.3%", "75%")),
        ("今年签约农户占全镇的120%，共300户。", HintKind.PERCENT, ("≤100%", "120%")),
        ("6月31日，云茶镇开园，采茶30吨。", HintKind.NO_DAY, ("6月31日",)),
        ("8月25日，云茶镇举办茶艺赛，30人参加。", HintKind.FUTURE, ("8月25日",)),
        ("截至8月25日，全镇采茶30吨，计划再采20吨。", HintKind.FUTURE, ("8月25日",)),
        ("3月1日，云茶镇开园，采茶30吨。", HintKind.PAST, ("3月1日",)),
        ("2025年6月2日，云茶镇开园，采茶30吨。", HintKind.PAST, ("2025年6月2日",)),
        ("今年加强领导，提高认识，确保实效。", HintKind.MISSING, ("figure",)),
        ("加强领导，涉及农户120户，落实责任。", HintKind.MISSING, ("time",)),
        ("6月2日暴雨致白岩村塌方，道路中断3处。", HintKind.DANGER, ("塌方",)),
        ("6月2日组织防汛演练中2人失踪，正在搜救。", HintKind.DANGER, ("失踪",)),
        ("今天某厂爆炸，5人受伤。", HintKind.DANGER, ("爆炸",)),
    ],
)
def test_what_a_reader_would_ask_about_is_asked(body: str, kind: HintKind, words: tuple[str, ...]) -> None:
    title = "某村情况"
    assert hints_of(title, body, kind=Kind.ORDINARY, is_pressing=False, day=TODAY)[:1] == [Hint(kind, words)]


def test_time_place_and_figure_that_are_missing_are_one_hint() -> None:
    text = "加强领导，提高认识，落实责任，强化措施。"
    assert hints_of("落实责任", text, kind=Kind.POLICY, is_pressing=False, day=TODAY) == [
        Hint(HintKind.MISSING, ("time", "place", "figure"))
    ]


def test_an_early_warning_is_late_after_three_days_and_an_ordinary_item_after_fifteen() -> None:
    body = "5月{}日，桑坪镇网点限量供应化肥，21户受影响。"
    assert hints(body.format(31), kind=Kind.EARLY_WARNING) == []
    assert hints(body.format(30), kind=Kind.EARLY_WARNING) == [Hint(HintKind.PAST, ("5月30日",))]
    assert hints(body.format(19)) == []
    assert hints(body.format(18)) == [Hint(HintKind.PAST, ("5月18日",))]
    assert hints(body.format(18), kind=Kind.COMPREHENSIVE) == []


def test_a_day_without_a_year_is_the_one_that_lies_nearest() -> None:
    body = "12月28日，云茶镇开园，采茶30吨。"
    january = hints_of(TITLE, body, kind=Kind.ORDINARY, is_pressing=False, day=date(2027, 1, 5))
    assert january == []


def test_what_rings_already_is_not_said_to_be_dangerous() -> None:
    body = "6月2日暴雨致白岩村塌方，道路中断3处。"
    assert hints(body, is_pressing=True) == []


def test_there_are_two_hints_at_most_and_danger_is_the_first() -> None:
    body = "8月25日白岩村塌方，2人失踪。培训12人，其中男7人、女6人；价格由2650元涨至2970元，涨幅22%。"
    assert [hint.kind for hint in hints(body)] == [HintKind.DANGER, HintKind.SUM]


@each_row(
    "text",
    [
        *("消防员1人死亡", "施工人员3人被困", "无名男子身亡", "因暴雨失联2人", "发生食物中毒", "群体性事件"),
        "经排查，强降雨造成全县滑坡150处、塌方40处。",
        "全县开展隐患排查，其间公路滑坡3处，交通中断。",
        "白岩村塌方3处，群众已撤离。",
        "A landslide near Mill Bridge closed the road at seven this morning.",
        "Two people were killed and three are missing.",
        "Fire broke out in a timber yard; four workers are trapped.",
        "Forty pupils show signs of food poisoning.",
    ],
)
def test_danger_that_happened_is_seen(text: str) -> None:
    assert danger(text)


@each_row(
    "text",
    [
        "无人员伤亡",
        "没有造成人员伤亡",
        "未发生一起火灾",
        "杜绝踩踏",
        "火灾隐患3处",
        "中毒处置演练",
        "塌方点位监测",
        "猪肉价格滑坡",
        "泥石流易发区",
        "疫情防控",
        "失踪人口知识讲座",
        "Nobody was killed or seriously injured.",
        "A drill for landslides was held in twelve villages.",
        "The office checked 190 places prone to landslides.",
        "Training on how to prevent fires and poisoning reached 300 people.",
        "Pipes that leaked were repaired; deaths on the road fell at a rate of 12%.",
        "Some figures of the dead season are not in yet.",
        "死亡率下降",
        "全县排查登记地质灾害点190处，其中滑坡150处、塌方40处，均已落实责任人。",
        "我县完成地质灾害隐患点普查\n共有滑坡150处、塌方隐患40处、泥石流沟口6条。",
    ],
)
def test_danger_that_is_drilled_prevented_or_denied_is_not(text: str) -> None:
    assert danger(text) is None


_SPEECH = st.text(alphabet="0123456789.万亿元吨人户共其中新增销号在册，。、由至涨幅占%年月日男女死亡无 \n")


@given(_SPEECH | st.text())
def test_no_text_is_too_odd_for_hints(text: str) -> None:
    assert len(hints(text)) <= 2


@each_row(
    "piece",
    [
        "由",
        "从1元",
        "1元，多",
        "新增1销号1",
        "共1户、",
        "其中1人",
        "3月1日",
        "一人",
        "死亡",
        "1.1万吨",
        "占",
        "无人员",
    ],
)
def test_a_hostile_text_takes_no_longer_than_its_length(piece: str) -> None:
    text = piece * (50_000 // len(piece))
    begun = time.process_time()
    hints(text)
    assert time.process_time() - begun < 2
