"""What the bot may do in a group, by its membership and by what the group lets everybody do."""

from __future__ import annotations

from typing import Any

from bot.model import Ability
from bot.rules.standing import find_lacks, newly_lacking
from tests.support.table import each_row

WRITE, GREET, DELETE, PIN = Ability.WRITE, Ability.GREET, Ability.DELETE, Ability.PIN
ADMIN = {"status": "administrator", "can_delete_messages": True, "can_pin_messages": True}


@each_row(
    ("member", "permissions", "lacks"),
    [
        ({"status": "creator"}, None, []),
        (ADMIN, {"can_send_messages": False}, []),
        ({**ADMIN, "can_delete_messages": False}, None, [DELETE]),
        ({"status": "administrator", "can_delete_messages": True}, None, [PIN]),
        ({"status": "member"}, None, [GREET, DELETE, PIN]),
        ({"status": "member"}, {"can_send_messages": True, "can_pin_messages": True}, [GREET, DELETE]),
        ({"status": "member"}, {"can_send_messages": False}, [WRITE, GREET, DELETE, PIN]),
        ({"status": "restricted", "can_send_messages": True}, None, [GREET, DELETE, PIN]),
        ({"status": "restricted", "can_send_messages": False}, None, [WRITE, GREET, DELETE, PIN]),
        (
            {"status": "restricted", "can_send_messages": True, "can_pin_messages": True},
            {"can_send_messages": False, "can_pin_messages": True},
            [WRITE, GREET, DELETE],
        ),
    ],
)
def test_what_is_lacking(
    member: dict[str, Any], permissions: dict[str, Any] | None, lacks: list[Ability]
) -> None:
    assert find_lacks(member, permissions=permissions) == lacks


def test_only_what_was_there_before_is_taken() -> None:
    assert newly_lacking([GREET, DELETE], [WRITE, GREET, DELETE]) == [WRITE]
    assert newly_lacking([WRITE, GREET], [GREET]) == []
