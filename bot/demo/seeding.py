"""The county's past, written into the books by the desk's own functions at past moments; what chats show is playing's.

So every number, state, audit line and figure is one that the rules gave. Nothing of it is sent: a message about last month
would arrive with today's date.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.demo.story import Json, Step, demand_text, item_text
from bot.desk import forms
from bot.desk.common.office import Office, Scene
from bot.desk.demands import bookings, changes
from bot.desk.figures import appeals, targets
from bot.desk.items import (
    adoptions,
    cards,
    comments,
    copyedits,
    leader_comments,
    reviews,
    revisions,
    shares,
    storage,
)
from bot.desk.people import places, roster
from bot.model import AppealState, Chat, Item, PlaceKind
from bot.rules import states
from bot.rules.onestep import parse_submission
from bot.rules.roster_header import ACCOUNT, EMPLOYMENT, JOINED, NAME, POINTS, QUOTA, ROLE, UNIT
from bot.sandbox import Chat as Group
from bot.store.base import Store
from bot.store.repositories.outbox import Outbox
from bot.store.work import Work

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_ROLES = {"owner": "管理员", "editor": "编辑", "leader": "领导", "member": "信息员", "partner": "联席"}
_FORMS = {f"/{mechanism.form.command}": key for key, mechanism in forms.FORMS.items()}
_EMPLOYMENTS = {"part_time": "兼职", "full_time": "专职"}


class Silence(Outbox):
    """An outbox that keeps nothing."""

    def __init__(self, outbox: Outbox) -> None:
        vars(self).update(vars(outbox))

    async def call(self, method: str, params: dict[str, Any], **how: Any) -> int:
        """No call."""
        return 0

    async def say(self, chat: Chat, message: Any, **how: Any) -> None:
        """No message, and so nothing that later words could change."""


@dataclass
class Books:
    """What past steps are written into. `demands` are the demands' numbers by their keys, `items` the items by their titles."""

    office: Office
    database: Store
    accounts: Mapping[str, int]  # Telegram ids by name
    groups: Mapping[PlaceKind, Group]
    demands: dict[str, int] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)

    async def open(self, county: Json, *, at: datetime, today: date) -> None:
        """The roster, the year's targets and the bound groups, as of `at`; `today` is the demo's first day."""
        people = county["people"]
        async with self._work(at) as work:
            rows = _roster(people, targets=county["unit_targets"], today=today)
            result = await roster.import_roster(self.office, work, rows, by=None)
            assert not result.faults, result.faults
        owner = next(person["name"] for person in people if person["role"] == "owner")
        async with self._work(at) as work:
            typed = f"全县 {county['county_target']}"
            await targets.command(self.office, work, self._scene(work, owner), typed=typed)
        for kind in self.groups:
            async with self._work(at) as work:
                await places.bind(self.office, work, self._scene(work, owner, place=kind), kind.value)

    async def write(self, steps: Sequence[Step]) -> None:
        """Does the steps, each at its moment."""
        for step in steps:
            async with self._work(step.at) as work:
                await _DOING[step.do](self, work, step)

    @asynccontextmanager
    async def _work(self, now: datetime) -> AsyncIterator[Work]:
        async with self.database.work(now=now) as work:
            work.outbox = Silence(work.outbox)
            yield work

    def _scene(self, work: Work, who: str, *, place: PlaceKind | None = None, text: str = "") -> Scene:
        """Somebody in private, or in a group."""
        account = self.accounts[who]
        group = self.groups[place] if place else None
        return Scene(
            telegram_id=account,
            display_name=who,
            person=work.directory.find_account(account),
            chat=Chat(group.id if group else account),
            chat_title=group.title if group else "",
            place=work.directory.find_place(Chat(group.id)) if group else None,
            is_private=group is None,
            message_id=0,
            text=text,
            sent_at=work.now,
            t=self.office.texts(None),
            own_t=self.office.texts(None),
        )

    async def submit(self, work: Work, step: Step) -> None:
        """An item comes in."""
        text = item_text(step.data, demand_number=self.demands.get(step.data.get("demand", "")))
        scene = self._scene(work, step.who)
        self.items[step.about] = await storage.store(
            self.office,
            work,
            scene,
            person=scene.actor,
            parsed=parse_submission(
                text, themes=self.office.settings.desk.themes, names=work.directory.names
            ),
            # No message of the sandbox belongs to it, so there is none that could be edited.
            source=storage.Source(chat_id=scene.chat.chat_id, parts=(), sent_at=work.now),
        )

    async def review(self, work: Work, step: Step) -> None:
        """签收 采用 备用 退回 不采用 合并 at the desk."""
        scene, item_id = self._scene(work, step.who, place=PlaceKind.DESK), self.items[step.about].id
        if step.do == "receive":
            await reviews.receive(self.office, work, scene, item_id=item_id)
        elif step.do == "adopt":
            await reviews.adopt(self.office, work, scene, item_id=item_id)
        elif step.do == "reserve":
            await reviews.reserve(self.office, work, scene, item_id=item_id)
        elif step.do == "merge":
            await self._merge(work, step, scene, item_id=item_id)
        else:
            await reviews.decide_with_reason(
                self.office,
                work,
                scene,
                item_id=item_id,
                step=states.Step(step.do),
                reason=step.data["reason"],
            )

    async def _merge(self, work: Work, step: Step, scene: Scene, *, item_id: int) -> None:
        await reviews.ask(self.office, work, scene, item_id=item_id, step=states.Step.MERGE)
        draft = await work.drafts.find_about(cards.slot_of(await cards.get_item(work, item_id)))
        assert draft is not None
        said = f"{self.items[step.data['into']].number} {step.data.get('share', '')}"
        answer = self._scene(work, step.who, place=PlaceKind.DESK, text=said)
        await reviews.take_reason(self.office, work, answer, draft)

    async def withdraw(self, work: Work, step: Step) -> None:
        """The reporter takes an item back."""
        scene = self._scene(work, step.who)
        await revisions.withdraw(self.office, work, scene, argument=self.items[step.about].number)

    async def share(self, work: Work, step: Step) -> None:
        """首报 60%, as a reply to the card of an item into which others were merged."""
        scene = self._scene(work, step.who, place=PlaceKind.DESK, text=step.data["said"])
        assert await shares.take(self.office, work, scene, await self._item(work, step))

    async def send_up(self, work: Work, step: Step) -> None:
        """上报: an adopted item goes to the city."""
        scene, item_id = self._scene(work, step.who, place=PlaceKind.DESK), self.items[step.about].id
        await adoptions.press_send_up(self.office, work, scene, item_id=item_id, is_undo=False)

    async def take(self, work: Work, step: Step) -> None:
        """A channel took an item, that day: what is `said` stands behind its number in /adopted."""
        scene = self._scene(work, step.who, place=PlaceKind.DESK)
        typed = f"{self.items[step.about].number} {step.data['said']}"
        await adoptions.command(self.office, work, scene, typed=typed)

    async def comment(self, work: Work, step: Step) -> None:
        """点评: an editor's words to the reporter, who replies."""
        place = PlaceKind.DESK if step.do == "comment" else None
        scene = self._scene(work, step.who, place=place, text=step.data["text"])
        say = comments.say if place else comments.answer_desk
        await say(self.office, work, scene, await self._item(work, step))

    async def direct(self, work: Work, step: Step) -> None:
        """批示: a leader's words about an item."""
        typed = f"{self.items[step.about].number} {step.data['text']}"
        await leader_comments.command(self.office, work, self._scene(work, step.who), typed=typed)

    async def pass_on(self, work: Work, step: Step) -> None:
        """可转达: those who wrote the item read the newest 批示 on it."""
        scene = self._scene(work, step.who, place=PlaceKind.DESK)
        *_, newest = await work.leader_comments.of_item(self.items[step.about].id)
        await leader_comments.pass_on(self.office, work, scene, comment_id=newest.id)

    async def edit(self, work: Work, step: Step) -> None:
        """改稿: some words of the text by others."""
        item, scene = await self._item(work, step), self._scene(work, step.who, place=PlaceKind.DESK)
        assert step.data["old"] in item.body, step
        body = item.body.replace(step.data["old"], step.data["new"])
        await copyedits.edit(self.office, work, scene, argument=f"{item.number}\n{item.title}\n{body}")

    async def appeal(self, work: Work, step: Step) -> None:
        """An objection to an item's figures."""
        typed = f"{self.items[step.about].number} {step.data['text']}"
        await appeals.appeal(self.office, work, self._scene(work, step.who), typed=typed)

    async def grant(self, work: Work, step: Step) -> None:
        """采纳, with the reason, of the newest objection; 首报 60% and the like are steps of their own."""
        scene = self._scene(work, step.who, place=PlaceKind.DESK, text=step.data["text"])
        *_, newest = await work.appeals.of_item(self.items[step.about].id)
        await appeals.ask_reason(self.office, work, scene, appeal_id=newest.id, state=AppealState.GRANTED)
        draft, *_ = await work.drafts.in_chat(scene.chat.chat_id, scene.telegram_id)
        await appeals.take_reason(self.office, work, scene, draft)

    async def _item(self, work: Work, step: Step) -> Item:
        """The item as it is now."""
        return await cards.get_item(work, self.items[step.about].id)

    async def announce(self, work: Work, step: Step) -> None:
        """A demand is written and posted."""
        scene = self._scene(work, step.who, text=demand_text(step.data))
        await forms.write(self.office, work, scene, form="demand")
        draft, *_ = await work.drafts.in_chat(scene.chat.chat_id, scene.telegram_id)
        await forms.post(self.office, work, scene, draft_id=draft.id)
        await self.note_demand(work, step.about)

    async def write_form(self, work: Work, step: Step) -> None:
        """A command that is written as a form, and 发布."""
        scene = self._scene(work, step.who, place=PlaceKind(step.data["in"]) if "in" in step.data else None)
        command, _, text = step.data["text"].partition(" ")
        await forms.write(self.office, work, scene, form=_FORMS[command], text=text)
        draft, *_ = await work.drafts.in_chat(scene.chat.chat_id, scene.telegram_id)
        await forms.post(self.office, work, scene, draft_id=draft.id)

    async def book(self, work: Work, step: Step) -> None:
        """预约."""
        scene = self._scene(work, step.who, place=PlaceKind.WORK)
        await bookings.press_book(self.office, work, scene, demand_id=self.demands[step.about])

    async def close(self, work: Work, step: Step) -> None:
        """A demand takes no more bookings."""
        scene = self._scene(work, step.who, place=PlaceKind.DESK)
        await changes.close(self.office, work, scene, text=str(self.demands[step.about]))

    async def note_demand(self, work: Work, key: str) -> None:
        """Remembers the number of the demand that has just been posted."""
        self.demands[key] = max(demand.id for demand in await work.demands.open())


_Doing = Callable[[Books, Work, Step], Awaitable[None]]
_DOING: dict[str, _Doing] = {
    "submit": Books.submit,
    "receive": Books.review,
    "adopt": Books.review,
    "return": Books.review,
    "reject": Books.review,
    "merge": Books.review,
    "reserve": Books.review,
    "withdraw": Books.withdraw,
    "share": Books.share,
    "send_up": Books.send_up,
    "take": Books.take,
    "comment": Books.comment,
    "reply": Books.comment,
    "direct": Books.direct,
    "pass_on": Books.pass_on,
    "edit": Books.edit,
    "appeal": Books.appeal,
    "grant": Books.grant,
    "announce": Books.announce,
    "write": Books.write_form,
    "book": Books.book,
    "close": Books.close,
}


def _roster(people: Sequence[Json], *, targets: Mapping[str, int], today: date) -> list[list[str]]:
    """The county's people as a roster file has them."""
    head = [UNIT, NAME, ROLE, EMPLOYMENT, QUOTA, POINTS, ACCOUNT, JOINED]
    rows = [head]
    for person in people:
        if person["role"] == "nobody":
            continue
        joined = today - timedelta(days=person["joined"])
        rows.append(
            [
                person["unit"],
                person["name"],
                _ROLES[person["role"]],
                _EMPLOYMENTS[person.get("employment", "part_time")],
                str(person.get("quota", "")),
                str(targets.get(person["unit"], "")),
                str(person["id"]),
                joined.isoformat(),
            ]
        )
    return rows
