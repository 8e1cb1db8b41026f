"""The members as administrators see and change them; how people join is in join.py, leave in leave.py."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any

from bot.desk.common import menus
from bot.desk.common.duties import usual_quota
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.people import enrolment, places, units
from bot.desk.people.finding import find_near, present
from bot.desk.people.leave import set_leave
from bot.errors import BadInput, NotAllowed, WrongState
from bot.locale.texts import Texts
from bot.model import Chat, Draft, DraftKind, Employment, Keyboard, Message, Person, PersonState, Role
from bot.rules.cells import EMPLOYMENT_WORDS, read_day, read_employment, read_quota, read_role
from bot.rules.months import month_of, parse_month
from bot.rules.names import read_name, read_unit
from bot.rules.quota import SINCE
from bot.rules.rights import ADMINS, Act
from bot.store.work import Work
from bot.views.people import join, member_cards, members
from bot.views.people.member_cards import CardView, Question

_USUAL = ("默认", "usual", "default", "-")
_FIELDS = {
    "职务": "role",
    "角色": "role",
    "类别": "employment",
    "月任务": "quota",
    "单位": "unit",
    "姓名": "name",
    "入职": "joined",
    "停用": "suspend",
    "恢复": "restore",
    "移除": "remove",
}
_EMPLOYMENTS = {str(value): word for word, value in reversed(EMPLOYMENT_WORDS.items())}
_NAMED = {field: word for word, field in reversed(_FIELDS.items())}
_COLON = re.compile(rf"(?<=\s)({'|'.join(_FIELDS)})\s*[:：]\s*")  # 月任务：6
# By which a month is counted, as an entry has them.
_OF_MONTHS = {"employment": "employment", "quota": "month_quota"}
_TYPED = {**_FIELDS, **{field: field for field in _FIELDS.values()}}


async def turn_page(office: Office, work: Work, scene: Scene, *, page: int) -> Toast | None:
    """Another page of the list."""
    await list_members(office, work, scene, page=page, is_turned=True)
    return None


async def list_members(
    office: Office, work: Work, scene: Scene, *, page: int = 0, is_turned: bool = False
) -> None:
    """`/members`: everyone not removed, a line for each unit; `is_turned` changes the list that is there."""
    scene.check(Act.MEMBERS)
    everyone = [p for p in work.directory.people if p.state is not PersonState.REMOVED]
    message = members.render_members(
        scene.t,
        everyone,
        opened=work.directory.open_accounts,
        waiting=await work.outbox.waiting(),
        gone=await places.departures(work),
        page=page,
    )
    put = work.outbox.show if is_turned else work.outbox.renew
    await put(slot_name(Slot.MEMBERS, "all"), scene.chat, message)


async def show_member(office: Office, work: Work, scene: Scene, words: str) -> None:
    """`/member 姓名`, and `/member 姓名 月任务 6` and its like: a card, or a change and the card."""
    scene.check(Act.MEMBER)
    if not words.strip():
        await answer(work, scene, member_cards.render_member_form(scene.t))
        return
    name, field, value = _take_apart(words)
    found = _by_id(work, name) or work.directory.named(name)
    if len(found) != 1:
        near = found or find_near(work, name)
        await answer(work, scene, members.render_choice(scene.t, near, typed=name))
        return
    person = found[0]
    question = _asks_first(scene.t, person, field=field, value=value)
    if question is not None:
        await _show_card(office, work, scene, person, question=question, is_new=True)
        return
    if field == "unit" and value and work.directory.find_unit(value) is None:
        data = {"person_id": person.id}
        await units.ask(work, scene, typed=read_unit(value), then=units.Then.MEMBER, data=data)
        return
    since = None
    if field in _OF_MONTHS:
        value, since = _dated(value, today=office.today(work.now))
    if field:
        person = await _change(office, work, scene, person, field=field, value=value, since=since)
    now = month_of(work.now, office.zone)
    holds = member_cards.Holds(since or now, "" if since else words) if field in _OF_MONTHS else None
    await _show_card(office, work, scene, person, is_new=True, holds=holds)


def _dated(value: str, *, today: date) -> tuple[str, str | None]:
    """`6 2026-05`: the value, and the month from which it holds, where one is written behind it."""
    head, _, last = value.rpartition(" ")
    try:
        month = parse_month(last, today=today, future=True) if head else ""
    except BadInput:
        month = ""
    if not month:
        return value, None
    if month > f"{today:%Y-%m}":
        raise BadInput(
            "{month} lies ahead. A change holds from the present month on, or from an earlier one. Nothing was changed.",
            month=month,
        )
    return head, month


async def go_on(office: Office, work: Work, scene: Scene, draft: Draft, unit: str) -> None:
    """The unit that somebody is to belong to is settled."""
    scene.check(Act.MEMBER)
    person = work.directory.get_person(int(str(draft.data["person_id"])))
    person = await _change(office, work, scene, person, field="unit", value=unit)
    await _show_card(office, work, scene, person, is_new=True)


async def press_member(
    office: Office,
    work: Work,
    scene: Scene,
    *,
    person_id: int,
    what: str | None,
    value: str | None,
    is_sure: bool = False,
) -> Toast | None:
    """A button of a card, or of a list that opens one; `is_sure`: what asks first has been asked."""
    scene.check(Act.MEMBER)
    if person_id not in {person.id for person in work.directory.people}:
        raise BadInput("This button is out of date. Please send the command again.")
    person = work.directory.get_person(person_id)
    if what in (members.LEAVE, members.LEAVE_BACK) and value is not None:
        month = parse_month(value, today=office.today(work.now), future=True)
        await set_leave(office, work, scene, person, month=month, on_leave=what == members.LEAVE)
        return None
    if person.state is PersonState.REMOVED:
        await _show_card(office, work, scene, person)
        return scene.toast(
            lambda t: t.plain("{person} is no longer on the roster.", person=person.label), alert=True
        )
    if what is None:
        await _show_card(office, work, scene, person, is_new=True)
        return None
    if what == "unit":
        await answer(work, scene, member_cards.render_unit_form(scene.t, person))
        return None
    if what == "link":
        return await _send_link(office, work, scene, person)
    question = None if is_sure else _asks_first(scene.t, person, field=what, value=value or "")
    if question is not None:
        await _show_card(office, work, scene, person, question=question)
        return None
    choices = {
        "role": member_cards.role_keyboard,
        "employment": member_cards.employment_keyboard,
        "quota": member_cards.quota_keyboard,
    }
    if value is None and what in choices:
        await _show_card(office, work, scene, person, keyboard=choices[what](scene.t, person))
        return None
    if what in _TYPED and what != "back":
        person = await _change(office, work, scene, person, field=what, value=value or "")
        holds = None
        if what in _OF_MONTHS:
            value = _USUAL[0] if value in _USUAL else _EMPLOYMENTS.get(str(value), value)
            typed = f"{person.label} {_NAMED[what]} {value}"
            holds = member_cards.Holds(month_of(work.now, office.zone), typed)
        await _show_card(office, work, scene, person, holds=holds)
        return scene.toast(lambda t: t.plain("Changed."))
    await _show_card(office, work, scene, person)
    return None


async def send_links(office: Office, work: Work, scene: Scene, *, what: str | None) -> Toast | None:
    """`重发链接` under the list: a fresh personal link for everybody without an account, as a file in private."""
    scene.check(Act.INVITE)
    if what != members.ALL:
        raise BadInput("This button is out of date. Please send the command again.")
    unbound = [person for person in work.directory.active() if person.telegram_id is None]
    if not unbound:
        return scene.toast(lambda t: t.plain("Everybody has an account."), alert=True)
    links = [await enrolment.new_link(office, work, person) for person in unbound]
    await work.outbox.send_document(Chat(scene.telegram_id), enrolment.links_file(scene.own_t, links))
    return scene.toast(lambda t: t.plain("The links have been sent to you in private."))


async def _send_link(office: Office, work: Work, scene: Scene, person: Person) -> Toast | None:
    """`重发链接` on a card."""
    scene.check(Act.INVITE)
    if person.telegram_id is not None or person.state is not PersonState.ACTIVE:
        return scene.toast(
            lambda t: t.plain("{person} does not need a link.", person=person.label), alert=True
        )
    await enrolment.send_link(office, work, scene, person)
    return None


# --- changes ----------------------------------------------------------------------------------------------


async def _change(
    office: Office,
    work: Work,
    scene: Scene,
    person: Person,
    *,
    field: str,
    value: str,
    since: str | None = None,
) -> Person:
    """One change of an entry: checked, saved, recorded, told to the person. The person as they are now.

    What months are counted by holds from this month on, or from the month `since`.
    """
    if not value and field not in ("suspend", "restore", "remove"):
        raise BadInput("Please write the new value after it, for example /member Anna quota 6")
    changed = await _changed(office, work, person, field=field, value=value)
    if changed == person and since is None:
        return person
    _check_owner(person, changed)
    before = work.directory
    others = [each for each in work.directory.people if each.id != person.id]
    if enrolment.has_administrator([*others, person]) and not enrolment.has_administrator([*others, changed]):
        raise WrongState(
            "{person} is the last administrator. Please appoint another one first.", person=person.label
        )
    await work.people.save(changed)
    now = (await work.refresh_directory()).get_person(person.id)
    await work.trail.record(
        "person",
        person.id,
        step=field,
        person_id=scene.actor.id,
        now=work.now,
        before=enrolment.snapshot(person),
        after=enrolment.snapshot(now) | ({SINCE: {_OF_MONTHS[field]: since}} if since else {}),
    )
    await enrolment.shut_out(office, work, person, now, by=scene.actor)
    has_drafts = await _settle_drafts(work, now) if now.state is not person.state else False
    await _tell(office, work, before=person, now=now, has_drafts=has_drafts)
    await _say_left_open(office, work, scene, person, now)
    for line in units.render_idle(office, scene.t, await units.follow_renames(office, work, before)):
        await answer(work, scene, Message(line))
    return now


async def _say_left_open(office: Office, work: Work, scene: Scene, before: Person, now: Person) -> None:
    """To the administrator: what is under way and has nobody any more who would see to it."""
    if lines := await enrolment.left_open(office, work, scene.t, before, now):
        await answer(work, scene, Message(member_cards.left_open(scene.t, [before], lines)))


async def _settle_drafts(work: Work, now: Person) -> bool:
    """What somebody who is suspended was writing waits until they are back; whether a removal has ended anything."""
    if now.telegram_id is None or now.state is PersonState.SUSPENDED:
        return False
    if now.state is PersonState.ACTIVE:
        await work.drafts.delete_of(now.telegram_id, kind=DraftKind.JOIN)  # what they heard meanwhile
        return False
    lost = await work.drafts.of(now.telegram_id)
    await work.drafts.delete_of(now.telegram_id)
    return any(draft.kind in (DraftKind.ITEM, DraftKind.FORM) for draft in lost)


def _asks_first(t: Texts, person: Person, *, field: str | None, value: str) -> Question | None:
    """The question before what many depend on: an administrator is made, or somebody removed."""
    if field == "remove" and not value:
        return member_cards.removal_question(t, person)
    if field == "role" and value and read_role(value) is Role.ADMIN and person.role not in ADMINS:
        return member_cards.admin_question(t, person)
    return None


async def _changed(office: Office, work: Work, person: Person, *, field: str, value: str) -> Person:
    """The entry with the one field changed. BadInput where the value does not fit."""
    today = office.today(work.now)
    states: dict[str, Callable[[], Person]] = {
        "suspend": lambda: replace(person, state=PersonState.SUSPENDED),
        "restore": lambda: replace(person, state=PersonState.ACTIVE),
        "remove": lambda: replace(person, state=PersonState.REMOVED, left_on=today),
        "role": lambda: replace(person, role=read_role(value)),
        "employment": lambda: replace(person, employment=_employment(value)),
        "quota": lambda: replace(
            person, month_quota=None if value.casefold() in _USUAL else read_quota(value)
        ),
        "name": lambda: replace(person, name=read_name(value)),
        "joined": lambda: replace(person, joined_on=read_day(value)),
    }
    if field == "unit":
        unit = read_unit(value)
        return replace(person, unit=unit, unit_id=await units.id_of(work, unit))
    return states[field]()


def _employment(value: str) -> Employment:
    return Employment(value) if value in set(Employment) else read_employment(value)


def _check_owner(person: Person, changed: Person) -> None:
    """An owner stays one whatever anybody presses: the settings say so."""
    if person.role is Role.OWNER and (changed.role is not Role.OWNER or changed.state is not person.state):
        raise NotAllowed(
            "{person} is an owner by the settings; only the settings can change that.", person=person.label
        )


async def _tell(office: Office, work: Work, *, before: Person, now: Person, has_drafts: bool) -> None:
    """The person hears what changed; the menu follows."""
    t = office.t_for(now)
    words: Message
    if now.state is PersonState.REMOVED:
        words = member_cards.render_removed(t, has_drafts=has_drafts)
    elif now.state is PersonState.SUSPENDED and before.state is not now.state:
        words = member_cards.render_suspended(t)
    elif before.state is not now.state:
        words = member_cards.render_restored(t, now)
    elif now.state is PersonState.SUSPENDED:
        return
    elif before.role is not now.role:
        words = join.render_role_changed(t, now)
    else:
        words = member_cards.render_entry_changed(t, await _card_view(office, work, now))
    if now.telegram_id is not None:  # not `tell`, which is silent to whoever has just been shut out
        await work.outbox.say(Chat(now.telegram_id), words)
    await menus.publish_menu_for(office, work, now)


# --- finding and showing ----------------------------------------------------------------------------------


def _take_apart(words: str) -> tuple[str, str | None, str]:
    """Name, field and value: the first word that is a field ends the name, unless it belongs to it."""
    tokens = _COLON.sub(r"\1 ", words).split()
    for place, token in enumerate(tokens[1:], 1):
        field = _TYPED.get(token.casefold())
        if field:
            return "".join(tokens[:place]), field, " ".join(tokens[place + 1 :])
    return "".join(tokens), None, ""


def _by_id(work: Work, typed: str) -> list[Person]:
    """The person of a tapped `/member_5`; names are no figures."""
    return [p for p in present(work) if str(p.id) == typed]


async def _show_card(
    office: Office,
    work: Work,
    scene: Scene,
    person: Person,
    *,
    keyboard: Keyboard | None = None,
    question: Question | None = None,
    is_new: bool = False,
    holds: member_cards.Holds | None = None,
) -> None:
    """The card of a person in this chat: brought up to date, or anew at the chat's end."""
    view = await _card_view(office, work, person)
    if person.role is not Role.MEMBER:
        holds = None
    message = member_cards.render_card(scene.t, view, keyboard=keyboard, question=question, holds=holds)
    put: Callable[[str, Chat, Message], Awaitable[Any]] = work.outbox.renew if is_new else work.outbox.show
    await put(slot_name(Slot.MEMBER, person.id), scene.chat, message)


async def _card_view(office: Office, work: Work, person: Person) -> CardView:
    waiting = await work.outbox.waiting()
    return CardView(
        person=person,
        is_open=work.directory.is_open(person),
        waiting=waiting.get(person.telegram_id or 0, 0),
        usual_quota=usual_quota(office, work.directory, person),
        on_leave=work.directory.is_on_leave(person.id, month_of(work.now, office.zone)),
        gone_from=(await places.departures(work)).get(person.telegram_id or 0, ()),
    )
