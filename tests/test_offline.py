"""The guard of tests/conftest.py: no test leaves this machine unnoticed."""

from __future__ import annotations

import socket

import aiohttp
import pytest

from tests.support import offline
from tests.support.table import each_row


@each_row("host", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_what_would_leave_the_machine_is_refused_and_told_of(host: str) -> None:
    with pytest.raises(OSError, match=f"a test may not reach {host}"):
        socket.create_connection((host, 443), timeout=1)
    assert offline.tried() == [host]


async def test_a_library_that_swallows_the_refusal_is_told_of_all_the_same() -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientError):
            await session.get("http://192.0.2.1/")
    assert set(offline.tried()) == {"192.0.2.1"}


def test_the_loopback_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        assert offline.tried() == []
