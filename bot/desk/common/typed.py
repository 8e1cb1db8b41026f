"""Words of buttons that somebody types instead of pressing them; what each does is its room's affair."""

from __future__ import annotations

from collections.abc import Iterable

from bot.desk.common.office import Office, Scene
from bot.locale.texts import LANGUAGES
from bot.rules.text import clean
from bot.rules.traditional import simplify

_AROUND = " \t。.!！〔〕“”\"'[]【】"
_LONGEST = 40  # characters of a label


def typed_label(office: Office, text: str, labels: Iterable[str]) -> str | None:
    """Which of these buttons (by their labels' English words) a text names that says nothing else, in whatever language.

    Not the reader's own alone: who has English buttons may type Chinese, and the other way round.
    """
    word = " ".join(clean(text).strip(_AROUND).casefold().split())
    if not 0 < len(word) <= _LONGEST:
        return None
    typed = {word, simplify(word)[0]}
    for label in labels:
        if typed & {office.texts(language).plain(label).casefold() for language in LANGUAGES}:
            return label
    return None


def is_words_alone(scene: Scene) -> bool:
    """Whether a message can be the word of a button: typed here, with nothing beside it."""
    return scene.attachment is None and not scene.forwarded_from
