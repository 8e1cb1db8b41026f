"""Words of requests for a place in training: to who asks, and to the desk with 安排 婉拒."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Button, Message, Person, PlaceRequest, PlaceRequestState
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.told import told
from bot.views.items.parts import lines_of


def _when(t: Texts, request: PlaceRequest) -> Markup:
    if request.month is None:
        return t("Any time")
    return t("Wished for: {month}", month=t.month(request.month))


def render_request(
    t: Texts, request: PlaceRequest, *, who: str, by: str | None = None, before: PlaceRequest | None = None
) -> Message:
    """To the desk; once it is decided, with who decided. `before` is the wish as it was, where its month has just changed."""
    lines = [t("📚 {who} asks to come for training.", who=who), _when(t, request)]
    if before is not None:
        lines.append(_changed(t, before))
    place = button(t.plain("Plan"), Press.ROTATION_PLACE, request.id)
    if request.state is PlaceRequestState.OPEN:
        decline = button(t.plain("Turn down"), Press.ROTATION_DECLINE, request.id)
        return Message(lines_of(lines), keyboard=((place, decline),))
    if request.state is PlaceRequestState.PLACED:
        return Message(lines_of([*lines, t("✅ Planned by {name}.", name=by or "")]))
    if request.state is PlaceRequestState.WITHDRAWN:
        return Message(lines_of([*lines, t("🔙 Taken back by who asked, on {at}.", at=request.decided_at)]))
    lines.append(t("Turned down by {name}: {reason}", name=by or "", reason=request.reason or ""))
    return Message(lines_of(lines), keyboard=((place,),))


def render_received(t: Texts, request: PlaceRequest) -> Message:
    """To who asked."""
    lines = [
        t("Your wish to come for training is with the desk; you will hear the answer."),
        _when(t, request),
    ]
    return Message(lines_of(lines), keyboard=((withdraw_button(t, request),),))


def withdraw_button(t: Texts, request: PlaceRequest) -> Button:
    """撤回."""
    return button(t.plain("Withdraw"), Press.ROTATION_WITHDRAW, request.id)


def render_wish(t: Texts, request: PlaceRequest) -> Message:
    """In the place of what who asked was answered: what has become of the wish since."""
    if request.state is PlaceRequestState.OPEN:
        return render_waiting(t, request)
    if request.state is PlaceRequestState.PLACED:
        became = t("✅ The desk has planned your training; the days come in a message of their own.")
    elif request.state is PlaceRequestState.DECLINED:
        became = t("The desk could not grant it; the reason comes in a message of its own.")
    else:
        became = t(
            "🔙 You have taken it back. To ask again: <code>/rotation ask 2026-09</code>",
        )
    return Message(
        lines_of([t("Your wish for training of {at}.", at=request.asked_at), _when(t, request), became])
    )


def render_withdrawn(t: Texts, request: PlaceRequest, *, who: str) -> Message:
    """To the desk, once."""
    return Message(
        lines_of([t("🔙 {who} has taken back the wish to come for training.", who=who), _when(t, request)])
    )


def _changed(t: Texts, before: PlaceRequest) -> Markup:
    if before.month is None:
        return t("✏️ Changed; before, any time would do.")
    return t("✏️ Changed; before: {month}", month=t.month(before.month))


def render_waiting(t: Texts, request: PlaceRequest) -> Message:
    """To who asks again while the wish waits."""
    lines = [
        t("Your wish of {at} is with the desk already; you will hear the answer.", at=request.asked_at),
        _when(t, request),
        t("To wish for another month: <code>/rotation ask 2026-09</code>"),
    ]
    return Message(lines_of(lines), keyboard=((withdraw_button(t, request),),))


def render_moved(t: Texts, request: PlaceRequest, *, before: PlaceRequest) -> Message:
    """To who asked for another month while the wish waits."""
    lines = [
        t("Your wish of {at} was with the desk already. Its month has been changed.", at=before.asked_at),
        _when(t, request),
        _changed(t, before),
        t("You will hear the answer."),
    ]
    return Message(lines_of(lines), keyboard=((withdraw_button(t, request),),))


def own_wish(t: Texts, request: PlaceRequest) -> Markup:
    """The own wish under the rota, while it waits."""
    if request.month is None:
        return t("You have asked for a place ({day}); the desk has not answered yet.", day=request.asked_at)
    return t(
        "You have asked for a place in {month} ({day}); the desk has not answered yet.",
        month=t.month(request.month),
        day=request.asked_at,
    )


def render_ask_days(t: Texts, *, who: str, request: PlaceRequest) -> Message:
    """The desk is asked when the trainee is to come."""
    return Message(
        lines_of(
            [
                t("📚 When is {who} to come?", who=who),
                _when(t, request),
                t(
                    "Please reply with the first and the last day, and the mentor if there is one, for example: "
                    "<code>{month}-06 {month}-24 mentor</code>",
                    month=request.month or "2026-07",
                ),
            ]
        ),
        ask=True,
    )


def render_ask_reason(t: Texts, *, who: str) -> Message:
    """The desk is asked why not."""
    return Message(
        t("{who} is turned down: please reply to this message with the reason.", who=who), ask=True
    )


def render_declined(t: Texts, request: PlaceRequest) -> Message:
    """To who asked."""
    return Message(
        lines_of(
            [
                t("📚 The desk cannot take you for training this time."),
                t("Reason: {reason}", reason=request.reason or ""),
                t("You can ask again: <code>/rotation ask 2026-09</code>"),
            ]
        )
    )


def render_overtaken(t: Texts, request: PlaceRequest, *, by: str) -> Message:
    """To an editor whose answer comes too late: somebody else has decided the wish, or what was decided has been undone."""
    if request.decided_at is None:
        return Message(t("This wish waits for an answer again. Nothing was changed. See /rotation"))
    if request.state is PlaceRequestState.WITHDRAWN:
        return Message(
            t(
                "{name} took this wish back on {at}. Nothing was changed.",
                name=by,
                at=request.decided_at,
            )
        )
    return Message(
        t(
            "{name} has decided this wish meanwhile, on {at}. Nothing was changed. See /rotation",
            name=by,
            at=request.decided_at,
        )
    )


def render_told(t: Texts, *, who: Person) -> Message:
    """To the editor who declined."""
    return Message(told(t, who, who.label))


def render_left(t: Texts) -> Message:
    """The reason was given up."""
    return Message(t("Left; the request still waits for an answer."))


def request_name(t: Texts, *, who: str) -> str:
    """The question in a few words."""
    return t.plain("Turn down {who}", who=shorten(who, 20))
