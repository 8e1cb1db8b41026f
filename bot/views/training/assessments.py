"""Words of the assessment at the end of a training (学习鉴定): the question for it, and the assessment itself."""

from __future__ import annotations

from bot.locale.texts import Texts
from bot.model import Message
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paragraphs
from bot.views.items.parts import lines_of
from bot.views.training.rotations import Stay, days


def render_ask(t: Texts, stay: Stay, *, is_reminder: bool = False) -> Message:
    """To the mentor, or to the desk where there is none."""
    rotation = stay.rotation
    lines = [
        t("🔔 Still to be written:") if is_reminder else None,
        t(
            "📜 {trainee}'s training, {days}, ends. Please reply to this message with the assessment: what was done and "
            "learnt, how it went, what you advise. The trainee gets it, and it is kept.",
            trainee=stay.trainee,
            days=days(t, rotation.first, rotation.last),
        ),
    ]
    keyboard = ((button(t.plain("Write the assessment"), Press.ASSESS, rotation.id),),)
    return Message(lines_of(lines), keyboard=keyboard)


def render_question(t: Texts, stay: Stay) -> Message:
    """The button was pressed."""
    return Message(t("The assessment of {trainee}: please write it now.", trainee=stay.trainee), ask=True)


def render_given(t: Texts, stay: Stay, *, by: str) -> Message:
    """Where it was asked for: it is there."""
    return Message(
        lines_of(
            [
                t("📜 {trainee}: assessed by {name}.", trainee=stay.trainee, name=by),
                *paragraphs(stay.rotation.assessment or ""),
            ]
        )
    )


def render_assessment(t: Texts, stay: Stay, *, by: str) -> Message:
    """To the trainee."""
    rotation = stay.rotation
    lines = [
        t(
            "📜 <b>Assessment</b>\nTraining: {days}",
            days=days(t, rotation.first, rotation.last),
        ),
        *paragraphs(rotation.assessment or ""),
        t("{name}, {day}", name=by, day=rotation.assessed_at),
    ]
    return Message(lines_of(lines))


def render_thanks(t: Texts, stay: Stay, *, is_anew: bool) -> Message:
    """To who wrote it."""
    if is_anew:
        return Message(t("Replaced; {trainee} has got the new words.", trainee=stay.trainee))
    return Message(
        t(
            "Kept, and given to {trainee}. To replace it within 10 minutes, reply to the question once more.",
            trainee=stay.trainee,
        )
    )


def render_left(t: Texts, *, is_owed: bool) -> Message:
    """The text was given up."""
    return Message(
        t("Left; the assessment is still to be written.") if is_owed else t("Left; nothing was changed.")
    )


def assessment_name(t: Texts, *, who: str) -> str:
    """The question in a few words."""
    return t.plain("Assessment of {who}", who=shorten(who, 20))
