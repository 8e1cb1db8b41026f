"""A request to join as administrators see it, and the answer to who asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import JoinRequest, Keyboard, Message, Person, Unit
from bot.views.common import labels
from bot.views.common.callbacks import Press, button

_DECIDERS_MOST = 5
_HOLDERS_MOST = 8
ANOTHER = "new"  # what 另一人 carries


@dataclass(frozen=True, slots=True)
class RequestView:
    """What an administrator sees of a request. `line` is the unbound roster line that passing it would bind.

    `alike` are the units that a new one may have been meant for.
    """

    request: JoinRequest
    is_new_unit: bool
    alike: tuple[Unit, ...]
    line: Person | None
    namesake: Person | None
    former: Person | None
    holders: tuple[Person, ...] = ()  # active namesakes with another account: one may be the applicant


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a request, by whom and when; `person` is the new member where it was passed."""

    passed: bool
    by: str
    at: datetime
    person: Person | None = None


def render_request(
    t: Texts,
    view: RequestView,
    *,
    decision: Decision | None = None,
    deciders: Sequence[str] = (),
    asks_whom: bool = False,
    can_undo: bool = False,
) -> Message:
    """The request as administrators see it; the buttons go when it is decided. In a group the `deciders` are named.

    `asks_whom`: somebody has passed it, and is asked whether a namesake has a new account or this is another person.
    """
    request = view.request
    lines = [
        t("<b>Request to join</b>"),
        t("Unit: {unit}", unit=request.unit),
        t("Name: {name}", name=request.name),
        t("Telegram: <code>{id}</code> · {at}", id=request.telegram_id, at=request.asked_at),
    ]
    if decision is None:
        lines += _notes(t, view)
        if deciders:
            names = t.listed(deciders[:_DECIDERS_MOST])
            lines.append(t("For an administrator to decide: {names}", names=names))
        if asks_whom:
            return Message(Markup("\n").join(lines), keyboard=_whom(t, view))
        buttons = (
            button(t.plain("Approve"), Press.JOIN_PASS, request.id),
            button(t.plain("Refuse"), Press.JOIN_REFUSE, request.id),
        )
        corrections = tuple(
            (button(t.plain("Change to {unit}", unit=unit.name), Press.JOIN_UNIT, request.id, unit.id),)
            for unit in view.alike
        )
        return Message(Markup("\n").join(lines), keyboard=(*corrections, buttons))
    fields = {"by": decision.by, "at": decision.at}
    lines.append(
        t("✅ Approved by {by}, {at}", **fields)
        if decision.passed
        else t("✖️ Refused by {by}, {at}", **fields)
    )
    if decision.person is not None:
        lines.append(t("Role: {role}", role=labels.role(t, decision.person.role)))
    undo = ((button(t.plain("Undo"), Press.JOIN_UNDO, request.id),),) if can_undo else ()
    return Message(Markup("\n").join(lines), keyboard=undo)


def _whom(t: Texts, view: RequestView) -> Keyboard:
    request = view.request
    rows = [
        (
            button(
                t.plain("The same person: new account")
                if len(view.holders) == 1
                else t.plain("The same person: {person}", person=labels.apart(t, person)),
                Press.JOIN_PASS,
                request.id,
                person.id,
            ),
        )
        for person in view.holders[:_HOLDERS_MOST]
    ]
    others = (
        button(t.plain("Another person"), Press.JOIN_PASS, request.id, ANOTHER),
        button(t.plain("Refuse"), Press.JOIN_REFUSE, request.id),
    )
    return (*rows, others)


def _notes(t: Texts, view: RequestView) -> list[Markup]:
    """What an administrator should know before deciding."""
    notes = []
    if view.is_new_unit:
        notes.append(t("⚠️ This unit is new; it will be created on approval."))
    if view.line is not None:
        role = labels.role(t, view.line.role)
        notes.append(
            t(
                "On the roster as {role}, without an account; approval links the account to that entry.",
                role=role,
            )
        )
    elif view.namesake is not None:
        notes.append(t("⚠️ The roster already has somebody with this unit and name, on another account."))
        notes += [t("· {person}", person=labels.apart(t, person)) for person in view.holders[:_HOLDERS_MOST]]
    if view.former is not None:
        state = t.plain(labels.PERSON_STATES[view.former.state])
        notes.append(
            t(
                "⚠️ This account was {person} ({state}). Approval brings them back as a reporter.",
                person=view.former.label,
                state=state,
            )
            if view.line is None
            else t("⚠️ This account was {person} ({state}).", person=view.former.label, state=state)
        )
    return notes


def render_account_changed(t: Texts) -> Message:
    """To the account that a person used until now."""
    text = t(
        "You use another account at the desk from now on; this one has been signed off. "
        "If that was not you, please tell an administrator at once."
    )
    return Message(text, takes_keyboard=True)


def render_undone(t: Texts, request: JoinRequest, *, was_in: bool) -> Message:
    """The applicant hears that what was decided is taken back."""
    text = t(
        "The decision on your request ({unit} {name}) was taken back.", unit=request.unit, name=request.name
    )
    if was_in:
        text += Markup("\n") + t("You cannot use the desk until it is decided again.")
    return Message(text + Markup("\n") + t("You will hear of it."), takes_keyboard=was_in)


def render_refused(t: Texts, request: JoinRequest) -> Message:
    """The applicant hears no."""
    return Message(
        t(
            "Your request ({unit} {name}) was not approved. If that is a mistake, please ask the desk, then send /join again.",
            unit=request.unit,
            name=request.name,
        )
    )
