"""Whatever bears a number with a letter, a line each: /close and /extend, and a short number that is sent alone."""

from __future__ import annotations

import re

from bot.desk.common.letters import Lettered
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.demands import choices as demands
from bot.desk.documents import changes as circulars
from bot.desk.meetings import drafts as meetings
from bot.desk.supervision import forms as supervision
from bot.errors import BadInput
from bot.rules.numbers import Code, code_of
from bot.rules.onestep import parse_demand_number
from bot.store.work import Work
from bot.views.common import choices as views
from bot.views.common.callbacks import Press

# Every letter has its line here (tests/test_registries.py compares it with the letters that are read).
LETTERS: dict[str, Lettered] = {
    each.letter: each
    for each in (demands.LETTERED, circulars.LETTERED, meetings.LETTERED, supervision.LETTERED)
}


_ENDS = " \n,，、:：;；。"
_BETWEEN = re.compile(r"[\s,，、:：;；]+")  # a number and the time that goes with it


async def close(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/close D3`; bare, what the person may close."""
    scene.actor  # noqa: B018 - first of all: a stranger hears how to join, not how the command is written
    if text.strip():
        code = _read(text.strip(_ENDS))
        await LETTERS[code.letter].close(office, work, scene, code.number)
    else:
        await _offer(work, scene, Press.CLOSE)


async def extend(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/extend D3 3天`; bare, the same list, each leading to how long."""
    scene.actor  # noqa: B018 - as above
    if text.strip():
        typed, raw = [*_BETWEEN.split(text.strip(_ENDS), maxsplit=1), ""][:2]
        if code_of(typed) is None and (last := text.split()[-1]) != typed and code_of(last) is not None:
            typed, raw = last, text.rpartition(last)[0]  # the time first
        code = _read(typed)
        await LETTERS[code.letter].extend(office, work, scene, code.number, raw)
    else:
        await _offer(work, scene, Press.EXTEND)


async def press_close(office: Office, work: Work, scene: Scene, *, code: str) -> Toast | None:
    """One of the list under a bare `/close`."""
    await close(office, work, scene, text=_known(code))
    return None


async def press_extend(
    office: Office, work: Work, scene: Scene, *, code: str, days: int | None
) -> Toast | None:
    """One of the list under a bare `/extend`, and then one of the times."""
    await extend(office, work, scene, text=f"{_known(code)} {days}天" if days else _known(code))
    return None


async def open_code(office: Office, work: Work, scene: Scene, code: Code) -> None:
    """A number with a letter, sent alone."""
    await LETTERS[code.letter].open(office, work, scene, code.number)


async def _offer(work: Work, scene: Scene, press: Press) -> None:
    steered = [each for lettered in LETTERS.values() for each in await lettered.steered(work, scene)]
    await answer(work, scene, views.render_steered(scene.t, press, steered))


def _read(typed: str) -> Code:
    """The number that is meant; bare figures are a topic's."""
    code = code_of(typed)
    return code if code is not None and code.letter in LETTERS else Code("T", parse_demand_number(typed))


def _known(code: str) -> str:
    """A button's code; BadInput for what none of ours has."""
    if not code or (code_of(code) is None and not code.isdecimal()):
        raise BadInput("This button is out of date. Please send the command again.")
    return code
