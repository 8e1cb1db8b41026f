"""Strangers: /start, asking to join, the answer to whatever else they send; what is decided of a request is in requests.py."""

from __future__ import annotations

from datetime import timedelta

from bot.desk.common import menus
from bot.desk.common.office import Office, Scene, Toast, answer, answer_privately, open_button
from bot.desk.people import enrolment, requests, units
from bot.errors import BadInput, Refusal
from bot.model import Draft, DraftKind, JoinRequest, Message, PersonState
from bot.rules.cells import without_standing
from bot.rules.names import read_name, read_unit, split_unit_and_name, squeeze
from bot.rules.onestep import TAGS_DEMAND, TAGS_SUBMIT, has_tag
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.people import join

OPEN_LINK = "open"  # the payload of the buttons in groups that open the private chat
_ASKED, _TOLD = "asked", "told"
_ASKED_FOR = timedelta(hours=1)
_PAUSE = timedelta(minutes=1)
_MOST = 3  # answers without such a pause between them
_MEANT_FOR_US = 30  # characters: a text that was probably to be an item


async def start(office: Office, work: Work, scene: Scene, payload: str) -> None:
    """`/start`, with or without an invitation."""
    if not scene.is_private:
        await answer(work, scene, join.render_start_in_group(scene.t, open_button(office, scene.t)))
        return
    if payload and payload != OPEN_LINK:
        try:
            await enrolment.use_invitation(office, work, scene, token=payload)
        except Refusal as refusal:
            # Not raised any further: the chat is open all the same, and the account must be remembered so.
            await answer(work, scene, Message(scene.t(refusal.key, **refusal.fields)))
    elif scene.person is not None:
        await answer(work, scene, join.render_welcome(scene.t, scene.person))
        await menus.publish_menu_for(office, work, scene.person)
    else:
        await answer(work, scene, await _standing(office, work, scene))


# --- asking -----------------------------------------------------------------------------------------------


async def ask_to_join(office: Office, work: Work, scene: Scene, words: str) -> None:
    """`/join 单位 姓名` in private: a request to the desk; a waiting one is changed, not doubled."""
    if not scene.is_private:
        await answer(work, scene, join.render_join_in_private(scene.t, open_button(office, scene.t)))
    elif scene.person is not None:
        await answer(work, scene, join.render_already_member(scene.t, scene.person))
    elif not words.strip():
        await _ask_names(work, scene)
    else:
        await _take_words(office, work, scene, words)


async def press_begin(office: Office, work: Work, scene: Scene, *, what: str | None) -> Toast | None:
    """`申请加入`: asks for unit and name."""
    if what != join.ASK or not scene.is_private:
        raise BadInput("This button is out of date. Please send the command again.")
    if scene.person is not None:
        return scene.toast(lambda t: t.plain("You have joined already."), alert=True)
    await _ask_names(work, scene)
    return None


async def go_on(office: Office, work: Work, scene: Scene, draft: Draft, unit: str) -> None:
    """The unit that the applicant meant is settled."""
    await _request(office, work, scene, unit=unit, name=str(draft.data["name"]))


async def _ask_names(work: Work, scene: Scene) -> None:
    await _remember(work, scene, step=_ASKED)
    await answer(work, scene, join.render_join_form(scene.t))


async def _take_words(office: Office, work: Work, scene: Scene, words: str) -> None:
    """Unit and name as typed. A unit that is not on the roster, but like one that is, is asked about first."""
    unit, name = split_unit_and_name(
        without_standing(words), units=[known.name for known in work.directory.units]
    )
    if work.directory.find_unit(unit) is None and units.alike(work, unit):
        await _remember(work, scene, step=_ASKED)
        await units.ask(
            work, scene, typed=unit, then=units.Then.JOIN, data={"name": name}, about=_unit_asked(scene)
        )
    else:
        await _request(office, work, scene, unit=unit, name=name)


async def _request(office: Office, work: Work, scene: Scene, *, unit: str, name: str) -> None:
    """Keeps the request and shows it to those who may decide; the same words again only say that it waits."""
    await _remember(work, scene, step=_TOLD)
    waiting = await work.people.find_open_request(scene.telegram_id)
    if waiting is None:
        request_id = await work.people.add_request(scene.telegram_id, unit=unit, name=name, now=work.now)
    elif (squeeze(waiting.unit), squeeze(waiting.name)) == (squeeze(unit), squeeze(name)):
        await answer(work, scene, join.render_waiting(scene.t, waiting))
        return
    else:
        request_id = waiting.id
        await work.people.change_request(request_id, unit=unit, name=name, now=work.now)
    request = JoinRequest(request_id, scene.telegram_id, unit, name, "open", work.now)
    await requests.show_request(office, work, request)
    sent = join.render_request_sent(scene.t, unit=unit, name=name, is_changed=waiting is not None)
    await answer(work, scene, sent)


# --- whatever else ----------------------------------------------------------------------------------------


async def answer_stranger(office: Office, work: Work, scene: Scene) -> None:
    """Whatever else somebody sends who is not on the roster: where they stand, in private, a few times without a minute's pause.

    Nothing of it is kept, and where it was to be an item they hear that. After `申请加入` or a bare `/join` the next line is
    taken for unit and name.
    """
    draft, said = await work.drafts.find_about(_remembered(scene)), 0
    if draft is not None:
        age = work.now - draft.updated_at
        if scene.is_private and draft.step == _ASKED and age < _ASKED_FOR and _may_be_names(scene.text):
            await _take_names(office, work, scene)
            return
        if draft.step == _TOLD and age < _PAUSE:
            said = int(str(draft.data.get("said", 0)))
            if said >= _MOST:
                return
    await _remember(work, scene, step=_TOLD, said=said + 1)
    await answer_not_joined(office, work, scene)


async def answer_not_joined(office: Office, work: Work, scene: Scene) -> None:
    """The answer to what only members may do: how to join, or that a request waits, or that the person is suspended."""
    if scene.album is not None:
        await is_first_of_album(work, scene)
    await answer_privately(office, work, scene, await _standing(office, work, scene))


async def is_first_of_album(work: Work, scene: Scene) -> bool:
    """Whether no other message of the album has been answered: one answer is enough for all."""
    return await work.drafts.claim_album(scene.chat.chat_id, scene.album or "", now=work.now)


async def explain_standing(work: Work, scene: Scene) -> Toast:
    """The same as one line, for the answer to a pressed button."""
    if _is_suspended(work, scene):
        return scene.toast(join.suspended_line, alert=True)
    waiting = await work.people.find_open_request(scene.telegram_id)
    return scene.toast(lambda t: join.not_joined_line(t, waiting=waiting), alert=True)


async def _standing(office: Office, work: Work, scene: Scene) -> Message:
    t = scene.own_t
    is_lost = _was_meant_for_us(scene.text)
    if _is_suspended(work, scene):
        return join.render_still_suspended(t, is_lost=is_lost)
    waiting = await work.people.find_open_request(scene.telegram_id)
    return join.render_how_to_join(t, desk=office.settings.desk.name, waiting=waiting, is_lost=is_lost)


def _is_suspended(work: Work, scene: Scene) -> bool:
    known = work.directory.find_any_account(scene.telegram_id)
    return known is not None and known.state is PersonState.SUSPENDED


async def _take_names(office: Office, work: Work, scene: Scene) -> None:
    """The line after `申请加入`, or the unit alone where that is asked. One that cannot be read ends the asking."""
    asked = await work.drafts.find_about(_unit_asked(scene))
    try:
        if asked is not None and len(clean(scene.text).split()) == 1:
            typed = work.directory.find_unit(scene.text)
            name = read_name(str(asked.data["name"]))
            await work.drafts.delete(asked.id)
            unit = typed.name if typed else read_unit(scene.text)
            await _take_words(office, work, scene, f"{unit} {name}")
        else:
            await _take_words(office, work, scene, scene.text)
    except BadInput as refusal:
        await _remember(work, scene, step=_TOLD)
        await answer(work, scene, Message(scene.t(refusal.key, **refusal.fields)))


async def _remember(work: Work, scene: Scene, *, step: str, said: int = 0) -> None:
    """What a stranger was asked or told, when, and how often in a row; one row for each account."""
    await work.drafts.add(
        scene.telegram_id,
        scene.telegram_id,
        kind=DraftKind.JOIN,
        step=step,
        data={"said": said} if said else {},
        now=work.now,
        about=_remembered(scene),
    )


def _remembered(scene: Scene) -> str:
    return f"stranger:{scene.telegram_id}"


def _unit_asked(scene: Scene) -> str:
    return f"unit:{scene.telegram_id}"


def _may_be_names(text: str) -> bool:
    """Whether a text may be the answer to “unit and name”: one short line without a tag."""
    return 0 < len(text.strip()) <= 80 and "\n" not in text.strip() and not text.startswith(("#", "＃", "/"))


def _was_meant_for_us(text: str) -> bool:
    """Whether somebody may believe that this has been submitted."""
    if text.startswith("/"):
        return False
    return has_tag(text, tags=(*TAGS_SUBMIT, *TAGS_DEMAND)) or count_chars(clean(text)) >= _MEANT_FOR_US
