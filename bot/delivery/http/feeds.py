"""Fetching network sources: small, in time, conditional, and from nowhere that only this machine can reach.

An address is looked at where the connection is made, and the connection goes to the very address that was looked at, so that a
name that answers now this and now that (DNS rebinding) gains nothing. Redirects are followed here, each looked at anew.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
import aiohttp_socks

MOST_BYTES = 2 << 20  # unpacked
WITHIN = 20.0  # seconds for one source, redirects and all
MOST_REDIRECTS = 3
_PIECE = 1 << 16
_MOST_VALUE = 500  # characters of an ETag or a date that is kept
_AGENT = "zhibao feed reader"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_V4_IN_V6 = ipaddress.ip_network("64:ff9b::/96")  # NAT64


class FeedFault(Exception):
    """A source that could not be read. `why`: address (not allowed), redirects, unreached, timeout, large, packed, status:404."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a source answered; no content where it says that nothing has changed. `address` is where it was found in the end."""

    address: str
    content: bytes | None
    kind: str = ""
    etag: str | None = None
    modified: str | None = None


class _Forbidden(OSError):
    """The address is not to be connected to."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open network: not of this machine, a private, link-local or reserved one."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _V4_IN_V6:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if int(ip) >> 32 == 0:  # ::127.0.0.1, as old as it is
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class FeedClient:
    """Fetches one source at a time, each over connections of its own. `proxy` as for Telegram, or empty."""

    def __init__(self, *, proxy: str = "", within: float = WITHIN, most: int = MOST_BYTES) -> None:
        self._proxy = proxy
        self._within = within
        self._most = most

    async def fetch(
        self,
        url: str,
        *,
        allow: str = "",
        etag: str | None = None,
        modified: str | None = None,
        by_proxy: bool = True,
    ) -> Fetched:
        """The source at `url`. FeedFault says why it cannot be had.

        `allow` names the one host that may be of this machine or a private network; it is reached without the proxy.
        """
        asked = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in asked.items() if value}
        try:
            async with asyncio.timeout(self._within):
                return await self._follow(url, headers, allow=allow.casefold(), by_proxy=by_proxy)
        except TimeoutError:
            raise FeedFault("timeout") from None
        except (_Forbidden, aiohttp.ClientConnectorError) as error:
            raise FeedFault("address" if _is_forbidden(error) else "unreached") from None
        except (aiohttp.ClientError, aiohttp_socks.ProxyError, OSError, ValueError):
            raise FeedFault("unreached") from None

    async def _follow(self, url: str, headers: Mapping[str, str], *, allow: str, by_proxy: bool) -> Fetched:
        for _ in range(MOST_REDIRECTS + 1):
            found = await self._get(url, headers, allow=allow, by_proxy=by_proxy)
            if isinstance(found, Fetched):
                return found
            url = urljoin(url, found)
        raise FeedFault("redirects")

    async def _get(
        self, url: str, headers: Mapping[str, str], *, allow: str, by_proxy: bool
    ) -> Fetched | str:
        """What the address answers; a text is where it sends us."""
        host = _host_of(url)
        is_allowed = bool(allow) and host == allow
        proxy = self._proxy if by_proxy and not is_allowed else ""
        if proxy:
            await _check_behind_proxy(host)
        async with (
            self._session(proxy, is_allowed=is_allowed) as session,
            session.get(
                url,
                headers={"Accept-Encoding": "gzip, deflate", "Accept": _ACCEPT, **headers},
                allow_redirects=False,
                proxy=proxy if proxy.startswith("http") else None,
            ) as response,
        ):
            if response.status in _REDIRECTS:
                place = response.headers.get("Location", "")
                if not place:
                    raise FeedFault(f"status:{response.status}")
                return place
            if response.status == 304:
                return Fetched(url, None)
            if response.status != 200:
                raise FeedFault(f"status:{response.status}")
            content = await self._content(response)
            return Fetched(
                url,
                content,
                kind=response.headers.get("Content-Type", "")[:_MOST_VALUE],
                etag=_kept(response.headers.get("ETag")),
                modified=_kept(response.headers.get("Last-Modified")),
            )

    def _session(self, proxy: str, *, is_allowed: bool) -> aiohttp.ClientSession:
        connector: aiohttp.BaseConnector
        if proxy.startswith("socks"):
            connector = aiohttp_socks.ProxyConnector.from_url(proxy, rdns=True)
        elif proxy or is_allowed:
            connector = aiohttp.TCPConnector(force_close=True)
        else:
            connector = aiohttp.TCPConnector(
                force_close=True, use_dns_cache=False, socket_factory=_checked_socket
            )
        return aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,  # a few bytes can be a million unpacked: that is done here, in measure
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": _AGENT},
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=None),
        )

    async def _content(self, response: aiohttp.ClientResponse) -> bytes:
        unpack = _unpacker(response.headers.get("Content-Encoding", ""))
        if (response.content_length or 0) > self._most:
            raise FeedFault("large")
        packed = 0
        content = bytearray()
        async for piece in response.content.iter_chunked(_PIECE):
            packed += len(piece)
            try:
                content += unpack(piece, self._most + 1 - len(content))
            except zlib.error:
                raise FeedFault("packed") from None
            if len(content) > self._most or packed > self._most:
                raise FeedFault("large")
        return bytes(content)


_ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"


class _Inflate:
    """Unpacks piece by piece, never more than it is asked for: what is left over makes the whole too large."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inflate = zlib.decompressobj(wbits)
        self._is_new = True

    def __call__(self, piece: bytes, most: int) -> bytes:
        try:
            return self._inflate.decompress(piece, max(1, most))
        except zlib.error:
            if not self._is_new or self._wbits != zlib.MAX_WBITS:
                raise
            self._inflate = zlib.decompressobj(
                -zlib.MAX_WBITS
            )  # "deflate" without its frame, as some send it
            return self._inflate.decompress(piece, max(1, most))
        finally:
            self._is_new = False


def _unpacker(encoding: str) -> Any:
    name = encoding.strip().casefold()
    if name in ("", "identity"):
        return lambda piece, most: piece
    if name in ("gzip", "x-gzip"):
        return _Inflate(zlib.MAX_WBITS | 16)
    if name == "deflate":
        return _Inflate(zlib.MAX_WBITS)
    raise FeedFault("packed")


def _host_of(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, is_fit = parts.hostname or "", parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:
        is_fit, host = False, ""
    if not is_fit or not host or parts.username or parts.password:
        raise FeedFault("address")
    return host.casefold()


def _checked_socket(address: Any) -> socket.socket:
    """A socket for one of the addresses that a name has come to. `_Forbidden` where none may go there."""
    family, kind, protocol, _, place = address
    if not is_public(str(place[0])):
        raise _Forbidden("not an address of the open network")
    made = socket.socket(family=family, type=kind, proto=protocol)
    made.setblocking(False)
    return made


async def _check_behind_proxy(host: str) -> None:
    """What the proxy is asked for is no address that only it can reach, as far as the name tells here."""
    loop = asyncio.get_running_loop()
    if _is_address(host):
        if not is_public(host):
            raise _Forbidden("not an address of the open network")
        return
    try:
        found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return  # names are the proxy's affair
    if any(not is_public(str(place[0])) for *_, place in found):
        raise _Forbidden("not an address of the open network")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _is_forbidden(error: BaseException) -> bool:
    chain: list[BaseException] = [error]
    for each in chain:
        if isinstance(each, _Forbidden):
            return True
        inner = (getattr(each, "os_error", None), each.__cause__, each.__context__)
        chain += [other for other in inner if isinstance(other, BaseException) and other not in chain]
        if isinstance(each, BaseExceptionGroup):
            chain += [other for other in each.exceptions if other not in chain]
    return False


def _kept(value: str | None) -> str | None:
    return value if value and len(value) <= _MOST_VALUE and value.isprintable() else None
