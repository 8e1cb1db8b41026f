"""Words of buttons that somebody types instead of pressing them; what each does is its room's affair."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from markupsafe import escape

from bot.desk.common.office import Office, Scene, Toast, answer
from bot.locale.texts import LANGUAGES, Texts
from bot.model import Button, Message
from bot.rules.text import clean
from bot.rules.traditional import simplify
from bot.store.work import Work
from bot.views.common.callbacks import Pressed, parse

_AROUND = " \t。.!！〔〕“”\"'[]【】"
_LONGEST = 40  # characters of a label
_MARKS = "✓ "  # before what is chosen already


def typed_label(office: Office, text: str, labels: Iterable[str]) -> str | None:
    """Which of these labels (in the code's English) a text is that says nothing else, in whatever language.

    Not the reader's own alone: who has English buttons may type Chinese, and the other way round.
    """
    typed = _words(text)
    for label in labels if typed else ():
        if typed & {office.texts(language).plain(label).casefold() for language in LANGUAGES}:
            return label
    return None


def typed_button(office: Office, text: str, buttons: Callable[[Texts], Iterable[Button]]) -> Pressed | None:
    """What pressing the button does whose label a text is that says nothing else; `buttons` are those that stand there, in a
    language.
    """
    typed = _words(text)
    for language in LANGUAGES if typed else ():
        for each in buttons(office.texts(language)):
            if each.data and typed & _words(each.label.removeprefix(_MARKS)):
                return parse(each.data)
    return None


async def press_typed(
    office: Office,
    work: Work,
    scene: Scene,
    buttons: Callable[[Texts], Iterable[Button]],
    act: Callable[[Pressed], Awaitable[Toast | None]],
) -> bool:
    """Whether a message is the word of one of these buttons alone; `act` then does what the button does."""
    pressed = typed_button(office, scene.text, buttons) if is_words_alone(scene) else None
    if pressed is None:
        return False
    toast = await act(pressed)
    if toast is not None:
        await answer(work, scene, Message(escape(toast.text)))
    return True


def _words(text: str) -> set[str]:
    """A text as it is compared with labels; nothing of one that is longer than any."""
    word = " ".join(clean(text).strip(_AROUND).casefold().split())
    return {word, simplify(word)[0]} if 0 < len(word) <= _LONGEST else set()


def is_words_alone(scene: Scene) -> bool:
    """Whether a message can be the word of a button: typed here, short, with nothing beside it."""
    return scene.attachment is None and not scene.forwarded_from and bool(_words(scene.text))
