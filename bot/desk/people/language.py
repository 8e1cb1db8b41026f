"""The language of a person, a stranger's account or a place; the words themselves are in locale."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.common import menus
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.errors import BadInput, NotAllowed
from bot.locale.texts import LANGUAGES
from bot.model import Chat, Message, Role
from bot.store.work import Work
from bot.views.people import places
from bot.views.people.join import main_keyboard

_WORDS = {
    "zh": "zh",
    "cn": "zh",
    "中文": "zh",
    "简体": "zh",
    "简体中文": "zh",
    "汉语": "zh",
    "en": "en",
    "english": "en",
    "英文": "en",
    "英语": "en",
}


async def switch_language(office: Office, work: Work, scene: Scene, words: str) -> None:
    """`/lang`, `/lang en`: one's own in private, strangers too; the group's by an administrator."""
    _check(scene)
    word = words.strip().casefold()
    if not word:
        await answer(work, scene, places.render_choose_language(scene.t))
        return
    if word not in _WORDS:
        raise BadInput("Possible languages: /lang zh, /lang en")
    await answer(work, scene, await _switch(office, work, scene, _WORDS[word]))


async def press_language(office: Office, work: Work, scene: Scene, language: str) -> Toast | None:
    """A button under a bare `/lang`."""
    _check(scene)
    if language not in LANGUAGES:
        raise BadInput("This button is out of date. Please send the command again.")
    await work.outbox.say(scene.chat, await _switch(office, work, scene, language))
    return None


def _check(scene: Scene) -> None:
    if not scene.is_private and scene.role not in (Role.OWNER, Role.ADMIN):
        raise NotAllowed("Only an administrator changes a group's language. Your own you change in private.")
    if not scene.is_private and scene.place is None:
        raise NotAllowed("This group is not bound to the desk. An administrator can bind it with /bind work")


async def _switch(office: Office, work: Work, scene: Scene, language: str) -> Message:
    """Saves the language; the confirmation already speaks it."""
    if scene.place is not None and not scene.is_private:
        await work.people.set_place_language(scene.place.id, language=language)
        await work.refresh_directory()
        return places.render_language(office.texts(language), in_group=True)
    return await _save(office, work, scene.telegram_id, language)


async def speak_with(office: Office, work: Work, telegram_id: int, language: str) -> None:
    """An account's language from now on, without being asked for in a chat; told where its private chat is open."""
    message = await _save(office, work, telegram_id, language)
    if telegram_id in work.directory.open_accounts:
        await work.outbox.say(Chat(telegram_id), message)


async def _save(office: Office, work: Work, telegram_id: int, language: str) -> Message:
    t, person = office.texts(language), work.directory.find_account(telegram_id)
    await work.set_language(telegram_id, language=language)
    if person is not None:
        await work.people.save(replace(person, language=language))
        await work.refresh_directory()
    role = person.role if person else Role.NOBODY
    if telegram_id in work.directory.open_accounts:
        await menus.publish_menu_at(work, telegram_id, role=role, t=t)
    message = places.render_language(t, in_group=False)
    return message if person is None else replace(message, reply_keyboard=main_keyboard(t, role))
