"""The Bot API over HTTP: reads a call, applies faults, runs the method, writes the answer; no method's rules."""

from __future__ import annotations

import json
import time
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from yarl import URL

# The modules below fill the table of methods as they are imported.
from bot.sandbox.api import editing, looking, profile, sending  # noqa: F401
from bot.sandbox.api.arguments import Arguments, Upload
from bot.sandbox.api.calls import Call, CallLog, Violation
from bot.sandbox.api.context import Context, too_many
from bot.sandbox.api.faults import Fault, Faults
from bot.sandbox.api.method import METHODS, method
from bot.sandbox.api.resets import reset_connection
from bot.sandbox.api.webhook import Webhook
from bot.sandbox.world.closing import Closing
from bot.sandbox.world.errors import ApiError, broken_rule

DOWNLOAD = "file"  # as the method of a fault: the download of a file
_BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"


def _elsewhere(*_: object) -> Any:
    raise AssertionError("run by BotApi itself, because it waits")


for _name, _parameters in {
    "getUpdates": "offset limit timeout allowed_updates",
    "setWebhook": "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token",
    "deleteWebhook": "drop_pending_updates",
    "getWebhookInfo": "",
}.items():
    method(_name, _parameters)(_elsewhere)


class BotApi:
    """Serves `/bot<token>/<method>` and `/file/bot<token>/<path>`: the methods work on `context`."""

    def __init__(
        self,
        context: Context,
        *,
        token: str,
        webhook: Webhook,
        faults: Faults,
        log: CallLog,
        closing: Closing,
    ) -> None:
        self.context = context
        self.world = context.world
        self.token = token
        self.webhook = webhook
        self.faults = faults
        self.log = log
        self.closing = closing
        self._waiting = {
            "getupdates": self._get_updates,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getwebhookinfo": self._webhook_info,
        }

    def routes(self) -> list[Route]:
        """The routes of the Bot API."""
        return [
            Route("/bot{token}/{method}", self.call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self.download, methods=["GET"]),
        ]

    async def call(self, request: Request) -> Response:
        """Answer one call."""
        if request.path_params["token"] != self.token:
            return _failure(ApiError(401, "Unauthorized"))
        known = METHODS.get(request.path_params["method"].lower())
        if known is None:
            return _failure(ApiError(404, "Not Found: method not found"))
        started = time.monotonic()
        arguments = Arguments({})
        fault: Fault | None = None
        result: Any = None
        error: ApiError | None = None
        try:
            arguments = await _read(request)
            fault = self.faults.take(known.name, _chat_id(arguments))
            self._note_unknown(known.name, known.parameters, arguments)
            early = await self._before(fault, request)
            if early is not None:
                self._log(known.name, arguments, fault, started)
                return early
            result = await self._run(known.name, arguments)
        except ApiError as refusal:
            error = refusal
        if self.faults.is_down and fault is None:
            # A long poll that was under way when the line was cut: what it would have brought stays unconfirmed.
            fault = self.faults.take(known.name, None)
            self._log(known.name, arguments, fault, started)
            return await reset_connection(request)
        self._log(known.name, arguments, fault, started, result=result, error=error)
        answer = _failure(error) if error is not None else JSONResponse({"ok": True, "result": result})
        return await self._after(fault, request, answer)

    async def download(self, request: Request) -> Response:
        """Answer the download of a file."""
        if request.path_params["token"] != self.token:
            return _failure(ApiError(401, "Unauthorized"))
        path, fault = request.path_params["path"], self.faults.take(DOWNLOAD, None)
        early = await self._before(fault, request)
        if early is not None:
            return early
        for file in self.world.files.values():
            if file.path == path and file.size <= looking.MAX_DOWNLOAD:
                answer = Response(file.data, media_type="application/octet-stream")
                return await self._after(fault, request, answer)
        return _failure(ApiError(404, "Not Found"))

    async def _run(self, name: str, arguments: Arguments) -> Any:
        waiting = self._waiting.get(name.lower())
        if waiting is not None:
            return await waiting(arguments)
        context = self.context
        context.doubts.clear()
        result = METHODS[name.lower()].run(context, arguments)
        for doubt in context.doubts:
            self._violation(name, "doubtful", doubt, arguments)
        return result

    async def _get_updates(self, arguments: Arguments) -> Any:
        mailbox = self.world.mailbox
        mailbox.allow(arguments.array("allowed_updates"))
        return await mailbox.take(
            offset=arguments.integer("offset"),
            limit=min(max(arguments.integer("limit", 100), 1), 100),
            seconds=min(max(arguments.integer("timeout"), 0), 50),
        )

    async def _set_webhook(self, arguments: Arguments) -> bool:
        self.world.mailbox.allow(arguments.array("allowed_updates"))
        if not arguments.has("url"):
            return await self._delete_webhook(arguments)
        if arguments.flag("drop_pending_updates"):
            self.world.mailbox.pending.clear()
        await self.webhook.set(
            arguments.text("url"),
            secret=arguments.text("secret_token"),
            max_connections=arguments.integer("max_connections", 40),
        )
        return True

    async def _delete_webhook(self, arguments: Arguments) -> bool:
        await self.webhook.remove()
        if arguments.flag("drop_pending_updates"):
            self.world.mailbox.pending.clear()
        return True

    async def _webhook_info(self, arguments: Arguments) -> Any:
        return self.webhook.info()

    async def _before(self, fault: Fault | None, request: Request) -> Response | None:
        """What a fault does before the call has had any effect."""
        match fault.kind if fault else "":
            case "400" | "403":
                return _failure(ApiError(int(fault.kind), fault.text)) if fault else None
            case "429":
                return _failure(too_many(round(fault.seconds) if fault else 1))
            case "500":
                return _failure(ApiError(500, "Internal Server Error"))
            case "502":
                return HTMLResponse(_BAD_GATEWAY, 502)
            case "reset_before":
                return await reset_connection(request)
            case "hang_before":
                await self.closing.pause(fault.seconds if fault else 0)
        return None

    async def _after(self, fault: Fault | None, request: Request, answer: Response) -> Response:
        """What a fault does to the answer of a call that had its effect."""
        match fault.kind if fault else "":
            case "truncated":
                half = bytes(answer.body)[: len(answer.body) // 2]
                return Response(half, answer.status_code, media_type="application/json")
            case "reset_after":
                return await reset_connection(request)
            case "hang_after":
                await self.closing.pause(fault.seconds if fault else 0)
        return answer

    def _note_unknown(self, name: str, parameters: frozenset[str], arguments: Arguments) -> None:
        for given in (arguments.values.keys() | arguments.uploads.keys()) - parameters:
            # The parts that `attach://` names are files, not parameters.
            if f"attach://{given}" not in json.dumps(arguments.values, default=str):
                self._violation(name, "unknown_parameter", given, arguments)

    def _violation(self, name: str, kind: str, detail: str, arguments: Arguments) -> None:
        self.log.violations.append(Violation(name, kind, detail, arguments.shown()))

    def _log(
        self,
        name: str,
        arguments: Arguments,
        fault: Fault | None,
        started: float,
        *,
        result: Any = None,
        error: ApiError | None = None,
    ) -> None:
        if error is not None and error.rule:
            self._violation(name, "refused", error.description, arguments)
        self.log.calls.append(
            Call(
                self.world.now(),
                name,
                arguments.shown(),
                result,
                error.description if error else "",
                fault.kind if fault else "",
                time.monotonic() - started,
                self.log.next_number,
            )
        )


async def _read(request: Request) -> Arguments:
    """The call's parameters from the query and the body."""
    values: dict[str, Any] = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if request.method == "POST" and kind == "application/json":
        values.update(_json_object(await request.body()))
    elif request.method == "POST" and kind == "application/x-www-form-urlencoded":
        # Our own calls have every byte in per cent form, which takes urllib's reader twenty times as long.
        values.update(URL.build(query_string=(await request.body()).decode("latin-1"), encoded=True).query)
    elif request.method == "POST" and kind == "multipart/form-data":
        async with request.form(max_part_size=10 * 1024 * 1024) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    uploads[name] = Upload(
                        value.filename or "file", value.content_type or "", await value.read()
                    )
                else:
                    values[name] = value
    return Arguments(values, uploads)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        raise broken_rule("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise broken_rule("can't parse JSON object: object expected")
    return value


def _chat_id(arguments: Arguments) -> int | None:
    value = str(arguments.values.get("chat_id", ""))
    return int(value) if value.lstrip("-").isdigit() else None


def _failure(error: ApiError) -> JSONResponse:
    body: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return JSONResponse(body, error.code)
