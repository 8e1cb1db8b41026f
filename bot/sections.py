"""The sections of config.toml: what each key is, which values it takes, and what it is where nobody writes it."""

from __future__ import annotations

import re
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
    ValidationInfo,
    field_validator,
    model_validator,
)

from bot.reasons import ReadyReasons

_FROZEN = ConfigDict(frozen=True, extra="forbid")
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
    for (name, first, last, words), field in zip(_CRON_FIELDS, fields, strict=True):
        for part in field.split(","):
            _check_cron_part(part.lower(), name=name, first=first, last=last, words=words.split())
    return " ".join(fields)


_CRON_FIELDS = (
    ("minute", 0, 59, ""),
    ("hour", 0, 23, ""),
    ("day", 1, 31, ""),
    ("month", 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
    ("weekday", 0, 6, "mon tue wed thu fri sat sun"),
)
_CRON_PART = re.compile(r"(?:\*|(?P<from>[a-z]+|\d{1,2})(?:-(?P<to>[a-z]+|\d{1,2}))?)(?:/(?P<step>\d{1,2}))?")


def _check_cron_part(part: str, *, name: str, first: int, last: int, words: list[str]) -> None:
    """One of a field's parts, which stand between commas: `*`, `*/15`, `9`, `1-5`, `mon`, for the day `last`."""
    if (name, part) == ("day", "last"):
        return
    found = _CRON_PART.fullmatch(part)
    ends = [found[end] for end in ("from", "to") if found[end]] if found else []
    values = [words.index(end) + first if end in words else int(end) if end.isdigit() else -1 for end in ends]
    is_step = found is not None and (not found["step"] or 1 <= int(found["step"]) <= last - first)
    # A named day or month takes no step.
    is_named = any(end in words for end in ends) and found is not None and bool(found["step"])
    if (
        not is_step
        or is_named
        or any(not first <= value <= last for value in values)
        or values != sorted(values)
    ):
        allowed = f"{words[0]}-{words[-1]}" if name == "weekday" else f"{first}-{last}"
        raise ValueError(f"the {name} “{part}” is none: write * or {allowed}, for example 30 9 1 * *")


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


def one_line_token(value: str) -> str:
    """The token without what stands around it; ValueError where it is no token's shape."""
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
    token: Annotated[str, AfterValidator(one_line_token)] = Field("", repr=False)
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


def unlike(feeds: tuple[Feed, ...]) -> tuple[Feed, ...]:
    """The sources as they are; ValueError where two bear one name."""
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
