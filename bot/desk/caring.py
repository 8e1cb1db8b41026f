"""The desk's care for itself: owners on the roster, accounts that shut, messages set aside or in doubt; no members' affairs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk import publishing
from bot.desk.office import Office, Scene, Toast
from bot.desk.office import open_account as open_account
from bot.errors import WrongState
from bot.locale.texts import N_
from bot.model import Chat, Employment, Message, PlaceKind, Role
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views import care

OFFICE_UNIT = N_("Government office")


async def open_office(office: Office, work: Work, *, owners: Sequence[int]) -> None:
    """At start: every owner of the settings is on the roster, the bot's name is remembered for links, the menus are current."""
    t = office.texts(None)
    missing = [owner for owner in owners if work.directory.find_any_account(owner) is None]
    for owner in missing:
        await work.people.add(
            name=t.plain("Administrator"),
            unit_id=await work.people.ensure_unit(t.plain(OFFICE_UNIT)),
            role=Role.ADMIN,
            employment=Employment.FULL_TIME,
            joined_on=office.today(work.now),
            telegram_id=owner,
        )
    await work.set_meta("bot_username", office.username)
    if missing:
        await work.refresh_directory()
    await publishing.publish_menus(office, work)


async def shut_account(work: Work, telegram_id: int) -> None:
    """Somebody has blocked the bot, or never opened the chat: what is meant for them waits."""
    if telegram_id in work.directory.open_accounts:
        await work.people.set_open(telegram_id, is_open=False, now=work.now)
        await work.refresh_directory()
    await work.outbox.hold_back(telegram_id)


async def tell_admins(office: Office, work: Work, message_id: str, /, **fields: object) -> None:
    """A word to the administrators: in the desk groups, or in private where there is none."""
    places = work.directory.places_of(PlaceKind.DESK)
    for place in places:
        await work.outbox.say(
            Chat(place.chat_id, place.thread_id), Message(office.t_in(place)(message_id, **fields))
        )
    if not places:
        for admin in work.directory.with_role(Role.OWNER, Role.ADMIN):
            await work.outbox.tell(admin, Message(office.t_for(admin)(message_id, **fields)))


async def tell_of_excess(office: Office, work: Work, scene: Scene) -> None:
    """Somebody sends more than anybody can mean: said in private, to a stranger only where that chat is open."""
    most = office.settings.flood.per_minute
    if scene.person is not None:
        await work.outbox.tell(scene.person, care.render_slowed(office.t_for(scene.person), most=most))
    elif scene.telegram_id in work.directory.open_accounts:
        t = office.texts(work.directory.languages.get(scene.telegram_id))
        await work.outbox.say(Chat(scene.telegram_id), care.render_turned_away(t, most=most))


def toast_of_excess(scene: Scene) -> Toast:
    """Somebody presses more than anybody can mean."""
    words = scene.t.plain(
        "Too many presses at once: this one did nothing. Please wait a moment and press again."
    )
    return Toast(words, alert=True)


async def report_aside(office: Office, work: Work, *, update_id: int, error: str) -> None:
    """One update failed five times: the administrators hear of it once; the rest went on meanwhile."""
    await tell_admins(
        office,
        work,
        N_(
            "A message could not be handled after five tries and was set aside (update {update}, {error}). Please see the log."
        ),
        update=update_id,
        error=error,
    )


async def ask_about_held(office: Office, work: Work, *, row_ids: Sequence[int]) -> None:
    """Group posts that may or may not have been delivered: an administrator decides, in private."""
    for admin in work.directory.with_role(Role.OWNER, Role.ADMIN):
        for row_id in row_ids:
            words = await work.outbox.held_words(row_id)
            if words is not None:
                chat_id, text = words
                title = next((p.title for p in work.directory.places if p.chat_id == chat_id), str(chat_id))
                await work.outbox.tell(
                    admin, care.render_doubt(office.t_for(admin), row_id=row_id, place=title, text=text)
                )


async def resolve_held(work: Work, scene: Scene, *, row_id: int, send: bool) -> Toast:
    """The administrator's decision. WrongState where another has decided before."""
    scene.check(Act.DOUBT)
    if not await work.outbox.resolve_doubt(row_id, send=send):
        raise WrongState("This has been settled already.")
    return Toast(scene.t.plain("It will be posted again.") if send else scene.t.plain("It stays as it is."))
