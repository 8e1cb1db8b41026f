"""Everything that is written as a form, a line each, and whose draft a press belongs to; how it goes is in common/forms."""

from __future__ import annotations

from bot.desk.common import conversations
from bot.desk.common import forms as frame
from bot.desk.common.conversations import Conversation
from bot.desk.common.forms import ASKING, CHANGING, Mechanism, content_of
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.documents import drafts as circulars
from bot.desk.meetings import drafts as meetings
from bot.desk.sources import leads, partner_offers
from bot.desk.supervision import forms as supervision
from bot.errors import BadInput, WrongState
from bot.locale.texts import Texts
from bot.model import Draft, DraftKind
from bot.rules.rights import Act
from bot.store.work import Work

# Every mechanism has its line here (tests/test_registries.py compares it with the forms that there are).
_DEMANDS = partner_offers.following(leads.DEMANDS)  # what a topic was made of says so
FORMS: dict[str, Mechanism] = {
    each.form.key: each
    for each in (
        _DEMANDS,
        circulars.MECHANISM,
        meetings.MECHANISM,
        supervision.MECHANISM,
    )
}


async def write(office: Office, work: Work, scene: Scene, *, form: str, text: str | None = None) -> None:
    """A form's tag, or its command with the `text` that stands behind it; bare, it asks step by step."""
    await frame.write(office, work, scene, FORMS[form], text=scene.text if text is None else text)


async def take_text(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """A message inside the conversation."""
    await frame.take_text(office, work, scene, _mechanism(draft), draft)


async def edit(office: Office, work: Work, scene: Scene) -> bool:
    """The command's or the tag's own message was edited while its draft is open. False where it has none."""
    for draft in await work.drafts.in_chat(scene.chat.chat_id, scene.telegram_id):
        if draft.kind is DraftKind.FORM and content_of(draft).extra.get(frame.MESSAGE) == scene.message_id:
            _, _, behind = scene.text.replace("\n", " \n", 1).partition(" ")
            text = behind if scene.text.startswith("/") else scene.text
            await frame.edit(office, work, scene, _mechanism(draft), draft, text=text)
            return True
    return False


async def skip(office: Office, work: Work, scene: Scene, *, draft_id: int, field: str | None) -> Toast | None:
    """`跳过` under a question."""
    draft = await _get_draft(work, scene, draft_id)
    return await frame.skip(office, work, scene, _mechanism(draft), draft, key=field)


async def choose(
    office: Office, work: Work, scene: Scene, *, draft_id: int, value: str | None, field: str | None
) -> Toast | None:
    """A value, or one of those who may be meant, under a question."""
    draft = await _get_draft(work, scene, draft_id)
    if not value or not field:
        raise BadInput(frame.OUT_OF_DATE)
    return await frame.choose(office, work, scene, _mechanism(draft), draft, key=field, value=value)


async def ask_change(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`修改` under a preview."""
    draft = await _get_draft(work, scene, draft_id)
    return await frame.ask_change(office, work, scene, _mechanism(draft), draft)


async def cancel(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`取消` under a question or a preview."""
    draft = await _get_draft(work, scene, draft_id)
    return await frame.cancel(office, work, scene, _mechanism(draft), draft)


async def post(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`发布` under a preview."""
    draft = await _get_draft(work, scene, draft_id)
    return await frame.post(office, work, scene, _mechanism(draft), draft)


async def resume(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The draft's question or preview, anew at this chat's end."""
    mechanism = _mechanism(draft)
    mechanism.check(scene)
    frame.check_writer(work, scene, draft)
    await conversations.follow(work, scene, draft)
    await frame.go_on(office, work, scene, mechanism, draft, content_of(draft))


async def cancel_draft(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` typed: the draft is thrown away."""
    frame.check_writer(work, scene, draft)
    await frame.cancel(office, work, scene, _mechanism(draft), draft)


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """The draft in a few words."""
    return _mechanism(draft).words.name(t, content_of(draft).title)


def takes_file(draft: Draft) -> bool:
    """Whether a file may go with what is being written."""
    return _mechanism(draft).keep_file is not None


def _mechanism(draft: Draft) -> Mechanism:
    return FORMS[content_of(draft).form]


async def _get_draft(work: Work, scene: Scene, draft_id: int) -> Draft:
    """The draft behind a button, for its writer or an administrator. NotAllowed for others, WrongState where it is gone."""
    scene.check(Act.CANCEL)  # a stranger hears how to join
    draft = await work.drafts.find(draft_id)
    if draft is None or draft.kind is not DraftKind.FORM or draft.chat_id != scene.chat.chat_id:
        raise WrongState("This draft has been posted, cancelled or replaced already. Nothing was changed.")
    _mechanism(draft).check(scene)
    frame.check_writer(work, scene, draft)
    return draft


CONVERSATION = Conversation(
    kind=DraftKind.FORM,
    take=take_text,
    cancel=cancel_draft,
    is_asking=lambda draft: draft.step in (ASKING, CHANGING),
    name=name,
    resume=resume,
    check=lambda scene, draft: _mechanism(draft).check(scene),
)
