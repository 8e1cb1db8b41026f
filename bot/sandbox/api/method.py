"""The table of Bot API methods the sandbox knows, filled by the modules that implement them; no method itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.api.context import Context

Handler = Callable[[Context, Arguments], Any]

# What every sending method accepts beside its own parameters.
SENDING = (
    "business_connection_id chat_id message_thread_id direct_messages_topic_id disable_notification protect_content"
    " allow_paid_broadcast message_effect_id suggested_post_parameters reply_parameters reply_markup"
)


@dataclass(frozen=True)
class Method:
    """One method: its name as Telegram writes it, its parameters, and what it does."""

    name: str
    parameters: frozenset[str]
    run: Handler


METHODS: dict[str, Method] = {}


def method(name: str, parameters: str = "") -> Callable[[Handler], Handler]:
    """Enter a function into the table under a method's name, with its parameters' names."""

    def enter(run: Handler) -> Handler:
        METHODS[name.lower()] = Method(name, frozenset(parameters.split()), run)
        return run

    return enter
