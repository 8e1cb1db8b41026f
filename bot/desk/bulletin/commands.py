"""`/issue`: the bulletin in the making, or a correction to one that was issued."""

from __future__ import annotations

from bot.desk.bulletin import composing, errata
from bot.desk.common.office import Office, Scene
from bot.errors import BadInput
from bot.rules.bulletins import read_erratum
from bot.rules.rights import Act
from bot.store.work import Work


async def issue(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """`/issue`, and `/issue 更正 25 文字`; who signs and does not compose opens with it what waits for them."""
    if not typed.strip() and await composing.open_to_sign(office, work, scene):
        return
    scene.check(Act.ISSUE)
    asked = read_erratum(typed, year=office.today(work.now).year)
    if asked is not None:
        await errata.ask(office, work, scene, asked)
    elif typed.strip():
        raise BadInput(
            "I do not understand “{typed}”. /issue alone opens the bulletin that is being composed, /issues 25 sends one that "
            "was issued, /issue correct 25 and the words corrects one.",
            typed=typed.strip()[:40],
        )
    else:
        await composing.open_here(office, work, scene)
