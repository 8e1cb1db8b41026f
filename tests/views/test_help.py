"""What /help and the command menu say of a command."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.locale.texts import Texts
from bot.model import Role
from bot.rules.rights import Where
from bot.views.common.help import menu, render_help


def test_an_administrator_reads_how_a_roster_is_imported() -> None:
    t = Texts("zh", ZoneInfo("Asia/Shanghai"))
    assert ("roster", "导入名册") in menu(t, Role.ADMIN, Where.PRIVATE)
    assert "/roster · 导入名册" in render_help(t, role=Role.ADMIN, where=Where.PRIVATE)[0].text
    assert "roster" not in dict(menu(t, Role.EDITOR, Where.PRIVATE))
