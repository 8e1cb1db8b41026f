"""What the sandbox's Bot API refuses, in Telegram's own words; nothing of the page's control API is refused here."""

from __future__ import annotations


class ApiError(Exception):
    """A call answered with `ok: false`.

    `code` is the HTTP status and `text` Telegram's description without its "Bad Request: " or "Forbidden: " head.
    `parameters` is Telegram's ResponseParameters (`retry_after` seconds, `migrate_to_chat_id`). `rule` is True
    where a correct bot would never have sent the call at all, which makes it a violation.
    """

    def __init__(
        self, code: int, text: str, *, parameters: dict[str, int] | None = None, rule: bool = False
    ) -> None:
        head = {400: "Bad Request: ", 403: "Forbidden: ", 409: "Conflict: "}.get(code, "")
        self.code = code
        self.description = head + text
        self.parameters = parameters or {}
        self.rule = rule
        super().__init__(self.description)


def broken_rule(text: str) -> ApiError:
    """A 400 for a call that is wrong whatever the world looks like."""
    return ApiError(400, text, rule=True)


def wrong_state(text: str) -> ApiError:
    """A 400 for a call that is well formed but does not fit the world as it is now."""
    return ApiError(400, text)


class ActionError(Exception):
    """A person tried what a client of Telegram would not offer, such as editing another's message."""
