"""The county's last days, played by its people in the local Telegram against the running desk; older days are seeding's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.app import Desk
from bot.demo import news
from bot.demo.county import County
from bot.demo.papers import paper, pictures
from bot.demo.seeding import Books
from bot.demo.story import Step, caption_of, demand_text, item_text
from bot.demo.winding import Winder
from bot.desk.clock import posts
from bot.model import PlaceKind
from bot.sandbox import Chat, Persona, Seen
from bot.views.common.labels import reason_name

_BULLETIN = "📰"  # what every message of a bulletin in the making begins with


@dataclass
class Play:
    """Does steps as people do them: writing in chats and pressing what hangs under messages there."""

    county: County
    desk: Desk
    winder: Winder
    books: Books

    async def begin(self) -> None:
        """Whoever has a private chat with the bot opens it."""
        for person in self.county.opened():
            await person.start()
        await self.winder.rest()

    async def perform(self, steps: Sequence[Step]) -> None:
        """Does the steps, with the clock at each one's moment."""
        for step in steps:
            await self.winder.wind_to(step.at)
            await _DOING[step.do](self, self.county.people[step.who], step)
            await self.winder.rest()

    def read_all(self) -> None:
        """Everybody has seen everything."""
        for chat in self.winder.sandbox.world.chats.values():
            chat.read.update(dict.fromkeys(chat.members, chat.last_id))

    async def say(self, who: Persona, step: Step) -> None:
        """Words, in a group or to the bot."""
        await who.say(step.data["text"], self._place(step))

    async def write(self, who: Persona, step: Step) -> None:
        """A command with what stands behind it; what is published has its preview looked at first."""
        await who.say(step.data["text"], self._place(step))
        if "press" in step.data:
            await self.winder.rest()
            await self._press(who, step.data["press"], about="", place=_kind(step))

    async def press(self, who: Persona, step: Step) -> None:
        """A button under the newest message about something; where it asks, the answer is a reply to the question."""
        place = self._place(step)
        await self._press(who, step.data["label"], about=step.data.get("about", ""), place=_kind(step))
        if "text" in step.data:
            await self.winder.rest()
            await who.say(step.data["text"], place, reply_to=who.messages(place)[-1])

    async def say_under(self, who: Persona, step: Step) -> None:
        """Words under the newest message about something."""
        place = self._place(step)
        shown = [seen for seen in who.messages(place) if step.data["about"] in seen.text]
        await who.say(step.data["text"], place, reply_to=shown[-1])

    async def publish_news(self, who: Persona, step: Step) -> None:
        """The network source has something new, and the desk looks."""
        content = news.feed(step.data["news"], now=self.desk.clock.now())
        self.winder.sandbox.site.put(news.FILE, content, kind=news.KIND)
        await self.desk.feeds.read_due()

    async def submit(self, who: Persona, step: Step) -> None:
        """An item comes in."""
        text = item_text(step.data, demand_number=self.books.demands.get(step.data.get("demand", "")))
        if step.data.get("file"):
            content = paper(step.about, step.data["body"])
            await who.send_document(content, f"{step.about}.docx", caption_of(step.data), self._place(step))
        elif "photos" in step.data:
            await who.send_album(pictures(step.data["photos"]), text, self._place(step))
        else:
            await who.say(text, self._place(step))
        await self.winder.rest()
        await self._note_item(step)

    async def decide(self, who: Persona, step: Step) -> None:
        """签收 采用, and 退回 不采用 with their ready reason."""
        labels = {"receive": "签收", "adopt": "采用", "return": "退回", "reject": "不采用"}
        await self._press(who, labels[step.do], about=step.about, place=PlaceKind.DESK)
        if "reason" in step.data:
            await self.winder.rest()
            reason = reason_name(self.desk.office.texts(None), step.data["reason"])
            await self._press(who, reason, about=step.about, place=PlaceKind.DESK)

    async def revise(self, who: Persona, step: Step) -> None:
        """A returned item, written better."""
        number = self.books.items[step.about].number
        await who.say(f"/revise {number}\n{step.about}\n{step.data['body']}")

    async def take(self, who: Persona, step: Step) -> None:
        """市采用 under an adopted item's card."""
        await self._press(who, f"{step.data['said']}采用", about=step.about, place=PlaceKind.DESK)

    async def offer(self, who: Persona, step: Step) -> None:
        """An adopted item is shared with the partners, who use it."""
        number = self.books.items[step.about].number
        await who.say(f"/share {number}", self.county.groups[PlaceKind.DESK])

    async def use(self, who: Persona, step: Step) -> None:
        """采用 under what is shared, by a partner."""
        await self._press(who, "采用", about=step.about, place=PlaceKind.PARTNER)

    async def comment(self, who: Persona, step: Step) -> None:
        """点评: a reply to the card, and the reporter's to what came of it."""
        is_editor = step.do == "comment"
        place = self.county.groups[PlaceKind.DESK] if is_editor else None
        shown = [
            seen
            for seen in who.messages(place)
            if step.about in seen.text and (seen.labels if is_editor else seen.text.startswith("💬"))
        ]
        await who.say(step.data["text"], place, reply_to=shown[-1])

    async def direct(self, who: Persona, step: Step) -> None:
        """批示 by a leader, in private."""
        await who.say(f"/comment {self.books.items[step.about].number} {step.data['text']}")

    async def appeal(self, who: Persona, step: Step) -> None:
        """An objection to an item's figures, in private."""
        await who.say(f"/appeal {self.books.items[step.about].number} {step.data['text']}")

    async def post_notice(self, who: Persona, step: Step) -> None:
        """The notice of the month before, unless the clock has posted it."""
        async with self.desk.database.work(now=self.desk.clock.now()) as work:
            await posts.post_now(self.desk.office, work, key="notice", period=step.data["month"])

    async def compose(self, who: Persona, step: Step) -> None:
        """A bulletin is put together in the desk group, with a note before it."""
        desk = self.county.groups[PlaceKind.DESK]
        await who.say("/issue", desk)
        for title in step.data["titles"]:
            await self.winder.rest()
            await self._choose(who, self.books.items[title].number)
        await self.winder.rest()
        await self._press(who, "编排", about=_BULLETIN, place=PlaceKind.DESK)
        if "note" in step.data:
            await self.winder.rest()
            await self._press(who, "按语", about=_BULLETIN, place=PlaceKind.DESK)
            await self.winder.rest()
            await who.say(step.data["note"], desk, reply_to=who.messages(desk)[-1])

    async def _choose(self, who: Persona, number: str) -> None:
        """One item of the pool, on whichever page it is; the pool stays where it was found."""
        for turn in ("", *"◀◀◀◀", *"▶▶▶▶"):
            shown = self._last(who, _BULLETIN)
            if turn and _button(shown, turn):
                await who.press(shown, _button(shown, turn))
                await self.winder.rest()
                shown = self._last(who, _BULLETIN)
            if label := _button(shown, number):
                await who.press(shown, label)
                return
        raise LookupError(f"{number} is not in the pool")

    async def send_to_sign(self, who: Persona, step: Step) -> None:
        """送签."""
        await self._press(who, "送签", about=_BULLETIN, place=PlaceKind.DESK)

    async def sign(self, who: Persona, step: Step) -> None:
        """签发, by who signs, in private: the bulletin is numbered, and goes to the leaders and the work group."""
        await self._press(who, "签发", about=_BULLETIN, place=None)
        await self.winder.rest()
        await self._press(who, "确认签发", about=_BULLETIN, place=None)

    async def announce(self, who: Persona, step: Step) -> None:
        """A demand is written, looked at and posted: by editors at the desk, by leaders in private."""
        desk = self.county.groups[PlaceKind.DESK]
        place = PlaceKind.DESK if desk.has(who.id) else None
        await who.say(demand_text(step.data), desk if place else None)
        await self.winder.rest()
        await self._press(who, "发布", about=step.data["title"], place=place)
        async with self.desk.database.work(now=self.desk.clock.now()) as work:
            await self.books.note_demand(work, step.about)

    async def book(self, who: Persona, step: Step) -> None:
        """预约 or 候补 under a demand's post."""
        label = "预约" if step.do == "book" else "候补"
        await self._press(who, label, about=f"T{self.books.demands[step.about]}", place=PlaceKind.WORK)

    async def answer_commission(self, who: Persona, step: Step) -> None:
        """接受, or 说明困难 in words."""
        code = f"T{self.books.demands[step.about]}"
        await self._press(who, "接受" if step.do == "accept" else "说明困难", about=code, place=None)
        if step.do == "decline":
            await self.winder.rest()
            await who.say(step.data["text"])

    def _last(self, who: Persona, about: str) -> Seen:
        """The newest message in the desk group about something, as it is now."""
        return [seen for seen in who.messages(self.county.groups[PlaceKind.DESK]) if about in seen.text][-1]

    def _place(self, step: Step) -> Chat | None:
        kind = _kind(step)
        return self.county.groups[kind] if kind else None

    async def _press(self, who: Persona, label: str, *, about: str, place: PlaceKind | None) -> None:
        """The newest message there about something that has such a button."""
        chat = self.county.groups[place] if place else None
        shown = [seen for seen in who.messages(chat) if about in seen.text and _button(seen, label)]
        if not shown:
            last = [f"{seen.text[:60]} {seen.labels}" for seen in who.messages(chat)[-4:]]
            raise LookupError(f"{who.user.name} sees no {label} about {about or 'anything'}: {last}")
        await who.press(shown[-1], _button(shown[-1], label))

    async def _note_item(self, step: Step) -> None:
        async with self.desk.database.work(now=self.desk.clock.now()) as work:
            person = work.directory.find_account(self.county.people[step.who].id)
            assert person is not None
            (item,) = await work.items.of_person(person.id, most=1)
        self.books.items[step.about] = item


def _kind(step: Step) -> PlaceKind | None:
    """The kind of group in which it happens; None in private."""
    return PlaceKind(step.data["in"]) if "in" in step.data else None


def _button(seen: Seen, label: str) -> str:
    """The label of the button that says this, whatever sign or number stands beside it; empty where there is none."""
    return next((each for each in seen.labels if label in each), "")


_Doing = Callable[[Play, Persona, Step], Awaitable[None]]
_DOING: dict[str, _Doing] = {
    "say": Play.say,
    "write": Play.write,
    "press": Play.press,
    "publish_news": Play.publish_news,
    "submit": Play.submit,
    "receive": Play.decide,
    "adopt": Play.decide,
    "return": Play.decide,
    "reject": Play.decide,
    "revise": Play.revise,
    "take": Play.take,
    "comment": Play.comment,
    "reply": Play.comment,
    "say_under": Play.say_under,
    "direct": Play.direct,
    "offer": Play.offer,
    "use": Play.use,
    "appeal": Play.appeal,
    "post_notice": Play.post_notice,
    "compose": Play.compose,
    "send_to_sign": Play.send_to_sign,
    "sign": Play.sign,
    "announce": Play.announce,
    "book": Play.book,
    "queue": Play.book,
    "accept": Play.answer_commission,
    "decline": Play.answer_commission,
}
