"""Minutes of the weekly consultation (会商纪要): kept, posted to the desk, listed."""

from __future__ import annotations

from bot.desk.common.audience import tell_desk
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.errors import BadInput, NotFound
from bot.model import Subject
from bot.rules.rights import Act
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.planning import minutes as words

MOST = 3000  # characters: one message holds them
SUBJECT = "minutes"  # in the audit trail
_LISTED = 10


async def keep(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """They are kept, and posted to the desk."""
    person = scene.check(Act.CONSULT)
    text = clean(text)
    if not count_chars(text) >= 2 or len(text) > MOST:
        raise BadInput(
            "Minutes have 2 to {most} characters; yours have {count}. Nothing was kept.",
            most=MOST,
            count=len(text),
        )
    check_passable(office, text)
    minutes_id = await work.minutes.add(text, person_id=person.id, now=work.now)
    await work.writings.keep(Subject.MINUTES, minutes_id, [(scene.chat.chat_id, scene.message_id)])
    await work.trail.record(SUBJECT, minutes_id, step="minutes", person_id=person.id, now=work.now, after={})
    kept = await work.minutes.find(minutes_id)
    assert kept is not None
    await tell_desk(office, work, lambda t: words.render_minutes(t, kept, by=person.name))
    if not scene.is_at_desk:
        await answer(work, scene, words.render_kept(scene.t))


async def show_list(office: Office, work: Work, scene: Scene) -> None:
    """The newest minutes, each with a button."""
    scene.check(Act.CONSULT)
    await answer(work, scene, words.render_list(scene.t, await work.minutes.newest(_LISTED)))


async def press_list(office: Office, work: Work, scene: Scene) -> Toast | None:
    """`会商纪要` under the agenda."""
    await show_list(office, work, scene)
    return None


async def press_show(office: Office, work: Work, scene: Scene, *, minutes_id: int) -> Toast | None:
    """One of them in full."""
    scene.check(Act.CONSULT)
    kept = await work.minutes.find(minutes_id)
    if kept is None:
        raise NotFound("This button is out of date. Please send the command again.")
    by = work.directory.get_person(kept.person_id).name
    await answer(work, scene, words.render_minutes(scene.t, kept, by=by))
    return None
