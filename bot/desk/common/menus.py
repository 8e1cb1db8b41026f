"""The command menus that Telegram shows beside the input field; what each role's menu holds is in views/help.py."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from bot.desk.common.office import Office
from bot.locale.texts import Texts
from bot.model import Person, PersonState, Priority, Role
from bot.rules.rights import Where
from bot.store.work import Work
from bot.views.common import help as helping

# Whom each of Telegram's general scopes shows its menu to: a chat's administrators are mostly the desk's own.
_GENERAL = (
    ("default", Role.NOBODY, Where.PRIVATE),
    ("all_private_chats", Role.NOBODY, Where.PRIVATE),
    ("all_group_chats", Role.MEMBER, Where.WORK),
    ("all_chat_administrators", Role.ADMIN, Where.WORK),
)


async def publish_menus(office: Office, work: Work) -> None:
    """The menus of the general scopes: Chinese for everybody, English for English clients; only where they changed."""
    for code, language in (("", "zh"), ("en", "en")):
        for scope, role, where in _GENERAL:
            params = _params(office.texts(language), role=role, where=where, scope={"type": scope})
            if code:
                params["language_code"] = code
            await _publish(work, f"menu:{scope}:{code}", params)


async def forget_menus(work: Work, accounts: Iterable[int]) -> None:
    """The far end has no menus any more: the general ones and those of `accounts` are queued when next published."""
    keys = [f"menu:{scope}:{code}" for scope, _, _ in _GENERAL for code in ("", "en")]
    for key in (*keys, *(f"menu:{account}" for account in accounts)):
        await work.set_meta(key, "")


async def publish_menu_for(office: Office, work: Work, person: Person) -> None:
    """The menu of one person's private chat, by role and language; nothing where the chat is not open or it is unchanged."""
    if person.telegram_id is None or person.telegram_id not in work.directory.open_accounts:
        return  # Telegram refuses menus for chats that do not exist; /start publishes it then
    role = person.role if person.state is PersonState.ACTIVE else Role.NOBODY
    await publish_menu_at(work, person.telegram_id, role=role, t=office.t_for(person))


async def publish_menu_at(work: Work, telegram_id: int, *, role: Role, t: Texts) -> None:
    """The menu of an open private chat."""
    scope = {"type": "chat", "chat_id": telegram_id}
    params = _params(t, role=role, where=Where.PRIVATE, scope=scope)
    await _publish(work, f"menu:{telegram_id}", params)


def _params(t: Texts, *, role: Role, where: Where, scope: dict[str, Any]) -> dict[str, Any]:
    commands = [{"command": name, "description": words} for name, words in helping.menu(t, role, where)]
    return {"commands": commands, "scope": scope}


async def _publish(work: Work, key: str, params: dict[str, Any]) -> None:
    """Queues the call unless the same menu was queued last time."""
    digest = hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()
    if await work.get_meta(key) != digest:
        await work.set_meta(key, digest)
        await work.outbox.call("setMyCommands", params, priority=Priority.BROADCAST)
