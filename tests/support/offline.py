"""Tests speak to nobody but this machine: what would go further is refused, and told of at the end of the test."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any
from urllib.parse import urlsplit

from pyreqwest.request import RequestBuilder

from bot.delivery.http.transport import ApiRequest

_tried: list[str] = []


def watch() -> None:
    """From now on, in this process; it cannot be taken back."""
    sys.addaudithook(_see)
    ApiRequest.request_to = _looked_at  # type: ignore[method-assign] # its connections are none of Python's, no hook sees them


def tried() -> list[str]:
    """Whom somebody has tried to reach since this was last asked."""
    found, _tried[:] = list(_tried), []
    return found


def _see(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""  # a path is of this machine
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    _refuse_unless_here(host)


_request_to = ApiRequest.request_to


def _looked_at(self: ApiRequest, method: str, url: str, *, within: float | None) -> RequestBuilder:
    _refuse_unless_here(urlsplit(self.proxy or url).hostname)
    return _request_to(self, method, url, within=within)


def _refuse_unless_here(host: Any) -> None:
    if not _is_here(host):
        _tried.append(str(host))
        raise OSError(f"a test may not reach {host}")


def _is_here(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if not name or name == "localhost":
        return True
    try:
        found = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified
