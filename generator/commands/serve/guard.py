"""What may reach the preview: drafts must not be readable by other web pages, and slow connections must not pile up.

A web page of another site can send requests to this computer. With a name of its own that leads to 127.0.0.1 (DNS
rebinding), it could read the answers, but its requests carry that name in ``Host``.
"""

from __future__ import annotations

import asyncio
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 10.0
"""Seconds in which a connection must send the head of a request, or its body."""
MOST = 1_000
"""Connections at the same time; a further one gets the status 503."""
_HEADERS = ((b"cross-origin-resource-policy", b"same-origin"), (b"x-content-type-options", b"nosniff"))


def is_allowed(host: str, named: str) -> bool:
    """Whether the header ``Host`` means this computer, or the host that was named with ``--host``.

    If that is an address for all networks, such as ``0.0.0.0``, any address is allowed, but no name.
    """
    try:
        found = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if found in ("localhost", named.strip("[]").lower()):
        return True
    try:
        address = ip_address(found)
    except ValueError:
        return False
    return address.is_loopback or (_is_for_all(named) and bool(found))


def _is_for_all(named: str) -> bool:
    try:
        return ip_address(named).is_unspecified
    except ValueError:
        return False


class Guard:
    """Refuses requests for other hosts, and forbids other sites to embed the answers."""

    def __init__(self, app: ASGIApp, named: str) -> None:
        self._app, self._named = app, named

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        hosts = Headers(scope=scope).getlist("host")
        if len(hosts) == 1 and is_allowed(hosts[0], self._named):
            await self._app(scope, receive, marked)
            return
        text = "This preview answers only to this computer, or to the host that is named with --host.\n"
        await PlainTextResponse(text, status_code=403)(scope, receive, marked)


class ImpatientProtocol(H11Protocol):
    """HTTP for connections that send the head of a request within ``PATIENCE``; others are closed."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait for the rest of a request's head."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._end_wait()
        elif self._waiting is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._end_wait()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(PATIENCE, self.transport.close)

    def _end_wait(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
