"""The kinds of values that settings take: each says in words what may be written where it is something else."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field

from bot.errors import Unfit, Worded

ADDRESS = r"(sqlite:///|postgresql://)[^\0\n]+"  # of a database
_DATABASES = Worded("write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def _span(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    found = re.fullmatch(r"([0-9]{1,4})\s*([mhdw])", value.strip()) if isinstance(value, str) else None
    if not found:
        raise Unfit('write a number and m, h, d or w in quotes, for example "90m", "12h" or "3d"')
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _some(value: object) -> object:
    span = _span(value)
    if not span:
        raise Unfit('write "1m" or more')
    return span


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise Unfit("write a whole number")  # true is none, though it counts as 1
    return value


def _account(value: int) -> int:
    if not 0 < value < 2**52:
        raise Unfit("write a person's numeric Telegram id, as @userinfobot tells it; a group's begins with -")
    return value


def _clock_time(value: object) -> object:
    """A number would be read as seconds, and an offset (08:30Z) as another zone than the desk's."""
    if not isinstance(value, str | time) or re.search(r"[zZ+-]", str(value)):
        raise Unfit("write a time of day, for example 08:30:00")
    return value


def _place(value: object) -> object:
    if isinstance(value, str) and (not value.strip() or not value.isprintable()):
        raise Unfit("write the path of a folder, for example data/files")
    return value


def _web_address(value: str) -> SplitResult | None:
    """Its parts; None where it is none, or has signs in it that an address writes otherwise."""
    try:
        parts = urlsplit(value)
        is_fit = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if is_fit and re.fullmatch(r"[!-~]+", value) else None


def _service(value: str) -> str:
    if _web_address(value) is None:
        raise Unfit("write http:// or https:// and a host, for example https://api.telegram.org/bot")
    return value


def check_address(value: str) -> str:
    """The address of a database; ValueError says how one is written."""
    if not re.fullmatch(ADDRESS, value):
        raise Unfit("{allowed}", allowed=_DATABASES)
    try:
        # No port at all is fine; one that is no number, or a second @, would be found out at the first connection.
        urlsplit(value).port  # noqa: B018
    except ValueError:
        raise Unfit("{allowed}; signs of the password as %40 for @", allowed=_DATABASES) from None
    return value


def _cron(value: str) -> str:
    fields = value.split()
    if len(fields) != 5:
        raise Unfit("write five fields: minute hour day month weekday")
    # A number for the weekday means Tuesday to some and Monday to others; names mean one thing to everybody.
    if re.search(r"\d", fields[4]):
        raise Unfit("write weekdays by name: mon, tue, wed, thu, fri, sat, sun")
    for (name, first, last, words), field in zip(_CRON_FIELDS, fields, strict=True):
        for part in field.split(","):
            _check_cron_part(part.lower(), name=name, first=first, last=last, words=words.split())
    _check_day_comes(fields[2].lower(), fields[3].lower())
    return " ".join(fields)


_CRON_FIELDS = (
    (Worded("minute"), 0, 59, ""),
    (Worded("hour"), 0, 23, ""),
    (Worded("day"), 1, 31, ""),
    (Worded("month"), 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
    (Worded("weekday"), 0, 6, "mon tue wed thu fri sat sun"),
)
_CRON_PART = re.compile(
    r"(?:\*|(?P<from>[a-z]+|\d{1,2})(?:-(?P<to>[a-z]+|\d{1,2}))?)(?:/(?P<step>\d{1,2}))?", re.ASCII
)


def _check_cron_part(part: str, *, name: Worded, first: int, last: int, words: list[str]) -> None:
    """One of a field's parts, which stand between commas: `*`, `*/15`, `9`, `1-5`, `mon`, for the day `last`."""
    if (str(name), part) == ("day", "last"):
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
        allowed = f"{words[0]}-{words[-1]}" if words[:1] == ["mon"] else f"{first}-{last}"
        raise Unfit(
            "the {field} “{part}” is none: write * or {allowed}, for example 30 9 1 * *",
            field=name,
            part=part,
            allowed=allowed,
        )


def _check_day_comes(days: str, months: str) -> None:
    """Some month has the day: the 31st of February would be waited for in vain for ever."""
    if "last" in days.split(","):
        return
    names = _CRON_FIELDS[3][3].split()
    earliest = min(int(part.split("-")[0].split("/")[0].replace("*", "1")) for part in days.split(","))
    longest = 0
    for part in months.split(","):
        span, _, step = part.partition("/")
        ends = [names.index(end) + 1 if end in names else int(end) for end in span.split("-") if end != "*"]
        first = ends[0] if ends else 1
        last = ends[1] if len(ends) == 2 else 12 if step or not ends else first
        longest = max(
            longest, *(monthrange(2028, month)[1] for month in range(first, last + 1, int(step or 1)))
        )
    if earliest > longest:
        raise Unfit(
            "day {days} of month {months} never comes: write for example 30 9 1 * *, or last for the day",
            days=days,
            months=months,
        )


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Unfit("write a time zone's name, for example Asia/Shanghai") from None
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
        raise Unfit("write http://host:port or socks5://user:password@host:port")
    return value


def one_line_token(value: str) -> str:
    """The token without what stands around it; ValueError where it is no token's shape."""
    token = value.strip()
    if not re.fullmatch("[!-~]*", token):
        raise Unfit("write the token alone, in one line as @BotFather shows it")
    return token


def _secret(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", value):
        raise Unfit("write 1-256 characters of A-Z a-z 0-9 _ -")
    return value


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
        raise Unfit("write https://, a host, and a path of letters, digits and . _ ~ - /")
    if parts.scheme != "https" and host not in ("127.0.0.1", "localhost", "::1"):
        raise Unfit("Telegram posts to https:// only; http:// is for a Bot API server on this machine")
    return value


def _one_line(value: str) -> str:
    if len(value.splitlines()) > 1 or "\0" in value:
        raise Unfit("write one line")
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise Unfit("write a word")
    return value


def _feed_url(value: str) -> str:
    parts = _web_address(value)
    if parts is None or parts.username or parts.password:
        raise Unfit("write http:// or https:// and a host, without a password, in plain letters")
    return value


def _template(value: str) -> str:
    if value and not value.lower().endswith(".docx"):
        raise Unfit("write the path of a .docx file, or nothing for the built-in one")
    return value


def _mark(value: str) -> str:
    if "《" in value or "》" in value:
        raise Unfit("write the name without 《》")
    return value


Span = Annotated[timedelta, BeforeValidator(_span)]
SomeSpan = Annotated[timedelta, BeforeValidator(_some)]
Number = Annotated[int, BeforeValidator(_number)]
Account = Annotated[Number, AfterValidator(_account)]
ClockTime = Annotated[time, BeforeValidator(_clock_time)]
Folder = Annotated[Path, BeforeValidator(_place)]
Service = Annotated[str, AfterValidator(_service)]
Cron = Annotated[str, AfterValidator(_cron)]
Days = Annotated[tuple[date, ...], BeforeValidator(_days)]
Language = Literal["zh", "en"]
Address = Annotated[str, AfterValidator(check_address)]
WebhookUrl = Annotated[str, AfterValidator(_webhook_url)]
Zone = Annotated[str, AfterValidator(_zone)]
Proxy = Annotated[str, AfterValidator(_proxy)]
Token = Annotated[str, AfterValidator(one_line_token)]
Secret = Annotated[str, AfterValidator(_secret)]
FeedUrl = Annotated[str, Field(max_length=500), AfterValidator(_feed_url)]
OneLine = Annotated[str, AfterValidator(_one_line)]
Line = Annotated[OneLine, Field(max_length=200)]
Word = Annotated[OneLine, Field(min_length=1, max_length=40), AfterValidator(_not_blank)]
PlainName = Annotated[OneLine, Field(max_length=30), AfterValidator(_mark)]
Template = Annotated[str, AfterValidator(_template)]
