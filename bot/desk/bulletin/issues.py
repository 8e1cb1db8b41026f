"""`/issues`: the bulletins of a year, and one of them sent once more, with what was corrected in it."""

from __future__ import annotations

from bot.desk.bulletin import composing, errata, signing
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.items import printing
from bot.errors import NotFound
from bot.model import Bulletin, BulletinState, Message, Role
from bot.rules.bulletins import Named, read_erratum, read_issues
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.bulletin import issued as words

_A_PAGE = 10


async def command(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """`/issues [2026]` lists a year's, `/issues 25` sends one; `更正`, which belongs behind `/issue`, is understood here too."""
    scene.check(Act.ISSUES)
    if (erratum := read_erratum(typed, year=office.today(work.now).year)) is not None:
        scene.check(Act.ISSUE)
        await errata.ask(office, work, scene, erratum)
        return
    asked = read_issues(typed, year=office.today(work.now).year)
    if asked.named is None:
        await answer(work, scene, await _page(office, work, scene, year=asked.year, page=0))
        return
    bulletin = await find_named(work, asked.named)
    if bulletin is None or not _may_read(scene, bulletin):
        raise NotFound("There is no bulletin “{typed}”. All of them: /issues", typed=typed.strip()[:20])
    await _send(office, work, scene, bulletin)


async def turn(office: Office, work: Work, scene: Scene, *, page: int, year: int) -> Toast | None:
    """Another page of the list, below."""
    scene.check(Act.ISSUES)
    await answer(work, scene, await _page(office, work, scene, year=year, page=page))
    return None


async def press(office: Office, work: Work, scene: Scene, *, bulletin_id: int) -> Toast | None:
    """One of the list."""
    scene.check(Act.ISSUES)
    bulletin = await composing.get(work, bulletin_id)
    if bulletin.state is not BulletinState.ISSUED or not _may_read(scene, bulletin):
        raise NotFound("This button is out of date. Please send the command again.")
    await _send(office, work, scene, bulletin)
    return None


async def find_named(work: Work, named: Named) -> Bulletin | None:
    """The bulletin that somebody names."""
    if named.is_total:
        return await work.bulletins.find_total(named.number)
    return await work.bulletins.find_issued(named.year, named.number, is_supplement=named.is_supplement)


def _may_read(scene: Scene, bulletin: Bulletin) -> bool:
    """Members read what was posted in the work groups."""
    return scene.role is not Role.MEMBER or bulletin.groups > 0


async def _page(office: Office, work: Work, scene: Scene, *, year: int, page: int) -> Message:
    groups = int(scene.role is Role.MEMBER)
    count = await work.bulletins.count_issued(year, groups=groups)
    pages = max(1, -(-count // _A_PAGE))
    page = max(0, min(page, pages - 1))
    found = await work.bulletins.issued(year, groups=groups, most=_A_PAGE, after=page * _A_PAGE)
    issues = [printing.issue_of(office, bulletin) for bulletin in found]
    corrected = [issue.bulletin.id for issue in issues if await work.bulletins.errata(issue.bulletin.id)]
    return words.render_issues(
        scene.t, printing.mark_of(office), issues, corrected, year=year, page=page, pages=pages
    )


async def _send(office: Office, work: Work, scene: Scene, bulletin: Bulletin) -> None:
    """Its titles, its file, and its corrections; the file is made anew where it is not on disk."""
    issue = printing.issue_of(office, bulletin)
    is_leader = scene.is_private and scene.role is Role.LEADER
    await answer(work, scene, words.render_issued(scene.t, issue, for_leader=is_leader))
    for erratum in await work.bulletins.errata(bulletin.id):
        await answer(work, scene, words.render_erratum(scene.t, issue, erratum))
    await signing.send_file(office, work, bulletin, scene.chat)
