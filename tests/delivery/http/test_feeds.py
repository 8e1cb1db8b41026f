"""Fetching network sources from a real server: conditional, small, in time, and never from where only this machine can reach."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import AsyncIterator

import pytest

from bot.delivery.http.feeds import FeedClient, FeedFault, is_public
from tests.support.feeds import HOST, Site, rss, site
from tests.support.table import each_row

BODY = rss(("标题", "https://a.example/1", None))


@pytest.fixture
async def web() -> AsyncIterator[Site]:
    async with site() as served:
        yield served


async def why(url: str, *, allow: str = HOST, client: FeedClient | None = None) -> str:
    """Why it cannot be had."""
    with pytest.raises(FeedFault) as fault:
        await (client or FeedClient()).fetch(url, allow=allow)
    return fault.value.why


@each_row(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2400:3200::1", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),  # where clouds keep their keys
        ("100.64.0.1", False),
        ("192.0.2.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("no address", False),
    ],
)
def test_which_addresses_are_of_the_open_network(address: str, expected: bool) -> None:
    assert is_public(address) is expected


async def test_a_source_is_fetched_with_what_makes_the_next_request_conditional(web: Site) -> None:
    web.put("/rss", BODY, ETag='"a1"', Last_Modified="Wed, 03 Jun 2026 04:00:00 GMT", Content_Type="text/xml")
    fetched = await FeedClient().fetch(web.url(), allow=HOST)
    assert (fetched.content, fetched.etag, fetched.kind) == (BODY, '"a1"', "text/xml")
    web.put("/rss", b"", status="304 Not Modified")
    again = await FeedClient().fetch(web.url(), allow=HOST, etag=fetched.etag, modified=fetched.modified)
    assert again.content is None
    assert web.headers[1]["if-none-match"] == '"a1"'
    assert web.headers[1]["if-modified-since"] == "Wed, 03 Jun 2026 04:00:00 GMT"
    assert "cookie" not in web.headers[1]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "127.1"]
)
async def test_nothing_of_this_machine_is_asked_unless_the_settings_name_it(web: Site, host: str) -> None:
    web.put("/rss", BODY)
    assert await why(web.url(host=host), allow="") in ("address", "unreached")
    assert await why(web.url(host=host), allow="other.example") in ("address", "unreached")
    assert web.asked == []


async def test_a_redirect_is_followed_three_times_and_looked_at_each_time(web: Site) -> None:
    web.put("/rss", BODY)
    web.redirect("/3", "/rss")
    web.redirect("/2", web.url("/3"))
    web.redirect("/1", "2")
    assert (await FeedClient().fetch(web.url("/1"), allow=HOST)).address == web.url()
    web.redirect("/0", "/1")
    assert await why(web.url("/0")) == "redirects"


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1:{port}/secret",
        "http://[::ffff:127.0.0.1]:{port}/secret",
        "//127.0.0.1:{port}/secret",
        "http://0.0.0.0:{port}/secret",
        "http://user:word@localhost:{port}/secret",
        "file:///etc/passwd",
        "ftp://localhost:{port}/secret",
        "gopher://localhost:{port}/secret",
        "http://localhost:0/",
    ],
)
async def test_a_redirect_to_this_machine_or_out_of_the_web_is_not_followed(web: Site, to: str) -> None:
    web.put("/secret", BODY)
    web.redirect("/rss", to.format(port=web.port))
    assert await why(web.url(host="localhost"), allow="localhost") in ("address", "unreached")
    assert web.asked == ["/rss"]


async def test_what_is_packed_is_unpacked(web: Site) -> None:
    for encoding, packed in (
        ("gzip", gzip.compress(BODY)),
        ("x-gzip", gzip.compress(BODY)),
        ("deflate", zlib.compress(BODY)),
        ("deflate", zlib.compress(BODY, wbits=-15)),
        ("identity", BODY),
    ):
        web.put("/rss", packed, Content_Encoding=encoding)
        assert (await FeedClient().fetch(web.url(), allow=HOST)).content == BODY, encoding


async def test_a_bomb_a_flood_and_a_strange_packing_are_refused(web: Site) -> None:
    web.put("/rss", gzip.compress(b"\0" * (64 << 20)), Content_Encoding="gzip")
    assert await why(web.url()) == "large"
    web.put("/rss", b"x" * ((2 << 20) + 1))
    assert await why(web.url()) == "large"
    web.pages["/rss"] = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * (3 << 20)  # without a length
    assert await why(web.url()) == "large"
    web.put("/rss", BODY, Content_Encoding="br")
    assert await why(web.url()) == "packed"
    web.put("/rss", BODY, Content_Encoding="gzip")
    assert await why(web.url()) == "packed"


async def test_a_slow_drip_ends_with_the_time_for_the_whole(web: Site) -> None:
    web.put("/rss", BODY)
    web.drip = 0.02
    assert await why(web.url(), client=FeedClient(within=0.3)) == "timeout"


async def test_an_error_is_named_and_so_is_nobody_there(web: Site) -> None:
    assert await why(web.url("/nothing")) == "status:404"
    web.put("/rss", b"", status="503 Service Unavailable")
    assert await why(web.url()) == "status:503"
    web.pages["/rss"] = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"
    assert await why(web.url()) == "status:302"
    web.pages["/rss"] = b"nonsense\r\n\r\n"
    assert await why(web.url()) == "unreached"
    assert await why("http://127.0.0.1:1/") == "unreached"


async def test_a_proxy_is_asked_for_the_open_network_and_never_for_what_the_settings_allow_by_name(
    web: Site,
) -> None:
    web.put("http://203.0.113.9/rss", BODY)  # how a proxy is asked
    web.put("/rss", BODY)
    client = FeedClient(proxy=web.url(""))
    assert await why("http://203.0.113.9/rss", client=client) == "address"  # reserved for documents
    web.put("http://8.8.8.8/rss", BODY)
    assert (await client.fetch("http://8.8.8.8/rss")).content == BODY
    assert web.asked == ["http://8.8.8.8/rss"]
    assert (await client.fetch(web.url(), allow=HOST)).content == BODY
    assert web.asked[-1] == "/rss", "not by the proxy"
    assert await why("http://127.0.0.1/rss", allow="", client=client) == "address"
