"""The language that the desk speaks with each of the demo's people, in the page's hands; the words are the desk's."""

from __future__ import annotations

from bot.demo.process import BotProcess
from bot.desk.people import language as desk_language


class DeskLanguages:
    """The sandbox's `Languages` over a desk; a bot that was killed neither tells nor changes any."""

    def __init__(self, process: BotProcess) -> None:
        self._process = process

    async def of(self, account: int) -> str | None:
        """The language of an account's private chat."""
        if self._process.state != "running":
            return None
        desk = self._process.desk
        directory = await desk.database.current_directory()
        person = directory.find_account(account)
        chosen = person.language if person else directory.languages.get(account)
        return chosen or desk.office.settings.desk.language

    async def speak(self, account: int, language: str) -> None:
        """Speak it from now on; the person is told where they have opened the chat, which brings the keys in it too."""
        if await self.of(account) not in (None, language):
            await self._process.within(self._speak(account, language))

    async def _speak(self, account: int, language: str) -> None:
        desk = self._process.desk
        async with desk.database.work(now=desk.clock.now()) as work:
            await desk_language.speak_with(desk.office, work, account, language)
