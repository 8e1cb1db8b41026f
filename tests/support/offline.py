"""Tests speak to nobody but this machine: what would go further is refused, and told of at the end of the test."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

_tried: list[str] = []


def watch() -> None:
    """From now on, in this process; it cannot be taken back."""
    sys.addaudithook(_see)


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
