"""Telegram to desk: one file for each family of commands; this list says in which order they are asked."""

from __future__ import annotations

from typing import Any

from telegram.ext import BaseHandler

ALL_HANDLERS: list[BaseHandler[Any, Any, Any]] = []
