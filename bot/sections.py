"""The sections of config.toml: what each key is, which values it takes, and what it is where nobody writes it."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bot.errors import Unfit
from bot.reasons import ReadyReasons
from bot.values import (
    Account,
    Address,
    ClockTime,
    Cron,
    Days,
    FeedUrl,
    Folder,
    Language,
    Line,
    Number,
    OneLine,
    PlainName,
    Proxy,
    Secret,
    Service,
    SomeSpan,
    Span,
    Template,
    Token,
    WebhookUrl,
    Word,
    Zone,
)

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class Limits(BaseModel):
    """What Telegram lets a bot send; 0 means no limit."""

    model_config = _FROZEN
    overall_per_second: Number = Field(30, ge=0)
    group_per_minute: Number = Field(20, ge=0)
    chat_per_second: Number = Field(1, ge=0)


class Flood(BaseModel):
    """What one person may send to the desk; a press of a button counts as a message."""

    model_config = _FROZEN
    per_minute: Number = Field(30, ge=0)
    burst: Number = Field(60, ge=1)


class Webhook(BaseModel):
    """Where Telegram posts updates (`url`), where that arrives here (`listen`, `port`), and what proves that it is Telegram.

    In webhook mode `url` and `secret_token` must be there.
    """

    model_config = _FROZEN
    listen: str = Field("127.0.0.1", min_length=1)
    port: Number = Field(8080, ge=1, le=65535)
    url: WebhookUrl = ""
    secret_token: Secret = Field("", repr=False)


class Telegram(BaseModel):
    """How to reach the Bot API."""

    model_config = _FROZEN
    token: Token = Field("", repr=False)
    base_url: Service = Field("https://api.telegram.org/bot", repr=False)
    base_file_url: Service = Field("https://api.telegram.org/file/bot", repr=False)
    mode: Literal["polling", "webhook"] = "polling"
    proxy: Proxy = Field("", repr=False)
    concurrency: Number = Field(16, ge=1, le=64)
    webhook: Webhook = Webhook()
    limits: Limits = Limits()


class Storage(BaseModel):
    """Where the desk keeps its database and files."""

    model_config = _FROZEN
    url: Address = Field("sqlite:///data/desk.db", repr=False)
    files: Folder = Path("data/files")

    @property
    def is_shared(self) -> bool:
        """Whether several copies of the bot may work on it: a PostgreSQL server, no file."""
        return self.url.startswith("postgresql://")


class Desk(BaseModel):
    """The office itself."""

    model_config = _FROZEN
    name: Word = "高县"
    owners: tuple[Account, ...] = ()
    timezone: Zone = "Asia/Shanghai"
    language: Language = "zh"
    themes: tuple[Word, ...] = ()
    places: tuple[Annotated[Word, Field(min_length=2, max_length=20)], ...] = ()
    duty_phone: OneLine = Field("", max_length=60)
    day_start: ClockTime = time(8, 30)
    day_end: ClockTime = Field(time(17, 30), validate_default=True)
    draft_keep: SomeSpan = timedelta(days=3)
    handle_within: SomeSpan = timedelta(minutes=1)

    @field_validator("day_end")
    @classmethod
    def _after_start(cls, value: time, info: ValidationInfo) -> time:
        start = info.data.get("day_start")
        if start is not None and value <= start:
            raise Unfit("must be later than desk.day_start ({start})", start=start)
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The desk's time zone."""
        return ZoneInfo(self.timezone)


class Quota(BaseModel):
    """Items a month, by employment; `units` overrides it for everyone of a unit."""

    model_config = _FROZEN
    part_time: Number = Field(4, ge=0, le=99)
    full_time: Number = Field(8, ge=0, le=99)
    units: dict[str, Annotated[Number, Field(ge=0, le=99)]] = {}


class Backup(BaseModel):
    """The scheduled copy of a desk that keeps itself in SQLite."""

    model_config = _FROZEN
    enabled: bool = True
    folder: Folder = Path("data/backups")
    cron: Cron = "30 3 * * *"
    keep: Number = Field(7, ge=1, le=1000)


class Booking(BaseModel):
    """How long a freed slot waits for an answer, and how long an overdue one is kept."""

    model_config = _FROZEN
    answer_within: SomeSpan = timedelta(hours=4)
    grace_workdays: Number = Field(1, ge=0, le=30)


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
    contact: Line = ""
    officers: tuple[Account, ...] = ()
    rules: str = ""


class AwardRule(BaseModel):
    """One award of the yearly appraisal, and how many of it there are; `for` units or persons."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    name: str = Field(min_length=1, max_length=40)
    whose: Literal["unit", "person"] = Field(alias="for")
    number: Number = Field(ge=1, le=1000)


class Appraisal(BaseModel):
    """The yearly appraisal: what bars from awards (0: nothing of it), and how many of each there are."""

    model_config = _FROZEN
    lapses: Number = Field(2, ge=0, le=1000)
    months_short: Number = Field(3, ge=0, le=12)
    untrue: bool = True
    completion: Number = Field(0, ge=0, le=1000)
    awards: tuple[AwardRule, ...] = (
        AwardRule(name="先进单位", whose="unit", number=5),
        AwardRule(name="优秀信息员", whose="person", number=10),
    )


class Calendar(BaseModel):
    """Days that win over the calendar library."""

    model_config = _FROZEN
    days_off: Days = ()
    workdays: Days = ()

    @field_validator("workdays")
    @classmethod
    def _not_both(cls, value: tuple[date, ...], info: ValidationInfo) -> tuple[date, ...]:
        if both := sorted(set(value) & set(info.data.get("days_off", ()))):
            raise Unfit("{day} stands in calendar.days_off too: write it in one of them", day=str(both[0]))
        return value


class Notices(BaseModel):
    """Whether persons who fell short are named in the group."""

    model_config = _FROZEN
    names: Literal["public", "units", "private"] = "public"


class Feed(BaseModel):
    """A network source: RSS or Atom at `url`, read so often; entries that hold one of the `words` become leads, all without any.

    `allow` names the one host of an internal network that may be asked; `proxy` False: without the proxy for Telegram.
    """

    model_config = _FROZEN
    name: Word
    url: FeedUrl
    words: tuple[Word, ...] = ()
    every: SomeSpan = timedelta(minutes=30)
    allow: str = Field("", max_length=200)
    proxy: bool = True

    @field_validator("allow")
    @classmethod
    def _host_alone(cls, value: str) -> str:
        if not re.fullmatch(r"[^/\s]*", value):
            raise Unfit("write the host alone, exactly as in url")
        return value


def unlike(feeds: tuple[Feed, ...]) -> tuple[Feed, ...]:
    """The sources as they are; ValueError where two bear one name."""
    names = [feed.name for feed in feeds]
    if len(names) != len(set(names)):
        raise Unfit("two sources have the same name")
    return feeds


class BulletinRules(BaseModel):
    """The county's own bulletin: what stands in its head and foot, who signs it, and where its numbers begin.

    An empty `name` or `issuer` is made of the desk's name; without `signers` the administrators sign. The first bulletin that
    the bot issues gets `first_number`, `first_total` or, a supplement, `first_supplement`; each new year begins with 1.
    """

    model_config = _FROZEN
    name: PlainName = ""
    issuer: Annotated[OneLine, Field(max_length=40)] = ""
    signers: tuple[Account, ...] = ()
    template: Template = ""
    first_number: Number = Field(1, ge=1, le=9999)
    first_total: Number = Field(1, ge=1, le=99999)
    first_supplement: Number = Field(1, ge=1, le=9999)
    to_above: Line = ""
    to_beside: Line = ""
    to_below: Line = ""
    editor: Line = ""
    reviewer: Line = ""
    phone: Line = ""
    copies: Number = Field(0, ge=0, le=9999)


class Log(BaseModel):
    """What is logged to standard error, and in which shape."""

    model_config = _FROZEN
    format: Literal["text", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = "info"


class Health(BaseModel):
    """Where those who watch may ask, 0 for nowhere, and from when on `/readyz` says no."""

    model_config = _FROZEN
    listen: str = Field("127.0.0.1", min_length=1)
    port: Number = Field(0, ge=0, le=65535)
    oldest_update: SomeSpan = timedelta(minutes=5)
    oldest_message: SomeSpan = timedelta(minutes=15)
    telegram_down: SomeSpan = timedelta(minutes=2)
