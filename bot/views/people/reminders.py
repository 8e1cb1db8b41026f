"""Quiet hours and switches in words; when a reminder goes out is decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Keyboard, Message, QuietHours, Reminder
from bot.rules.quiet import USUAL, shown
from bot.views.common import labels
from bot.views.common.callbacks import Press, button


def hours_words(t: Texts, hours: QuietHours) -> str:
    """22:00 — 次日7:00."""
    begins, ends = shown(hours.begins), shown(hours.ends)
    if hours.begins > hours.ends:
        return t.plain("{begins} to {ends} the next day", begins=begins, ends=ends)
    return t.plain("{begins} to {ends}", begins=begins, ends=ends)


def render_quiet(t: Texts, hours: QuietHours | None, *, is_set: bool = False) -> Message:
    """What holds, what does not wait, and buttons for the usual choices."""
    if hours is None:
        state = t("No quiet hours any more.") if is_set else t("You have no quiet hours.")
    else:
        state = t("<b>Quiet hours: {hours}</b>", hours=hours_words(t, hours))
    lines = [
        state,
        t(
            "Within them private reminders wait for the end. What is urgent and what is addressed to you comes at once."
        )
        if hours
        else t("Private reminders come at any hour."),
        t("Other times: <code>/quiet 22:00-7:00</code>. Switch off single reminders: /notify"),
    ]
    return Message(Markup("\n").join(lines), keyboard=_choices(t, hours))


def _choices(t: Texts, hours: QuietHours | None) -> Keyboard:
    present = (hours.begins, hours.ends) if hours else (0, 0)
    usual = [
        button(
            _marked(f"{shown(begins)}–{shown(ends)}", (begins, ends) == present), Press.QUIET, begins, ends
        )
        for begins, ends in USUAL
    ]
    off = button(_marked(t.plain("Off"), hours is None), Press.QUIET, 0, 0)
    return (tuple(usual[:2]), (usual[2], off))


def quiet_toast(t: Texts, hours: QuietHours | None) -> str:
    """After a press."""
    if hours is None:
        return t.plain("Quiet hours: off.")
    return t.plain("Quiet hours: {hours}.", hours=hours_words(t, hours))


def render_switches(
    t: Texts, states: Sequence[tuple[Reminder, bool]], *, hours: QuietHours | None
) -> Message:
    """Each kind with its switch, and what cannot be switched off."""
    off = [labels.reminder(t, kind) for kind, is_on in states if not is_on]
    lines = [
        t("<b>Private reminders</b>"),
        t("Switched off: {kinds}.", kinds=t.listed(off))
        if off
        else t("All are on. Tap one to switch it off."),
        t("Quiet hours: {hours}. To change them: /quiet", hours=hours_words(t, hours))
        if hours
        else t("Quiet hours: none. To set them: /quiet"),
        Markup(""),
        t(
            "Always told: what is urgent, what is addressed to you by name (returns, comments, commissions, meetings, tasks), "
            "what is overdue, and what is posted in the groups."
        ),
    ]
    switches = [
        button(
            ("🔔 " if is_on else "🔕 ") + labels.reminder(t, kind),
            Press.NOTIFY,
            kind,
            "off" if is_on else "on",
        )
        for kind, is_on in states
    ]
    return Message(Markup("\n").join(lines), keyboard=tuple((each,) for each in switches))


def _marked(label: str, is_present: bool) -> str:
    return f"✓ {label}" if is_present else label
