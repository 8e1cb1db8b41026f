"""撤销 under a request to join that was decided: it waits again, and whoever it let in is out until then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from bot.desk.common import menus
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.common.undoing import check_decider, check_kept
from bot.desk.people import enrolment, requests
from bot.errors import WrongState
from bot.model import Chat, JoinRequest, Person, PersonState, Role
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.people import requests as words


async def undo(office: Office, work: Work, scene: Scene, *, request_id: int) -> Toast:
    """`撤销` by whoever decided, within ten minutes."""
    admin = scene.check(Act.DECIDE_JOIN)
    request = await requests.get_request(work, request_id)
    if request.state == "open":
        raise WrongState("This has been undone already. Nothing was changed.")
    kept = check_kept(work, await work.undos.find(requests.SUBJECT, request.id))
    check_decider(work, admin, kept.person_id)
    if await work.people.find_open_request(request.telegram_id) is not None:
        raise WrongState("They have asked anew since; please decide that request. Nothing was changed.")
    t = office.texts(work.directory.languages.get(request.telegram_id))
    if request.state == "passed":
        before: dict[str, Any] = kept.before
        person = work.directory.get_person(int(before["person_id"]))
        t = office.t_for(person)
        await _send_out(office, work, request, person, before, by=admin)
        if request.telegram_id in work.directory.open_accounts:
            await menus.publish_menu_at(work, request.telegram_id, role=Role.NOBODY, t=t)
    await work.people.reopen_request(request.id)
    await work.undos.delete(requests.SUBJECT, request.id)
    await work.trail.record(
        requests.SUBJECT, request.id, step="undo", person_id=admin.id, now=work.now, after={}
    )
    opened = replace(request, state="open")
    await requests.show_request(office, work, opened)
    told = words.render_undone(t, opened, was_in=request.state == "passed")
    await work.outbox.say(Chat(request.telegram_id), told)
    return scene.toast(lambda t: t.plain("Undone: the request waits for a decision again."))


async def _send_out(
    office: Office, work: Work, request: JoinRequest, person: Person, before: dict[str, Any], *, by: Person
) -> None:
    """The line of the roster as it was before; one that the request has made is a removed person's."""
    if person.telegram_id != request.telegram_id or person.state is not PersonState.ACTIVE:
        raise WrongState(
            "{person} has been changed since; see /member. Nothing was changed.", person=person.label
        )
    was: dict[str, Any] | None = before["was"]
    if was is None:
        restored = replace(person, state=PersonState.REMOVED, left_on=office.today(work.now))
    else:
        restored = replace(
            person,
            telegram_id=was["telegram_id"],
            name=was["name"],
            unit_id=was["unit_id"],
            role=Role(was["role"]),
            state=PersonState(was["state"]),
            joined_on=date.fromisoformat(was["joined_on"]),
            left_on=date.fromisoformat(was["left_on"]) if was["left_on"] else None,
        )
    await work.people.save(restored)
    if before["former_id"] is not None:  # another line had the account before
        former = work.directory.get_person(int(before["former_id"]))
        await work.people.save(replace(former, telegram_id=request.telegram_id))
    now = (await work.refresh_directory()).get_person(person.id)
    await work.trail.record(
        "person",
        person.id,
        step="join_undo",
        person_id=by.id,
        now=work.now,
        before=enrolment.snapshot(person),
        after=enrolment.snapshot(now),
    )
    await enrolment.shut_out(office, work, person, now, by=by)
