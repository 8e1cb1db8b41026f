"""Words for addressees: whom a header names, and whom a private message cannot reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Role
from bot.rules.addressees import Addressees, Sort
from bot.rules.text import shorten
from bot.views.common import labels

_NAMES_MOST = 600  # characters
ROLES = {
    Role.MEMBER: N_("reporters"),
    Role.EDITOR: N_("editors"),
    Role.LEADER: N_("leaders"),
    Role.ADMIN: N_("administrators"),
    Role.PARTNER: N_("partners"),
}


def listed(t: Texts, addressees: Addressees, *, units: Mapping[int, str], people: Mapping[int, str]) -> str:
    """信息员、编辑、云茶镇、县财政局 张三."""
    return t.listed(_word(t, code, units=units, people=people) for code in addressees.codes)


def _word(t: Texts, code: str, *, units: Mapping[int, str], people: Mapping[int, str]) -> str:
    sort, _, value = code.partition(".")
    if sort == Sort.EVERYBODY:
        return t.plain("everybody")
    if sort == Sort.ROLE:
        role = Role(value)
        return t.plain(ROLES[role]) if role in ROLES else t.plain(labels.ROLES[role])
    return (units if sort == Sort.UNIT else people).get(int(value), "?")


def out_of_reach_lines(t: Texts, *, without_account: Sequence[str], shut: Sequence[str]) -> list[Markup]:
    """Whom it cannot reach, a line each for those without an account and those who have not opened the chat; unit and name."""
    lines = []
    if without_account:
        lines.append(
            t(
                "⚠️ No Telegram account here ({count}): {people}. Please tell them another way.",
                count=len(without_account),
                people=shorten(t.listed(without_account), _NAMES_MOST),
            )
        )
    if shut:
        lines.append(
            t(
                "⚠️ The private chat is not open yet ({count}); their message waits: {people}",
                count=len(shut),
                people=shorten(t.listed(shut), _NAMES_MOST),
            )
        )
    return lines
