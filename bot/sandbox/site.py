"""A site of the network beside Telegram, with whatever files it is given: a bot that reads network sources has one here."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


class Site:
    """Files by name, each with its content type; `address` is where one is to be had below the sandbox's root."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[bytes, str]] = {}

    def put(self, name: str, content: bytes, *, kind: str) -> None:
        """A file, or what takes its place."""
        self._files[name] = content, kind

    @staticmethod
    def address(name: str) -> str:
        """Its path."""
        return f"/site/{name}"

    def route(self) -> Route:
        """What answers who asks."""
        return Route(self.address("{name}"), self._answer)

    async def _answer(self, request: Request) -> Response:
        found = self._files.get(request.path_params["name"])
        if found is None:
            return Response(status_code=404)
        return Response(found[0], media_type=found[1])
