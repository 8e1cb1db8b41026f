"""The settings of channels, points and fees: where an adopted item may appear, and what it is worth there.

Values are points and yuan as people write them (2, 0.5); the rules reckon in hundredths and fen. Defaults: domain.md 1.3 and 4.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from bot.errors import Unfit
from bot.values import Number

_FROZEN = ConfigDict(frozen=True, extra="forbid")


def _hundredths(value: float) -> float:
    if abs(value * 100 - round(value * 100)) > 1e-6:
        raise Unfit("write points with at most two decimals, for example 2, 0.5 or 1.25")
    return value


def _fen(value: float) -> float:
    if abs(value * 100 - round(value * 100)) > 1e-6:
        raise Unfit("write yuan with at most two decimals, for example 50 or 12.5")
    return value


def _channel_key(value: str) -> str:
    if not re.fullmatch(r"[^\s:_,，、/]+", value):
        raise Unfit("write it without blanks, commas and : _ /, as editors shall type it")
    return value


Points = Annotated[float, Field(ge=0, le=10_000), AfterValidator(_hundredths)]
Yuan = Annotated[float, Field(ge=0, le=100_000), AfterValidator(_fen)]
KindName = Literal["综合", "单条", "约稿", "专报"]
PriceName = Literal["综合", "单条", "约稿", "专报", "批示", "分管批示"]
LevelName = Literal["1", "2", "3", "4"]
Prices = dict[LevelName, dict[PriceName, Points]]
MultiLevel = Literal["highest", "cumulative"]

_PRICES: dict[str, dict[str, float]] = {
    "1": {"综合": 0.5, "单条": 1, "约稿": 1.5, "专报": 3, "批示": 2, "分管批示": 1},
    "2": {"综合": 1, "单条": 2, "约稿": 5, "专报": 5, "批示": 5, "分管批示": 5},
    "3": {"综合": 3, "单条": 5, "约稿": 5, "专报": 8, "批示": 10, "分管批示": 10},
    "4": {"综合": 8, "单条": 10, "约稿": 10, "专报": 15, "批示": 20, "分管批示": 20},
}

_FEES: dict[str, dict[str, float]] = {
    level: dict.fromkeys(("综合", "单条", "约稿", "专报"), yuan)
    for level, yuan in (("1", 20), ("2", 50), ("3", 100), ("4", 200))
}

Standing = Literal["1", "1分管", "2", "2分管", "3", "3分管", "4", "4分管"]
_POSTS: dict[str, Standing] = {
    "县委书记": "1",
    "县委员会书记": "1",
    "县长": "1",
    "副县长": "1分管",
    "市委": "2",
    "市政府": "2",
    "市长": "2",
    "副市长": "2分管",
    "省委": "3",
    "省政府": "3",
    "省长": "3",
    "副省长": "3分管",
    "中央": "4",
    "国务院": "4",
    "Party Secretary": "1",
    "Secretary of the County Party Committee": "1",
    "County Party Committee Secretary": "1",
    "Deputy Party Secretary": "1分管",
    "Deputy Secretary of the County Party Committee": "1分管",
    "Town Party Secretary": "1分管",
    "Township Party Secretary": "1分管",
    "Magistrate": "1",
    "County Governor": "1",
    "County Mayor": "1",
    "County Head": "1",
    "Deputy Magistrate": "1分管",
    "Deputy County Magistrate": "1分管",
    "Deputy County Governor": "1分管",
    "Deputy County Mayor": "1分管",
    "Deputy County Head": "1分管",
    "Vice Magistrate": "1分管",
    "Vice County Magistrate": "1分管",
    "Vice County Governor": "1分管",
    "Vice County Mayor": "1分管",
    "Municipal Party Committee": "2",
    "Municipal Party Secretary": "2",
    "Municipal Government": "2",
    "City Party Committee": "2",
    "City Party Secretary": "2",
    "City Government": "2",
    "Mayor": "2",
    "Deputy Mayor": "2分管",
    "Vice Mayor": "2分管",
    "Provincial Party Committee": "3",
    "Provincial Party Secretary": "3",
    "Provincial Government": "3",
    "Governor": "3",
    "Deputy Governor": "3分管",
    "Vice Governor": "3分管",
    "Central Committee": "4",
    "State Council": "4",
}


class Channel(BaseModel):
    """Where an adopted item may appear. Without `points` it is worth what the rule book says of its level; `fee` likewise.

    Levels: 1 the county's own, 2 the city, 3 the province, 4 the state; 0 a partner's, which gives nothing unless it says so.
    """

    model_config = _FROZEN
    key: Annotated[str, Field(min_length=1, max_length=8), AfterValidator(_channel_key)]
    name: str = Field(min_length=1, max_length=40)
    level: Number = Field(ge=0, le=4)
    points: Points | dict[KindName, Points] | None = None
    fee: Yuan | dict[KindName, Yuan] | None = None


CHANNELS = (
    Channel(key="县", name="高县政务信息", level=1),
    Channel(key="市", name="政务信息快报", level=2),
    Channel(key="省", name="川政晨讯", level=3),
    Channel(key="国", name="国办信息", level=4),
)


# What the default ones are called in an office that writes in English, unless it has named them itself.
_ENGLISH = {
    "高县政务信息": "County Government Information",
    "政务信息快报": "City Government Briefing",
    "川政晨讯": "Province Government Briefing",
    "国办信息": "State Council Briefing",
}


def named_in(language: str, channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
    """The channels, those that are still the default ones under names of the office's language."""
    if language == "zh":
        return channels
    return tuple(
        each.model_copy(update={"name": _ENGLISH[each.name]}) if each in CHANNELS else each
        for each in channels
    )


def with_every_level(channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
    """The settings' channels, and the default one of each level of which they name none. ValueError: a key stands twice."""
    keys = [channel.key for channel in channels]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise Unfit("two channels have the key {channel}; each needs a key of its own", channel=repr(twice))
    named = {channel.level for channel in channels}
    missing = [each for each in CHANNELS if each.level not in named and each.key not in keys]
    return tuple(sorted((*channels, *missing), key=lambda each: each.level or 9))


class Penalties(BaseModel):
    """What is taken off, in points; nothing as it stands here."""

    model_config = _FROZEN
    undelivered_person: Points = 0
    undelivered_unit: Points = 0
    missing_item: Points = 0
    untrue: Points = 0
    late_report_percent: Number = Field(100, ge=0, le=100)


class PointVersion(BaseModel):
    """What changes in the rule book from a day on; what it does not name stays as it was the day before."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    valid_from: date = Field(alias="from")
    multi_level: MultiLevel | None = None
    late_percent: Number | None = Field(None, ge=0, le=100)
    levels: Prices = {}
    penalties: Penalties | None = None


class PointRules(BaseModel):
    """The rule book: prices by level and kind, what several levels come to, what a late commission keeps."""

    model_config = _FROZEN
    multi_level: MultiLevel = "highest"
    late_percent: Number = Field(50, ge=0, le=100)
    levels: Prices = Field(default_factory=lambda: _over({}, _PRICES))
    posts: dict[str, Standing] = Field(default_factory=lambda: dict(_POSTS))
    penalties: Penalties = Penalties()
    versions: tuple[PointVersion, ...] = ()

    @field_validator("levels", mode="before")
    @classmethod
    def _over_defaults(cls, value: object) -> object:
        return _over(value, _PRICES) if isinstance(value, dict) else value

    @field_validator("posts", mode="before")
    @classmethod
    def _over_posts(cls, value: object) -> object:
        return {**_POSTS, **value} if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _in_order(self) -> PointRules:
        days = [version.valid_from for version in self.versions]
        if days != sorted(set(days)):
            raise Unfit("versions: each needs a later `from` than the one before")
        return self

    def dated(self) -> list[tuple[date, PointRules]]:
        """Every version whole, with the day from which it holds, the first since ever."""
        found = [(date.min, self)]
        for version in self.versions:
            before = found[-1][1]
            update: dict[str, Any] = {"levels": _over(version.levels, before.levels), "versions": ()}
            if version.multi_level is not None:
                update["multi_level"] = version.multi_level
            if version.late_percent is not None:
                update["late_percent"] = version.late_percent
            if version.penalties is not None:
                named = {
                    name: getattr(version.penalties, name) for name in version.penalties.model_fields_set
                }
                update["penalties"] = before.penalties.model_copy(update=named)
            found.append((version.valid_from, before.model_copy(update=update)))
        return found


class FeeRules(BaseModel):
    """Fees (稿酬) in yuan by level and kind; a level's number holds for every kind. A channel's own `fee` goes before."""

    model_config = _FROZEN
    levels: dict[LevelName, dict[KindName, Yuan]] = Field(default_factory=lambda: _over({}, _FEES))

    @field_validator("levels", mode="before")
    @classmethod
    def _over_defaults(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        numbers = {level: fees for level, fees in value.items() if isinstance(fees, int | float)}
        named = {level: dict.fromkeys(_FEES["1"], fees) for level, fees in numbers.items()}
        return _over({**value, **named}, _FEES)


def _over(named: Mapping[Any, Any], prices: Mapping[Any, Mapping[Any, float]]) -> dict[Any, Any]:
    """The prices with what is named in their place; what is no table is left for the check that names it."""
    merged: dict[Any, Any] = {level: dict(kinds) for level, kinds in prices.items()}
    for level, kinds in named.items():
        merged[level] = {**merged.get(level, {}), **kinds} if isinstance(kinds, Mapping) else kinds
    return merged
