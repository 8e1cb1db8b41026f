"""A roster file sent to the bot: with the caption /roster or a yes, shown before units are made, then imported (roster.py)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.desk.common import conversations
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.people import roster, units
from bot.errors import BadInput, NotAllowed, WrongState
from bot.exports.tables import check_size, read_table, read_table_aside, write_csv
from bot.locale.texts import Texts
from bot.model import Document, Draft, DraftKind, Message, SentFile
from bot.rules.rights import Act, may
from bot.rules.roster import Fault
from bot.rules.roster_header import has_header
from bot.rules.secrecy.rulebook import Screening
from bot.store.repositories.drafts import Drafts
from bot.store.work import Work
from bot.views.people import roster as words

_FAULT_MESSAGES_MOST = 3  # more than that come as a file
_TABLES = (".csv", ".xlsx", ".xls", ".et")
_OFFERED, _SHOWN = "offered", "shown"


async def read_file(
    download: Callable[[], Awaitable[bytes]], *, size: int, name: str = ""
) -> list[list[str]]:
    """The rows of a file that `download` fetches, `size` bytes by Telegram's word; before the Work, for it takes its time."""
    check_size(size)
    return await read_table_aside(await download(), is_roster=True, name=name, wanted=has_header)


def read_content(content: bytes) -> list[list[str]]:
    """The rows of a roster file that is here already."""
    return read_table(content, wanted=has_header)


def check_may(scene: Scene) -> None:
    """NotAllowed for whoever may not import; asked before the file is fetched, and again inside the Work."""
    scene.check(Act.ROSTER)


async def show_form(work: Work, scene: Scene) -> None:
    """`/roster` without a file."""
    check_may(scene)
    await answer(work, scene, words.render_roster_form(scene.t))


async def take_roster(office: Office, work: Work, scene: Scene, rows: Sequence[Sequence[str]]) -> None:
    """A file with the caption `/roster`: imported whole, or answered with everything that is wrong in it.

    One that names units which nobody knows is shown first, with `确认导入` `取消`.
    """
    check_may(scene)
    plan = roster.plan_import(work, rows)
    if plan.faults:
        await _answer_faults(work, scene, plan.faults)
    elif plan.new_units:
        draft = await conversations.begin(
            work,
            scene,
            DraftKind.ROSTER,
            step=_SHOWN,
            data={"rows": [list(row) for row in rows], "new": [new.name for new in plan.new_units]},
        )
        preview = _preview(work, scene, draft, plan)
        await answer(work, scene, preview, slot=conversations.preview_slot(draft.id))
    else:
        await _import(office, work, scene, rows)


# --- a file without a caption -----------------------------------------------------------------------------


async def offer(office: Office, work: Work, scene: Scene) -> bool:
    """A table that an administrator sends in private without a word: asked whether it is a roster. False for anything else."""
    file = scene.file
    if (
        file is None
        or scene.attachment != "document"
        or scene.text.strip()
        or not file.name.casefold().endswith(_TABLES)
    ):
        return False
    if not may(scene.role, Act.ROSTER, scene.where):
        return False
    data = {
        "file_id": file.file_id,
        "name": file.name,
        "size": file.size,
        "message_id": scene.message_id,
    }
    draft = await conversations.begin(work, scene, DraftKind.ROSTER, step=_OFFERED, data=data)
    question = words.render_offer(scene.t, draft.id, name=file.name)
    await answer(work, scene, question, slot=conversations.preview_slot(draft.id))
    return True


async def offered_file(drafts: Drafts, scene: Scene, *, draft_id: int) -> SentFile:
    """The file behind `作为名册导入`, to be fetched before the Work."""
    check_may(scene)
    data: dict[str, Any] = _checked(await drafts.find(draft_id), scene, step=_OFFERED).data
    return SentFile(data["file_id"], data["name"], data["size"])


def is_marked(office: Office, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a cell carries a marking: nothing of such a file is kept."""
    cells = "\n".join(cell for row in rows for cell in row if cell)
    if office.rulebook.is_clear(cells):
        return False
    return any(
        office.rulebook.screen(cell).screening is Screening.BLOCK for row in rows for cell in row if cell
    )


async def drop_offered(work: Work, scene: Scene, *, draft_id: int) -> int:
    """The file behind `作为名册导入` is marked: it is asked about no more. The id of its message."""
    draft = _checked(await work.drafts.find(draft_id), scene, step=_OFFERED)
    await conversations.end(work, scene, draft)
    data: dict[str, Any] = draft.data
    return int(data.get("message_id", 0))


async def take_offered(
    office: Office, work: Work, scene: Scene, rows: Sequence[Sequence[str]], *, draft_id: int
) -> None:
    """`作为名册导入`: as if it had come with the caption."""
    check_may(scene)
    await conversations.end(work, scene, _checked(await work.drafts.find(draft_id), scene, step=_OFFERED))
    await take_roster(office, work, scene, rows)


# --- a file that is shown first ---------------------------------------------------------------------------


def _preview(work: Work, scene: Scene, draft: Draft, plan: roster.Plan) -> Message:
    """What the import would do; the buttons name a new unit by its place among those that were new at first."""
    added = sum(person is None for _, person in plan.pairs)
    data: dict[str, Any] = draft.data
    offers = [
        (data["new"].index(new.name), new.name, unit)
        for new in plan.new_units
        for unit in units.alike(work, new.name)
    ]
    return words.render_plan(
        scene.t, draft.id, rows=len(plan.pairs), added=added, new_units=plan.new_units, offers=offers
    )


async def choose_unit(
    office: Office, work: Work, scene: Scene, *, draft_id: int, place: int, unit_id: int
) -> Toast | None:
    """`金竹 → 金竹镇`: the rows that name the new unit mean the roster's own."""
    check_may(scene)
    draft = _checked(await work.drafts.find(draft_id), scene, step=_SHOWN)
    data: dict[str, Any] = draft.data
    unit = next((each for each in work.directory.units if each.id == unit_id), None)
    if unit is None or not 0 <= place < len(data.get("new", ())):  # an older release kept none
        raise BadInput("This button is out of date. Please send the command again.")
    renamed = {**data.get("renamed", {}), data["new"][place]: unit.name}
    plan = roster.plan_import(work, data["rows"], renamed=renamed)
    if plan.faults:
        await _answer_faults(work, scene, plan.faults)
        return None
    await work.drafts.save(draft.id, step=_SHOWN, data={**data, "renamed": renamed}, now=work.now)
    preview = _preview(work, scene, draft, plan)
    await work.outbox.show(conversations.preview_slot(draft.id), scene.chat, preview)
    return None


async def confirm(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`确认导入`: the rows that were shown, read against the roster as it is now."""
    check_may(scene)
    draft = _checked(await work.drafts.find(draft_id), scene, step=_SHOWN)
    data: dict[str, Any] = draft.data
    await conversations.end(work, scene, draft)
    await _import(office, work, scene, data["rows"], renamed=data.get("renamed", {}))
    return None


async def press_cancel(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`取消` under either question."""
    await cancel(office, work, scene, _checked(await work.drafts.find(draft_id), scene))
    return None


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The file is left; nothing was changed."""
    await conversations.end(work, scene, draft)
    await answer(work, scene, words.render_roster_left(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """The roster in a few words."""
    return words.roster_name(t)


def _checked(draft: Draft | None, scene: Scene, *, step: str | None = None) -> Draft:
    if draft is None or draft.kind is not DraftKind.ROSTER or step not in (None, draft.step):
        raise WrongState("This has been settled already.")
    if draft.telegram_id != scene.telegram_id:
        raise NotAllowed("This draft belongs to somebody else; only they can use its buttons.")
    return draft


async def _import(
    office: Office,
    work: Work,
    scene: Scene,
    rows: Sequence[Sequence[str]],
    *,
    renamed: Mapping[str, str] = {},
) -> None:
    result = await roster.import_roster(office, work, rows, by=scene.actor.id, renamed=renamed)
    if result.faults:
        await _answer_faults(work, scene, result.faults)
        return
    settled = [replace(new, alike=()) for new in result.new_units]  # the administrator has said so
    remarks = [*units.render_idle(office, scene.t, result.idle), *result.left_open]
    for message in words.render_imported(
        scene.t, result.counts, links=len(result.links), new_units=settled, remarks=remarks
    ):
        await answer(work, scene, message)
    if result.links_file is not None:
        await work.outbox.send_document(scene.chat, result.links_file)


async def _answer_faults(work: Work, scene: Scene, faults: Sequence[Fault]) -> None:
    t = scene.t
    messages = words.render_faults(t, faults)
    is_long = len(messages) > _FAULT_MESSAGES_MOST
    for message in messages[:1] if is_long else messages:
        await answer(work, scene, message)
    if is_long:
        content = write_csv(words.faults_table(t, faults))
        document = Document(t.plain("roster-faults.csv"), content, words.faults_caption(t, faults))
        await work.outbox.send_document(scene.chat, document)


CONVERSATION = Conversation(
    kind=DraftKind.ROSTER, take=None, cancel=cancel, is_asking=lambda draft: False, name=name
)
