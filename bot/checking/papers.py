"""What `check` says of the bulletin's template: the bot's own, one that can be used, or what one lacks."""

from __future__ import annotations

from pathlib import Path

from bot.checking.lines import Line, fault, fine
from bot.locale.texts import Texts
from bot.views.common.making import named_lacking


def check_template(t: Texts, path: str) -> Line:
    """The setting's file; empty: the bot's own template."""
    if not path:
        return fine(t.plain("ok: the bulletin has the bot's own layout"))
    # Its library takes a moment, and no bot that runs needs it.
    from bot.making.template import UNREADABLE
    from bot.making.template import check_template as lacks

    lacking = lacks(Path(path))
    if lacking == [UNREADABLE]:
        return fault(
            t.plain(
                "fault: bulletin.template: {path} is no .docx that can be read: choose another", path=path
            )
        )
    if lacking:
        return fault(
            t.plain(
                "fault: bulletin.template: {path} lacks {lacking}: add it, or begin with `python -m bot template FILE`",
                path=path,
                lacking=named_lacking(t, "、".join(lacking)),
            )
        )
    return fine(t.plain("ok: the bulletin's template {path}", path=path))
