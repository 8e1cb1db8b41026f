"""The words that people read: English in the code, Chinese from the catalogues; which words are used where is the views' affair.

Catalogues are gettext .po files (`zh_CN/*.po`, one a room), read at start, so that nothing needs a build step.
"""

from __future__ import annotations

import functools
import gettext
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import FunctionType
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from bot.errors import Worded

LANGUAGES = {"zh": "简体中文", "en": "English"}
_LOCALES = {"zh": "zh_CN", "en": "en_GB"}
_DAY = {"zh": "M月d日", "en": "d MMM"}
_FULL_DAY = {"zh": "y年M月d日", "en": "d MMMM y"}
_MOMENT = {"zh": "M月d日 HH:mm", "en": "d MMM 'at' HH:mm"}
_WEEKDAY_MOMENT = {"zh": "M月d日（EEE）HH:mm", "en": "EEE d MMM 'at' HH:mm"}
_MONTH = {"zh": "y年M月", "en": "MMMM y"}
_MONTH_NAME = {"zh": "M月", "en": "MMMM"}
_FOLDER = Path(__file__).parent
_MOST_WORDS = 4096  # messages whose translation is at hand; gettext takes several times as long to find one


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for a message that is translated later
    """Marks a catalogue message where it stands, for example in a table."""
    return message


class Catalogue(gettext.NullTranslations):
    """Words by message; what is missing is said in English, as the code has it.

    Each has one form for any number: to compile all of this for gettext, which knows more, takes longer than to read it.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self._words = words

    def gettext(self, message: str) -> str:
        return self._words.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._words.get(msgid1) or super().ngettext(msgid1, msgid2, n)


@functools.cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; English is the code itself."""
    words: dict[str, str] = {}
    files = sorted((_FOLDER / _LOCALES[language]).glob("*.po")) if language != "en" else []
    for path in files:
        with path.open("rb") as file:
            for message in read_po(file, locale=_LOCALES[language]):
                if message.id and message.string and not message.fuzzy:
                    words[_first(message.id)] = _first(message.string)
    return Catalogue(words)


def _first(forms: str | Sequence[str]) -> str:
    return forms if isinstance(forms, str) else forms[0]


@functools.cache
def _locale(language: str) -> Locale:
    """Parsed once: Babel would parse the name at every date."""
    return Locale.parse(_LOCALES[language])


_HARMLESS = (Markup, int)  # is HTML as it is


class Texts:
    """One language in one time zone. `t("Item {number}", number=...)` is HTML with its fields escaped.

    A field may be a moment, or a function that gives its words in the language in which they are asked for.
    """

    def __init__(self, language: str, zone: ZoneInfo, reasons: Mapping[str, str] | None = None) -> None:
        self.language = language
        self.reasons = reasons or {}  # the office's own words for its ready reasons, by key
        self.zone = zone
        self.catalogue = catalogue(language)
        self._words = functools.lru_cache(maxsize=_MOST_WORDS)(self.catalogue.gettext)
        self._minute = functools.lru_cache(maxsize=256)(
            self._format_minute
        )  # under load many have the same one
        self._locale = _locale(language)

    def __call__(self, message: str, /, **fields: object) -> Markup:
        """The message as HTML. Everything in `fields` is escaped unless it is Markup already."""
        return Markup(self._words(message).format(**self._escaped(fields)))  # noqa: S704 - escaped above

    def plain(self, message: str, /, **fields: object) -> str:
        """The message as plain text: button labels, callback answers, file names."""
        words = self._words(message)
        return words.format(**{name: self._shown(value) for name, value in fields.items()})

    def told(self, error: Worded) -> str:
        """What an error says to whoever runs the desk; plain text."""
        return self.plain(error.key, **error.fields)

    def n(self, one: str, many: str, number: int, /, **fields: object) -> Markup:
        """The message in the plural form that `number` asks for; HTML."""
        template = self.catalogue.ngettext(one, many, number)
        return Markup(template.format(**self._escaped({"n": number, **fields})))  # noqa: S704 - escaped above

    def listed(self, words: Iterable[str]) -> str:
        """甲、乙、丙."""
        return ("、" if self.language == "zh" else ", ").join(words)

    def weekday(self, day: date) -> str:
        """周六."""
        return str(format_date(day, "EEE" if self.language == "zh" else "EEEE", locale=self._locale))

    def day(self, day: date) -> str:
        """6月20日."""
        return str(format_date(day, _DAY[self.language], locale=self._locale))

    def full_day(self, day: date) -> str:
        """2026年6月20日."""
        return str(format_date(day, _FULL_DAY[self.language], locale=self._locale))

    def month(self, month: str) -> str:
        """2026年6月, from 2026-06."""
        return str(format_date(date.fromisoformat(f"{month}-01"), _MONTH[self.language], locale=self._locale))

    def month_name(self, month: str) -> str:
        """6月, from 2026-06: where nobody can mistake the year."""
        return str(
            format_date(date.fromisoformat(f"{month}-01"), _MONTH_NAME[self.language], locale=self._locale)
        )

    def moment(self, moment: datetime) -> str:
        """6月20日 17:30, in the desk's zone."""
        return self._minute(moment.replace(second=0, microsecond=0))

    def due(self, moment: datetime) -> str:
        """6月20日（周六）17:30, in the desk's zone."""
        return str(
            format_datetime(moment, _WEEKDAY_MOMENT[self.language], tzinfo=self.zone, locale=self._locale)
        )

    def _format_minute(self, moment: datetime) -> str:
        return str(format_datetime(moment, _MOMENT[self.language], tzinfo=self.zone, locale=self._locale))

    def _escaped(self, fields: dict[str, object]) -> dict[str, object]:
        # Escaped one by one and then put in by str.format: Markup's own format does the same in Python, ten times as slowly.
        return {
            name: value if type(value) in _HARMLESS else escape(self._shown(value))
            for name, value in fields.items()
        }

    def _shown(self, value: object) -> object:
        if isinstance(value, datetime):
            return self.moment(value)
        # A refusal, or an error, does not know yet in whose language it will be told.
        if isinstance(value, FunctionType):
            return value(self)
        return self.told(value) if isinstance(value, Worded) else value
