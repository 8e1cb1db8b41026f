"""The HTTP side of the page: reading lists and messages, acting, uploading; the clock and the drawer are backstage."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zlib import crc32

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.page.acts import ACTS, Body
from bot.sandbox.page.backing import Backing
from bot.sandbox.page.backstage import Backstage
from bot.sandbox.page.entries import chat_entry, message_entry, persona_json, user_brief
from bot.sandbox.page.fields import read_object
from bot.sandbox.page.paging import stretch
from bot.sandbox.page.stream import stream
from bot.sandbox.world.closing import Closing
from bot.sandbox.world.commands import Commands
from bot.sandbox.world.errors import ActionError
from bot.sandbox.world.groups import Groups
from bot.sandbox.world.people import People
from bot.sandbox.world.records import Chat, Json, User

Endpoint = Callable[[Request], Awaitable[Response]]

_STATIC = Path(__file__).parents[1] / "static"
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
_CODES = {"zh": "zh-hans", "en": "en"}  # what Telegram calls the page's languages
_MAX_PAGE = 200
_MAX_FILE = 50 * 1024 * 1024


class _Kept(StaticFiles):
    """Files that a browser keeps, and asks for no more."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "max-age=31536000, immutable"
        return response


class Control:
    """Serves `/`, `/static/...` and `/sandbox/...`: what `people` do in `groups` and see of the bot's `commands`."""

    def __init__(
        self,
        people: People,
        *,
        groups: Groups,
        commands: Commands,
        backing: Backing,
        backstage: Backstage,
        closing: Closing,
    ) -> None:
        self.people = people
        self.world = people.world
        self.groups = groups
        self.menus = commands
        self.backing = backing
        self.backstage = backstage
        self.closing = closing

    def routes(self) -> list[BaseRoute]:
        """The routes of the page."""
        backstage = self.backstage
        reads: dict[str, Endpoint] = {
            "personas": self.personas,
            "chats": self.chats,
            "messages": self.messages,
            "commands": self.commands,
            "stream": self.stream,
            "log": backstage.log,
            "glass": backstage.glass,
            "clock": backstage.clock,
            "file/{id}": self.file,
        }
        writes: dict[str, Endpoint] = {
            "act/{name}": self.act,
            "upload": self.upload,
            "language": self.language,
            "clock": backstage.move_clock,
            "fault": backstage.fault,
            "process": backstage.process,
        }
        return [
            Route("/", self.index),
            *(Route(f"/sandbox/{path}", _guarded(run), methods=["GET"]) for path, run in reads.items()),
            *(Route(f"/sandbox/{path}", _guarded(run), methods=["POST"]) for path, run in writes.items()),
            Mount("/static/{version:int}", _Kept(directory=_STATIC, check_dir=False)),
            Mount("/static", StaticFiles(directory=_STATIC, check_dir=False)),
        ]

    async def index(self, request: Request) -> Response:
        """The page itself. Its forty files stand under a number that is another one when anything in them is."""
        files = {path.name: path.read_bytes() for path in sorted(_STATIC.iterdir())}
        page = files["index.html"].decode()
        return HTMLResponse(page.replace('"/static/', f'"/static/{crc32(b"".join(files.values()))}/'))

    async def personas(self, request: Request) -> Response:
        """Everybody, the bot, and the number of the newest event."""
        people = [persona_json(self.world, user) for user in self.world.people()]
        return JSONResponse(
            {
                "event": self.world.journal.mark(),
                "bot": user_brief(self.world.bot),
                "people": people,
                "timezone": self.backing.timezone,
                "clock": self.backing.controls is not None,
                "tour": self.backing.tour,
            }
        )

    async def chats(self, request: Request) -> Response:
        """One person's chats, and all groups' names for joining."""
        user = self._user(request)
        chats = [chat_entry(self.world, chat, user) for chat in self.world.chats_of(user.id)]
        groups = [
            {"id": chat.id, "title": chat.title, "joined": chat.has(user.id)}
            for chat in self.world.chats.values()
            if not chat.is_private and chat.migrated_to is None
        ]
        return JSONResponse({"event": self.world.journal.mark(), "chats": chats, "groups": groups})

    async def messages(self, request: Request) -> Response:
        """A stretch of a chat, oldest first, of one topic if named; at most `limit` messages.

        The newest; or those just before number `before`; or just after `after`; or around `around`. `more` says whether
        there are older ones, `newer` whether there are newer ones.
        """
        user, chat = self._user(request), self._chat(request)
        query = self._query(request)
        limit = min(max(query.number("limit") or 50, 1), _MAX_PAGE)
        page, more, newer = stretch(
            [*chat.messages.values()],
            limit=limit,
            thread=query.number("thread"),
            before=query.number("before"),
            after=query.number("after"),
            around=query.number("around"),
        )
        entries = [message_entry(self.world, message, user) for message in page]
        return JSONResponse(
            {"event": self.world.journal.mark(), "messages": entries, "more": more, "newer": newer}
        )

    async def commands(self, request: Request) -> Response:
        """The command menu the person sees in a chat, and the language that the bot speaks with them where it is known."""
        user, chat = self._user(request), self._chat(request)
        shown = self.menus.shown_to(user.id, chat, user.language_code)
        languages = self.backing.languages
        return JSONResponse(
            {"commands": shown, "language": await languages.of(user.id) if languages else None}
        )

    async def language(self, request: Request) -> Response:
        """A person's client is in this `language` from now on, and the bot speaks it with them."""
        body = self._body(await read_object(request))
        user, code = body.user(), _CODES.get(body.text("language"))
        if code is None:
            raise ActionError("no such language")
        user.language_code = code
        if self.backing.languages:
            await self.backing.languages.speak(user.id, body.text("language"))
        return JSONResponse({})

    async def stream(self, request: Request) -> Response:
        """What happens, as server-sent events; see `stream`."""
        return stream(self.world, self._user(request), request, closing=self.closing)

    async def file(self, request: Request) -> Response:
        """A file's bytes: always as a download, never as something a browser would run."""
        file = self.world.files.get(request.path_params["id"])
        if file is None:
            raise ActionError("no such file")
        kind = "application/octet-stream"
        if file.width:
            kind = _PICTURES.get(Path(file.name).suffix.lower(), "image/jpeg")
        disposition = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
        return Response(file.data, media_type=kind, headers={"Content-Disposition": disposition})

    async def act(self, request: Request) -> Response:
        """Do one of `ACTS`."""
        run = ACTS.get(request.path_params["name"])
        if run is None:
            raise ActionError("no such action")
        return JSONResponse(await run(self._body(await read_object(request))))

    async def upload(self, request: Request) -> Response:
        """Send files as a person; fields as for `send`, and `photos` where they are pictures to be shown."""
        async with request.form(max_files=10) as form:
            values: Json = {name: value for name, value in form.items() if isinstance(value, str)}
            parts = [part for part in form.getlist("file") if isinstance(part, UploadFile)]
            if any((part.size or 0) > _MAX_FILE for part in parts):
                raise ActionError("the file is too big")
            files = [(part.filename or "file", await part.read()) for part in parts]
        body = self._body(values)
        self.people.send_files(
            body.user(),
            files,
            chat=body.chat(),
            caption=body.text("caption"),
            as_photos=body.text("photos") == "1",
            reply_to=body.number("reply_to"),
            thread=body.number("thread"),
        )
        return JSONResponse({})

    def _query(self, request: Request) -> Body:
        return self._body(dict(request.query_params))

    def _body(self, values: Json) -> Body:
        return Body(values, people=self.people, groups=self.groups)

    def _user(self, request: Request) -> User:
        return self._query(request).user()

    def _chat(self, request: Request) -> Chat:
        return self._query(request).chat()


def _guarded(run: Endpoint) -> Endpoint:
    """Answer what a person cannot do with 400, and a bot that does not answer in time with 504."""

    async def endpoint(request: Request) -> Response:
        try:
            return await run(request)
        except ActionError as error:
            return JSONResponse({"error": str(error)}, 400)
        except TimeoutError:
            return JSONResponse({"error": "the bot did not answer"}, 504)

    return endpoint
