"""Messages that may have been sent already, after a crash or a restore: an administrator decides."""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import from_ms
from bot.desk.common.office import Office, Scene, Toast
from bot.errors import WrongState
from bot.model import Role
from bot.rules.rights import Act
from bot.store.copies.snapshot import RESTORED
from bot.store.work import Work
from bot.views.upkeep import doubts


async def ask_about_held(office: Office, work: Work, *, row_ids: Sequence[int]) -> None:
    """Group posts that may or may not have been delivered: an administrator decides, in private."""
    for admin in work.directory.with_role(Role.OWNER, Role.ADMIN):
        for row_id in row_ids:
            words = await work.outbox.held_words(row_id)
            if words is not None:
                chat_id, text = words
                title = next((p.title for p in work.directory.places if p.chat_id == chat_id), str(chat_id))
                await work.outbox.tell(
                    admin, doubts.render_doubt(office.t_for(admin), row_id=row_id, place=title, text=text)
                )


async def resolve_held(office: Office, work: Work, scene: Scene, *, row_id: int, send: bool) -> Toast:
    """The administrator's decision. WrongState where another has decided before."""
    scene.check(Act.DOUBT)
    if not await work.outbox.resolve_doubt(row_id, send=send):
        raise WrongState("This has been settled already.")
    return scene.toast(
        lambda t: t.plain("It will be posted again.") if send else t.plain("It stays as it is.")
    )


async def ask_about_restored(office: Office, work: Work) -> None:
    """At the first start after a restore: the administrators hear what that means, and decide about what waited in the copy."""
    restored = await work.get_meta(RESTORED)
    if not restored:
        return
    made_at, restored_at = (from_ms(int(moment)) for moment in restored.split(":"))
    unsent = await work.outbox.count_restored()
    for admin in work.directory.with_role(Role.OWNER, Role.ADMIN):
        words = doubts.render_restored(
            office.t_for(admin), made_at=made_at, restored_at=restored_at, unsent=unsent
        )
        await work.outbox.tell(admin, words)
    moments = {"made_at": made_at.isoformat(), "restored_at": restored_at.isoformat()}
    await work.trail.record("desk", 0, step="restore", person_id=None, now=work.now, after=moments)
    await work.set_meta(RESTORED, "")


async def resolve_restored(office: Office, work: Work, scene: Scene, *, send: bool) -> Toast:
    """The administrator's decision about what waited in a restored copy. WrongState where another has decided before."""
    scene.check(Act.DOUBT)
    count = await work.outbox.resolve_restored(send=send)
    if not count:
        raise WrongState("This has been settled already.")
    person_id = scene.person.id if scene.person else None
    after = {"messages": count, "sent": send}
    await work.trail.record("desk", 0, step="resume", person_id=person_id, now=work.now, after=after)
    return scene.toast(
        lambda t: (
            str(t.n("{n} message is sent.", "{n} messages are sent.", count))
            if send
            else str(t.n("{n} message stays unsent.", "{n} messages stay unsent.", count))
        )
    )
