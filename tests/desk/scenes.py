"""Who says or presses something where, for tests of the desk; no Telegram."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.office import Scene
from bot.model import Chat, Person
from bot.store.work import Work
from tests.desk.county import County

_DAY = 86_400


def scene_of(
    gao: County, work: Work, who: Person | int, text: str = "", *, chat_id: int | None = None
) -> Scene:
    """The person (or a stranger's account) in a chat, in private where none is given."""
    telegram_id = who if isinstance(who, int) else who.telegram_id
    assert telegram_id is not None
    chat = Chat(chat_id or telegram_id)
    person = work.directory.find_account(telegram_id)
    place = work.directory.find_place(chat)
    return Scene(
        telegram_id=telegram_id,
        display_name="某人",
        person=person,
        chat=chat,
        chat_title="",
        place=place,
        is_private=chat_id is None,
        message_id=7,
        text=text,
        sent_at=work.now,
        t=gao.office.t_in(place) if place else gao.office.texts(None),
    )


def with_attachment(scene: Scene) -> Scene:
    """The same with a file."""
    return replace(scene, attachment="document")
