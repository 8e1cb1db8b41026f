"""config.toml and the environment, read into frozen, validated settings; nothing here touches the network or the database.

Order: environment (`TELEGRAM_BOT_TOKEN`, `TELEGRAM_BOT_TOKEN_FILE`, `DESK_SECTION__KEY`) over the file over the defaults.
An unknown key is an error that names it. Relative paths are relative to the settings file.
"""

from __future__ import annotations

import os
import re
import tomllib
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from bot.errors import ConfigError
from bot.plaintext import read_text
from bot.reasons import ReadyReasons
from bot.scoring import CHANNELS, Channel, FeeRules, PointRules, with_every_level

_FROZEN = ConfigDict(frozen=True, extra="forbid")
_SECRETS = ("telegram.token", "telegram.webhook.secret_token")
_ADDRESSES = (
    "telegram.proxy",
    "telegram.base_url",
    "telegram.base_file_url",
    "storage.url",
)  # may hold a password
ADDRESS = r"(sqlite:///|postgresql://).+"  # of a database
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def _span(value: object) -> object:
    if isinstance(value, str):
        found = re.fullmatch(r"(\d{1,4})\s*([mhdw])", value.strip())
        if not found:
            raise ValueError("write a number and m, h, d or w, for example 90m, 12h or 3d")
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    return value


def _cron(value: str) -> str:
    fields = value.split()
    if len(fields) != 5:
        raise ValueError("write five fields: minute hour day month weekday")
    # A number for the weekday means Tuesday to some and Monday to others; names mean one thing to everybody.
    if re.search(r"\d", fields[4]):
        raise ValueError("write weekdays by name: mon, tue, wed, thu, fri, sat, sun")
    return " ".join(fields)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("write a time zone's name, for example Asia/Shanghai") from None
    return value


def _proxy(value: str) -> str:
    if not value:
        return value
    try:
        parts = urlsplit(value)
        is_fit = parts.scheme in ("http", "https", "socks5") and parts.hostname and parts.port
    except ValueError:
        is_fit = False
    if not is_fit:
        raise ValueError("write http://host:port or socks5://user:password@host:port")
    return value


def _token(value: str) -> str:
    token = value.strip()
    if not re.fullmatch("[!-~]*", token):
        raise ValueError("write the token alone, in one line as @BotFather shows it")
    return token


def _days(value: object) -> object:
    """Durations and weekdays are parsed elsewhere; days may be written as TOML dates or as text."""
    return [str(day) for day in value] if isinstance(value, list) else value


def _webhook_url(value: str) -> str:
    if not value:
        return value
    try:
        parts = urlsplit(value)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:
        host = None
    if not host or not re.fullmatch(r"(https?)://[^/?#@\s]+(/[A-Za-z0-9._~/-]*)?", value):
        raise ValueError("write https://, a host, and a path of letters, digits and . _ ~ - /")
    if parts.scheme != "https" and host not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError("Telegram posts to https:// only; http:// is for a Bot API server on this machine")
    return value


Span = Annotated[timedelta, BeforeValidator(_span)]
Cron = Annotated[str, AfterValidator(_cron)]
Days = Annotated[tuple[date, ...], BeforeValidator(_days)]
Language = Literal["zh", "en"]


class Limits(BaseModel):
    """What Telegram lets a bot send; 0 means no limit."""

    model_config = _FROZEN
    overall_per_second: int = Field(30, ge=0)
    group_per_minute: int = Field(20, ge=0)
    chat_per_second: int = Field(1, ge=0)


class Flood(BaseModel):
    """What one person may send to the desk; a press of a button counts as a message."""

    model_config = _FROZEN
    per_minute: int = Field(30, ge=0)
    burst: int = Field(60, ge=1)


class Webhook(BaseModel):
    """Where Telegram posts updates (`url`), where that arrives here (`listen`, `port`), and what proves that it is Telegram.

    In webhook mode `url` and `secret_token` must be there.
    """

    model_config = _FROZEN
    listen: str = Field("127.0.0.1", min_length=1)
    port: int = Field(8080, ge=1, le=65535)
    url: Annotated[str, AfterValidator(_webhook_url)] = ""
    secret_token: str = Field("", pattern=r"^[A-Za-z0-9_-]{0,256}$", repr=False)


class Telegram(BaseModel):
    """How to reach the Bot API."""

    model_config = _FROZEN
    token: Annotated[str, AfterValidator(_token)] = Field("", repr=False)
    base_url: str = Field("https://api.telegram.org/bot", repr=False)
    base_file_url: str = Field("https://api.telegram.org/file/bot", repr=False)
    mode: Literal["polling", "webhook"] = "polling"
    proxy: Annotated[str, AfterValidator(_proxy)] = Field("", repr=False)
    concurrency: int = Field(16, ge=1, le=64)
    webhook: Webhook = Webhook()
    limits: Limits = Limits()


class Storage(BaseModel):
    """Where the desk keeps its database and files."""

    model_config = _FROZEN
    url: str = Field("sqlite:///data/desk.db", pattern=f"^{ADDRESS}$", repr=False)
    files: Path = Path("data/files")

    @property
    def is_shared(self) -> bool:
        """Whether several copies of the bot may work on it: a PostgreSQL server, no file."""
        return self.url.startswith("postgresql://")


class Desk(BaseModel):
    """The office itself."""

    model_config = _FROZEN
    name: str = Field("高县", min_length=1, max_length=40)
    owners: tuple[int, ...] = ()
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    language: Language = "zh"
    themes: tuple[str, ...] = ()
    places: tuple[Annotated[str, Field(min_length=2, max_length=20)], ...] = ()
    duty_phone: str = Field("", max_length=60)
    day_start: time = time(8, 30)
    day_end: time = Field(time(17, 30), validate_default=True)
    draft_keep: Span = timedelta(days=3)
    handle_within: Span = timedelta(minutes=1)

    @field_validator("day_end")
    @classmethod
    def _after_start(cls, value: time, info: ValidationInfo) -> time:
        start = info.data.get("day_start")
        if start is not None and value <= start:
            raise ValueError(f"must be later than desk.day_start ({start})")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The desk's time zone."""
        return ZoneInfo(self.timezone)


class Quota(BaseModel):
    """Items a month, by employment; `units` overrides it for everyone of a unit."""

    model_config = _FROZEN
    part_time: int = Field(4, ge=0, le=99)
    full_time: int = Field(8, ge=0, le=99)
    units: dict[str, Annotated[int, Field(ge=0, le=99)]] = {}


class Backup(BaseModel):
    """The scheduled copy of a desk that keeps itself in SQLite."""

    model_config = _FROZEN
    enabled: bool = True
    folder: Path = Path("data/backups")
    cron: Cron = "30 3 * * *"
    keep: int = Field(7, ge=1, le=1000)


class Booking(BaseModel):
    """How long a freed slot waits for an answer, and how long an overdue one is kept."""

    model_config = _FROZEN
    answer_within: Span = timedelta(hours=4)
    grace_workdays: int = Field(1, ge=0, le=30)


class Review(ReadyReasons):
    """How long an editor keeps an item, and one waits unmentioned; the ready reasons of 退回 and 不采用."""

    release_after: Span = timedelta(hours=2)  # 0: never, here and below
    remind_after: Span = timedelta(hours=4)


class Post(BaseModel):
    """One thing that the clock posts."""

    model_config = _FROZEN
    cron: Cron
    enabled: bool = True
    workdays_only: bool = True
    catch_up: Span = timedelta(days=3)


_POSTS: dict[str, dict[str, Any]] = {
    "keypoints": {"cron": "0 9 1 * *", "catch_up": "25d"},
    "demands": {"cron": "0 9 * * mon", "catch_up": "2d"},
    "reminder": {"cron": "0 9 20,25 * *", "catch_up": "2d"},
    "shortfall": {"cron": "30 9 1 * *", "catch_up": "3d"},
    "notice_draft": {"cron": "0 10 1 * *", "catch_up": "2d"},
    "notice": {"cron": "0 9 3 * *", "catch_up": "7d"},
    "deadlines": {"cron": "0 9 * * *", "workdays_only": True, "catch_up": "12h"},
    "liaison": {"cron": "0 10 1 * *", "catch_up": "3d"},
    "rotation": {"cron": "0 16 * * fri", "catch_up": "2d"},
    "reading": {"cron": "0 16 * * *", "workdays_only": True, "catch_up": "6h"},
    "consultation": {"cron": "0 15 * * fri", "catch_up": "1d"},
    "digest": {"cron": "0 17 * * fri", "enabled": False, "catch_up": "2d"},
    "appraisal": {"cron": "0 9 5 1 *", "catch_up": "7d"},
}


class Schedule(BaseModel):
    """The clock's posts; a table in the file changes only the keys that it names."""

    model_config = _FROZEN
    keypoints: Post
    demands: Post
    reminder: Post
    shortfall: Post
    notice_draft: Post
    notice: Post
    deadlines: Post
    liaison: Post
    rotation: Post
    reading: Post
    consultation: Post
    digest: Post
    appraisal: Post

    @model_validator(mode="before")
    @classmethod
    def _over_defaults(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        merged: dict[str, Any] = {key: dict(post) for key, post in _POSTS.items()}
        for key, post in value.items():
            merged[key] = {**merged.get(key, {}), **post} if isinstance(post, dict) else post
        return merged


class Secrecy(BaseModel):
    """Whom to turn to, who sees what is held, and a file with an office's own rules beside the built-in ones."""

    model_config = _FROZEN
    contact: str = ""
    officers: tuple[int, ...] = ()
    rules: str = ""


class AwardRule(BaseModel):
    """One award of the yearly appraisal, and how many of it there are; `for` units or persons."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    name: str = Field(min_length=1, max_length=40)
    whose: Literal["unit", "person"] = Field(alias="for")
    number: int = Field(ge=1, le=1000)


class Appraisal(BaseModel):
    """The yearly appraisal: what bars from awards (0: nothing of it), and how many of each there are."""

    model_config = _FROZEN
    lapses: int = Field(2, ge=0, le=1000)
    months_short: int = Field(3, ge=0, le=12)
    untrue: bool = True
    completion: int = Field(0, ge=0, le=1000)
    awards: tuple[AwardRule, ...] = (
        AwardRule(name="先进单位", whose="unit", number=5),
        AwardRule(name="优秀信息员", whose="person", number=10),
    )


class Calendar(BaseModel):
    """Days that win over the calendar library."""

    model_config = _FROZEN
    days_off: Days = ()
    workdays: Days = ()


class Notices(BaseModel):
    """Whether persons who fell short are named in the group."""

    model_config = _FROZEN
    names: Literal["public", "units", "private"] = "public"


def _one_line(value: str) -> str:
    if len(value.splitlines()) > 1:
        raise ValueError("write one line")
    return value


def _feed_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_fit = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        has_password = bool(parts.username or parts.password)
    except ValueError:
        is_fit = has_password = False
    if not is_fit or has_password or not re.fullmatch(r"[!-~]+", value):
        raise ValueError("write http:// or https:// and a host, without a password, in plain letters")
    return value


class Feed(BaseModel):
    """A network source: RSS or Atom at `url`, read so often; entries that hold one of the `words` become leads, all without any.

    `allow` names the one host of an internal network that may be asked; `proxy` False: without the proxy for Telegram.
    """

    model_config = _FROZEN
    name: Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_one_line)]
    url: Annotated[str, Field(max_length=500), AfterValidator(_feed_url)]
    words: tuple[Annotated[str, Field(min_length=1, max_length=40)], ...] = ()
    every: Span = Field(timedelta(minutes=30), ge=timedelta(minutes=1))
    allow: str = Field("", max_length=200)
    proxy: bool = True


def _unlike(feeds: tuple[Feed, ...]) -> tuple[Feed, ...]:
    names = [feed.name for feed in feeds]
    if len(names) != len(set(names)):
        raise ValueError("two sources have the same name")
    return feeds


def _template(value: str) -> str:
    if value and not value.lower().endswith(".docx"):
        raise ValueError("write the path of a .docx file, or nothing for the built-in one")
    return value


def _mark(value: str) -> str:
    if "《" in value or "》" in value:
        raise ValueError("write the name without 《》")
    return value


Line = Annotated[str, Field(max_length=200), AfterValidator(_one_line)]


class BulletinRules(BaseModel):
    """The county's own bulletin: what stands in its head and foot, who signs it, and where its numbers begin.

    An empty `name` or `issuer` is made of the desk's name; without `signers` the administrators sign. The first bulletin that
    the bot issues gets `first_number`, `first_total` or, a supplement, `first_supplement`; each new year begins with 1.
    """

    model_config = _FROZEN
    name: Annotated[str, Field(max_length=30), AfterValidator(_one_line), AfterValidator(_mark)] = ""
    issuer: Annotated[str, Field(max_length=40), AfterValidator(_one_line)] = ""
    signers: tuple[int, ...] = ()
    template: Annotated[str, AfterValidator(_template)] = ""
    first_number: int = Field(1, ge=1, le=9999)
    first_total: int = Field(1, ge=1, le=99999)
    first_supplement: int = Field(1, ge=1, le=9999)
    to_above: Line = ""
    to_beside: Line = ""
    to_below: Line = ""
    editor: Line = ""
    reviewer: Line = ""
    phone: Line = ""
    copies: int = Field(0, ge=0, le=9999)


class Log(BaseModel):
    """What is logged to standard error, and in which shape."""

    model_config = _FROZEN
    format: Literal["text", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = "info"


class Health(BaseModel):
    """Where those who watch may ask, 0 for nowhere, and from when on `/readyz` says no."""

    model_config = _FROZEN
    listen: str = Field("127.0.0.1", min_length=1)
    port: int = Field(0, ge=0, le=65535)
    oldest_update: Span = timedelta(minutes=5)
    oldest_message: Span = timedelta(minutes=15)
    telegram_down: Span = timedelta(minutes=2)


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
        token = _token(read_text(Path(name))) if name else ""
    except OSError as error:
        raise ConfigError(f"TELEGRAM_BOT_TOKEN_FILE = {name}: cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ConfigError(f"TELEGRAM_BOT_TOKEN_FILE = {name}: {error}") from None
    if name and not token:
        raise ConfigError(f"TELEGRAM_BOT_TOKEN_FILE = {name}: the file is empty: put the token into it")
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
    channels: Annotated[tuple[Channel, ...], AfterValidator(with_every_level)] = CHANNELS
    points: PointRules = PointRules()
    fees: FeeRules = FeeRules()
    appraisal: Appraisal = Appraisal()
    schedule: Schedule = Schedule.model_validate({})
    secrecy: Secrecy = Secrecy()
    calendar: Calendar = Calendar()
    notices: Notices = Notices()
    bulletin: BulletinRules = BulletinRules()
    feeds: Annotated[tuple[Feed, ...], AfterValidator(_unlike)] = ()
    log: Log = Log()
    health: Health = Health()

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
        raise ConfigError(f"settings file not found: {path} (name another with --config FILE)")
    try:
        return tomllib.loads(read_text(path))
    except (ValueError, OSError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error


def build(values: dict[str, Any]) -> Settings:
    """Settings from plain values (the shape of the file) and the environment; paths stay as they are."""
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise ConfigError("; ".join(_explain(fault) for fault in error.errors())) from None
    except SettingsError as error:
        # A whole section in one variable, and no JSON; the message names the section alone.
        raise ConfigError(f"the environment: {error}") from None
    _check_webhook(settings.telegram)
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


def without_password(address: str) -> str:
    """An address as it may be shown: user and password are left out, also where the rest of it is no proper address."""
    return re.sub(r"^([a-z0-9+.-]{1,20}://)?.*@", r"\1(hidden)@", address, flags=re.IGNORECASE | re.DOTALL)


def _explain(fault: Any) -> str:
    key, value = ".".join(str(part) for part in fault["loc"]), fault["input"]
    if fault["type"] == "extra_forbidden":
        return f"{key}: unknown key"
    if (key in _ADDRESSES or re.fullmatch(r"feeds\.\d+\.url", key)) and isinstance(value, str):
        shown = repr(without_password(value))
    elif isinstance(value, dict | list) or any(
        secret == key or secret.startswith(f"{key}.") for secret in (*_SECRETS, *_ADDRESSES)
    ):
        shown = "(hidden)"  # the key itself, or the section or table that may hold it
    else:
        shown = repr(value)
    return f"{key} = {shown}: {fault['msg']}"


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
