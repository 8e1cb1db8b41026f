"""config.toml and the environment, read into frozen, validated settings; nothing here touches the network or the database.

Order: environment (`TELEGRAM_BOT_TOKEN`, `TELEGRAM_BOT_TOKEN_FILE`, `DESK_SECTION__KEY`) over the file over the defaults.
An unknown key is an error that names it. Relative paths are relative to the settings file.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Sequence
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, get_args
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from bot.errors import ConfigError, Unfit, Worded, reason_of
from bot.plaintext import read_text
from bot.scoring import CHANNELS, Channel, FeeRules, PointRules, named_in, with_every_level
from bot.sections import (
    Appraisal,
    Backup,
    Booking,
    BulletinRules,
    Calendar,
    Desk,
    Feed,
    Flood,
    Health,
    Log,
    Notices,
    Quota,
    Review,
    Schedule,
    Secrecy,
    Storage,
    Telegram,
    unlike,
)
from bot.values import one_line_token

_SECRETS = ("telegram.token", "telegram.webhook.secret_token")
_ADDRESSES = (
    "telegram.proxy",
    "telegram.base_url",
    "telegram.base_file_url",
    "storage.url",
)  # may hold a password


class _Environment(PydanticBaseSettingsSource):
    """The token's variables, which have names of their own: `TELEGRAM_BOT_TOKEN`, or `..._FILE` with a file that holds it."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        raise NotImplementedError  # the base class asks for it; __call__ below replaces its only use

    def __call__(self) -> dict[str, Any]:
        token = os.environ.get("TELEGRAM_BOT_TOKEN", "") or _token_in_file()
        return {"telegram": {"token": token}} if token else {}


def _token_in_file() -> str:
    """The token from the file that Docker's secrets and systemd's credentials bring; empty where none is named."""
    name = os.environ.get("TELEGRAM_BOT_TOKEN_FILE", "")
    try:
        token = one_line_token(read_text(Path(name))) if name else ""
    except OSError as error:
        raise ConfigError(
            "TELEGRAM_BOT_TOKEN_FILE = {file}: cannot be read: {reason}", file=name, reason=reason_of(error)
        ) from None
    except Unfit as error:
        raise ConfigError("TELEGRAM_BOT_TOKEN_FILE = {file}: {reason}", file=name, reason=error) from None
    if name and not token:
        raise ConfigError(
            "TELEGRAM_BOT_TOKEN_FILE = {file}: the file is empty: put the token into it", file=name
        )
    return token


class Settings(BaseSettings):
    """All settings of one office. Frozen; build it with `load`."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix="DESK_", env_nested_delimiter="__"
    )
    telegram: Telegram = Telegram()
    storage: Storage = Storage()
    backup: Backup = Backup()
    desk: Desk = Desk()
    flood: Flood = Flood()
    quota: Quota = Quota()
    booking: Booking = Booking()
    review: Review = Review()
    channels: Annotated[tuple[Channel, ...], AfterValidator(with_every_level)] = Field(
        CHANNELS, validate_default=True
    )
    points: PointRules = PointRules()
    fees: FeeRules = FeeRules()
    appraisal: Appraisal = Appraisal()
    schedule: Schedule = Schedule.model_validate({})
    secrecy: Secrecy = Secrecy()
    calendar: Calendar = Calendar()
    notices: Notices = Notices()
    bulletin: BulletinRules = BulletinRules()
    feeds: Annotated[tuple[Feed, ...], AfterValidator(unlike)] = ()
    log: Log = Log()
    health: Health = Health()

    @field_validator("channels")
    @classmethod
    def _in_the_offices_language(
        cls, value: tuple[Channel, ...], info: ValidationInfo
    ) -> tuple[Channel, ...]:
        desk = info.data.get("desk")  # none where it is wrong itself
        return named_in(desk.language, value) if desk is not None else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file, whose values come in as arguments."""
        return _Environment(settings_cls), env_settings, init_settings

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be seen nowhere: not in the log, not in an error, not by `check`."""
        telegram = self.telegram
        return tuple(value for value in (telegram.token, telegram.webhook.secret_token) if value)

    @property
    def database_path(self) -> Path:
        """The SQLite file; there is none where the office is on a server."""
        return Path(self.storage.url.removeprefix("sqlite:///"))


def load(path: Path) -> Settings:
    """Settings from `path` and the environment. ConfigError names the key, the value and what is allowed."""
    return _anchored(build(read_values(path)), path.resolve().parent)


def read_values(path: Path) -> dict[str, Any]:
    """What stands in the settings file, not judged yet. ConfigError where it is not there, no text or no TOML."""
    if not path.is_file():
        raise ConfigError("settings file not found: {path} (name another with --config FILE)", path=path)
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError("{path} cannot be read: {reason}", path=path, reason=misspelt(error)) from error
    except (Unfit, OSError) as error:
        raise ConfigError("{path} cannot be read: {reason}", path=path, reason=reason_of(error)) from error


def misspelt(error: tomllib.TOMLDecodeError) -> Worded:
    """What tomllib says, piece by piece: the words, what they quote, and where in the file that is."""
    words, _, place = str(error).removesuffix(")").rpartition(" (at ")
    quoted = re.search(r"""(?s)(["'(].*["')])""", words)
    said = (
        Worded(words.replace(quoted[1], "{found}"), found=quoted[1])
        if quoted
        else reason_of(Exception(words))
    )
    if at := re.fullmatch(r"line (\d+), column (\d+)", place):
        return Worded("{error} (at line {line}, column {column})", error=said, line=at[1], column=at[2])
    return Worded("{error} (at the end of the file)", error=said)


def build(values: dict[str, Any]) -> Settings:
    """Settings from plain values (the shape of the file) and the environment; paths stay as they are."""
    _check_environment()
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise _explained(error.errors()) from None
    except SettingsError as error:
        # A list or a table in a variable, and no JSON; the library's message names the section alone.
        section = (re.findall(r'"(\w+)"', str(error)) or ["…"])[0].upper()
        raise ConfigError(
            "the environment: a variable DESK_{section}… is no JSON: "
            'write a list as [1, 2] or ["a", "b"], a table as {{"a": 1}}',
            section=section,
        ) from None
    _check_webhook(settings.telegram)
    if settings.telegram.mode == "webhook" and settings.health.port == settings.telegram.webhook.port:
        raise ConfigError(
            "health.port = {port}: it is telegram.webhook.port too: write another one",
            port=settings.health.port,
        )
    return settings


def _check_webhook(telegram: Telegram) -> None:
    """What only webhook mode asks for. No secret is made up: several copies must have the same one."""
    if telegram.mode != "webhook":
        return
    if not telegram.webhook.url:
        raise ConfigError(
            "telegram.webhook.url is empty: in webhook mode write the https:// address for Telegram"
        )
    if not telegram.webhook.secret_token:
        raise ConfigError(
            "telegram.webhook.secret_token is empty: in webhook mode write 1-256 random characters of A-Z a-z 0-9 _ -"
        )
    is_ours = telegram.base_url != Telegram().base_url or not telegram.webhook.url.startswith("https:")
    if not is_ours and urlsplit(telegram.webhook.url).port not in (None, 443, 80, 88, 8443):
        raise ConfigError(
            "telegram.webhook.url = {url}: Telegram posts to the ports 443, 80, 88 and 8443 only",
            url=repr(telegram.webhook.url),
        )


def without_password(address: str) -> str:
    """An address as it may be shown: user and password are left out, also where the rest of it is no proper address."""
    return re.sub(r"^([a-z0-9+.-]{1,20}://)?.*@", r"\1***@", address, flags=re.IGNORECASE | re.DOTALL)


def _keys_beside(place: tuple[str | int, ...]) -> list[str]:
    """The keys of the section in which an unknown one stands, as the file writes them."""
    section: Any = Settings
    for part in place[:-1]:
        fields = getattr(section, "model_fields", {})
        kind = fields[part].annotation if part in fields else section
        section = next((each for each in get_args(kind) if hasattr(each, "model_fields")), kind)
    return sorted(field.alias or name for name, field in getattr(section, "model_fields", {}).items())


# What a library says of a kind of value, in the words of the file.
_ALLOWED = {
    "model_type": Worded("write a table: its keys, each on a line of its own under [{key}]"),
    "model_attributes_type": Worded("write a table: its keys, each on a line of its own under [{key}]"),
    "dict_type": Worded('write a table, for example {{ "…" = 1 }}'),
    "tuple_type": Worded('write a list in square brackets, for example [1, 2] or ["a", "b"]'),
    "string_type": Worded("write text in quotes"),
    "string_too_short": Worded("too short: write {min_length} or more"),
    "string_too_long": Worded("too long: write {max_length} characters at most"),
    "too_short": Worded("too short: write {min_length} or more"),
    "too_long": Worded("too long: write {max_length} characters at most"),
    "int_": Worded("write a whole number"),
    "float_": Worded("write a number"),
    "finite_number": Worded("write a number"),
    "bool_": Worded("write true or false"),
    "date_": Worded("write a day, for example 2027-02-06"),
    "time_": Worded("write a time of day, for example 08:30:00"),
    "path_type": Worded("write a path in quotes"),
    "greater_than_equal": Worded("write {ge} or more"),
    "less_than_equal": Worded("write {le} or less"),
    "literal_error": Worded("write {expected}"),
    "value_error": Worded("{error}"),
}
_TABLES = {"channels", "feeds", "points.versions", "appraisal.awards", "review.reasons"}
_MOST_SHOWN = 60  # characters of a value: enough to find it by
_MOST_FAULTS = 3  # in one line; the others are seen once these are mended


def _explained(faults: Sequence[Any]) -> ConfigError:
    """The faults in one line. Of what is tried as several types only the type that went furthest is told."""
    found = {_key(fault["loc"]): fault for fault in reversed(faults)}
    keys = [key for key in reversed(found) if not any(other.startswith(f"{key}.") for other in found)]
    said = list({str(each): each for each in (_explain(key, found[key]) for key in keys)}.values())
    words = said[0]
    for each in said[1:_MOST_FAULTS]:
        words = ConfigError("{one}; {other}", one=words, other=each)
    more = len(said) - _MOST_FAULTS
    return ConfigError("{words}; and {more} more", words=words, more=more) if more > 0 else words


def _key(place: tuple[str | int, ...]) -> str:
    """The key as the file writes it, without the names of the types that were tried."""
    is_type = re.compile(r"\[key\]|(function-|dict\[|constrained-|literal\[).*")
    return ".".join(str(part) for part in place if not is_type.fullmatch(str(part)))


def _explain(key: str, fault: Any) -> ConfigError:
    kind, value = fault["type"], fault["input"]
    if kind == "extra_forbidden":
        beside = ", ".join(_keys_beside(fault["loc"]))
        return ConfigError("{key}: unknown key; there are: {keys}", key=key, keys=beside)
    if kind == "missing":
        return ConfigError("{key} is missing: write it", key=key)
    words = next((words for name, words in _ALLOWED.items() if kind.startswith(name)), None)
    if kind == "tuple_type" and key in _TABLES:
        words = Worded("write each as a table of its own under [[{key}]]")
    said = Worded(words.key, key=key, **_context(fault)) if words else reason_of(Exception(fault["msg"]))
    if kind == "value_error" and isinstance(value, dict | list | tuple | BaseModel):
        return ConfigError(
            "{key}: {said}", key=key, said=said
        )  # of a whole section, which names what in it is wrong
    return ConfigError("{key} = {value}: {said}", key=key, value=_shown(key, value), said=said)


def _context(fault: Any) -> dict[str, Any]:
    """What fills the words about a fault."""
    fields = {
        name: f"{each:g}" if isinstance(each, float) else each for name, each in fault.get("ctx", {}).items()
    }
    *others, last = str(fields.get("expected", "")).split(" or ")
    if others:
        fields["expected"] = Worded("{others} or {last}", others=others[0], last=last)
    return fields


def _shown(key: str, value: object) -> str | Worded:
    """The value as it may be shown: no secret, and of a long one its beginning."""
    if (key in _ADDRESSES or re.fullmatch(r"feeds\.\d+\.url", key)) and isinstance(value, str):
        shown = repr(without_password(value))
    elif isinstance(value, dict | list) or any(
        secret == key or secret.startswith(f"{key}.") for secret in (*_SECRETS, *_ADDRESSES)
    ):
        return Worded("(hidden)")  # the key itself, or the section or table that may hold it
    else:
        shown = str(value) if isinstance(value, date | time) else repr(value)
    return shown if len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN]}…"


def _check_environment() -> None:
    """A misspelt variable would be passed over, and the bot would open another database than its operator means."""
    for name in os.environ:
        found = re.fullmatch(r"DESK_([A-Z]+)(_+)(.*)", name.upper())
        if found is None:
            continue
        section, line, key = found[1].lower(), found[2], found[3]
        if section not in Settings.model_fields and line == "__":
            raise ConfigError(
                "{variable}: unknown section; there are: {sections}",
                variable=name,
                sections=", ".join(sorted(Settings.model_fields)),
            )
        # Of another program's DESK_LOG_DIR nothing is said: only what is a key with two underscores is meant for us.
        is_ours = section in Settings.model_fields and key.lower() in _keys_beside((section, key))
        if line != "__" and is_ours:
            raise ConfigError(
                "{variable}: write two underscores after the section: {better}",
                variable=name,
                better=f"DESK_{found[1]}__{key}",
            )


def _anchored(settings: Settings, folder: Path) -> Settings:
    storage = settings.storage.model_copy(
        update={
            "url": anchored(settings.storage.url, folder),
            "files": folder / settings.storage.files,
        }  # an absolute path wins in `/`
    )
    backup = settings.backup.model_copy(update={"folder": folder / settings.backup.folder})
    secrecy = settings.secrecy
    if secrecy.rules:
        secrecy = secrecy.model_copy(update={"rules": str(folder / secrecy.rules)})
    bulletin = settings.bulletin
    if bulletin.template:
        bulletin = bulletin.model_copy(update={"template": str(folder / bulletin.template)})
    return settings.model_copy(
        update={"storage": storage, "backup": backup, "secrecy": secrecy, "bulletin": bulletin}
    )


def anchored(url: str, folder: Path) -> str:
    """The address with the path of a file, where it names one, taken from `folder` on."""
    path = url.removeprefix("sqlite:///")
    return url if path == url else f"sqlite:///{folder / path}"
