"""The desk's care for itself: owners on the roster, accounts that shut, messages set aside or in doubt; no members' affairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from bot.clock import from_ms
from bot.desk.common import menus
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.common.office import open_account as open_account
from bot.errors import CopyFault, WrongState
from bot.locale.texts import N_, Texts
from bot.model import Chat, Employment, Message, PlaceKind, Role
from bot.rules.rights import Act
from bot.store.copies.snapshot import RESTORED
from bot.store.work import Work
from bot.views.upkeep import care

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
    await menus.publish_menus(office, work)


async def shut_account(work: Work, telegram_id: int) -> None:
    """Somebody has blocked the bot, or never opened the chat: what is meant for them waits."""
    if telegram_id in work.directory.open_accounts:
        await work.people.set_open(telegram_id, is_open=False, now=work.now)
        await work.refresh_directory()
    await work.outbox.hold_back(telegram_id)


async def tell_admins(office: Office, work: Work, message_id: str, /, **fields: object) -> None:
    """A word to the administrators: in the desk groups, or in private where there is none."""
    await _tell_admins(office, work, lambda t: Message(t(message_id, **fields)))


async def _tell_admins(office: Office, work: Work, render: Callable[[Texts], Message]) -> None:
    places = work.directory.places_of(PlaceKind.DESK)
    for place in places:
        await work.outbox.say(Chat(place.chat_id, place.thread_id), render(office.t_in(place)))
    if not places:
        for admin in work.directory.with_role(Role.OWNER, Role.ADMIN):
            await work.outbox.tell(admin, render(office.t_for(admin)))


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


async def ask_about_restored(office: Office, work: Work) -> None:
    """At the first start after a restore: the administrators hear what that means, and decide about what waited in the copy."""
    restored = await work.get_meta(RESTORED)
    if not restored:
        return
    made_at, restored_at = (from_ms(int(moment)) for moment in restored.split(":"))
    unsent = await work.outbox.count_restored()
    for admin in work.directory.with_role(Role.OWNER, Role.ADMIN):
        words = care.render_restored(
            office.t_for(admin), made_at=made_at, restored_at=restored_at, unsent=unsent
        )
        await work.outbox.tell(admin, words)
    moments = {"made_at": made_at.isoformat(), "restored_at": restored_at.isoformat()}
    await work.items.record("desk", 0, step="restore", person_id=None, now=work.now, after=moments)
    await work.set_meta(RESTORED, "")


async def resolve_restored(work: Work, scene: Scene, *, send: bool) -> Toast:
    """The administrator's decision about what waited in a restored copy. WrongState where another has decided before."""
    scene.check(Act.DOUBT)
    count = await work.outbox.resolve_restored(send=send)
    if not count:
        raise WrongState("This has been settled already.")
    person_id = scene.person.id if scene.person else None
    after = {"messages": count, "sent": send}
    await work.items.record("desk", 0, step="resume", person_id=person_id, now=work.now, after=after)
    return Toast(
        scene.t.plain("{count} messages are sent.", count=count)
        if send
        else scene.t.plain("{count} messages stay unsent.", count=count)
    )


async def report_copy_failed(office: Office, work: Work, *, fault: CopyFault) -> None:
    """The scheduled copy could not be made."""
    await _tell_admins(office, work, lambda t: care.render_copy_failed(t, fault))


async def report_trouble(office: Office, work: Work, *, reason: str, begun: datetime) -> None:
    """The database could not be written for a while, and can be now."""
    await _tell_admins(
        office, work, lambda t: care.render_trouble(t, reason=reason, begun=begun, ended=work.now)
    )


async def report_chain_broken(office: Office, work: Work, *, line: int, path: Path) -> None:
    """A copy has shown that the audit trail was changed past the desk."""
    await _tell_admins(office, work, lambda t: care.render_chain_broken(t, line=line, path=path.name))
