"""Connections by address: nobody can take them all, and who does something keeps what he has."""

from __future__ import annotations

import json
import logging
import re
import resource
from asyncio import TimerHandle
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any, ClassVar

from sanic.compat import Header
from sanic.exceptions import InvalidUsage
from sanic.http import Http, Stage
from sanic.server.protocols.http_protocol import HttpProtocol

from bot.channels.rate import TOO_FAST

log = logging.getLogger(__name__)
#: how many may stand in line to be let in: a class that opens the page together, or all visitors again
#: after a restart; Sanic's own 100 made the system break lines of the rest off (`make bench`)
IN_LINE = 1024
#: a browser opens six, an office behind one address a few hundred
MOST = 500
_BODY = json.dumps({"error": TOO_FAST}).encode()
REFUSAL = (
    b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nRetry-After: 30\r\n"
    b"Connection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
)


class CarefulHttp(Http):
    """Sanic's reading of requests, which says 400 to what cannot be read or can be read in two ways.

    Sanic 21.12 takes a length that is no number for a fault of ours, waits for ever for one below
    zero, and takes the first of two: a proxy that takes the other one lets a request be smuggled.
    """

    request_body: Any

    async def http1_request_header(self) -> None:
        """Read the head of a request.

        Raises:
            InvalidUsage: it cannot be read.
        """
        try:
            await super().http1_request_header()
        except (UnicodeError, ValueError, KeyError) as broken:
            self.url = None  # cannot be shown in the answer either
            raise InvalidUsage("Bad Request") from broken
        headers = self.request.headers
        if self.request_body and not _one_length(headers):
            self.request_body = None
            raise InvalidUsage("Bad Request")
        if any(not _is_text(value) for value in headers.values()):
            # bytes that are no text become signs that cannot be written anywhere
            plain = (
                (name, value.encode("utf-8", "replace").decode()) for name, value in headers.items()
            )
            self.request.headers = Header(list(plain))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the body in pieces; what is left of a broken one after the answer is nobody's."""
        try:
            async for piece in super().__aiter__():
                yield piece
        except InvalidUsage:
            if self.stage is not Stage.IDLE:
                raise
            self.keep_alive = False


def _one_length(headers: Any) -> bool:
    lengths = headers.getall("content-length", [])
    encodings = [value.lower() for value in headers.getall("transfer-encoding", [])]
    if encodings:
        return not lengths and encodings == ["chunked"]
    return len(lengths) == 1 and re.fullmatch(r"[0-9]{1,12}", lengths[0]) is not None


def _is_text(value: str) -> bool:
    return value.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in value)


#: attributes of a connection beside Sanic's own, which has no room for others
OF_OUR_OWN = ("_cut_off", "_gone")


class Careful(HttpProtocol):
    """Sanic's own way of talking HTTP, reading with care, and forgetting who has gone.

    Sanic 21.12 cuts a connection that it closed off after fifteen seconds, and keeps it and what came
    in over it until then, also when it is long gone: tens of MB at 250 requests a second.
    """

    __slots__ = OF_OUR_OWN
    _http: CarefulHttp | None
    _cut_off: TimerHandle | None
    _gone: bool

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._cut_off, self._gone = None, False

    def close(self, timeout: float | None = None) -> None:
        """Close the connection, and cut it off when that takes too long.

        Args:
            timeout: seconds to wait; None for Sanic's own.
        """
        if self._gone or self.transport is None:
            return
        self.transport.close()
        if self._cut_off is None:
            patience = self.app.config.GRACEFUL_SHUTDOWN_TIMEOUT if timeout is None else timeout
            self._cut_off = self.loop.call_later(patience, self.abort)

    def connection_lost(self, failure: Exception | None) -> None:
        """Let go of what came in, and wait no more."""
        self._gone = True
        if self._cut_off is not None:
            self._cut_off.cancel()
        self._cut_off = None
        super().connection_lost(failure)
        self.recv_buffer = bytearray()  # a timer of Sanic's holds us for half a minute more

    def _setup_connection(self) -> None:
        super()._setup_connection()
        self._http = CarefulHttp(self)


class SharedFairly(Careful):
    """Reading with care, with a limit for each address.

    Over the limit the oldest connection on which nothing happens makes room; when all are busy the
    new one is refused.
    """

    __slots__ = ("_from",)
    #: address -> its connections, oldest first
    taken: ClassVar[defaultdict[str, dict[SharedFairly, None]]] = defaultdict(dict)

    def connection_made(self, transport: Any) -> None:
        """Take a connection in, or refuse it."""
        self._from = self._address(transport)
        self._http = None  # Sanic sets it in a later turn of the loop, and others may look before
        mine = self.taken[self._from]
        if len(mine) >= MOST and not self._make_room(mine):
            log.warning("connection_refused open=%d", len(mine))
            transport.write(REFUSAL)
            transport.close()
            return
        mine[self] = None
        super().connection_made(transport)

    def connection_lost(self, failure: Exception | None) -> None:
        """Give the place back."""
        mine = self.taken.get(self._from, {})
        mine.pop(self, None)
        if not mine:
            self.taken.pop(self._from, None)
        super().connection_lost(failure)

    @staticmethod
    def _make_room(mine: dict[SharedFairly, None]) -> bool:
        for one in mine:
            if one.close_if_idle():
                del mine[one]
                return True
        return False

    @staticmethod
    def _address(transport: Any) -> str:
        peer = transport.get_extra_info("peername")
        return str(peer[0]) if isinstance(peer, tuple) else "socket"


def allow_many_files() -> None:
    """Raise the number of open files, which every connection is, to what the system allows us."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
