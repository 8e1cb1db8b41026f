"""`/quiet` and `/notify`: when a person wants no private reminders, and which they do not want at all."""

from __future__ import annotations

from bot.desk.common import reminders
from bot.desk.common.office import Office, Scene, Toast, answer_privately
from bot.desk.common.slots import Slot, slot_name
from bot.errors import BadInput
from bot.model import Chat, Message, Person, QuietHours, Reminder
from bot.rules.quiet import check_quiet, is_off, read_quiet
from bot.rules.reminders import kinds_for
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.common import labels
from bot.views.people import reminders as words

_QUIET, _NOTIFY = slot_name(Slot.QUIET, "own"), slot_name(Slot.NOTIFY, "own")


async def set_quiet(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """`/quiet 22:00-7:00`, `/quiet 关`; alone it shows what holds, with buttons."""
    person = scene.check(Act.QUIET)
    if typed.strip():
        await _keep(office, work, person, None if is_off(typed) else read_quiet(typed, person_id=person.id))
    await _show_anew(office, work, scene, _QUIET, _quiet(work, scene, person, is_set=bool(typed.strip())))


async def press_quiet(office: Office, work: Work, scene: Scene, *, begins: int, ends: int) -> Toast:
    """One of the usual choices; the same twice over is none."""
    person = scene.check(Act.QUIET)
    if begins == ends:
        hours = None
    else:
        if not (0 <= begins < 24 * 60 and 0 <= ends < 24 * 60):
            raise BadInput("This button is out of date. Please send the command again.")
        hours = check_quiet(QuietHours(person.id, begins, ends))
    await _keep(office, work, person, hours)
    await work.outbox.show(_QUIET, Chat(scene.telegram_id), _quiet(work, scene, person))
    return scene.toast(lambda t: words.quiet_toast(t, hours))


async def _keep(office: Office, work: Work, person: Person, hours: QuietHours | None) -> None:
    if hours is None:
        await work.reminders.delete_quiet_hours(person.id)
    else:
        await work.reminders.set_quiet_hours(hours)
    await work.refresh_directory()
    await reminders.follow_wishes(office, work, person)


def _quiet(work: Work, scene: Scene, person: Person, *, is_set: bool = False) -> Message:
    return words.render_quiet(scene.own_t, work.directory.quiet.get(person.id), is_set=is_set)


async def show_switches(office: Office, work: Work, scene: Scene) -> None:
    """`/notify`: each kind of private reminder with its switch."""
    person = scene.check(Act.NOTIFY)
    await _show_anew(office, work, scene, _NOTIFY, _switches(work, scene, person))


async def press_switch(
    office: Office, work: Work, scene: Scene, *, kind: str | None, is_on: bool | None
) -> Toast:
    """A switch: the button says what it is to be, so that a second press changes nothing more."""
    person = scene.check(Act.NOTIFY)
    if kind not in {each.value for each in kinds_for(person.role)} or is_on is None:
        raise BadInput("This button is out of date. Please send the command again.")
    switched = Reminder(kind)
    await work.reminders.switch(person.id, switched, is_on=is_on)
    await work.refresh_directory()
    await reminders.follow_wishes(office, work, person)
    await work.outbox.show(_NOTIFY, Chat(scene.telegram_id), _switches(work, scene, person))
    if is_on:
        return scene.toast(lambda t: t.plain("On: {kind}.", kind=labels.reminder(t, switched)))
    return scene.toast(lambda t: t.plain("Off: {kind}.", kind=labels.reminder(t, switched)))


def _switches(work: Work, scene: Scene, person: Person) -> Message:
    states = [(kind, work.directory.wants(person.id, kind)) for kind in kinds_for(person.role)]
    return words.render_switches(scene.own_t, states, hours=work.directory.quiet.get(person.id))


async def _show_anew(office: Office, work: Work, scene: Scene, slot: str, message: Message) -> None:
    """At the end of the private chat; the one before goes, since it would show the same."""
    await work.outbox.take_away(slot, Chat(scene.telegram_id))
    await answer_privately(office, work, scene, message, slot=slot)
