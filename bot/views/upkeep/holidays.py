"""Words about a year whose holidays nobody knows yet."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Message


def render_unknown(t: Texts, *, year: int, is_late: bool) -> Message:
    """To the administrators: what it comes to, and the two ways out; `is_late`: the year has begun."""
    head = (
        t("🗓 {year} has begun, and I do not know its holidays and adjusted working days.", year=str(year))
        if is_late
        else t("🗓 I do not know the holidays and adjusted working days of {year} yet.", year=str(year))
    )
    lines = [
        head,
        t(
            "Until I do, every Monday to Friday counts as a working day: posts and reminders may come on a holiday, and due "
            "times may fall on one."
        ),
        t(
            "Once the State Council has published its list, please have whoever looks after the machine upgrade the package "
            "chinesecalendar, or write the days into <code>[calendar]</code> of config.toml (<code>days_off</code> and "
            "<code>workdays</code>), and start me again."
        ),
    ]
    return Message(Markup("\n").join(lines))
