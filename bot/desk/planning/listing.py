"""`列入要点`: a proposed topic becomes one of a month's key points; the proposal itself is desk/demands/proposals.py's."""

from __future__ import annotations

from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.demands import proposals
from bot.desk.planning import keypoints, publishing
from bot.errors import BadInput
from bot.model import KeyPoint, Proposal, ProposalState, Subject
from bot.rules.keypoints import MOST, TITLE_MOST, Difference, next_month, number_of
from bot.rules.rights import Act
from bot.rules.text import shorten
from bot.store.work import Work
from bot.views.planning import agenda as words

_ENDS = "。．，,；;、 "


async def press_list(
    office: Office, work: Work, scene: Scene, *, proposal_id: int, month: str | None
) -> Toast | None:
    """Asks for which month; with one the topic is added: to what is being written, or to what is published, which says so."""
    person = scene.check(Act.DECIDE_PROPOSAL)
    if (said := await proposals.decided(work, proposal_id)) is not None:
        return scene.toast(said, alert=True)
    proposal = await proposals.get_proposal(work, proposal_id)
    this_month = f"{office.today(work.now):%Y-%m}"
    months = (this_month, next_month(this_month))
    if month is None:
        published = [each for each in months if await work.keypoints.published(each)]
        question = words.render_ask_month(scene.t, proposal, months=months, known=published)
        await answer(work, scene, question)
        return None
    if month not in months:
        raise BadInput("This button is out of date. Please send the command again.")
    points = await work.keypoints.of(month)
    if len(points) >= MOST:
        raise BadInput("{month} has {most} key points already. Nothing was changed.", month=month, most=MOST)
    point = KeyPoint(month, await work.keypoints.last_number(month) + 1, _title_of(proposal))
    is_published = bool(await work.keypoints.published(month))
    await work.keypoints.replace(month, [*points, point])
    messages = await work.writings.of(Subject.PROPOSAL, proposal.id)
    await work.writings.keep(Subject.KEYPOINT, number_of(month, point.number), messages)
    await keypoints.record(work, month, step="keypoints_list", person=person, count=len(points) + 1)
    if is_published:
        await publishing.show_changes(office, work, month, [Difference(None, point)])
    await proposals.settle(office, work, proposal_id, ProposalState.LISTED, by=person, month=month)
    is_posted = bool(await work.outbox.posts(publishing.slot_of(month)))
    return scene.toast(lambda t: words.listed(t, point, is_published=is_published, is_posted=is_posted))


async def press_undo(office: Office, work: Work, scene: Scene, *, proposal_id: int) -> Toast | None:
    """`撤销` of 搁置 or 列入要点: the topic is open again, and no key point any more, unless its words were changed since."""
    before = await proposals.reopen(office, work, scene, proposal_id=proposal_id)
    month, stands = before.month, False
    if month is not None:
        points = await work.keypoints.of(month)
        listed = [point for point in points if point.title == _title_of(before)][-1:]
        await work.keypoints.replace(month, [point for point in points if point not in listed])
        await keypoints.record(
            work, month, step="keypoints_undo", person=scene.actor, count=len(points) - len(listed)
        )
        stands = not listed
        if listed and await work.keypoints.published(month):
            await publishing.show_changes(office, work, month, [Difference(listed[0], None)])
    return scene.toast(words.reopened_alone if stands else words.reopened, alert=stands)


def _title_of(proposal: Proposal) -> str:
    """What the proposal is called as a key point: its first line."""
    title = shorten(" ".join(proposal.text.split("\n", 1)[0].split()), TITLE_MOST - 1).rstrip(_ENDS)
    return title.replace("|", "／").replace("｜", "／")
