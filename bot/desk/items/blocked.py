"""A message that carried a marking: taken out of the group, what had become of it wiped, and those told who must know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.clock import from_ms, to_ms
from bot.desk.common.audience import officers, texts_at
from bot.desk.common.office import Office, Scene, open_button
from bot.desk.items import drafts, taken, wiping
from bot.locale.texts import Texts
from bot.model import Blocked, Chat, Draft, DraftKind, Person, Place
from bot.rules.item_draft import Content, content_of
from bot.rules.secrecy.rulebook import Screening
from bot.store.work import Work
from bot.views.upkeep import blocked as views

ONE_LINE_WITHIN = timedelta(minutes=1)


async def take_blocked(
    office: Office,
    work: Work,
    message: Blocked,
    *,
    is_told: bool = True,
    has_draft: bool = False,
    kept: str | None = None,
) -> None:
    """What is done about it where the desk listens: in private and in bound places.

    `has_draft`: the item that was being written with it has been wiped. `kept` is the number of one that stays: the marking was
    in a file that came with it.
    """
    chat = Chat(message.chat_id, message.thread_id)
    place = None if message.is_private else work.directory.find_place(chat)
    if place is None and not message.is_private:
        return
    person = work.directory.find_account(message.telegram_id)
    wiped = await wiping.wipe_message(office, work, message) if message.is_edit else wiping.Wiped([])
    numbers, others = wiped.numbers, list[int]()
    if message.album:
        # An album is one message: nothing is kept of what has come of it, nor of what is still to come.
        await work.drafts.block_album(message.chat_id, message.telegram_id, message.album, now=work.now)
        of_album, others = await wiping.wipe_album(office, work, message)
        numbers += of_album
    for message_id in (message.message_id, *others):
        await work.outbox.call(
            "deleteMessage",
            {"chat_id": message.chat_id, "message_id": message_id},
            chat_id=message.chat_id,
        )
    await work.trail.record(
        "message",
        message.message_id,
        step="block",
        person_id=person.id if person else None,
        now=work.now,
        after={"rule": message.rule, "chat_id": message.chat_id, "telegram_id": message.telegram_id},
    )
    if is_told:
        if place is not None:
            await _say_in_group(office, work, message, place, chat, person)
        has_draft = has_draft or wiped.has_draft
        await _tell_sender(
            office,
            work,
            message,
            place,
            person,
            numbers=numbers,
            names=wiped.names,
            has_draft=has_draft,
            kept=kept,
        )
        await _tell_officers(office, work, message, place, person)


def marking_in(office: Office, content: Content, *more: str) -> str | None:
    """The rule that an item under way meets, with what is to be added to it: a marking may be cut into several messages."""
    texts = [text for _, text in (*content.parts, *content.pending)]
    verdict = office.rulebook.screen("\n".join([*texts, *more]))
    return verdict.rule if verdict.screening is Screening.BLOCK else None


async def edit_draft(office: Office, work: Work, scene: Scene, draft: Draft) -> bool:
    """An edited message of an item under way; False where it is none of it. It may make a marking with the messages beside it."""
    if drafts.holds(draft, scene):
        content = drafts.with_edit(content_of(draft.data), scene)
        if (rule := marking_in(office, content)) is not None:
            await take_conversation(office, work, scene, draft, rule=rule)
            return True
    return await drafts.edit_part(office, work, scene, draft)


async def take_conversation(office: Office, work: Work, scene: Scene, draft: Draft, *, rule: str) -> None:
    """A conversation carries a marking that was cut into several messages: all of them go."""
    earlier = taken.ids_in(draft) - {0, scene.message_id}
    await wiping.wipe_draft(office, work, draft)
    for message_id in sorted(earlier):
        parameters = {"chat_id": draft.chat_id, "message_id": message_id}
        await work.outbox.call("deleteMessage", parameters, chat_id=draft.chat_id)
    said = _said_in(scene, message_id=scene.message_id, rule=rule)
    await take_blocked(office, work, said, has_draft=draft.kind is DraftKind.ITEM)


async def take_file(office: Office, work: Work, scene: Scene, *, message_id: int) -> None:
    """A file that was read in a conversation carries a marking."""
    await take_blocked(office, work, _said_in(scene, message_id=message_id, rule="file"))


def _said_in(scene: Scene, *, message_id: int, rule: str) -> Blocked:
    return Blocked(
        rule=rule,
        chat_id=scene.chat.chat_id,
        thread_id=scene.chat.thread_id,
        telegram_id=scene.telegram_id,
        message_id=message_id,
        at=to_ms(scene.sent_at) // 1000,
        is_private=scene.is_private,
        is_edit=False,
    )


async def _say_in_group(
    office: Office, work: Work, message: Blocked, place: Place, chat: Chat, person: Person | None
) -> None:
    """One neutral line, once a minute at most; with a button for who has no private chat with the bot."""
    key = f"blocked:{message.chat_id}:{message.thread_id}"
    last = await work.get_meta(key)
    if last is not None and abs(work.now - from_ms(int(last))) < ONE_LINE_WITHIN:
        return
    await work.set_meta(key, str(to_ms(work.now)))
    t = office.t_in(place)
    is_shut = person is not None and person.telegram_id not in work.directory.open_accounts
    button = open_button(office, t) if is_shut else None
    await work.outbox.say(chat, views.render_in_group(t, button))


async def _tell_sender(
    office: Office,
    work: Work,
    message: Blocked,
    place: Place | None,
    person: Person | None,
    *,
    numbers: list[str],
    names: Sequence[Callable[[Texts], str]],
    has_draft: bool,
    kept: str | None,
) -> None:
    account = message.telegram_id
    if person is None and account not in work.directory.open_accounts:
        return  # who has never written to the bot cannot be written to, and the group's line stands
    t = office.t_for(person) if person else office.texts(work.directory.languages.get(account))
    words = views.render_to_sender(
        t,
        place=place.title if place else None,
        at=from_ms(message.at * 1000),
        contact=office.settings.secrecy.contact,
        numbers=[*numbers, *(name(t) for name in names)],
        has_draft=has_draft,
        kept=kept,
    )
    await work.outbox.say(Chat(account), words)


async def _tell_officers(
    office: Office, work: Work, message: Blocked, place: Place | None, person: Person | None
) -> None:
    for chat in officers(office):
        words = views.render_to_officer(
            texts_at(office, work, chat),
            who=person.label if person else None,
            account=message.telegram_id,
            place=place.title if place else None,
            at=from_ms(message.at * 1000),
            rule=office.rulebook.name_of(message.rule),
        )
        await work.outbox.say(chat, words)
