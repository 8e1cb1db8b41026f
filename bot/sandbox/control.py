"""The HTTP side of the page: reading lists and messages, acting, uploading, the clock, the log; not the Bot API."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.acts import ACTS, Body
from bot.sandbox.errors import ActionError
from bot.sandbox.page_json import chat_entry, message_entry, persona_json, user_brief, when
from bot.sandbox.records import Chat, Json, User
from bot.sandbox.stream import stream

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.sandbox.sandbox import Sandbox

    Endpoint = Callable[[Request], Awaitable[Response]]

_STATIC = Path(__file__).parent / "static"
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
_MAX_PAGE = 200
_MAX_FILE = 50 * 1024 * 1024


class Control:
    """Serves `/`, `/static/...` and `/sandbox/...` for one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.world = sandbox.world

    def routes(self) -> list[BaseRoute]:
        """The routes of the page."""
        reads: dict[str, Endpoint] = {
            "personas": self.personas,
            "chats": self.chats,
            "messages": self.messages,
            "commands": self.commands,
            "stream": self.stream,
            "log": self.log,
            "clock": self.clock,
            "file/{id}": self.file,
        }
        writes: dict[str, Endpoint] = {
            "act/{name}": self.act,
            "upload": self.upload,
            "clock": self.move_clock,
        }
        return [
            Route("/", self.index),
            *(Route(f"/sandbox/{path}", _guarded(run), methods=["GET"]) for path, run in reads.items()),
            *(Route(f"/sandbox/{path}", _guarded(run), methods=["POST"]) for path, run in writes.items()),
            Mount("/static", StaticFiles(directory=_STATIC, check_dir=False)),
        ]

    async def index(self, request: Request) -> Response:
        """The page itself."""
        return FileResponse(_STATIC / "index.html", media_type="text/html")

    async def personas(self, request: Request) -> Response:
        """Everybody, the bot, and the number of the newest event."""
        people = [persona_json(self.world, user) for user in self.world.people()]
        return JSONResponse(
            {
                "event": self.world.journal.last_id,
                "bot": user_brief(self.world.bot),
                "people": people,
                "timezone": self.sandbox.timezone,
                "clock": self.sandbox.controls is not None,
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
        return JSONResponse({"event": self.world.journal.last_id, "chats": chats, "groups": groups})

    async def messages(self, request: Request) -> Response:
        """The last messages of a chat before number `before`, at most `limit`, oldest first; of one topic if named."""
        user, chat = self._user(request), self._chat(request)
        body = self._query(request)
        before, thread = body.number("before"), body.number("thread")
        limit = min(max(body.number("limit") or 50, 1), _MAX_PAGE)
        wanted = (
            message
            for message in reversed(chat.messages.values())
            if (before is None or message.id < before) and thread in (None, message.thread_id or 0)
        )
        page = list(islice(wanted, limit + 1))
        entries = [message_entry(self.world, message, user) for message in reversed(page[:limit])]
        return JSONResponse(
            {"event": self.world.journal.last_id, "messages": entries, "more": len(page) > limit}
        )

    async def commands(self, request: Request) -> Response:
        """The command menu the person sees in a chat."""
        user, chat = self._user(request), self._chat(request)
        shown = self.sandbox.commands.shown_to(user.id, chat, user.language_code)
        return JSONResponse({"commands": shown})

    async def stream(self, request: Request) -> Response:
        """What happens, as server-sent events; see `stream`."""
        return stream(self.sandbox, self._user(request), request)

    async def log(self, request: Request) -> Response:
        """The last calls of the Bot API, newest first, and what was wrong with calls."""
        limit = min(self._query(request).number("limit") or 100, 1000)
        calls = [
            {
                "at": when(call.at),
                "method": call.method,
                "params": call.params,
                "result": call.result,
                "error": call.error,
                "fault": call.fault,
                "seconds": round(call.seconds, 4),
            }
            for call in islice(reversed(self.sandbox.calls), limit)
        ]
        violations = [vars(violation) for violation in self.sandbox.violations[-limit:]]
        body = json.dumps({"calls": calls, "violations": violations}, default=str, ensure_ascii=False)
        return Response(body, media_type="application/json")

    async def clock(self, request: Request) -> Response:
        """The present moment, and what the clock will do where the application lets it be moved."""
        controls = self.sandbox.controls
        upcoming = await controls.upcoming() if controls else []
        return JSONResponse(
            {
                "now": when(self.sandbox.now()),
                "movable": controls is not None,
                "upcoming": [{"key": u.key, "label": u.label, "at": when(u.at)} for u in upcoming],
            }
        )

    async def move_clock(self, request: Request) -> Response:
        """Move the clock on, to `to` (milliseconds since 1970) or by `days`."""
        controls = self.sandbox.controls
        if controls is None:
            raise ActionError("this clock cannot be moved")
        body = Body(self.sandbox, await _object(request))
        now, to, days = self.sandbox.now(), body.number("to"), body.number("days")
        moment = now + timedelta(days=days or 0)
        if to is not None:
            moment = datetime.fromtimestamp(to / 1000, now.tzinfo)
        if not now < moment <= now + timedelta(days=400):
            raise ActionError("the clock only goes forward, at most 400 days at once")
        await controls.jump(moment)
        self.world.journal.add("clock")
        return await self.clock(request)

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
        return JSONResponse(await run(Body(self.sandbox, await _object(request))))

    async def upload(self, request: Request) -> Response:
        """Send files as a person; fields as for `send`, and `photos` where they are pictures to be shown."""
        async with request.form(max_files=10) as form:
            values: Json = {name: value for name, value in form.items() if isinstance(value, str)}
            parts = [part for part in form.getlist("file") if isinstance(part, UploadFile)]
            if any((part.size or 0) > _MAX_FILE for part in parts):
                raise ActionError("the file is too big")
            files = [(part.filename or "file", await part.read()) for part in parts]
        body = Body(self.sandbox, values)
        self.sandbox.people.send_files(
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
        return Body(self.sandbox, dict(request.query_params))

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


async def _object(request: Request) -> dict[str, Any]:
    # Only JSON: a form of another site cannot send it without asking first.
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise ActionError("a JSON body is expected")
    try:
        value = json.loads(await request.body())
    except ValueError:
        raise ActionError("a JSON body is expected") from None
    if not isinstance(value, dict):
        raise ActionError("a JSON body is expected")
    return value
