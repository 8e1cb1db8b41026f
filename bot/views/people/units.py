"""The question which unit is meant by one that nobody knows; what becomes of the settings' numbers for units that are renamed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Message, Unit
from bot.views.common.callbacks import Press, button

NEW = 0  # instead of a unit's id: the name as it was typed


def render_which_unit(t: Texts, draft_id: int, *, typed: str, alike: Sequence[Unit]) -> Message:
    """没有“金竹”这个单位，是否指：金竹镇？ with a button each, and 就是新单位."""
    names = t.listed(unit.name for unit in alike)
    lines = [
        t("There is no unit “{value}”. Did you mean: {names}?", value=typed, names=names)
        if alike
        else t("There is no unit “{value}” on the roster.", value=typed),
        t("Press a button, or send the unit's name. Nothing has been done yet."),
    ]
    rows = [(button(unit.name, Press.UNIT, draft_id, unit.id),) for unit in alike]
    new = (
        button(t.plain("It is a new unit"), Press.UNIT, draft_id, NEW),
        button(t.plain("Cancel"), Press.UNIT_CANCEL, draft_id),
    )
    return Message(Markup("\n").join(lines), keyboard=(*rows, new))


def render_unit_settled(t: Texts, *, unit: str, is_new: bool) -> Message:
    """What became of the question."""
    if is_new:
        return Message(t("Unit: {unit} (new)", unit=unit))
    return Message(t("Unit: {unit}", unit=unit))


def render_unit_cancelled(t: Texts) -> Message:
    """The question was given up."""
    return Message(t("Cancelled; nothing was changed."))


def unit_question_name(t: Texts, *, unit: str) -> str:
    """The question in a few words."""
    return t.plain("Which unit is “{unit}”?", unit=unit)


def renamed_quota(t: Texts, old: str, now: str, *, number: int) -> Markup:
    """A unit of `quota.units` that goes by another name now: its number goes on counting; what to write there."""
    return t(
        "⚠️ Those of {old} are in {now} now, so this is taken for its new name, and its items a month in "
        "<code>quota.units</code> ({number}) go on counting. Please have “{old}” changed into “{now}” there (config.toml), and "
        "start me again. If it is another unit, have a number of its own written there.",
        old=old,
        now=now,
        number=number,
    )


def idle_quota(t: Texts, idle: Mapping[str, int], *, part_time: int, full_time: int) -> Markup:
    """Units that the settings name in `quota.units` and to which nobody belongs: what that comes to, and what to do."""
    named = t.listed(t.plain("{unit} ({n})", unit=unit, n=number) for unit, number in idle.items())
    return t(
        "⚠️ In <code>quota.units</code> the settings name units to which nobody on the roster "
        "belongs: {units}. Where a unit has another name now, its people owe the usual number from this month on "
        "(part-time {part_time}, full-time {full_time}). To keep theirs, please have the new name written into "
        "<code>quota.units</code> of config.toml, and start me again.",
        units=named,
        part_time=part_time,
        full_time=full_time,
    )
