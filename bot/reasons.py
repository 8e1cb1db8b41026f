"""The settings of ready reasons: why an item is returned (退回) or not adopted (不采用), as buttons under its card."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from bot.errors import Unfit

_FROZEN = ConfigDict(frozen=True, extra="forbid")
MOST_REASONS = 20  # buttons that a card can have beneath it and still be read


class ReadyReason(BaseModel):
    """Why an item is returned or not adopted, by a button; one that was used is not taken out but not `offered` any more."""

    model_config = _FROZEN
    key: str
    zh: str = Field(min_length=1, max_length=20)
    en: str = Field(min_length=1, max_length=40)
    sentence: str = Field("", max_length=200)  # what it says to the reporter beside its words
    counts: bool = True  # whether what is not adopted for it counts towards the quota
    decisions: tuple[Literal["return", "reject"], ...] = Field(("return", "reject"), min_length=1)
    offered: bool = True

    @field_validator("key")
    @classmethod
    def _check_key(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,19}", value):
            raise Unfit("write small letters a-z, digits and _, a letter first, 20 at most")
        if value == "other":
            raise Unfit('"other" is kept for reasons that are typed; choose another key')
        return value

    @field_validator("zh", "en")
    @classmethod
    def _check_words(cls, value: str) -> str:
        if re.search(r"[：:\n]", value):
            raise Unfit("write one line without a colon")
        return value


def _reasons() -> tuple[ReadyReason, ...]:
    mended: dict[str, Any] = {}
    dropped: dict[str, Any] = {"decisions": ("reject",)}  # what cannot be mended is not returned
    return tuple(
        ReadyReason(key=key, zh=zh, en=en, **more)
        for key, zh, en, more in (
            (
                "incomplete",
                "要素不全",
                "Key facts missing",
                {"sentence": "请补齐时间、地点、单位、数据或结果"},
            ),
            ("stale", "时效已过", "Out of date", dropped),
            ("repeated", "重复或已报", "Repeated or reported before", dropped),
            ("routine", "常规动态", "Routine activity", dropped),
            ("doubtful", "数据存疑", "Figures in doubt", mended),
            ("other_channel", "宜走其他渠道", "Better sent through another channel", dropped),
            ("empty", "空洞无内容", "Lacks substance", {**dropped, "counts": False}),
        )
    )


class ReadyReasons(BaseModel):
    """The reasons, in the order of their buttons.

    `sentences` is how files of earlier releases write what a reason says; it goes on working as long as `reasons` is not written.
    """

    model_config = _FROZEN
    reasons: tuple[ReadyReason, ...] = _reasons()
    sentences: dict[str, Annotated[str, Field(min_length=1, max_length=200)]] = {}

    @model_validator(mode="after")
    def _check_reasons(self) -> ReadyReasons:
        keys = [reason.key for reason in self.reasons]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise Unfit(
                "[[review.reasons]] has the key {keys} more than once; give each its own",
                keys=", ".join(twice),
            )
        if self.sentences and "reasons" in self.model_fields_set:
            raise Unfit(
                "write either [[review.reasons]] or [review.sentences]: with reasons of your own, each sentence goes into its "
                'reason, as sentence = "…"'
            )
        if unknown := sorted(set(self.sentences) - set(keys)):
            raise Unfit(
                "[review.sentences] names {unknown}, which is no reason; there are {keys}",
                unknown=", ".join(unknown),
                keys=", ".join(keys),
            )
        for decision, name in (("return", "退回"), ("reject", "不采用")):
            if len(self.offered(decision)) > MOST_REASONS:
                raise Unfit(
                    "at most {most} reasons are offered for {name}; set offered = false for the others",
                    most=MOST_REASONS,
                    name=name,
                )
        return self

    def find(self, key: str, decision: str) -> ReadyReason | None:
        """A reason that is offered for this decision; None where there is none of that key."""
        return next((each for each in self.offered(decision) if each.key == key), None)

    def offered(self, decision: str) -> list[ReadyReason]:
        """The reasons under 退回 ("return") or 不采用 ("reject"), in their order."""
        return [each for each in self.reasons if each.offered and decision in each.decisions]

    def sentence(self, reason: ReadyReason) -> str | None:
        """What goes with a ready reason; None where its words say all."""
        return (self.sentences.get(reason.key) if self.sentences else reason.sentence) or None

    def words(self, language: str) -> dict[str, str]:
        """The reasons by key, as this language has them."""
        return {each.key: each.zh if language == "zh" else each.en for each in self.reasons}

    @property
    def void(self) -> frozenset[str]:
        """The reasons for which an item that is not adopted does not count. What earlier releases stored goes on as it was."""
        known = {each.key for each in self.reasons}
        return frozenset({each.key for each in self.reasons if not each.counts} | ({"empty"} - known))
