"""What the bot may do in a group, from what Telegram says of its membership there; what becomes of a lack is for others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.model import Ability

# The right of the Bot API's ChatMember and ChatPermissions that each needs.
_RIGHTS = {Ability.DELETE: "can_delete_messages", Ability.PIN: "can_pin_messages"}
_WRITE = "can_send_messages"


def find_lacks(member: Mapping[str, Any], *, permissions: Mapping[str, Any] | None = None) -> list[Ability]:
    """What the bot may not do in a group, by its ChatMember there and, where they are known, the group's ChatPermissions.

    Who is in a group without being its administrator may do what the group lets everybody do. Where that is not known it may
    write, as in a new group, and not pin. Telegram tells such members of nobody who enters.
    """
    status = member["status"]
    if status == "creator":
        return []
    if status == "administrator":
        return [ability for ability, right in _RIGHTS.items() if not member.get(right)]
    usual = {_WRITE: True, **(permissions or {})}
    own = member if status == "restricted" else usual
    found = [] if usual.get(_WRITE) and own.get(_WRITE) else [Ability.WRITE]
    found += [Ability.GREET, Ability.DELETE]
    return found if usual.get("can_pin_messages") and own.get("can_pin_messages") else [*found, Ability.PIN]


def newly_lacking(before: list[Ability], now: list[Ability]) -> list[Ability]:
    """What was taken from the bot."""
    return [ability for ability in now if ability not in before]
