"""The form by which a meeting is called, from /meeting to 发布, and what its number opens."""

from __future__ import annotations

from markupsafe import Markup

from bot.desk.common import forms
from bot.desk.common.addressees import names_of, out_of_reach, people_of
from bot.desk.common.forms import Mechanism, Published
from bot.desk.common.letters import Lettered
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.meetings import calling, changes, lists, records
from bot.locale.texts import Texts
from bot.model import Draft, Person
from bot.rules.forms import TEXT, FormDraft
from bot.rules.meeting_form import BEGIN, MEETING, PLACE, called
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.common.addressees import listed
from bot.views.common.choices import Steered
from bot.views.meetings import drafts as words


def check_caller(scene: Scene) -> Person:
    """The person, if they may call a meeting from here."""
    return scene.check(Act.MEETING)


async def preview(office: Office, work: Work, t: Texts, written: FormDraft) -> list[Markup]:
    """The meeting as it would be called, and whom its message would not reach."""
    begins_at, addressees = written.moment(BEGIN), called(written)
    assert begins_at is not None
    people = people_of(work, addressees)
    away = out_of_reach(work, people)
    units, persons = names_of(work, addressees)
    return words.preview_lines(
        t,
        title=written.title,
        brief=written.text(TEXT),
        begins_at=begins_at,
        place=written.text(PLACE),
        named=listed(t, addressees, units=units, people=persons),
        count=len(people),
        without_account=[person.label for person in away.without_account],
        shut=[person.label for person in away.shut],
        unusual=office.unusual(begins_at, now=work.now),
    )


async def publish(
    office: Office, work: Work, scene: Scene, draft: Draft, written: FormDraft
) -> Published | Toast:
    """`发布`: the meeting gets its number, and everybody who is called hears of it."""
    begins_at = written.moment(BEGIN)
    assert begins_at is not None
    meeting = await calling.call(
        office,
        work,
        forms.author_of(work, scene, draft),
        calling.Written(written.title, written.text(TEXT), begins_at, written.text(PLACE), called(written)),
    )
    await calling.show_called(work, scene, meeting)
    count = len(await work.meetings.attendees(meeting.id))
    return Published(
        words.render_posted(scene.t, meeting, count=count),
        lambda t: words.posted_toast(t, meeting),
        meeting.id,
    )


async def _open(office: Office, work: Work, scene: Scene, number: int) -> None:
    await lists.show(office, work, scene, meeting_id=number)


async def _close(office: Office, work: Work, scene: Scene, number: int) -> None:
    await changes.ask_off(office, work, scene, meeting_id=number)


async def _extend(office: Office, work: Work, scene: Scene, number: int, raw: str) -> None:
    await changes.extend(office, work, scene, meeting_id=number, raw=raw)


async def _steered(work: Work, scene: Scene) -> list[Steered]:
    """What is ahead and may be moved or called off."""
    return [
        Steered(meeting.code, meeting.title)
        for meeting in await work.meetings.ahead()
        if records.steers(scene.actor, meeting) and meeting.begins_at > work.now
    ]


MECHANISM = Mechanism(MEETING, words.WORDS, check_caller, preview, publish)
LETTERED = Lettered("M", open=_open, close=_close, extend=_extend, steered=_steered)
