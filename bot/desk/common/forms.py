"""What is written as a form, from the first message to 发布; what each mechanism adds to it is a Mechanism.

All mechanisms stand in `desk/forms.py`, which also knows whose draft a press or a text belongs to. How words are read is in
`rules/forms.py`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bot.desk.common import conversations
from bot.desk.common.addressees import roster_of
from bot.desk.common.conversations import preview_slot
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.common.typed import press_typed
from bot.errors import BadInput, NotAllowed
from bot.locale.texts import Texts
from bot.model import Button, Draft, DraftKind, Message, Person, Subject
from bot.rules import forms as rules
from bot.rules.addressees import Choice
from bot.rules.forms import TEXT, Fault, Form, FormDraft, Reader
from bot.rules.rights import ADMINS
from bot.rules.text import clean
from bot.store.work import Work
from bot.views.common import forms as views
from bot.views.common.callbacks import Press
from bot.views.common.forms import FormWords

ASKING, PREVIEW, CHANGING = "asking", "preview", "changing"
OUT_OF_DATE = "This button is out of date. Please send the command again."
AUTHOR = (
    "author"  # in a draft's `extra`: the id of whoever began it, who is not among those whom it addresses
)
MESSAGE = "message_id"  # in a draft's `extra`: the message that began it, whose edits it follows
SAID = "said"  # in a draft's `extra`: the words of that message, so that an edit's own change is known
WRITTEN_IN = "written_in"  # in a draft's `extra`: chat and number of every message that went into it
FILES = "files"  # in a draft's `extra`: the names of the files that go with it


@dataclass(frozen=True)
class Published:
    """What 发布 has come to: the preview's last words, the answer to the press, and the number that it got, by which an edit of a
    message that went into it finds it.

    With `slot` those words live on.
    """

    last: Message
    toast: Callable[[Texts], str]
    number: int
    slot: str | None = None


@dataclass(frozen=True)
class Mechanism:
    """One kind of thing that is written as a form.

    `check` gives the person who may write one here, or raises NotAllowed. `preview` are the lines of its preview, with the
    defaults of what was not given. `publish` makes it so, under the next number; a Toast instead says why not: the draft stays.
    `keep_file` has the file of a message kept for the draft, or says why not, where a file may go with it.
    """

    form: Form
    words: FormWords
    check: Callable[[Scene], Person]
    preview: Callable[[Office, Work, Texts, FormDraft], Awaitable[Sequence[Markup]]]
    publish: Callable[[Office, Work, Scene, Draft, FormDraft], Awaitable[Published | Toast]]
    keep_file: Callable[[Office, Work, Scene, Draft], Awaitable[bool]] | None = None


async def write(office: Office, work: Work, scene: Scene, mechanism: Mechanism, *, text: str) -> None:
    """The command or the tag and what stands behind it: a preview, or a draft that asks for what is missing; bare, for all."""
    mechanism.check(scene)
    check_passable(office, text)
    text = clean(text)
    written, faults = rules.read_whole(mechanism.form, text, reader=reader_of(office, work))
    written = _written_in(written.with_(**{MESSAGE: scene.message_id, SAID: text}), scene)
    if not written.values and not faults:
        await begin(office, work, scene, mechanism, rules.ask_all(mechanism.form, written))
        return
    await begin(office, work, scene, mechanism, written, faults=faults, is_kept=True)


async def edit(
    office: Office, work: Work, scene: Scene, mechanism: Mechanism, draft: Draft, *, text: str
) -> None:
    """The message that began the draft was edited: what the edit changed changes, whatever was answered beside it stays."""
    mechanism.check(scene)
    check_passable(office, text)
    text, before = clean(text), content_of(draft)
    said = str(before.extra.get(SAID) or "")
    written, faults = rules.edited(mechanism.form, before, text, said=said, reader=reader_of(office, work))
    renewed = written.with_(**{SAID: text})
    if written != before or faults:
        await go_on(office, work, scene, mechanism, draft, renewed, faults=faults)
    else:
        await save(work, draft, renewed, step=draft.step)


async def begin(
    office: Office,
    work: Work,
    scene: Scene,
    mechanism: Mechanism,
    written: FormDraft,
    *,
    faults: Sequence[Fault] = (),
    is_kept: bool = False,
) -> Draft:
    """A new draft beside whatever conversations the person has."""
    written = written.with_(**{AUTHOR: scene.actor.id})
    draft = await conversations.begin(work, scene, DraftKind.FORM, step=ASKING, data=rules.to_data(written))
    written = await _with_file(office, work, scene, mechanism, draft, written)
    await go_on(office, work, scene, mechanism, draft, written, faults=faults, is_kept=is_kept)
    return draft


async def take_text(office: Office, work: Work, scene: Scene, mechanism: Mechanism, draft: Draft) -> None:
    """A message inside the conversation: the answer to the question, or, under a preview, what is to change."""
    mechanism.check(scene)  # a reply in the group answers whoever of those entitled writes it
    if draft.step == PREVIEW and await _take_word(office, work, scene, mechanism, draft):
        return
    check_passable(office, scene.text)
    written = _written_in(content_of(draft), scene)
    read = rules.answer if written.to_ask else rules.change
    text, faults, title = clean(scene.text), list[Fault](), written.title
    if text:
        written, faults = read(mechanism.form, written, text, reader=reader_of(office, work))
    before = files_of(written)
    written = await _with_file(office, work, scene, mechanism, draft, written)
    # A file without a word is the answer where the text is asked for.
    if not text and files_of(written) != before and written.to_ask[:1] == (TEXT,):
        written = rules.skip(written)
    was = title if title and written.title != title else None
    await go_on(office, work, scene, mechanism, draft, written, faults=faults, title_was=was)


async def _take_word(office: Office, work: Work, scene: Scene, mechanism: Mechanism, draft: Draft) -> bool:
    """The word of a button under the preview, typed: it does what the button does, and is no new title."""

    def buttons(t: Texts) -> list[Button]:
        # 跳过 was under the question before it, and skips nothing here.
        return [*views.preview_buttons(t, draft.id), views.skip_button(t, draft.id, key="")]

    return await press_typed(
        office,
        work,
        scene,
        buttons,
        lambda pressed: TYPED[pressed.press](office, work, scene, mechanism, draft),
    )


async def _show_again(
    office: Office, work: Work, scene: Scene, mechanism: Mechanism, draft: Draft
) -> Toast | None:
    await go_on(office, work, scene, mechanism, draft, content_of(draft))
    return None


async def skip(
    office: Office, work: Work, scene: Scene, mechanism: Mechanism, draft: Draft, *, key: str | None
) -> Toast | None:
    """`跳过`: the part that was asked for stays at its default."""
    written = content_of(draft)
    if not written.to_ask or written.to_ask[0] != key or mechanism.form.is_required(key):
        return scene.toast(views.asked_before, alert=True)
    await go_on(office, work, scene, mechanism, draft, rules.skip(written))
    return None


async def choose(
    office: Office, work: Work, scene: Scene, mechanism: Mechanism, draft: Draft, *, key: str, value: str
) -> Toast | None:
    """A value or an addressee, chosen by button."""
    written, form = content_of(draft), mechanism.form
    if key not in {each.key for each in form.fields}:
        raise BadInput(OUT_OF_DATE)
    if key not in written.to_ask:
        return scene.toast(views.asked_before, alert=True)
    if form.field(key).sorts:
        _check_code(work, value, form=form, key=key)
    elif value not in form.field(key).options:
        raise BadInput(OUT_OF_DATE)
    await go_on(office, work, scene, mechanism, draft, rules.choose(form, written, key, value))
    return None


async def ask_change(
    office: Office, work: Work, scene: Scene, mechanism: Mechanism, draft: Draft
) -> Toast | None:
    """`修改` under a preview: says what may be sent."""
    await save(work, draft, content_of(draft), step=CHANGING)
    await conversations.ask(work, scene, draft, views.render_edit_how(scene.t, in_group=not scene.is_private))
    return None


async def cancel(
    office: Office, work: Work, scene: Scene, mechanism: Mechanism, draft: Draft
) -> Toast | None:
    """`取消`: the draft is thrown away."""
    await conversations.end_with(work, scene, draft, Message(scene.t(mechanism.words.cancelled)))
    return None


async def post(office: Office, work: Work, scene: Scene, mechanism: Mechanism, draft: Draft) -> Toast | None:
    """`发布`: what was written becomes what it is, once everything that it needs is there and still holds."""
    written = rules.recheck(mechanism.form, content_of(draft), now=work.now)
    if written.to_ask:
        await go_on(office, work, scene, mechanism, draft, written)
        needed = written.to_ask
        return scene.toast(
            lambda t: views.not_complete(t, needed=mechanism.words.listed(t, needed)), alert=True
        )
    # Its parts may have come one by one, or from elsewhere: from a network source, out of somebody's proposal.
    check_passable(office, "\n".join(each for each in written.values.values() if isinstance(each, str)))
    outcome = await mechanism.publish(office, work, scene, draft, written)
    if isinstance(outcome, Toast):
        return outcome
    await work.writings.keep(Subject(mechanism.form.key), outcome.number, messages_of(written))
    if outcome.slot is None:
        await conversations.end_with(work, scene, draft, outcome.last)
    else:
        await conversations.end_as(work, scene, draft, outcome.last, slot=outcome.slot)
    return scene.toast(outcome.toast)


_Ask = Callable[[Office, Work, Scene, Mechanism, Draft], Awaitable[Toast | None]]
TYPED: Mapping[Press, _Ask] = {  # what the words of buttons do under a preview (a test compares them)
    Press.FORM_POST: post,
    Press.FORM_EDIT: ask_change,
    Press.FORM_CANCEL: cancel,
    Press.FORM_SKIP: _show_again,
}


async def go_on(
    office: Office,
    work: Work,
    scene: Scene,
    mechanism: Mechanism,
    draft: Draft,
    written: FormDraft,
    *,
    faults: Sequence[Fault] = (),
    is_kept: bool = False,
    title_was: str | None = None,
) -> None:
    """Saves what has been said, and asks the next question or shows a fresh preview at the chat's end."""
    await save(work, draft, written, step=ASKING if written.to_ask else PREVIEW)
    slot = preview_slot(draft.id)
    await work.outbox.take_away(slot, scene.chat)
    is_left = scene.attachment is not None and not mechanism.form.takes_file
    file_left = scene.t(mechanism.words.file_left) if is_left else None
    if written.to_ask:
        question = views.render_question(
            scene.t,
            draft.id,
            _question(scene.t, mechanism, written.to_ask[0]),
            title=written.title,
            needed=mechanism.words.listed(scene.t, written.to_ask),
            faults=faults,
            in_group=not scene.is_private,
            is_kept=is_kept,
            file=_just_come(scene, written),
            file_left=file_left,
        )
        await conversations.ask(work, scene, draft, question)
        return
    preview = views.render_preview(
        scene.t,
        draft.id,
        await mechanism.preview(office, work, scene.t, written),
        files=[name or scene.t.plain("a file") for name in files_of(written)],
        file_left=file_left,
        title_was=title_was,
    )
    await answer(work, scene, preview, slot=slot)


def _just_come(scene: Scene, written: FormDraft) -> str | None:
    """The file of this message, where it goes with what is written."""
    if scene.file is None or scene.file.name not in files_of(written):
        return None
    return scene.file.name or scene.t.plain("a file")


def _question(t: Texts, mechanism: Mechanism, key: str) -> views.Question:
    field, words = mechanism.form.field(key), mechanism.words
    options = [Choice(value, t.plain(words.options[value])) for value in field.options]
    return views.Question(key, t(words.questions[key]), options, field.is_required)


async def save(work: Work, draft: Draft, written: FormDraft, *, step: str) -> None:
    """What has been said so far."""
    await work.drafts.save(draft.id, step=step, data=rules.to_data(written), now=work.now)


def content_of(draft: Draft) -> FormDraft:
    """What has been said so far."""
    data: Mapping[str, Any] = draft.data
    return rules.from_data(data)


def author_of(work: Work, scene: Scene, draft: Draft) -> Person:
    """Whoever wrote it, though an administrator may have pressed 发布."""
    return work.directory.find_account(draft.telegram_id) or scene.actor


def messages_of(written: FormDraft) -> list[tuple[int, int]]:
    """Chat and number of every message that went into it."""
    return [(chat_id, message_id) for chat_id, message_id in written.extra.get(WRITTEN_IN) or ()]


def _written_in(written: FormDraft, scene: Scene) -> FormDraft:
    """The draft into which this message goes as well."""
    return from_messages(written, [*messages_of(written), (scene.chat.chat_id, scene.message_id)])


def from_messages(written: FormDraft, messages: Iterable[tuple[int, int]]) -> FormDraft:
    """The draft whose words come from these messages."""
    return written.with_(**{WRITTEN_IN: [list(each) for each in dict.fromkeys(messages)]})


def files_of(written: FormDraft) -> list[str]:
    """The names of the files that go with it."""
    return list(written.extra.get(FILES) or ())


def check_writer(work: Work, scene: Scene, draft: Draft) -> None:
    """NotAllowed for anybody but the draft's writer and administrators."""
    if draft.telegram_id != scene.telegram_id and scene.role not in ADMINS:
        writer = work.directory.find_any_account(draft.telegram_id)
        raise NotAllowed(
            "This draft is {name}'s; only they or an administrator can use its buttons.",
            name=writer.name if writer else "?",
        )


def reader_of(office: Office, work: Work) -> Reader:
    """What typed words are read against now."""
    return Reader(
        now=work.now,
        zone=office.zone,
        calendar=office.calendar,
        day_end=office.settings.desk.day_end,
        roster=roster_of(work),
    )


async def _with_file(
    office: Office, work: Work, scene: Scene, mechanism: Mechanism, draft: Draft, written: FormDraft
) -> FormDraft:
    """The draft with the file that came with the message, where one may go with it and this one can be kept."""
    keep = mechanism.keep_file
    if scene.file is None or keep is None or not await keep(office, work, scene, draft):
        return written
    return written.with_(**{FILES: [*files_of(written), scene.file.name]})


def _check_code(work: Work, code: str, *, form: Form, key: str) -> None:
    """BadInput where nobody ever offered this one."""
    sort, _, of = code.partition(".")
    known = {f"u.{unit.id}" for unit in work.directory.units} | {
        f"p.{person.id}" for person in work.directory.active()
    }
    if sort not in form.field(key).sorts or not of or code not in known:
        raise BadInput(OUT_OF_DATE)
