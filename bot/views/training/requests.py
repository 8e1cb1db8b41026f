"""Words of requests for a place in training: to who asks, and to the desk with 安排 婉拒."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Message, PlaceRequest, PlaceRequestState
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.items.parts import lines_of


def _when(t: Texts, request: PlaceRequest) -> Markup:
    if request.month is None:
        return t("Any time")
    return t("Wished for: {month}", month=t.month(request.month))


def render_request(t: Texts, request: PlaceRequest, *, who: str, by: str | None = None) -> Message:
    """To the desk; once it is decided, with who decided."""
    lines = [t("📚 {who} asks to come for training.", who=who), _when(t, request)]
    place = button(t.plain("Plan"), Press.ROTATION_PLACE, request.id)
    if request.state is PlaceRequestState.OPEN:
        decline = button(t.plain("Turn down"), Press.ROTATION_DECLINE, request.id)
        return Message(lines_of(lines), keyboard=((place, decline),))
    if request.state is PlaceRequestState.PLACED:
        return Message(lines_of([*lines, t("✅ Planned by {name}.", name=by or "")]))
    lines.append(t("Turned down by {name}: {reason}", name=by or "", reason=request.reason or ""))
    return Message(lines_of(lines), keyboard=((place,),))


def render_received(t: Texts, request: PlaceRequest) -> Message:
    """To who asked."""
    lines = [
        t("Your wish to come for training is with the desk; you will hear the answer."),
        _when(t, request),
    ]
    return Message(lines_of(lines))


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
                t("You can ask again: <code>/rotation 申请 2026-09</code>"),
            ]
        )
    )


def render_told(t: Texts, *, who: str) -> Message:
    """To the editor who declined."""
    return Message(t("{who} has been told.", who=who))


def render_left(t: Texts) -> Message:
    """The reason was given up."""
    return Message(t("Left; the request still waits for an answer."))


def request_name(t: Texts, *, who: str) -> str:
    """The question in a few words."""
    return t.plain("Turn down {who}", who=shorten(who, 20))
