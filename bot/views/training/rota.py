"""Words of `/rotation`: the rota with its states, and the week's post; a single period is in rotations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Button, Keyboard, Message, PlaceRequest, RotationState
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged
from bot.views.training.rotations import Stay, days

_BUTTONS_MOST = 20
ASK = "ask"  # what the button bears by which a reporter asks for a place
STATES = {
    RotationState.PLANNED: N_("not confirmed"),
    RotationState.CONFIRMED: N_("confirmed"),
    RotationState.CALLED_OFF: N_("called off"),
}


def state(t: Texts, stay: Stay, *, today: date) -> str:
    """待确认, 已确认, 正在学习, 待鉴定, 已鉴定."""
    rotation = stay.rotation
    if rotation.assessment is not None:
        return t.plain("assessed")
    if rotation.ended_at is not None or rotation.last < today:
        return t.plain("over, assessment awaited")
    if rotation.first <= today and rotation.state is RotationState.CONFIRMED:
        return t.plain("here now")
    return t.plain(STATES[rotation.state])


def render_rota(
    t: Texts,
    *,
    own: Sequence[Stay],
    others: Sequence[Stay],
    requests: Sequence[tuple[PlaceRequest, str]],
    keyboard: Keyboard,
    today: date,
    may_plan: bool,
    wish: Markup | None = None,
) -> list[Message]:
    """This month's and what lies ahead, the own first; `requests` are wishes for a place with who has them, `wish` the own."""
    lines = [t("<b>Training at the desk</b>")]
    if own:
        lines.append(t("Yours:"))
        lines += [_row(t, each, today=today) for each in own]
    if others and own:
        lines.append(t("Others:"))
    lines += [_row(t, each, today=today) for each in others]
    if not own and not others:
        lines.append(t("Nobody is planned from this month on."))
    if wish is not None:
        lines.append(wish)
    if requests:
        lines.append(t("Ask for a place:"))
        lines += [_wish(t, request, who) for request, who in requests]
    if may_plan:
        lines.append(
            t(
                "To plan: <code>/rotation Anna 2026-06-08 2026-06-26 mentor</code>, or send an .xlsx with the columns "
                "name, from, to, mentor and the caption <code>/rotation</code>"
            )
        )
    return paged(lines, keyboard=keyboard)


def _row(t: Texts, stay: Stay, *, today: date) -> Markup:
    row = t(
        "{trainee}: {days} · {state}",
        trainee=stay.trainee,
        days=days(t, stay.rotation.first, stay.rotation.last),
        state=state(t, stay, today=today),
    )
    return row + t(" · mentor {name}", name=stay.mentor) if stay.mentor else row


def _wish(t: Texts, request: PlaceRequest, who: str) -> Markup:
    if request.month is None:
        return t("{who} (asked {day})", who=who, day=request.asked_at)
    return t("{who}, in {month} (asked {day})", who=who, month=t.month(request.month), day=request.asked_at)


def own_buttons(t: Texts, stay: Stay, *, today: date) -> tuple[Button, ...]:
    """What a trainee can do about a period: under the rota."""
    rotation = stay.rotation
    if rotation.assessment is not None:
        label = t.plain("Assessment of {day}", day=t.day(rotation.last))
        return (button(label, Press.ASSESSMENT, rotation.id),)
    found = []
    if rotation.state is RotationState.PLANNED:
        label = t.plain("Confirm {day}", day=t.day(rotation.first))
        found.append(button(label, Press.ROTATION_CONFIRM, rotation.id))
    if rotation.first > today:
        found.append(button(t.plain("Change with somebody"), Press.ROTATION_SWAP, rotation.id))
    return tuple(found)


def ask_button(t: Texts) -> Button:
    """申请跟班学习."""
    return button(t.plain("Ask for a place"), Press.ROTATION_ASK, ASK)


def desk_buttons(
    t: Texts, stays: Sequence[Stay], requests: Sequence[tuple[PlaceRequest, str]], *, today: date
) -> Keyboard:
    """What editors can do: place who asked, write an assessment that is owed, call a period off."""
    rows: list[tuple[Button, ...]] = [
        (button(shorten(t.plain("Plan {who}", who=who), 40), Press.ROTATION_PLACE, request.id),)
        for request, who in requests
    ]
    for each in stays:
        rotation = each.rotation
        if rotation.assessment is not None:
            continue
        if rotation.ended_at is not None:
            label = t.plain("Assess {who}", who=each.trainee)
            rows.append((button(shorten(label, 40), Press.ASSESS, rotation.id),))
        else:
            label = t.plain("Call off {who}, {day}", who=each.trainee, day=t.day(rotation.first))
            rows.append((button(shorten(label, 40), Press.ROTATION_CALL_OFF, rotation.id),))
    return tuple(rows[:_BUTTONS_MOST])


def render_call_off_which(t: Texts, stays: Sequence[Stay], *, who: str, today: date) -> Message:
    """`/rotation 姓名 取消` of somebody who has none, or several: a button each."""
    if not stays:
        return Message(t("{who} has no training that could be called off. The rota: /rotation", who=who))
    text = t("Which training of {who} is to be called off?", who=who)
    return Message(text, keyboard=desk_buttons(t, stays, (), today=today))


def week_lines(t: Texts, stays: Sequence[Stay], *, first: date, last: date) -> list[Markup]:
    """To the work groups: who comes in a week from Monday to Sunday; nothing where nobody does."""
    if not stays:
        return []
    head = t("<b>Training at the desk ({first} – {last})</b>", first=t.day(first), last=t.day(last))
    return [head, *(_comer(t, each, monday=first) for each in stays)]


def _comer(t: Texts, stay: Stay, *, monday: date) -> Markup:
    line = t("{trainee}: {days}", trainee=stay.trainee, days=days(t, stay.rotation.first, stay.rotation.last))
    if stay.mentor:
        line += t(", mentor {name}", name=stay.mentor)
    if stay.rotation.first < monday:
        line += t(" (goes on)")
    elif stay.rotation.state is RotationState.PLANNED:
        line += t(" (to be confirmed)")
    return line
