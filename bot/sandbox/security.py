"""Keeps other web sites out of the sandbox, and puts the protective headers on every answer; no accounts, no roles."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none';"
        " form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
_RAW = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]


class Guard:
    """Refuses with 403 a Host that is not this machine's (DNS rebinding) and whatever another site's page sends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request and pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        reason = refusal(Headers(scope=scope), scope["method"], scope["path"])

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message["headers"]}
                message["headers"] += [header for header in _RAW if header[0] not in own]
            await send(message)

        app = PlainTextResponse(reason, 403) if reason else self.app
        await app(scope, receive, send_guarded)


def refusal(headers: Headers, method: str, path: str) -> str:
    """Why a request must not be answered; empty where it may."""
    host = headers.get("host", "")
    if _name(host) not in _LOCAL_NAMES:
        return "this server answers only to local names"
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{host}":
        return "requests from other origins are refused"
    site = headers.get("sec-fetch-site", "none")
    # A link or a bookmark may open the page itself, and nothing else.
    opens_page = method == "GET" and path == "/" and headers.get("sec-fetch-mode") == "navigate"
    if site not in ("same-origin", "none") and not opens_page:
        return "requests from other sites are refused"
    return ""


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
