"""Training in /today: a line for each thing that waits."""

from __future__ import annotations

from collections.abc import Sequence

from bot.locale.texts import Texts
from bot.model import PlaceRequest
from bot.views.common.callbacks import Press, button
from bot.views.common.waiting import Waiting
from bot.views.training.rotations import Stay

_MOST = 3


def to_confirm(t: Texts, stays: Sequence[Stay]) -> list[Waiting]:
    """Periods that their trainee has not confirmed."""
    return [
        Waiting(
            t(
                "📚 To confirm: training {first} – {last}",
                first=t.day(each.rotation.first),
                last=t.day(each.rotation.last),
            ),
            (button(t.plain("Confirm"), Press.ROTATION_CONFIRM, each.rotation.id),),
        )
        for each in stays[:_MOST]
    ]


def to_answer(t: Texts, swaps: Sequence[tuple[int, str]]) -> list[Waiting]:
    """Swaps that wait for an answer: id, and who asks."""
    return [
        Waiting(
            t("🔄 To answer: {who} asks to change training periods", who=who),
            (
                button(t.plain("Agree"), Press.SWAP_AGREE, swap_id),
                button(t.plain("Do not agree"), Press.SWAP_REFUSE, swap_id),
            ),
        )
        for swap_id, who in swaps[:_MOST]
    ]


def to_assess(t: Texts, stays: Sequence[Stay]) -> list[Waiting]:
    """Assessments that are owed."""
    return [
        Waiting(
            t("📜 To assess: {trainee}", trainee=each.trainee),
            (button(t.plain("Write the assessment"), Press.ASSESS, each.rotation.id),),
        )
        for each in stays[:_MOST]
    ]


def requests(t: Texts, asked: Sequence[tuple[PlaceRequest, str]]) -> list[Waiting]:
    """Who asks for a place in training."""
    return [
        Waiting(
            t("📚 {who} asks to come for training.", who=who),
            (
                button(t.plain("Plan"), Press.ROTATION_PLACE, request.id),
                button(t.plain("Turn down"), Press.ROTATION_DECLINE, request.id),
            ),
        )
        for request, who in asked[:_MOST]
    ]
