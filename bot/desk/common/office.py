"""The office at work: its settings, calendar and texts (Office), and who says what where (Scene); no decisions here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.desk.common.about import answer_to
from bot.errors import NotJoined
from bot.locale.texts import Texts
from bot.model import Button, Chat, LivePost, Message, Person, Place, PlaceKind, Role, SentFile, Subject
from bot.model.record import record
from bot.rules.rights import Act, Where, check_may, where_of
from bot.rules.secrecy.rulebook import Rulebook, rulebook
from bot.rules.workdays import Unusual, WorkCalendar
from bot.store.directory import Directory
from bot.store.work import Work

Redraw = Callable[["Office", Work, int], Awaitable[None]]  # what a living message is about, by its number
Renew = Callable[
    ["Office", Work, LivePost], Awaitable[None]
]  # a list that is about many things, where it stands


@dataclass(frozen=True, slots=True)
class Blanked:
    """Something that was published, of whose words nothing is left: its name, the words by which what repeated them is found (a
    number beside them), and since when that may be.
    """

    name: Callable[[Texts], str]
    texts: Sequence[str]
    since: datetime
    number: str = ""


Blank = Callable[["Office", Work, int], Awaitable[Blanked | None]]


@dataclass(frozen=True)
class Office:
    """What every part of the desk knows about its office. `username` is the bot's, for links; `rulebook` screens texts.

    `redraw`: how living messages whose words were wiped get others, by the kind of slot, where the room that wipes does not know
    theirs; `renew`: the same of lists, which no number names. `blank`: how what was published loses its words, and what shows it.
    """

    settings: Settings
    calendar: WorkCalendar
    username: str
    rulebook: Rulebook = field(default_factory=rulebook)
    redraw: Mapping[str, Redraw] = field(default_factory=dict)
    renew: Mapping[str, Renew] = field(default_factory=dict)
    blank: Mapping[Subject, Blank] = field(default_factory=dict)
    _texts: dict[str, Texts] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """The desk's time zone."""
        return self.settings.desk.zone

    @property
    def officers(self) -> tuple[int, ...]:
        """The accounts of the secrecy officers; the owners, where the settings name nobody."""
        return self.settings.secrecy.officers or self.settings.desk.owners

    def today(self, now: datetime) -> date:
        """The day at the desk."""
        return now.astimezone(self.zone).date()

    def unusual(self, moment: datetime, *, now: datetime) -> Unusual:
        """What may not be meant about the day that was named for something."""
        return self.calendar.unusual(self.today(moment), today=self.today(now))

    def after_hours(self, moment: datetime, span: timedelta) -> datetime:
        """The moment at which so much working time has passed since `moment` (manual, sections 3 and 4)."""
        desk = self.settings.desk
        return self.calendar.add_hours(
            moment.astimezone(self.zone), span, start=desk.day_start, end=desk.day_end
        )

    def is_at_work(self, now: datetime) -> bool:
        """Whether it is within the hours of a working day."""
        here, desk = now.astimezone(self.zone), self.settings.desk
        return self.calendar.is_workday(here.date()) and desk.day_start <= here.time() <= desk.day_end

    def texts(self, language: str | None) -> Texts:
        """The words of a language; the desk's own where none is given."""
        chosen = language or self.settings.desk.language
        if chosen not in self._texts:
            self._texts[chosen] = Texts(chosen, self.zone, self.settings.review.words(chosen))
        return self._texts[chosen]

    def t_for(self, person: Person) -> Texts:
        """The words for a person."""
        return self.texts(person.language)

    def t_in(self, place: Place) -> Texts:
        """The words for a place."""
        return self.texts(place.language)

    def scene_texts(
        self, directory: Directory, telegram_id: int, *, is_private: bool, place: Place | None
    ) -> tuple[Texts, Texts]:
        """The words for everybody in the chat where an account speaks, and those for that account alone.

        An account that never chose a language is spoken to in the group's.
        """
        person = directory.find_account(telegram_id)
        chosen = person.language if person else directory.languages.get(telegram_id)
        if is_private:
            return self.texts(chosen), self.texts(chosen)
        there = place.language if place else None
        return self.texts(there), self.texts(chosen or there)

    def link(self, payload: str) -> str:
        """A deep link that opens the private chat and starts the bot with `payload`."""
        return f"https://t.me/{self.username}?start={payload}"


@dataclass(frozen=True, slots=True)
class Pointed:
    """An older message of the person's own to which theirs replies, as it was written."""

    message_id: int
    text: str
    file: SentFile | None = None
    attachment: str | None = None
    album: str | None = None
    forwarded_from: str | None = None


@record
class Scene:
    """One thing that a person did in a chat: who, where, when, and with which words.

    `person` is None for nobody. `message_id` is the person's message, or the pressed button's message. `text` is the text or
    caption. `sent_at` is the message's own date, or that of the edit. `t` speaks the language for an answer in this chat,
    `own_t` the person's own, for what nobody else sees: in a group these are two.
    """

    telegram_id: int
    display_name: str
    person: Person | None
    chat: Chat
    chat_title: str
    place: Place | None
    is_private: bool
    message_id: int
    text: str
    sent_at: datetime
    t: Texts
    own_t: Texts
    reply_to: int | None = None
    replies_to_us: bool = False
    replied_text: str = ""  # of our message that it replies to
    forwarded_from: str | None = None
    album: str | None = None  # what the messages of one album share
    file: SentFile | None = None  # a document, photo, video or animation that came along
    attachment: str | None = None  # the kind of a file that came along, e.g. "document"
    pointed: Pointed | None = None
    is_addressed: bool = False  # a mention of the bot stood at its head
    replies_elsewhere: bool = False  # it answers a message of ours in another chat or topic

    @property
    def role(self) -> Role:
        """The person's role; NOBODY for a stranger."""
        return self.person.role if self.person else Role.NOBODY

    @property
    def where(self) -> Where:
        """The kind of chat."""
        return where_of(is_private=self.is_private, kind=self.place.kind if self.place else None)

    @property
    def is_at_desk(self) -> bool:
        """Whether it was in a desk group, where editors read."""
        return self.place is not None and self.place.kind is PlaceKind.DESK

    @property
    def actor(self) -> Person:
        """The person, where one is needed. NotJoined for a stranger."""
        if self.person is None:
            raise NotJoined("You have not joined the desk yet. Write to me in private: /join unit name")
        return self.person

    def check(self, act: Act) -> Person:
        """The person, if they may do this here; NotAllowed otherwise."""
        check_may(self.role, act, self.where)
        return self.actor

    def toast(self, words: Callable[[Texts], str], *, alert: bool = False) -> Toast:
        """An answer to the button that the person pressed: they alone see it, so it speaks their own language."""
        return Toast(words(self.own_t), alert=alert)


@dataclass(frozen=True, slots=True)
class Toast:
    """The short answer to a pressed button, made by `Scene.toast`; `alert` makes it a window that must be closed."""

    text: str
    alert: bool = False


async def answer(
    work: Work, scene: Scene, message: Message, *, slot: str | None = None, send_at: datetime | None = None
) -> None:
    """Answers where the person spoke: plainly in private, as a reply in a group; `send_at` puts it off."""
    reply_to = None if scene.is_private else scene.message_id
    await work.outbox.say(
        scene.chat, message, slot=slot, reply_to=reply_to, about=answers(scene), send_at=send_at
    )


def answers(scene: Scene) -> str | None:
    """Whom a message in this chat answers: in a group that refuses it, somebody of the roster gets it in private."""
    return None if scene.is_private or scene.person is None else answer_to(scene.telegram_id)


async def answer_privately(
    office: Office, work: Work, scene: Scene, message: Message, *, slot: str | None = None
) -> None:
    """Answers in private. In a group, somebody whose private chat is shut gets a button there that opens it.

    A stranger sees that button once in a group, and one answer waits for them, whatever else they write there.
    """
    if scene.is_private:
        await answer(work, scene, message, slot=slot)
        return
    if scene.telegram_id in work.directory.open_accounts:
        await work.outbox.say(Chat(scene.telegram_id), message, slot=slot)
        return
    if scene.person is None and scene.telegram_id in await work.outbox.waiting():
        return
    await work.outbox.say(Chat(scene.telegram_id), message, slot=slot)
    if scene.person is not None or await work.people.greet_once(
        scene.chat.chat_id, scene.telegram_id, now=work.now
    ):
        await answer(work, scene, open_private_chat(office, scene.t))


def open_private_chat(office: Office, t: Texts) -> Message:
    """The reply in a group that carries a button which opens the private chat."""
    text = t("I have something for you. Please open the private chat with me; it is waiting there.")
    return Message(text, keyboard=((open_button(office, t),),))


def open_button(office: Office, t: Texts) -> Button:
    """A link button that opens the private chat."""
    return Button(t.plain("Open the private chat"), url=office.link("open"))
