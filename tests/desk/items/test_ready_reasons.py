"""Ready reasons are the office's: which are offered, what they say, whether what is not adopted for them counts."""

from __future__ import annotations

from pathlib import Path

from bot.config import build
from bot.desk.items import lookup, quota, reviews
from bot.model import ItemState, Person, PlaceKind, Role
from bot.rules.states import Step
from bot.views.common.labels import reason
from tests.desk.items.test_reviews import ask, card, standing, submit
from tests.support.county import DESK_CHAT, County, county, office_of
from tests.support.scenes import do, tap, texts_to

OWN = {
    "review": {
        "reasons": [
            {"key": "incomplete", "zh": "缺要素", "en": "Facts missing", "sentence": "请写明时间、地点"},
            {
                "key": "outside",
                "zh": "不属本县",
                "en": "Outside the county",
                "sentence": "请向属地报送",
                "decisions": ["reject"],
                "counts": False,
            },
            {"key": "stale", "zh": "过时", "en": "Too late", "offered": False},
        ]
    }
}


async def people(gao: County) -> tuple[Person, Person]:
    """A reporter and an editor who reads English; the desk group is bound."""
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    return zhang, await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)


async def counted(gao: County, person: Person) -> int:
    async with gao.database.work(now=gao.clock.now()) as work:
        return (await quota.standing(gao.office, work, person=person, month="2026-06"))[0]


async def not_adopted(gao: County, who: Person, on: str, reason: str) -> None:
    await tap(
        gao,
        who,
        await card(gao, on),
        reason,
        reviews.decide_with_reason,
        chat_id=DESK_CHAT,
        step=Step.REJECT,
        reason="outside",
    )


async def test_the_offices_own_reasons_are_offered_told_and_counted(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-03 12:00:00") as gao:
        gao.office = office_of(**OWN)
        zhang, zhou = await people(gao)
        await ask(gao, zhou, await submit(gao, zhang, "甲"), "退回")
        assert (await card(gao, "甲")).labels == ["缺要素", "返回"]
        await tap(gao, zhou, await card(gao, "甲"), "返回", reviews.go_back, chat_id=DESK_CHAT)
        await ask(gao, zhou, await card(gao, "甲"), "不采用")
        assert (await card(gao, "甲")).labels == ["缺要素", "不属本县", "返回"]
        assert await counted(gao, zhang) == 1
        await not_adopted(gao, zhou, "甲", "不属本县")
        assert "理由：不属本县：请向属地报送" in await standing(gao, "甲")
        assert await counted(gao, zhang) == 0, "the reason does not count"


async def test_a_reason_that_the_settings_name_no_more_stays_readable_and_what_was_built_in_keeps_its_name(
    tmp_path: Path,
) -> None:
    async with county(tmp_path, now="2026-06-03 12:00:00") as gao:
        gao.office = office_of(**OWN)
        zhang, zhou = await people(gao)
        await ask(gao, zhou, await submit(gao, zhang, "甲"), "不采用")
        await not_adopted(gao, zhou, "甲", "不属本县")
        await gao.item(zhang, state=ItemState.REJECTED, reason="empty")
        gao.office = office_of(
            review={"reasons": [{"key": "late", "zh": "太晚", "en": "Late"}]}, desk={"language": "en"}
        )
        await do(gao, zhang, lookup.show_item, said="", number="1")
        assert "Reason: 不属本县: 请向属地报送" in (await texts_to(gao, 11))[-1]
        assert reason(gao.office.texts("en"), "empty", None) == "Lacks substance"
        assert await counted(gao, zhang) == 1, "空洞 goes on not counting"


def test_sentences_of_an_earlier_release_go_with_the_built_in_reasons() -> None:
    review = build({"review": {"sentences": {"doubtful": "请核对数字"}}}).review
    said = {each.key: review.sentence(each) for each in review.offered("return")}
    assert said == {"incomplete": None, "doubtful": "请核对数字"}
