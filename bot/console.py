"""The language of the command line: the office's; before settings are read Chinese, or English by the environment."""

from __future__ import annotations

import os
from pathlib import Path

from bot.config import load, read_values
from bot.errors import ConfigError
from bot.locale.texts import LANGUAGES, Texts
from bot.sections import Desk


def texts_of(config: Path | None) -> Texts:
    """The texts of whoever reads what a verb prints; `config` is the settings file, None where none is asked."""
    return Texts(_language(config) or _of_environment(), Desk().zone)


def _language(config: Path | None) -> str | None:
    """The settings' language. Of settings that cannot be used only what they say of it themselves."""
    if config is None:
        return None
    try:
        return load(config).desk.language
    except ConfigError:
        named = os.environ.get("DESK_DESK__LANGUAGE") or _written(config)
    return named if named in LANGUAGES else None


def _written(config: Path) -> str | None:
    try:
        desk = read_values(config).get("desk")
    except ConfigError:
        return None
    language = desk.get("language") if isinstance(desk, dict) else None
    return language if isinstance(language, str) else None


def _of_environment() -> str:
    """English where the locale begins with `en`, in the order in which every program asks for it."""
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if next(filter(None, named), "").startswith("en") else "zh"
