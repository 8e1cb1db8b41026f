"""Two editors before one card, whichever two buttons they press: one decides, the other is told who did and when."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

from bot.desk.common.office import Toast
from bot.desk.items import reviews, undo, urgency
from bot.desk.items.submissions import submit_tagged
from bot.errors import Refusal
from bot.model import Item, Person
from bot.rules.states import Step
from tests.support.county import BODY, DESK_CHAT, County
from tests.support.scenes import Shown, do, shown


@dataclass(frozen=True)
class Button:
    """One of a card's buttons, as the handler would press it on a card that shows an item which waits."""

    label: str
    act: Callable[..., Awaitable[Any]]
    arguments: dict[str, Any]
    state: str | None = None  # where it leads at once


BUTTONS = [
    Button("签收", reviews.receive, {}, "reviewing"),
    Button("采用", reviews.adopt, {}, "adopted"),
    Button("备用", reviews.reserve, {}, "reserved"),
    Button("退回", reviews.decide_with_reason, {"step": Step.RETURN, "reason": None}),
    Button(
        "退回·要素不全", reviews.decide_with_reason, {"step": Step.RETURN, "reason": "incomplete"}, "returned"
    ),
    Button("不采用", reviews.decide_with_reason, {"step": Step.REJECT, "reason": None}),
    Button(
        "不采用·时效已过", reviews.decide_with_reason, {"step": Step.REJECT, "reason": "stale"}, "rejected"
    ),
    Button("合并", reviews.ask, {"step": Step.MERGE}),
    Button("合并到", reviews.merge_into, {}, "merged"),
    Button("返回", reviews.go_back, {}),
    Button("放回", reviews.release, {}),
    Button("转紧急", urgency.make_urgent, {}),
    Button("撤销", undo.undo, {}),
]
DECIDE = [button for button in BUTTONS if button.state and button.state != "reviewing"]


async def press(gao: County, who: Person, button: Button, *, item: Item, target: Item) -> str:
    """What the presser is told: the callback's answer, or the refusal."""
    more: dict[str, Any] = {"target_id": target.id} if button.act is reviews.merge_into else {}
    try:
        told = await do(gao, who, button.act, chat_id=DESK_CHAT, item_id=item.id, **button.arguments, **more)
    except Refusal as refusal:
        return gao.office.texts("zh").plain(refusal.key, **refusal.fields)
    return told.text if isinstance(told, Toast) else ""


async def submit(gao: County, who: Person, title: str) -> Item:
    await do(gao, who, submit_tagged, said=f"#报送 {title}\n{BODY}")
    item = (await gao.database.reads.items.newest(most=1))[0]
    assert item.title == title
    return item


async def state(gao: County, item: Item) -> tuple[str, int | None]:
    """The item's state, and who is its editor."""
    now = await gao.database.reads.items.find(item.id)
    assert now is not None
    return now.state.value, now.editor_id


async def test_after_a_decision_every_other_button_changes_nothing_and_says_who_decided_when(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    target, faults = await submit(gao, zhang, "合并的去处"), []
    for number, (first, second) in enumerate(product(DECIDE, BUTTONS)):
        item = await submit(gao, zhang, f"第{number}条")
        await press(gao, zhou, first, item=item, target=target)
        told = await press(gao, wu, second, item=item, target=target)
        names = "周编" in told and (second.label == "撤销" or "6月3日 12:00" in told)
        if await state(gao, item) != (first.state, zhou.id) or not names:
            faults.append(f"{first.label}, then {second.label}: {told or 'nothing was said'}")
    assert not faults, "\n".join(faults)


async def test_once_it_is_taken_the_other_editor_is_told_who_has_it_before_anything_is_decided(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    target, faults = await submit(gao, zhang, "合并的去处"), []
    others = [
        b for b in BUTTONS if b.label in ("签收", "采用", "备用", "退回", "不采用", "合并", "放回", "撤销")
    ]
    for number, second in enumerate(others):
        item = await submit(gao, zhang, f"第{number}条")
        await press(gao, zhou, BUTTONS[0], item=item, target=target)
        told = await press(gao, wu, second, item=item, target=target)
        if await state(gao, item) != ("reviewing", zhou.id) or "周编" not in told:
            faults.append(f"{second.label}: {told or 'nothing was said'}")
    assert not faults, "\n".join(faults)


async def test_whoever_had_taken_an_item_hears_of_every_decision_of_another_editor(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    target = await submit(gao, zhang, "合并的去处")
    decided = []
    for number, second in enumerate(DECIDE):
        item = await submit(gao, zhang, f"第{number}条")
        await press(gao, zhou, BUTTONS[0], item=item, target=target)
        sure = Button(second.label, second.act, {**second.arguments, "is_sure": True})
        await press(gao, wu, sure if second.label in ("采用", "备用") else second, item=item, target=target)
        decided.append((await state(gao, item))[0])
    assert decided == [button.state for button in DECIDE]
    told = [each.text for each in await shown(gao, 21) if "吴编" in each.text]
    assert [text.rsplit("· ", 1)[-1] for text in told] == ["采用", "备用", "退回", "不采用", "合并"]


async def test_what_is_in_reserve_is_decided_by_its_own_cards_buttons_only(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    item = await submit(gao, zhang, "春茶开采")
    await press(gao, zhou, BUTTONS[2], item=item, target=item)
    card: Shown = [each for each in await shown(gao, DESK_CHAT) if "春茶开采" in each.text][-1]
    assert card.buttons["采用"] == f"ia:{item.id}::reserve"
    late = Button("采用", reviews.adopt, {})
    assert "已由周编于6月3日 12:00处理为“备用”" in await press(gao, wu, late, item=item, target=item)
    await do(gao, wu, reviews.adopt, chat_id=DESK_CHAT, item_id=item.id, from_reserve=True)
    assert await state(gao, item) == ("adopted", wu.id)
