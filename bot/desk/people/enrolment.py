"""Accounts given to lines of the roster, and personal links; requests to join are in join.py, lists in roster.py."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta

from markupsafe import Markup

from bot.desk.common import conversations, menus
from bot.desk.common.duties import duty_of
from bot.desk.common.office import Office, Scene, answer, answer_privately
from bot.desk.common.slots import lost_slots
from bot.desk.people import units
from bot.errors import BadInput, WrongState
from bot.exports.tables import write_csv
from bot.locale.texts import Texts
from bot.model import Document, Draft, DraftKind, Employment, Person, PersonState, Role
from bot.rules.cells import read_invitation
from bot.rules.names import squeeze
from bot.rules.rights import ADMINS, EDITORS, Act
from bot.store.work import Work
from bot.views.people import join, roster
from bot.views.people.invitations import render_invite_question
from bot.views.people.roster import Link

VALID = timedelta(days=7)
# Somebody is no editor any more, for a time or for good: these let go what they hold by name.
AT_LOSS: list[Callable[[Office, Work, Person], Awaitable[None]]] = []
# Somebody's place on the roster is another one, as they are now, by whom: these end what they cannot go on with.
AT_CHANGE: list[Callable[[Office, Work, Person, Person | None], Awaitable[None]]] = []
# Somebody is here no more, in another unit or role, before and now: these say what waits for them or their unit, for nobody else.
LEFT_OPEN: list[Callable[[Office, Work, Texts, Person, Person], Awaitable[list[Markup]]]] = []


def snapshot(person: Person) -> dict[str, object]:
    """A person as the audit trail keeps them."""
    values = asdict(person)
    days = {key: value.isoformat() for key, value in values.items() if isinstance(value, date)}
    return {**values, **days}


# --- accounts ---------------------------------------------------------------------------------------------


async def bind_account(work: Work, person: Person, telegram_id: int, *, step: str, by: int | None) -> Person:
    """Gives an account to a line of the roster; a former line of that account lets it go, its items stay there."""
    former = work.directory.find_any_account(telegram_id)
    if former is not None and former.id != person.id:
        await work.people.save(replace(former, telegram_id=None))
    language = person.language or work.directory.languages.get(telegram_id)
    await work.people.save(replace(person, telegram_id=telegram_id, language=language))
    await work.people.use_invites(person.id, now=work.now)
    await work.trail.record(
        "person", person.id, step=step, person_id=by, now=work.now, after={"telegram_id": telegram_id}
    )
    return await admit(work, person.id)


async def admit(work: Work, person_id: int) -> Person:
    """Somebody has just become a member: the roster as it is now; what they began as a stranger is over."""
    person = (await work.refresh_directory()).get_person(person_id)
    if person.telegram_id is not None:
        await work.drafts.delete_of(person.telegram_id)
    return person


async def welcome(office: Office, work: Work, person: Person) -> None:
    """The greeting with what they owe, the reply keyboard and the menu of a new member."""
    duty = duty_of(office, work, person)
    joined = join.render_joined(office.t_for(person), person, quota=duty.usual, owes=duty.owes)
    await work.outbox.tell(person, joined)
    await menus.publish_menu_for(office, work, person)


async def tell_role(office: Office, work: Work, person: Person) -> None:
    """The person hears of the new role; menu and rights follow."""
    await work.outbox.tell(person, join.render_role_changed(office.t_for(person), person))
    await menus.publish_menu_for(office, work, person)


async def shut_out(
    office: Office, work: Work, before: Person, now: Person, *, by: Person | None = None
) -> None:
    """Before a changed person hears of it: what they may see no longer does not reach them, not by an edit either.

    What they held by name as an editor is anybody's again.
    """
    if (before.state, before.role) != (now.state, now.role):
        for follow in AT_CHANGE:
            await follow(office, work, now, by)
    if _is_editor(before) and not _is_editor(now):
        for let_go in AT_LOSS:
            await let_go(office, work, before)
    if before.telegram_id is None:
        return
    if now.state is not PersonState.ACTIVE or now.telegram_id != before.telegram_id:
        await work.outbox.shut_out(before.telegram_id)
        return
    for slots in lost_slots(before.role, now.role):
        await work.outbox.shut_out(before.telegram_id, slots=slots)


async def left_open(office: Office, work: Work, t: Texts, before: Person, now: Person) -> list[Markup]:
    """What is under way and has nobody any more who would see to it, now that the person has another place, or none."""
    has_left = before.state is PersonState.ACTIVE and now.state is not PersonState.ACTIVE
    if not has_left and (before.unit_id, before.role) == (now.unit_id, now.role):
        return []
    return [line for each in LEFT_OPEN for line in await each(office, work, t, before, now)]


def _is_editor(person: Person) -> bool:
    return person.role in EDITORS and person.state is PersonState.ACTIVE


def has_administrator(everybody: Iterable[Person]) -> bool:
    """Whether somebody could still administer the desk."""
    return any(
        p.role in ADMINS and p.state is PersonState.ACTIVE and p.telegram_id is not None for p in everybody
    )


# --- invitations ------------------------------------------------------------------------------------------


async def invite(office: Office, work: Work, scene: Scene, words: str) -> None:
    """`/invite 单位 姓名 [职务]`: a roster line with a personal link, answered in private to the administrator."""
    scene.check(Act.INVITE)
    if not words.strip():
        await answer(work, scene, join.render_invite_form(scene.t))
        return
    known = [unit.name for unit in work.directory.units]
    unit, name, role = read_invitation(words, units=known)
    if work.directory.find_unit(unit) is None:
        data = {"name": name, "role": role.value if role else None}
        await units.ask(work, scene, typed=unit, then=units.Then.INVITE, data=data)
    else:
        await _invite(office, work, scene, unit=unit, name=name, role=role)


async def go_on(office: Office, work: Work, scene: Scene, draft: Draft, unit: str) -> None:
    """The unit of an invitation is settled."""
    scene.check(Act.INVITE)
    role = draft.data["role"]
    await _invite(
        office,
        work,
        scene,
        unit=unit,
        name=str(draft.data["name"]),
        role=Role(str(role)) if role else None,
    )


async def _invite(
    office: Office, work: Work, scene: Scene, *, unit: str, name: str, role: Role | None
) -> None:
    if role is Role.ADMIN and not _is_invited_as_one(work, unit=unit, name=name):
        draft = await conversations.begin(
            work, scene, DraftKind.INVITE, step="sure", data={"unit": unit, "name": name}
        )
        question = render_invite_question(scene.t, draft.id, unit=unit, name=name)
        await answer(work, scene, question, slot=conversations.preview_slot(draft.id))
        return
    await invite_as(office, work, scene, unit=unit, name=name, role=role)


def _is_invited_as_one(work: Work, *, unit: str, name: str) -> bool:
    """Whether a line of the roster says already that this is an administrator."""
    return any(
        p.role in ADMINS
        and p.state is PersonState.ACTIVE
        and squeeze(p.unit) == squeeze(unit)
        and squeeze(p.name) == squeeze(name)
        for p in work.directory.people
    )


async def invite_as(
    office: Office, work: Work, scene: Scene, *, unit: str, name: str, role: Role | None
) -> None:
    """The line of the roster and its link; whoever calls has asked what is to be asked."""
    person = await _line_for(office, work, unit=unit, name=name, role=role, by=scene.actor.id)
    await send_link(office, work, scene, person)


async def send_link(office: Office, work: Work, scene: Scene, person: Person) -> None:
    """A fresh personal link of somebody without an account, to the administrator in private."""
    link = await new_link(office, work, person)
    message = join.render_invitation(scene.own_t, person, link=link.address, expires_at=link.expires_at)
    # A personal link is nobody else's business, not even the desk group's.
    await answer_privately(office, work, scene, message)
    if not scene.is_private and scene.telegram_id in work.directory.open_accounts:
        await answer(work, scene, join.render_link_sent(scene.t))


async def use_invitation(office: Office, work: Work, scene: Scene, *, token: str) -> None:
    """`/start <token>`: the account is bound to the invited person. BadInput or WrongState, before any change, where not."""
    found = await work.people.find_invite(_hash(token))
    if found is None:
        raise BadInput("This link is not one of ours. Please ask for a new one, or send: /join unit name")
    person_id, expires_at, is_used = found
    person = work.directory.get_person(person_id)
    if person.telegram_id == scene.telegram_id and person.state is PersonState.ACTIVE:
        await answer(work, scene, join.render_back(scene.t, person))
        return
    if person.telegram_id is not None:
        raise WrongState("This link belongs to somebody whose account is already bound. Nothing was changed.")
    if is_used:
        raise WrongState("This link was used already. Please ask an administrator for a new one.")
    if expires_at <= work.now:
        raise WrongState("This link has expired. Please ask an administrator for a new one.")
    if person.state is not PersonState.ACTIVE:
        raise WrongState("This link is no longer valid. Please ask an administrator for a new one.")
    holder = work.directory.find_any_account(scene.telegram_id)
    if holder is not None and holder.state is not PersonState.REMOVED:
        raise WrongState(
            "Your account is already {person} on the roster, so this link was not used.", person=holder.label
        )
    person = await bind_account(work, person, scene.telegram_id, step="join", by=person.id)
    await welcome(office, work, person)


async def _line_for(
    office: Office, work: Work, *, unit: str, name: str, role: Role | None, by: int
) -> Person:
    """The unbound line that is invited: the one that is there, a removed one taken back, or a new one."""
    same = [
        p
        for p in work.directory.people
        if squeeze(p.unit) == squeeze(unit) and squeeze(p.name) == squeeze(name)
    ]
    present = [person for person in same if person.state is not PersonState.REMOVED]
    unbound = next((person for person in present if person.telegram_id is None), None)
    if present and unbound is None:
        raise WrongState(
            "{person} is already bound to an account. Nothing was changed.", person=present[0].label
        )
    line = unbound or (same[-1] if same else None)
    if line is None:
        person_id = await work.people.add(
            name=name,
            unit_id=await units.id_of(work, unit),
            role=role or Role.MEMBER,
            employment=Employment.PART_TIME,
            joined_on=office.today(work.now),
        )
    else:
        person_id = line.id
        await work.people.save(
            replace(
                line,
                telegram_id=None,
                role=role or (line.role if line is unbound else Role.MEMBER),
                state=PersonState.ACTIVE,
                joined_on=line.joined_on if line is unbound else office.today(work.now),
                left_on=None,
            )
        )
    person = (await work.refresh_directory()).get_person(person_id)
    before = snapshot(line) if line else None
    await work.trail.record(
        "person", person_id, step="invite", person_id=by, now=work.now, before=before, after=snapshot(person)
    )
    return person


async def new_link(office: Office, work: Work, person: Person) -> Link:
    """A fresh personal link; only its hash is kept."""
    token = secrets.token_urlsafe(24)
    expires_at = work.now + VALID
    await work.people.add_invite(person.id, token_hash=_hash(token), expires_at=expires_at)
    # The command line may not know the bot's name yet: then the link is what the person sends to the bot.
    username = office.username or await work.get_meta("bot_username")
    address = replace(office, username=username).link(token) if username else f"/start {token}"
    return Link(person, address, expires_at)


def links_file(t: Texts, links: Sequence[Link]) -> Document:
    """The personal links as a .csv."""
    content = write_csv(roster.links_table(t, links))
    return Document(t.plain("personal-links.csv"), content, roster.links_caption(t))


def _hash(token: str) -> str:
    """What is kept of a token. The look-up goes by this hash, so how long it takes tells nothing about the token."""
    return hashlib.sha256(token.encode()).hexdigest()
